"""How patients are carried from day to day: meshes, steps, closed forms, compiled batches."""

"""Laboratory results with baseline, grade and change, and the markers derived from them."""

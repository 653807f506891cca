"""Writing that survives a kill: durable files, folders that change in one step, locks, checksums."""

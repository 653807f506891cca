"""Response in Waldenström's macroglobulinemia: one serum marker, its editions, its rules."""

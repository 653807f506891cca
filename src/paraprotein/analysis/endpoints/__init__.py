"""The endpoints of a protocol, one file each: a population in, estimates out."""

"""What a protocol must be to itself: checks that run even while other fields are wrong."""

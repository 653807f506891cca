"""Response by visit and by subject, disease by disease."""

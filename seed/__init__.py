"""Reference data and a small believable world."""

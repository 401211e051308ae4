"""A group's written policies: which it has, since when, and when each is due for review."""

"""Filters of the list of groups that somebody gave a name, for themselves or for the staff of an area."""

"""Bringing in lists of places from files: read, planned, shown, confirmed; and what looks listed twice."""

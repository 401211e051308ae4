"""Courses, sessions, and who attended which, until when it counts."""

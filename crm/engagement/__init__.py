"""Visits, calls and letters, what came of them, and what was promised."""

"""Whom to see next in an area and why: from need, silence and promises, and never from who people are (D18)."""

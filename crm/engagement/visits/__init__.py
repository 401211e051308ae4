"""Visits and meetings to come: planned, moved, called off, and over once what came of them is logged."""

"""Pairs of places that people have judged, and how well the matching rules judge them."""

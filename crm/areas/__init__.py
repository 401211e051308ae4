"""Boroughs, wards, postcodes and the contacts that somebody has verified."""

"""Whom to ring in an area: confirmed, corrected and added by its own staff. The table is that of areas."""

"""Journeys and promises in a real browser: what a person does and sees."""

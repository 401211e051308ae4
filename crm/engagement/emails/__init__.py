"""Emails that somebody forwards, to be written down as a contact once they have said with which group."""

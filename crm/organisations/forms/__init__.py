"""What each page about a group asks, by subject."""

"""What was done, by whom, to what, and who looked at what is sensitive."""

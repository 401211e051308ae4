"""What a group sees of itself, in plain words."""

"""What holds for a group in one area until a day, with the reason: that it rests, that it comes first."""

"""What stands in the way of working with a group, until it is overcome."""

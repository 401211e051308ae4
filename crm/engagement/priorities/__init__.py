"""A coordinator says that a group comes first for a while, and why."""

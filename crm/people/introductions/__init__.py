"""Who introduced us to a group, or to somebody in it."""

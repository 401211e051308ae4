"""Every change of a group, by subject: the group itself, where it is, what it does."""

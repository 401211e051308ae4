"""The files of a version of a policy: its text, as the group sent it or the adviser was given it."""

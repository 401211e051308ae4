"""People who hold a role in a group, from when, until when, and what the role does with children."""

"""Two records of one group, or of one person, made one; and taken apart again."""

"""Where someone has looked for groups and where nobody has, so that a ward without groups is not taken for empty."""

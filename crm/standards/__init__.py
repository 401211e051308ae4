"""Standards: sets of questions in versions, how a group answers them, and what is still to do."""

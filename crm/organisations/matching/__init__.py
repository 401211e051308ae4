"""Which groups are one and the same: match keys, how alike two groups are, and the pairs that people look at."""

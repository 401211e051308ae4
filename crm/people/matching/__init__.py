"""Records that may be of one person: found, put to somebody, and never made one by themselves."""

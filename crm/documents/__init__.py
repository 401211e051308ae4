"""Files that are kept: their content, outside the web root. Each subject has a table of its own that names them."""

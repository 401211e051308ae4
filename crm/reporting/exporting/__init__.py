"""Getting groups out: files, paper and address books, with the filters of the list of groups."""

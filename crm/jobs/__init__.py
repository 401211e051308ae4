"""Work that is done beside the pages: kept in a table, taken up by a worker, told to whoever asked."""

"""One object to a page: what a person can do there, and the page that comes next."""

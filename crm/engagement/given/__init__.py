"""Which resources groups were given in contacts, and how many groups have each."""

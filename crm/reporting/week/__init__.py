"""A person's week: visits, what is due, who waits for an answer, and which groups have gone quiet."""

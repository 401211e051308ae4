"""A safeguarding lead books places at training for people of the group."""

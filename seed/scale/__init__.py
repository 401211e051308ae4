"""Very many made-up groups and contacts, loaded in bulk past the application: for measuring only."""

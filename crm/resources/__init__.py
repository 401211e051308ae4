"""What groups can be given: leaflets, posters, model forms, films and pages on the web, and who keeps each."""

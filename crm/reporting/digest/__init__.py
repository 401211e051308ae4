"""A person's week by email on Monday morning, for whoever asks for it."""

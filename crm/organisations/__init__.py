"""Groups and settings: the noun that everything else hangs from."""

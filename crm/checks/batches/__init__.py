"""Applications that several groups make together, on one day at one place where identity is checked."""

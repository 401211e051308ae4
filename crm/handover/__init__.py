"""When an adviser leaves: what ends with the post, who takes it over, and that nothing stays with a closed account."""

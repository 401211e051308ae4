"""One change to several groups at once: looked at first, then made in one transaction or not at all."""

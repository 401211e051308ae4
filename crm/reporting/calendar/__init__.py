"""A person's own dates, as a feed that the calendar of their phone reads by a private link."""

"""A round trip: in which order to visit some groups, as a list, on the map and on paper. Nothing of it is stored."""

"""Groups that have been asked enough are left alone until a day, unless they ask, or a child may be at risk."""

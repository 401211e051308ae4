"""People who sign in, their roles, and the areas or group they work in."""

"""Warns before something is kept that looks as if it identified a child: Footbridge is about groups, never a child."""

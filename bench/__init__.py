"""Measures Footbridge against the budgets of architecture.md 8, each as a ratio to a floor. Never part of the tests."""

import crm  # noqa: F401 (before anything of `seed`, which it brings in itself)

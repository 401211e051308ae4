"""Which level of check a role may have (`levels`), and how a check stands (`steps`)."""

from crm.checks.rules.levels import level_on, needs_check
from crm.checks.rules.steps import ShownCheck, check_state_on, is_in_date

__all__ = ["ShownCheck", "check_state_on", "is_in_date", "level_on", "needs_check"]

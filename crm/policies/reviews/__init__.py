"""An adviser reads a policy that was sent in, point by point, and answers the group. It is advice, never approval."""

"""Who may do what, and where: permissions, the scope, the guard."""

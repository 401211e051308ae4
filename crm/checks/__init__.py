"""DBS checks: which a role needs, where each stands, and never what a certificate said."""

"""Who may do what: one permission table; and how people prove who they are."""

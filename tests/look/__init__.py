"""How Pulse looks: a gallery of its parts, drawn without the application."""

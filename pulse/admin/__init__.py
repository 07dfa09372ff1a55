"""Settings, retention, health, erase and export."""

"""The database itself, settings, and logins."""

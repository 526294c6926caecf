"""Documents, suggestions and decisions in one SQLite file."""

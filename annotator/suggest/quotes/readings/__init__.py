"""What else a suggested quote could be: its other readings, each with its probability."""

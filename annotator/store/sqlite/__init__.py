"""A database as a file: opened, locked, copied, read where it is damaged. Nothing here knows our tables."""

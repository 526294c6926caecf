"""Opening a database whose tables are ours, bringing old ones up to date, and copies of it."""

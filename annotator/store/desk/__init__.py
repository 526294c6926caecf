"""The desks: what the screen asks of a database, as an annotator, a reviewer, a candidate."""

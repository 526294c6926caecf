"""Versions of one sentence beside each other: what a review settles, and what it tells annotators afterwards."""

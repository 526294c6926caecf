"""Choosing among the network's quotes and the rules' quotes, and between their edges."""

"""Suggestions: printed, stored anew, learnt from decisions; and what makes them."""

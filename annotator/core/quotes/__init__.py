"""Whole quotes: where their words stand, how they become labels of sentences, and what guidelines ask of them."""

"""Settling what several annotators marked differently, as pure code."""

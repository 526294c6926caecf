"""Tests of `annotator.measure`."""

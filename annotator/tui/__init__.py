"""The annotating screen."""

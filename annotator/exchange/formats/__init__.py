"""Formats of annotations: each module writes the files of one tool, reads them, or both. Examples: docs/formats.md."""

"""All checks, in the order in which they look. Whoever adds a table adds a check of it; a test asks."""

from __future__ import annotations

from annotator.store.integrity import (
    counted,
    documents,
    editions,
    events,
    file,
    people,
    repeated,
    schema,
    suggestions,
    teams,
    work,
)

CHECKS = (
    *file.CHECKS,
    *schema.CHECKS,
    *documents.CHECKS,
    *suggestions.CHECKS,
    *people.CHECKS,
    *work.CHECKS,
    *events.CHECKS,
    *teams.CHECKS,
    *editions.CHECKS,
    *repeated.CHECKS,
    *counted.CHECKS,
)

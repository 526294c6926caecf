"""What becomes of each table when copies come together."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """How the rows of two copies become those of one."""

    UNION = "what one copy lacks is added; rows are the same if their ids in all copies are"
    MATCH = "matched by what they hold; what one copy lacks is added"
    EARLIEST = "added; where both have a row, what it says comes from the copy that had it first"
    LATEST = "added; where both have a row, the one of the later run or place stays"
    TARGET = "added; where both have a row that differs, the target's stays, and that is said"
    DERIVED = "not read from copies: made anew from the events"
    DISCARDED = "read from copies, which only older ones use; newer tables hold what they say"
    OURS = "the program's own: not read from copies"


RULES = {
    "documents": Rule.EARLIEST,
    "sentences": Rule.MATCH,
    "runs": Rule.UNION,
    "suggestions": Rule.MATCH,
    "readings": Rule.MATCH,
    "boilerplate": Rule.MATCH,
    "chances": Rule.LATEST,
    "habits": Rule.UNION,
    "schemes": Rule.DISCARDED,
    "revisions": Rule.UNION,
    "profiles": Rule.TARGET,
    "annotators": Rule.EARLIEST,
    "steps": Rule.UNION,
    "decisions": Rule.UNION,
    "step_drafts": Rule.MATCH,
    "drafts": Rule.MATCH,
    "renamings": Rule.MATCH,
    "removals": Rule.UNION,
    "reviews": Rule.UNION,
    "qualifications": Rule.UNION,
    "qualification_items": Rule.MATCH,
    "qualification_results": Rule.TARGET,
    "assignments": Rule.UNION,
    "slots": Rule.TARGET,
    "leases": Rule.UNION,
    "editions": Rule.UNION,
    "carries": Rule.UNION,
    "looked_at": Rule.UNION,
    "heads": Rule.DERIVED,
    "removed": Rule.DERIVED,
    "standing_renamings": Rule.DERIVED,
    "progress": Rule.DERIVED,
    "totals": Rule.DERIVED,
    "answered_blocks": Rule.DERIVED,
    "suggested_quotes": Rule.DERIVED,
    **{
        f"{words}{part}": Rule.DERIVED
        for words in ("article_words", "title_words")
        for part in ("", "_data", "_idx", "_docsize", "_config")
    },
    "_sqlite_migrations": Rule.OURS,
}
"""The rule of every table. Whoever adds a table decides here and in the module that joins it; a test asks."""

READ = tuple(table for table, rule in RULES.items() if rule not in (Rule.DERIVED, Rule.OURS))
"""The tables that are read from other copies."""

DERIVED_COLUMNS = {
    "annotators": ("decided", "skipped", "undo_tip", "redo_tip"),
    "steps": ("below",),
}
"""Columns of those tables that only repeat what events say, and are made anew."""

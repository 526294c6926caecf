"""Kept under this name for tests/store alone, which another piece of work rewrites; goes with its last import."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.model import Document
from annotator.measure.report.records import Record, reviewed_sentence
from annotator.measure.review import review_figures as figures_of_reviews


def review_figures(documents: Iterable[Record], reviews: Iterable[Record]) -> dict[str, int]:
    """How many sentences of the audit there are in records of a report."""
    by_id = {one["id"]: Document(one["id"], one["text"]) for one in documents}
    texts = {key: document.text for key, document in by_id.items()}
    return {"audited": figures_of_reviews([reviewed_sentence(one, by_id) for one in reviews], texts).audited}

"""A sentence as it was reviewed: what annotators had marked then, and what the reviewer made of it."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.model import Labels, Span
from annotator.core.review.case import Verdict
from annotator.core.review.versions import Version, differs, one_side_marked
from annotator.core.session.desk import Place


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The latest review of a sentence.

    `document` is the id of its document, `span` its place in the text. `versions` are those that the reviewer chose
    among, `labels` what the review marks, comparable with theirs (see `versions.marked`).
    """

    sentence_id: int
    document: str
    place: Place
    span: Span
    reviewer: str
    versions: tuple[Version, ...]
    labels: Labels
    verdict: Verdict

    @property
    def differed(self) -> bool:
        """Whether annotators had marked the sentence differently."""
        return differs(self.versions)

    @property
    def overturned(self) -> bool:
        """Whether the review marks what no version does."""
        return all(version.labels != self.labels for version in self.versions)

    @property
    def one_side_marked(self) -> bool:
        """Whether some had marked a quote in the sentence and others none."""
        return one_side_marked(self.versions)

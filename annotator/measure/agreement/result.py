"""What is known of the agreement on a set of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.model import Document, Labels, Sentence
from annotator.measure.agreement.versions import LeftOut
from annotator.measure.figure import Figure

Figures = Mapping[str, Figure]
"""Figures by name (`figures.measures`)."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """The agreement of two annotators, on the documents and sentences that both decided."""

    annotators: tuple[str, str]
    documents: int
    sentences: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class DocumentAgreement:
    """The agreement on one document; no figure has an interval. `sentences`: those that at least two decided."""

    document: Document
    annotators: tuple[str, ...]
    sentences: int
    figures: Figures


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """The agreement on one label: `type`, `topic` or `attribute NAME` is its kind.

    `given`: how often it was given, summed over pairs. `f1`: the share of these that the other gave it too.
    """

    kind: str
    label: str
    given: int
    f1: Figure


@dataclass(frozen=True, slots=True)
class ToleranceAgreement:
    """F1 of the spans of a role whose edges are off by at most so many words."""

    role: str
    words: int
    f1: Figure


@dataclass(frozen=True, slots=True)
class SentenceVersion:
    """What one or more annotators say of a sentence, all the same."""

    annotators: tuple[str, ...]
    labels: Labels


@dataclass(frozen=True, slots=True)
class SentenceAgreement:
    """A sentence and how alike its versions are, from 0 to 1 (`core.agreement.sentence_agreement`)."""

    document: Document
    sentence: Sentence
    agreement: float
    versions: tuple[SentenceVersion, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures of agreement on a set of decisions.

    `annotators`: those who decided anything that another decided too; where they are fewer than two, `why` says why
    nothing can be said, all figures are undefined, and what follows is empty. `documents` and `sentences`: those that
    at least two decided; `differing`: those of the sentences that not all gave the same labels. `by_document` and
    `worst`: least agreed first; the others in a fixed order.
    """

    annotators: tuple[str, ...]
    documents: int
    sentences: int
    left_out: LeftOut
    figures: Figures
    pairs: tuple[PairAgreement, ...] = ()
    by_document: tuple[DocumentAgreement, ...] = ()
    by_label: tuple[LabelAgreement, ...] = ()
    by_tolerance: tuple[ToleranceAgreement, ...] = ()
    differing: int = 0
    worst: tuple[SentenceAgreement, ...] = ()
    why: str | None = None

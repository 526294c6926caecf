"""All figures of agreement on a set of decisions, in one go."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from annotator.core.decision import DecidedSentence
from annotator.core.model import QUOTE_TYPES, ROLES, Document, QuoteType, Sentence, grouped, size_of
from annotator.core.review.versions import Version, agreement_of, differs
from annotator.core.review.versions import versions as ways
from annotator.measure.coefficients import (
    Documents,
    Sums,
    Values,
    alpha,
    cohens_kappa,
    masi_distance,
    mean_kappa,
    share,
)
from annotator.measure.counts import (
    ANY_ROLE,
    ATTRIBUTION,
    LABEL,
    SPEAKER,
    TOLERANCES,
    DocumentCounts,
    DocumentVersions,
    LeftOut,
    count_document,
    documents_in_common,
    of_attribute,
)
from annotator.measure.figure import Figure

Figures = Mapping[str, Figure]
"""Figures by name (see `figures`)."""


class PartAgreement(NamedTuple):
    """The agreement of two annotators, or on the one document that has that id and title.

    `documents` and `sentences`: those that two or more of the annotators decided. For one no figure has an interval.
    """

    annotators: tuple[str, ...]
    documents: int
    sentences: int
    figures: Figures
    id: str = ""
    title: str | None = None

    @property
    def rank(self) -> tuple[object, ...]:
        """What orders by token-wise alpha, the lowest first; where it is undefined last."""
        value = self.figures[TOKEN_ALPHA].value
        return value is None, value or 0.0, self.id, self.annotators


class LabelAgreement(NamedTuple):
    """The agreement on one label: `type`, `topic` or `attribute NAME` is its kind.

    `given`: how often it was given, summed over pairs. `f1`: the share of these that the other gave it too.
    """

    kind: str
    label: str
    given: int
    f1: Figure


class SentenceAgreement(NamedTuple):
    """A sentence and how alike its versions are, from 0 to 1; those that most gave come first."""

    document: Document
    sentence: Sentence
    agreement: float
    versions: tuple[Version, ...]


class Agreement(NamedTuple):
    """All figures of agreement on a set of decisions.

    `annotators`: those who decided anything that another decided too; where they are fewer than two, `why` says why
    nothing can be said, all figures are undefined, and what follows is empty. `documents` and `sentences`: those that
    at least two decided; `differing`: those of the sentences that not all gave the same labels. `by_document` and
    `worst`: least agreed first; the others in a fixed order. `by_tolerance`: F1 of the spans of a role whose edges are
    off by at most so many words.
    """

    annotators: tuple[str, ...]
    documents: int
    sentences: int
    left_out: LeftOut
    figures: Figures
    pairs: tuple[PartAgreement, ...] = ()
    by_document: tuple[PartAgreement, ...] = ()
    by_label: tuple[LabelAgreement, ...] = ()
    by_tolerance: Mapping[tuple[str, int], Figure] = MappingProxyType({})
    differing: int = 0
    worst: tuple[SentenceAgreement, ...] = ()
    why: str | None = None


# ---- The figures of agreement: what each is called, what it is of the sums, and why it may be undefined.


TOKEN_ALPHA = "token_alpha"
NO_QUOTES = "nobody marked a quote"


def figures(documents: Documents, attributes: Sequence[str]) -> Figures:
    """All figures of some documents by name; `attributes` are the names of those of the label scheme.

    Shares and F1 are from 0 to 1, alpha and kappa at most 1, with 0 for chance. What shares and F1 are of is told where
    it is counted (`counts`), and how alpha and kappa are made of sums in `coefficients`.

    Token-wise alpha is Krippendorff's, nominal, over words and marks as units. The label of a token is the set of its
    roles (content, cue, source; mostly one, or none), as PolNeAR reports it (Newell, Margolin & Ruths, An Attribution
    Relations Corpus for Political News, LREC 2018). For a single role, whether the token has it. That of topics is over
    sentences, of sets, with the MASI distance.

    Kappa is of the types or an attribute's values of quotes whose contents overlap; that an attribute was not given is
    a value too. Agreement on speakers is the share of these quotes that were given the same one, by canonical name:
    that nobody is named counts as the same. It is undefined where no such quote has a named speaker.
    """
    total = documents.total
    unmatched = None if total["whole", SPEAKER][0] else "no quote was found by two"

    def token_alpha(counted: str) -> Figure:
        return documents.figure(partial(alpha, name=counted), "every word has the same label")

    def kappa(kind: str, all_alike: str) -> Figure:
        why = all_alike if total["valued", kind][0] else "nobody gave a value"
        return documents.figure(partial(_kappa, kind=kind), unmatched or why)

    def same_speaker(sums: Sums) -> Values:
        return np.where(sums[("named",)] > 0, share(sums, SPEAKER), np.nan)

    shares = {
        **dict.fromkeys((ATTRIBUTION, ANY_ROLE), NO_QUOTES),
        **{f"attribution_{role}": _nobody(role) for role in ROLES},
        "detection_f1": NO_QUOTES,
        **{f"{role}_{how}_f1": _nobody(role) for role in ROLES for how in ("exact", "overlap")},
    }
    some_topic = any(value for (value,) in total.under("topics", "value"))
    same_topics = "every sentence has the same topics" if some_topic else "nobody gave a topic"
    return {
        TOKEN_ALPHA: token_alpha("tokens"),
        **{f"{TOKEN_ALPHA}_{role}": token_alpha(f"tokens {role}") for role in ROLES},
        **{name: share_figure(documents, why, name) for name, why in shares.items()},
        "type_kappa": kappa("type", "all quotes that two found have the same type"),
        SPEAKER: documents.figure(same_speaker, unmatched or "no speaker is named in quotes that two found"),
        "topic_alpha": documents.figure(partial(alpha, name="topics", distance=masi_distance), same_topics),
        **{f"attribute_{name}": kappa(of_attribute(name), "all have the same value") for name in attributes},
    }


def share_figure(documents: Documents, why: str, *counted: Hashable) -> Figure:
    """The share that was counted under that name; `why` it may be undefined."""
    return documents.figure(lambda sums: share(sums, *counted), why)


def _kappa(sums: Sums, kind: str) -> Values:
    tables = grouped((pair, (tuple(values), number)) for (pair, *values), number in sums.under("kappa", kind).items())
    if not tables:
        return np.full_like(sums["whole", SPEAKER], np.nan)
    return mean_kappa([cohens_kappa(dict(table)) for table in tables.values()])


def _nobody(role: str) -> str:
    return NO_QUOTES if role == "content" else f"nobody marked a {role}"


# ---- The sentences that annotators decided differently, those on which they agree least first.


def differing_sentences(documents: Iterable[DocumentVersions]) -> list[SentenceAgreement]:
    """Those that not all who decided them gave the same labels, least agreed first, then those with most marked.

    The order of topics is no difference. One edge with or without a comma is, even where all letters are the same and
    the agreement is 1.
    """

    def rank(differing: SentenceAgreement) -> tuple[float, int, str, int]:
        marked = sum(size_of(part.content) for version in differing.versions for part in version.labels.quotes)
        return differing.agreement, -marked, differing.document.id, differing.sentence.index

    different = (
        SentenceAgreement(versions.document, sentence, agreement_of(markings, versions.document.text), markings)
        for versions in documents
        for index, sentence in versions.sentences.items()
        for markings in [ways(by_index[index] for by_index in versions.decisions.values() if index in by_index)]
        if differs(markings)
    )
    return sorted(different, key=rank)


# ---- all of it together


WORST = 5
"""The sentences that are kept as the worst, unless another number is asked for."""


def measure_agreement(
    decided: Iterable[DecidedSentence],
    *,
    annotators: Collection[str] = (),
    attributes: Sequence[str] = (),
    types: Collection[QuoteType] = QUOTE_TYPES,
    worst: int = WORST,
) -> Agreement:
    """How far those agree who decided the same sentences.

    `decided`: current decisions, in any order; skipped ones are counted and left out (`documents_in_common` says what
    counts). `annotators`: only these; none: all. `attributes` and `types`: names of the label scheme's attributes, and
    its quote types. `worst`: how many of the sentences to keep on which they agree least.

    Intervals are percentiles of a bootstrap over documents, of confidence 95 %, with a fixed seed, of LEAST_DRAWN
    documents or more (`measure.figure`).
    """
    rows = list(decided)
    documents, left_out = documents_in_common(rows, annotators)
    if not documents:
        why = _why_nothing(rows, annotators, left_out)
        undefined = dict.fromkeys(figures(Documents([{}]), attributes), Figure.undefined(why))
        return Agreement((), 0, 0, left_out, undefined, why=why)
    counted = [count_document(versions, attributes, types) for versions in documents]
    differing = differing_sentences(documents)
    over_all = Documents([of_document.all for of_document in counted])
    return Agreement(
        annotators=tuple(sorted({name for versions in documents for name in versions.decisions})),
        documents=len(documents),
        sentences=sum(len(versions.sentences) for versions in documents),
        left_out=left_out,
        figures=figures(over_all, attributes),
        pairs=tuple(_pairs(counted, attributes)),
        by_document=tuple(sorted(_by_document(counted, attributes), key=lambda part: part.rank)),
        by_label=tuple(_by_label(over_all)),
        by_tolerance={
            (role, words): share_figure(over_all, _nobody(role), role, words) for role in ROLES for words in TOLERANCES
        },
        differing=len(differing),
        worst=tuple(differing[:worst]),
    )


def _why_nothing(rows: Sequence[DecidedSentence], annotators: Collection[str], left_out: LeftOut) -> str:
    """Why there is nothing to compare. `rows` may be some of all decisions: nothing is said of the others."""
    who = {row.decision.annotator for row in rows if not annotators or row.decision.annotator in annotators}
    if len({*annotators}) == 1:
        return "only one annotator is named"
    if not left_out.alone:
        return "no decided sentence is chosen"
    return f"{'only one annotator' if len(who) == 1 else 'no two annotators'} decided any sentence that is chosen"


def _pairs(counted: Sequence[DocumentCounts], attributes: Sequence[str]) -> Iterable[PartAgreement]:
    for pair, own in sorted(grouped((pair, document) for document in counted for pair in document.pairs).items()):
        sentences = sum(len(document.versions.shared(pair)) for document in own)
        of_pair = Documents([document.pairs[pair] for document in own])
        yield PartAgreement(pair, len(own), sentences, figures(of_pair, attributes))


def _by_document(counted: Sequence[DocumentCounts], attributes: Sequence[str]) -> Iterable[PartAgreement]:
    for counts in counted:
        versions, over_all = counts.versions, figures(Documents([counts.all]), attributes)
        people, document = tuple(versions.decisions), versions.document
        yield PartAgreement(people, 1, len(versions.sentences), over_all, document.id, document.title)


def _by_label(over_all: Documents) -> Iterable[LabelAgreement]:
    given = over_all.total.under("whole", LABEL)
    for kind, label in sorted(given, key=str):
        f1 = share_figure(over_all, "nobody gave it", LABEL, kind, label)
        yield LabelAgreement(str(kind), str(label), int(given[kind, label][0]), f1)

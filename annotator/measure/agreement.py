"""All figures of agreement on a set of decisions, in one go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.core.decision import DecidedSentence
from annotator.core.model import ROLES, Document, QuoteType, Sentence, grouped, size_of
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
    gather,
    of_attribute,
)
from annotator.measure.figure import Figure

Figures = Mapping[str, Figure]
"""Figures by name (`measures`)."""


@dataclass(frozen=True, slots=True)
class PartAgreement:
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
class SentenceAgreement:
    """A sentence and how alike its versions are, from 0 to 1; those that most gave come first."""

    document: Document
    sentence: Sentence
    agreement: float
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
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
    by_tolerance: Mapping[tuple[str, int], Figure] = field(default_factory=dict)
    differing: int = 0
    worst: tuple[SentenceAgreement, ...] = ()
    why: str | None = None


# ---- The figures of agreement: what each is called, what it is of the sums, and why it may be undefined.


TOKEN_ALPHA = "token_alpha"
NO_QUOTES = "nobody marked a quote"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by its name. `value` makes it of sums; `why` says of sums why it is undefined there."""

    name: str
    value: Callable[[Sums], Values]
    why: Callable[[Sums], str]

    @classmethod
    def share(cls, name: str, why: str, *counted: Hashable) -> Measure:
        """The share that was counted under the figure's name, or else under `counted`; `why` it may be undefined."""
        return cls(name, lambda sums: share(sums, *(counted or (name,))), lambda _: why)

    def of(self, documents: Documents) -> Figure:
        """The figure of some documents, with its interval."""
        return documents.figure(self.value, self.why(documents.total))


def measures(attributes: Sequence[str]) -> list[Measure]:
    """All figures; `attributes` are the names of those of the label scheme.

    Shares and F1 are from 0 to 1, alpha and kappa at most 1, with 0 for chance. What shares and F1 are of is told where
    it is counted (`counts`).
    """
    return [
        token_alpha(TOKEN_ALPHA, "tokens"),
        *(token_alpha(f"{TOKEN_ALPHA}_{role}", f"tokens {role}") for role in ROLES),
        *(Measure.share(name, NO_QUOTES) for name in (ATTRIBUTION, ANY_ROLE)),
        *(Measure.share(f"attribution_{role}", _nobody(role)) for role in ROLES),
        Measure.share("detection_f1", NO_QUOTES),
        *(Measure.share(f"{role}_{how}_f1", _nobody(role)) for role in ROLES for how in ("exact", "overlap")),
        label_kappa("type_kappa", "type", "all quotes that two found have the same type"),
        speaker_agreement(),
        topic_alpha(),
        *(label_kappa(f"attribute_{name}", of_attribute(name), "all have the same value") for name in attributes),
    ]


def token_alpha(name: str, counted: str) -> Measure:
    """Token-wise alpha: Krippendorff's, nominal, over words and marks as units (`coefficients.alpha`).

    The label of a token is the set of its roles (content, cue, source; mostly one, or none), as PolNeAR reports it
    (Newell, Margolin & Ruths, An Attribution Relations Corpus for Political News, LREC 2018). For a single role,
    whether the token has it.
    """
    return Measure(name, lambda sums: alpha(sums, counted), lambda _: "every word has the same label")


def label_kappa(name: str, kind: str, all_alike: str) -> Measure:
    """Kappa of the types or an attribute's values of quotes whose contents overlap (`mean_kappa` of `cohens_kappa`).

    That an attribute was not given is a value too. `all_alike` is said where all have the same value.
    """

    def why(sums: Sums) -> str:
        return _unmatched(sums) or (all_alike if sums["valued", kind][0] else "nobody gave a value")

    return Measure(name, lambda sums: _kappa(sums, kind), why)


def speaker_agreement() -> Measure:
    """The share of the quotes whose contents overlap that were given the same speaker, by canonical name.

    That nobody is named counts as the same. Undefined where no such quote has a named speaker.
    """

    def value(sums: Sums) -> Values:
        return np.where(sums[("named",)] > 0, share(sums, SPEAKER), np.nan)

    def why(sums: Sums) -> str:
        return _unmatched(sums) or "no speaker is named in quotes that two found"

    return Measure(SPEAKER, value, why)


def topic_alpha() -> Measure:
    """Alpha of the topics of sentences, as sets, with the MASI distance (`coefficients.alpha`, `masi_distance`)."""

    def why(sums: Sums) -> str:
        some = any(value for (value,) in sums.under("topics", "value"))
        return "every sentence has the same topics" if some else "nobody gave a topic"

    return Measure("topic_alpha", lambda sums: alpha(sums, "topics", masi_distance), why)


def figures(documents: Documents, wanted: Sequence[Measure]) -> Mapping[str, Figure]:
    """The figures of some documents by name."""
    return {measure.name: measure.of(documents) for measure in wanted}


def _kappa(sums: Sums, what: object) -> Values:
    tables = grouped((pair, (tuple(values), number)) for (pair, *values), number in sums.under("kappa", what).items())
    if not tables:
        return np.full_like(sums["whole", SPEAKER], np.nan)
    return mean_kappa([cohens_kappa(dict(table)) for table in tables.values()])


def _unmatched(sums: Sums) -> str | None:
    return None if sums["whole", SPEAKER][0] else "no quote was found by two"


def _nobody(role: str) -> str:
    return NO_QUOTES if role == "content" else f"nobody marked a {role}"


# ---- The sentences that annotators decided differently, those on which they agree least first.


def differing_sentences(documents: Iterable[DocumentVersions]) -> list[SentenceAgreement]:
    """Those that not all who decided them gave the same labels, least agreed first, then those with most marked.

    The order of topics is no difference. One edge with or without a comma is, even where all letters are the same and
    the agreement is 1.
    """

    def rank(one: SentenceAgreement) -> tuple[float, int, str, int]:
        said = sum(size_of(part.content) for version in one.versions for part in version.labels.quotes)
        return one.agreement, -said, one.document.id, one.sentence.index

    different = (
        SentenceAgreement(one.document, sentence, agreement_of(found, one.document.text), found)
        for one in documents
        for index, sentence in one.sentences.items()
        for found in [ways(one.of_sentence(index))]
        if differs(found)
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
    types: Collection[QuoteType] = tuple(QuoteType),
    worst: int = WORST,
) -> Agreement:
    """How far those agree who decided the same sentences.

    `decided`: current decisions, in any order; skipped ones are counted and left out (`counts.gather` says what
    counts). `annotators`: only these; none: all. `attributes` and `types`: names of the label scheme's attributes, and
    its quote types. `worst`: how many of the sentences to keep on which they agree least.

    Intervals are percentiles of a bootstrap over documents, of confidence 95 %, with a fixed seed (`measure.figure`).
    """
    rows = list(decided)
    documents, left_out = gather(rows, annotators)
    wanted = measures(attributes)
    if not documents:
        why = _why_nothing(rows, annotators, left_out)
        return Agreement((), 0, 0, left_out, {one.name: Figure.undefined(why) for one in wanted}, why=why)
    counted = [count_document(versions, attributes, types) for versions in documents]
    differing = differing_sentences(documents)
    over_all = Documents([of_document.all for of_document in counted])
    return Agreement(
        annotators=tuple(sorted({name for versions in documents for name in versions.decisions})),
        documents=len(documents),
        sentences=sum(len(versions.sentences) for versions in documents),
        left_out=left_out,
        figures=figures(over_all, wanted),
        pairs=tuple(_pairs(counted, wanted)),
        by_document=tuple(sorted(_by_document(counted, wanted), key=lambda one: one.rank)),
        by_label=tuple(_by_label(over_all)),
        by_tolerance={
            (role, words): Measure.share(role, _nobody(role), role, words).of(over_all)
            for role in ROLES
            for words in TOLERANCES
        },
        differing=len(differing),
        worst=tuple(differing[:worst]),
    )


def _why_nothing(rows: Sequence[DecidedSentence], annotators: Collection[str], left_out: LeftOut) -> str:
    """Why there is nothing to compare."""
    who = {row.decision.annotator for row in rows if not annotators or row.decision.annotator in annotators}
    if not left_out.alone:
        return "nobody has decided a sentence"
    return "only one annotator has decided anything" if len(who) == 1 else "no sentence was decided by two annotators"


def _pairs(counted: Sequence[DocumentCounts], wanted: Sequence[Measure]) -> Iterable[PartAgreement]:
    for pair, own in sorted(grouped((pair, one) for one in counted for pair in one.pairs).items()):
        found = figures(Documents([one.pairs[pair] for one in own]), wanted)
        yield PartAgreement(pair, len(own), sum(len(one.versions.shared(pair)) for one in own), found)


def _by_document(counted: Sequence[DocumentCounts], wanted: Sequence[Measure]) -> Iterable[PartAgreement]:
    for one in counted:
        found, document = figures(Documents([one.all]), wanted), one.versions.document
        people, sentences = tuple(one.versions.decisions), len(one.versions.sentences)
        yield PartAgreement(people, 1, sentences, found, document.id, document.title)


def _by_label(over_all: Documents) -> Iterable[LabelAgreement]:
    given = over_all.total.under("whole", LABEL)
    for kind, label in sorted(given, key=str):
        f1 = Measure.share("f1", "nobody gave it", LABEL, kind, label).of(over_all)
        yield LabelAgreement(str(kind), str(label), int(given[kind, label][0]), f1)

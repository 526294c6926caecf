"""All figures of agreement on a set of decisions, in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from annotator.core.decision import DecidedSentence
from annotator.core.model import QuoteType
from annotator.measure.agreement.document_counts import DocumentCounts, count_document
from annotator.measure.agreement.figures import TOKEN_ALPHA, Measure, figures, label_f1, measures, within_f1
from annotator.measure.agreement.marks import ROLES
from annotator.measure.agreement.pair_counts import TOLERANCES, Pair
from annotator.measure.agreement.result import (
    Agreement,
    DocumentAgreement,
    LabelAgreement,
    PairAgreement,
    ToleranceAgreement,
)
from annotator.measure.agreement.sums import Documents
from annotator.measure.agreement.versions import LeftOut, gather
from annotator.measure.agreement.worst import differing_sentences
from annotator.measure.figure import Figure

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

    `decided`: current decisions, in any order; skipped ones are counted and left out (`versions.gather` says what
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
        annotators=tuple(sorted({name for versions in documents for name in versions.labels})),
        documents=len(documents),
        sentences=sum(len(versions.sentences) for versions in documents),
        left_out=left_out,
        figures=figures(over_all, wanted),
        pairs=tuple(_pairs(counted, wanted)),
        by_document=tuple(_by_document(counted, wanted)),
        by_label=tuple(_by_label(over_all)),
        by_tolerance=tuple(_by_tolerance(over_all)),
        differing=len(differing),
        worst=tuple(differing[:worst]),
    )


def _why_nothing(rows: Sequence[DecidedSentence], annotators: Collection[str], left_out: LeftOut) -> str:
    """Why there is nothing to compare."""
    who = {row.decision.annotator for row in rows if not annotators or row.decision.annotator in annotators}
    if not left_out.alone:
        return "nobody has decided a sentence"
    return "only one annotator has decided anything" if len(who) == 1 else "no sentence was decided by two annotators"


def _pairs(counted: Sequence[DocumentCounts], wanted: Sequence[Measure]) -> Iterable[PairAgreement]:
    pairs: dict[Pair, list[DocumentCounts]] = {}
    for of_document in counted:
        for pair in of_document.pairs:
            pairs.setdefault(pair, []).append(of_document)
    for pair in sorted(pairs):
        own = pairs[pair]
        found = figures(Documents([of_document.pairs[pair] for of_document in own]), wanted)
        yield PairAgreement(pair, len(own), sum(of_document.sentences(pair) for of_document in own), found)


def _by_document(counted: Sequence[DocumentCounts], wanted: Sequence[Measure]) -> list[DocumentAgreement]:
    found = [
        DocumentAgreement(
            of_document.versions.document,
            tuple(of_document.versions.labels),
            len(of_document.versions.sentences),
            figures(Documents([of_document.all]), wanted),
        )
        for of_document in counted
    ]
    return sorted(found, key=_worst_first)


def _worst_first(one: DocumentAgreement) -> tuple[bool, float, str]:
    """By token-wise alpha; where it is undefined last."""
    value = one.figures[TOKEN_ALPHA].value
    return value is None, value or 0.0, one.document.id


def _by_label(over_all: Documents) -> Iterable[LabelAgreement]:
    given = over_all.total.under("given")
    for kind, label in sorted(given, key=str):
        number = int(given[kind, label][0])
        yield LabelAgreement(str(kind), str(label), number, label_f1(str(kind), str(label)).of(over_all))


def _by_tolerance(over_all: Documents) -> Iterable[ToleranceAgreement]:
    for role in ROLES:
        for words in TOLERANCES:
            yield ToleranceAgreement(role, words, within_f1(role, words, role).of(over_all))

"""The figures of agreement: what each is called, what it is of the sums, and why it may be undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.measure.agreement.alpha import alpha
from annotator.measure.agreement.kappa import cohens_kappa, mean_kappa
from annotator.measure.agreement.marks import ROLES
from annotator.measure.agreement.masi import masi_distance
from annotator.measure.agreement.sums import Documents, Sums, Values, ratio
from annotator.measure.figure import Figure

TOKEN_ALPHA = "token_alpha"
ATTRIBUTION = "attribution_agreement"
NO_QUOTES = "nobody marked a quote"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by its name. `value` makes it of sums; `why` says of sums why it is undefined there."""

    name: str
    value: Callable[[Sums], Values]
    why: Callable[[Sums], str]

    def of(self, documents: Documents) -> Figure:
        """The figure of some documents, with its interval."""
        return documents.figure(self.value, self.why(documents.total))


def measures(attributes: Sequence[str]) -> list[Measure]:
    """All figures; `attributes` are the names of those of the label scheme.

    Shares and F1 are from 0 to 1, alpha and kappa at most 1, with 0 for chance.
    """
    return [
        token_alpha(TOKEN_ALPHA, "tokens"),
        *(token_alpha(f"{TOKEN_ALPHA}_{role}", f"tokens {role}") for role in ROLES),
        attribution_agreement(ATTRIBUTION, "same"),
        attribution_agreement("attribution_any_role", "any"),
        *(shared_role(role) for role in ROLES),
        Measure("detection_f1", lambda sums: ratio(sums[("detected",)], sums[("quotes",)]), lambda _: NO_QUOTES),
        *(f1 for role in ROLES for f1 in (exact_f1(role), overlap_f1(role))),
        type_kappa(),
        speaker_agreement(),
        topic_alpha(),
        *(attribute_kappa(name) for name in attributes),
    ]


def token_alpha(name: str, counted: str) -> Measure:
    """Token-wise alpha: Krippendorff's, nominal, over words and marks as units (`alpha.alpha`).

    The label of a token is the set of its roles (content, cue, source; mostly one, or none), as PolNeAR reports it
    (Newell, Margolin & Ruths, An Attribution Relations Corpus for Political News, LREC 2018). For a single role,
    whether the token has it.
    """
    return Measure(name, lambda sums: alpha(sums, counted), lambda _: "every word has the same label")


def attribution_agreement(name: str, how: str) -> Measure:
    """Attribution-wise agreement: the share of all quotes that share a token with a quote of the other annotator.

    That is the agr metric of Wiebe, Wilson & Cardie, Annotating Expressions of Opinions and Emotions in Language,
    Language Resources and Evaluation 39 (2005), section 6.1, in both directions, pooled over pairs; PARC (Pareti, PARC
    3.0, LREC 2016) and PolNeAR (2018) report it. `same`: in the same role, as content or as cue. A source does not
    count here: one mention can be the source of many quotes. `any`: whatever the roles.
    """
    return Measure(name, lambda sums: ratio(sums["shares", how], sums[("quotes",)]), lambda _: NO_QUOTES)


def shared_role(role: str) -> Measure:
    """The share of the quotes with that role whose tokens of it touch those of one of the other annotator's quotes."""
    return Measure(
        f"attribution_{role}", lambda sums: ratio(sums["shares", role], sums["has", role]), lambda _: _nobody(role)
    )


def exact_f1(role: str) -> Measure:
    """F1 of the spans of a role with the same letters and digits: twice the matches by the spans of both.

    F1 takes both alike, and is positive specific agreement where what nobody marked cannot be counted (Hripcsak &
    Rothschild, Agreement, the F-Measure, and Reliability in Information Retrieval, JAMIA 12, 2005). Quotes without the
    role are left out on both sides.
    """
    return within_f1(role, 0, f"{role}_exact_f1")


def within_f1(role: str, words: int, name: str) -> Measure:
    """As `exact_f1`, but every edge may be off by that many words (`matching.off_by`)."""
    return Measure(name, lambda sums: ratio(sums["within", role, words], sums["has", role]), lambda _: _nobody(role))


def overlap_f1(role: str) -> Measure:
    """As `exact_f1`, but half of the letters and digits in common (Jaccard) are enough (`matching.overlapping`)."""
    return Measure(
        f"{role}_overlap_f1", lambda sums: ratio(sums["overlap", role], sums["has", role]), lambda _: _nobody(role)
    )


def label_f1(kind: str, label: str) -> Measure:
    """Of all that were given a label by either, the share that the other gave it too: positive specific agreement.

    For types and attributes of quotes, those found with their contents overlapping; for topics, of sentences. See
    `exact_f1` for the source.
    """
    return Measure(
        label, lambda sums: ratio(sums["alike", kind, label], sums["given", kind, label]), lambda _: "nobody gave it"
    )


def type_kappa() -> Measure:
    """Kappa of the quote types over quotes whose contents overlap (`kappa.mean_kappa` of `kappa.cohens_kappa`)."""

    def why(sums: Sums) -> str:
        return _unmatched(sums) or "all quotes that two found have the same type"

    return Measure("type_kappa", lambda sums: _kappa(sums, "type"), why)


def attribute_kappa(name: str) -> Measure:
    """Kappa of an attribute's values over quotes whose contents overlap; that it was not given is a value too."""

    def why(sums: Sums) -> str:
        if found := _unmatched(sums):
            return found
        return "all have the same value" if sums["valued", name][0] else "nobody gave a value"

    return Measure(f"attribute_{name}", lambda sums: _kappa(sums, ("attribute", name)), why)


def speaker_agreement() -> Measure:
    """The share of the quotes whose contents overlap that were given the same speaker, by canonical name.

    That nobody is named counts as the same. Undefined where no such quote has a named speaker.
    """

    def value(sums: Sums) -> Values:
        named = sums["speaker", "named"] > 0
        return np.where(named, ratio(sums["speaker", "same"], sums[("matched",)]), np.nan)

    def why(sums: Sums) -> str:
        return _unmatched(sums) or "no speaker is named in quotes that two found"

    return Measure("speaker_agreement", value, why)


def topic_alpha() -> Measure:
    """Alpha of the topics of sentences, as sets, with the MASI distance (`alpha.alpha`, `masi.masi_distance`)."""

    def why(sums: Sums) -> str:
        some = any(value for (value,) in sums.under("topics", "value"))
        return "every sentence has the same topics" if some else "nobody gave a topic"

    return Measure("topic_alpha", lambda sums: alpha(sums, "topics", masi_distance), why)


def figures(documents: Documents, wanted: Sequence[Measure]) -> Mapping[str, Figure]:
    """The figures of some documents by name."""
    return {measure.name: measure.of(documents) for measure in wanted}


def _kappa(sums: Sums, what: object) -> Values:
    tables: dict[object, dict[tuple[object, ...], Values]] = {}
    for (pair, *values), number in sums.under("kappa", what).items():
        tables.setdefault(pair, {})[tuple(values)] = number
    if not tables:
        return np.full_like(sums[("matched",)], np.nan)
    return mean_kappa([cohens_kappa(table) for table in tables.values()])


def _unmatched(sums: Sums) -> str | None:
    return None if sums[("matched",)][0] else "no quote was found by two"


def _nobody(role: str) -> str:
    return NO_QUOTES if role == "content" else f"nobody marked a {role}"

"""What a training made, for whoever reports it, and its model card."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator import __version__
from annotator.core.drawable import count

if TYPE_CHECKING:
    from annotator.suggest.learn.mix.fit import Verdict
    from annotator.suggest.learn.settings import Settings
    from annotator.suggest.topics.votes import TopicFigures


@dataclass(slots=True)
class Trained:
    """A trained pipeline and how it did.

    `folder`: the pipeline; `package`: the same as a Python package, None before it is made. `verdict`: how rules,
    network and mix did on the held-out documents. `documents`, `quotes`: how many were trained on, and measured on.
    `curve`: step and the network's F1 of quotes found, in percent, on some of the held-out documents. `encoded`: the
    same as `verdict` with the encoder, if one was tried; `encoder`: its checksum, if it is used.
    """

    folder: Path
    package: Path | None
    verdict: Verdict
    documents: tuple[int, int]
    quotes: tuple[int, int]
    curve: list[tuple[int, float]] = field(default_factory=list)
    topics: list[TopicFigures] = field(default_factory=list)
    encoded: Verdict | None = None
    encoder: str | None = None

    @property
    def used(self) -> Verdict:
        """The verdict on what suggests."""
        return self.encoded if self.encoder is not None and self.encoded is not None else self.verdict


# ---- The model card of a trained pipeline: what it is, what it was trained on, and how it did.


ENCODED = " + encoder"
"""What the names of the ways to suggest end in that read an encoder's vectors."""


def card(trained: Trained, settings: Settings, lang: str) -> str:
    """The text of the card, in Markdown. It holds figures, never text of the documents. `lang`: the pipeline's."""
    train, held = trained.documents
    used = next(row.name for row in table(trained) if row.used)
    lines = [
        f"# {lang}_{settings.name} {settings.version}",
        "",
        "Finds who said what in news: content, cue and source of quotes. Made by `annotator train` "
        f"{__version__} on `{settings.base}` (language `{lang}`), guideline profile of its rules `{settings.profile}`.",
        "",
        f"Trained on {count(train, 'document')} with {count(trained.quotes[0], 'decided quote')}; measured on"
        f" {held} others with {trained.quotes[1]}, chosen by the hash of their id.",
        "",
        "| on the held-out documents, F1 in % | found | with the right source | exact |",
        "|---|---|---|---|",
        *(f"| {row.name} | {row.found:.1f} | {row.end_to_end:.1f} | {row.exact:.1f} |" for row in table(trained)),
        "",
        *_topics(trained),
        f"Suggestions are made by: **{used}**. The figures of the mix are cross-validated: no document is measured by a"
        " mix that was fitted on it.",
        "",
        *_encoder(trained),
        "It knows the decisions it was trained on, with their errors and their publishers' subjects. It does not know"
        " other languages, and it was not measured on other kinds of text. Its weights hold words of the training"
        " texts: share it as you may share those.",
    ]
    return "\n".join(lines) + "\n"


def _topics(trained: Trained) -> list[str]:
    """The table of topics; nothing where none was learned."""
    if not trained.topics:
        return []
    rows = [
        f"| {of.topic} | {of.documents} | {of.terms:.1f} | {of.mixed:.1f} |{' used' if of.learned else ''} |"
        for of in trained.topics
    ]
    return [
        "| topic | held-out documents | terms, F1 in % | with the classifier | |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _encoder(trained: Trained) -> list[str]:
    """What became of the encoder; nothing where none was tried."""
    if trained.encoded is None:
        return []
    if trained.encoder is None:
        return ["An encoder was tried and is not used: it did no better by more than chance makes likely.", ""]
    return [f"Its encoder was trained further from files with the checksum `{trained.encoder}` (SHA-256).", ""]


class Row(NamedTuple):
    """How one way to suggest did: F1 in percent. `used`: whether it is what suggests."""

    name: str
    found: float
    end_to_end: float
    exact: float
    used: bool


def table(trained: Trained) -> list[Row]:
    """Each way to suggest; those with an encoder last, if one was tried."""
    rows = _rows(trained.verdict, "", trained.encoder is None)
    if trained.encoded is not None:
        rows += [row for row in _rows(trained.encoded, ENCODED, trained.encoder is not None) if row.name != "rules"]
    return rows


def _rows(verdict: Verdict, also: str, used: bool) -> list[Row]:
    tallies = {"rules": verdict.rules, "learned": verdict.learned, "mix": verdict.mixed}
    return [
        Row(
            name if name == "rules" else name + also,
            tally.overlap,
            tally.end_to_end,
            tally.exactness,
            used and name == verdict.mix.policy,
        )
        for name, tally in tallies.items()
    ]

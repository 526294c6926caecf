"""The model card: what the model is, what it was trained on, and how it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__

if TYPE_CHECKING:
    from annotator.suggest.learn.mix.fit import Verdict
    from annotator.suggest.learn.training import Settings, Trained


def write_card(trained: Trained, settings: Settings, path: Path) -> None:
    """Write the card as Markdown. It holds figures, never text of the documents."""
    path.write_text(card(trained, settings), encoding="utf-8")


def card(trained: Trained, settings: Settings) -> str:
    """The card's text."""
    train, held = trained.documents
    lines = [
        f"# en_{settings.name} {settings.version}",
        "",
        "Finds who said what in English news: content, cue and source of quotes. Made by `annotator train` "
        f"{__version__} on `{settings.base}`, guideline profile of its rules `{settings.profile}`.",
        "",
        f"Trained on {train} documents with {trained.quotes[0]} decided quotes; measured on {held} others with"
        f" {trained.quotes[1]}, chosen by the hash of their id.",
        "",
        "| on the held-out documents, F1 in % | found | with the right source | exact |",
        "|---|---|---|---|",
        *(f"| {name} | {a:.1f} | {b:.1f} | {c:.1f} |" for name, a, b, c in table(trained.verdict)),
        "",
        *_topics(trained),
        f"Suggestions are made by: **{trained.verdict.mix.policy}**. The figures of the mix are crosswise: no document"
        " is judged by what it taught.",
        "",
        "It knows the decisions it was trained on, with their errors and their publishers' subjects. It does not know"
        " other languages, and it was not measured on other kinds of text. Its weights hold words of the training"
        " texts: share it as you may share those.",
    ]
    return "\n".join(lines) + "\n"


def _topics(trained: Trained) -> list[str]:
    if not trained.topics:
        return []
    rows = [
        f"| {one.topic} | {one.documents} | {one.terms:.1f} | {one.mixed:.1f} |{' used' if one.learned else ''} |"
        for one in trained.topics
    ]
    return [
        "| topic | held-out documents | terms, F1 in % | with the classifier | |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def table(verdict: Verdict | Any) -> list[tuple[str, float, float, float]]:
    """Name, found, end to end and exact of each way to suggest, F1 in percent."""
    rows = (("rules", verdict.rules), ("learned", verdict.learned), ("mix", verdict.mixed))
    return [(name, t.overlap, t.end_to_end, t.exactness) for name, t in rows]

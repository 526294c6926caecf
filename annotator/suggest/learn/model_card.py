"""The model card of a trained pipeline: what it is, what it was trained on, and how it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator import __version__

if TYPE_CHECKING:
    from annotator.suggest.learn.mix.fit import Verdict
    from annotator.suggest.learn.settings import Settings
    from annotator.suggest.learn.trained import Trained


def write_card(trained: Trained, settings: Settings, lang: str, path: Path) -> None:
    """Write the card as Markdown. It holds figures, never text of the documents. `lang`: the pipeline's language."""
    path.write_text(card(trained, settings, lang), encoding="utf-8")


def card(trained: Trained, settings: Settings, lang: str) -> str:
    """The text of the card, in Markdown."""
    train, held = trained.documents
    lines = [
        f"# {lang}_{settings.name} {settings.version}",
        "",
        "Finds who said what in news: content, cue and source of quotes. Made by `annotator train` "
        f"{__version__} on `{settings.base}` (language `{lang}`), guideline profile of its rules `{settings.profile}`.",
        "",
        f"Trained on {train} documents with {trained.quotes[0]} decided quotes; measured on {held} others with"
        f" {trained.quotes[1]}, chosen by the hash of their id.",
        "",
        "| on the held-out documents, F1 in % | found | with the right source | exact |",
        "|---|---|---|---|",
        *(f"| {name} | {a:.1f} | {b:.1f} | {c:.1f} |" for name, a, b, c in table(trained.verdict)),
        "",
        *_topics(trained),
        f"Suggestions are made by: **{trained.verdict.mix.policy}**. The figures of the mix are cross-validated: no"
        " document is measured by a mix that was fitted on it.",
        "",
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


def table(verdict: Verdict) -> list[tuple[str, float, float, float]]:
    """Name, found, end to end and exact of each way to suggest, F1 in percent."""
    rows = (("rules", verdict.rules), ("learned", verdict.learned), ("mix", verdict.mixed))
    return [(name, t.overlap, t.end_to_end, t.exactness) for name, t in rows]

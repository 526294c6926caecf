"""The reporting words of a language: how often a word in a frame makes a quote, and how likely that is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from annotator.core.errors import UsageError
from annotator.core.habits import Habits
from annotator.core.program.resources import languages_folder, read_rows
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import Family
from annotator.suggest.text.view import View

_PRIOR_WEIGHT = 2.0
"""How many occurrences the frame's own share counts for against the word's."""


Steps = Sequence[tuple[float, float]]
"""Raw score and the probability there; rising."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Shares of occurrences that are quotes: by word and frame; by frame, for other words and those of saying.

    `speech`: the words that name saying or writing, not only thinking, wanting or feeling. `habits`: those of a
    database's annotators, by which scores move; empty ones change nothing.
    """

    lang: str
    words: dict[tuple[str, str], tuple[int, int]]
    frames: dict[str, tuple[float, float]]
    speech: frozenset[str]
    feature_weights: dict[str, float]
    continuation_weights: dict[str, float]
    calibration: Mapping[str, Steps]
    reading_weights: Mapping[str, float]
    source_weights: Mapping[str, float]
    habits: Habits = field(default_factory=Habits)

    def precision(self, word: str, frame: str) -> float:
        """The share of this word's occurrences in this frame that are quotes, smoothed; the frame's for other words."""
        others, speech = self.frames.get(frame, (0.0, 0.0))
        prior = speech if word in self.speech else others
        hits, count = self.words.get((word, frame), (0, 0))
        return (hits + _PRIOR_WEIGHT * prior) / (count + _PRIOR_WEIGHT)


@cache
def load_lexicon(lang: str) -> Lexicon:
    """The lexicon of a language (ISO 639-1). Raises UsageError where there is none."""
    folder = languages_folder() / lang
    if not lang.isalpha() or not (folder / "frames.tsv").is_file():
        known = ", ".join(sorted(p.name for p in languages_folder().iterdir() if (p / "frames.tsv").is_file()))
        raise UsageError(f"no lexicon of reporting words for the language {lang!r}", f"use a pipeline for: {known}")
    words = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in read_rows(folder / "words.tsv")}
    frames = {row[0]: (float(row[1]), float(row[2])) for row in read_rows(folder / "frames.tsv")}
    return Lexicon(
        lang,
        words,
        frames,
        speech=frozenset(row[0] for row in read_rows(folder / "speech.tsv")),
        feature_weights=_weights(folder / "candidate_features.tsv"),
        continuation_weights=_weights(folder / "continuation_weights.tsv"),
        calibration=read_steps(read_rows(folder / "calibration.tsv")),
        reading_weights=_weights(folder / "reading_weights.tsv"),
        source_weights=_weights(folder / "source_weights.tsv"),
    )


def _weights(path: Path) -> dict[str, float]:
    return {row[0]: float(row[1]) for row in read_rows(path)}


# ---- From a raw score to a probability: the share of suggestions with such a score that were right on unseen articles.


def likelihood(view: View, candidate: Candidate, lexicon: Lexicon) -> float:
    """The probability that a candidate with this raw score is right."""
    return probability(candidate.score, lexicon.calibration.get(table_of(view, candidate), ()))


def table_of(view: View, candidate: Candidate) -> str:
    """The name of the candidate's table: its frame's family, apart for texts whose quotation marks are lost."""
    family = candidate.frame.family
    if family in (Family.INVERTED, Family.CLAUSE) and view.lost_marks(candidate.head):
        return f"{family}-unmarked"
    return family


def probability(score: float, steps: Steps) -> float:
    """The probability on the line between the two steps around the raw score; the score itself without steps.

    >>> probability(0.7, [(0.5, 0.6), (0.9, 0.8)])
    0.7
    """
    if not steps:
        return score
    scores, shares = zip(*steps, strict=True)
    return round(float(np.interp(score, scores, shares)), 6)


def read_steps(rows: Sequence[Sequence[str]]) -> Mapping[str, Steps]:
    """The table of a language, from the rows of its file: family, raw score, probability."""
    table: dict[str, list[tuple[float, float]]] = {}
    for name, low, share in rows:
        table.setdefault(name, []).append((float(low), float(share)))
    return {name: sorted(steps) for name, steps in table.items()}

"""The reporting words of a language: how often a word in a frame makes a quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from annotator.core.errors import UsageError
from annotator.core.habits import Habits
from annotator.core.resources import languages_folder, read_rows
from annotator.suggest.quotes.score_table import Steps, read_steps

_PRIOR_WEIGHT = 2.0
"""How many occurrences the frame's own share counts for against the word's."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Shares of occurrences that are quotes: by word and frame; by frame, for other words and those of saying."""

    lang: str
    words: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    frames: dict[str, tuple[float, float]] = field(default_factory=dict)
    speech: frozenset[str] = frozenset()
    feature_weights: dict[str, float] = field(default_factory=dict)
    continuation_weights: dict[str, float] = field(default_factory=dict)
    calibration: Mapping[str, Steps] = field(default_factory=dict)
    reading_weights: Mapping[str, float] = field(default_factory=dict)
    source_weights: Mapping[str, float] = field(default_factory=dict)
    habits: Habits = field(default_factory=Habits)

    def precision(self, word: str, frame: str) -> float:
        """The share of this word's occurrences in this frame that are quotes, smoothed; the frame's for other words."""
        others, speech = self.frames.get(frame, (0.0, 0.0))
        prior = speech if word in self.speech else others
        hits, count = self.words.get((word, frame), (0, 0))
        return (hits + _PRIOR_WEIGHT * prior) / (count + _PRIOR_WEIGHT)

    def is_speech(self, word: str) -> bool:
        """Whether the word names saying or writing, not only thinking, wanting or feeling."""
        return word in self.speech


def adapted(lexicon: Lexicon, habits: Habits) -> Lexicon:
    """The lexicon with the habits of a database's annotators, by which scores move; empty ones change nothing."""
    return replace(lexicon, habits=habits)


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

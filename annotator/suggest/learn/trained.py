"""What a training made, for whoever reports it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.suggest.learn.mix.fit import Verdict
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

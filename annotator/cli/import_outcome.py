"""What an import did, counted as it goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annotator.cli.adapting import Adaptation
from annotator.cli.reading import BadLines
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.cli.revising import Revising
    from annotator.core.model import Document, Suggested
    from annotator.store.work.importer import Importer


@dataclass
class Outcome:
    """What an import did.

    `documents`, `sentences` and `quotes` count what was added; `known` the documents that were there already, and
    `removed` has the numbers of those among them that were taken out; `only` is the document where one was added and
    no more. `adaptation`: what the suggestions were adapted to.
    """

    documents: int = 0
    sentences: int = 0
    quotes: int = 0
    known: int = 0
    removed: list[int] = field(default_factory=list)
    adaptation: Adaptation | None = None
    refused: list[InputRefused] = field(default_factory=list)
    bad: BadLines = field(default_factory=BadLines)
    only: Document | None = None
    revising: Revising | None = None

    def count_known(self, document: Document, importer: Importer) -> None:
        """Count a document that was there already."""
        self.known += 1
        removal = importer.removal_of(document)
        if removal is not None:
            self.removed.append(removal.document)

    def count_added(self, suggested: Suggested) -> None:
        """Count a document that was added."""
        self.documents += 1
        self.sentences += len(suggested.sentences)
        self.quotes += len(suggested.quotes)
        self.only = suggested.document

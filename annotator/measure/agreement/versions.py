"""The decisions of several annotators, document by document, as versions of the same sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from annotator.core.assembly import join_parts
from annotator.core.decision import Answer, DecidedSentence, Sight
from annotator.core.model import Document, Labels, Quote, QuoteType, Sentence
from annotator.core.people import is_of_a_role


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Decisions that are not compared, and compared ones that say less than others.

    `skipped`: put off, which decides nothing. `implied`: passed over unseen. `alone`: of sentences that nobody else
    decided. `in_passing` ones are compared, although nobody had opened the sentence when it was accepted.
    """

    skipped: int = 0
    implied: int = 0
    alone: int = 0
    in_passing: int = 0


@dataclass(frozen=True, slots=True)
class DocumentVersions:
    """What several annotators decided of one document.

    `labels`: by annotator (sorted by name) and sentence index, what they confirmed; `Labels()` where they rejected.
    Only sentences that at least two annotators decided are here.
    """

    document: Document
    sentences: Mapping[int, Sentence]
    labels: Mapping[str, Mapping[int, Labels]]

    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of annotators with a sentence in common, each in the order of their names."""
        return [pair for pair in combinations(self.labels, 2) if self.shared(pair)]

    def shared(self, pair: tuple[str, str]) -> frozenset[int]:
        """The sentences that both decided."""
        one, other = pair
        return frozenset(self.labels[one].keys() & self.labels[other].keys())

    def quotes(
        self, annotator: str, sentences: Collection[int], types: Collection[QuoteType] = tuple(QuoteType)
    ) -> tuple[Quote, ...]:
        """The annotator's whole quotes, put together from the parts in those sentences as an export does."""
        return join_parts({at: said.quotes for at, said in self.labels[annotator].items() if at in sentences}, types)


def gather(
    decided: Iterable[DecidedSentence], annotators: Collection[str] = ()
) -> tuple[list[DocumentVersions], LeftOut]:
    """The documents that at least two annotators decided in common, by id, and what was left out.

    Their order shapes what a bootstrap draws, and must be the same whoever reads the decisions, in every copy.

    `annotators`: only these; none: everybody who annotates. A sentence counts where somebody looked at it and confirmed
    or rejected it: skipped ones and those that were passed over unseen do not. Reviewers and candidates of a
    qualification, whose names begin with their role, are no annotators.
    """
    kept: dict[str, list[DecidedSentence]] = {}
    skipped = implied = 0
    for one in decided:
        decision = one.decision
        if is_of_a_role(decision.annotator) or (annotators and decision.annotator not in annotators):
            continue
        if decision.answer is Answer.SKIP:
            skipped += 1
        elif decision.implied:
            implied += 1
        else:
            kept.setdefault(one.document.id, []).append(one)
    found = []
    alone = in_passing = 0
    for _, rows in sorted(kept.items()):
        number = Counter(row.sentence.index for row in rows)
        shared = [row for row in rows if number[row.sentence.index] > 1]
        alone += len(rows) - len(shared)
        in_passing += sum(row.decision.sight is Sight.IN_PASSING for row in shared)
        if shared:
            found.append(_versions(shared))
    return found, LeftOut(skipped, implied, alone, in_passing)


def _versions(rows: list[DecidedSentence]) -> DocumentVersions:
    labels: dict[str, dict[int, Labels]] = {name: {} for name in sorted({row.decision.annotator for row in rows})}
    for row in rows:
        said = row.decision.labels if row.decision.answer is Answer.ACCEPT else Labels()
        labels[row.decision.annotator][row.sentence.index] = said
    sentences = {row.sentence.index: row.sentence for row in rows}
    return DocumentVersions(rows[0].document, dict(sorted(sentences.items())), labels)

"""How well somebody answers gold sentences: by role, with what was missed and which guidelines to read again."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence, Set
from random import Random
from typing import NamedTuple

from annotator.core.model import ROLES, Labels, grouped, numbers_touched
from annotator.core.profiles import Paragraph
from annotator.core.review.versions import same_quotes
from annotator.core.text.marked_text import RUNS_AND_MARKS, words_of

SCORED = (*ROLES, "speaker", "type", "topics")
"""What is scored, in this order."""
QUOTED_SHARE = 0.75
"""The share of the sentences of a set that hold a quote, where there are enough. Set by hand: most sentences of an
article hold none, and tell little of who marks them; but some have to be there, as marking too much is a fault too."""
_READ_AT_MOST = 2


class Answered(NamedTuple):
    """A sentence of a qualification: the text of its document, what gold says of it and what the candidate said.

    Labels of rejected sentences are empty. `place` is how people name the sentence (`3:8`).
    """

    place: str
    text: str
    gold: Labels
    answer: Labels


class RoleScore(NamedTuple):
    """How well one role was marked: 0 to 1, or None where there was nothing to mark; and where it was not right."""

    role: str
    score: float | None
    missed: tuple[str, ...]


class Score(NamedTuple):
    """How a whole set was answered. `total` is the mean of the roles that have a score, 1 where none has."""

    roles: tuple[RoleScore, ...]
    total: float

    def passed(self, mark: float) -> bool:
        """Whether the total reaches the mark (0 to 1)."""
        return self.total >= mark - 1e-9


def score(answers: Iterable[Answered]) -> Score:
    """Score answers against gold.

    Content, cue and source: F1 over tokens, as in PARC and PolNeAR: `2 b / (g + a)`, with `g` tokens of that role in
    gold, `a` in the answers, `b` in both. Tokens are runs of letters and digits, and single other signs.
    Speaker and type: the share of right ones among the gold quotes of which content was found; which quote of the
    answer is which of gold is told as for a review (`core.review.versions.same_quotes`). A speaker is right by the same
    name, letter by letter, as in agreement and review: exports hold names as they are. Topics: F1 over the topics of
    all sentences.
    """
    counted = grouped(
        (role, (answered.place, right, of)) for answered in answers for role, right, of in _counts(answered)
    )
    roles = []
    for role in SCORED:
        counts = counted.get(role, ())
        right, of = sum(same for _, same, _ in counts), sum(both for _, _, both in counts)
        missed = tuple(place for place, same, both in counts if same != both)
        roles.append(RoleScore(role, right / of if of else None, missed))
    scored = [role.score for role in roles if role.score is not None]
    return Score(tuple(roles), sum(scored) / len(scored) if scored else 1.0)


def drawn_sentences(quoted: Sequence[int], plain: Sequence[int], count: int, seed: int) -> list[int]:
    """Draw so many sentences (ids), ascending: three of four with a quote, as far as there are enough of either kind.

    The same where the sequences and the seed are the same.
    """
    dice = Random(seed)
    with_quote = min(len(quoted), max(round(count * QUOTED_SHARE), count - len(plain)))
    without = min(len(plain), count - with_quote)
    return sorted([*dice.sample(list(quoted), with_quote), *dice.sample(list(plain), without)])


def to_read(role: str, guidelines: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs of the guidelines that are about a role, two at most.

    Those that begin with its name (`Cue: …`); else those under a heading that names it; else those that mention it.
    """
    word = rf"\b{role.rstrip('s')}s?\b"
    for pattern, where in ((rf"\A{role.rstrip('s')}s?:", "words"), (word, "heading"), (word, "words")):
        about = re.compile(pattern, re.IGNORECASE)
        paragraphs = tuple(paragraph for paragraph in guidelines if about.search(getattr(paragraph, where)))
        if paragraphs:
            return paragraphs[:_READ_AT_MOST]
    return ()


def _counts(answered: Answered) -> Iterator[tuple[str, int, int]]:
    """Of each role how much gold and the answer have in common, counted for both, and how much the two have in all."""
    tokens = words_of(answered.text, RUNS_AND_MARKS)
    sides = (answered.gold.quotes, answered.answer.quotes)
    for role in ROLES:
        gold, answer = (
            {number for quote in quotes for span in quote.spans(role) for number in numbers_touched(tokens, span)}
            for quotes in sides
        )
        yield role, *_shared(gold, answer)
    found = [quote for quote in same_quotes((answered.gold, answered.answer)) if quote.everywhere]
    for aspect in ("speaker", "type"):
        yield aspect, 2 * sum(not quote.differs(aspect) for quote in found), 2 * len(found)
    yield "topics", *_shared({*answered.gold.topics}, {*answered.answer.topics})


def _shared(gold: Set[Hashable], answer: Set[Hashable]) -> tuple[int, int]:
    return 2 * len(gold & answer), len(gold) + len(answer)

"""What suggestions do to people, and people to suggestions, from decisions made with and without one in sight.

What is right is said by review, else by most of those who saw no suggestion. Beside it stand what was accepted without
reading, and how often suggested quotes are taken as they stood.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from annotator.core.decided import is_unseen
from annotator.core.decision import DECIDED, Answer, DecidedSentence, Sight
from annotator.core.model import Labels, QuotePart, grouped
from annotator.core.session.state import was_edited
from annotator.core.speakers import Names, renamed_labels
from annotator.measure.figure import Asked, Effect, SeenAndWithheld, Tally, effect, seen_and_withheld

SentenceKey = tuple[str, int]
"""The id of a document and the index of a sentence."""
Right = Callable[[DecidedSentence, Callable[[Labels], bool]], bool | None]
"""Whether a label is right in a sentence; None where that is not known."""


def truth(decided: Iterable[DecidedSentence], gold: Mapping[SentenceKey, Labels]) -> Right:
    """What is right, as said by review (`gold`), else by most of the others who decided a sentence with none in sight.

    It is not known where nobody else says so, or as many as say no. Whoever passed a sentence over says nothing of it.
    """
    blind = grouped((row.key, row) for row in decided if is_unseen(row) and not row.decision.implied)

    def right(row: DecidedSentence, given_by: Callable[[Labels], bool]) -> bool | None:
        settled = gold.get(row.key)
        if settled is not None:
            return given_by(settled)
        others = (other.decision for other in blind.get(row.key, ()))
        votes = Tally.count(given_by(other.labels) for other in others if other.annotator != row.decision.annotator)
        return None if votes.given == votes.others.given else votes.given > votes.others.given

    return right


QUOTE, EDGES, SPEAKER, TOPIC = "quote", "edges", "speaker", "topic"


# ---- What is asked of a decision: whether it gives a label that was suggested, or one where nothing was suggested.


class Question(NamedTuple):
    """Whether labels give one label at one place. `suggested`: whether the suggestion does.

    `label` is `quote` (one that shares words with the suggested one; where none is suggested, any), `type direct` and
    so on (such a quote of that type), `edges` (one with exactly that content), `speaker` (such a quote by that
    speaker), `topic politics` and so on, or `topic` for topics of all kinds.
    """

    label: str
    suggested: bool
    given_by: Callable[[Labels], bool]


def questions(suggested: Labels) -> Iterator[Question]:
    """Yield all that is asked about a sentence for which that was suggested."""
    for quote in suggested.quotes:
        yield Question(QUOTE, True, _has(quote))
        yield Question(f"type {quote.type.value}", True, _has(quote, "type"))
        yield Question(EDGES, True, _has(quote, "content"))
        if quote.speaker is not None:
            yield Question(SPEAKER, True, _has(quote, "speaker"))
    if not suggested.quotes:
        yield Question(QUOTE, False, lambda labels: bool(labels.quotes))
    for topic in suggested.topics:
        yield from (Question(label, True, _has_topic(topic)) for label in (TOPIC, f"{TOPIC} {topic}"))
    if not suggested.topics:
        yield Question(TOPIC, False, lambda labels: bool(labels.topics))


def _has(suggested: QuotePart, *alike: str) -> Callable[[Labels], bool]:
    """Whether labels have a quote that shares words with the suggested one and has the same in these fields."""
    wanted = [getattr(suggested, name) for name in alike]
    return lambda labels: any(
        suggested.shares_content(quote) and [getattr(quote, name) for name in alike] == wanted
        for quote in labels.quotes
    )


def _has_topic(topic: str) -> Callable[[Labels], bool]:
    return lambda labels: topic in labels.topics


# ---- What suggestions did to annotators, from their decisions: by annotator and label, and over all of them.


class LabelBias(NamedTuple):
    """What suggestions did to one label, where they gave it (`suggested`) or where they gave none of its kind.

    `wrong` are all answers where the label would be wrong, as far as that is known: how often it is given all the same;
    `right` those where it would be right.
    """

    label: str
    suggested: bool
    effect: Effect
    wrong: SeenAndWithheld
    right: SeenAndWithheld

    @property
    def is_known(self) -> bool:
        """Whether of any label that was suggested and seen it is known if it is right."""
        return self.suggested and bool(self.wrong.seen.of or self.right.seen.of)

    @property
    def mistakes(self) -> tuple[Tally, Tally, Tally, Tally]:
        """Of wrong ones those that were given, of right ones those that were not: each seen, and withheld."""
        wrong, right = self.wrong, self.right
        return wrong.seen, wrong.withheld, right.seen.others, right.withheld.others


class AnnotatorBias(NamedTuple):
    """What suggestions did to one annotator, of whom that many sentences were withheld; None is all together.

    `too_fast`: of suggestions that were opened and confirmed unchanged, how many faster than TOO_FAST. `in_passing`
    were accepted together with another sentence, unopened; what was passed over by a rule (implied) is none of these.
    """

    annotator: str | None
    withheld: int
    labels: tuple[LabelBias, ...]
    too_fast: Tally
    in_passing: int


class Bias(NamedTuple):
    """All annotators by name, and `together`."""

    annotators: tuple[AnnotatorBias, ...]
    together: AnnotatorBias

    @property
    def shown(self) -> tuple[AnnotatorBias, ...]:
        """What people are shown: the annotators, and all together where they are several."""
        return (*self.annotators, self.together) if len(self.annotators) > 1 else self.annotators


_Answers = Mapping[tuple[str, bool, bool | None], Asked]
"""One annotator's answers, as counts: by label, whether it was suggested and whether it is right there (None: wherever
it was asked)."""


def bias(
    decided: Sequence[DecidedSentence],
    gold: Mapping[SentenceKey, Labels],
    annotator: str | None = None,
    names: Names = MappingProxyType({}),
) -> Bias:
    """Measure it from current decisions that are no skips; `gold` is what review settled on.

    `annotator`: the only one to measure; the others still say what is right. None: all of them. `names` are those that
    stand for another one: who renamed a speaker says the same as the review that did not. Whether somebody confirmed a
    suggestion as it stood is told by those of then.

    Who has seen a suggestion is everybody from whom it was not withheld: also whoever accepted it in passing, unopened,
    as withheld ones cannot be. So what is compared differs in nothing but a hash. Left out are decisions without a
    suggestion, and boilerplate that was passed over.
    """
    right = truth(
        (row.renamed(names) for row in decided), {key: renamed_labels(labels, names) for key, labels in gold.items()}
    )
    own = [row for row in decided if annotator in (None, row.decision.annotator)]
    by_name = grouped((row.decision.annotator, row) for row in own)
    answers = {name: _answers((row.renamed(names) for row in by_name[name]), right) for name in sorted(by_name)}
    return Bias(
        tuple(_biased(name, by_name[name], [of_name]) for name, of_name in answers.items()),
        _biased(None, own, list(answers.values())),
    )


def _answers(decided: Iterable[DecidedSentence], right: Right) -> _Answers:
    """What one annotator's decisions say to all that is asked about them."""
    counted: dict[tuple[str, bool, bool | None], Asked] = {}
    for row in decided:
        decision, suggestion = row.decision, row.suggestion
        if suggestion is None or (decision.implied and decision.answer is Answer.REJECT):
            continue
        for label, suggested, given_by in questions(suggestion.labels):
            for known in {None, right(row, given_by)}:
                arms = counted.setdefault((label, suggested, known), Asked())
                arm = arms.withheld if decision.sight is Sight.WITHHELD else arms.seen
                arm[row.document.id] += Tally(given_by(decision.labels), 1)
    return counted


def _biased(name: str | None, decided: Sequence[DecidedSentence], answers: Sequence[_Answers]) -> AnnotatorBias:
    by_key = grouped((key, asked) for of_one in answers for key, asked in of_one.items())
    labels = tuple(
        LabelBias(
            *key,
            effect(by_key[*key, None]),
            *(seen_and_withheld(by_key.get((*key, right), ())) for right in (False, True)),
        )
        for key in sorted({key[:2] for key in by_key}, key=_order)
    )
    withheld = sum(row.decision.sight is Sight.WITHHELD for row in decided)
    too_fast = Tally.count(map(was_too_fast, filter(was_accepted, decided)))
    return AnnotatorBias(name, withheld, labels, too_fast, sum(map(was_in_passing, decided)))


def _order(key: tuple[str, bool]) -> tuple[bool, int, str]:
    """Suggested labels first; quotes before what is said of them, then topics."""
    label, suggested = key
    kinds = ("quote", "edges", "speaker", "type", "topic")
    return not suggested, kinds.index(label.split(" ")[0]), label


# ---- Accepting without reading: sentences confirmed faster than anybody reads, and those accepted in batches unopened.


READING_SPEED = 238
"""Words a minute at which adults read English prose silently, on average over 190 studies: Brysbaert, How many words do
we read per minute? A review and meta-analysis of reading rate, Journal of Memory and Language 109 (2019), 104047."""
TOO_FAST = 1000
"""Words a minute above which a sentence cannot have been read: four times the mean, and well above the fastest readers
of that review. Set by hand."""


def was_accepted(row: DecidedSentence) -> bool:
    """Whether a suggestion of something was opened and confirmed as it stood, and the time that took is known."""
    decision, suggestion = row.decision, row.suggestion
    return (
        suggestion is not None
        and bool(suggestion.labels.quotes or suggestion.labels.topics)
        and decision.answer is Answer.ACCEPT
        and decision.sight is Sight.SUGGESTION
        and not decision.implied
        and decision.seconds > 0
        and not was_edited(row)
    )


def was_in_passing(row: DecidedSentence) -> bool:
    """Whether the sentence was accepted together with another one, unopened."""
    decision = row.decision
    return decision.sight is Sight.IN_PASSING and decision.answer is Answer.ACCEPT and not decision.implied


def was_too_fast(row: DecidedSentence) -> bool:
    """Whether nobody can have read the sentence in the time that its decision took."""
    words = len(row.sentence.span.of(row.document.text).split())
    return words * 60 > TOO_FAST * row.decision.seconds


def second_look(decided: Iterable[DecidedSentence], count: int, seed: int) -> Sequence[DecidedSentence]:
    """Draw that many of the sentences accepted in passing, all if there are fewer, in the order given.

    The same seed draws the same ones, as long as the decisions are the same.
    """
    unopened = [row for row in decided if was_in_passing(row)]
    drawn = random.Random(seed).sample(range(len(unopened)), min(count, len(unopened)))
    return [unopened[index] for index in sorted(drawn)]


# ---- How often suggested quotes are taken as they stood, by the rule that found them and by their score.


BINS = 10
"""How many bins of equal width scores from 0 to 1 fall into."""
NO_RULE = "no rule"
"""What quotes are counted under whose suggestion names no rule: those of a trained pipeline."""
NO_SCORE = "no score"
"""The same for quotes without a score."""


class Offered(NamedTuple):
    """A suggested quote that somebody looked at, the bin of its score, and whether the decision has it as it stood."""

    rule: str
    score: str
    taken: bool


def offered_quotes(decided: Iterable[DecidedSentence]) -> Iterator[Offered]:
    """Yield every suggested quote that a current decision answers.

    Left out is what nobody can be said to have taken or refused: skipped sentences, suggestions that were withheld, and
    sentences that were passed over or accepted in passing. A quote over several sentences counts in its first. It was
    taken as it stood where the decision has a quote with the same content, cue, source, type, speaker and attributes.
    """
    for row in decided:
        decision, suggestion = row.decision, row.suggestion
        seen = decision.sight is Sight.SUGGESTION and not decision.implied and decision.answer in DECIDED
        if suggestion is None or not seen:
            continue
        own = decision.labels.bare().quotes
        for quote in suggestion.labels.quotes:
            if not quote.continues:
                yield Offered(quote.rule or NO_RULE, bin_of(quote.score), quote.bare() in own)


def taken_by(head: str, quotes: Iterable[Offered]) -> list[tuple[str, Tally]]:
    """How many were taken, by `rule`, the most frequent first, or by `score`, the lowest first."""
    kinds = grouped((getattr(quote, head), quote.taken) for quote in quotes)
    shares = sorted((kind, Tally.count(taken)) for kind, taken in kinds.items())
    return sorted(shares, key=lambda share: -share[1].of) if head == "rule" else shares


def bin_of(score: float | None) -> str:
    """The bin of a score: from its lower bound up to, but without, the upper one; 1 belongs to the last.

    >>> bin_of(0.3), bin_of(0.99), bin_of(1.0), bin_of(None)
    ('0.3-0.4', '0.9-1.0', '0.9-1.0', 'no score')
    """
    if score is None:
        return NO_SCORE
    number = min(BINS - 1, int(score * BINS))
    return f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}"

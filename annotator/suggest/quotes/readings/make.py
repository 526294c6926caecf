"""From the options of quotes to what is suggested, and to the readings of a document beside it.

Which option is suggested a conditional logit tells, over what speaks for each (see `regression`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from annotator.core.model import Quote, QuoteReading
from annotator.core.profiles import GuidelineProfile
from annotator.core.quotes.guidelines import held_to
from annotator.suggest.quotes.as_quote import bare_quote
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.options import (
    Candidates,
    Option,
    candidate_of,
    held,
    holders,
    options,
    unsuggested,
)
from annotator.suggest.quotes.readings.words import Text, overlap
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.regression import worth_of
from annotator.suggest.text.view import Range, View

# ---- Which of the options of a quote is suggested.


ELSEWHERE = "elsewhere"
"""The feature of what is none of the options: the right reading may not be among them."""
_CLEARLY = 1.2
"""By which factor another reading must be likelier than the candidate's own to be suggested; set by hand."""


@dataclass(slots=True)
class Picked:
    """A suggested quote: all that it could be, how likely each is, and which of them is suggested (its number)."""

    candidate: Candidate
    options: Sequence[Option]
    shares: Sequence[float]
    number: int = 0


def probabilities(options: Sequence[Option], weights: Mapping[str, float]) -> list[float]:
    """The probability of each of the options of one quote, in their order; together somewhat less than 1.

    `weights`: what each feature adds to the log odds. A feature without a weight says nothing.
    """
    known: dict[int, float] = {}
    worths = []
    for option in options:
        worth = 0.0
        for group in option.features:
            # Options have groups of features in common: each is looked up once.
            key = id(group)
            if key not in known:
                known[key] = worth_of(group, weights)
            worth += known[key]
        worths.append(worth)
    elsewhere = weights.get(ELSEWHERE, 0.0)
    top = max([elsewhere, *worths])
    shares = [math.exp(worth - top) for worth in worths]
    whole = sum(shares) + math.exp(elsewhere - top)
    return [share / whole for share in shares]


def pick(candidates: Candidates, weights: Mapping[str, float]) -> list[Picked]:
    """What is suggested for each of the candidates that became quotes, and what else each could be.

    That is the likeliest content that differs by its edges alone and takes nothing from another quote, one quote after
    the other. What no words report keeps its own.
    """
    picked = []
    holder = dict(candidates.holder)
    for number, base in enumerate(candidates.suggested):
        choices = options(candidates, number, weights)
        own = Picked(base, choices, probabilities(choices, weights))
        for place in sorted(range(len(choices)), key=lambda i: -own.shares[i]):
            if not place or base.frame.uncued or own.shares[place] < _CLEARLY * own.shares[0]:
                break
            option = choices[place]
            candidate = candidate_of(candidates.text, option) if candidates.moves_edges(number, option) else None
            if candidate is not None and all(holder.get(i, number) == number for i in candidate.tokens()):
                own.candidate = replace(base, content=candidate.content, cue=candidate.cue, speech=None)
                own.number = place
                holder.update(dict.fromkeys(candidate.tokens(), number))
                break
        if own.candidate.speech is None:
            own.candidate.speech = sounds_spoken(candidates.text.view, own.candidate)
        picked.append(own)
    return picked


# ---- What else it could be.


MOST = 6
"""Readings of a quote that are kept, beside "no quote"; set by hand."""
_ANYHOW = 3
"""The likeliest readings of a suggested quote are kept however unlikely they are: so many."""
_LEAST = 0.02
"""The probability below which others are not worth keeping."""

_ADVERB_OUTSIDE = 0.27
"""The share of adverbs before a cue's verb that do not belong to it, in annotated articles."""


def find_readings(
    candidates: Candidates,
    picked: Sequence[Picked],
    weights: Mapping[str, float],
    profile: GuidelineProfile,
    share_right: Callable[[Candidate], float],
) -> tuple[QuoteReading, ...]:
    """Other readings of the suggested quotes, and quotes where none is suggested, likeliest first.

    `picked`: what is suggested of each of the candidates that became quotes, in their order, by these `weights`.
    `share_right`: how likely a suggested candidate is a quote.
    """
    readings: list[QuoteReading] = []
    holder = holders(quote.candidate for quote in picked)  # the quotes as they are suggested by now
    for number, quote in enumerate(picked):
        others = [
            (replace(option, replaces=tuple(sorted({number, *held(holder, option.words)}))), share)
            for place, (option, share) in enumerate(zip(quote.options, quote.shares, strict=True))
            if place != quote.number
        ]
        readings += likeliest(candidates.text, others, profile, quote.candidate)
        readings += _without_adverb(candidates.text.view, number, quote.candidate, profile, share_right)
    for offered in unsuggested(candidates):
        rated = list(zip(offered, probabilities(offered, weights), strict=True))[1:]
        likely = [(option, share) for option, share in rated if share >= _LEAST and not held(holder, option.words)]
        readings += likeliest(candidates.text, likely, profile)
    return in_order(readings)


def _without_adverb(
    view: View, number: int, like: Candidate, profile: GuidelineProfile, share_right: Callable[[Candidate], float]
) -> Iterator[QuoteReading]:
    """The same quote with a cue that begins behind its adverb: "previously reported" is "reported" to some."""
    start, end = like.cue
    first = view[start]
    outside = first.pos_ == "ADV" and first.dep_ not in view.labels.relations.verb_group
    if outside and end - start > 1 and start != like.head:
        shortened = replace(like, cue=(start + 1, end))
        quote, own = (
            held_to(view.text, bare_quote(view, candidate, profile), profile) for candidate in (shortened, like)
        )
        if quote != own:
            yield QuoteReading((number,), (quote,), _ADVERB_OUTSIDE * share_right(like))


def in_order(readings: Sequence[QuoteReading]) -> tuple[QuoteReading, ...]:
    """The likeliest first, and "no quote" last: a key of its own says so, whatever else there is."""
    return tuple(sorted(readings, key=lambda reading: (not reading.quotes, -reading.probability)))


def likeliest(
    text: Text, rated: Sequence[tuple[Option, float]], profile: GuidelineProfile, suggested: Candidate | None = None
) -> Iterator[QuoteReading]:
    """The likeliest options as readings, each held to the guidelines; none of them is what is suggested."""
    kept = 0
    known: list[Quote] = []
    own = None if suggested is None else held_to(text.view.text, bare_quote(text.view, suggested, profile), profile)
    for option, share in sorted(rated, key=lambda pair: -pair[1]):
        if not option.words:
            yield QuoteReading(option.replaces, (), share)
        elif kept < _ANYHOW or (kept < MOST and share >= _LEAST):
            candidate = candidate_of(text, option)
            if candidate is None or _cuts_a_word(text.view, candidate.content):
                continue
            if suggested is not None and candidate.head == suggested.head:
                source = suggested.source
                if source is None or not overlap(candidate.content, [source]):
                    candidate.source = source
            quote = held_to(text.view.text, bare_quote(text.view, candidate, profile), profile)
            # Put right, it may have become what is suggested, or another reading.
            if quote not in known and (own is None or quote.content != own.content):
                kept += 1
                known.append(quote)
                yield QuoteReading(option.replaces, (quote,), share)


def _cuts_a_word(view: View, content: Sequence[Range]) -> bool:
    """Whether content begins or ends between two tokens of one word, as in "did|n't"."""
    places = [place for span in content for place in span if 0 < place < len(view.doc)]
    return any(_within_word(view[place - 1], view[place]) for place in places)


def _within_word(before: Token, after: Token) -> bool:
    return before.is_alpha and not before.whitespace_ and after.text.lstrip("’'")[:1].isalpha()

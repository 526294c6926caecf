"""Suggestions as text for people: which rule found a quote, what else it could be, and what decisions changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.core.drawable import one_line
from annotator.core.speakers import lent_reason

if TYPE_CHECKING:
    from annotator.core.habits import Habits
    from annotator.core.model import Chance, Quote, QuoteReading, Suggested
    from annotator.core.profiles import Profile

_LONGEST = 2000
"""Characters of a quote that are shown at most."""


def explained(suggested: Suggested, habits: Habits, profile: Profile, least: float) -> bytes:
    """A few lines for each quote: rule, score, speaker, cue and source as they stand, and the content.

    With habits also what moved it, and what is not suggested any more. `profile` is that of the suggestions, `least`
    the probability from which there are any.
    """
    text = suggested.document.text
    lines = [f"# {one_line(suggested.document.id)}"]
    for number, quote in enumerate(suggested.quotes):
        cue = one_line(quote.cue.of(text)) if quote.cue else "-"
        source = one_line(quote.source.of(text)) if quote.source else "-"
        score = "-" if quote.score is None else f"{quote.score:.2f}"
        lines.append(f"{score} {quote.rule or '-'} · {quote.type} · {one_line(quote.speaker or 'nobody')}")
        lines.append(f"     cue {cue!r} · source {source!r}")
        lines += _moved(quote, suggested, habits)
        lines += [f"     {reason}" for reason in habits.edges.reasons(text, quote, profile)]
        lines += [f"     {lent}" for lent in (quote.speaker and lent_reason(quote.speaker, text),) if lent]
        lines += [f"     | {one_line(span.of(text), _LONGEST)}" for span in quote.content]
        lines += [_or_else(reading, text) for reading in suggested.readings if number in reading.replaces]
    lines += [_or_else(reading, text) for reading in suggested.readings if not reading.replaces]
    lines += _given_up(suggested, habits, least)
    for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True):
        for topic in topics:
            because = f"{topic.score:.2f} {one_line(topic.label)} · because {topic.because!r}"
            lines.append(f"{because} · {one_line(sentence.span.of(text), 60)}")
    return ("\n".join(lines) + "\n").encode("utf-8")


def _or_else(reading: QuoteReading, text: str) -> str:
    """One line for a reading: its probability, its content in pieces, and its cue."""
    said = " / ".join(one_line(span.of(text), _LONGEST) for quote in reading.quotes for span in quote.content)
    cues = [one_line(quote.cue.of(text)) for quote in reading.quotes if quote.cue]
    instead = "or" if reading.replaces else "not suggested:"
    return f"     {reading.probability:.2f} {instead} {said or 'no quote'}{f' · cue {cues[0]!r}' if cues else ''}"


def _moved(quote: Quote, suggested: Suggested, habits: Habits) -> Iterator[str]:
    """What decisions on others like it made of a quote, in one line; nothing where it is as shipped."""
    from annotator.core.habits import chance_of

    chance = chance_of(suggested.chances, quote) if habits else None
    if chance is not None:
        yield from _reasons(habits, chance)


def _given_up(suggested: Suggested, habits: Habits, least: float) -> Iterator[str]:
    """What would be suggested as it ships, and decisions on others like it keep back."""
    from annotator.core.habits import given_up

    text = suggested.document.text
    said = [span for quote in suggested.quotes for span in quote.content]
    for chance in given_up(habits, suggested.chances, least):
        if not any(span.overlaps(other) for span in chance.content for other in said):
            yield f"not any more: {chance.rule} · cue {one_line(chance.cue.of(text))!r}"
            yield from _reasons(habits, chance)
            yield from (f"     | {one_line(span.of(text), _LONGEST)}" for span in chance.content)


def _reasons(habits: Habits, chance: Chance) -> Iterator[str]:
    from annotator.core.habits import rated, reasons

    told = [one_line(reason.line()) for reason in reasons(habits, chance)]
    if told:
        yield f"     as shipped {chance.score:.2f}, here {rated(habits, chance):.2f} · {' · '.join(told)}"

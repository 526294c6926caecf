"""The other readings of a sentence: which there are for the chosen quote, which of them is shown, and the next one.

Readings are taken in a *turn*: the first key begins it, further ones go on and back in it, and all of it is one edit.
Each reading of a turn is put into what was shown when the turn began, so that nothing else is lost by going through
them. The first reading of a turn is what was suggested, or nothing where nothing was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from annotator.core.model import QuotePart, QuoteType, Reading, Span, Spans, Suggestion, most_alike
from annotator.core.quotes.assembly import kept_apart
from annotator.core.session.guess import STOPS, Side, words
from annotator.core.session.state import UNTOLD, SentenceDraft, State, Turn, edit, shown_labels
from annotator.core.text.marked_text import type_in_text

_LIKELY = 0.1
"""From this probability on a reading is told of before it is asked for. Set by hand: one in ten is worth the words."""
NONE_HERE = "no other reading of this quote"
NONE_LIKELY = "no further quote is likely here"
NONE_TAKEN = "no reading was taken to go back from"


class Choice(NamedTuple):
    """The readings that one can go through, likeliest first after the suggested one, and which of them is shown.

    `quote` is the number of the suggested quote whose readings they are; None for quotes of which nothing was
    suggested. `shown` counts from 0, the suggested one; None where the quote was edited and is none of them.
    """

    quote: int | None
    readings: tuple[Reading, ...]
    shown: int | None
    base: SentenceDraft
    """What the sentence showed when the turn began."""

    @property
    def others(self) -> int:
        """How many readings there are beside the first."""
        return len(self.readings) - 1


def choice_of(state: State) -> Choice | None:
    """What can be gone through with the chosen quote, or in a sentence without one; None where there is nothing."""
    suggestion, turn, base = state.item.suggestion, turn_of(state), state.draft
    if suggestion is None or not suggestion.readings:
        return None
    quote, shown = None, None if state.quotes else 0
    if turn is not None:
        quote, shown, base = *turn, state.past[-1]
    elif state.quotes:
        quote = origins(suggestion, state.quotes)[base.chosen]
        if quote is None:
            return None
    readings = _readings(state, suggestion, base, quote)
    if turn is None and quote is not None:
        shown = _shown(readings, base)
    return Choice(quote, readings, shown, base) if len(readings) > 1 else None


def turn_of(state: State) -> Turn | None:
    """The turn that is under way: the last edit was to take a reading."""
    return state.draft.turn if state.past else None


def take(state: State, by: int) -> tuple[State, str]:
    """Take the next reading (+1) of the chosen quote or go one back (-1); with it a line that says what was taken.

    The state stays the same, and the line says why, where there is none.
    """
    choice = choice_of(state)
    if choice is None:
        return state, NONE_HERE if state.quotes and state.item.withheld is None else _none_likely(state)
    to = choice.shown + by if choice.shown is not None else max(by, 0)
    if to < 0:
        return state, "this is what was suggested" if choice.quote is not None else NONE_TAKEN
    if to > choice.others:
        return state, f"that was the last of {choice.others} other readings · ⟪reading-back⟫ goes back"
    return _taken(state, choice, to)


def take_missing(state: State) -> tuple[State, str]:
    """Add the likeliest quote that was not suggested and overlaps none that is shown: the beginning of a turn."""
    suggestion = state.item.suggestion
    readings = _readings(state, suggestion, state.draft, None) if suggestion is not None else ()
    if len(readings) < 2:
        return state, _none_likely(state)
    choice = Choice(None, readings, 0, state.draft)
    settled = replace(state, draft=state.draft._replace(turn=None)) if state.draft.turn else state
    return _taken(settled, choice, 1)


def others_told(state: State, room: int = 0) -> tuple[tuple[int, str, float | None, bool], ...]:
    """Every reading that can be taken: its number, who says so and how it differs from the first, its probability.

    The last of each says whether it is shown. That nothing is suggested is no reading, and has the number 0.

    Words of the text are cut only where it would else be longer than `room` characters.
    """
    choice = choice_of(state)
    if choice is None:
        return ()
    return tuple(
        (number, _in_words(state, choice, number, room), reading.probability, number == choice.shown)
        for number, reading in enumerate(choice.readings)
        if number or choice.quote is not None
    )


def marked_without_quote(state: State) -> bool:
    """Whether words of an undecided sentence stand in quotation marks, and it shows no quote.

    Not where its suggestion is withheld, or it is not the article's own text: there nothing is to be expected.
    """
    item = state.item
    if state.quotes or item.decided or item.withheld is not None or item.boilerplate is not None:
        return False
    return type_in_text(state.text, [item.sentence.span]) is not QuoteType.INDIRECT


def next_told(state: State, room: int = 0) -> str:
    """What the next key would take, in a few words with its number: "2/5 0.21 no quote"; empty where there is none.

    Before what it is stands who else says so: "2/5 0.81 llama no quote". As long as nothing was taken, readings
    that are unlikely, and nobody else's, are only counted ("3 unlikely"), unless words in quotation marks are in no
    quote that is shown, or the next one has some and what is shown has none: marks are a better sign than how seldom
    such words are a quote. Words of the text are cut only where it would else be longer than `room`.
    """
    choice = choice_of(state)
    if choice is None:
        return ""
    to = (choice.shown or 0) + 1
    if to > choice.others:
        return f"{choice.others}/{choice.others} was the last"
    following = choice.readings[to]
    unlikely = choice.shown == 0 and not following.by and (following.probability or 0.0) < _LIKELY
    if (
        unlikely
        and [
            any(type_in_text(state.text, part.content) is not QuoteType.INDIRECT for part in reading.parts)
            for reading in (choice.readings[0], following)
        ]
        != [False, True]
        and not marked_without_quote(state)
    ):
        last = choice.readings[-1]
        if last.by and not last.parts:  # it comes last of all, and is to be known
            return f"{choice.others - 1} unlikely, {_in_words(state, choice, choice.others)}"
        return f"{choice.others} unlikely"
    share = "" if following.probability is None else f"{following.probability:.2f} "
    head = f"{to}/{choice.others} {share}"
    return f"{head}{_in_words(state, choice, to, room - len(head))}"


def likely_parts(state: State) -> Iterator[QuotePart]:
    """What may stand in the sentence by its suggestion and its readings, likeliest readings first."""
    yield from state.item.suggested.quotes
    if state.item.suggestion is not None:
        for reading in state.item.suggestion.readings:
            yield from reading.parts


def origins(suggestion: Suggestion, quotes: Sequence[QuotePart]) -> list[int | None]:
    """For each quote shown the number of the suggested one it came from: its own place, a reading's, or by its words.

    None where nothing suggested shares any content with it.
    """
    suggested = suggestion.labels.quotes
    ways = [(_marks(quote), number) for number, quote in enumerate(suggested)]
    for reading in suggestion.readings:
        if reading.replaces and _all_in(reading.parts, quotes):
            ways += [(_marks(part), reading.replaces[0]) for part in reading.parts]
    first_way = dict(reversed(ways))
    numbers = [first_way.get(_marks(quote)) for quote in quotes]
    for number, quote in enumerate(quotes):
        if numbers[number] is None:
            free = [None if place in numbers else part for place, part in enumerate(suggested)]
            place = most_alike(quote, free)
            open_ = [quote if origin is None else None for quote, origin in zip(quotes, numbers, strict=True)]
            if place is not None and most_alike(suggested[place], open_) == number:
                numbers[number] = place
    return numbers


# ---- how it is done


def _none_likely(state: State) -> str:
    """Why there is no likely quote to take: none is known, or what is known is withheld."""
    return NONE_LIKELY if state.item.withheld is None else UNTOLD


def _readings(state: State, suggestion: Suggestion, base: SentenceDraft, quote: int | None) -> tuple[Reading, ...]:
    """The readings of a suggested quote, the suggested one first; for None the quotes that are not there, after none.

    A reading whose quotes were all deleted counts as one that is not there.
    """
    suggested, shown = suggestion.labels.quotes, base.labels.quotes
    if quote is not None:
        first = Reading((quote,), (suggested[quote],), suggested[quote].score)
        return (first, *(reading for reading in _standing(state, suggestion) if quote in reading.replaces))
    kept = set(origins(suggestion, shown))
    missing = (
        reading
        for reading in _standing(state, suggestion)
        if reading.parts
        and not kept.intersection(reading.replaces)
        and not any(part.shares_content(other) for part in reading.parts for other in shown)
    )
    return (Reading((), (), 0.0), *missing)


def _standing(state: State, suggestion: Suggestion) -> Iterator[Reading]:
    """The readings as an edit leaves them: what others suggest may have a cue in its content, or nothing beside it.

    One that is then what it replaces is none.
    """
    for reading in suggestion.readings:
        parts = [kept_apart(state.text, part, state.page.sentences) for part in reading.parts]
        standing = tuple(part for part in parts if part is not None)
        replaced = [suggestion.labels.quotes[number] for number in reading.replaces]
        is_cut = standing != reading.parts
        if len(standing) == len(parts) and not (is_cut and [*map(_marks, standing)] == [*map(_marks, replaced)]):
            yield reading._replace(parts=standing) if is_cut else reading


def _shown(readings: Sequence[Reading], draft: SentenceDraft) -> int | None:
    """The number of the reading that is shown: of those with the same spans one with the same type and speaker."""
    quotes, chosen = draft.labels.quotes, draft.labels.quotes[draft.chosen]
    alike = [
        number
        for number, reading in enumerate(readings)
        if _all_in([chosen], reading.parts) and _all_in(reading.parts, quotes)
    ]

    def like(number: int) -> tuple[bool, bool]:
        return max((part.type is chosen.type, part.speaker == chosen.speaker) for part in readings[number].parts)

    return max(alike, key=like, default=None)


def _taken(state: State, choice: Choice, to: int) -> tuple[State, str]:
    """The state with that reading, as one edit with all that was taken in this turn before; with it a line about it."""
    draft, reading, begun = _with_reading(state, choice, to), choice.readings[to], state
    if turn_of(state) is not None:
        begun = replace(state, draft=choice.base, past=state.past[:-1], future=())
    taken = edit(begun, draft)
    taken = begun if taken.labels == begun.labels else taken
    share = "" if reading.probability is None else f", {reading.probability:.2f}"
    if to:
        return taken, f"reading {to} of {choice.others}: {_in_words(state, choice, to)}{share}"
    return taken, f"as suggested{share}" if choice.quote is not None else "as it was before"


def _with_reading(state: State, choice: Choice, to: int) -> SentenceDraft:
    """What was shown when the turn began, with that reading in it and chosen."""
    suggestion, base = state.item.suggestion, choice.base
    assert suggestion is not None
    suggested, shown = suggestion.labels.quotes, base.labels.quotes
    reading = choice.readings[to]
    at_first = (_shown(choice.readings, base) or 0) if choice.quote is not None and shown else 0
    before = choice.readings[at_first]
    from_where = [*zip(shown, origins(suggestion, shown), strict=True)]
    gone = {*before.replaces, *reading.replaces}

    def within(quote: QuotePart) -> bool:
        """Whether it stands beside a quote that goes, and not in its place: one of both is within the other."""
        return any(origin in gone and other.shares_content(quote) for other, origin in from_where)

    kept = [
        quote
        for quote, origin in from_where
        if origin not in gone
        and not (at_first and _all_in([quote], before.parts))
        and (origin is not None or within(quote) or not any(suggested[number].shares_content(quote) for number in gone))
    ]
    back = [suggested[number] for number in before.replaces if number not in reading.replaces]
    own = next((quote for quote, origin in from_where if origin in gone), None)
    parts = [_as_said(state, choice, own, part) for part in reading.parts]
    quotes = [*parts, *kept, *back]
    chosen = 0 if parts else max(0, min(base.chosen, len(quotes) - 1))
    return base._replace(labels=base.labels.with_quotes(quotes), chosen=chosen, grip=0, turn=Turn(choice.quote, to))


def _as_said(state: State, choice: Choice, own: QuotePart | None, part: QuotePart) -> QuotePart:
    """A part of a reading with what the annotator had said of the quote beside its spans, and a type of the scheme."""
    part = replace(part, type=part.type.nearest(state.types), speaker=_name_now(state, part.speaker))
    if own is None or choice.quote is None or state.item.suggestion is None:
        return part
    suggested = (state.item.made or state.item.suggestion).labels.quotes[choice.quote]
    for name in ("speaker", "attributes", "continues"):
        if getattr(own, name) != getattr(suggested, name):
            part = replace(part, **{name: getattr(own, name)})
    return part


def _name_now(state: State, name: str | None) -> str | None:
    """The name that a suggested speaker has got since: one that is no speaker any more is what its quotes have now."""
    since = set[str | None]()
    for item in state.page.items if name is not None and name not in state.speakers else ():
        now = {_marks(quote): quote.speaker for quote in reversed(shown_labels(item).quotes)}
        since |= {
            now[_marks(quote)] for quote in item.suggested.quotes if quote.speaker == name and _marks(quote) in now
        }
    return since.pop() if len(since) == 1 else name


_LONGEST_NAME = 16
"""Characters of a suggester's name that are told beside a reading. Set by hand."""


def _in_words(state: State, choice: Choice, number: int, room: int = 0) -> str:
    """What a reading is, behind who else says so: the first by name, and how many more."""
    if number == 0:
        return "as suggested"
    reading = choice.readings[number]
    by = [_cut(name, _LONGEST_NAME) for name in reading.by[:1]] + [f"+{len(reading.by) - 1}"] * (len(reading.by) > 1)
    first = [state.item.suggested.quotes[replaced] for replaced in reading.replaces] if choice.quote is not None else []

    for widest in (*range(room, WIDEST, -4), WIDEST):
        told = ReadingDifference(state.text, state.item.sentence.span, widest).between(first, reading.parts)
        line = " ".join([*by, told])
        if len(line) <= room:
            break
    return line


_marks = attrgetter("content", "cue", "source", "continues")
"""How a quote is marked, whoever said it."""


def _all_in(parts: Iterable[QuotePart], quotes: Iterable[QuotePart]) -> bool:
    """Whether each of the parts is marked like one of the quotes."""
    return {*map(_marks, parts)} <= {*map(_marks, quotes)}


# ---- How a reading differs from what was suggested, in a few words.


WIDEST = 32
"""Characters of the words that are repeated of the text. Set by hand."""


class ReadingDifference(NamedTuple):
    """Says how quotes of a sentence differ. Of each piece of the text at most `widest` characters are repeated.

    These are not made fit for a terminal.
    """

    text: str
    sentence: Span
    widest: int = WIDEST

    def between(self, first: Sequence[QuotePart], parts: Sequence[QuotePart]) -> str:
        """How the `parts` of a reading differ from those that they would replace, the `first`."""
        if not parts:
            return "no quote"
        if not first:
            return "; ".join(map(self._new, parts))
        if len(first) > len(parts):
            return f"{len(first)} quotes as one"
        if len(parts) > len(first):
            return f"{len(parts)} quotes: {' / '.join(self._words(*part.content) for part in parts)}"
        changes = [change for pair in zip(first, parts, strict=True) for change in self._changes(*pair)]
        return ", ".join(changes) or f"by {parts[0].speaker or 'nobody'}"

    def _words(self, *spans: Span) -> str:
        return _cut(" | ".join(span.of(self.text) for span in spans), self.widest)

    def _new(self, part: QuotePart) -> str:
        """A quote that was not suggested."""
        return " · ".join([f"“{self._words(*part.content)}”", *(self._words(span) for _, span in part.beside())])

    def _changes(self, old: QuotePart, new: QuotePart) -> Iterator[str]:
        """What is other in one quote than in another."""
        if old.content != new.content:
            yield self._other_content(old.content, new.content)
        for name, before, after in (("cue", old.cue, new.cue), ("source", old.source, new.source)):
            if before != after:
                yield f"{name} {self._words(after)}" if after is not None else f"no {name}"
        if old.type is not new.type:
            yield str(new.type)
        if old.continues != new.continues:
            yield "goes on from before" if new.continues else "a quote of its own"
        if old.speaker != new.speaker and old.source == new.source:
            yield f"by {new.speaker or 'nobody'}"
        yield from (f"{name} {value}" for name, value in new.attributes if (name, value) not in old.attributes)

    def _other_content(self, old: Spans, new: Spans) -> str:
        """Where the content begins or ends otherwise, or of how many pieces it is."""
        if len(old) != len(new):
            pieces = f"{len(new)} pieces" if len(new) > 1 else "one piece"
            return f"{pieces}: {' | '.join(map(self._words, new))}"
        edges = []
        for before, after in zip(old, new, strict=True):
            if before.start != after.start:
                begins = f"“{self._words(self._told_apart(after, -1))}”"
                edges.append(f"from {'the beginning' if after.start <= self.sentence.start else begins}")
            if before.end != after.end:
                rest = self.text[after.end : self.sentence.end].strip().strip(STOPS + " ")
                ends = f"“{self._words(self._told_apart(after, 1))}”"
                edges.append(f"to {ends if rest else 'the end of the sentence'}")
        return ", ".join(edges)

    def _told_apart(self, content: Span, side: int) -> Span:
        """The first (-1) or last two words of the content, or as many as stand only there in the sentence."""
        spans, whole = words(self.text, content), self.sentence.of(self.text)
        for number in range(2, len(spans)):
            few = spans[:number] if side < 0 else spans[-number:]
            edge = Span(few[0].start, few[-1].end)
            if whole.count(edge.of(self.text)) <= 1:
                return edge
        return content


def _cut(words: str, widest: int) -> str:
    """The beginning and the end of what is too long to be repeated, in whole words where they are not long."""
    line = " ".join(words.split())
    if len(line) <= widest:
        return line
    head, tail = line[: widest // 2 - 1], line[1 - widest // 2 :]
    return f"{head.rpartition(' ')[0] or head} … {tail.partition(' ')[2] or tail}"


# ---- What readings say of a word that is pointed at: the quote, the span or the edge that probably belongs to it.


def likely_quote(state: State, role: str, first: Span | None, last: Span | None) -> QuotePart | None:
    """The likeliest quote that shares no content with those shown, whose only span in a role stands there.

    It begins in the word `first` and ends in the word `last`, as far as these are known. None where no reading has one.
    """
    for part in likely_parts(state):
        spans = part.spans(role)
        shown = any(map(part.shares_content, state.quotes))
        if not shown and len(spans) == 1 and _fits(spans[0], first, last):
            return part
    return None


def span_from(state: State, role: str, first: Span) -> Span | None:
    """The likeliest span in a role that begins in the word `first`; None where no reading has one."""
    spans = (span for part in likely_parts(state) for span in part.spans(role))
    return next((span for span in spans if _fits(span, first, None)), None)


def source_with_cue(state: State, cue: Span) -> Span | None:
    """The likeliest source of a quote with exactly that cue; None where no reading has one."""
    return next((part.source for part in likely_parts(state) if part.cue == cue and part.source is not None), None)


def likely_edges(state: State, role: str, side: Side, span: Span) -> list[int]:
    """Where a span of the chosen quote begins, or ends, in likely quotes that share content with it: each offset once.

    Only spans that overlap it count. Where the suggested quote's own begins or ends comes first, then readings,
    likeliest first. Empty where nothing like it was suggested.
    """
    chosen = state.chosen_quote
    parts = [part for part in likely_parts(state) if chosen is not None and part.shares_content(chosen)]
    spans = (other for part in parts for other in part.spans(role) if other.overlaps(span))
    return list(dict.fromkeys(other.start if side is Side.START else other.end for other in spans))


def _fits(span: Span, first: Span | None, last: Span | None) -> bool:
    begins = first is None or first.start <= span.start < first.end
    return begins and (last is None or last.start < span.end <= last.end)

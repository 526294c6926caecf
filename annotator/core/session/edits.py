"""Edits of quotes as pure functions of the state: move an edge, set a span, add, delete, merge and split quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, pairwise
from typing import NamedTuple

from annotator.core.model import (
    CONTENT,
    SOURCE,
    Labels,
    QuotePart,
    QuoteType,
    Span,
    Spans,
    attributes_of,
    places_touched,
    united,
)
from annotator.core.quotes.assembly import kept_apart
from annotator.core.session import readings
from annotator.core.session.guess import (
    Clause,
    Reach,
    Side,
    bare_word,
    clause_beside,
    guessed_type,
    may_be_direct,
    next_edge,
    quote_of,
    shown_words,
    tidy,
    words,
)
from annotator.core.session.state import State, as_marked, change_quote, edit, shown_labels, with_chosen
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import MARKS, runs_on


class Grip(NamedTuple):
    """An edge that can be moved: of which role, of which span of the content (from 0), at which side of it."""

    role: str
    fragment: int
    side: Side
    span: Span

    @property
    def offset(self) -> int:
        """Where the edge is."""
        return self.span.start if self.side is Side.START else self.span.end

    def moved(self, to: int) -> Span:
        """The span with its edge there."""
        return self.span._replace(**{self.side: to})

    def runs_into(self, quote: QuotePart, to: int) -> bool:
        """Whether the span would run into another piece of the quote's content, were its edge there."""
        others = (*quote.content[: self.fragment], *quote.content[self.fragment + 1 :])
        return self.role == CONTENT and any(map(self.moved(to).overlaps, others))

    def left(self, quote: QuotePart, to: int) -> str | None:
        """What little would be left of the span, were its edge there; None for enough."""
        moved = self.moved(to)
        if moved.start >= moved.end:
            return "nothing of it"
        return "no room" if self.runs_into(quote, to) else None


def grips(quote: QuotePart) -> tuple[Grip, ...]:
    """Return the edges of a quote. The end of its content comes first: it is most often wrong."""
    content = [Grip(CONTENT, number, side, span) for number, span in enumerate(quote.content) for side in Side]
    others = [Grip(role, 0, side, span) for role, span in quote.beside() for side in reversed(Side)]
    return (content[-1], *content[:-1], *others)


def _edges(state: State) -> tuple[Grip, ...]:
    """The edges of the chosen quote; none without one."""
    return () if state.chosen_quote is None else grips(state.chosen_quote)


def chosen_grip(state: State) -> Grip | None:
    """Return the edge that the bracket keys move."""
    edges = _edges(state)
    return edges[state.draft.grip % len(edges)] if edges else None


def next_grip(state: State, step: int) -> State:
    """Choose the edge that many places further on."""
    edges = _edges(state)
    return edit(state, state.draft._replace(grip=(state.draft.grip + step) % len(edges))) if edges else state


def gripped(state: State, role: str, side: Side, near: int | None = None) -> State:
    """Choose the first edge of that role and side, or that of the span in which the offset `near` lies."""
    edges = {number: grip.span for number, grip in enumerate(_edges(state)) if (grip.role, grip.side) == (role, side)}
    holding = (number for number, (start, end) in edges.items() if near is not None and start <= near < end)
    grip = next(chain(holding, edges), state.draft.grip)
    return edit(state, state.draft._replace(grip=grip))


def move_edge(state: State, step: int, by: Reach = Reach.PLAUSIBLE) -> State:
    """Move the chosen edge left (`step` -1) or right (+1) to the next plausible place, word or character.

    An edge of content goes on over a cue or source, which is cut out of it, and one of a cue or source over content:
    on the way back that is whole again. The state stays the same where the span would become empty or run into another
    span.
    """
    here, result, nearest = chosen_grip(state), state, len(state.text) + 1
    for begun, grip, to in edges_after(state, step, by):
        if here is None or (to - here.offset) * step >= nearest or grip.left(begun, to) is not None:
            break
        moved = begun.with_span(grip.role, grip.fragment, grip.moved(to))
        changed = edit(state, with_chosen(state, begun, moved))
        edge = _edge_of(changed, grip, grip.moved(to))
        # An edge that is moved into what is cut out ends before that; the next place may be nearer.
        if edge is not None and 0 < (edge - here.offset) * step < nearest:
            nearest = (edge - here.offset) * step
            result = gripped(changed, grip.role, grip.side, edge - (grip.side is Side.END))
            result = replace(result, draft=result.draft._replace(moving=state.draft.moving or state.draft))
    return result


def _edge_of(state: State, grip: Grip, moved: Span) -> int | None:
    """Where the edge of a moved span is now that cue and source are cut out of content; None where all of it was."""
    edges = [
        edge.offset
        for edge in _edges(state)
        if (edge.role, edge.side) == (grip.role, grip.side) and edge.span.within(moved)
    ]
    return (min if grip.side is Side.START else max)(edges, default=None)


def edges_after(state: State, step: int, by: Reach) -> Iterator[tuple[QuotePart, Grip, int]]:
    """Yield each place in reach that the chosen edge can be moved to, the nearest first.

    Before it the quote and the edge that is moved there: as they were before the edge was first moved.
    """
    quote, here, moving = state.chosen_quote, chosen_grip(state), state.draft.moving
    if quote is None or here is None:
        return
    grip = here
    if moving is not None:
        was = moving.labels.quotes[moving.chosen]
        quote = replace(quote, content=was.content, cue=was.cue, source=was.source, type=was.type)
        grip = grips(quote)[moving.grip % len(grips(quote))]
    span, offset = grip.moved(here.offset), here.offset
    likely = readings.likely_edges(state, grip.role, grip.side, span) if by is Reach.PLAUSIBLE else []
    likely = [edge for edge in likely if not grip.runs_into(quote, edge)]
    # The sentence that the span stands in need not be the current one.
    around = places_touched(state.page.sentences, span) or (state.item.sentence,)
    window = Span(around[0].start, around[-1].end)
    while (to := next_edge(state.text, window, offset, grip.side, step, by, likely)) is not None:
        yield quote, grip, to
        offset = to


def set_span(state: State, role: str, span: Span) -> State:
    """Set the content, cue or source of the chosen quote; the speaker follows a source unless a person gave it here."""

    def change(quote: QuotePart) -> QuotePart:
        is_content = role == CONTENT
        tidied = tidy_content(state, span, quote.type) if is_content else tidy(state.text, span, role)
        speaker = _following(state, quote, tidied) if role == SOURCE else quote.speaker
        return replace(quote.with_spans(role, (tidied,)), speaker=speaker)

    return change_quote(state, change)


def with_source(state: State, source: Span | None) -> State:
    """Set the source as part of the edit just made, unless another role lies there."""
    quote = state.chosen_quote
    if quote is None or source is None:
        return state
    with_it = replace(quote, source=source, speaker=_following(state, quote, source))
    if kept_apart(state.text, with_it, state.page.sentences) != with_it:
        return state
    return replace(state, draft=with_chosen(state, quote, with_it))


def _following(state: State, quote: QuotePart, source: Span) -> str | None:
    """Return the speaker that a quote has with another source: whom that means, nobody where that cannot be said.

    It stays where a person gave it here, and where the source is the same mention cut otherwise and means nobody else.
    """
    meant = speaker_of(state, source)
    if quote.speaker is None or _speaker_was_given(state):
        return quote.speaker or meant
    return meant or (quote.speaker if quote.source is None or quote.source.overlaps(source) else None)


def _speaker_was_given(state: State) -> bool:
    """Whether one of the edits that can be undone gave the chosen quote its speaker, and not another source with it."""
    chosen = state.chosen
    drafts = [draft.labels.quotes for draft in (*state.past, state.draft)]
    both = [(was[chosen], now[chosen]) for was, now in pairwise(drafts) if chosen < len(was) == len(now)]
    return any(was.speaker != now.speaker and was.source == now.source for was, now in both)


def clear_span(state: State, role: str) -> State:
    """Remove the cue or source of the chosen quote, or the last span of its content if that has several."""

    def change(quote: QuotePart) -> QuotePart:
        rest = quote.spans(role)[:-1]
        return quote.with_spans(role, rest or quote.content if role == CONTENT else rest)

    return change_quote(state, change)


def add_fragment(state: State, span: Span) -> State:
    """Add a span to the content of the chosen quote; spans that touch become one."""
    span = tidy(state.text, span, CONTENT)
    return change_quote(state, lambda quote: replace(quote, content=united((*quote.content, span))))


def end_fragment(state: State, fragment: int, end: int) -> State:
    """Let one span of the chosen quote's content (from 0) end there, and choose that edge, if it is content then."""
    quote = state.chosen_quote
    if quote is None:
        return state
    span = tidy_content(state, Span(quote.content[fragment].start, end), quote.type)
    changed = change_quote(state, lambda quote: quote.with_span(CONTENT, fragment, span))
    return gripped(changed, CONTENT, Side.END, span.start)


def new_quote(state: State, span: Span, clause: Clause | None = None) -> State:
    """Add a quote with that content and choose it; type, speaker and, unless given, cue and source are guessed."""
    text, window = state.text, state.item.sentence.span
    span = tidy_content(state, span, guessed_type(text, (span,)))
    return add_guess(state, quote_of(text, window, span, clause or clause_beside(text, window, span)))


def tidy_content(state: State, span: Span, kind: QuoteType) -> Span:
    """Trim a span of content. What runs on in the next sentence keeps its end, a sentence of direct speech its stop."""
    text, words = state.text, span.of(state.text).rstrip()
    if kind is QuoteType.DIRECT and words == state.item.sentence.span.of(text).rstrip():
        return Span(span.start, span.start + len(words))
    return span if runs_on(words) else tidy(text, span, CONTENT)


def attributed(state: State, number: int) -> QuotePart | None:
    """Return the quote of that number with cue, source and speaker guessed from beside it; None where nothing is."""
    quote = state.quotes[number]
    clause = clause_beside(state.text, state.item.sentence.span, quote.content[-1])
    if clause is None:
        return None
    speaker = speaker_of(state, clause.source) if clause.source is not None else None
    return replace(quote, cue=clause.cue, source=clause.source, speaker=speaker)


def add_guess(state: State, quote: QuotePart) -> State:
    """Add a quote that was guessed and choose it.

    In a text that has lost its marks one that looks indirect is direct where most that look so are said to be.
    """
    if quote.type is QuoteType.INDIRECT and may_be_direct(state.text, quote.content):
        shown = [held for item in state.page.items for held in shown_labels(item).quotes if not held.continues]
        like = [held.type for held in shown if may_be_direct(state.text, held.content)]
        if like.count(QuoteType.DIRECT) > len(like) / 2:
            quote = replace(quote, type=QuoteType.DIRECT)
    return add_quote(state, quote)


def add_quote(state: State, quote: QuotePart) -> State:
    """Add a quote and choose it. Its type becomes one of the label scheme; its source may give it a speaker.

    Where a quote with that content is there already, that one is chosen, and given what it lacks.
    """
    quote = replace(quote, type=quote.type.nearest(state.types))
    if quote.source is not None and quote.speaker is None:
        quote = replace(quote, speaker=speaker_of(state, quote.source))
    labels, end = state.labels, len(state.quotes)
    same = next((number for number, held in enumerate(labels.quotes) if held.content == quote.content), None)
    if same is not None:
        return replaced(state, labels.put(same, labels.quotes[same].filled(quote)), same)
    return replaced(state, labels.put(end, quote), end)


def delete_quote(state: State) -> State:
    """Delete the chosen quote."""
    labels, chosen = state.labels, state.chosen
    if chosen >= len(labels.quotes):
        return state
    return replaced(state, labels.put(chosen), max(0, min(chosen, len(labels.quotes) - 2)))


def replaced(state: State, labels: Labels, chosen: int, grip: int = 0) -> State:
    """Put these labels in the place of those that are shown, and choose the quote of that number."""
    return edit(state, state.draft._replace(labels=labels, chosen=chosen, grip=grip))


def speaker_of(state: State, source: Span) -> str | None:
    """Return who is probably meant by a source: whom it names, else who spoke before; None where nobody can be said.

    Whoever was meant by the same words before is meant again; a "she" is whoever spoke last. In somebody's own words an
    "I" is that person, and anything else another one.
    """
    named = named_by(state, source)
    if named is not None:
        return named
    text, mention = state.text, source.of(state.text).casefold()
    shown = [quote for item in state.page.items[: state.index] for quote in shown_labels(item).quotes]
    spoken = [quote for quote in (*shown, *state.quotes) if quote.speaker is not None]
    direct = (quote for quote in spoken if quote.type is QuoteType.DIRECT)
    own = [quote.speaker for quote in direct if any(map(source.within, quote.content))]
    lists = lists_for(text)
    if own and mention in lists.first_person:
        return own[-1]
    before = [quote for quote in spoken if quote.content[0].start < source.start and quote.speaker not in own]
    same = [quote for quote in before if quote.source and quote.source.of(text).casefold() == mention]
    meant = same or (before if mention in lists.personal else [])
    return meant[-1].speaker if meant else None


def words_of_source(state: State) -> str:
    """Return the words of the chosen quote's source; none where it has no source, or a pronoun."""
    source = state.chosen_quote.source if state.chosen_quote is not None else None
    words = " ".join(source.of(state.text).split()).strip(MARKS + ",.:;") if source is not None else ""
    return "" if words.casefold() in lists_for(state.text).personal else words


def named_by(state: State, span: Span) -> str | None:
    """Return the name of the cast whose last word stands in a source; None if there is no such name or several.

    What is added in small letters, as in "Finch, who knows Okoro", names somebody only where nothing before it does.
    """
    source = span.of(state.text)
    head, _, added = source.partition(",")
    for named in (head, source) if added.lstrip()[:1].islower() else (source,):
        mention = {bare_word(word) for word in named.split()}
        names = [name for name in state.speakers if name.split() and name.split()[-1].casefold() in mention]
        if names:
            return names[0] if len(names) == 1 else None
    return None


# ---- Two quotes of a sentence made one, and one made two.


def merge_next(state: State) -> State:
    """Merge the chosen quote with the one after it, or if it is the last with the one before.

    What only one of them has is kept; of what both have, the first one's. A cue or source that the content of the other
    covers is not; the speaker is that of the source that is kept.
    """
    pair = merged_pair(state)
    if pair is None:
        return state
    first, earlier, later = pair
    bare = replace(
        earlier,
        content=united((*earlier.content, *later.content)),
        cue=None,
        source=None,
        attributes=attributes_of(dict((*later.attributes, *earlier.attributes))),
    )
    merged = bare.filled(earlier).filled(later)
    if merged.source != earlier.source and merged.source is not None:
        merged = replace(merged, speaker=later.speaker or merged.speaker)
    return replaced(state, state.labels.put(first, merged, instead_of=2), first)


def merged_pair(state: State) -> tuple[int, QuotePart, QuotePart] | None:
    """Return the two quotes that are merged, behind the number of the first; None where there are no two."""
    quotes = state.quotes
    if len(quotes) < 2 or state.chosen >= len(quotes):
        return None
    first = min(state.chosen, len(quotes) - 2)
    return first, quotes[first], quotes[first + 1]


def split_at(state: State, offset: int) -> State:
    """Make what the chosen quote's content holds from that offset on a quote of its own, by the same speaker.

    The two differ in nothing but content and what its marks tell. The state stays the same where nothing would be left
    of one of them.
    """
    quote, text = state.chosen_quote, state.text
    if quote is None:
        return state
    cut = [(Span(start, min(end, offset)), Span(max(start, offset), end)) for start, end in quote.content]
    first, second = (
        tuple(tidy(text, span, CONTENT) for span in spans if span.of(text).strip()) for spans in zip(*cut, strict=True)
    )
    chosen, labels = state.chosen, state.labels
    parts = (as_marked(state, quote, replace(quote, content=content)) for content in (_unled(text, first), second))
    return replaced(state, labels.put(chosen, *parts), chosen)


def _unled(text: str, content: Spans) -> Spans:
    """The content without an "and" at its end, which led to what was cut off; all of it where nothing else is left."""
    said = [word for span in content for word in shown_words(text, words(text, span))]
    while said and said[-1].starts_clause:
        said.pop()
    end = said[-1].end if said else content[-1].end if content else 0
    return tuple(tidy(text, Span(start, min(last, end)), CONTENT) for start, last in content if start < end)

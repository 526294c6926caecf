"""What in the labels of a sentence goes against the guidelines, each with the edit that would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.quotation_marks import CLOSING_OF, first_closing, tells, unpaired
from annotator.core.session.edits import guessed_type, united
from annotator.core.session.state import State, edit


@dataclass(frozen=True, slots=True)
class Check:
    """A guideline that quote number `quote` (from 0) goes against; `mended` is that quote put right, if one key can."""

    message: str
    quote: int
    mended: QuotePart | None = None

    def fix(self, state: State) -> State:
        """The state with the quote mended and chosen."""
        if self.mended is None:
            return state
        quotes = list(state.draft.labels.quotes)
        quotes[self.quote] = self.mended
        labels = replace(state.draft.labels, quotes=tuple(quotes))
        return edit(state, replace(state.draft, labels=labels, chosen=self.quote))


Rule = Callable[[str, QuotePart], tuple[str, QuotePart | None] | None]


def checks(state: State) -> tuple[Check, ...]:
    """All that is odd about what is shown, the chosen quote's first."""
    text = state.page.document.text
    found = [
        Check(message, number, mended)
        for number, quote in enumerate(state.draft.labels.quotes)
        for message, mended in (*_broken(text, quote), *_foreign_type(quote, state.types))
        if mended is None or mended.type in state.types or quote.type == mended.type
    ]
    return tuple(sorted(found, key=lambda check: (check.quote != state.draft.chosen, check.quote)))


def _broken(text: str, quote: QuotePart) -> Iterator[tuple[str, QuotePart | None]]:
    for rule in RULES:
        broken = rule(text, quote)
        if broken is not None:
            yield broken


def _colon(text: str, quote: QuotePart) -> tuple[str, QuotePart | None] | None:
    if quote.cue is None or quote.cue.end >= len(text) or text[quote.cue.end] != ":":
        return None
    return "colon belongs to the cue", replace(quote, cue=Span(quote.cue.start, quote.cue.end + 1))


def _content_over_others(text: str, quote: QuotePart) -> tuple[str, QuotePart | None] | None:
    for name, span in (("cue", quote.cue), ("source", quote.source)):
        if span is None or not any(part.overlaps(span) for part in quote.content):
            continue
        content = _without(text, quote.content, span)
        ends_in = any(part.end == span.end or part.start < span.start < part.end <= span.end for part in quote.content)
        message = f"content ends in the {name}" if ends_in else f"{name} lies inside the content"
        return message, replace(quote, content=content) if content else None
    return None


def _that(text: str, quote: QuotePart) -> tuple[str, QuotePart | None] | None:
    start = quote.content[0].start
    before = text[max(0, start - 6) : start].casefold()
    if quote.type is QuoteType.DIRECT or before != " that ":
        return None
    grown = (Span(start - 5, quote.content[0].end), *quote.content[1:])
    if quote.cue is not None and quote.cue.end > start - 5:
        return None
    return "“that” belongs to the content", replace(quote, content=grown)


def _marks(text: str, quote: QuotePart) -> tuple[str, QuotePart | None] | None:
    """A quotation mark inside without its partner, where the partner stands just outside."""
    first, last = quote.content[0], quote.content[-1]
    opened, stray = ([mark.text for mark in marks if tells(mark)] for marks in unpaired(_said(text, quote)))
    if len(stray) > len(opened):
        if first.start and stray[0] in CLOSING_OF.get(text[first.start - 1], ()):
            grown = (Span(first.start - 1, first.end), *quote.content[1:])
            return "opening mark left out", replace(quote, content=grown)
        return None if quote.continues else ("closing mark without an opening one", None)
    if len(opened) > len(stray):
        at = first_closing(text, opened[-1], last.end, min(last.end + 2, len(text)))
        if at >= 0 and not text[last.end : at].strip(",.!?"):
            grown = (*quote.content[:-1], Span(last.start, at + 1))
            return "closing mark left out", replace(quote, content=united(grown))
    return None


def _said(text: str, quote: QuotePart) -> str:
    return " ".join(span.of(text) for span in quote.content)


def _type(text: str, quote: QuotePart) -> tuple[str, QuotePart | None] | None:
    types = {guessed_type(text, span) for span in quote.content}
    if types == {QuoteType.DIRECT} and quote.type is QuoteType.INDIRECT:
        return "all in quotation marks: direct?", replace(quote, type=QuoteType.DIRECT)
    if types == {QuoteType.INDIRECT} and quote.type is QuoteType.MIXED:
        return "no quotation marks in it: not mixed", replace(quote, type=QuoteType.INDIRECT)
    if quote.type is QuoteType.INDIRECT and QuoteType.MIXED in types:
        return "quoted words in it: mixed?", replace(quote, type=QuoteType.MIXED)
    return None


def _foreign_type(quote: QuotePart, types: tuple[QuoteType, ...]) -> Iterator[tuple[str, QuotePart]]:
    """A quote that was suggested or imported with a type that the label scheme does without."""
    if quote.type not in types:
        nearest = quote.type.nearest(types)
        yield f"{quote.type} is no type of the label scheme: {nearest}?", replace(quote, type=nearest)


def _without(text: str, content: tuple[Span, ...], hole: Span) -> tuple[Span, ...]:
    pieces: list[Span] = []
    for span in content:
        for piece in (Span(span.start, min(span.end, hole.start)), Span(max(span.start, hole.end), span.end)):
            start, end = piece
            while start < end and (text[start].isspace() or text[start] in ",;:"):
                start += 1
            while start < end and (text[end - 1].isspace() or text[end - 1] in ",;:"):
                end -= 1
            if start < end and any(char.isalnum() for char in text[start:end]):
                pieces.append(Span(start, end))
    return united(pieces)


RULES: tuple[Rule, ...] = (_content_over_others, _colon, _marks, _that, _type)

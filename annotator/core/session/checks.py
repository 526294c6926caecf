"""What in the labels of a sentence goes against the guidelines, each with the edit that would mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from annotator.core.drawable import one_line
from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.quotation_marks import CLOSING_OF, first_closing, tells, type_by_marks, unpaired
from annotator.core.session.chains import differing
from annotator.core.session.edits import united
from annotator.core.session.state import State, edit
from annotator.core.session.word_lists import word_lists


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


Finding = tuple[str, QuotePart | None]
"""A message, and the quote put right if one key can."""
Rule = Callable[[str, QuotePart], Finding | None]


def checks(state: State) -> tuple[Check, ...]:
    """All that is odd about the quotes shown, the chosen one's first."""
    text = state.page.document.text
    findings = [
        Check(message, number, mended)
        for number, quote in enumerate(state.draft.labels.quotes)
        for message, mended in (*_broken(text, quote), *_foreign_type(quote, state.types))
        if mended is None or mended.type in state.types or quote.type == mended.type
    ]
    findings += _parts_that_differ(state)
    return tuple(sorted(findings, key=lambda check: (check.quote != state.draft.chosen, check.quote)))


def _parts_that_differ(state: State) -> Iterator[Check]:
    """A quote of several sentences has one speaker and the same attributes in all its parts."""
    for number, whole in differing(state):
        quote = state.draft.labels.quotes[number]
        mended = replace(quote, speaker=whole.speaker, attributes=whole.attributes)
        if quote.speaker != whole.speaker:
            by = one_line(whole.speaker, 40) if whole.speaker is not None else "nobody"
            yield Check(f"{'continues a quote' if quote.continues else 'goes on as a quote'} by {by}", number, mended)
        else:
            yield Check("the other parts of the quote have other attributes", number, mended)


def _broken(text: str, quote: QuotePart) -> Iterator[Finding]:
    for rule in RULES:
        broken = rule(text, quote)
        if broken is not None:
            yield broken


def _colon_after_cue(text: str, quote: QuotePart) -> Finding | None:
    """The guidelines give the colon to the cue."""
    if quote.cue is None or quote.cue.end >= len(text) or text[quote.cue.end] != ":":
        return None
    return "colon belongs to the cue", replace(quote, cue=Span(quote.cue.start, quote.cue.end + 1))


def _content_over_others(text: str, quote: QuotePart) -> Finding | None:
    """Cue and source are no part of the content: where they stand inside, it is cut in two."""
    for name, span in (("cue", quote.cue), ("source", quote.source)):
        if span is None or not any(part.overlaps(span) for part in quote.content):
            continue
        content = _without(text, quote.content, span)
        ends_in = any(part.end == span.end or part.start < span.start < part.end <= span.end for part in quote.content)
        message = f"content ends in the {name}" if ends_in else f"{name} lies inside the content"
        return message, replace(quote, content=content) if content else None
    return None


def _complementizer_left_out(text: str, quote: QuotePart) -> Finding | None:
    """The "that" before reported words belongs to them, unless the cue holds it."""
    start = quote.content[0].start
    if quote.type is QuoteType.DIRECT:
        return None
    for word in word_lists().complementizers:
        grown = start - len(word) - 1
        if text[max(0, grown - 1) : start].casefold() != f" {word} " or (quote.cue and quote.cue.end > grown):
            continue
        content = (Span(grown, quote.content[0].end), *quote.content[1:])
        return f"“{word}” belongs to the content", replace(quote, content=content)
    return None


def _mark_without_partner(text: str, quote: QuotePart) -> Finding | None:
    """A quotation mark inside without its partner, where the partner stands just outside."""
    first, last = quote.content[0], quote.content[-1]
    said = " ".join(span.of(text) for span in quote.content)
    opened, stray = ([mark.text for mark in marks if tells(mark)] for marks in unpaired(said))
    if len(stray) > len(opened):
        if first.start and stray[0] in CLOSING_OF.get(text[first.start - 1], ()):
            grown = (Span(first.start - 1, first.end), *quote.content[1:])
            return "opening mark left out", replace(quote, content=grown)
        return None if quote.continues else ("closing mark without an opening one", None)
    if len(opened) > len(stray):
        closing = first_closing(text, opened[-1], last.end, min(last.end + 2, len(text)))
        if closing >= 0 and not text[last.end : closing].strip(",.!?"):
            grown = (*quote.content[:-1], Span(last.start, closing + 1))
            return "closing mark left out", replace(quote, content=united(grown))
    return None


def _type_and_marks(text: str, quote: QuotePart) -> Finding | None:
    """The type against the quotation marks: all in marks is direct, some is mixed, none is indirect (or direct)."""
    types = {type_by_marks(span.of(text)) for span in quote.content}
    if types == {QuoteType.DIRECT} and quote.type is QuoteType.INDIRECT:
        return "all in quotation marks: direct?", replace(quote, type=QuoteType.DIRECT)
    if types == {QuoteType.INDIRECT} and quote.type is QuoteType.MIXED:
        return "no quotation marks in it: not mixed", replace(quote, type=QuoteType.INDIRECT)
    if quote.type is QuoteType.INDIRECT and QuoteType.MIXED in types:
        return "quoted words in it: mixed?", replace(quote, type=QuoteType.MIXED)
    return None


def _foreign_type(quote: QuotePart, types: tuple[QuoteType, ...]) -> Iterator[Finding]:
    """A quote that was suggested or imported with a type that the label scheme does without."""
    if quote.type not in types:
        nearest = quote.type.nearest(types)
        yield f"{quote.type} is no type of the label scheme: {nearest}?", replace(quote, type=nearest)


def _without(text: str, content: tuple[Span, ...], hole: Span) -> tuple[Span, ...]:
    """The content without what lies in the hole, and without stops and spaces beside it."""
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


RULES: tuple[Rule, ...] = (
    _content_over_others,
    _colon_after_cue,
    _mark_without_partner,
    _complementizer_left_out,
    _type_and_marks,
)

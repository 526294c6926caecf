"""What the guidelines ask of any quote's spans and type, each rule with the quote put right where that can be told.

The screen points out where an annotator's quote breaks a rule, and the suggester holds its quotes to all of them: so
nothing that is suggested is complained of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from annotator.core.model import Quote, QuotePart, QuoteType, Span, united
from annotator.core.profiles import GuidelineProfile
from annotator.core.quotes.assembly import uncovered, without
from annotator.core.quotes.edges import at_departures, with_habitual_edges
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import type_in_text
from annotator.core.text.quotation_marks import CLOSING_OF, closes, first_closing, opens, tells, unpaired

Finding = tuple[str, QuotePart | None]
"""A message, and the quote put right if that can be told."""
Rule = Callable[[str, QuotePart], Finding | None]


def rules_broken(text: str, quote: QuotePart, profile: GuidelineProfile) -> Iterator[Finding]:
    """Yield what a quote, or one sentence's part of it, breaks of the guidelines that the profile stands for.

    What annotators are known to do otherwise is nothing that they have to be told.
    """
    for rule in RULES:
        finding = None if profile.bare_cue and rule is _colon_after_cue else rule(text, quote)
        if finding is None:
            continue
        departures = at_departures(text, quote, profile)
        if not any(departs and place.otherwise == finding[1] for place, departs in departures):
            yield finding  # putting it right is more than undoing what they do on purpose


_MENDS = 8
"""The most rules that a quote is put right for, one after the other: a rule that undoes another ends here."""


def held_to(text: str, quote: Quote, profile: GuidelineProfile) -> Quote:
    """The whole quote, put right wherever it breaks the guidelines, with the edges that annotators give to quotes."""
    part = quote.part(quote.content, quote.cue, quote.source, continues=False)
    for _ in range(_MENDS):
        mended = next((mended for _, mended in rules_broken(text, part, profile) if mended is not None), None)
        if mended is None:
            break
        part = mended
    return with_habitual_edges(text, part.whole(), profile)


def _colon_after_cue(text: str, quote: QuotePart) -> Finding | None:
    """The guidelines give the colon to the cue, but for those that mark no more of it than the verb."""
    if quote.cue is None or quote.cue.end >= len(text) or text[quote.cue.end] != ":":
        return None
    return "colon belongs to the cue", replace(quote, cue=Span(quote.cue.start, quote.cue.end + 1))


def content_over_others(text: str, quote: QuotePart) -> Finding | None:
    """Cue and source are no part of the content: where they stand inside, it is cut in two."""
    over = [(name, span) for name, span in quote.beside() if any(map(span.overlaps, quote.content))]
    if not over:
        return None
    name, span = over[0]
    ends_in = any(part.end == span.end or part.start < span.start < part.end <= span.end for part in quote.content)
    message = f"content ends in the {name}" if ends_in else f"{name} lies inside the content"
    return message, uncovered(text, quote)


def cue_over_source(text: str, quote: QuotePart) -> Finding | None:
    """What says who spoke and what says that they spoke are two things."""
    if quote.cue is None or quote.source is None or not quote.cue.overlaps(quote.source):
        return None
    rest = without(text, (quote.cue,), quote.source)
    return "cue lies over the source", replace(quote, cue=rest[0]) if len(rest) == 1 else None


def _complementizer_left_out(text: str, quote: QuotePart) -> Finding | None:
    """The "that" before reported words belongs to them, in whichever language, unless the cue holds it."""
    start = quote.content[0].start
    if quote.type is QuoteType.DIRECT:
        return None
    for word in lists_for(text).complementizers:
        grown = start - len(word) - 1
        if text[max(0, grown - 1) : start].casefold() != f" {word} " or (quote.cue and quote.cue.end > grown):
            continue
        content = (Span(grown, quote.content[0].end), *quote.content[1:])
        return f"“{word}” belongs to the content", replace(quote, content=content)
    return None


def _mark_without_partner(text: str, quote: QuotePart) -> Finding | None:
    """A quotation mark inside without its partner, where the partner stands just outside, or the mark at an edge.

    Of a closing mark without any partner in the midst of the content no quote can be blamed: it is a fault of the text.
    """
    first, last = quote.content[0], quote.content[-1]
    words = " ".join(span.of(text) for span in quote.content)
    opened, stray = ([mark.text for mark in marks if tells(mark)] for marks in unpaired(words))
    if len(stray) > len(opened):
        if first.start and stray[0] in CLOSING_OF.get(text[first.start - 1], ()):
            grown = (Span(first.start - 1, first.end), *quote.content[1:])
            return "opening mark left out", replace(quote, content=grown)
        mended = None if quote.continues else _without_edge_mark(text, quote)
        return None if mended is None else ("closing mark without an opening one", mended)
    if len(opened) > len(stray):
        closing = first_closing(text, opened[-1], last.end, min(last.end + 2, len(text)))
        if closing >= 0 and not text[last.end : closing].strip(",.!?"):
            grown = (*quote.content[:-1], Span(last.start, closing + 1))
            return "closing mark left out", replace(quote, content=united(grown))
    return None


def _without_edge_mark(text: str, quote: QuotePart) -> QuotePart | None:
    """The quote without the last closing mark around the words of a piece; None if there is none, or nothing more."""
    edges = []
    for span in quote.content:
        wordy = [position for position in range(*span) if text[position].isalnum()] or [span.end]
        around = (*range(span.start, wordy[0]), *range(wordy[-1] + 1, span.end))
        edges += [position for position in around if closes(text[position]) and not opens(text[position])]
    kept = without(text, quote.content, Span(edges[-1], edges[-1] + 1)) if edges else ()
    return replace(quote, content=kept) if kept else None


def _type_and_marks(text: str, quote: QuotePart) -> Finding | None:
    """The type against the quotation marks: all in marks is direct, some is mixed, none is indirect (or direct)."""
    by_marks = type_in_text(text, quote.content)
    message = _OTHER_BY_MARKS.get((quote.type, by_marks))
    return None if message is None else (message, replace(quote, type=by_marks))


_OTHER_BY_MARKS = {
    (QuoteType.INDIRECT, QuoteType.DIRECT): "all in quotation marks: direct?",
    (QuoteType.MIXED, QuoteType.INDIRECT): "no quotation marks in it: not mixed",
    (QuoteType.INDIRECT, QuoteType.MIXED): "quoted words in it: mixed?",
}
"""What is said of a type where the marks give another one."""


RULES: tuple[Rule, ...] = (
    cue_over_source,
    content_over_others,
    _colon_after_cue,
    _mark_without_partner,
    _complementizer_left_out,
    _type_and_marks,
)

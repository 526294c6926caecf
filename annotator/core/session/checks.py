"""What in the labels of a sentence goes against the guidelines, each with the edit that would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.core.drawable import one_line
from annotator.core.guidelines import Finding, broken
from annotator.core.model import QuotePart, QuoteType
from annotator.core.session.chains import differing, unattributed
from annotator.core.session.edits import attributed
from annotator.core.session.state import State, edit

UNATTRIBUTED = "no cue, no source, no speaker: who said it?"


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


def checks(state: State) -> tuple[Check, ...]:
    """All that is odd about the quotes shown, the chosen one's first."""
    text = state.page.document.text
    findings = [
        Check(message, number, mended)
        for number, quote in enumerate(state.draft.labels.quotes)
        for message, mended in (*broken(text, quote, state.profile), *_foreign_type(quote, state.types))
        if mended is None or mended.type in state.types or quote.type == mended.type
    ]
    findings += _parts_that_differ(state)
    findings += [Check(UNATTRIBUTED, number, attributed(state, number)) for number in unattributed(state)]
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


def _foreign_type(quote: QuotePart, types: tuple[QuoteType, ...]) -> Iterator[Finding]:
    """A quote that was suggested or imported with a type that the label scheme does without."""
    if quote.type not in types:
        nearest = quote.type.nearest(types)
        yield f"{quote.type} is no type of the label scheme: {nearest}?", replace(quote, type=nearest)

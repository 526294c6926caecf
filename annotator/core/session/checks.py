"""What in the labels of a sentence goes against the guidelines, each with the edit that would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.core.assembly import astray
from annotator.core.decision import Answer, Sight
from annotator.core.guidelines import Finding, broken, content_over_others, cue_over_source
from annotator.core.model import QuotePart, QuoteType
from annotator.core.session.chains import differing, strangers, unattributed
from annotator.core.session.edits import attributed
from annotator.core.session.state import State, edit
from annotator.core.speakers import name_or_nobody

UNASKED = "nobody suggested or pressed that it goes on: look again"
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
    findings += _astray(state)
    findings += _strangers(state)
    findings += _parts_that_differ(state)
    findings += _unasked(state)
    findings += [Check(UNATTRIBUTED, number, attributed(state, number)) for number in unattributed(state)]
    return tuple(sorted(findings, key=lambda check: (check.quote != state.draft.chosen, check.quote)))


def misplaced_roles(state: State) -> Iterator[str]:
    """Yield why labels may not be confirmed as they are shown: a role over several sentences, or over another one."""
    text, sentences = state.page.document.text, [item.sentence for item in state.page.items]
    for quote in state.draft.labels.quotes:
        yield from (f"the {name} stands in several sentences" for name in astray(quote, sentences))
        over = (finding(text, quote) for finding in (cue_over_source, content_over_others))
        yield from (f"the {found[0]}" for found in over if found is not None)


def _astray(state: State) -> Iterator[Check]:
    """A cue or source lies in one sentence."""
    sentences = [item.sentence for item in state.page.items]
    for number, quote in enumerate(state.draft.labels.quotes):
        yield from (Check(f"{name} over several sentences", number) for name in astray(quote, sentences))


def _unasked(state: State) -> Iterator[Check]:
    """What the program took for a continuation, and Enter alone stored, in earlier versions: nobody said so."""
    item, quotes = state.item, state.draft.labels.quotes
    decision = item.decision
    if decision is None or decision.answer is not Answer.ACCEPT or decision.labels != state.draft.labels.bare():
        return
    alone = len(quotes) == 1 and quotes[0].continues and decision.keys == 1 and decision.sight is Sight.SUGGESTION
    if alone and not (item.suggestion and item.suggestion.labels.quotes):
        yield Check(UNASKED, 0)


def _parts_that_differ(state: State) -> Iterator[Check]:
    """A quote of several sentences has one speaker and the same attributes in all its parts."""
    for number, whole in differing(state):
        quote = state.draft.labels.quotes[number]
        mended = replace(quote, speaker=whole.speaker, attributes=whole.attributes)
        if quote.speaker != whole.speaker:
            on = "continues a quote" if quote.continues else "goes on as a quote"
            yield Check(f"{on} by {name_or_nobody(whole.speaker)}", number, mended)
        else:
            yield Check("the other parts of the quote have other attributes", number, mended)


def _strangers(state: State) -> Iterator[Check]:
    """A part continues the quote before it: one by the same speaker, who is not named twice."""
    for number, before in strangers(state):
        quote = state.draft.labels.quotes[number]
        alone = replace(quote, continues=False)
        if before is None:
            yield Check("continues a quote, but there is none before", number, alone)
        elif quote.speaker == before.speaker or quote.cue or quote.source:
            yield Check("says who spoke, as the quote before it does: a quote of its own?", number, alone)
        else:
            mended = replace(quote, speaker=before.speaker, attributes=before.attributes)
            yield Check(f"continues a quote by {name_or_nobody(before.speaker)}", number, mended)


def _foreign_type(quote: QuotePart, types: tuple[QuoteType, ...]) -> Iterator[Finding]:
    """A quote that was suggested or imported with a type that the label scheme does without."""
    if quote.type not in types:
        nearest = quote.type.nearest(types)
        yield f"{quote.type} is no type of the label scheme: {nearest}?", replace(quote, type=nearest)

"""What in the labels of a sentence goes against the guidelines, each with what would mend it; why an edit is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from annotator.core.decision import Answer, Sight
from annotator.core.drawable import one_line
from annotator.core.model import CONTENT, QuotePart, QuoteType
from annotator.core.quotes.assembly import astray
from annotator.core.quotes.guidelines import Finding, rules_broken
from annotator.core.session import edits
from annotator.core.session.guess import Reach
from annotator.core.session.pointing import Aim
from annotator.core.session.several import WholeQuote, strangers, whole_quotes, with_carried
from annotator.core.session.state import State, shown_labels
from annotator.core.speakers import NAME, name_or_nobody

UNASKED = "nobody suggested or pressed that it goes on: look again"
UNATTRIBUTED = "no cue, no source, no speaker: who said it?"


class Check(NamedTuple):
    """A guideline that quote number `quote` (from 0) goes against; `mended` is that quote put right, if one key can."""

    message: str
    quote: int
    mended: QuotePart | None = None

    def fix(self, state: State) -> State:
        """The state with the quote mended and chosen."""
        if self.mended is None:
            return state
        return edits.replaced(state, state.labels.put(self.quote, self.mended), self.quote, state.draft.grip)


def checks(state: State) -> tuple[Check, ...]:
    """All that is odd about the quotes shown, the chosen one's first."""
    text, sentences = state.text, state.page.sentences
    findings = [
        Check(message, number, mended)
        for number, quote in enumerate(state.quotes)
        for message, mended in (
            *rules_broken(text, quote, state.profile),
            *_foreign_type(quote, state.types),
            *((f"{name} over several sentences", None) for name in astray(quote, sentences)),
        )
        if mended is None or mended.type in state.types or quote.type == mended.type
    ]
    # Other sentences are taken as they will be once this one is confirmed.
    shown = whole_quotes(with_carried(state), state.index, state.labels)
    findings += chain(_strangers(state), _parts_that_differ(state, shown), _unasked(state), _unattributed(state, shown))
    return tuple(sorted(findings, key=lambda check: (check.quote != state.chosen, check.quote)))


def _unasked(state: State) -> Iterator[Check]:
    """What the program took for a continuation, and Enter alone stored, in earlier versions: nobody said so."""
    item, quotes = state.item, state.quotes
    decision = item.decision
    if decision is None or decision.answer is not Answer.ACCEPT or decision.labels != state.labels.bare():
        return
    alone = len(quotes) == 1 and quotes[0].continues and decision.keys == 1 and decision.sight is Sight.SUGGESTION
    if alone and not item.suggested.quotes:
        yield Check(UNASKED, 0)


def _parts_that_differ(state: State, shown: Sequence[WholeQuote]) -> Iterator[Check]:
    """A quote of several sentences has one speaker and the same attributes in all its parts."""
    here = ((place.number, whole) for whole, places in shown for place in places if place.sentence == state.index)
    for number, whole in here:
        quote = state.quotes[number]
        mended = replace(quote, speaker=whole.speaker, attributes=whole.attributes)
        if quote.speaker != whole.speaker:
            on = "continues a quote" if quote.continues else "goes on as a quote"
            yield Check(f"{on} by {name_or_nobody(whole.speaker)}", number, mended)
        elif quote.attributes != whole.attributes:
            yield Check("the other parts of the quote have other attributes", number, mended)


def _unattributed(state: State, shown: Sequence[WholeQuote]) -> Iterator[Check]:
    """A quote that begins here has a cue, source or speaker in one of its parts."""
    for quote, places in shown:
        sentence, number = places[0]
        nobody = (quote.cue, quote.source, quote.speaker) == (None, None, None)
        if nobody and sentence == state.index and not state.quotes[number].continues:
            yield Check(UNATTRIBUTED, number, edits.attributed(state, number))


def _strangers(state: State) -> Iterator[Check]:
    """A part continues the quote before it: one by the same speaker, who is not named twice."""
    for number, before in strangers(state):
        quote = state.quotes[number]
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


# ---- Why an edit changes nothing, and what one that did changed besides what was asked for: a line for each.
#
# An edit that cannot be made gives the state back as it was. Whoever asked for it says the reason, so that no key is
# silently dead.


ONLY_QUOTE = "this is the only quote of the sentence"
ONLY_TYPE = "the label scheme has no other type"
ONE_WORD = "its content is one word"
_BEYOND = {Reach.PLAUSIBLE: "mark or clause", Reach.WORD: "word", Reach.CHARACTER: "character"}


def edge_stays(state: State, step: int, by: Reach) -> str:
    """Why the chosen edge is not moved."""
    grip = edits.chosen_grip(state)
    if grip is None:
        return "there is no edge to move"
    edge = f"the {grip.side} of the {grip.role}"
    where = "before" if step < 0 else "behind"
    for quote, _, beyond in edits.edges_after(state, step, by):
        left = grip.left(quote, beyond)
        why = f"{left} would be left" if left is not None else f"another role of the quote stands {where} it"
        return f"{edge} stays: {why}"
    return f"{edge} stays: no {_BEYOND[by]} {where} it in the sentence"


def lost_by_merging(state: State) -> str | None:
    """What of two quotes that are made one is not kept; None where all is."""
    pair = edits.merged_pair(state)
    if pair is None:
        return None
    number, earlier, later = pair
    merged = edits.merge_next(state).quotes[number]
    lost = [
        f"{name} “{one_line(span.of(state.text), NAME)}”"
        for name, span in sorted({*earlier.beside(), *later.beside()} - {*merged.beside()})
    ]
    speakers = (quote.speaker for quote in (earlier, later) if quote.speaker != merged.speaker)
    lost += [f"speaker {one_line(speaker, NAME)}" for speaker in speakers if speaker]
    if later.type is not merged.type:
        lost.append(f"type {later.type}")
    lost += [
        f"{one_line(name, NAME)} {one_line(value, NAME)}"
        for name, value in later.attributes
        if value != merged.attribute(name)
    ]
    return f"merged, without {', '.join(lost)} · ⟪undo⟫ undoes" if lost else None


def lost_pieces(state: State) -> str | None:
    """What is said where content in several pieces is pointed out anew; None where it is in one."""
    quote = state.chosen_quote
    count = len(quote.content) if quote is not None else 0
    return f"the content is one piece now, not {count} · ⟪undo⟫ undoes" if count > 1 else None


def mending(state: State) -> str:
    """Why nothing is mended."""
    odd = checks(state)
    return f"no key mends this: {odd[0].message}" if odd else "nothing to mend: no check (!) speaks against it"


def topics_stay(state: State) -> str:
    """Why the sentence does not get the topics of the one before."""
    if not state.index:
        return "there is no sentence before this one"
    before = shown_labels(state.page.items[state.index - 1]).topics
    return "the sentence before has the same topics" if before else "the sentence before has no topics either"


def nothing_cleared(role: str) -> str:
    """Why a span is not taken away."""
    return "the content is one piece: there is no other to keep" if role == CONTENT else f"it has no {role}"


def pointed_in_vain(aim: Aim, ends: bool) -> str:
    """Why nothing came of pointing at a word. `ends`: at the last one, without a first."""
    if aim is Aim.NEW:
        return "a quote with that content is there already"
    if aim is Aim.BY_CUE:
        return "nothing that was said is found beside that cue, or it is there already"
    if aim is Aim.MORE:
        return "a small letter first: where the piece begins" if ends else "that is content already"
    if aim is Aim.CONTENT and ends:
        return "the content begins behind that word, or ends there already"
    if aim in {Aim.CUE, Aim.SOURCE}:
        return f"that is its {aim.role} already, or would lie over its {'source' if aim is Aim.CUE else 'cue'}"
    return f"that is its {aim.role} already"

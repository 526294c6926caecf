"""Why an edit changes nothing, and what one that did changed besides what was asked for: a line for each.

An edit that cannot be made gives the state back as it was. Whoever asked for it says the reason, so that no key is
silently dead.
"""

from __future__ import annotations

from annotator.core.drawable import one_line
from annotator.core.session import edits
from annotator.core.session.boundaries import Kind, Reach
from annotator.core.session.checks import checks
from annotator.core.session.pointing import Aim
from annotator.core.session.state import State, opening_draft
from annotator.core.speakers import NAME, name_or_nobody

ONLY_QUOTE = "this is the only quote of the sentence"
ONLY_TYPE = "the label scheme has no other type"
_BEYOND = {Reach.PLAUSIBLE: "mark or clause", Reach.WORD: "word", Reach.CHARACTER: "character"}


def edge_stays(state: State, step: int, by: Reach) -> str:
    """Why the chosen edge is not moved."""
    grip = edits.chosen_grip(state)
    if grip is None:
        return "there is no edge to move"
    edge = f"the {grip.side} of the {grip.kind}"
    where = "before" if step < 0 else "behind"
    beyond = edits.edge_after(state, step, by)
    if beyond is None:
        return f"{edge} stays: no {_BEYOND[by]} {where} it in the sentence"
    if edits.would_empty(state, beyond) or edits.runs_into_content(state, beyond):
        return f"{edge} stays: {'nothing of it' if edits.would_empty(state, beyond) else 'no room'} would be left"
    return f"{edge} stays: another role of the quote stands {where} it"


def merging(state: State) -> str:
    """Why two quotes are not made one."""
    return ONLY_QUOTE if len(state.draft.labels.quotes) == 1 else "there is no quote to merge"


def lost_by_merging(state: State) -> str | None:
    """What of two quotes that are made one is not kept; None where all is."""
    pair = edits.merged_pair(state)
    if pair is None:
        return None
    earlier, later = pair
    text = state.page.document.text
    lost = [
        f"{name} “{one_line(span.of(text), NAME)}”"
        for name, span, kept in (("cue", later.cue, earlier.cue), ("source", later.source, earlier.source))
        if span is not None and kept is not None and kept != span
    ]
    if later.speaker is not None and earlier.speaker not in (None, later.speaker):
        lost.append(f"speaker {one_line(later.speaker, NAME)}")
    if later.type is not earlier.type:
        lost.append(f"type {later.type}")
    own = dict(earlier.attributes)
    lost += [
        f"{one_line(name, NAME)} {one_line(value, NAME)}"
        for name, value in later.attributes
        if name in own and own[name] != value
    ]
    return f"merged, without the second one's {', '.join(lost)} · u undoes" if lost else None


def lost_pieces(state: State) -> str | None:
    """What is said where content in several pieces is pointed out anew; None where it is in one."""
    quote = state.chosen_quote
    count = len(quote.content) if quote is not None else 0
    return f"the content is one piece now, not {count} · u undoes" if count > 1 else None


def splitting(state: State) -> str:
    """Why a quote is not made two."""
    return "its content is one word" if state.chosen_quote is not None else "there is no quote to split"


def mending(state: State) -> str:
    """Why nothing is mended."""
    found = checks(state)
    return f"no key mends this: {found[0].message}" if found else "nothing to mend: no check (!) speaks against it"


def speaker_stays(name: str | None) -> str:
    """Why a quote does not get that speaker."""
    return f"{name_or_nobody(name)} is its speaker already"


def topics_stay(state: State) -> str:
    """Why the sentence does not get the topics of the one before."""
    if not state.index:
        return "there is no sentence before this one"
    before = opening_draft(state.page.items[state.index - 1]).labels.topics
    return "the sentence before has the same topics" if before else "the sentence before has no topics either"


def nothing_cleared(kind: Kind) -> str:
    """Why a span is not taken away."""
    return "the content is one piece: there is no other to keep" if kind is Kind.CONTENT else f"it has no {kind}"


def pointed_in_vain(aim: Aim, ends: bool) -> str:
    """Why nothing came of pointing at a word. `ends`: at the last one, without a first."""
    if aim is Aim.NEW:
        return "a quote with that content is there already"
    if aim is Aim.BY_CUE:
        return "nothing that was said is found beside that cue"
    if aim is Aim.MORE:
        return "a small letter first: where the piece begins" if ends else "that is content already"
    if aim is Aim.CONTENT and ends:
        return "the content begins behind that word, or ends there already"
    if aim in {Aim.CUE, Aim.SOURCE}:
        return f"that is its {aim.kind} already, or would lie over its {'source' if aim is Aim.CUE else 'cue'}"
    return f"that is its {aim.kind} already"

"""Going to the next sentence of an agenda."""

from __future__ import annotations

from annotator.core.errors import AnnotatorError, DocumentRemoved
from annotator.core.session.agenda import Agenda
from annotator.core.session.current import CurrentSentence
from annotator.core.session.desk import Desk
from annotator.core.session.notice import Notice, warning


def open_next(
    agenda: Agenda, desk: Desk, current: CurrentSentence, by: int, *, seen: bool = False, anew: bool = False
) -> None:
    """Open the next (1) or previous (-1) sentence that is still to be seen; stay where none is left.

    With `seen` also those that were seen; `anew` begins with the first.
    """
    here = current.state.item
    for sentence in agenda.around(0 if anew else here.id, by):
        opened = _opened(agenda, desk, current, sentence, seen)
        if opened is None:
            return  # the notice says why
        if opened:
            agenda.nothing_left = False
            return
    current.open(current.state.page, current.state.index)
    agenda.nothing_left = not agenda.is_open(current.state.item)
    if not agenda.nothing_left:
        current.notice = Notice(f"this {agenda.name} is the last one left")


def _opened(agenda: Agenda, desk: Desk, current: CurrentSentence, sentence: int, seen: bool) -> bool | None:
    """Open it. False where it was seen already or its document was removed; None, with a notice, on failure."""
    try:
        place = desk.place(sentence)
        there = place.document == current.state.page.number
        page = current.state.page if there else desk.page(place.document)
    except DocumentRemoved:
        return False
    except AnnotatorError as error:
        current.notice = warning(error)
        return None
    if not seen and not agenda.is_open(page.items[place.index]):
        return False
    current.open(page, place.index)
    return True

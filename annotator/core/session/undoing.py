"""Undo and redo at a workbench: the edits of the current sentence first, then what was saved, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.core.decision import Answer
from annotator.core.errors import AnnotatorError, DocumentRemoved, NotSaved
from annotator.core.session import remarks
from annotator.core.session.current import CurrentSentence
from annotator.core.session.desk import Change, Desk, Page
from annotator.core.session.navigation import Navigator
from annotator.core.session.notice import Notice, Tone, not_saved, warning
from annotator.core.session.renaming import Renamer
from annotator.core.session.state import (
    Draft,
    State,
    open_sentence,
    opening_draft,
    redo_edit,
    undo_edit,
    untouched_draft,
)


class Undoer:
    """Takes back, and does again. Whatever it did is said, and where, if that was another document.

    The desk keeps the steps. Here is only remembered which edits a sentence was shown with when it was decided, for as
    long as the program runs: undoing the decision shows them again, to be undone one by one.
    """

    def __init__(
        self,
        desk: Desk,
        current: CurrentSentence,
        navigator: Navigator,
        renamer: Renamer,
        when_stepped: Callable[[], None],
    ) -> None:
        """`when_stepped` is called when a step was undone or done again."""
        self._desk = desk
        self._current = current
        self._navigator = navigator
        self._renamer = renamer
        self._when_stepped = when_stepped
        self._decided: dict[int, tuple[Draft, tuple[Draft, ...]]] = {}
        self._undone: tuple[int, tuple[Draft, ...]] | None = None  # the sentence of the step last undone, and its edits

    def remember(self, state: State) -> None:
        """Remember a sentence as it was when it was decided: what it showed, and the edits before that."""
        if state.past or state.unconfirmed:
            self._decided[state.item.id] = (state.draft, state.past)
        else:
            self._decided.pop(state.item.id, None)

    def undo(self) -> None:
        """Take back the last edit of this sentence, else the last step saved, in whichever document and login."""
        if self._renamer.undo():
            return
        current, before = self._current, self._current.state
        try:
            edited = undo_edit(before) or self._without_kept_edits()
        except AnnotatorError as error:
            current.notice = warning(error)
            return
        if edited is None:
            self._step(redo=False)
            return
        current.state = edited
        current.notice = Notice(f"undone: {remarks.of_edit(edited.draft, before.draft)}")

    def redo(self) -> None:
        """Do again what was last undone."""
        if self._renamer.redo():
            return
        current, before = self._current, self._current.state
        edited = redo_edit(before)
        if edited is not None:
            current.state = edited
            current.notice = Notice(f"done again: {remarks.of_edit(before.draft, edited.draft)}")
        elif before.past and (before.item.id, before.past) != self._undone:
            current.notice = Notice("nothing to redo: you have edited since")
        else:
            self._step(redo=True)

    def _without_kept_edits(self) -> State | None:
        """Take away the edits that the sentence was left with, or that an undone decision held; None without any.

        What a step of several sentences changed here is no edit of this sentence: it is undone with that step. Raises
        AnnotatorError where it cannot be read.
        """
        state = self._current.state
        if not state.unconfirmed:
            return None
        opened = untouched_draft(state.item)
        left = self._desk.left_by_step(state.item.id)
        if left is not None:
            _, labels, note_and_flag = left
            opened = opening_draft(replace(state.item, draft=labels, note_and_flag=note_and_flag))
            if (opened.labels.bare(), opened.note_and_flag) == (state.draft.labels.bare(), state.draft.note_and_flag):
                return None
        return replace(state, draft=opened, past=(), future=(state.draft, *state.future))

    def _step(self, redo: bool) -> None:
        """Take back (or do again) what was saved last, and open the sentence it was about."""
        current = self._current
        here = current.place.document
        try:
            current.keep_edits()
            change = self._desk.redo() if redo else self._desk.undo()
        except DocumentRemoved as error:
            current.notice = warning(error)
            return
        except NotSaved as error:
            current.notice = not_saved(error)
            return
        if change is None:
            current.notice = Notice("nothing to redo" if redo else "nothing to undo")
            return
        current.rename_seats(change.renamed)
        page = current.page(change.place.document)
        unread = current.notice if page is None else None
        if page is not None and (redo or change.labels is None):
            current.open(page, change.place.index)
        elif page is not None:
            current.open_undone(self._as_it_was(page, change))
        self._undone = None if redo else (current.state.item.id, current.state.past)
        self._when_stepped()
        self._navigator.look_for_more()
        current.notice = remarks.of_step(change, page, here, redo)
        if unread is not None:
            current.notice = Notice(f"{current.notice.text}, but {unread.text}", Tone.WARNING)

    def _as_it_was(self, page: Page, change: Change) -> State:
        """The sentence of an undone decision as it was just before that was made.

        What a rejection had rejected is nothing that it held: it is asked for again.
        """
        types = self._current.state.types
        opened = open_sentence(page, change.place.index, types=types)
        held = open_sentence(page, change.place.index, change, types)
        rejected = change.answer is Answer.REJECT
        shown, past = self._decided.get(opened.item.id, (None, ()))
        if shown is None:
            return opened if rejected else held
        same = (shown.labels.bare(), shown.note_and_flag) == (held.draft.labels.bare(), held.draft.note_and_flag)
        return replace(opened, draft=shown, past=past) if rejected or same else held

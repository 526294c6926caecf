"""One annotator at work: a desk, the document in hand, its current sentence. No screen and no storage in here.

Every method leaves the workbench in a state that can be drawn. What reached the disk is asked of the desk, never
counted here. Undo and redo take the edits of the current sentence first, then what was saved, step by step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from annotator.core.decision import Answer, NewDecision
from annotator.core.drawable import count, one_line
from annotator.core.errors import AnnotatorError, DecidedElsewhere, DocumentRemoved, NotSaved
from annotator.core.model import QUOTE_TYPES, Labels, QuoteType
from annotator.core.profiles import DEFAULT_PROFILE, PROFILES, GuidelineProfile
from annotator.core.session.current import ChangeOfSeveral, notice_of_step, words_of_edit, words_of_step
from annotator.core.session.current import Notice as Notice
from annotator.core.session.current import Tone as Tone
from annotator.core.session.desk import BEGINNING, Desk, Page, PastStep, Place, Turned, Unconfirmed
from annotator.core.session.navigation import Navigator
from annotator.core.session.several import (
    boilerplate,
    changes_elsewhere,
    in_passing,
    misplaced_roles,
    passed_over,
    with_answer,
    with_saved,
    with_what_follows,
)
from annotator.core.session.state import (
    SentenceDraft,
    State,
    decide,
    names_in,
    open_sentence,
    opening_draft,
    own_text_from,
    redo_edit,
    undo_edit,
)
from annotator.core.speakers import lent_reason


class Workbench(Navigator):
    """Commands in, a new `state` (and perhaps a `notice`) out; decisions on disk before the next sentence is opened.

    Its base goes to other sentences.
    """

    def __init__(
        self,
        desk: Desk,
        clock: Callable[[], float] = time.monotonic,
        only_suggested: bool = False,
        types: tuple[QuoteType, ...] = QUOTE_TYPES,
        profile: GuidelineProfile = PROFILES[DEFAULT_PROFILE],
    ) -> None:
        """Open the desk where its annotator stopped, or behind boilerplate that is to be decided there.

        Raises AnnotatorError when it holds no sentence, or none can be read. `types` are the quote types of the label
        scheme, `profile` is that of the guidelines.
        """
        place = desk.resume()
        if place is None:
            raise AnnotatorError("no sentences to annotate", "add some with `annotator import PATH...`")
        self.desk, self._clock, self._seats = desk, clock, {}
        self._edge_habits = desk.edge_habits()
        page, index = self._readable(place)
        index = own_text_from(page.items, index)
        self.state = open_sentence(page, index, types, self._edge_habits.profile(profile))
        self._opened_at = clock()
        self.when_opened, self.when_read_again = [self._note_opened], []
        self.look_for_last()
        self.look_for_more()
        self._decided: dict[int, tuple[SentenceDraft, tuple[SentenceDraft, ...]]] = {}
        """What sentences showed when they were decided, by id, and the edits before that."""
        self._stopped: tuple[State | None, int] = None, 0
        """Where undo last stopped before another document: what was shown, and the keys pressed by then."""
        self._edits_undone: State | None = None
        """The last sentence left with edits undone that came after all steps: redo comes back to them."""
        self.only_suggested = only_suggested
        self.saved = desk.saved()
        """How many sentences this annotator has answered, as it stands on disk: decided or skipped."""
        self.skipped = desk.skipped()
        """How many of them are skipped."""
        self.seconds = 0.0
        """From the opening to the last decision."""
        self._began = self._rested_at = clock()

    def reasons(self) -> tuple[str, ...]:
        """Why the chosen quote is suggested, or none in a sentence without any, as far as that follows from decisions.

        All of its edges that depart from the guidelines, the two reasons that count most, and where its speaker's name
        is from, if that was suggested and the article does not give it; none where nothing was adapted to decisions.
        """
        state, suggestion, quote = self.state, self.state.item.suggestion, self.state.chosen_quote
        reasons = self.desk.reasons(suggestion.id, quote)[:2] if suggestion is not None else ()
        if quote is None:
            return reasons
        edges = self._edge_habits.reasons(state.text, quote, state.profile)
        is_suggested = any(part.speaker == quote.speaker for part in state.item.suggested.quotes)
        lent = lent_reason(quote.speaker, state.text) if quote.speaker is not None and is_suggested else None
        return (*edges, *reasons, *([] if lent is None else [lent]))

    @property
    def finished(self) -> bool:
        """Whether every sentence of every document is decided, or of the agenda seen, as far as this has looked."""
        if self.agenda is not None:
            return self.agenda.nothing_left
        return self.decided and self.nothing_left and not self.skipped

    @property
    def skipped_wait(self) -> bool:
        """Whether nothing but skipped sentences is left, and Enter opens the first of them.

        It does not where it has this sentence to confirm: an edited one, or a skipped one that was come back to.
        """
        return self.skipped > 0 and self.nothing_left and self.listed is None and self._done_here

    @property
    def again_waits(self) -> int:
        """How many sentences are to be looked at again, where Enter opens the first of them; else 0.

        That is where everything else is decided, unless it has this sentence to confirm: an edited one.
        """
        again = None if self.skipped or not self._done_here else self.again
        return 0 if again is None else len(again)

    @property
    def _done_here(self) -> bool:
        """Whether Enter has nothing to confirm here, as long as nothing else is asked for."""
        return (self.decided or self.at_end) and not self.state.unconfirmed

    def says_again(self, answer: Answer) -> bool:
        """Whether that answer would only say again what was said: all is decided, and this sentence so, as it is shown.

        That is by a person who saw it. At the end of a list Enter confirms no sentence either that it only stands at.
        """
        decision = self.state.item.decision
        answered = self.at_end and answer is Answer.ACCEPT
        if decision is not None:
            answered = decision.answer is answer and not decision.implied
        more = answered and (self.said_more or self.state.unconfirmed)
        return answered and not more and self.matches is None and self.finished

    def tell_news(self, going_on: bool = False) -> None:
        """Tell what became of the annotator's documents, beside what is told already: first what went wrong.

        With `going_on` a sentence that is asked for is opened where the document in hand was lost.
        """
        news = self.desk.news()
        if news is not None and news.bad and going_on:
            if self.listed is None:
                self.to_next_undecided(elsewhere=True)
            taken = self.desk.news()
            news = news if taken is None else news._replace(text=f"{news.text} · {taken.text}")
        if news is None or self.save_failed:
            return
        notice = self.notice or Notice("")
        told = (news.text, notice.text) if news.bad else (notice.text, news.text)
        text = " · ".join(filter(None, told))
        self.tell(text, Tone.WARNING if news.bad else notice.tone)

    def break_due(self, minutes: int) -> bool:
        """Whether that many minutes have gone by since the start or the last time this said so."""
        if minutes <= 0 or self._clock() - self._rested_at < minutes * 60:
            return False
        self._rested_at = self._clock()
        return True

    def forget_notice(self) -> None:
        """Take the notice away, unless it says that a decision is not on disk."""
        if not self.save_failed:
            self.notice = None

    def names(self) -> tuple[str, ...]:
        """Names of speakers in the whole database, for searching. Empty where they cannot be read."""
        with self.telling():
            return self.desk.names()
        return ()

    def find(self, text: str) -> tuple[tuple[Place, str], ...]:
        """Find text in other documents: the first sentence of each, with its words. Empty where none can be read."""
        with self.telling():
            return self.desk.find(text, self.place.document)
        return ()

    def answer(self, answer: Answer, also: Sequence[int] = ()) -> bool:
        """Decide the current sentence, then open the next one to decide. False when nothing was saved.

        `also`: sentences of the document accepted as suggested in the same step (see `several.going_along`). Other
        parts of a quote that was edited follow in it as well (see `several.changes_elsewhere`), and the document's
        boilerplate.

        Where only skipped sentences are left (`skipped_wait`) there is nothing to accept here: the first is opened. So
        is the first that is to be looked at again, where nothing else is left (`again_waits`). A sentence that is not
        asked is not decided either: the next one that is to be is opened. At the end of the work nothing is answered
        a second time, as a key too many would say again what was said, in other time: it is looked for more to decide.
        """
        if answer is Answer.ACCEPT and self.skipped_wait:
            if self.to_skipped(BEGINNING):
                self.tell(f"the first of {self.skipped} skipped · ⟪skip⟫ skips it again")
            else:
                self._count()
            return False
        if answer is Answer.ACCEPT and self.again_waits:
            self.reload()  # what waits here may have been edited in another window
            self.look_again()
            return False
        state = self.state
        if self.says_again(answer):
            self.forget_notice()
            self.reload()  # this article too may have become open in another window
            self.next_to_decide()
            self.tell_if_quiet("more is to be decided by now")
            return False
        if not state.item.asked:
            self.next_to_decide()
            self.tell_if_quiet("that sentence was only there to be read")
            return False
        misplaced = next(misplaced_roles(state.page, state.labels), None) if answer is Answer.ACCEPT else None
        if misplaced is not None:
            self.warn(f"not confirmed: {misplaced} · ⟪mend⟫ mends it, ⟪cue⟫ ⟪source⟫ ⟪content⟫ set them anew")
            return False
        decision = decide(state, answer, self._clock() - self._opened_at, self.keys)
        left_out = self._boilerplate()
        implied = list(left_out)
        if self.only_suggested and self.listed is None:
            implied += passed_over(state, max((state.index, *also)) + 1)
        passing = in_passing(replace(state, page=with_answer(state, answer)), also) if also else []
        along, follow = with_what_follows(passing, changes_elsewhere(state, answer))
        decisions = [decision, *along, *implied, *follow.decisions]
        if not self._save(decisions, follow.drafts):
            return False
        if state.past or state.unconfirmed:
            self._decided[state.item.id] = (state.draft, state.past)
        else:
            self._decided.pop(state.item.id, None)
        done = self._done_with(state.page)
        self._advance()
        if state.item.skipped and self.at_end and self.listed is None:
            self.to_skipped(self.place)
        line = f"passed over as boilerplate (/): {len(left_out)} · ⟪undo⟫ undoes it" if left_out else ""
        if follow.anew:
            where = ", ".join(str(index + 1) for index in follow.anew)
            line = f"the rest of the quote begins in sentence {where} now · ⟪undo⟫ undoes"
        elif follow:
            line = f"the quote is also changed in {follow} · ⟪undo⟫ undoes"
        elif also:
            line = f"{1 + len(also)} confirmed · ⟪undo⟫ undoes all of them"
        self._tell_end(line, done)
        self.tell_news(going_on=True)
        return True

    def accept_all(self, sentences: list[int]) -> bool:
        """Accept what is suggested for those sentences of the document, as one step that undo takes back whole."""
        here, before = self.state.item.id, self.state.page
        decisions = [*in_passing(self.state, sentences), *self._boilerplate()]
        if not sentences or not self._save(decisions, asked_for_at=here):
            return False
        done = self._done_with(before)
        if self.decided:
            self._advance()
        undoing = "" if self.state.unconfirmed else " · ⟪undo⟫ undoes all of them"
        self._tell_end(f"{len(sentences)} confirmed{undoing}", done)
        self.tell_news()
        return True

    def next_to_decide(self) -> None:
        """Open the next sentence to decide, or of the filter, leaving this one as it is. Skipped ones come last."""
        here = self.place
        if not self.put_away():
            return
        if self.listed is not None:
            self.to_listed(1, wrap=True)
            if self.finished:
                self.tell_if_quiet("nothing is left to decide")
        else:
            self._advance()
            if self.at_end and not self.to_skipped(self.place) and not self.to_skipped(BEGINNING):
                self.tell_if_quiet("nothing is left to decide")
            elif self.place == here:
                self.tell_if_quiet("this is the only sentence left to decide")
            self.tell_news()

    def undo(self) -> None:
        """Take back the last edit of this sentence, else the last step saved, in whichever document and login.

        Where that is in another document than this one, say so first; the same again at once takes it back.
        """
        renamed = self.last_change(redo=False)  # which may read the document again
        before = self.state
        with self.telling():
            edited = None if renamed is not None else undo_edit(before) or self._without_kept_edits()
            if edited is not None:
                self.state = edited
                self.tell(f"undone: {words_of_edit(edited.draft, before.draft)}")
            elif not self._stops():
                self._step(renamed, redo=False)
        self.tell_news()

    def redo(self) -> None:
        """Do again what was last undone."""
        renamed = self.last_change(redo=True)  # which may read the document again
        before = self.state
        edited = None if renamed is not None else redo_edit(before)
        if edited is not None:
            self.state = edited
            self.tell(f"done again: {words_of_edit(before.draft, edited.draft)}")
        elif renamed is None and before.past and before.past != self._decided.get(before.item.id, (None, ()))[1]:
            self.tell("nothing to redo: you have edited since")
        else:
            self._step(renamed, redo=True)
        self.tell_news()

    def steps(self) -> tuple[PastStep, ...]:
        """The last steps of this annotator, the newest first; none where they cannot be read."""
        with self.telling():
            return self.desk.steps(STEPS_LISTED)
        return ()

    def turn(self, step: PastStep) -> None:
        """Take that step back and all that came after it; one that was undone, do it again, and all before it."""
        renamed = self.last_change(redo=not step.stands) if step.turns == 1 else None
        self._step(renamed, redo=not step.stands, until=step.key)
        self.tell_news()

    def keep_edits(self) -> None:
        """Keep edits that are not confirmed, and remember those that were undone last of all. Raises NotSaved."""
        super().keep_edits()
        with self.telling():
            if self.state.future and self.desk.next_step(redo=True) is None:
                self._edits_undone = self.state

    def leave(self) -> None:
        """Keep edits that are not confirmed, and the place to resume at. Raises NotSaved."""
        self.keep_edits()
        self.desk.leave(self.place)

    def reload(self) -> None:
        """Read the document in hand again, as it stands on disk; open something else where it was removed."""
        with self.telling():
            try:
                page = self.desk.page(self.state.page.number)
            except DocumentRemoved as removed:
                self.leave_removed(removed)
            else:
                self.state = self._opened(page, self.state.index)
        self._count()

    # ---- how it is done

    def _save(
        self, decisions: list[NewDecision], drafts: Sequence[Unconfirmed] = (), asked_for_at: int | None = None
    ) -> bool:
        """Save decisions as one step, and put them on the page in hand; False, with a notice, when nothing was saved.

        `drafts` is what is left unconfirmed of other sentences. `asked_for_at` is the id of the sentence to come back
        to, where that is not the first one decided.
        """
        try:
            kept = self.desk.save(decisions, drafts, asked_for_at)
        except DecidedElsewhere as error:
            self._decided_elsewhere(error)
        except DocumentRemoved as error:
            self.leave_removed(error)
        except NotSaved as error:
            self.tell_unsaved(error)
        else:
            self.notice = self._edits_undone = None
            self.seconds = self._clock() - self._began
            self._count()
            page = with_saved(self.state.page, zip(decisions, kept, strict=True), drafts)
            # Nobody is seated anew yet: what is shown of the sentence stays the same until another one is opened.
            self._state = replace(self.state, page=page, future=())
            if self.state.item.id in {decision.sentence_id for decision in decisions}:
                self._state = replace(self.state, past=())
                self._begin()
            return True
        return False

    def _boilerplate(self) -> list[NewDecision]:
        """The document's boilerplate, rejected; nothing while a filter or an agenda leads elsewhere."""
        return boilerplate(self.state) if self.listed is None else []

    def _decided_elsewhere(self, error: DecidedElsewhere) -> None:
        """Show what another window decided. Where that was not the current sentence, stay with its edits.

        Where it was, stay too if edits of it are not what was decided there: redo brings them back.
        So too where a speaker was renamed in all articles: the sentence then shows the new name.
        """
        held = self.state
        self.read_again(error.renamed)
        self._count()
        if error.renamed:
            self.warn(error)
            return
        if self.state.item.decision == held.item.decision:
            self.warn("another sentence was changed in another window: look again, and confirm")
            return
        self.reload()
        if (held.past or held.unconfirmed) and held.draft.vouched != self.state.draft.vouched:
            self.state = replace(self.state, future=(held.draft,))
            self.warn("decided in another window, as it is shown: ⟪redo⟫ brings back what you changed here")
            return
        self._advance()
        there = "; on to the next" if self.state.item.id != held.item.id else ""
        self.warn(f"already decided in another window{there}")

    def _count(self) -> None:
        with self.telling():
            self.saved, self.skipped = self.desk.saved(), self.desk.skipped()

    def _advance(self) -> None:
        """Open the next sentence of the filter, else the next one without a decision, of this document or another.

        With `only_suggested`, sentences without a suggestion on the way there get an implied decision.
        """
        for _ in range(self.documents + 1):
            self.to_next()
            wanted = self.only_suggested and self.listed is None
            passed = passed_over(self.state, self.state.index) if wanted else []
            if not passed or not self._save(passed):
                return

    # ---- what is said at the end of a document

    def _done_with(self, before: Page) -> Page | None:
        """The document in hand, if what was just saved answered the last of its sentences; `before`: as it was."""
        now = self.state.page
        if self.listed is not None or any(item.decision is None for item in now.items):
            return None
        was_open = any(item.decision is None for item in before.items) or _skipped(before) > _skipped(now) == 0
        return now if was_open else None

    def _tell_end(self, line: str, done: Page | None) -> None:
        """Say what a decision did beside what it says; of a document that is done, how much it was and what is next."""
        if done is not None:
            line = " · ".join(filter(None, (line, summary_of(done), self._next_told(done))))
        if self.notice is None and line:
            self.tell(line)

    def _next_told(self, done: Page) -> str:
        page = self.state.page
        if page.number == done.number:
            if self.again_waits:
                return f"next: {self.again_waits} to look at again"
            return "nothing else is left" if self.finished else ""
        return f"next: {page.number} {one_line(page.document.title or page.document.id, TITLE)}"

    # ---- undo and redo: the edits of the current sentence first, then what was saved, step by step
    #
    # The desk keeps the steps. Here is only remembered which edits a sentence was shown with when it was decided, for
    # as long as the program runs: undoing the decision shows them again, to be undone one by one.

    def _without_kept_edits(self) -> State | None:
        """Take away the edits that the sentence was left with, or that an undone decision held; None without any.

        What a step of several sentences changed here is no edit of this sentence: it is undone with that step. Raises
        AnnotatorError where it cannot be read.
        """
        state = self.state
        if not state.unconfirmed:
            return None
        _, labels, note_and_flag = self.desk.left_by_step(state.item.id) or (0, None, None)
        opened = opening_draft(state.item._replace(draft=labels, note_and_flag=note_and_flag))
        if opened.vouched == state.draft.vouched:
            return None
        return replace(state, draft=opened, future=(state.draft, *state.future))

    def _stops(self) -> bool:
        """Whether undo stops here, and says so, as what it would take back is in another document than this one.

        It does not where it stopped with the key before. In a list, as of a filter, one goes from one to the other.
        """
        state, keys = self._stopped
        if self.listed is not None or (state is self.state and self.keys <= keys + 1):
            return False
        with self.telling():
            step = self.desk.next_step()
            if step is not None and step.place.document != self.place.document:
                self._stopped = (self.state, self.keys)
                where = f"the next step to undo is in article {step.place.document}: ⟪undo⟫ again undoes it"
                self.warn(f"{where} ({words_of_step(step)})")
                return True
        return False

    def _step(self, renamed: ChangeOfSeveral | None, redo: bool, until: str | None = None) -> None:
        """Take back (or do again) what was saved last, and open the sentence it was about.

        `renamed`: what it is known to be where a speaker was changed at this sentence, which then stays open. `until`:
        the key of the step up to which that is done, if it is not the last alone.
        """
        here = self.place.document
        try:
            if renamed is None and not (redo and self._shows_undone()):
                self.keep_edits()
            change = self.desk.redo(until) if redo else self.desk.undo(until)
        except (DecidedElsewhere, DocumentRemoved, NotSaved) as error:
            self.tell_unsaved(error)
            return
        if change is None:
            if not (redo and self._edits_again()):
                self.tell("nothing to redo" if redo else "nothing to undo")
            return
        self.rename_seats(change.renamed)
        page = self.page(change.place.document)
        unread = f", but {self.notice.text}" if page is None and self.notice is not None else ""
        if renamed is not None and change.place.document == here:  # else the article was corrected since
            self._show_change(renamed, page, redo)
        elif page is not None:
            of_one = not redo and change.labels is not None
            self.open(page, change.place.index, partial(self._as_it_was, change) if of_one else None)
        else:
            self.reload()  # steps of what is shown may be among those, or it is what cannot be read
        self._count()
        self.look_for_more()
        done, tone, _ = notice_of_step(change, page, here, redo)
        self.tell(f"{done}{unread}", Tone.WARNING if unread else tone)

    def _edits_again(self) -> bool:
        """Do the first of the edits again that were undone before all steps, where the sentence shows what it did then.

        False where there are none.
        """
        undone, self._edits_undone = self._edits_undone, None
        page = self.page(undone.page.number) if undone is not None else None
        if undone is None or page is None or self._opened(page, undone.index).draft.vouched != undone.draft.vouched:
            return False
        self.open(page, undone.index, lambda opened: replace(undone, page=opened.page, seats=opened.seats))
        self.redo()
        return True

    def _shows_undone(self) -> bool:
        """Whether the edits of the sentence are those that the step that redo does again was made with."""
        _, past = self._decided.get(self.state.item.id, (None, ()))
        step = self.desk.next_step(redo=True) if past and self.state.past == past else None
        return step is not None and step.place == self.place

    def _as_it_was(self, change: Turned, opened: State) -> State:
        """The sentence of an undone decision as it was just before that was made.

        What a rejection had rejected is nothing that it held: it is asked for again. Of the edits before, those are
        forgotten that have a name that nobody has any more: somebody may have renamed that speaker since.
        """
        draft = SentenceDraft(change.labels or Labels(), note_and_flag=change.note_and_flag)
        held, rejected = replace(opened, draft=draft), change.answer is Answer.REJECT
        shown, past = self._decided.get(opened.item.id, (None, ()))
        if shown is None or not (rejected or shown.vouched == held.draft.vouched):
            return opened if rejected else held
        known = {*opened.speakers, *names_in(shown.labels)}
        past = tuple(before for before in past if known.issuperset(names_in(before.labels)))
        self._decided[opened.item.id] = shown, past
        return replace(opened, draft=shown, past=past)


TITLE = 40
"""Characters of the next article's title that are told."""
STEPS_LISTED = 300
"""Steps that are listed; more can be undone. Set by hand."""


def _skipped(page: Page) -> int:
    return sum(item.skipped for item in page.items)


def summary_of(page: Page) -> str:
    """What was decided of a document that is done, and the time that its decisions took."""
    made = [item.decision for item in page.items if item.decision is not None]
    flagged, skipped = sum(decision.flagged for decision in made), _skipped(page)
    minutes = sum(decision.seconds for decision in made) / 60
    done = f"{len(made) - skipped} of {count(len(made), 'sentence')}" if skipped else count(len(made), "sentence")
    counts = [f"{number} {what}" for number, what in ((flagged, "flagged"), (skipped, "skipped")) if number]
    return f"article {page.number} done: {', '.join((done, *counts, f'{minutes:.0f} min'))}"

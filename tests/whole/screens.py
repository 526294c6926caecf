"""The screen without drawing: keys go the way they go in the app, to the same actions, workbench and desk."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from textual import events

from annotator.cli.schemes import adopted_scheme
from annotator.core.decision import Answer
from annotator.core.draw import withholding
from annotator.core.errors import AnnotatorError
from annotator.core.profiles import profile_named
from annotator.core.review.versions import Scope
from annotator.core.session.desk import LookAgain
from annotator.core.session.navigation import AgainList, WorkList
from annotator.core.session.several import SURE, going_along
from annotator.core.session.state import remark
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import READING, Policy, SqliteDesk, answering
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.read.reviews import lessons
from annotator.store.schemes import stored_guidelines
from annotator.store.work.qualification import sentences_of
from annotator.tui.edit_actions import EditActions
from annotator.tui.keys import shown_keys
from annotator.tui.review.screens import CorrectedActions, FeedbackActions, ReviewActions
from annotator.tui.settings import Settings
from tests.whole.world import Key as Place
from tests.whole.world import Marked, StepRow, World, marked_of

IN_VIEW = 4
"""How many sentences after the current one are in view: `z` confirms no others."""


USUAL = Scope()


@dataclass(frozen=True)
class Person:
    """Who works, as what, and with which options."""

    name: str
    reviews: bool = False
    withhold: float = 0.0
    only_suggested: bool = False
    scope: Scope = USUAL
    """What a reviewer reviews."""

    @property
    def who(self) -> str:
        """The name under which decisions stand."""
        return f"review:{self.name}" if self.reviews else self.name


PEOPLE = (
    Person("ana"),
    Person("ben", withhold=0.2),
    Person("cy", only_suggested=True),
    Person("lea", reviews=True),
    Person("max", reviews=True, scope=Scope(share=0.5, early=True, again=True)),
)


class Screen(EditActions):
    """What one person has open: the actions of the screen without what draws it."""

    def __init__(self, world: World, person: Person, why: str = "", asks: int | None = None) -> None:
        """Open it as the commands do. Raises AnnotatorError where there is nothing to open.

        `why`: "again" where a reviewer looks again at own verdicts, and chooses among no versions; "feedback" where an
        annotator reads what review decided otherwise. `asks`: the id of the qualification that a candidate answers.
        """
        self.world, self.person = world, person
        self.window = person.who
        self.is_stale = False
        """Whether the same person went on in another window."""
        if person.reviews:
            self.desk: Any = SqliteReviewDesk(world.path, person.name, person.scope)
        else:
            policy = READING if why == "feedback" else Policy(withhold=withholding(person.name, person.withhold))
            self.desk = SqliteDesk(world.path, person.name, policy if asks is None else answering(asks))
        try:
            if not (person.reviews or why == "feedback"):
                self.desk.take()
            scheme = adopted_scheme(self.desk.connection, world.path, None)
            self.desk.go_by_newest_revision()
            self.revision = world.known.scheme.revision
            bench = Workbench(
                self.desk,
                clock=world.clock,
                only_suggested=person.only_suggested,
                types=scheme.quote_types,
                profile=profile_named(scheme.profile),
            )
            super().__init__(bench, scheme, Settings(guidelines=stored_guidelines(self.desk.connection)))
            if why == "feedback":
                self.comparison = FeedbackActions(self, lessons(self.desk.connection, person.name))
            elif person.reviews and why != "again":
                self.comparison = ReviewActions(self, self.desk)  # type: ignore[arg-type]
            elif asks is not None:
                sentences = [*sentences_of(self.desk.connection, asks)]
                bench.go_through(WorkList("sentence", sentences, is_open=lambda item: not item.decided))
        except BaseException:
            self.desk.close()
            raise

    def look_again(self, entries: tuple[LookAgain, ...]) -> None:
        """Go through these sentences, as `annotate --again` does."""
        again = AgainList(entries, then_all=not self.person.reviews)
        self.bench.reload()  # which opens the article anew
        self.bench.go_through(again)
        if again.has_corrections and self.comparison is None:
            self.comparison = CorrectedActions(self)

    def close(self) -> None:
        """Leave as `q` does."""
        try:
            self.bench.leave()
        finally:
            self.desk.close()

    @property
    def review(self) -> Any:
        """What puts versions in the place of the card."""
        return self.comparison

    # ---- what is shown

    @property
    def place(self) -> Place:
        """Whose sentence is in hand."""
        return Place(self.bench.place.document, self.bench.place.index, self.person.who)

    @property
    def shown(self) -> Marked:
        """What the sentence in hand shows."""
        return shown(self.state.draft.labels)

    @property
    def told(self) -> str:
        """What is said in the line of messages."""
        return "" if self.bench.notice is None else self.bench.notice.text

    # ---- what actions ask of the app

    def give_note(self, text: str) -> None:
        """What is typed in the window of a note."""
        now = self.state.draft.note_and_flag
        self.change(remark, "the note stays as it is", now._replace(note=text or None))

    def action_confirm(self) -> None:
        """Enter."""
        if self.review is None or not self.review.confirm():
            self.bench.answer(Answer.ACCEPT)

    def action_reject(self) -> None:
        """x."""
        self.bench.answer(Answer.REJECT)

    def action_skip(self) -> None:
        """s."""
        self.bench.answer(Answer.SKIP)

    def action_confirm_along(self, sure: bool = False) -> None:
        """z and Z."""
        last = min(self.state.index + IN_VIEW, len(self.state.page.items) - 1)
        self.bench.answer(Answer.ACCEPT, going_along(self.state, last, SURE if sure else None))

    # ---- keys

    def press(self, key: str) -> None:
        """Press a key, by Textual's name for it."""
        character = key if len(key) == 1 else shown_keys(key)
        event = events.Key(key, character if len(character) == 1 else None)
        self.bench.keys += 1
        self.bench.forget_notice()
        if self.mode is not None and self.mode.take(event):
            return
        compared = self.review if self.mode is None else None
        call = (compared and compared.meaning(key)) or self.meanings.get(key)
        if call is not None and (self.action_of(call.name) or hasattr(self.bench, call.name)):
            self.act(call)


def shown(labels: Any) -> Marked:
    """Labels of the program as the model has them."""
    quotes = [
        {
            "content": quote.content,
            "type": quote.type.value,
            "cue": quote.cue,
            "source": quote.source,
            "speaker": quote.speaker,
            "continues": quote.continues,
            "attributes": dict(quote.attributes),
        }
        for quote in labels.quotes
    ]
    return marked_of(quotes, labels.topics)


def screen_of(world: World, person: Person) -> Screen | None:
    """A screen that the person has open, mostly the same, opened if need be; None where there is nothing to open."""
    window = person.who if world.chance.random() < 0.9 else f"{person.who}, second window"
    if window not in world.screens:
        try:
            world.screens[window] = Screen(world, person)
            world.screens[window].window = window
        except AnnotatorError as error:
            world.tell(f"{person.who} cannot begin: {error}")
            return None
    found: Screen = world.screens[window]
    return found


def leave_all(world: World) -> None:
    """Everybody goes home."""
    while world.screens:
        world.screens.popitem()[1].close()


def came_over(world: World, row: StepRow) -> None:
    """What somebody did in an article that had been corrected came over to the corrected one, where it waits."""
    with closing(world.disk()) as disk:
        (number,) = disk.execute("SELECT document FROM events WHERE id = ?", (row.id,)).fetchone()
    to_be_looked_at(world, number, row.who)
    for screen in world.screens.values():
        screen.is_stale |= screen.person.who == row.who


def to_be_looked_at(world: World, number: int, who: str) -> None:
    """What waits in an article is shown as an edit: of the sentence, and of those that go with it."""
    spec = world.known.articles[number].spec
    world.known.touched |= {Place(number, index, who) for index in range(len(spec.sentences))}
    world.known.loose |= {(who, number, name) for owners in spec.owners for name in owners}
    world.known.torn.add((who, number))

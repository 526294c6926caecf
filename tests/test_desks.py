"""What a desk promises, asked of the store's and of the one in memory that other tests work on: they must agree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.errors import DecidedElsewhere, DocumentRemoved
from annotator.core.model import Labels, QuotePart, QuoteType, Run, Span, Suggested, Suggestion, attributes_of
from annotator.core.quotes.assembly import join_parts, split_quotes
from annotator.core.session.current import words_of_step
from annotator.core.session.desk import (
    BEGINNING,
    Desk,
    DocumentRow,
    Filter,
    Item,
    Mark,
    NoteAndFlag,
    Order,
    Page,
    Place,
    Sitting,
    Turned,
)
from annotator.core.session.state import shown_labels
from annotator.store.articles import documents
from annotator.store.desk.desk import Policy, SqliteDesk
from annotator.store.files.database import transaction
from annotator.store.work.importer import Importer
from tests.memory_desk import Line, MemoryDesk, Said, article, council, every_match, harbour

pytestmark = pytest.mark.usefixtures("labels_anywhere")

NEWS = Labels((QuotePart((Span(0, 4),), QuoteType.MIXED, speaker="Zoë Lind"),), ("sport",))


def pages() -> list[Page]:
    """Three articles: six sentences, two, and two without a title."""
    quiet = [Line("The PORT is quiet."), Line("Élan, it said.", [Said("Élan", "said", "it")])]
    return [as_imported(page) for page in (harbour(), council(), article(3, "quiet", quiet))]


def as_imported(page: Page) -> Page:
    """The article with parts of quotes as they are after an import, which takes whole quotes."""
    sentences = [item.sentence for item in page.items]
    parts = split_quotes(suggested(page).quotes, sentences, page.document.text)
    items = []
    for item in page.items:
        made = item.suggestion or Suggestion(item.id * 10, "run", Labels())  # as the store has it, be it nothing
        labels = made.labels._replace(quotes=parts.get(item.sentence.index, ()))
        items.append(item._replace(suggestion=made._replace(labels=labels)))
    return page._replace(items=tuple(items))


def suggested(page: Page) -> Suggested:
    """What is suggested for the article, as a pipeline hands it over."""
    made = {item.sentence.index: item.suggestion for item in page.items if item.suggestion}
    quotes = join_parts({index: suggestion.labels.quotes for index, suggestion in made.items()})
    topics = tuple(item.suggestion.topics if item.suggestion else () for item in page.items)
    return Suggested(page.document, tuple(item.sentence for item in page.items), quotes, topics, page.cast)


def stored(folder: Path, articles: list[Page]) -> Path:
    """A database with these articles."""
    path = folder / "annotator.db"
    importer = Importer(path)
    for page in articles:
        importer.add(suggested(page), Run("pipeline", "1.0"))
    importer.close()
    return path


@pytest.fixture(scope="module")
def three_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with `pages()`, to be copied."""
    return stored(tmp_path_factory.mktemp("articles"), pages())


@pytest.fixture(params=["in memory", "of the store"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, three_articles: Path) -> Iterator[Desk]:
    if request.param == "in memory":
        yield MemoryDesk(pages())
    else:
        with closing(SqliteDesk(copy(three_articles, tmp_path / "annotator.db"), "ana")) as on_disk:
            yield on_disk


@pytest.fixture(params=["in memory", "of the store"])
def newcomer(request: pytest.FixtureRequest, tmp_path: Path, three_articles: Path) -> Iterator[Desk]:
    """The desk of an annotator who is new where others have worked."""
    if request.param == "in memory":
        yield MemoryDesk(pages(), known_before=("ben", "cleo"))
    else:
        path = copy(three_articles, tmp_path / "annotator.db")
        for name in ("ben", "cleo"):
            with closing(SqliteDesk(path, name)) as theirs:
                theirs.save([new(theirs, Place(1, 0))])
        with closing(SqliteDesk(path, "ana")) as on_disk:
            yield on_disk


PLACES = [Place(page.number, index) for page in pages() for index in range(len(page.items))]
"""Of all sentences of the three articles."""


def ids(desk: Desk) -> list[int]:
    """The ids of all sentences of the articles that are not removed."""
    return [item.id for row in desk.documents(desk.numbers()) for item in desk.page(row.number).items]


def take_out(desk: Desk, document: int, who: str | None = "bo") -> None:
    """Remove an article behind the desk's back, as a command in another window does; with None bring it back."""
    if isinstance(desk, MemoryDesk):
        desk.removed.pop(document, None)
        if who is not None:
            desk.removed[document] = who
    else:
        assert isinstance(desk, SqliteDesk)
        with transaction(desk.connection):
            if who is None:
                documents.bring_back(desk.connection, document, "bo")
            else:
                documents.remove(desk.connection, document, who)


def item_at(desk: Desk, place: Place) -> Item:
    return desk.page(place.document).items[place.index]


def new(desk: Desk, place: Place, answer: Answer = Answer.ACCEPT, labels: Labels = NEWS, **more: object) -> NewDecision:
    """A decision of the sentence there as it stands."""
    item = item_at(desk, place)
    suggestion, replaced = item.suggestion, item.decision
    if item.withheld is not None:
        more.setdefault("sight", Sight.WITHHELD)
    return NewDecision(
        item.id,
        answer,
        labels,
        suggestion=suggestion.id if suggestion else item.withheld,
        replaces=replaced.id if replaced else None,
        **more,  # type: ignore[arg-type]
    )


def test_a_page_holds_the_article_its_sentences_suggestions_and_speakers(desk: Desk) -> None:
    for number, page in enumerate(pages(), start=1):
        held = desk.page(number)
        assert (held.number, held.document, held.cast) == (number, page.document, page.cast)
        assert [item.sentence for item in held.items] == [item.sentence for item in page.items]
        for item, known in zip(held.items, page.items, strict=True):
            assert item.suggestion is not None
            assert known.suggestion is not None
            assert item.suggestion.labels == known.suggestion.labels
            assert item.suggestion.topics == known.suggestion.topics
            assert item.suggestion.score == known.suggestion.score
            assert (item.decision, item.draft, item.note_and_flag) == (None, None, None)
    assert desk.annotator == "ana"


def test_ids_ascend_in_the_order_of_the_documents_and_say_where_a_sentence_is(desk: Desk) -> None:
    assert ids(desk) == sorted(set(ids(desk)))
    assert desk.place(ids(desk)[0]) == Place(1, 0)
    assert desk.place(ids(desk)[7]) == Place(2, 1)


def test_a_decision_is_kept_with_all_that_was_said(desk: Desk) -> None:
    quote = replace(NEWS.quotes[0], attributes=attributes_of({"stance": "for"}))
    labels = Labels((quote,), ("sport", "weather"))
    wanted = new(desk, Place(1, 1), Answer.SKIP, labels, note="odd", flagged=True, implied=True, seconds=1.25, keys=3)
    (made,) = desk.save([wanted])
    assert item_at(desk, Place(1, 1)).decision == made
    assert made._replace(revision=None) == wanted.kept(made.id, "ana", made.decided_at)


def test_progress_counts_what_is_decided_and_apart_from_it_what_was_skipped(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 1))])
    desk.save([new(desk, Place(1, 1), Answer.REJECT)])
    desk.save([new(desk, Place(2, 0), Answer.SKIP), new(desk, Place(2, 1))])
    assert (desk.saved(), desk.skipped(), max(desk.numbers(), default=0)) == (3, 1, 3)
    assert desk.documents(desk.numbers()) == (
        DocumentRow(1, "Harbour to reopen in May", 6, 1),
        DocumentRow(2, "Council says no", 2, 1, 1),
        DocumentRow(3, "quiet", 2, 0),
    )
    desk.save([new(desk, Place(2, 0), Answer.REJECT)])
    assert (desk.saved(), desk.skipped()) == (3, 0)
    desk.undo()
    assert (desk.saved(), desk.skipped()) == (3, 1)
    desk.undo()
    assert (desk.saved(), desk.skipped()) == (1, 0)


def test_skipped_sentences_are_found_one_after_the_other(desk: Desk) -> None:
    assert desk.next_skipped(BEGINNING) is None
    desk.save([new(desk, Place(1, 1), Answer.SKIP), new(desk, Place(1, 3)), new(desk, Place(3, 0), Answer.SKIP)])
    assert desk.next_skipped(BEGINNING) == Place(1, 1)
    assert desk.next_skipped(Place(1, 0)) == Place(1, 1)
    assert desk.next_skipped(Place(1, 1)) == Place(3, 0)
    assert desk.next_skipped(Place(3, 0)) is None
    desk.save([new(desk, Place(1, 1), Answer.REJECT)])
    assert desk.next_skipped(BEGINNING) == Place(3, 0)


def test_a_sitting_is_what_stands_on_disk_of_it_each_sentence_once(desk: Desk) -> None:
    assert desk.sitting() == Sitting()
    desk.save([new(desk, Place(1, 0), keys=3), new(desk, Place(1, 1), keys=2, implied=True)])
    desk.save([new(desk, Place(1, 0), Answer.REJECT, Labels(), keys=4)])
    desk.save([new(desk, Place(1, 2), Answer.SKIP, keys=1)])
    desk.save([new(desk, Place(1, 3), keys=9)])
    desk.undo()
    assert desk.sitting() == Sitting(decided=1, skipped=1, passed_over=1, quotes=1, keys=7)
    desk.redo()
    carried_on = NEWS._replace(quotes=(*NEWS.quotes, replace(NEWS.quotes[0], continues=True)))
    desk.save([new(desk, Place(1, 4), labels=carried_on)])
    assert desk.sitting() == Sitting(decided=3, skipped=1, passed_over=1, quotes=3, keys=16)
    for _ in range(9):
        desk.undo()
    assert desk.sitting() == Sitting()


def test_unconfirmed_edits_are_found_until_they_are_decided(desk: Desk) -> None:
    assert desk.unconfirmed() == ()
    one, other = item_at(desk, Place(1, 3)), item_at(desk, Place(2, 0))
    desk.keep_drafts([(other.id, None, NoteAndFlag("why?")), (one.id, NEWS, None)])
    assert desk.unconfirmed() == (Place(1, 3), Place(2, 0))
    desk.save([new(desk, Place(1, 3))])
    assert desk.unconfirmed() == (Place(2, 0),)


def test_work_begins_at_the_first_sentence_and_goes_on_after_the_last_decision(desk: Desk) -> None:
    assert desk.resume() == Place(1, 0)
    desk.save([new(desk, Place(1, 3)), new(desk, Place(1, 2))])
    assert desk.resume() == Place(1, 4)
    desk.save([new(desk, Place(3, 1))])
    assert desk.resume() == Place(1, 0), "after the last sentence, the first one left"
    desk.undo()
    assert desk.resume() == Place(1, 0)
    desk.redo()
    desk.save([new(desk, Place(1, index)) for index in (0, 1, 4, 5)])
    assert desk.resume() == Place(2, 0)


def test_work_is_taken_up_where_it_was_left_unless_something_was_decided_since(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 0))])
    desk.leave(Place(2, 1))
    assert desk.resume() == Place(2, 1)
    desk.leave(Place(2, 0))
    assert desk.resume() == Place(2, 0)
    desk.undo()
    assert desk.resume() == Place(1, 0)
    desk.leave(Place(3, 0))
    desk.redo()
    assert desk.resume() == Place(1, 1)


def test_when_all_is_decided_work_is_taken_up_at_the_end(desk: Desk) -> None:
    desk.save([new(desk, desk.place(one)) for one in ids(desk)])
    assert desk.resume() == Place(3, 1)
    assert desk.next_undecided(Place(1, 0)) is None
    assert desk.first_undecided(1) is None


def test_a_new_annotator_knows_of_the_others_until_something_is_saved(newcomer: Desk) -> None:
    assert newcomer.known_before == ("ben", "cleo")
    assert (newcomer.saved(), newcomer.skipped(), newcomer.resume()) == (0, 0, Place(1, 0))
    assert newcomer.next_undecided(Place(1, 0)) == Place(1, 1)
    assert newcomer.undo() is None
    assert newcomer.redo() is None
    newcomer.leave(Place(2, 1))
    assert newcomer.known_before == ("ben", "cleo")
    assert newcomer.resume() == Place(1, 0), "nothing was stored, not even the place"
    newcomer.save([new(newcomer, Place(1, 0))])
    assert newcomer.known_before == ()
    assert newcomer.saved() == 1
    newcomer.leave(Place(2, 1))
    assert newcomer.resume() == Place(2, 1)


def test_an_edit_left_unconfirmed_is_something_saved_of_a_new_annotator(newcomer: Desk) -> None:
    newcomer.keep_drafts([(item_at(newcomer, Place(1, 1)).id, NEWS, None)])
    assert newcomer.known_before == ()
    assert newcomer.unconfirmed() == (Place(1, 1),)


def test_the_first_annotator_of_all_is_not_new_among_others(desk: Desk) -> None:
    assert desk.known_before == ()


def test_the_next_undecided_sentence_is_after_the_place_or_round_the_end(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 0)), new(desk, Place(1, 3)), new(desk, Place(3, 1), Answer.SKIP)])
    after = {Place(1, 0): Place(1, 1), Place(1, 2): Place(1, 4), Place(1, 5): Place(2, 0), Place(3, 0): Place(1, 1)}
    assert {place: desk.next_undecided(place) for place in after} == after
    assert desk.next_undecided(Place(3, 1)) == Place(1, 1)
    assert [desk.first_undecided(number) for number in (1, 2, 3)] == [Place(1, 1), Place(2, 0), Place(3, 0)]


def test_a_decision_that_replaces_another_than_the_current_one_keeps_nothing(desk: Desk) -> None:
    stale = new(desk, Place(1, 0))
    (made,) = desk.save([stale])
    for wrong in (stale, stale._replace(replaces=made.id + 77)):
        with pytest.raises(DecidedElsewhere):
            desk.save([new(desk, Place(1, 1)), wrong])
    with pytest.raises(DecidedElsewhere):
        desk.save([new(desk, Place(1, 1))._replace(replaces=made.id)])
    assert desk.saved() == 1
    assert item_at(desk, Place(1, 0)).decision == made
    (corrected,) = desk.save([new(desk, Place(1, 0), Answer.REJECT, Labels())])
    assert corrected.id != made.id
    assert item_at(desk, Place(1, 0)).decision == corrected


def test_steps_are_undone_and_redone_whole_and_say_what_they_held(desk: Desk) -> None:
    first = new(desk, Place(1, 0), labels=Labels(topics=("sport",)), note="odd", flagged=True)
    desk.save([first, new(desk, Place(1, 1))])
    desk.save([new(desk, Place(1, 0), Answer.REJECT, Labels())])
    one, two = ids(desk)[:2]
    assert desk.undo() == Turned(Place(1, 0), Labels(), (one,), answer=Answer.REJECT)
    held = item_at(desk, Place(1, 0)).decision
    assert held is not None
    assert (held.answer, held.labels, held.note) == (Answer.ACCEPT, Labels(topics=("sport",)), "odd")
    whole = Turned(Place(1, 0), Labels(topics=("sport",)), (one, two), NoteAndFlag("odd", True), Answer.ACCEPT)
    assert desk.undo() == whole
    assert (desk.saved(), desk.undo()) == (0, None)
    assert desk.redo() == whole
    assert desk.saved() == 2
    assert desk.redo() == Turned(Place(1, 0), Labels(), (one,), answer=Answer.REJECT)
    assert desk.redo() is None


def test_what_was_undone_cannot_be_redone_after_a_decision(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 0))])
    desk.undo()
    desk.save([new(desk, Place(1, 1))])
    assert desk.redo() is None
    assert desk.undo() is not None
    assert desk.undo() is None


def test_drafts_are_kept_replaced_and_forgotten_each_for_itself(desk: Desk) -> None:
    one, two, three = ids(desk)[:3]
    desk.keep_drafts([(one, NEWS, NoteAndFlag("odd", True)), (two, None, NoteAndFlag("ask")), (three, Labels(), None)])
    items = desk.page(1).items
    assert [(item.draft, item.note_and_flag) for item in items[:4]] == [
        (NEWS, NoteAndFlag("odd", True)),
        (None, NoteAndFlag("ask")),
        (Labels(), None),
        (None, None),
    ]
    desk.keep_drafts([(one, Labels(), None), (two, None, None)])
    items = desk.page(1).items
    assert [(item.draft, item.note_and_flag) for item in items[:3]] == [
        (Labels(), None),
        (None, None),
        (Labels(), None),
    ]
    assert desk.saved() == 0


def test_edits_that_say_what_was_decided_meanwhile_are_none(desk: Desk) -> None:
    one, two, three = ids(desk)[:3]
    said = (Answer.ACCEPT, NEWS, None), (Answer.ACCEPT, NEWS, "odd"), (Answer.REJECT, Labels(), None)
    desk.save(
        [new(desk, Place(1, place), answer, labels, note=note) for place, (answer, labels, note) in enumerate(said)]
    )
    desk.keep_drafts([(one, NEWS, NoteAndFlag()), (two, Labels(), NoteAndFlag("odd")), (three, Labels(), None)])
    items = desk.page(1).items
    assert [(item.draft, item.note_and_flag) for item in items[:3]] == [(None, None), (Labels(), None), (None, None)]
    assert desk.unconfirmed() == (Place(1, 1),)


def test_a_decision_and_its_redo_end_the_drafts_of_their_sentences_and_an_undo_brings_them_back(desk: Desk) -> None:
    one, two = ids(desk)[:2]

    def touched() -> list[bool]:
        return [item.touched for item in desk.page(1).items[:2]]

    desk.keep_drafts([(one, NEWS, NoteAndFlag("odd")), (two, NEWS, None)])
    desk.save([new(desk, Place(1, 0))])
    assert touched() == [False, True]
    desk.undo()
    assert touched() == [True, True]
    desk.redo()
    assert touched() == [False, True]


def test_a_redo_does_not_end_edits_that_were_begun_since(desk: Desk) -> None:
    one, two = ids(desk)[:2]
    desk.save([new(desk, Place(1, 0))])
    desk.save([], [(two, Labels(), None)], asked_for_at=one)
    desk.undo()
    desk.undo()
    for labels, about in ((Labels(), None), (None, NoteAndFlag("else"))):
        desk.keep_drafts([(one, labels, about)])
        with pytest.raises(DecidedElsewhere, match="1:1 has unconfirmed edits"):
            desk.redo()
        assert drafts(desk)[0] == (labels, about)
    desk.keep_drafts([(one, NEWS, None)])
    desk.redo()
    assert drafts(desk)[0] == (None, None), "it says what was edited"
    desk.redo()
    assert drafts(desk)[1] == (Labels(), None)


def several(desk: Desk) -> tuple[int, int, int]:
    """A step at the third sentence: the first one is decided anew, the second one is given a draft; their ids."""
    one, two, three = ids(desk)[:3]
    desk.save(
        [new(desk, Place(1, 0))], [(two, NEWS, NoteAndFlag("odd")), (one, None, NoteAndFlag("ask"))], asked_for_at=three
    )
    return one, two, three


def drafts(desk: Desk) -> list[tuple[Labels | None, NoteAndFlag | None]]:
    return [(item.draft, item.note_and_flag) for item in desk.page(1).items[:3]]


LEFT = [(None, NoteAndFlag("ask")), (NEWS, NoteAndFlag("odd")), (None, None)]
"""What `several` leaves unconfirmed, beside a decision of the first sentence."""


def test_a_change_of_several_sentences_is_one_step_of_decisions_and_drafts(desk: Desk) -> None:
    (before,) = desk.save([new(desk, Place(1, 0), Answer.ACCEPT, Labels())])
    two = ids(desk)[1]
    desk.keep_drafts([(two, Labels(), None)])
    one, two, _ = several(desk)
    changed = Turned(Place(1, 2), None, (one, two))
    for _ in range(2):
        assert drafts(desk) == LEFT
        made = item_at(desk, Place(1, 0)).decision
        assert made is not None
        assert (made.labels, desk.resume(), desk.saved()) == (NEWS, Place(1, 2), 1)
        assert desk.undo() == changed
        restored = item_at(desk, Place(1, 0)).decision
        assert restored is not None
        assert restored.labels == before.labels == Labels()
        assert drafts(desk) == [(None, None), (Labels(), None), (None, None)]
        assert (desk.resume(), desk.saved()) == (Place(1, 2), 1)
        assert desk.redo() == changed
    desk.save([new(desk, Place(1, 3))])
    assert desk.redo() is None
    assert desk.resume() == Place(1, 4)


def test_a_change_of_several_sentences_says_which_answer_it_gave_them(desk: Desk) -> None:
    three = ids(desk)[2]
    desk.save([new(desk, Place(1, 0)), new(desk, Place(1, 1))], asked_for_at=three)
    given = Turned(Place(1, 2), None, tuple(ids(desk)[:2]), answer=Answer.ACCEPT)
    assert (desk.undo(), desk.redo()) == (given, given)
    assert (desk.undo(), desk.redo()) == (given, given), "an undone decision is no answer that stood before"


def test_sentences_of_any_articles_are_read_as_they_were_left_but_those_of_removed_ones(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 3))])
    desk.keep_drafts([(ids(desk)[6], NEWS, None)])
    wanted = [ids(desk)[6], ids(desk)[3], ids(desk)[8]]
    assert [item.id for item in desk.items(wanted)] == sorted(wanted)
    assert desk.items(wanted) == (*desk.page(1).items[3:4], *desk.page(2).items[:1], *desk.page(3).items[:1])
    assert desk.items(range(wanted[1], wanted[1] + 3)) == desk.page(1).items[3:6]
    take_out(desk, 2)
    assert [item.id for item in desk.items(wanted)] == [wanted[1], wanted[2]]


def test_the_steps_are_listed_and_gone_back_to_in_one_go(desk: Desk) -> None:
    desk.save([new(desk, Place(1, 3))])
    several(desk)
    desk.save([new(desk, Place(2, 0), Answer.SKIP), new(desk, Place(2, 1))])
    desk.rename_speaker("Ines Duarte", "I. Duarte", ids(desk)[0])

    def told() -> list[tuple[str, bool, int]]:
        return [(words_of_step(step), step.stands, step.turns) for step in desk.steps(9)]

    renamed, skipped, mixed, first = (
        "Ines Duarte is I. Duarte in all articles",
        "skipped 2:1 and 1 more",
        "confirmed 1:3, left edits in 2 sentences",
        "confirmed 1:4",
    )
    assert told() == [(renamed, True, 1), (skipped, True, 2), (mixed, True, 3), (first, True, 4)]
    assert desk.next_step() == desk.steps(1)[0]
    change = desk.undo(desk.steps(9)[2].key)
    assert change is not None
    assert (change.place, change.steps, change.labels, len(change.sentences)) == (Place(1, 2), 3, None, 4)
    assert change.renamed == {"I. Duarte": "Ines Duarte"}
    assert desk.saved() == 1
    assert told() == [(renamed, False, 3), (skipped, False, 2), (mixed, False, 1), (first, True, 1)]
    again = desk.redo(desk.steps(9)[1].key)
    assert again is not None
    assert (again.place, again.steps, desk.saved()) == (Place(2, 0), 2, 4)
    with pytest.raises(DecidedElsewhere):
        desk.redo(desk.steps(9)[3].key)
    assert (desk.saved(), told()[0]) == (4, (renamed, False, 1)), "all or nothing"
    desk.save([new(desk, Place(1, 5))])
    assert told()[0][1:] == (True, 1)
    assert desk.next_step() == desk.steps(1)[0]


def test_a_step_may_leave_nothing_but_drafts(desk: Desk) -> None:
    one, two = ids(desk)[:2]
    assert desk.save([], [(two, NEWS, None)], asked_for_at=one) == ()
    assert desk.undo() == Turned(Place(1, 0), None, (two,))
    assert drafts(desk) == [(None, None)] * 3
    assert desk.redo() == Turned(Place(1, 0), None, (two,))
    assert drafts(desk)[1] == (NEWS, None)


def test_what_was_edited_since_a_step_is_left_by_its_undo_and_redo(desk: Desk) -> None:
    _, two, _ = several(desk)
    desk.keep_drafts([(two, Labels(), NoteAndFlag("odd"))])
    desk.undo()
    assert drafts(desk) == [(None, None), (Labels(), NoteAndFlag("odd")), (None, None)]
    desk.redo()
    assert drafts(desk) == [LEFT[0], (Labels(), NoteAndFlag("odd")), (None, None)]
    desk.undo()
    desk.keep_drafts([(two, None, NoteAndFlag("new"))])
    desk.redo()
    assert drafts(desk)[1] == (None, NoteAndFlag("new"))


def test_a_draft_that_comes_back_without_its_scores_is_the_same_draft(desk: Desk) -> None:
    one, two = ids(desk)[:2]
    scored = Labels((replace(NEWS.quotes[0], score=0.5, rule="rule"),), NEWS.topics)
    desk.save([], [(two, scored, None)], asked_for_at=one)
    desk.keep_drafts([(two, scored.bare(), None)])
    desk.undo()
    assert drafts(desk)[1] == (None, None)


def test_a_change_of_several_sentences_of_which_one_is_stale_keeps_nothing(desk: Desk) -> None:
    stale = new(desk, Place(1, 0))
    (made,) = desk.save([stale])
    two = ids(desk)[1]
    with pytest.raises(DecidedElsewhere):
        desk.save([stale], [(two, NEWS, None)], asked_for_at=two)
    assert item_at(desk, Place(1, 0)).decision == made
    assert drafts(desk) == [(None, None)] * 3
    assert desk.undo() is not None
    assert desk.undo() is None


def test_a_desk_says_what_the_last_step_about_a_sentence_left_unconfirmed(desk: Desk) -> None:
    one, two, three = several(desk)
    left = {one: (one, *LEFT[0]), two: (two, *LEFT[1]), three: None}
    assert {key: desk.left_by_step(key) for key in left} == left
    desk.keep_drafts([(two, Labels(), None)])
    desk.save([new(desk, Place(1, 4))])
    assert {key: desk.left_by_step(key) for key in left} == left, "what was done elsewhere or since is no matter"
    desk.save([new(desk, Place(1, 1))])
    assert desk.left_by_step(two) is None
    desk.undo()
    assert desk.left_by_step(two) == left[two]
    desk.save([], [(two, Labels(), None)], asked_for_at=three)
    assert desk.left_by_step(two) == (two, Labels(), None)
    for _ in range(3):
        desk.undo()
    assert [desk.left_by_step(key) for key in left] == [None] * 3


def test_what_a_step_left_unconfirmed_is_known_again_after_its_redo(desk: Desk) -> None:
    _, two, _ = several(desk)
    desk.undo()
    assert desk.left_by_step(two) is None
    desk.redo()
    assert desk.left_by_step(two) == (two, *LEFT[1])


def decided_in_every_way(desk: Desk) -> None:
    """Decisions and drafts of all kinds, and some sentences left alone."""
    flagged = new(desk, Place(1, 0), Answer.ACCEPT, shown_labels(item_at(desk, Place(1, 0))).bare(), flagged=True)
    desk.save([flagged, new(desk, Place(1, 1)), new(desk, Place(1, 2), Answer.REJECT, Labels(), note="odd")])
    desk.save([new(desk, Place(1, 4), Answer.SKIP, shown_labels(item_at(desk, Place(1, 4))).bare())])
    desk.save([new(desk, Place(2, 1), Answer.SKIP, NEWS)])
    items = {place: item_at(desk, place).id for place in (Place(1, 3), Place(1, 5), Place(2, 0))}
    desk.keep_drafts([(items[Place(1, 3)], NEWS, None), (items[Place(1, 5)], None, NoteAndFlag("ask", True))])
    desk.keep_drafts([(items[Place(2, 0)], Labels(), NoteAndFlag())])


FOUND = {
    Filter((Mark.UNDECIDED,)): [Place(1, at) for at in (3, 4, 5)]
    + [Place(2, 0), Place(2, 1), Place(3, 0), Place(3, 1)],
    Filter((Mark.ACCEPTED,)): [Place(1, 0), Place(1, 1)],
    Filter((Mark.REJECTED,)): [Place(1, 2)],
    Filter((Mark.SKIPPED,)): [Place(1, 4), Place(2, 1)],
    Filter((Mark.EDITED,)): [Place(1, 1), Place(1, 2)],
    Filter((Mark.FLAGGED,)): [Place(1, 0), Place(1, 5)],
    Filter((Mark.NOTED,)): [Place(1, 2), Place(1, 5)],
    Filter((Mark.UNCONFIRMED,)): [Place(1, 3), Place(1, 5), Place(2, 0)],
    Filter((Mark.UNSURE,)): [Place(1, 4)],
    Filter((Mark.UNDECIDED, Mark.UNCONFIRMED)): [Place(1, 3), Place(1, 5), Place(2, 0)],
    Filter(speaker="Paul Okoro"): [Place(1, 4)],
    Filter(speaker="Zoë Lind"): [Place(1, 1), Place(1, 3), Place(2, 1)],
    Filter(speaker=""): [Place(3, 1)],
    Filter(topic="sport"): [Place(1, 1), Place(1, 3), Place(2, 1)],
    Filter(topic="weather"): [Place(1, 5)],
    Filter((Mark.SKIPPED,), "Zoë Lind", "sport"): [Place(2, 1)],
}


def test_a_filter_finds_what_the_sentences_show(desk: Desk) -> None:
    decided_in_every_way(desk)
    assert {wanted: [desk.place(one) for one in every_match(desk, wanted)] for wanted in FOUND} == FOUND
    assert {wanted: desk.matching(wanted) for wanted in FOUND} == {
        wanted: every_match(desk, wanted) for wanted in FOUND
    }


@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "of the store"])
def test_the_least_certain_article_comes_first_by_its_undecided_sentences(on_disk: bool, tmp_path: Path) -> None:
    def unsure(number: int, score: float) -> Page:
        quotes = [Said("Yes", "said", "he", score=score)]
        return article(number, f"n{number}", [Line("Yes, he said.", quotes), Line(f"So {number}.")])

    topical = article(2, "n2", [Line("It rained.", topics=["weather"])])
    articles = [unsure(1, 0.9), topical, article(3, "n3", [Line("So.")]), unsure(4, 0.3)]
    with ExitStack() as opened:
        desk: Desk = MemoryDesk(articles)
        if on_disk:
            desk = opened.enter_context(closing(SqliteDesk(stored(tmp_path, articles), "ana")))
        assert (*desk.ranked(Order.UNCERTAINTY),) == (4, 2, 1, 3)
        desk.save([new(desk, Place(4, 0), Answer.SKIP)])
        assert (*desk.ranked(Order.UNCERTAINTY),) == (2, 1, 3, 4)


def test_names_are_those_suggested_and_those_given_in_decisions(desk: Desk) -> None:
    assert desk.names() == ("Ines Duarte", "Paul Okoro")
    desk.save([new(desk, Place(1, 0))])
    desk.keep_drafts([(ids(desk)[1], NEWS._replace(quotes=(replace(NEWS.quotes[0], speaker="Not Kept"),)), None)])
    assert desk.names() == ("Ines Duarte", "Paul Okoro", "Zoë Lind")


def test_text_is_found_once_in_each_other_article_in_whichever_case(desk: Desk) -> None:
    assert desk.find("port", 2) == (
        (Place(1, 0), "The port will reopen in May, harbour master Ines Duarte said."),
        (Place(3, 0), "The PORT is quiet."),
    )
    assert desk.find("PORT", 1) == ((Place(3, 0), "The PORT is quiet."),)
    assert [place for place, _ in desk.find("said", 3)] == [Place(1, 0), Place(2, 1)]
    assert [place for place, _ in desk.find("elan", 1)] == [Place(3, 1)], "accents and case are the same"
    assert desk.find("Élan", 1) == ((Place(3, 1), "Élan, it said."),)
    assert desk.find("council me", 4) == ((Place(2, 0), "The council met on Tuesday."),)
    assert desk.find(".", 4) == (), "that is no word"
    assert desk.find("said. Dredging", 2) == (), "across two sentences"


def test_a_removed_article_is_left_out_by_whatever_looks_for_something(desk: Desk) -> None:
    whole = [row.number for row in desk.documents(desk.numbers())]
    desk.save([new(desk, Place(1, 0))])
    take_out(desk, 1)
    assert ([row.number for row in desk.documents(desk.numbers())], max(desk.numbers(), default=0)) == ([2, 3], 3)
    assert (*desk.ranked(Order.UNCERTAINTY),) == (2, 3)
    assert "Ines Duarte" not in desk.names(), "suggested in it"
    assert "Zoë Lind" not in desk.names(), "given in it"
    assert desk.find("port", 2) == ((Place(3, 0), "The PORT is quiet."),)
    assert [desk.place(one).document for one in every_match(desk, Filter((Mark.UNDECIDED,)))] == [2, 2, 3, 3]
    assert (every_match(desk, Filter((Mark.ACCEPTED,))), len(desk.matching(Filter((Mark.UNDECIDED,))))) == ((), 4)
    assert desk.first_undecided(1) is None
    assert [desk.next_undecided(place) for place in (Place(1, 1), Place(2, 1), Place(3, 1))] == [
        Place(2, 0), Place(3, 0), Place(2, 0)
    ]  # fmt: skip
    assert desk.saved() == 1, "its decision stays"
    take_out(desk, 3)
    assert max(desk.numbers(), default=0) == 2
    take_out(desk, 2)
    assert (desk.documents(desk.numbers()), max(desk.numbers(), default=0), desk.resume()) == ((), 0, None)
    for number in whole:
        take_out(desk, number, None)
    assert [row.number for row in desk.documents(desk.numbers())] == whole
    assert desk.page(1).items[0].decision is not None


def test_a_removed_article_can_neither_be_read_nor_decided(desk: Desk) -> None:
    decision, other = new(desk, Place(2, 0)), new(desk, Place(1, 0))
    take_out(desk, 2)
    with pytest.raises(DocumentRemoved, match=r"article 2 was removed by bo; `annotator remove --undo 2`"):
        desk.page(2)
    for decisions, drafts in ([other, decision], []), ([], [(decision.sentence_id, NEWS, None)]):
        with pytest.raises(DocumentRemoved):
            desk.save(decisions, drafts, asked_for_at=decision.sentence_id)
    assert desk.saved() == 0
    desk.keep_drafts([(decision.sentence_id, NEWS, None)])
    take_out(desk, 2, None)
    assert desk.page(2).items[0].draft == NEWS, "what was edited in another window is not lost"


def test_work_is_taken_up_behind_a_removed_article(desk: Desk) -> None:
    desk.leave(Place(2, 1))
    take_out(desk, 2)
    assert desk.resume() == Place(3, 0)
    take_out(desk, 3)
    assert desk.resume() == Place(1, 0)
    for index in range(6):
        desk.save([new(desk, Place(1, index))])
    assert desk.next_undecided(Place(1, 0)) is None
    assert desk.resume() == Place(1, 5)


def test_a_decision_in_a_removed_article_can_be_undone_and_done_again(desk: Desk) -> None:
    desk.save([new(desk, Place(2, 0))])
    take_out(desk, 2)
    undone = desk.undo()
    assert undone is not None
    assert (undone.place, desk.saved()) == (Place(2, 0), 0)
    assert desk.redo() is not None
    take_out(desk, 2, None)
    assert desk.page(2).items[0].decision is not None


ACTS = ["decide", "decide two", "change two", "undo", "redo", "draft", "leave", "remove", "bring back"]


def done(desk: Desk, act: str, number: int) -> tuple[Place, Labels | None, tuple[Place, ...], NoteAndFlag] | str | None:
    """Do something about a sentence chosen by the number; what an undo or redo says of it, or why it is not done."""
    try:
        change = changed(desk, act, number)
    except DocumentRemoved as error:
        return str(error)
    if change is None:
        return None
    return change.place, change.labels, tuple(desk.place(one) for one in change.sentences), change.note_and_flag


def changed(desk: Desk, act: str, number: int) -> Turned | None:
    """Do it; what an undo or redo did."""
    place, other = PLACES[number], PLACES[number - 1]
    change = None
    if act in ("remove", "bring back"):
        take_out(desk, place.document, "bo" if act == "remove" else None)
    elif act == "decide":
        desk.save([new(desk, place, list(Answer)[number % 3], Labels(topics=("sport",) * (number % 2)))])
    elif act == "decide two":
        desk.save([new(desk, place, note=str(number)), new(desk, other, flagged=True)])
    elif act == "change two":
        item = item_at(desk, other)
        desk.save([new(desk, place)] if number % 2 else [], [(item.id, NEWS, item.note_and_flag)], asked_for_at=item.id)
    elif act == "draft":
        labels = NEWS if number % 2 else None
        desk.keep_drafts([(item_at(desk, one).id, labels, NoteAndFlag(str(number))) for one in (place, other)])
    elif act == "leave":
        desk.leave(place)
    else:
        change = desk.undo() if act == "undo" else desk.redo()
    return change


def seen(desk: Desk) -> list[object]:
    """All that the screen asks for, without ids and times."""
    items = [item for row in desk.documents(desk.numbers()) for item in desk.page(row.number).items]
    decisions = [item.decision for item in items]
    return [
        desk.documents(desk.numbers()),
        (*desk.ranked(Order.UNCERTAINTY),),
        desk.names(),
        [made and made._replace(id=0, decided_at="", suggestion=None, revision=None) for made in decisions],
        [(shown_labels(item), item.draft, item.note_and_flag) for item in items],
        [(left := desk.left_by_step(item.id)) and left[1:] for item in items],
        [[desk.place(one) for one in every_match(desk, Filter((mark,)))] for mark in Mark],
        [desk.next_undecided(place) for place in PLACES],
        [desk.first_undecided(number) for number in (1, 2, 3)],
        max(desk.numbers(), default=0),
        (desk.skipped(), [desk.next_skipped(place) for place in PLACES]),
        (desk.sitting(), desk.unconfirmed()),
    ]


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=12))
@example(acts=[("decide two", 1), ("undo", 0)])
def test_whatever_is_done_the_two_desks_agree(
    tmp_path: Path, three_articles: Path, acts: list[tuple[str, int]]
) -> None:
    memory = MemoryDesk(pages())
    with closing(SqliteDesk(copy(three_articles, tmp_path / "annotator.db"), "ana")) as disk:
        for act, number in acts:
            assert done(memory, act, number) == done(disk, act, number)
            assert (memory.saved(), memory.resume()) == (disk.saved(), disk.resume())
        assert seen(memory) == seen(disk)


@pytest.mark.long
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=12),
    later=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=6),
    drawn=st.frozensets(st.integers(0, 5)),
)
def test_the_two_desks_agree_on_what_is_withheld_from_then_on(
    tmp_path: Path,
    three_articles: Path,
    acts: list[tuple[str, int]],
    later: list[tuple[str, int]],
    drawn: frozenset[int],
) -> None:
    def withhold(text_hash: str, index: int) -> bool:
        return index in drawn and text_hash[0] < "c"

    memory = MemoryDesk(pages())
    path = copy(three_articles, tmp_path / "annotator.db")
    with closing(SqliteDesk(path, "ana")) as disk:
        for act, number in acts:
            assert done(memory, act, number) == done(disk, act, number)
    memory.withhold = withhold
    with closing(SqliteDesk(path, "ana", Policy(withhold=withhold))) as disk:
        for act, number in later:
            assert done(memory, act, number) == done(disk, act, number)
        memory_items, disk_items = (
            [item for row in one.documents(one.numbers()) for item in one.page(row.number).items]
            for one in (memory, disk)
        )
        assert [item.withheld is None for item in memory_items] == [item.withheld is None for item in disk_items]
        assert seen(memory)[:-1] == seen(disk)[:-1]


def shown_names(desk: Desk) -> list[list[str | None]]:
    """Who speaks in each article, as its sentences show it."""
    pages = [desk.page(row.number) for row in desk.documents(desk.numbers())]
    return [[quote.speaker for item in page.items for quote in shown_labels(item).quotes] for page in pages]


def test_a_speaker_is_renamed_in_all_articles_as_one_step(desk: Desk) -> None:
    before = shown_names(desk)
    old = next(name for names in before for name in names if name is not None)
    (first, *_) = every_match(desk, Filter(speaker=old))
    made = new(desk, desk.place(first))._replace(labels=shown_labels(item_at(desk, desk.place(first))).bare())
    desk.save([made])
    desk.keep_drafts([(ids(desk)[-1], NEWS._replace(quotes=(replace(NEWS.quotes[0], speaker=old),)), None)])
    before, cast = shown_names(desk), desk.page(1).cast
    expected = [["X" if name == old else name for name in names] for names in before]
    count = len(every_match(desk, Filter(speaker=old)))
    assert desk.rename_speaker(old, "X", asked_for_at=ids(desk)[1]) == count
    assert shown_names(desk) == expected
    assert old not in {member.name for member in desk.page(1).cast}
    assert (old in desk.names(), "X" in desk.names()) == (False, True)
    assert every_match(desk, Filter(speaker=old)) == ()
    assert len(every_match(desk, Filter(speaker="X"))) == count
    assert desk.saved() == 1
    undone = desk.undo()
    assert undone is not None
    assert (undone.renamed, desk.place(ids(desk)[1]), undone.labels) == ({"X": old}, undone.place, None)
    assert (shown_names(desk), desk.page(1).cast) == (before, cast)
    redone = desk.redo()
    assert redone is not None
    assert redone.renamed == {old: "X"}
    assert shown_names(desk) == expected
    assert desk.rename_speaker(old, "Y", asked_for_at=ids(desk)[1]) == 0, "nobody has that name any more"


def test_where_suggestions_were_adapted_to_nothing_no_decision_is_a_reason(desk: Desk) -> None:
    suggestions = [item.suggestion for item in desk.page(1).items if item.suggestion is not None]
    assert suggestions
    for suggestion in suggestions:
        assert desk.reasons(suggestion.id, None) == ()
        assert all(desk.reasons(suggestion.id, quote) == () for quote in suggestion.labels.quotes)

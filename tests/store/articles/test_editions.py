"""A corrected article takes the place of the one before it, with what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import orjson
import pytest

from annotator.core.decided import Selection, is_unseen
from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.editions import Fate
from annotator.core.errors import DecidedElsewhere, DocumentRemoved, InputRefused
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested, article_of
from annotator.core.model_json import labels_to_json
from annotator.core.review.versions import Because, CaseKind, Cause, Scope, Verdict
from annotator.core.session.desk import Before, Filter, Mark, NoteAndFlag, Place
from annotator.core.session.several import TopicChange
from annotator.core.session.state import shown_labels, was_edited
from annotator.core.session.workbench import Workbench
from annotator.measure.report_tables import review_record
from annotator.measure.review import review_figures
from annotator.store.articles.documents import later_edition, text_hash
from annotator.store.articles.editions import TakenOver, changed_decisions, editions, predecessor
from annotator.store.desk.desk import Policy, SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import open_database, opened, transaction
from annotator.store.integrity import problems
from annotator.store.integrity.caches import mend
from annotator.store.log import fold, history
from annotator.store.log.history import append
from annotator.store.log.kinds import Draft, Places, Remove, Take, Undo
from annotator.store.merge.joining import DecidedInOut
from annotator.store.merge.merger import merge
from annotator.store.read import reviews
from annotator.store.read.lists import listed_articles
from annotator.store.read.reader import Reader, decisions_made
from annotator.store.read.reviews import Survey
from annotator.store.work.importer import Importer
from annotator.store.work.look_again import to_look_at_again
from annotator.store.work.rename_speaker import take_back_rename
from annotator.store.work.slots import adopt
from tests.made_once import made_once
from tests.measure.plain import review as plain
from tests.store.conftest import RUN, holders, imported
from tests.store.merge.together import in_all_orders

FIRST = (
    "The mayor said the old bridge would stay closed.",
    "Shops along the river lost money this winter.",
    "Nobody comes here any more, said Paul Stein.",
    "The council meets on Tuesday evening.",
)
SECOND = (FIRST[0].replace("old", "new"), FIRST[3], FIRST[2], "A second bridge opens in May of next year.")


def article(*sentences: str, key: str = "bridge") -> Suggested:
    """An article with these sentences, without any quote suggested."""
    text, places = "", []
    for index, words in enumerate(sentences):
        places.append(Sentence(index, len(text), len(text) + len(words)))
        text += f"{words}\n"
    return Suggested(Document(key, text), tuple(places), (), ((),) * len(places))


def labels_of(suggested: Suggested, words: str, cue: str) -> Labels:
    text = suggested.document.text
    start, at = text.index(words), text.index(cue)
    content = (Span(start, start + len(words)),)
    return Labels((QuotePart(content, QuoteType.INDIRECT, Span(at, at + len(cue)), None, "Paul"),), ("politics",))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with the first edition, of which ana decided everything."""
    return made_once(tmp_path / "annotator.db", "first edition", make_first)


def make_first(path: Path) -> None:
    first = article(*FIRST)
    imported(path, first)
    given = {
        0: labels_of(first, "the old bridge would stay closed", "said"),
        2: labels_of(first, "Nobody comes here any more", "said Paul"),
    }
    decide(path, "ana", 1, given)


def decide(path: Path, name: str, document: int, given: dict[int, Labels]) -> None:
    seconds = count(10)
    with closing(SqliteDesk(path, name, clock=lambda: f"2026-03-02T09:00:{next(seconds)}.000Z")) as desk:
        for index, item in enumerate(desk.page(document).items):
            kept = None if item.decision is None else item.decision.id
            answer = Answer.ACCEPT if index in given else Answer.REJECT
            desk.save([NewDecision(item.id, answer, given.get(index, Labels()), None, kept, seconds=2.0, keys=3)])


def revise(path: Path, suggested: Suggested, earlier: int) -> TakenOver:
    with closing(Importer(path)) as importer:
        importer.open()
        return importer.add_edition(suggested, RUN, earlier, "kim")


def waiting(desk: SqliteDesk) -> list[Before]:
    """The decisions that are to be looked at, after corrections."""
    return [before for one in desk.to_look_at_again() for before in one.before]


def revise_known(path: Path, suggested: Suggested, of: str | None = None) -> TakenOver | None:
    with closing(Importer(path)) as importer:
        importer.open()
        return importer.replace_with_known(suggested.document, of, "kim")


@pytest.fixture
def revised(database: Path) -> Iterator[TakenOver]:
    yield revise(database, article(*SECOND), 1)
    assert [*problems(database)] == []


def exported(path: Path, *, every: bool = False) -> list[tuple[str, str, str]]:
    """The id of the document, the sentence and what is quoted, of each exported decision."""
    with closing(Reader(path, all_editions=every)) as reader:
        return [
            (
                one.document.id,
                one.sentence.span.of(one.document.text),
                " ".join(span.of(one.document.text) for part in one.decision.labels.quotes for span in part.content),
            )
            for one in reader.decided(Selection())
        ]


def test_each_decision_is_kept_moved_touched_or_orphaned(revised: TakenOver) -> None:
    assert revised.fates == {Fate.KEPT: 1, Fate.MOVED: 1, Fate.TOUCHED: 1, Fate.ORPHANED: 1}
    assert revised.to_look_at == {"ana": 2}


def test_an_article_does_not_take_its_own_place(database: Path) -> None:
    with pytest.raises(InputRefused, match="article 1 has that text already"):
        revise(database, article(*FIRST), 1)
    with closing(SqliteDesk(database, "ana")) as desk:
        assert [*desk.numbers()] == [1]


def test_what_was_kept_or_moved_is_exported_once_with_the_same_words(database: Path, revised: TakenOver) -> None:
    found = exported(database)
    assert {words for _, words, _ in found} == {FIRST[2], FIRST[3]}
    assert [quoted for _, words, quoted in found if words == FIRST[2]] == ["Nobody comes here any more"]
    assert {key for key, _, _ in found} == {"bridge~2"}


def suggesting(*sentences: str) -> Suggested:
    """An article in which the third sentence is suggested as a quote of Paul's, and what its first says of a bridge."""
    bare = article(*sentences)
    of_bridge = f"the {'new' if 'new' in sentences[0] else 'old'} bridge"
    marked = [labels_of(bare, of_bridge, "said"), labels_of(bare, "Nobody comes here any more", "said Paul")]
    return bare._replace(quotes=tuple(replace(part.whole(), rule="said") for each in marked for part in each.quotes))


@pytest.mark.parametrize("again", [True, False])
def test_a_carried_decision_names_a_suggestion_only_where_the_later_edition_has_the_same(
    tmp_path: Path, again: bool
) -> None:
    path = tmp_path / "annotator.db"
    imported(path, suggesting(*FIRST))
    with closing(SqliteDesk(path, "ana")) as desk:
        item = desk.page(1).items[2]
        assert item.suggestion is not None
        desk.save([NewDecision(item.id, Answer.ACCEPT, item.suggestion.labels.bare(), item.suggestion.id, None)])
    revise(path, suggesting(*SECOND) if again else article(*SECOND), 1)
    with closing(Reader(path)) as reader:
        (carried,) = reader.decided(Selection())
    assert carried.document.id == "bridge~2"
    assert [part.speaker for part in carried.decision.labels.quotes] == ["Paul"]
    assert (carried.suggestion is not None) == again
    assert carried.suggestion is None or carried.suggestion.labels.bare() == carried.decision.labels
    assert not is_unseen(carried), "it was made with a suggestion in sight, whether or not that is here too"
    with closing(SqliteDesk(path, "ana")) as desk:
        found = desk.matching(Filter((Mark.EDITED,)))
    assert (was_edited(carried), found) == (False, ()), "it was confirmed as it stood"


@pytest.mark.parametrize("how", ["decided", "edited", "withheld"])
def test_a_changed_sentence_whose_suggestion_was_seen_is_not_shown_without_one(tmp_path: Path, how: str) -> None:
    path = tmp_path / "annotator.db"
    imported(path, suggesting(*FIRST))
    with closing(SqliteDesk(path, "ana")) as desk:
        item = desk.page(1).items[0]
        assert item.suggestion is not None
        labels, sight = item.suggestion.labels, Sight.WITHHELD if how == "withheld" else Sight.SUGGESTION
        if how == "edited":
            desk.keep_drafts([(item.id, labels._replace(topics=("politics",)), None)])
        else:
            desk.save([NewDecision(item.id, Answer.ACCEPT, labels.bare(), item.suggestion.id, None, sight=sight)])
    revise(path, suggesting(*SECOND), 1)
    with closing(SqliteDesk(path, "ana", Policy(withhold=lambda *_: True))) as desk:
        first, *others = desk.page(2).items
    assert first.draft is not None, "what was seen is shown"
    assert (first.withheld is not None) == (how == "withheld")
    assert all(item.withheld is not None for item in others)


def test_the_earlier_edition_stays_and_can_be_exported_as_it_was(database: Path) -> None:
    before = exported(database)
    revise(database, article(*SECOND), 1)
    every = exported(database, every=True)
    assert [row for row in every if row[0] == "bridge"] == before
    assert len(every) == len(before) + 2


def test_what_was_touched_is_left_with_its_labels_where_its_words_are(database: Path, revised: TakenOver) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        page = desk.page(revised.later)
    (touched,) = (item for item in page.items if item.draft is not None)
    assert touched.decision is None
    assert touched.draft is not None
    (quote,) = touched.draft.quotes
    assert [span.of(page.document.text) for span in quote.content] == ["the new bridge would stay closed"]
    assert touched.draft.topics == ("politics",)


def test_the_queue_has_touched_and_orphaned_ones_until_they_are_looked_at(database: Path, revised: TakenOver) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        other, one = waiting(desk)
        assert [each.sentence.of(each.text) for each in (one, other)] == [FIRST[0], FIRST[1]]
        assert (one.fate, other.fate) == (Fate.TOUCHED, Fate.ORPHANED)
        desk.save([NewDecision(one.sentence_id, Answer.ACCEPT, Labels(), None, None)])
        assert waiting(desk) == [other]
        desk.undo()
        assert waiting(desk) == [other, one]
        desk.redo()
        desk.acknowledge(other.key)
        assert waiting(desk) == []
    with closing(SqliteDesk(database, "ben")) as desk:
        assert waiting(desk) == []
    with opened(database, read_only=True) as connection:
        assert [(before.fate, waits) for before, waits in changed_decisions(connection, None)] == [
            (Fate.ORPHANED, False),
            (Fate.TOUCHED, False),
        ]
        assert listed_articles(connection, None, removed=True) == []
        assert [one.article for one in listed_articles(connection, None)] == [2]


def test_what_is_acknowledged_is_the_decision_that_was_shown_whatever_was_made_anew_since(
    database: Path, revised: TakenOver
) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        gone = next(one for one in waiting(desk) if one.fate is Fate.ORPHANED)
        with transaction(desk.connection):
            desk.connection.execute("DELETE FROM carries")
            fold.rebuild(desk.connection)
        desk.acknowledge(gone.key)
        assert [one.fate for one in waiting(desk)] == [Fate.TOUCHED]


def test_an_edit_that_was_carried_and_settled_does_not_come_back_with_the_same_text(database: Path) -> None:
    edited = Labels(topics=("weather",))
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.keep_drafts([(desk.page(1).items[3].id, edited, None)])
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.page(later).items[1].draft == edited
        desk.keep_drafts([(desk.page(later).items[1].id, None, None)])
        assert revise_known(database, article(*SECOND)) is None
        assert desk.page(later).items[1].draft is None
        with transaction(desk.connection):  # as on another copy
            left = Draft({"quotes": [], "topics": ["sport"]})
            append(desk.connection, "ana", left, sentence=4)
        assert revise_known(database, article(*SECOND)) == (1, later, {}, {}, 1), "which is said"
        assert desk.page(later).items[1].draft == Labels(topics=("sport",))


@pytest.mark.parametrize("renamed", [False, True])
def test_an_edit_of_the_text_before_is_left_over_nothing_that_was_decided_in_the_corrected_one_since(
    database: Path, renamed: bool
) -> None:
    copy, before, corrected = database.with_name("copy.db"), article(*FIRST), article(*SECOND)
    with closing(SqliteDesk(database, "ben")) as desk:
        nobody = labels_of(before, "Nobody comes here any more", "said Paul")
        desk.save([NewDecision(3, Answer.ACCEPT, nobody)])
        desk.connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(SqliteDesk(copy, "ben")) as desk:
        desk.keep_drafts([(4, labels_of(before, "The council meets", "meets on"), None)])
    later = revise(database, corrected, 1).later
    with closing(SqliteDesk(database, "ben")) as desk:
        if renamed:  # the edit comes before it is decided, and by another name than it has there
            assert desk.rename_speaker("Paul", "P. Stein", desk.page(later).items[0].id)
            merge(database, [copy])
            assert revise_known(database, corrected) is not None
        desk.save([NewDecision(desk.page(later).items[1].id, Answer.REJECT, Labels())])
    merge(database, [copy])
    assert revise_known(database, corrected) is None
    with closing(SqliteDesk(database, "ben")) as desk:
        assert not desk.page(later).items[1].touched
    assert [*problems(database)] == []


def test_a_decision_is_counted_as_saved_once_whatever_editions_its_article_has(
    database: Path, revised: TakenOver
) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.saved() == 2, "one was kept and one moved, the others are to be looked at"
        first, *_ = desk.page(revised.later).items
        desk.save([NewDecision(first.id, Answer.REJECT, Labels())])
        assert desk.saved() == 3
    with closing(open_database(database)) as connection, transaction(connection):
        append(connection, "lea", Remove(), document=revised.later)
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.saved() == 3, "what was decided of a removed article is saved"


def test_carried_decisions_are_no_work_and_no_step_to_undo(database: Path, revised: TakenOver) -> None:
    with closing(Reader(database)) as reader:
        assert [each.document for each in reader.ask(decisions_made)] == ["bridge"] * 4, "of the earlier text alone"
    with closing(open_database(database)) as connection:
        kept = connection.execute("SELECT decided_at, seconds, keys FROM decisions ORDER BY id").fetchall()
        assert kept == [(f"2026-03-02T09:00:{second}.000Z", 2.0, 3) for second in (10, 11, 12, 13, 12, 13)]
    with closing(SqliteDesk(database, "ana")) as desk, pytest.raises(DocumentRemoved, match=r"steps: 4"):
        desk.undo()
    assert len(exported(database)) == 2


def test_undo_and_redo_pass_over_the_steps_of_earlier_editions_and_say_so(database: Path) -> None:
    imported(database, article("Rain.", "Wind.", "Hail.", key="weather"))
    with closing(SqliteDesk(database, "ana")) as desk:
        rain, wind, hail = (item.id for item in desk.page(2).items)
        desk.undo()  # the last of the first article, which is corrected before this is done again
        desk.save([NewDecision(hail, Answer.ACCEPT, Labels())])
        desk.save([NewDecision(rain, Answer.ACCEPT, Labels())])
        last = desk.page(1).items[-1]
        desk.save([NewDecision(last.id, Answer.REJECT, Labels())])
        desk.save([NewDecision(wind, Answer.REJECT, Labels())])
        revise(database, article(*SECOND), 1)
        stays = next(step for step in desk.steps(9) if not step.turns)
        with pytest.raises(DecidedElsewhere):  # at once, and not after all that can be undone was looked through
            desk.undo(stays.key)
        changes = [desk.undo() for _ in range(3)]
        told = [(one.sentences, one.passed_over) for one in changes if one]
        assert told == [((wind,), 0), ((rain,), 1), ((hail,), 0)], "it is told once"
        with pytest.raises(DocumentRemoved, match=r"nothing else to undo.*steps: 4"):
            desk.undo()
        assert [item.decision for item in desk.page(2).items] == [None, None, None]
        assert [*problems(database)] == []
        desk.save([NewDecision(rain, Answer.SKIP, Labels())])
        assert (change := desk.undo()) is not None
        assert change.passed_over == 0
        with transaction(desk.connection):
            fold.rebuild(desk.connection)
        assert (change := desk.redo()) is not None
        assert change.sentences == (rain,)
        assert desk.redo() is None
    assert [*problems(database)] == []


def test_a_step_over_several_articles_is_undone_and_leads_to_one_that_is_there(database: Path) -> None:
    imported(database, article("Rain.", key="weather"))
    with closing(SqliteDesk(database, "ana")) as desk:
        (rain,) = desk.page(2).items
        old = desk.page(1).items[0]
        assert old.decision is not None
        both = [NewDecision(old.id, Answer.REJECT, Labels(), None, old.decision.id)]
        desk.save([*both, NewDecision(rain.id, Answer.REJECT, Labels())], asked_for_at=old.id)
        revise(database, article(*SECOND), 1)
        for step in (desk.undo, desk.redo, desk.undo):
            change = step()
            assert change is not None
            assert (change.place.document, change.sentences, change.staying) == (2, (rain.id,), 1)
    assert [*problems(database)] == []


def test_the_same_text_again_changes_nothing(database: Path, revised: TakenOver) -> None:
    assert revise_known(database, article(*SECOND)) is None
    with closing(open_database(database)) as connection:
        assert len([*editions(connection)]) == 1


def test_what_is_taken_back_of_an_edition_is_mended_in_one_go(database: Path, revised: TakenOver) -> None:
    with closing(open_database(database)) as connection, transaction(connection):
        (edition,) = connection.execute("SELECT uuid FROM editions").fetchone()
        append(connection, "kim", Undo(), document=revised.later, undoes=edition)
        connection.execute("DELETE FROM undone")
    assert [*problems(database)] != []
    mend(database)
    assert [*problems(database)] == []


def test_the_first_text_takes_its_place_again(database: Path, revised: TakenOver) -> None:
    decide(database, "ana", 2, {})
    back = revise_known(database, article(*FIRST))
    assert back is not None
    assert (back.earlier, back.later) == (2, 1)
    assert sum(back.fates.values()) == 4
    assert back.fates[Fate.ORPHANED] == 1  # the sentence that only the second edition has
    assert {key for key, _, _ in exported(database)} == {"bridge"}
    assert ("bridge", FIRST[2], "") in exported(database)  # as it was decided last
    with closing(open_database(database)) as connection:
        assert later_edition(connection, 2) == 1
        assert later_edition(connection, 1) is None
    assert [*problems(database)] == []


def test_what_was_looked_at_in_the_second_edition_is_not_said_in_passing_when_the_first_stands_again(
    database: Path,
) -> None:
    second = article(FIRST[0].replace("mayor", "mayor himself"), *FIRST[1:])
    for number, sight in ((1, Sight.IN_PASSING), (2, Sight.SUGGESTION)):
        with closing(SqliteDesk(database, "ana")) as desk:
            item = desk.page(number).items[3]
            assert item.decision is not None
            desk.save([item.decision.relabelled(item.id, Labels())._replace(replaces=item.decision.id, sight=sight)])
        if number == 1:
            revise(database, second, 1)
    revise_known(database, article(*FIRST))
    with closing(SqliteDesk(database, "ana")) as desk:
        decision = desk.page(1).items[3].decision
        assert decision is not None
        assert decision.sight is Sight.SUGGESTION
    assert [*problems(database)] == []


def test_an_edit_that_says_what_is_decided_where_the_first_text_stands_again_is_none(database: Path) -> None:
    second = article(FIRST[0].replace("mayor", "mayor himself"), *FIRST[1:])
    revise(database, second, 1)
    with closing(SqliteDesk(database, "ana")) as desk:
        (edited,) = desk.to_look_at_again()
        assert desk.page(2).items[edited.place.index].draft is not None
    assert revise_known(database, article(*FIRST)) is not None
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.to_look_at_again() == ()
        assert [item.draft for item in desk.page(1).items] == [None] * len(FIRST)
    revise_known(database, second)
    with closing(SqliteDesk(database, "ana")) as desk:
        assert [one.place for one in desk.to_look_at_again()] == [edited.place], "it waits there still"


def test_a_text_that_takes_its_place_again_is_no_longer_removed(database: Path, revised: TakenOver) -> None:
    with closing(open_database(database)) as connection, transaction(connection):
        for _ in range(2):  # as on two copies
            append(connection, "lea", Remove(), document=1)
    assert revise_known(database, article(*FIRST)) is not None
    assert {key for key, _, _ in exported(database)} == {"bridge"}


def test_whom_a_skip_waits_for_is_asked_again_though_something_stood_there(database: Path, revised: TakenOver) -> None:
    with closing(SqliteDesk(database, "ana")) as desk:
        page = desk.page(revised.later)
        desk.save([NewDecision(item.id, Answer.SKIP, Labels()) for item in page.items if item.decision is None])
    revise_known(database, article(*FIRST))
    again = revise_known(database, article(*SECOND))
    assert again is not None
    with closing(SqliteDesk(database, "ana")) as desk:
        touched = [one for one in waiting(desk) if one.fate is Fate.TOUCHED]
        assert [one.sentence.of(one.text) for one in touched] == [FIRST[0]]


def test_a_third_edition_takes_over_what_was_not_looked_at_in_the_second(database: Path, revised: TakenOver) -> None:
    third = revise(database, article(*SECOND[:2], "The end."), revised.later)
    assert third.fates == {Fate.KEPT: 1, Fate.TOUCHED: 1, Fate.ORPHANED: 2}
    with closing(SqliteDesk(database, "ana")) as desk:
        found = [(one.fate, one.sentence.of(one.text)) for one in waiting(desk)]
        assert sorted(found) == [(Fate.ORPHANED, FIRST[2]), (Fate.ORPHANED, FIRST[1]), (Fate.TOUCHED, FIRST[0])]
        (draft,) = (item.draft for item in desk.page(third.later).items if item.draft is not None)
        assert len(draft.quotes) == 1
    assert [*problems(database)] == []


def test_what_is_decided_of_the_earlier_edition_on_a_copy_is_carried_over_later(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    decide(copy, "ben", 1, {})
    revise(database, article(*SECOND), 1)
    merge(database, [copy])
    assert {words for _, words, _ in exported(database)} == {FIRST[2], FIRST[3]}
    more = revise_known(database, article(*SECOND))
    assert more is not None
    assert more.fates == {Fate.KEPT: 1, Fate.MOVED: 1, Fate.TOUCHED: 1, Fate.ORPHANED: 1}
    assert len(exported(database)) == 4
    assert revise_known(database, article(*SECOND)) is None
    assert [*problems(database)] == []


def test_of_a_sentence_of_the_earlier_edition_decided_again_on_a_copy_the_later_decision_is_looked_at(
    database: Path,
) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(copy, "ana")) as desk:
        item, again = desk.page(1).items[0], labels_of(article(*FIRST), "would stay closed", "said")
        assert item.decision is not None
        desk.save([NewDecision(item.id, Answer.ACCEPT, again, None, item.decision.id)])
    merge(database, [copy])
    assert revise_known(database, article(*SECOND)) is not None
    with closing(SqliteDesk(database, "ana")) as desk:
        asked = [before.labels for before in waiting(desk) if before.fate is Fate.TOUCHED]
        draft = desk.page(later).items[0].draft
    assert asked == [again]
    assert draft is not None
    assert draft == labels_of(article(*SECOND), "would stay closed", "said")
    assert [*problems(database)] == []


def test_what_is_left_unconfirmed_of_an_article_after_it_was_corrected_is_so_in_the_corrected_one(
    database: Path,
) -> None:
    edited = Labels(topics=("weather",))
    later = revise(database, article(*SECOND), 1).later
    for name in ("ana", "ben"):  # also what somebody else left there before
        with closing(SqliteDesk(database, name)) as desk:
            desk.keep_drafts([(4, edited, None)])
            assert desk.page(later).items[1].draft == edited
    assert [*problems(database)] == []


def test_what_is_decided_of_the_first_edition_on_a_copy_is_carried_to_the_last(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    decide(copy, "ben", 1, {})
    third = article(*SECOND[:2], "The end.")
    last = revise(database, third, revise(database, article(*SECOND), 1).later).later
    (merged,) = merge(database, [copy])
    assert merged.decided_in_out == [DecidedInOut(1, last, 4)]
    more = revise_known(database, third)
    assert more is not None
    assert (more.later, more.fates.total()) == (last, 4)
    assert revise_known(database, third) is None
    (again,) = merge(database, [copy])
    assert again.decided_in_out == []
    assert [*problems(database)] == []


def test_what_was_decided_of_the_last_edition_stands_against_what_is_older_and_comes_by_way_of_one_between(
    database: Path,
) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(SqliteDesk(copy, "ben")) as desk:
        desk.save([NewDecision(4, Answer.REJECT, Labels())])
    third = article(*SECOND[:2], "The end.")
    last = revise(database, third, revise(database, article(*SECOND), 1).later).later
    politics = Labels(topics=("politics",))
    with closing(SqliteDesk(database, "ben")) as desk:
        desk.save([NewDecision(desk.page(last).items[1].id, Answer.ACCEPT, politics)])
    merge(database, [copy])
    revise_known(database, third)
    with closing(SqliteDesk(database, "ben")) as desk:
        decided = desk.page(last).items[1].decision
    assert decided is not None
    assert decided.labels == politics
    assert [*problems(database)] == []


def test_of_an_article_corrected_on_two_copies_both_texts_are_told_of_and_one_can_take_the_place_of_the_other(
    database: Path,
) -> None:
    third = article(*SECOND[:2], "The end.")
    copy, away = database.with_name("copy.db"), database.with_name("away.db")
    for path in (copy, away):
        with closing(open_database(database)) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
    one, other = revise(database, article(*SECOND), 1).later, revise(copy, third, 1).later
    (merged,) = merge(database, [copy])
    ((document, *texts),) = merged.corrected_twice
    assert (document, sorted(texts)) == (1, [one, other + 1])
    with closing(Importer(database)) as importer:
        last = importer.replace_with_known(third.document, str(one), "lea")
    assert last is not None
    (merged,) = merge(database, [copy])
    assert merged.corrected_twice == []
    decide(away, "ben", 1, {})
    merge(database, [away])
    more = revise_known(database, third)
    assert more is not None, "what is decided of the first text comes by either way"
    assert (more.later, more.fates.total()) == (last.later, 4)
    assert [*problems(database)] == []


@pytest.mark.parametrize("decided", [True, False])
def test_the_same_correction_on_another_copy_ends_nothing_that_was_decided_or_edited_in_the_corrected_article(
    database: Path, tmp_path: Path, decided: bool
) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    later, said = revise(database, article(*SECOND), 1).later, Labels(topics=("sport",))
    with closing(SqliteDesk(database, "ana")) as desk:
        touched, moved, *_ = desk.page(later).items
        for item in (touched, moved):
            kept = None if item.decision is None else item.decision.id
            if decided:
                desk.save([NewDecision(item.id, Answer.ACCEPT, said, None, kept)])
            else:
                desk.keep_drafts([(item.id, said, None)])
    revise(copy, article(*SECOND), 1)  # which carries over there what was decided before
    in_all_orders([database, copy], tmp_path)
    for order in (0, 1):
        with closing(SqliteDesk(tmp_path / f"together-{order}.db", "ana")) as desk:
            (document,) = {one.place.document for one in desk.to_look_at_again()} or {later}
            found = [(item.decision and item.decision.labels, item.draft) for item in desk.page(document).items[:2]]
            assert [said] * 2 == [labels if decided else draft for labels, draft in found]
            assert not decided or [draft for _, draft in found] == [None, None]


def test_what_was_decided_unopened_in_the_text_before_on_another_copy_does_not_hide_what_was_looked_at_in_the_later(
    database: Path,
) -> None:
    copy, said = database.with_name("copy.db"), Labels(topics=("sport",))
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(database, "ben")) as desk:
        desk.save([NewDecision(desk.page(later).items[1].id, Answer.ACCEPT, said)])
    with closing(SqliteDesk(copy, "ben")) as desk:
        desk.save([NewDecision(desk.page(1).items[3].id, Answer.REJECT, Labels(), sight=Sight.IN_PASSING)])
    merge(database, [copy])
    revise_known(database, article(*SECOND))
    with closing(SqliteDesk(database, "ben")) as desk:
        decision = desk.page(later).items[1].decision
    assert decision is not None
    assert decision.labels == said
    assert [*problems(database)] == []


def test_what_was_confirmed_unopened_waits_in_each_of_two_corrections(database: Path) -> None:
    said = labels_of(article(*FIRST), "old bridge would stay closed", "said")
    with closing(SqliteDesk(database, "ben")) as desk:
        desk.save([NewDecision(desk.page(1).items[0].id, Answer.ACCEPT, said, sight=Sight.IN_PASSING)])
    second = (FIRST[0].replace("mayor", "mayor himself"), *FIRST[1:])
    for earlier, sentences in ((1, second), (2, (*second[:3], "The council meets."))):
        later = revise(database, article(*sentences), earlier).later
        with closing(SqliteDesk(database, "ben")) as desk:
            draft = desk.page(later).items[0].draft
        assert draft is not None
        assert [part.speaker for part in draft.quotes] == ["Paul"]
    assert [*problems(database)] == []


def test_two_texts_that_two_copies_gave_one_id_are_known_as_texts_of_one_article(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    revise(database, article(*SECOND), 1)
    revise(copy, article(*SECOND[:2], "The end."), 1)
    merge(database, [copy])
    with closing(open_database(database)) as connection:
        assert [*connection.execute("SELECT id FROM documents")] == [("bridge",), ("bridge~2",), ("bridge~2~2",)]
        with pytest.raises(InputRefused, match="articles 2, 3 have that name"):
            predecessor(connection, Document("bridge", "Another text."))
    with closing(Reader(database)) as reader:
        ids = {one.document.lasting_id for one in reader.decided(Selection())}
    assert {article_of(key) for key in ids} == {"bridge"}, "in one part of every data set"


def test_of_two_texts_that_came_by_the_id_of_one_from_a_file_neither_is_guessed_by_its_name(tmp_path: Path) -> None:
    database, copy = tmp_path / "files.db", tmp_path / "copy.db"
    first = article("A text.")
    first = first._replace(document=replace(first.document, id=f"bridge-{text_hash(first.document.text)[:8]}"))
    with closing(Importer(database)) as importer:
        importer.add(first, RUN)
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    for path, text in ((database, "Another text."), (copy, "Other words.")):
        revise(path, article(text, key=first.document.id), 1)
    merge(database, [copy])
    with closing(open_database(database)) as connection, pytest.raises(InputRefused, match="articles 2, 3 have that"):
        predecessor(connection, Document(f"bridge-{text_hash('Last.')[:8]}", "Last."))


@pytest.mark.parametrize("undone", [True, False])
def test_what_was_decided_of_the_later_edition_stands_against_what_is_older(database: Path, undone: bool) -> None:
    copy = database.with_name("copy.db")
    decide(database, "ana", 1, {})
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    if not undone:
        decide(copy, "ana", 1, {3: Labels(topics=("weather",))})
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(database, "ana")) as desk:
        moved = desk.page(later).items[1]
        assert moved.decision is not None
        desk.save([NewDecision(moved.id, Answer.ACCEPT, Labels(topics=("sport",)), None, moved.decision.id)])
    with closing(SqliteDesk(copy, "ana")) as there:
        for _ in range(2 if undone else 0):
            there.undo()
    merge(database, [copy])
    more = revise_known(database, article(*SECOND))
    with closing(SqliteDesk(database, "ana")) as desk:
        moved, kept = (item.decision for item in desk.page(later).items[1:3])
    assert moved.labels.topics == ("sport",)
    assert kept.answer is (Answer.ACCEPT if undone else Answer.REJECT), "that nobody decided there is carried over"
    assert more is not None
    assert [*problems(database)] == []


def test_a_new_name_for_a_speaker_does_not_answer_what_a_correction_asks(database: Path) -> None:
    second = article(*SECOND)
    revise(database, second, 1)
    with closing(SqliteDesk(database, "ana")) as desk:
        touched = next(one for one in waiting(desk) if one.fate is Fate.TOUCHED)
        labels = labels_of(second, "the new bridge would stay closed", "said")
        desk.save([NewDecision(touched.sentence_id, Answer.ACCEPT, labels)])
    revise_known(database, article(*FIRST))
    decide(database, "ana", 1, {0: labels_of(article(*FIRST), "bridge would stay closed", "said")})
    revise_known(database, second)
    with closing(SqliteDesk(database, "ana")) as desk:
        before = {one.fate for one in waiting(desk)}
        assert Fate.TOUCHED in before
        assert desk.rename_speaker("Paul", "Pauline", touched.sentence_id)
        (again,) = desk.to_look_at_again()
        assert {one.fate for one in again.corrected(desk.page(2).items[again.place.index])} == before


@pytest.mark.parametrize("first", ["here", "there"])
def test_the_same_correction_made_on_two_copies_is_one_and_asks_nobody_twice(database: Path, first: str) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    if first == "there":
        revise(copy, article(*SECOND), 1)
    with closing(SqliteDesk(database, "ana")) as desk:
        item = desk.page(1).items[0]
        assert item.decision is not None
        desk.save([NewDecision(item.id, Answer.ACCEPT, Labels(topics=("weather",)), None, item.decision.id)])
    revise(database, article(*SECOND), 1)
    with closing(SqliteDesk(database, "ana")) as desk:
        for before in waiting(desk):
            if before.fate is Fate.ORPHANED:
                desk.acknowledge(before.key)
            else:
                desk.save([NewDecision(before.sentence_id, Answer.ACCEPT, Labels(topics=("sport",)))])
    if first == "here":
        revise(copy, article(*SECOND), 1)
    merge(database, [copy])
    for _ in range(2):
        with closing(SqliteDesk(database, "ana")) as desk:
            assert desk.to_look_at_again() == ()
        assert revise_known(database, article(*SECOND)) is None, "all of it was carried"
    assert [*problems(database)] == []


def test_what_waits_in_a_second_edition_on_a_copy_is_taken_over_by_a_third_that_is_there(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    decide(copy, "ben", 1, {0: labels_of(article(*FIRST), "the old bridge would stay closed", "said")})
    revise(copy, article(*SECOND), 1)
    third = article(*SECOND[:2], "The end.")
    revise(database, third, revise(database, article(*SECOND), 1).later)
    merge(database, [copy])
    assert revise_known(database, third) is not None
    with closing(SqliteDesk(database, "ben")) as desk:
        found = [(one.fate, one.sentence.of(one.text)) for one in waiting(desk)]
    assert sorted(found) == [(Fate.ORPHANED, FIRST[2]), (Fate.ORPHANED, FIRST[1]), (Fate.TOUCHED, FIRST[0])]
    assert [*problems(database)] == []


def test_a_copy_with_a_later_edition_is_joined_with_all_of_it(database: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    revise(copy, article(*SECOND), 1)
    with closing(SqliteDesk(copy, "ana")) as desk:
        desk.acknowledge(next(one.key for one in waiting(desk) if one.fate is Fate.ORPHANED))
    merge(database, [copy])
    held = (
        "SELECT uuid, clock, at, who, kind, undoes, body FROM events ORDER BY uuid",
        "SELECT events.uuid, editions.uuid, decisions.uuid, carries.kind, position, became, stood, looked FROM carries"
        " JOIN events ON events.id = carries.event JOIN editions ON editions.id = edition"
        " JOIN decisions ON decisions.id = decision JOIN sentences ON sentences.id = carries.sentence_id ORDER BY 3, 5",
        "SELECT document FROM removed",
    )
    with closing(open_database(database)) as ours, closing(open_database(copy)) as theirs:
        for query in held:
            assert ours.execute(query).fetchall() == theirs.execute(query).fetchall() != []
    assert exported(database) == exported(copy)
    assert [*problems(database)] == []


def test_what_was_removed_on_one_copy_and_corrected_on_another_is_exported_with_no_edition_of_it(
    database: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    revise(copy, article(*SECOND), 1)
    with opened(database) as connection, transaction(connection):
        append(connection, "lea", Remove(), document=1)
    corrected = {words for _, words, _ in exported(copy)}
    assert {words for _, words, _ in exported(copy, every=True)} > corrected
    merge(database, [copy])
    assert {words for _, words, _ in exported(database, every=True)} == corrected


def test_a_reviewers_decision_is_carried_with_the_versions_that_were(database: Path) -> None:
    decide(database, "ben", 1, {})
    with closing(open_database(database)) as connection, transaction(connection):
        history.enter_annotator(connection, "review:kim")
        for position in (2, 3):
            found = connection.execute(
                "SELECT sentences.id, decisions.uuid FROM sentences JOIN heads ON heads.sentence_id = sentences.id"
                " JOIN decisions ON decisions.id = decision WHERE document = 1 AND position = ? ORDER BY 2",
                (position,),
            ).fetchall()
            verdict = reviews.verdict_column(Verdict(CaseKind.DIFFERENCE, (1,)), [[uuid] for _, uuid in found])
            decided = [NewDecision(found[0][0], Answer.REJECT, Labels())]
            history.decide(connection, "review:kim", decided, [{"verdict": verdict}])
    revised = revise(database, article(*SECOND), 1)
    assert sum(revised.fates.values()) == 10
    with closing(open_database(database)) as connection:
        events = [event for event in reviews.standing_reviews(connection) if len(event.versions) == 2]
        assert [len(version) for event in events for version in event.versions] == [1] * 8
    assert [*problems(database)] == []


@pytest.mark.parametrize(("kind", "members"), [(CaseKind.DIFFERENCE, ("ana", "ben")), (CaseKind.AUDIT, ("ben",))])
def test_a_carried_verdict_is_looked_at_again_where_a_version_of_it_is_gone(
    database: Path, kind: CaseKind, members: tuple[str, ...]
) -> None:
    # What ana and the reviewer say of the third sentence is carried. What ben marks there goes on from a lost one.
    with closing(SqliteDesk(database, "ben")) as desk:
        _, second, third, _ = (item.sentence.span for item in desk.page(1).items)
    parts = [QuotePart((span,), QuoteType.INDIRECT, continues=span is third) for span in (second, third)]
    decide(database, "ben", 1, {1: Labels((parts[0],)), 2: Labels((parts[1],))})
    with closing(open_database(database)) as connection, transaction(connection):
        history.enter_annotator(connection, "review:kim")
        made = dict(connection.execute("SELECT annotator, uuid FROM decisions WHERE sentence_id = 3").fetchall())
        verdict = reviews.verdict_column(Verdict(kind, (1,)), [[made[name]] for name in members])
        history.decide(connection, "review:kim", [NewDecision(3, Answer.REJECT, Labels())], [{"verdict": verdict}])
    later = revise(database, article(*SECOND), 1).later
    with closing(open_database(database)) as connection:
        *_, event = reviews.standing_reviews(connection)
        assert [len(version) for version in event.versions] == [1] * ("ana" in members), "what is gone is left out"
        assert event.verdict.taken == (1,) * ("ana" in members)
    with closing(SqliteDesk(database, "ben")) as desk:
        item = desk.page(later).items[2]
        here = QuotePart((item.sentence.span,), QuoteType.DIRECT)
        desk.save([NewDecision(item.id, Answer.ACCEPT, Labels((here,)))])
    with opened(database, read_only=True) as connection:
        found = Survey(connection, Scope(share=0, early=True))
        assert item.id in [case.sentence_id for case in found.cases]
        assert found.done == 0
        texts, reviewed = reviews.texts(connection, {"bridge~2"}), [*reviews.reviewed(connection)]
        assert review_figures(reviewed, texts).audited == 0
        documents, records = (
            [{"id": "bridge~2", "text": texts["bridge~2"]}],
            [review_record(one, str) for one in reviewed],
        )
        assert plain.review_figures(documents, records)["audited"] == 0
    with closing(SqliteReviewDesk(database, "kim", Scope(share=0, early=True))) as review:
        assert item.id in review.cases()
        assert review.case(item.id) is not None
    assert [*problems(database)] == []


def test_of_a_carried_review_nothing_is_known_where_the_version_that_it_took_is_gone(database: Path) -> None:
    first = article(*FIRST)
    ways = ("Nobody comes here any more", "Nobody comes here", "Nobody")
    for name, words in zip(("ben", "cleo"), ways[1:], strict=True):
        decide(database, name, 1, {2: labels_of(first, words, "said Paul")})
    with closing(SqliteReviewDesk(database, "kim", Scope(share=0, early=True))) as review:
        review.save([NewDecision(3, Answer.ACCEPT, labels_of(first, ways[1], "said Paul"))])
    with opened(database, read_only=True) as connection:
        (before,) = reviews.reviewed(connection)
    assert not before.overturned, "it is as ben had it"
    decide(database, "ben", 1, {2: labels_of(first, ways[2], "said Paul")})
    revise(database, article(*SECOND), 1)
    with opened(database, read_only=True) as connection:
        figures = review_figures([*reviews.reviewed(connection)], reviews.texts(connection, {"bridge~2"}))
    assert figures.own.value is None, "it does not mark what nobody had"


def test_a_reviewer_looks_at_what_a_later_edition_changed_and_settles_it_anew(database: Path) -> None:
    with closing(SqliteReviewDesk(database, "kim", Scope(share=0, early=True))) as review:
        review.say_because(1, Because(Cause.GAP, "speech.1"))
        review.save([NewDecision(1, Answer.REJECT, Labels())])
        later = revise(database, article(*SECOND), 1).later
        (one,) = waiting(review)
        assert (one.fate, one.now.document) == (Fate.TOUCHED, later)
        review.save([NewDecision(one.sentence_id, Answer.REJECT, Labels())])
        assert waiting(review) == []
        assert review.verdict(one.sentence_id) is not None
    assert [*problems(database)] == []


def test_a_name_taken_back_says_nothing_again_in_an_earlier_edition(database: Path) -> None:
    words = labels_of(article(*FIRST), "Nobody comes here any more", "said Paul")
    with closing(SqliteDesk(database, "ana")) as desk:
        desk.rename_speaker("Paul", "P. Stein", 1)
    again = Labels(tuple(replace(part, speaker="P. Stein") for part in words.quotes))
    suggested = orjson.dumps(labels_to_json(words)).decode()
    with closing(open_database(database)) as connection:
        connection.execute("UPDATE suggestions SET labels = ? WHERE sentence_id = 3", (suggested,))
        (suggestion,) = connection.execute("SELECT id FROM suggestions WHERE sentence_id = 3").fetchone()
    with closing(SqliteDesk(database, "ana")) as desk:
        before = desk.page(1).items[2].decision
        assert before is not None
        desk.save([NewDecision(3, Answer.ACCEPT, again, suggestion, before.id)])  # confirmed as suggested
    second = article(*FIRST[:3], "A second bridge opens in May of next year.")
    later = revise(database, second, 1).later
    decide(database, "ana", later, {})
    with closing(open_database(database)) as connection, transaction(connection):
        take_back_rename(connection, ["ana"], "Paul", "P. Stein", "ana")
    revise_known(database, second)
    with closing(SqliteDesk(database, "ana")) as desk:
        decided = desk.page(later).items[2].decision
    assert decided is not None
    assert decided.answer is Answer.REJECT, "what was decided of the text of today stands"


def test_where_the_first_text_stands_again_no_name_is_in_it_that_was_taken_back_since(tmp_path: Path) -> None:
    path = tmp_path / "annotator.db"
    imported(path, suggesting(*FIRST))
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.rename_speaker("Paul", "P. Stein", 1)
        item = desk.page(1).items[0]
        assert item.suggestion is not None
        desk.save([NewDecision(item.id, Answer.ACCEPT, item.suggestion.labels.bare(), item.suggestion.id)])
    assert spoken(path, 1) == ["P. Stein"] * 2
    revise(path, article(*FIRST[1:]), 1)
    with closing(open_database(path)) as connection, transaction(connection):
        take_back_rename(connection, ["ana"], "Paul", "P. Stein", "ana")
    assert revise_known(path, article(*FIRST)) is not None
    assert spoken(path, 1) == ["Paul"] * 2
    assert [*problems(path)] == []


def test_what_a_reviewer_decides_again_keeps_the_cause_and_the_paragraph(database: Path) -> None:
    with closing(SqliteReviewDesk(database, "kim")) as review:
        review.say_because(1, Because(Cause.GAP, "speech.1"))
        (made,) = review.save([NewDecision(1, Answer.REJECT, Labels())])
    with closing(SqliteReviewDesk(database, "kim")) as review:
        review.save([NewDecision(1, Answer.REJECT, Labels(), replaces=made.id)])
        assert (verdict := review.verdict(1)) is not None
        assert verdict.because == (Cause.GAP, "speech.1")


def test_a_change_in_several_articles_is_undone_in_the_others_where_that_in_hand_was_corrected_since(
    database: Path,
) -> None:
    pier = article("It rained all day.", "The wind came.", "The pier would close, said Paul Stein.", key="pier")
    imported(database, pier)
    decide(database, "ana", 2, {2: labels_of(pier, "The pier would close", "said Paul")})
    with closing(SqliteDesk(database, "ana")) as desk:
        bench = Workbench(desk)
        bench.go(Place(1, 2))
        bench.set_filter(Filter((Mark.ACCEPTED,)))
        (found,) = filter(None, [bench.filtered()])
        bench.change_topics(found, TopicChange("politics", "sport"))
        revise(database, article(*SECOND), 1)
        bench.undo()
        assert bench.place == Place(2, 2)
        assert bench.state.labels.quotes[0].content[0].within(bench.state.item.sentence.span)
        assert (bench.state.labels.topics, bench.state.unconfirmed) == (("politics",), False)
        bench.leave()
    with closing(open_database(database)) as connection:
        of_pier = "SELECT 1 FROM drafts JOIN sentences AS s ON s.id = sentence_id WHERE s.document = 2"
        assert connection.execute(of_pier).fetchall() == []
    assert [*problems(database)] == []


def test_slots_go_over_with_who_has_them_and_who_has_something_to_look_at_holds_it_again(database: Path) -> None:

    with closing(open_database(database)) as connection, transaction(connection):
        append(connection, "kim", Places({"1": None, "2": None}, 0, False), document=1)
        append(connection, "ana", Take(2), document=1)
        assert connection.execute("SELECT state FROM leases").fetchall() == [("finished",)]
    revise(database, article(*SECOND), 1)
    with closing(open_database(database)) as connection:
        assert connection.execute("SELECT slot FROM slots WHERE document = 2").fetchall() == [(1,), (2,)]
        assert holders(connection, 2)[0][1:] == ("ana", False)
    assert [*problems(database)] == []


def test_places_go_over_as_they_were_given_and_since_when_they_are_held(database: Path) -> None:
    taken = {"bo": "2026-03-03T09:00:00.000Z", "ana": "2026-03-02T09:00:00.000Z"}
    with closing(open_database(database)) as connection, transaction(connection):
        append(connection, "kim", Places({"1": "bo", "2": None, "3": "cy"}, 4, True), document=1)
        history.enter_annotator(connection, "bo")
        for slot, (who, at) in enumerate(taken.items(), start=1):
            append(connection, who, Take(slot), document=1, at=at)
    revise(database, article(*FIRST[1:], FIRST[0]), 1)  # all of it moved
    with closing(open_database(database)) as connection:
        of_later = "SELECT slot, reserved_for, rank, named FROM slots WHERE document = 2"
        assert connection.execute(of_later).fetchall() == [(1, "bo", 4, 1), (2, None, 4, 1), (3, "cy", 4, 1)]
        of_both = "SELECT slot, annotator, taken_at, state FROM leases WHERE document = ? ORDER BY slot"
        held = [(1, "bo", taken["bo"], "held"), (2, "ana", taken["ana"], "finished")]
        assert connection.execute(of_both, (2,)).fetchall() == connection.execute(of_both, (1,)).fetchall() == held
    revise(database, article(*SECOND), 2)
    with closing(open_database(database)) as connection:
        (bo, ana) = connection.execute(of_both, (3,)).fetchall()
    assert bo == held[0]
    assert (ana[0], ana[3]) == (2, "held"), "there is something to look at"
    assert ana[2] > taken["ana"], "from now on"
    assert [*problems(database)] == []


def test_what_was_given_back_of_the_later_edition_stays_so_where_the_first_text_stands_again(database: Path) -> None:
    with closing(open_database(database)) as connection, transaction(connection):
        append(connection, "kim", Places({"1": None, "2": None}, 0, False), document=1)
        for slot, name in enumerate(("ana", "bo"), 1):
            history.enter_annotator(connection, name)
            append(connection, name, Take(slot), document=1)
    later = revise(database, article(*SECOND), 1).later
    with closing(open_database(database)) as connection, transaction(connection):
        (ana,) = connection.execute(
            "SELECT uuid FROM leases JOIN events USING (id) WHERE leases.document = ? AND annotator = 'ana'",
            (later,),
        ).fetchone()
        append(connection, "ana", Undo(fold.GIVEN_BACK, ""), undoes=ana)
    assert revise_known(database, article(*FIRST)) is not None
    with closing(open_database(database)) as connection:
        assert [name for _, name, _ in holders(connection, 1)] == ["bo"]
    assert [*problems(database)] == []


def test_what_was_given_back_is_not_theirs_in_the_later_edition_and_waits_for_nobody(database: Path) -> None:
    with closing(open_database(database)) as connection, transaction(connection):
        append(connection, "kim", Places({"1": None}, 0, False), document=1)
        for _ in range(2):
            taken = append(connection, "ana", Take(1), document=1)
            append(connection, "ana", Undo(fold.GIVEN_BACK, ""), undoes=taken.uuid)
    revise(database, article(*SECOND), 1)
    with closing(open_database(database)) as connection, transaction(connection):
        assert [*connection.execute("SELECT count(*), state, why FROM leases WHERE document = 2")] == [
            (1, "released", fold.GIVEN_BACK)
        ]
        adopt(connection, "2026-03-04T09:00:00.000Z")
        assert holders(connection, 2) == []
        assert sum(waits for _, waits in changed_decisions(connection, "ana")) == 2
        assert to_look_at_again(connection, "ana") == ()
        append(connection, "ana", Take(1), document=2)
        assert to_look_at_again(connection, "ana"), "it is theirs again"
    assert [*problems(database)] == []


@pytest.mark.parametrize("key", ["bridge", "1"])
def test_the_earlier_edition_is_found_by_name_or_named(database: Path, key: str) -> None:
    with closing(Importer(database)) as importer:
        importer.open()
        assert importer.ask(predecessor, article("Another.", key="else").document, key) == 1
        assert importer.ask(predecessor, article("Another.").document, None) == 1
        assert importer.ask(predecessor, article("Another.", key="else").document, None) is None


def test_an_article_from_a_file_is_found_by_its_id_here_too(tmp_path: Path) -> None:
    database = tmp_path / "files.db"

    def from_file(text: str, name: str = "bridge") -> Suggested:
        suggested = article(text)
        key = f"{name}-{text_hash(suggested.document.text)[:8]}"
        return suggested._replace(document=replace(suggested.document, id=key))

    def earlier(importer: Importer, suggested: Suggested) -> int | None:
        return importer.ask(predecessor, suggested.document, None)

    first = from_file("A text.")
    with closing(Importer(database)) as importer:
        importer.add(first, RUN)
        importer.add(from_file("Something else.", name="bridge-2"), RUN)
        record = article("Another.", key=first.document.id)
        assert earlier(importer, record) == 1
        assert importer.add_edition(record, RUN, 1, "lea").later == 3
        assert earlier(importer, from_file("One more.")) == 3, "the name of its file is that of the first text"
        assert earlier(importer, article("One more.", key=f"{first.document.id}~2")) == 3
        assert earlier(importer, article("One more.", key=f"{first.document.id}~2~5")) == 3
        assert earlier(importer, from_file("Else.", name="bridge-3")) is None
        importer.add(article("In its place.", key="else"), RUN)
        taken = importer.replace_with_known(article("In its place.", key="else").document, "3", "lea")
        assert taken is not None
        assert earlier(importer, record._replace(document=replace(record.document, text="Last."))) == 4
        importer.add(article("Of that name, too.", key=first.document.id), RUN)
        with pytest.raises(InputRefused, match="articles 4, 5 have that name"):
            earlier(importer, record._replace(document=replace(record.document, text="Last.")))


def test_a_number_that_is_the_id_of_an_article_names_that_one(database: Path) -> None:
    with closing(Importer(database)) as importer:
        importer.add(article("Something else.", key="1"), RUN)
        assert importer.ask(predecessor, article("Another.", key="else").document, "1") == 2


def test_where_several_have_the_name_it_is_not_guessed(database: Path) -> None:
    with closing(Importer(database)) as importer:
        importer.add(article("Something else."), RUN)
        with pytest.raises(InputRefused, match="articles 1, 2 have that name"):
            importer.ask(predecessor, article("Another.").document, None)


def test_an_earlier_edition_is_not_taken_for_the_latest(database: Path, revised: TakenOver) -> None:
    with closing(Importer(database)) as importer:
        importer.open()
        assert importer.ask(predecessor, article("Another.").document, None) == 2
        with pytest.raises(InputRefused, match="later version, article 2"):
            importer.ask(predecessor, article("Another.").document, "1")


def test_an_article_that_is_there_takes_the_place_of_the_one_that_is_named(database: Path) -> None:
    other = article(*SECOND, key="elsewhere")
    with closing(Importer(database)) as importer:
        importer.open()
        importer.add(other, RUN)
    for of, why in (("nowhere", "no article 'nowhere'"), ("99", "no article '99'")):
        with pytest.raises(InputRefused, match=why):
            revise_known(database, other, of)
    with opened(database, read_only=True) as connection:
        number = predecessor(connection, other.document, "elsewhere")
        assert number is not None
        assert predecessor(connection, other.document, str(number)) == number
        assert predecessor(connection, other.document, "bridge") == 1
    assert revise_known(database, other, "elsewhere") is None, "it is that one itself"
    taken = revise_known(database, other, "bridge")
    assert taken is not None
    assert (taken.earlier, taken.later) == (1, number)
    with opened(database, read_only=True) as connection:
        assert later_edition(connection, 1) == number
        with pytest.raises(InputRefused, match=f"article 1 has a later version, article {number}"):
            predecessor(connection, other.document, "1")
    assert [*problems(database)] == []


def test_what_came_of_the_earlier_text_is_carried_by_the_name_that_was_given_since(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(open_database(database)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    stay, nobody = article(*FIRST), "Nobody comes here any more"
    bridge = labels_of(stay, "the old bridge would stay closed", "said")
    decide(copy, "ana", 1, {0: bridge, 2: labels_of(stay, nobody, "said Paul")})
    with closing(SqliteDesk(copy, "ana")) as desk:
        desk.keep_drafts([(4, labels_of(stay, "The council meets", "meets on"), None)])
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.rename_speaker("Paul", "P. Stein", desk.page(later).items[0].id)
    merge(database, [copy])
    assert revise_known(database, article(*SECOND)) is not None
    assert spoken(database, later) == ["P. Stein"] * 3
    assert [*problems(database)] == []


def test_where_the_first_text_stands_again_its_decisions_have_the_name_that_was_given_since(database: Path) -> None:
    later = revise(database, article(*SECOND), 1).later
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.rename_speaker("Paul", "P. Stein", desk.page(later).items[0].id)
    assert revise_known(database, article(*FIRST)) is not None
    assert spoken(database, 1) == ["P. Stein", "P. Stein"]
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.unconfirmed() == ()
    assert [*problems(database)] == []


def spoken(database: Path, document: int) -> list[str | None]:
    """Who speaks the quotes that are shown of a document to ana."""
    with closing(SqliteDesk(database, "ana")) as desk:
        items = desk.page(document).items
    return [quote.speaker for item in items for quote in shown_labels(item).quotes]


def test_where_the_first_text_stands_again_the_edit_that_was_left_last_stands(database: Path) -> None:
    for number, topic in ((1, "weather"), (2, "sport")):
        with closing(SqliteDesk(database, "ana")) as desk:
            (item,) = (item for item in desk.page(number).items if item.sentence.end - item.sentence.start == 37)
            desk.keep_drafts([(item.id, Labels(topics=(topic,)), None)])
        if number == 1:
            revise(database, article(*SECOND), 1)
    assert revise_known(database, article(*FIRST)) is not None
    with closing(SqliteDesk(database, "ana")) as desk:
        assert desk.page(1).items[3].draft == Labels(topics=("sport",))


RIVER = ("The mayor said the old bridge would stay closed.", "Shops along the river lost money, said Paul Stein.")
ASK = NoteAndFlag("ask Paul", True)


@pytest.mark.parametrize("first", ["skipped", "rejected", "edited", "noted", "labelled"])
@pytest.mark.parametrize("second", ["decided", "edited", "edited again"])
def test_of_sentences_that_became_one_all_that_was_said_or_left_is_left_there(
    tmp_path: Path, first: str, second: str
) -> None:
    path, before = tmp_path / "annotator.db", article(*RIVER, FIRST[3])
    imported(path, before)
    quoted = labels_of(before, "Shops along the river lost money", "said Paul")
    weather = Labels(topics=("weather",))
    answers = {"skipped": Answer.SKIP, "rejected": Answer.REJECT, "noted": Answer.ACCEPT, "labelled": Answer.ACCEPT}
    with closing(SqliteDesk(path, "ana")) as desk:
        one, other = (item.id for item in desk.page(1).items[:2])
        if first == "edited":
            desk.keep_drafts([(one, weather, None)])
        else:
            said = weather if first == "labelled" else Labels()
            note = "see 3" if first == "noted" else None
            desk.save([NewDecision(one, answers[first], said, None, None, note=note)])
        if second != "edited":
            said = quoted if second == "decided" else Labels(topics=("sport",))
            note, flagged = ASK if second == "decided" else (None, False)
            desk.save([NewDecision(other, Answer.ACCEPT, said, None, None, note=note, flagged=flagged)])
        if second != "decided":
            desk.keep_drafts([(other, quoted, ASK)])
    joined = article(f"{RIVER[0][:-1]}, and {RIVER[1]}", FIRST[3])
    later = revise(path, joined, 1).later
    with closing(SqliteDesk(path, "ana")) as desk:
        item = desk.page(later).items[0]
        assert item.draft is not None
        (quote,) = item.draft.quotes
        assert [span.of(joined.document.text) for span in quote.everywhere()] == [
            "Shops along the river lost money",
            "said Paul",
        ]
        assert item.draft.topics == (("weather",) if first in ("edited", "labelled") else ()) + ("politics",)
        assert item.note_and_flag == (NoteAndFlag("see 3; ask Paul", True) if first == "noted" else ASK)
        desk.save([NewDecision(item.id, Answer.ACCEPT, item.draft, None, None)])
    assert revise_known(path, joined) is None
    with closing(SqliteDesk(path, "ana")) as desk:
        assert not desk.page(later).items[0].touched, "what was settled does not come back"
    assert [*problems(path)] == []


def test_an_edit_of_a_sentence_that_became_two_is_left_in_both(tmp_path: Path) -> None:
    path, before = tmp_path / "annotator.db", article("Paul said it rains, it snows and it hails.")
    imported(path, before)
    with closing(SqliteDesk(path, "ana")) as desk:
        desk.keep_drafts([(1, labels_of(before, "it rains, it snows and it hails", "said"), None)])
    parted = article("Paul said it rains.", "It snows, it snows and it hails.")
    later = revise(path, parted, 1).later
    with closing(SqliteDesk(path, "ana")) as desk:
        drafts = [item.draft for item in desk.page(later).items]
    assert [bool(draft and draft.quotes) for draft in drafts] == [True, True]
    assert [*problems(path)] == []

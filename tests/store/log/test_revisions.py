"""Changes of the label scheme: what they affect, what is read under which keys, and how it stood before."""

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.decided import Selection
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Document, Labels, QuotePart, QuoteReading, QuoteType, Sentence, Span, Suggested
from annotator.core.session.desk import Filter
from annotator.core.session.state import was_edited
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened
from annotator.store.integrity import problems
from annotator.store.log.revisions import lineage
from annotator.store.read.reader import Reader, moment_at_end
from annotator.store.schemes import Guidelines, NewScheme, change_scheme, changes, counted_now, planned
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer
from tests.memory_desk import every_match
from tests.store.conftest import RUN, accepted, item_of, reading
from tests.store.revising import (
    change,
    exported,
    new_database,
    renamed_database,
    scheme_of,
    stale_from_scratch,
    stale_in,
)

GAMES = scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather")
"""In which `sport` is renamed."""
SPLIT = ('key = "markets"\nwas = "economy"', 'key = "trade"\nwas = "economy"')
IN_TWO = scheme_of(*SPLIT, "business", "sport", "labour", "weather")
"""In which `economy` is split."""


def affected_by(path: Path) -> dict[str, int]:
    with reading(path) as connection:
        return {str(one.change): len(one.affected) for one in changes(connection) if one.affected}


def stored_labels(path: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT labels, revision FROM decisions ORDER BY id").fetchall()


def test_what_is_stale_is_what_it_is_from_scratch_and_old_exports_come_back_byte_for_byte(tmp_path: Path) -> None:
    path = new_database(tmp_path, 400)
    first, stored = exported(path, tmp_path / "first.jsonl"), stored_labels(path)
    change(path, GAMES)
    second = exported(path, tmp_path / "second.jsonl")
    assert second == first.replace(b'"sport"', b'"games"')
    change(path, scheme_of("economy", 'key = "business"\nwas = "labour"', "games", "weather"))
    third = exported(path, tmp_path / "third.jsonl")
    assert b'"labour"' not in third
    assert stale_in(path) == [], "a renaming and a merge ask for nothing"
    change(path, scheme_of(*SPLIT, "business", "games", 'key = "weather"\nretired = true'))
    assert exported(path, tmp_path / "fourth.jsonl") == third, "under the old keys until somebody looks"

    assert stale_in(path) == stale_from_scratch(path, {"economy": 5, "weather": 5}) != []
    counted = affected_by(path)
    texts = [column for column, _ in stored]
    assert counted["topic sport renamed to games"] == sum('"sport"' in text for text in texts)
    assert counted["topics business + labour merged into business"] == sum(
        '"business"' in text or '"labour"' in text for text in texts
    )
    assert stored_labels(path) == stored, "nothing that is stored changes"
    for number, before in (("2", first), ("3", second), ("4", third)):
        assert exported(path, tmp_path / "again.jsonl", number) == before


def test_a_decision_made_since_answers_it_and_an_undo_asks_again(tmp_path: Path) -> None:
    path = new_database(tmp_path, 40)
    before = exported(path, tmp_path / "before.jsonl")
    change(path, IN_TWO)
    sentence, name = stale_in(path)[0]
    with SqliteDesk(path, name) as desk:
        place = desk.place(sentence)
        decision = desk.page(place.document).items[place.index].decision
        assert decision is not None
        desk.save([accepted(sentence, decision.labels, replaces=decision.id)])
        assert (sentence, name) not in stale_in(path)
        assert stale_in(path) == stale_from_scratch(path, {"economy": 3})
        desk.undo()
        assert (sentence, name) in stale_in(path)
        desk.redo()
        assert (sentence, name) not in stale_in(path)
    assert exported(path, tmp_path / "again.jsonl", "2") == before


def test_who_works_on_meanwhile_decides_under_the_scheme_on_the_screen(tmp_path: Path) -> None:
    path = new_database(tmp_path, 3)
    with SqliteDesk(path, "cy") as desk:
        change(path, IN_TWO)
        desk.save([accepted(1, Labels(topics=("economy",)))])
        news = desk.news()
        assert news is not None
        assert ("changed: leave (⟪quit⟫)" in news.text, news.bad) == (True, True)
        desk.save([accepted(2, Labels(topics=("economy",)))])
        assert desk.news() is None, "told once"
    assert (1, "cy") in stale_in(path)


def test_screens_filters_and_searches_read_the_keys_of_today(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    with SqliteDesk(path, "ana") as desk:
        before = every_match(desk, Filter(topic="sport"))
    change(path, GAMES)
    with SqliteDesk(path, "ana") as desk:
        assert every_match(desk, Filter(topic="games")) == before != ()
        assert every_match(desk, Filter(topic="sport")) == ()
        shown = [item.decision.labels.topics for item in desk.page(1).items if item.decision]
    assert any("games" in topics for topics in shown)
    assert not any("sport" in topics for topics in shown)
    with Reader(path) as reader:
        assert "games" in reader.topics(Selection())
    with Reader(path, "2") as reader:
        assert "sport" in reader.topics(Selection())


def test_a_desk_that_goes_by_the_newest_revision_reads_its_keys(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    with SqliteDesk(path, "ana") as desk:
        change(path, GAMES)
        desk.go_by_newest_revision()
        page = repr(desk.page(1))
    assert "games" in page
    assert "sport" not in page


def test_nothing_that_a_desk_gives_has_a_key_of_former_days(tmp_path: Path) -> None:
    path = renamed_database(tmp_path)
    with SqliteDesk(path, "ana") as desk:
        pages = [desk.page(1), desk.page(2)]
        assert pages[1].items[9].draft == Labels(topics=("games",))
        assert any(item.suggestion and item.suggestion.topics for item in pages[1].items)
        taken_back, done_again = desk.undo(), desk.redo()
        assert taken_back is not None
        assert "games" in repr(taken_back)
        assert "sport" not in repr((pages, taken_back, done_again))
    with SqliteReviewDesk(path, "lea") as desk:
        shown = [(desk.case(key), desk.verdict(key)) for key in (1, 3, 12)]
        assert "games" in repr(shown)
        assert "sport" not in repr(shown)


def test_what_is_left_unconfirmed_is_kept_and_comes_back_where_labels_have_other_keys(tmp_path: Path) -> None:
    path = new_database(tmp_path, 3)
    change(path, GAMES)
    with SqliteDesk(path, "cy") as desk:
        desk.keep_drafts([(1, Labels(topics=("sport",)), None)])
        assert item_of(desk).draft == Labels(topics=("games",))
        desk.save([accepted(1, Labels(topics=("games",)))])
        assert item_of(desk).draft is None
        desk.undo()
        assert item_of(desk).draft == Labels(topics=("games",))
    assert [*problems(path)] == []


def test_a_step_is_done_again_over_edits_that_say_the_same_under_the_keys_of_today(tmp_path: Path) -> None:
    path = new_database(tmp_path, 3)
    with SqliteDesk(path, "cy") as desk:
        desk.save([accepted(1, Labels(topics=("sport",)))])
    change(path, GAMES)
    with SqliteDesk(path, "cy") as desk:
        taken_back = desk.undo()
        assert taken_back is not None
        desk.keep_drafts([(1, taken_back.labels, None)])
        assert desk.redo() is not None
        assert item_of(desk).decided


def test_values_of_attributes_are_stale_as_topics_are(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    values = '{value = "pro", was = "for"}, "against", {value = "torn", retired = true}'
    change(path, scheme_of("economy", "business", "sport", "labour", "weather", values=values))
    texts = [text for text, _ in stored_labels(path)]
    assert affected_by(path) == {
        "value of stance for renamed to pro": sum('"stance":"for"' in text for text in texts),
        "value of stance torn retired": sum('"stance":"torn"' in text for text in texts),
    }
    with opened(path) as connection:
        held = {
            value
            for column in connection.each_value("SELECT todays(labels) FROM decisions")
            for quote in orjson.loads(column)["quotes"]
            for value in quote.get("attributes", {}).values()
        }
    assert held == {"pro", "against", "torn"}


def test_values_of_merged_attributes_are_held_as_what_they_became(tmp_path: Path) -> None:
    def scheme(*attributes: str) -> str:
        return "\n".join(['[[topic]]\nkey = "sport"', *(f"[[attribute]]\n{one}" for one in attributes)])

    view = 'name = "view"\nvalues = ["for", "calm"]'
    path = tmp_path / "annotator.db"
    with Importer(path, NewScheme(scheme('name = "stance"\nvalues = ["for", "torn"]', view))) as importer:
        cut = tuple(Sentence(at, 13 * at, 13 * at + 12) for at in range(3))
        importer.add(Suggested(Document("d", "He said yes. " * 3), cut, (), ((),) * 3), RUN)
        for place, said in zip(cut, (("stance", "for"), ("view", "for"), ("view", "calm")), strict=True):
            part = QuotePart((Span(place.start + 8, place.start + 11),), QuoteType.INDIRECT, attributes=(said,))
            importer.decide("ana", [(accepted(place.index + 1, Labels((part,))), None)])
    change(path, scheme('name = "stance"\nvalues = [{value = "backs", was = "for"}, "torn"]', view))
    change(
        path,
        scheme('name = "stance"\nvalues = ["backs", "torn"]', view.replace('"for"', '{value = "likes", was = "for"}')),
    )
    merged = 'name = "stance"\nwas = "view"\nvalues = ["backs", "torn", "likes"{}]'
    with pytest.raises(InputRefused, match="no value calm any more"):
        change(path, scheme(merged.format("")))
    change(path, scheme(merged.format(', "calm"')))
    retired = merged.replace('"likes"', '{{value = "likes", retired = true}}')
    change(path, scheme(retired.format(', "calm"')))
    assert stale_in(path) == [(2, "ana")], "of those that had the same key once, the one that became it"
    with opened(path) as connection:
        read = [orjson.loads(one) for one in connection.each_value("SELECT todays(labels) FROM decisions ORDER BY id")]
    assert [one["quotes"][0]["attributes"]["stance"] for one in read] == ["backs", "likes", "calm"]


def test_a_decision_made_elsewhere_with_what_was_retired_meanwhile_is_to_be_looked_at(tmp_path: Path) -> None:
    def scheme(*topics: str, rest: str) -> str:
        return "\n".join([*(f"[[topic]]\n{one}" for one in ('key = "sport"', *topics)), f"[[attribute]]\n{rest}"])

    path, tone = tmp_path / "annotator.db", '[[attribute]]\nname = "tone"\nvalues = ["calm"]'
    stance = f'name = "stance"\nvalues = ["for", "torn"]\n{tone}'
    with Importer(path, NewScheme(scheme('key = "games"', 'key = "play"', rest=stance))) as importer:
        cut = tuple(Sentence(at, 13 * at, 13 * at + 12) for at in range(7))
        importer.add(Suggested(Document("d", "He said yes. " * 7), cut, (), ((),) * 7), RUN)
    change(path, scheme('key = "games"\nwas = "play"', rest=stance))
    stance = stance.replace('"torn"', '{value = "torn", retired = true}')
    change(path, scheme('key = "games"\nretired = true', rest=f"{stance}\nretired = true"))
    stance = stance.replace('"stance"', '"view"\nwas = "stance"')
    change(path, scheme('key = "games"\nretired = true', rest=f"{stance}\nretired = true"))
    saying = (("stance", "for"), ("stance", "torn"), ("tone", "calm"), None, None, None, ("view", "torn"))
    topics = ((), (), (), ("sport",), ("games",), ("play",), ())
    with Importer(path) as importer:
        for place, said, keys in zip(cut, saying, topics, strict=True):
            words = (Span(place.start + 8, place.start + 11),)
            quotes = (QuotePart(words, QuoteType.INDIRECT, attributes=(said,)),) if said else ()
            importer.decide("ana", [(accepted(place.index + 1, Labels(quotes, keys)), None)])
    assert stale_in(path) == [(2, "ana"), (3, "ana"), (5, "ana"), (6, "ana"), (7, "ana")]


def test_what_was_made_elsewhere_under_a_key_of_before_is_taken_once(tmp_path: Path) -> None:
    from tests.store.conftest import suggested

    path = tmp_path / "annotator.db"
    with Importer(path, NewScheme(scheme_of("politics", "sport"))) as importer:
        importer.add(suggested(), RUN)
    change(path, scheme_of('key = "state"\nwas = "politics"', "sport"))
    with Importer(path) as importer:
        elsewhere = (accepted(1, Labels((), ("politics",))), None)
        assert [importer.decide("ana", [elsewhere]) for _ in range(2)] == [1, 0]


def test_an_import_adopts_no_scheme_that_would_lose_labels(tmp_path: Path) -> None:
    path = new_database(tmp_path, 40)
    with opened(path) as connection:
        before = len(lineage(connection))
        for toml, said in (
            (scheme_of("economy", "business", "sport", "labour"), "leaves out topic weather"),
            (IN_TWO, "split into"),
        ):
            with pytest.raises(InputRefused, match=said):
                change_scheme(connection, NewScheme(toml))
        assert len(lineage(connection)) == before
        change_scheme(connection, NewScheme(scheme_of(*_ALL, "more")))
        assert len(lineage(connection)) == before + 1
        change_scheme(connection, NewScheme(scheme_of(*_ALL)))
        assert [str(one) for one in lineage(connection)[-1].changes] == ["topic more retired"], "nobody used it"


def test_the_first_scheme_of_a_database_begins_afresh(tmp_path: Path) -> None:
    with opened(new_database(tmp_path, 3)) as connection:
        first = lineage(connection)[-1]
    assert (first.number, [label.key for label in first.labels.topics], first.changes) == (2, [*_ALL], ())


_ALL = ("economy", "business", "sport", "labour", "weather")


def test_a_text_of_guidelines_asks_for_what_it_is_said_to_bear_on(tmp_path: Path) -> None:
    path = new_database(tmp_path, 60)
    texts = [text for text, _ in stored_labels(path)]
    for bears_on, found in (
        ((), 0),
        (("everything",), len(texts)),
        (("quotes",), sum('"quotes":[{' in text for text in texts)),
        (("mixed",), 0),
        (("sport",), sum('"sport"' in text for text in texts)),
        (("games",), sum('"sport"' in text for text in texts)),
        (("nothing of ours",), 0),
    ):
        if bears_on == ("games",):
            change(path, GAMES)
        text = Guidelines("# Type\n\nOne.\n", f"# Type\n\nTwo {bears_on}.\n", bears_on)
        with opened(path) as connection:
            labels = lineage(connection)[-1].labels
            change_scheme(connection, None, text, who="lea", reason="so it is")
            assert len(changes(connection)[-1].affected) == found
            assert lineage(connection)[-1].labels == labels


def test_a_new_topic_is_suggested_and_an_old_one_is_not_confirmed_by_the_way(tmp_path: Path) -> None:
    from annotator.store.work.importer import Importer
    from tests.store.conftest import RUN, suggested

    path = tmp_path / "annotator.db"
    with Importer(path, NewScheme(scheme_of("politics", "sport"))) as importer:
        importer.add(suggested(), RUN)
    change(path, scheme_of('key = "state"\nwas = "politics"', "sport"))
    with SqliteDesk(path, "ana") as desk:
        assert item_of(desk).suggestion.labels.topics == ("state",)  # type: ignore[union-attr]
    change(path, scheme_of('key = "state"\nretired = true', "sport"))
    with SqliteDesk(path, "ana") as desk:
        suggestion = item_of(desk).suggestion
        assert suggestion is not None
        assert (suggestion.labels.topics, suggestion.topics) == ((), ())
        assert len(suggestion.labels.quotes) == 1


def test_a_value_that_was_retired_is_not_confirmed_by_the_way_and_leaving_it_out_is_no_edit(tmp_path: Path) -> None:
    from tests.store.conftest import suggested

    path, article = tmp_path / "annotator.db", suggested()
    quotes = tuple(replace(quote, attributes=(("stance", "for"),)) for quote in article.quotes)
    shorter = QuoteReading((0,), (replace(quotes[0], content=(Span(8, 10),)),), 0.3)
    with Importer(path, NewScheme(scheme_of("politics"))) as importer:
        importer.add(article._replace(quotes=quotes, readings=(shorter,)), RUN)
    change(path, scheme_of("politics", values='"against", "torn"'))
    with SqliteDesk(path, "ana") as desk:
        suggestion = item_of(desk).suggestion
        assert suggestion is not None
        assert suggestion.labels.quotes[0].attributes == ()
        assert [part.attributes for reading in suggestion.readings for part in reading.parts] == [()]
        desk.save([NewDecision(1, Answer.ACCEPT, suggestion.labels.bare(), suggestion.id)])
    with Reader(path) as reader:
        assert [was_edited(row) for row in reader.decided()] == [False]


def test_who_keeps_a_value_that_was_retired_edits_nothing_though_it_has_another_key(tmp_path: Path) -> None:
    from tests.store.conftest import suggested

    path, article = tmp_path / "annotator.db", suggested()
    quotes = tuple(replace(quote, attributes=(("stance", "for"),)) for quote in article.quotes)
    with Importer(path, NewScheme(scheme_of("politics"))) as importer:
        importer.add(article._replace(quotes=quotes), RUN)
    with SqliteDesk(path, "ana") as desk:
        desk.save([NewDecision(1, Answer.ACCEPT, item_of(desk).suggested.bare(), 1)])
    change(path, scheme_of("politics", values='"against", {value = "pro", was = "for"}'))
    change(path, scheme_of("politics", values='"against", {value = "pro", retired = true}'))
    with SqliteDesk(path, "ana") as desk:
        decision = item_of(desk).decision
        assert decision is not None
        assert decision.labels.quotes[0].attributes == (("stance", "pro"),)
        desk.save([NewDecision(1, Answer.ACCEPT, decision.labels, 1, replaces=decision.id)])
    with Reader(path) as reader:
        assert [was_edited(row) for row in reader.decided()] == [False]


@pytest.mark.parametrize(
    ("wanted", "moment"),
    [
        ("2026-03-31", "2026-03-31T23:59:59.999000+00:00"),
        ("2026-03-31T12:00", "2026-03-31T12:00:00+00:00"),
        ("2026-03-31T12:00+02:00", "2026-03-31T10:00:00+00:00"),
    ],
)
def test_a_day_counts_to_its_end(wanted: str, moment: str) -> None:
    assert moment_at_end(wanted).isoformat() == moment


def test_what_is_no_moment_is_refused(tmp_path: Path) -> None:
    path = new_database(tmp_path, 3)
    for wanted, error in (
        ("9", InputRefused),
        ("0", InputRefused),
        ("9999", InputRefused),
        ("12345", UsageError),
        ("soon", UsageError),
        ("²", UsageError),
        ("0001-01-01T00:00:00+14:00", UsageError),
    ):
        with pytest.raises(error):
            Reader(path, wanted)
    with Reader(path, "2020-01-01") as reader:
        assert list(reader.decided()) == []


_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("decide"), st.integers(0, 5), st.lists(st.integers(0, 9), max_size=3, unique=True)),
        st.tuples(st.sampled_from(["undo", "redo"]), st.just(0), st.just([])),
        st.tuples(st.sampled_from(["rename", "merge", "split", "retire"]), st.integers(0, 9), st.just([])),
    ),
    max_size=12,
)


@pytest.mark.long
@settings(max_examples=12)
@given(_STEPS)
def test_through_any_changes_labels_keep_their_ids_and_exports_come_back(
    steps: list[tuple[str, int, list[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _through(Path(folder), steps)


def _through(folder: Path, steps: list[tuple[str, int, list[int]]]) -> None:
    from annotator.store.work.importer import Importer
    from tests.store.conftest import RUN, suggested

    path = folder / "annotator.db"
    with Importer(path, NewScheme(scheme_of(*_ALL))) as importer:
        importer.add(suggested(), RUN)
    topics: list[str] = list(_ALL)  # what is offered
    asking: dict[str, int] = {}  # every key that a label had which was split or retired, with the revision of that
    keys: dict[str, set[str]] = {topic: {topic} for topic in topics}  # all keys that are read as a topic of today
    ids: dict[str, str] = {}
    exports: dict[str, list[object]] = {}
    revision, fresh = 2, 0
    for kind, number, chosen in steps:
        with SqliteDesk(path, "ana") as desk:
            if kind == "decide":
                items = desk.page(1).items
                item = items[number % len(items)]
                wanted = tuple(dict.fromkeys(topics[at % len(topics)] for at in chosen))
                replaces = item.decision.id if item.decision else None
                desk.save([accepted(item.id, Labels(topics=wanted), replaces=replaces)])
                continue
            if kind in ("undo", "redo"):
                getattr(desk, kind)()
                continue
        at = number % len(topics)
        one, fresh = topics[at], fresh + 1
        if len(topics) < 2:
            continue
        with Reader(path) as reader:
            exports[str(revision)] = [*reader.decided()]
        made = [*topics]
        if kind == "rename":
            made[at] = f'key = "k{fresh}"\nwas = "{one}"'
            after = [*topics[:at], f"k{fresh}", *topics[at + 1 :]]
            keys[f"k{fresh}"] = keys.pop(one) | {f"k{fresh}"}
        elif kind == "merge":
            other = topics[(at + 1) % len(topics)]
            made = [f'key = "{one}"\nwas = "{other}"' if topic == one else topic for topic in topics if topic != other]
            after = [topic for topic in topics if topic != other]
            keys[one] |= keys.pop(other)
        elif kind == "split":
            made[at : at + 1] = [f'key = "k{fresh}{part}"\nwas = "{one}"' for part in "ab"]
            after = [*topics[:at], f"k{fresh}a", f"k{fresh}b", *topics[at + 1 :]]
            asking |= dict.fromkeys(keys.pop(one), revision + 1)
            keys |= {f"k{fresh}{part}": {f"k{fresh}{part}"} for part in "ab"}
        else:
            made[at] = f'key = "{one}"\nretired = true'
            after = [*topics[:at], *topics[at + 1 :]]
            asking |= dict.fromkeys(keys.pop(one), revision + 1)
        with opened(path) as connection:
            table = lineage(connection)[-1].labels
            made += [
                f'key = "{label.key}"\nretired = true'
                for label in table.topics
                if label.use.value == "retired" and label.key not in after
            ]
        change(path, scheme_of(*made))
        topics, revision = after, revision + 1
        with opened(path) as connection:
            for label in lineage(connection)[-1].labels.topics:
                for key in label.keys:
                    assert ids.setdefault(key, label.id) == label.id
    assert stale_in(path) == stale_from_scratch(path, asking)
    for number_of, decided_then in exports.items():
        with Reader(path, number_of) as reader:
            assert [*reader.decided()] == decided_then


def test_what_a_change_would_affect_is_told_under_the_number_that_it_would_have(tmp_path: Path) -> None:
    path = new_database(tmp_path, 20)
    next_one = NewScheme(IN_TWO)
    with opened(path) as connection:
        plan = planned(connection, next_one, reason="so it is")
        before = counted_now(connection, plan.labels, plan.changes)
        change_scheme(connection, next_one, None, who="lea", reason="so it is")
        after = changes(connection)
        assert [one.number for one in before] == [one.number for one in after][-len(before) :] == ["3.1"]
        assert [(one.affected, one.asks, one.open) for one in before] == [
            (one.affected, one.asks, one.open) for one in after[-len(before) :]
        ]
        assert before[0].open == len(before[0].affected) > 0

"""What other suggesters say of a sentence: readings of what stands first, read with the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.model import Quote, QuoteReading, QuoteType, Reading, Run, Span
from annotator.store.desk.desk import ANNOTATING, Policy, SqliteDesk
from annotator.store.log.kinds import NOBODY
from annotator.store.work.importer import Importer, Resuggester
from annotator.store.work.rename_speaker import rename_speaker
from tests.store.conftest import accepted, save, suggested, writing

SAID = Quote((Span(3, 11),), QuoteType.INDIRECT, None, Span(0, 2), "Ada", 0.7)
SHE_LEFT = Quote((Span(13, 22),), QuoteType.DIRECT, speaker="Bea")


def beside(path: Path, name: str, *quotes: Quote, version: str = "1") -> None:
    run = Run(name, version, {"file": {"name": name, "sha256": version}})
    with Importer(path) as importer:
        assert importer.suggest_beside(1, suggested()._replace(quotes=quotes), run)


def shown(path: Path, who: str = "ana", policy: Policy = ANNOTATING) -> list[list[Reading]]:
    """The readings of each sentence of the first article."""
    with SqliteDesk(path, who, policy) as desk:
        page = desk.page(1)
        items = desk.items([item.id for item in page.items])
        assert [item.suggestion for item in items] == [item.suggestion for item in page.items]
    return [list(item.suggestion.readings) if item.suggestion is not None else [] for item in page.items]


def by(path: Path) -> list[list[tuple[tuple[str, ...], float | None]]]:
    return [[(one.by, one.probability) for one in readings] for readings in shown(path)]


def test_the_newest_that_each_other_name_said_is_a_reading(database: Path) -> None:
    assert shown(database) == [[], [], []]
    beside(database, "llama", SHE_LEFT)
    beside(database, "llama", SAID, SHE_LEFT, version="2")
    beside(database, "qwen", SHE_LEFT)
    assert by(database) == [
        [(("llama",), 0.7), (("qwen",), None)],
        [(("llama", "qwen"), None)],
        [],
    ]
    first = shown(database)[0]
    assert (first[0].replaces, first[0].parts[0].content, first[0].parts[0].cue) == ((0,), (Span(3, 11),), None)
    assert (first[1].replaces, first[1].parts) == ((0,), ())


def test_who_stands_first_is_no_other_and_the_rules_are_one_then(database: Path) -> None:
    beside(database, "llama", SAID, SHE_LEFT)
    with Resuggester(database) as store:
        store.put_first(store.prefer("llama")[0], "llama")
    assert by(database) == [[(("pipeline",), 0.9)], [(("pipeline",), None)], []]
    beside(database, "llama", version="2")
    assert by(database) == [[(("pipeline",), 0.9)], [], []], "it has no quote there, and is preferred"


def test_what_the_rules_know_of_is_told_with_the_name(database: Path) -> None:
    reading = QuoteReading((0,), (replace(suggested().quotes[0], content=(Span(8, 10),)),), 0.2)
    with Resuggester(database) as store:
        store.add(1, suggested()._replace(readings=(reading,)), Run("pipeline", "2"))
    beside(database, "llama", replace(suggested().quotes[0], content=(Span(8, 10),)))
    assert by(database)[0] == [(("llama",), 0.9)]


def test_speakers_have_the_names_that_stand(database: Path) -> None:
    beside(database, "llama", SAID)
    with writing(database) as connection:
        rename_speaker(connection, [NOBODY], "Ada", "Ada Lind", "lead")
    assert shown(database)[0][0].parts[0].speaker == "Ada Lind"


def test_a_decided_sentence_has_them_and_a_withheld_one_none(database: Path) -> None:
    beside(database, "llama", SAID)
    save(database, accepted(1))
    assert [len(one) for one in shown(database)] == [1, 0, 0]
    assert shown(database, "bo", Policy(withhold=lambda *_: True)) == [[], [], []]


def test_what_cannot_be_read_is_no_reading(database: Path) -> None:
    beside(database, "llama", SAID)
    with writing(database) as connection:
        connection.execute("UPDATE suggestions SET labels = '[1]' WHERE id < 1")
    assert shown(database) == [[], [], []]


def asked(path: Path, work: Callable[[SqliteDesk], object]) -> int:
    """How many statements that is."""
    seen: list[str] = []
    with SqliteDesk(path, "ana") as desk:
        work(desk)
        desk.connection.set_trace_callback(seen.append)
        work(desk)
        desk.connection.set_trace_callback(None)
    return len(seen)


@pytest.mark.parametrize("work", [lambda desk: desk.page(1), lambda desk: desk.items([1, 2])])
def test_it_takes_no_statement_more(database: Path, work: Callable[[SqliteDesk], object]) -> None:
    before = asked(database, work)
    beside(database, "llama", SAID)
    assert asked(database, work) == before

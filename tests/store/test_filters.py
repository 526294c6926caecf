"""Filters and orders of a real database mean what they say: compared with the same said plainly, page by page."""

from contextlib import closing
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from annotator.core.model import (
    Answer,
    Document,
    Labels,
    NewDecision,
    Quote,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.core.session.desk import Item, NoteAndFlag, Place
from annotator.core.session.filters import Filter, Mark
from annotator.store import filters
from annotator.store.desk import SqliteDesk
from annotator.store.importer import Importer
from tests.memory_desk import certainty, matches
from tests.store.conftest import RUN

WORDS = "He said so. She left. All is well. It rained. They agree. No one came."


def document(name: str, scores: tuple[float | None, ...], topic_score: float = 0.8) -> Suggested:
    """A document of six sentences: a quote in each that has a score, a topic in the first."""
    sentences, quotes, start = [], [], 0
    speakers = ["Ada", 'Ben "B" Ö', None]
    for index, (text, score) in enumerate(zip(WORDS.split(". "), scores, strict=True)):
        end = start + len(text.rstrip("."))
        sentences.append(Sentence(index, start, end + 1))
        if score is not None:
            quotes.append(Quote((Span(start, end),), QuoteType.DIRECT, None, None, speakers[index % 3], score, "rule"))
        start = end + 2
    topics = ((TopicSuggestion("politics", topic_score, "so"),), *[()] * 5)
    return Suggested(Document(name, f"{WORDS[:-1]}{name[-1]}"), tuple(sentences), tuple(quotes), topics)


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Three documents, half of them decided in every way."""
    path = tmp_path / "annotator.db"
    with closing(Importer(path)) as importer:
        importer.add(document("a", (0.9, 0.5, None, 0.9, None, 0.9)), RUN)
        importer.add(document("b", (0.9, 0.3, 0.4, 0.2, None, None)), RUN)
        importer.add(document("c", (None,) * 6, 0.99), RUN)
    with closing(SqliteDesk(path, "ana")) as desk, closing(SqliteDesk(path, "ben")) as ben:
        items = desk.page(1).items
        desk.save([decision(items[0], Answer.ACCEPT)])
        desk.save([decision(items[1], Answer.SKIP, flagged=True)])
        desk.save([decision(items[2], Answer.ACCEPT, labels=Labels(topics=("sport", "politics")))])
        desk.save([decision(items[3], Answer.REJECT, labels=Labels(), note="odd")])
        desk.save([replace(decision(items[4], Answer.ACCEPT, labels=Labels()), suggestion=None)])
        skipped = desk.page(2).items[2:4]
        for item, kind in zip(skipped, (QuoteType.INDIRECT, QuoteType.DIRECT), strict=True):
            quotes = (replace(item.suggestion.labels.bare().quotes[0], type=kind, speaker="Ada"),)
            desk.save([decision(item, Answer.SKIP, labels=Labels(quotes))])
        desk.keep_drafts([(items[0].id, Labels(topics=("weather",)), None)])
        desk.keep_drafts([(desk.page(2).items[0].id, None, NoteAndFlag("ask", True))])
        desk.keep_drafts([(items[1].id, None, NoteAndFlag())])
        ben.save([decision(item, Answer.SKIP, flagged=True, note="ben's") for item in ben.page(2).items])
    return path


def decision(item: Item, answer: Answer, labels: Labels | None = None, **more: object) -> NewDecision:
    suggested = item.suggestion.labels.bare() if item.suggestion else Labels()
    own = suggested if labels is None else labels
    key = item.suggestion.id if item.suggestion else None
    return NewDecision(item.id, answer, own, suggestion=key, **more)  # type: ignore[arg-type]


FILTERS = [
    Filter(marks, speaker, topic)
    for marks, speaker, topic in product(
        [(), *((mark,) for mark in Mark), (Mark.UNDECIDED, Mark.UNSURE), (Mark.UNDECIDED, Mark.FLAGGED)],
        [None, "Ada", 'Ben "B" Ö', "", "Ad"],
        [None, "politics", "sport"],
    )
]


@pytest.mark.parametrize("name", ["ana", "ben", "newcomer"])
def test_every_filter_finds_what_it_says(mixed: Path, name: str) -> None:
    with closing(SqliteDesk(mixed, name)) as desk:
        items = [item for number in (1, 2, 3) for item in desk.page(number).items]
        found = {wanted: desk.matching(wanted) for wanted in FILTERS}
        for wanted in FILTERS:
            assert found[wanted] == tuple(item.id for item in items if matches(wanted, item)), wanted
            assert desk.count(wanted) == len(found[wanted])
    if name == "ana":
        alone = {mark for mark in Mark if found[Filter((mark,))]}
        assert alone == set(Mark), "every mark is tried on something"


def test_a_large_database_is_not_counted(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "COUNTED_AT_MOST", 5)
    with closing(SqliteDesk(mixed, "ana")) as desk:
        assert desk.count(Filter((Mark.UNDECIDED,))) is None


@pytest.mark.parametrize("name", ["ana", "ben", "newcomer"])
def test_the_least_certain_documents_come_first(mixed: Path, name: str) -> None:
    with closing(SqliteDesk(mixed, name)) as desk:
        plainly = sorted((1, 2, 3), key=lambda number: certainty(desk.page(number)))
        assert desk.by_uncertainty() == tuple(plainly)
    assert name == "newcomer" or plainly != [1, 2, 3]


def test_only_the_newest_suggestions_count(mixed: Path) -> None:
    with closing(SqliteDesk(mixed, "newcomer")) as desk:
        assert desk.by_uncertainty()[0] == 2
        run = desk.connection.execute("SELECT id FROM runs LIMIT 1").fetchone()[0]
        desk.connection.execute(
            "INSERT INTO runs SELECT 'newer', pipeline, version, settings, started_at FROM runs WHERE id = ?", (run,)
        )
        desk.connection.execute(
            "INSERT INTO suggestions (sentence_id, run, score, labels, topics)"
            " SELECT sentence_id, 'newer', 0.999, labels, '[]' FROM suggestions"
            " WHERE sentence_id IN (SELECT id FROM sentences WHERE document = 2)"
        )
        assert desk.by_uncertainty()[0] == 1


def test_words_are_found_in_other_documents_within_one_sentence(mixed: Path) -> None:
    with closing(SqliteDesk(mixed, "ana")) as desk:
        assert desk.find("she LEFT", 1) == ((Place(2, 1), "She left."), (Place(3, 1), "She left."))
        assert [place for place, _ in desk.find("a", 2)] == [Place(1, 0), Place(3, 0)]
        assert desk.find("left. All", 1) == (), "across two sentences"
        assert desk.find("%", 1) == desk.find("_", 1) == desk.find("\\", 1) == ()


def test_the_first_undecided_sentence_of_a_document(mixed: Path) -> None:
    with closing(SqliteDesk(mixed, "ana")) as ana, closing(SqliteDesk(mixed, "ben")) as ben:
        assert ana.first_undecided(1) == Place(1, 5)
        assert ben.first_undecided(2) is None
        assert ana.place(ana.page(2).items[3].id) == Place(2, 3)

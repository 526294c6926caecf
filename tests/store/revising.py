"""A database with many decisions whose scheme is changed, and what is stale in it computed from scratch, slowly."""

from __future__ import annotations

import random
from pathlib import Path

from annotator.core.decision import Answer, NewDecision
from annotator.core.model import Document, Labels, QuotePart, QuoteType, Sentence, Span, Suggested
from annotator.core.scheme import load_scheme
from annotator.exchange.export import run_export
from annotator.exchange.formats.jsonl import FORMAT
from annotator.exchange.plan import Plan
from annotator.store.desk.desk import SqliteDesk
from annotator.store.desk.review_desk import SqliteReviewDesk
from annotator.store.files.database import opened
from annotator.store.log import fold, history
from annotator.store.read.reader import Reader
from annotator.store.schemes import NewScheme, change_scheme, changes, stale
from annotator.store.work.importer import Importer
from tests.made_once import made_once
from tests.store.conftest import RUN, reading, writing

TOPICS = ("economy", "business", "sport", "labour", "weather")
VALUES = ("for", "against", "torn")
_SENTENCE = "He said yes. "


def scheme_of(*topics: str, values: str = '"for", "against", "torn"') -> str:
    """A label scheme with these topics, each the TOML of one, or its key alone."""
    blocks = [one if "=" in one else f'key = "{one}"' for one in topics]
    attribute = f'[[attribute]]\nname = "stance"\nvalues = [{values}]\n'
    return "\n".join(f"[[topic]]\n{block}" for block in blocks) + f"\n{attribute}"


def change(path: Path, toml: str, reason: str = "so it is") -> None:
    with opened(path) as connection:
        change_scheme(connection, NewScheme(toml, "ours.toml"), None, who="lea", reason=reason)


def new_database(folder: Path, sentences: int, seed: int = 1, each: int = 100) -> Path:
    """A database with that many decided sentences, by two annotators, with topics and attributes at random."""
    asked = ("revising", sentences, seed, each)
    return made_once(folder / "annotator.db", asked, lambda path: _make(path, sentences, seed, each))


def _make(path: Path, sentences: int, seed: int, each: int) -> None:
    chance = random.Random(seed)
    with Importer(path, NewScheme(scheme_of(*TOPICS))) as importer:
        for number in range(-(-sentences // each)):
            text = _SENTENCE * each + str(number)
            cut = tuple(Sentence(at, 13 * at, 13 * at + 12) for at in range(each))
            nothing: tuple[()] = ()
            importer.add(Suggested(Document(f"d{number}", text), cut, (), (nothing,) * each), RUN)
    with writing(path) as connection:
        for name in ("ana", "bo"):
            history.enter_annotator(connection, name)
        for key, start in connection.execute("SELECT id, start FROM sentences ORDER BY id").fetchall()[:sentences]:
            name = chance.choice(("ana", "bo"))
            history.decide(connection, name, [NewDecision(key, Answer.ACCEPT, labels_at(start, chance))])


def renamed_database(folder: Path) -> Path:
    """A reviewed one in which `sport`, of suggestions, decisions, edits and verdicts, was renamed `games` since."""
    path = new_database(folder, 40, each=20)
    with opened(path) as connection:
        connection.execute(
            "UPDATE suggestions SET labels = json_set(labels, '$.topics', json_array('sport')),"
            """ topics = '[["sport",0.9,"term"]]'"""
        )
        fold.rebuild(connection)
    for name, answered in (("ana", range(1, 21)), ("bo", range(1, 21)), ("lea", range(1, 11))):
        with SqliteReviewDesk(path, name) if name == "lea" else SqliteDesk(path, name) as desk:
            for key in answered:
                place = desk.place(key)
                item = desk.page(place.document).items[place.index]
                topics = ("sport",) if name == "ana" or key % 3 else ("weather", "sport")
                replaces = None if item.decision is None else item.decision.id
                suggested = None if item.suggestion is None else item.suggestion.id
                desk.save([NewDecision(key, Answer.ACCEPT, Labels(topics=topics), suggested, replaces)])
            if name == "ana":
                desk.keep_drafts([(30, Labels(topics=("sport",)), None)])
    change(path, scheme_of("economy", "business", 'key = "games"\nwas = "sport"', "labour", "weather"), "a better word")
    return path


def labels_at(start: int, chance: random.Random) -> Labels:
    topics = tuple(chance.sample(TOPICS, chance.choice((0, 1, 1, 2))))
    attributes = (("stance", chance.choice(VALUES)),) if chance.random() < 0.5 else ()
    quote = QuotePart((Span(start + 8, start + 11),), QuoteType.INDIRECT, speaker="Ada", attributes=attributes)
    return Labels((quote,) if attributes else (), topics)


def exported(path: Path, where: Path, as_of: str | None = None) -> bytes:
    """What export writes."""
    with Reader(path, as_of) as reader:
        run_export(Plan(FORMAT, "sentence", output=str(where)), reader, load_scheme(None))
    return where.read_bytes()


def stale_in(path: Path) -> list[tuple[int, str]]:
    with reading(path) as connection:
        return [*stale(changes(connection))]


def stale_from_scratch(path: Path, asking: dict[str, int]) -> list[tuple[int, str]]:
    """Sentence and annotator of every decision that holds one of these topics and was made before the revision beside
    it: by looking at all decisions that were ever made and not taken back, one after the other."""
    with opened(path) as connection:
        numbers = {
            key: number
            for number, (key,) in enumerate(
                connection.execute("SELECT id FROM revisions ORDER BY clock, uuid"), start=1
            )
        }
        import orjson

        last: dict[tuple[int, str], tuple[str | None, list[str], int]] = {}
        for sentence, name, answer, labels, revision in connection.execute(
            "SELECT sentence_id, annotator, answer, labels, revision FROM decisions"
            " JOIN events ON events.id = event WHERE (SELECT kind FROM events AS back WHERE back.undoes = events.uuid"
            " ORDER BY back.clock DESC, back.uuid DESC LIMIT 1) IS NOT 'undo'"
            " ORDER BY events.clock, events.uuid, decisions.id"
        ):
            last[sentence, name] = (answer, orjson.loads(labels)["topics"], numbers.get(revision, 0))
    return sorted(
        pair
        for pair, (answer, topics, under) in last.items()
        if answer in ("accept", "reject") and any(under < asking.get(topic, 0) for topic in topics)
    )

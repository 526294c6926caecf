"""Make databases of any size for `scale.py`: invented articles, suggestions and decisions, by the store's own writers.

`ana` has decided every sentence but the last, `ben` every third article from the beginning up to a half, `cem` the
first article; others have drafts and flags. In the second variant every article has two slots, and the three hold some.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import accumulate
from pathlib import Path

import orjson

from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import (
    CastMember,
    Document,
    Labels,
    Quote,
    QuoteReading,
    QuoteType,
    Run,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
)
from annotator.core.model_json import labels_from_json, labels_to_json
from annotator.store.articles.documents import add_document
from annotator.store.files.database import open_database, transaction
from annotator.store.log import fold, history, rows
from annotator.store.log.schema import tick
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.importer import Runs

PER_DOCUMENT = 25
_AT = "2026-01-05T10:00:00.000Z"
QUOTED = 0.3
ANA, BEN, CEM = "ana", "ben", "cem"
RARE, ABSENT = "quagwistle", "zebrafon"
"""A word of one article in five hundred, and one of none."""
COMMON = "government"

_SMALL = (
    "the of to and a in that it is was for on with as at by from this have be are an they which not but had his were"
    " has will one all would there their what so up out if about who get when make can like time no just him know take"
    " people into year your good some could them see other than then look only come its over think also back after use"
    " two how our work first well way even new want because any these give day most us"
)
_WORDS = (
    "government minister council budget election report company market price school hospital police court judge law"
    " city region border trade energy water housing union strike worker wage tax bank fund growth crisis reform party"
    " leader vote campaign debate policy plan project bridge road railway airport harbour storm flood summer winter"
    " season match club player coach team museum festival theatre music film book author research university student"
    " teacher doctor nurse patient vaccine climate forest farmer harvest village island valley mountain river coast"
)
_FIRST = "Ada Bo Cy Dina Eva Finn Gil Hana Ivo Jana Kai Lena Milo Nora Otto Pia Quin Rosa Sven Tara Ugo Vera Wim Zoe"
_SYLLABLES = (
    "ba ber bran cal cor da del dor el en fal fen ga gor hal hem ir jo kal kor la lem lor ma mer mon na nel nor o pel"
    " por ra ren ros sa sel son ta ter tol u val ver vin wa wes win ya zel"
)
_TOPICS = ("politics", "economy, business and finance", "sport", "health", "environment", "education")


class _Invented:
    """Words as common as words of a language are: the second half as often as the first, and so on."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        syllables = _SYLLABLES.split()
        coined = dict.fromkeys(
            "".join(self.random.choices(syllables, k=self.random.randint(2, 4))) for _ in range(60_000)
        )
        self._words = [*_SMALL.split(), *_WORDS.split(), *coined]
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self.people = [
            f"{self.random.choice(_FIRST.split())} {''.join(self.random.choices(syllables, k=3)).title()}"
            for _ in range(20_000)
        ]

    def words(self, count: int) -> str:
        """So many words."""
        return " ".join(self.random.choices(self._words, cum_weights=self._weights, k=count))


def articles(sentences: int, seed: int = 1) -> Iterator[Suggested]:
    """Articles with so many sentences in all, 30 % of which have a suggested quote, some of them with readings."""
    invented = _Invented(seed)
    for number in range(max(1, sentences // PER_DOCUMENT)):
        yield _article(invented, number)


def _article(invented: _Invented, number: int) -> Suggested:
    chance = invented.random
    cast = chance.sample(invented.people, 4)
    text, places, quotes, topics = "", [], [], []
    mentions: dict[str, list[Span]] = {name: [] for name in cast}
    for index in range(PER_DOCUMENT):
        start = len(text)
        said = invented.words(chance.randint(8, 26))
        if index == 3 and number % 500 == 250:
            said += f" {RARE}"
        if chance.random() < QUOTED:
            name = chance.choice(cast)
            text += f"{said}, {name} said."
            source = Span(start + len(said) + 2, start + len(said) + 2 + len(name))
            cue = Span(source.end + 1, source.end + 5)
            score = round(chance.uniform(0.3, 0.99), 4)
            content = (Span(start, start + len(said)),)
            quotes.append(Quote(content, QuoteType.INDIRECT, cue, source, name, score, "ccomp"))
            mentions[name].append(source)
        else:
            text += f"{said}."
        places.append(Sentence(index, start, len(text)))
        text += "\n\n" if index % 4 == 3 else " "
        topics.append((TopicSuggestion(chance.choice(_TOPICS), 0.7, said.split()[0]),) if chance.random() < 0.2 else ())
    readings = tuple(
        QuoteReading(
            (at,), (Quote((Span(one.content[0].start + 2, one.content[0].end),), one.type, one.cue, one.source),), 0.2
        )
        for at, one in enumerate(quotes)
        if at % 3 == 0
    )
    document = Document(f"article-{number}", text, invented.words(6).capitalize(), "wire", "2026-01-02")
    members = tuple(CastMember(name, tuple(found)) for name, found in mentions.items())
    return Suggested(document, tuple(places), tuple(quotes), tuple(topics), members, readings)


def make(path: Path, sentences: int, tell: Callable[[str], None]) -> None:
    """Make the database without slots."""
    with closing(open_database(path, create=True)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        run = Runs(anew=True).recorded(connection, Run("rules", "1", {"profile": "speech"}))
        for number, article in enumerate(articles(sentences)):
            with transaction(connection):
                add_document(connection, run, article)
            if number % 4_000 == 3_999:
                tell(f"{number + 1} articles")
        with transaction(connection):
            for name in (ANA, BEN, CEM):
                history.enter_annotator(connection, name)
        (last,) = connection.execute("SELECT max(id) FROM sentences").fetchone()
        decide(connection, ANA, f"sentences.id < {last}")
        decide(connection, BEN, f"sentences.id < {last // 2} AND document % 3 = 1")
        decide(connection, CEM, "document = 1")
        with transaction(connection):
            connection.execute(
                "INSERT INTO events (uuid, clock, at, who, kind, sentence, body) SELECT lower(hex(randomblob(16))),"
                f" {tick(_AT, 0)} + id, '{_AT}', ?, 'draft', id,"
                """ '{"left":{"quotes":[],"topics":[],"note":"see below","flagged":true},"step":null}' FROM sentences"""
                " WHERE document % 1000 = 2 AND position = 5",
                (CEM,),
            )
            fold.rebuild(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def assign(path: Path) -> None:
    """Give every article two slots, by what `annotator assign` does, and let the annotators have what they decided."""
    from annotator.core.assignment import SlotPlan, Terms
    from annotator.store.log.schema import now
    from annotator.store.work import slots

    with closing(open_database(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        with transaction(connection):
            wanted = {number: SlotPlan((None, None), number) for number in slots.hashes(connection)}
            slots.assign(connection, wanted, Terms(), {}, "lead", now())
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def decide(connection: Connection, annotator: str, which: str) -> None:
    """Let an annotator accept what is suggested for the sentences of that SQL, each as a step of its own."""
    found = connection.execute(
        f"SELECT sentences.id, suggestions.id, labels FROM sentences JOIN suggestions ON sentence_id = sentences.id"
        f" WHERE {which} ORDER BY sentences.id"
    ).fetchall()
    with transaction(connection):
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        (clock,) = connection.execute("SELECT coalesce(max(clock), 0) FROM events").fetchone()
        connection.executemany(
            "INSERT INTO events (uuid, clock, at, who, kind, body) VALUES (?, ?, ?, ?, 'decide', '{}')",
            ((uuid.uuid4().hex, tick(_AT, clock) + at, _AT, annotator) for at in range(len(found))),
        )
        said = rows.said_columns(NewDecision(0, Answer.ACCEPT, Labels(), seconds=2.5, keys=1, sight=Sight.SUGGESTION))
        columns = {"uuid": "", "event": 0, "sentence_id": 0, "annotator": annotator, "decided_at": _AT} | said
        sql = f"INSERT INTO decisions ({', '.join(columns)}) VALUES ({', '.join(f':{one}' for one in columns)})"
        chance = random.Random(annotator)
        connection.executemany(
            sql,
            (
                columns
                | {
                    "uuid": uuid.UUID(int=chance.getrandbits(128)).hex,
                    "event": last + at + 1,
                    "sentence_id": sentence,
                    "suggestion": suggestion,
                    "labels": _bare(labels),
                    "flagged": int(at % 997 == 0),
                    "note": "a note" if at % 997 == 1 else None,
                    "answer": "skip" if at % 503 == 7 else "accept",
                }
                for at, (sentence, suggestion, labels) in enumerate(found)
            ),
        )


def _bare(labels: str) -> str:
    """Suggested labels as a decision holds them."""
    if '"rule"' not in labels:
        return labels
    found = labels_from_json(orjson.loads(labels))
    return rows.to_json(labels_to_json(Labels(tuple(one.bare() for one in found.quotes), found.topics)))

"""The speakers of all documents: who was confirmed, who is only suggested. Removed documents are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotator.core.speakers import Acquaintance, Acquaintances, Counts, Names
from annotator.store.articles.removals import is_present
from annotator.store.log.rows import as_kept
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.read.selection import STANDING
from annotator.store.sqlite.sqlite_library import sqlite3

_LONGEST_SOURCE = 40
"""Code points: longer sources than this tell neither gender nor title. Set by hand."""

# As the database writes labels: a quote with a speaker has this text in it.
_HAS_SPEAKER = """instr({}.labels, '"speaker":"')"""
_CONFIRMED = f"""
    SELECT sentences.document, sentences.id, decisions.labels FROM heads
    JOIN annotators ON annotators.name = heads.annotator
    JOIN decisions ON decisions.id = heads.decision JOIN sentences ON sentences.id = heads.sentence_id
    WHERE decisions.answer = 'accept' AND NOT decisions.implied AND {_HAS_SPEAKER.format("decisions")}
    AND {is_present("sentences.document")}
    AND CASE WHEN :annotator IS NULL THEN {STANDING} ELSE heads.annotator = :annotator END
    ORDER BY sentences.id, heads.annotator
"""
_SUGGESTED = f"""
    SELECT sentences.document, sentences.id, suggestions.labels FROM sentences JOIN suggestions ON suggestions.id =
        (SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = sentences.id)
    WHERE {_HAS_SPEAKER.format("suggestions")} AND {is_present("sentences.document")}
    AND NOT EXISTS (SELECT 1 FROM annotators CROSS JOIN heads ON heads.annotator = annotators.name
        AND heads.sentence_id = sentences.id JOIN decisions ON decisions.id = heads.decision
        WHERE decisions.answer <> 'skip'
        AND CASE WHEN :annotator IS NULL THEN annotators.role <> 'candidate' ELSE heads.annotator = :annotator END)
    ORDER BY sentences.id
"""


@dataclass(slots=True)
class _Met:
    """What has been read of one name so far."""

    quotes: int = 0
    articles: set[int] = field(default_factory=set)
    sources: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    genders: Counter[str] = field(default_factory=Counter)

    def known_as(self, name: str) -> Acquaintance:
        """All of it."""
        counts = (_counts(self.sources), _counts(self.kinds), _counts(self.genders))
        return Acquaintance(name, self.quotes, len(self.articles), *counts)


def acquaintances(connection: sqlite3.Connection) -> Acquaintances:
    """Who was confirmed by anybody, in reviewed sentences by the review, as a new article may be given to know."""
    return Acquaintances(confirmed_speakers(connection), standing_names(connection))


def confirmed_speakers(connection: sqlite3.Connection, annotator: str | None = None) -> tuple[Acquaintance, ...]:
    """The speakers of confirmed quotes, by name: of one annotator's decisions or (None) of everybody's.

    What was skipped, undone or passed over unseen is not confirmed. A quote that several annotators confirmed counts
    once, and so does one that runs on over several sentences.
    """
    with as_kept("a row of decisions, or the article of one,"):
        return _read(connection, _CONFIRMED, annotator)


def suggested_speakers(connection: sqlite3.Connection, annotator: str | None = None) -> tuple[Acquaintance, ...]:
    """The speakers that are suggested where nobody has decided (or that annotator has not), counted in the same way."""
    with as_kept("a row of suggestions, or the article of one,"):
        return _read(connection, _SUGGESTED, annotator)


def _read(connection: sqlite3.Connection, sql: str, annotator: str | None) -> tuple[Acquaintance, ...]:
    met: dict[str, _Met] = {}
    names = standing_names(connection)
    number, text, cast = 0, "", dict[str, Any]()
    sentence, highest = 0, Counter[str]()
    for document, sentence_id, labels in connection.execute(sql, {"annotator": annotator}):
        if document != number:
            number, text, cast = document, *_document(connection, document, names)
        if sentence_id != sentence:
            sentence, highest = sentence_id, Counter()
        here = Counter[str]()
        for quote in _spoken(labels if sql is _CONFIRMED else renamed_column(labels, names)):
            one = met.setdefault(quote["speaker"], _Met())
            here[quote["speaker"]] += not quote["continues"]
            _note_source(one, quote["source"], text)
            if document not in one.articles:
                one.articles.add(document)
                _note_cast(one, cast.get(quote["speaker"], ()))
        for name, quotes in here.items():
            met[name].quotes += max(0, quotes - highest[name])
            highest[name] = max(highest[name], quotes)
    return tuple(met[name].known_as(name) for name in sorted(met))


def _spoken(labels: str) -> Iterator[dict[str, Any]]:
    """The parts of quotes that have a speaker, as the database keeps them."""
    return (quote for quote in orjson.loads(labels)["quotes"] if quote["speaker"])


def _document(connection: sqlite3.Connection, number: int, names: Names) -> tuple[str, dict[str, Any]]:
    """The text of a document, and what its cast says of each name of today (see `rows.cast_json`)."""
    text, cast = connection.execute('SELECT text, "cast" FROM documents WHERE number = ?', (number,)).fetchone()
    return text, {names.get(name, name): known for name, _, *known in reversed(orjson.loads(cast))}


def _note_source(one: _Met, source: list[int] | None, text: str) -> None:
    if source is not None and source[1] - source[0] <= _LONGEST_SOURCE:
        one.sources[" ".join(text[source[0] : source[1]].split())] += 1


def _note_cast(one: _Met, known: list[Any] | tuple[()]) -> None:
    _, kind, gender = [*known, None, None, None][:3]
    one.kinds.update([kind] if kind else [])
    one.genders.update([gender] if gender else [])


def _counts(counter: Counter[str]) -> Counts:
    return tuple(sorted(counter.items()))

"""`annotator list`: articles, sentences with something to come back to, speakers, corrected articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args

from annotator.cli.articles.scheme import change_record
from annotator.cli.narration import count, narrate
from annotator.cli.options import refuse_unused, tables_beside
from annotator.cli.printer import Record, TableColumns, emit, record_of, table
from annotator.cli.schemes import own_scheme
from annotator.core.decision import EXPORTED
from annotator.core.habits import in_words
from annotator.core.program.resources import LANGUAGE
from annotator.core.session.desk import Before
from annotator.exchange.tasks import labels_record
from annotator.store.articles.documents import removal_of
from annotator.store.articles.editions import changed_decisions, editions
from annotator.store.files.database import reading
from annotator.store.log.history import annotators, check_annotator
from annotator.store.read.lists import listed_articles, listed_habits, listed_speakers, odd_quotes, sentences_left
from annotator.store.schemes import changes, places_of, stale
from annotator.store.sqlite.sqlite_library import Connection
from annotator.store.work.look_again import chosen_changes, to_look_at_again, why_of

What = Literal[
    "documents",
    "flags",
    "notes",
    "checks",
    "unconfirmed",
    "removed",
    "speakers",
    "habits",
    "editions",
    "revised",
    "again",
    "stale",
]
"""What there are lists of."""
_NAMES = ", ".join(get_args(What))


def list_(
    *,
    db: Path,
    what: What = "documents",
    annotator: str | None,
    change: str | None,
    as_json: bool,
) -> None:
    """List articles, flags, notes, checks, speakers and more.

    checks: what the card marks with ! in quotes that were accepted or edited. unconfirmed: edits that were left without
    Enter. removed: articles taken out by `annotator remove`. speakers: with their confirmed quotes and with open ones,
    suggested and not decided yet; `annotator rename` makes two names one. habits: what the newest suggestions
    were adapted to: how many possible quotes of a kind annotators took, how many the rules expected, and by how much
    that moves further ones (log odds). editions: which article took the place of which (`import --revise`). revised:
    the decisions whose words changed or are gone there, also those that were looked at. again: what everybody is to
    look at again, with the first reason: a corrected article, a changed scheme or guideline, an edit without Enter
    (`annotator annotate --again`). stale: decisions which hold a topic, attribute or value that was split or retired
    since, or that new guidelines bear on (a later decision, also one that only confirms, answers that; `annotator
    scheme` numbers the changes). A place such as 3:8 is article 3, sentence 8; the screen goes there (goto).
    """
    if what in ("habits", "editions"):
        refuse_unused(f"in the list of {what}", "annotator")
    if what != "stale":
        refuse_unused("but in the list of stale decisions", "change")
    with reading(db) as connection:
        if annotator is not None:
            check_annotator(connection, annotator)
        if what == "stale":
            _list_stale(connection, change, annotator, as_json)
            return
        given = _ROWS[what](connection, annotator)
        rows: list[Record] = [row if isinstance(row, dict) else row._asdict() for row in given]
    declared = _TABLES[what]
    if as_json:
        emit({"schema": "annotator/list@1", "list": what, "rows": rows})
    else:
        columns: TableColumns = {
            head: of if isinstance(of, str) else partial(_first, **of) for head, of in declared["columns"].items()
        }
        if what == "speakers":
            quotes = {row["speaker"]: row["quotes"] for row in rows}
            named = {"likely the same as": lambda row: [f"{name} {quotes[name]}" for name in row["variants"]]}
            columns = {**columns, **named}
        elif what == "habits":
            columns = {**columns, "kind": lambda row: in_words(row["group"])}
        emit(table(columns, rows))
    if not rows:
        narrate(f"{db}: {declared['nothing']}")


def _list_stale(connection: Connection, change: str | None, annotator: str | None, as_json: bool) -> None:
    wanted = chosen_changes(changes(connection, annotator), change)
    reasons = stale(wanted)
    where = places_of(connection, [sentence for sentence, _ in reasons])
    if as_json:
        decisions = []
        for (sentence, name), why in reasons.items():
            document, place = where[sentence]
            decisions.append(
                {
                    "document": document,
                    "article": place.document,
                    "sentence": place.index,
                    "annotator": name,
                    "changes": [change.number for change in why],
                }
            )
        affected = [change_record(change) for change in wanted if change.affected]
        emit({"schema": "annotator/stale@1", "changes": affected, "decisions": decisions})
    else:
        rows = [
            (where[sentence][1], name, "; ".join(str(change.change) for change in why))
            for (sentence, name), why in reasons.items()
        ]
        emit(table(("place", "by", "why"), rows))
    for entry in wanted:
        if entry.affected:
            narrate(f"{entry.number} {why_of(entry)}: {count(len(entry.affected), 'decision')}")
    if not reasons:
        narrate("no decision is to be looked at")


_Rows = Callable[[Connection, str | None], Iterable[Any]]
"""The records of a list, or named tuples that say the same, of one name or (None) of all."""


def _sentences(marked: str) -> _Rows:
    """The sentences in which something of that name stands."""
    return lambda *whose: (row for row in sentences_left(*whose) if getattr(row, marked) not in (None, False, ()))


def _again(connection: Connection, annotator: str | None) -> list[Record]:
    names = annotators(connection, *EXPORTED) if annotator is None else (annotator,)
    return [
        {
            "article": entry.place.document,
            "sentence": entry.place.index + 1,
            "annotator": name,
            "kind": entry.kind.value,
            "why": entry.reason,
        }
        for name in names
        for entry in to_look_at_again(connection, name)
    ]


def _revised(entry: tuple[Before, bool]) -> Record:
    """A decision whose words changed or are gone."""
    before, waits = entry
    return {
        "article": before.now.document,
        "sentence": before.now.index + 1,
        "was": {"article": before.was.document, "sentence": before.was.index + 1},
        "annotator": before.annotator,
        "decision": before.fate,
        **record_of(before, "answer", "decided_at"),
        "looked_at": not waits,
        "text": before.sentence.of(before.text),
        "labels": labels_record(before.labels, before.text),
    }


def _speakers(connection: Connection, annotator: str | None) -> list[Record]:
    """The speakers: who was confirmed, who is suggested, and which names are likely to mean the same speaker."""
    from annotator.suggest.cast.acquainted import known_as, likely_variants
    from annotator.suggest.cast.lexicon import cast_words
    from annotator.suggest.cast.members import MemberKind

    words = cast_words(LANGUAGE)
    listed = listed_speakers(connection, annotator)
    known = {speaker.name: known_as(speaker if speaker.articles else suggested, words) for speaker, suggested in listed}
    variants = likely_variants([member for member in known.values() if member is not None], words)
    rows = []
    for speaker, suggested in listed:
        member = known[speaker.name]
        rows.append(
            {
                "speaker": speaker.name,
                **record_of(speaker, "quotes", "articles"),
                "suggested": suggested.quotes,
                "kind": member.kind if member is not None else None,
                "gender": member.gender if member is not None and member.kind in (None, MemberKind.PERSON) else None,
                "variants": variants.get(speaker.name, ()),
            }
        )
    return rows


def _first(row: Record, of: str) -> Any:
    """The first of these values of a record that says something."""
    return next(filter(None, map(row.get, of.split())), None)


_ROWS: dict[What, _Rows] = {
    "documents": listed_articles,
    "flags": _sentences("flagged"),
    "notes": _sentences("note"),
    "checks": lambda connection, annotator: (
        quote._asdict() | {"check": message}
        for quote, message in odd_quotes(connection, annotator, own_scheme(connection))
    ),
    "unconfirmed": _sentences("unconfirmed"),
    "removed": lambda connection, annotator: (
        article._asdict() | {"removed_by": removal.who, "removed_at": removal.at}
        for article in listed_articles(connection, annotator, removed=True)
        if (removal := removal_of(connection, article.article)) is not None
    ),
    "speakers": _speakers,
    "habits": lambda connection, _: ({"group": name, **habit._asdict()} for name, habit in listed_habits(connection)),
    "editions": lambda connection, _: editions(connection),
    "revised": lambda *whose: map(_revised, changed_decisions(*whose)),
    "again": _again,
}
_TABLES = tables_beside(__file__, "lists.toml")
"""By the name of a list: what is said where there is nothing in it, and the columns that a table shows of it."""

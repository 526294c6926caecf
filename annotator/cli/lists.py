"""`annotator list`: articles, sentences with something to come back to, speakers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.edition_lists import edition_record, edition_row, revised_record, revised_row
from annotator.cli.narration import narrate
from annotator.cli.options import DEFAULT_DB, Db, refuse_unused
from annotator.cli.speaker_list import HEADS, SpeakerRow, speaker_rows
from annotator.cli.tables import table, terminal_width
from annotator.core.drawable import one_line
from annotator.core.habits import in_words

if TYPE_CHECKING:
    from annotator.core.habits import Habit
    from annotator.core.scheme import LabelScheme
    from annotator.store.read.lists import ListedArticle, ListedSentence, Lists


class What(StrEnum):
    """What there are lists of."""

    DOCUMENTS = "documents"
    FLAGS = "flags"
    NOTES = "notes"
    CHECKS = "checks"
    UNCONFIRMED = "unconfirmed"
    REMOVED = "removed"
    SPEAKERS = "speakers"
    HABITS = "habits"
    EDITIONS = "editions"
    REVISED = "revised"


@dataclass(frozen=True)
class _List:
    """One list: where its entries come from, and each as a row of a table and as a record of JSON."""

    entries: Callable[[Lists, LabelScheme], list[Any]]
    heads: tuple[str, ...]
    row: Callable[[Any], tuple[str, ...]]
    record: Callable[[Any], dict[str, Any]]
    nothing: str


def list_(
    context: typer.Context,
    what: Annotated[What, typer.Argument(metavar="[LIST]", help=f"Which: {', '.join(What)}.")] = What.DOCUMENTS,
    annotator: Annotated[
        str | None, typer.Option("--annotator", help="Only what this annotator did.  [default: all]")
    ] = None,
    db: Db = DEFAULT_DB,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
) -> None:
    """List articles, flags, notes, checks, speakers and more.

    checks: what the card marks with ! in quotes that were accepted or edited. unconfirmed: edits that were left without
    Enter. removed: articles taken out by `annotator remove`. speakers: with their confirmed quotes and with open ones,
    suggested and not decided yet; `annotator rename-speaker` makes two names one. habits: what the newest suggestions
    were adapted to: how many possible quotes of a kind annotators took, how many the rules expected, and by how much
    that moves further ones (log odds). editions: which article took the place of which (`import --revise`). revised:
    the decisions whose words changed or are gone there, also those that were looked at. A place such as 3:8 is article
    3, sentence 8: the key g goes there.
    """
    from annotator.cli.schemes import database_scheme
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line
    from annotator.store.read.lists import Lists

    if what in (What.HABITS, What.EDITIONS):
        refuse_unused(context, f"in the list of {what}", "annotator")
    wanted = _LISTS[what]
    scheme = database_scheme(db, None)
    with closing(Lists(db, annotator)) as lists:
        entries = wanted.entries(lists, scheme)
    with standard_output() as out:
        if as_json:
            rows = [wanted.record(entry) for entry in entries]
            out.write(to_line({"schema": "annotator/list@1", "list": what.value, "rows": rows}))
        elif entries:
            out.write(table(wanted.heads, [wanted.row(entry) for entry in entries], terminal_width()).encode("utf-8"))
    if not entries:
        narrate(f"{one_line(str(db))}: {wanted.nothing}")


def _article_record(entry: ListedArticle) -> dict[str, Any]:
    article = entry.article
    return {
        "article": article.number,
        "id": article.id,
        "title": article.title,
        "published": article.published,
        "sentences": article.sentences,
        "decided": entry.decided,
        "skipped": entry.skipped,
        "flagged": entry.flagged,
        "annotators": [*entry.annotators],
    }


def _removed_record(entry: ListedArticle) -> dict[str, Any]:
    assert entry.removal is not None
    return {**_article_record(entry), "removed_by": entry.removal.who, "removed_at": entry.removal.at}


def _article_row(entry: ListedArticle) -> tuple[str, ...]:
    article = entry.article
    decided = f"{entry.decided}/{article.sentences}"
    counts = (str(entry.skipped or "-"), str(entry.flagged or "-"), one_line(", ".join(entry.annotators) or "-", 30))
    return (str(article.number), decided, *counts, article.name)


def _removed_row(entry: ListedArticle) -> tuple[str, ...]:
    assert entry.removal is not None
    removed = (entry.removal.at[:10], one_line(entry.removal.who, 30))
    article = entry.article
    decided = f"{entry.decided}/{article.sentences}"
    return (str(article.number), *removed, decided, article.name)


def _sentence_record(entry: ListedSentence) -> dict[str, Any]:
    return {
        "id": f"{entry.article.id}:{entry.sentence - 1}",
        "article": entry.article.number,
        "sentence": entry.sentence,
        "annotator": entry.annotator,
        "answer": None if entry.answer is None else entry.answer.value,
        "flagged": entry.flagged,
        "note": entry.note,
        "unconfirmed": [*entry.unconfirmed],
        "text": entry.text,
    }


def _check_record(entry: tuple[ListedSentence, str]) -> dict[str, Any]:
    sentence, message = entry
    return {**_sentence_record(sentence), "check": message}


def _habit_row(entry: tuple[str, Habit]) -> tuple[str, ...]:
    name, habit = entry
    counts = (str(habit.offered), str(habit.taken), f"{habit.expected:.1f}", f"{habit.shift:+.2f}")
    return (*counts, in_words(name))


def _habit_record(entry: tuple[str, Habit]) -> dict[str, Any]:
    name, habit = entry
    return {
        "group": name,
        "offered": habit.offered,
        "taken": habit.taken,
        "expected": habit.expected,
        "shift": habit.shift,
    }


def _place(entry: ListedSentence) -> tuple[str, str]:
    return f"{entry.article.number}:{entry.sentence}", one_line(entry.annotator, 30)


_LISTS = {
    What.DOCUMENTS: _List(
        lambda lists, _: lists.documents(),
        ("article", "decided", "skipped", "flagged", "by", "title"),
        _article_row,
        _article_record,
        "no articles",
    ),
    What.FLAGS: _List(
        lambda lists, _: [one for one in lists.sentences() if one.flagged],
        ("place", "by", "sentence"),
        lambda entry: (*_place(entry), entry.text),
        _sentence_record,
        "nothing is flagged",
    ),
    What.NOTES: _List(
        lambda lists, _: [one for one in lists.sentences() if one.note is not None],
        ("place", "by", "note", "sentence"),
        lambda entry: (*_place(entry), one_line(entry.note or "", 60), entry.text),
        _sentence_record,
        "no notes",
    ),
    What.CHECKS: _List(
        lambda lists, scheme: lists.checks(scheme),
        ("place", "by", "check", "sentence"),
        lambda entry: (*_place(entry[0]), one_line(entry[1], 60), entry[0].text),
        _check_record,
        "no open checks",
    ),
    What.UNCONFIRMED: _List(
        lambda lists, _: [one for one in lists.sentences() if one.unconfirmed],
        ("place", "by", "edited", "sentence"),
        lambda entry: (*_place(entry), ", ".join(entry.unconfirmed), entry.text),
        _sentence_record,
        "no edits left unconfirmed",
    ),
    What.REMOVED: _List(
        lambda lists, _: lists.documents(removed=True),
        ("article", "removed", "by", "decided", "title"),
        _removed_row,
        _removed_record,
        "no article is removed",
    ),
    What.SPEAKERS: _List(
        lambda lists, _: speaker_rows(lists),
        HEADS,
        SpeakerRow.cells,
        SpeakerRow.record,
        "no speakers",
    ),
    What.HABITS: _List(
        lambda lists, _: lists.habits(),
        ("possible", "taken", "expected", "moved", "kind"),
        _habit_row,
        _habit_record,
        "no suggestions were adapted to decisions yet",
    ),
    What.EDITIONS: _List(
        lambda lists, _: lists.editions(),
        ("article", "instead of", "since", "kept", "moved", "touched", "orphaned", "title"),
        edition_row,
        edition_record,
        "no article took the place of another",
    ),
    What.REVISED: _List(
        lambda lists, _: lists.revised(),
        ("place", "was", "by", "decision", "looked at", "sentence before"),
        revised_row,
        revised_record,
        "nothing that was decided was changed by corrected articles",
    ),
}

"""`annotator report`: the methods, a datasheet and tables of a data set, and whether its records still make them."""

from __future__ import annotations

from pathlib import Path

from annotator import __version__
from annotator.cli.narration import count, narrate, short_line
from annotator.cli.schemes import own_scheme
from annotator.core.decided import Selection
from annotator.core.decision import Answer, Role
from annotator.core.errors import DoneInPart, InputRefused
from annotator.exchange.formats.jsonl import sentence_record
from annotator.exchange.lines import Record, made_now, record_of, to_line
from annotator.exchange.plan import parse_split
from annotator.exchange.report_folder import ANSWERS, earlier_answers, read_report, write_report
from annotator.measure.report_tables import (
    Records,
    decision_record,
    document_record,
    history_record,
    report_tables,
    review_record,
)
from annotator.measure.report_text import answers_template, check_tables, read_answers, report_text
from annotator.measure.work_time import IDLE_CUT
from annotator.store.articles.documents import articles, document_of
from annotator.store.read.reader import Reader, decisions_made
from annotator.store.read.reviews import reviewed
from annotator.store.sqlite.rights import close_as


def report(
    *,
    db: Path,
    output: Path = Path("exports/report"),
    title: str | None,
    split: str = "80/10/10",
    idle_cut: float = IDLE_CUT,
    anonymise: bool,
    check: Path | None,
) -> None:
    """Write methods, datasheet and tables of a data set.

    The folder holds report.md; the articles, decisions and gold as JSON lines; and answers.toml, for what only you
    know. --check needs the folder alone: exit code 0 if all is as it was written, or 3 and a line for each table,
    number or file that differs.
    """
    if check is not None:
        _check(check)
        return
    choices = {"idle_cut": idle_cut, "split": [*parse_split(split).shares], "anonymised": anonymise}
    kept = earlier_answers(output)
    close_as(db)
    with Reader(db) as reader:
        records = _read_records(reader, choices)
    answers, facts = answers_template() if kept is None else kept, records["facts"]
    given, title = read_answers(answers, ANSWERS), title or db.stem
    tables, agreement = report_tables(records)
    text = report_text(title, facts, tables, given, agreement)
    files = {f"{name}.jsonl": b"".join(map(to_line, lines)) for name, lines in records.items() if name != "facts"}
    files |= {"facts.json": to_line(facts), ANSWERS: answers.encode("utf-8")}
    about = {key: facts[key] for key in ("created_at", "annotator_version")}
    write_report(output, {"title": title, **about, "tables": tables}, text, files)
    anew = f"`annotator report --check {output}` computes them anew"
    narrate(f"report with {len(tables)} tables written to {output}; {anew}")


def _read_records(reader: Reader, choices: Record) -> Records:
    """Read it all. Raises DoneInPart where nothing is decided."""
    scheme = reader.ask(own_scheme)
    named = reader.pseudonyms().__getitem__ if choices["anonymised"] else str
    decisions = list[Record]()
    for name, role, _ in reader.people():
        if role is Role.CANDIDATE:  # a qualification is no part of the data
            continue
        decided = reader.decided(Selection(annotator=name, answers=tuple(Answer)))
        decisions += [decision_record(row, role, named) for row in decided]
    if not decisions:
        raise DoneInPart("nothing is decided yet, so there is nothing to report", "begin with `annotator annotate`")
    return {
        "facts": {
            "schema": "annotator/report-facts@1",
            **made_now(),
            **choices,
            "scheme": record_of(scheme, "name", "version", "profile"),
            "attributes": [attribute.name for attribute in scheme.attributes],
            "quote_types": [kind.value for kind in scheme.quote_types],
            **reader.background(),
        },
        "documents": [
            document_record(reader.ask(document_of, article.number), article.sentences)
            for article in reader.ask(articles)
            if not article.removed
        ],
        "decisions": decisions,
        "reviews": [review_record(review, named) for review in reader.ask(reviewed)],
        "gold": [  # as an export writes it
            record | {"annotator": named(record["annotator"])}
            for record in map(sentence_record, reader.decided(Selection(gold=True)))
        ],
        "history": [history_record(step, named) for step in reader.ask(decisions_made)],
    }


def _check(folder: Path) -> None:
    """Compute the tables of a report anew and say what differs. Raises InputRefused where anything does."""
    written = read_report(folder)
    numbers, differing = 0, list(written.differing)
    if written.records is not None:
        numbers, unlike = check_tables(written.tables, written.page, written.records)
        anew = "bring the file that was changed back from a copy, or write the report anew"
        differing += [f"{line}; {anew}" for line in unlike]
    for line in differing:
        print(short_line(line))
    if differing:
        earlier = f"annotator {written.version} wrote it: some figures may be computed otherwise since"
        hint = "the lines above say what to do" if written.version == __version__ else earlier
        raise InputRefused(f"{folder}: {count(len(differing), 'difference')}", hint)
    narrate(f"{folder}: all {numbers} numbers agree")

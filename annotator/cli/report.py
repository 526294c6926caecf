"""`annotator report`: the methods, a datasheet and tables of a data set, and a script that recomputes every number."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import narrate
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.measure.work_time import IDLE_CUT

if TYPE_CHECKING:
    from annotator.cli.report_data import ReportData

_SCRIPTS = ("recompute", "recompute_tables", "recompute_agreement", "recompute_review", "recompute_bias")


def report(
    db: Db = DEFAULT_DB,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to; an earlier report there is replaced.")
    ] = Path("exports/report"),
    title: Annotated[
        str | None, typer.Option("--title", help="What the data set is called.  [default: the database's name]")
    ] = None,
    split: Annotated[
        str, typer.Option("--split", metavar="80/10/10", help="The parts for train, dev and test, as export has them.")
    ] = "80/10/10",
    idle_cut: Annotated[
        float,
        typer.Option("--idle-cut", metavar="SECONDS", min=1.0, help="What one decision counts at most as active time."),
    ] = IDLE_CUT,
    anonymise: Annotated[
        bool, typer.Option("--anonymise-annotators", help="annotator-1, annotator-2, … instead of names.")
    ] = False,
) -> None:
    """Write methods, datasheet and tables of a data set.

    The folder holds report.md; the articles, decisions and gold as JSON lines; answers.toml, for what only you know;
    and recompute.py: `python FOLDER/recompute.py` recomputes every number in the tables and compares.
    """
    from annotator.cli.report_data import read_report_data
    from annotator.core.selection import EVERYTHING
    from annotator.exchange.report_folder import earlier_answers
    from annotator.exchange.split import parse_split
    from annotator.store.reader import Reader
    from annotator.store.rights import close_as

    parts = parse_split(split)
    kept = earlier_answers(output)
    close_as(db)
    with closing(Reader(db)) as reader, reader.snapshot(EVERYTHING):
        found = read_report_data(reader, idle_cut=idle_cut, split=list(parts.shares), anonymise=anonymise)
    tables = _write(found, output, title or db.stem, kept)
    check = one_line(str(output / "recompute.py"))
    narrate(f"report with {tables} tables written to {one_line(str(output))}; `python {check}` recomputes its numbers")


def _write(found: ReportData, folder: Path, title: str, kept: str | None) -> int:
    """Write the folder; how many tables it has. `kept` are the answers of an earlier report."""
    from annotator.exchange.jsonlines import to_line
    from annotator.exchange.report_folder import ANSWERS, write_report
    from annotator.measure.report.questions import answers_template, read_answers
    from annotator.measure.report.tables import report_tables, undefined
    from annotator.measure.report.text import report_text

    answers = answers_template() if kept is None else kept
    given = read_answers(answers, ANSWERS)
    facts = found.records["facts"]
    tables = report_tables(found.records, found.figures, found.said, found.names)
    text = report_text(title, facts, tables, given, undefined(found.figures))
    files = {f"{name}.jsonl": b"".join(map(to_line, lines)) for name, lines in found.records.items() if name != "facts"}
    files |= {"facts.json": to_line(facts), ANSWERS: answers.encode("utf-8")}
    scripts = Path(__file__).resolve().parents[1] / "measure" / "report"
    files |= {f"{name}.py": (scripts / f"{name}.py").read_bytes() for name in _SCRIPTS}
    about = {key: facts[key] for key in ("created_at", "annotator_version")}
    write_report(folder, {"title": title, **about, "tables": tables}, text, files)
    return len(tables)

"""The words of a report: methods, datasheet and tables as Markdown. All numbers stand in tables.

They are data (`report.toml`). What no program knows of a data set is asked of those who made it; what the tables
answer is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.program.resources import toml_of
from annotator.measure.agreement import Agreement
from annotator.measure.report_tables import FIGURES, WORDS, Cell, Records, Table, report_tables


def report_text(
    title: str,
    facts: Mapping[str, Any],
    tables: Sequence[Table],
    answers: Mapping[str, str],
    agreement: Agreement,
) -> str:
    """The whole page. A section without a table that it is about is left out."""
    by_key = {table["key"]: table for table in tables}
    fields = {
        "title": shown(title),
        "version": facts["annotator_version"],
        "created": facts["created_at"],
        "idle_cut": facts["idle_cut"],
        "adopted": _adopted(facts),
        "adapted": _adapted(facts),
        "why": _why(agreement) if "agreement" in by_key else "",
        "datasheet": datasheet(answers),
    }
    parts = []
    for section in WORDS["sections"]:
        wanted = section.get("tables", ())
        filled = [by_key[key] for key in wanted if key in by_key]
        if filled or not wanted or section.get("always"):
            made = "".join(f"\n**{table['title']}**\n\n{markdown(table)}" for table in filled)
            parts.append(section["text"].format(**fields) + made + section.get("after", "").format(**fields))
    return "\n".join(parts)


def _adopted(facts: Mapping[str, Any]) -> str:
    """The label scheme that is in use, and what was adopted when."""
    scheme = facts["scheme"]
    rows = [
        [adoption["kind"], adoption["name"], adoption["version"] or "", adoption["adopted_at"]]
        for adoption in facts["guidelines"]
    ]
    adopted = markdown({"heads": ["what", "name", "version", "adopted (UTC)"], "rows": rows})
    in_use = f"label scheme {shown(scheme['name'])} {shown(scheme['version'])}, profile {scheme['profile']}"
    return f"\nIn use: {in_use}.\n" + (f"\n{adopted}" if rows else "")


def _adapted(facts: Mapping[str, Any]) -> str:
    """Which runs were adapted to decisions."""
    adapted = [run["id"] for run in facts["runs"] if run["settings"].get("habits")]
    return f"\nAdapted to decisions that were there before: {', '.join(map(shown, adapted))}.\n" if adapted else ""


def _why(agreement: Agreement) -> str:
    """Why figures are undefined, as a list."""
    lines = [
        f"- {FIGURES.get(name, name.removeprefix('attribute_'))}: {figure.why}\n"
        for name, figure in agreement.figures.items()
        if figure.why is not None
    ]
    return "".join(("\nUndefined (–):\n\n", *lines)) if lines else ""


# ---- a table as people read it


def markdown(table: Table) -> str:
    """A table as `report.md` has it."""
    lines = [table["heads"], *([shown(cell) for cell in row] for row in table["rows"])]
    right = [
        "--:" if column and any(isinstance(row[column], dict) for row in table["rows"]) else "---"
        for column in range(len(table["heads"]))
    ]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (lines[0], right, *lines[1:]))


def shown(cell: Cell) -> str:
    """A cell as people read it. Text from outside cannot end the cell or the table, nor act on a terminal.

    >>> shown("a|b\\x1b[2J"), shown({"value": 0.125, "as": "share"})
    ('a\\\\|b\ufffd\\\\[2J', '12.5 %')
    """
    if not isinstance(cell, dict):
        text = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(str(cell).split()))
        return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", text)
    value, how = cell["value"], cell["as"]
    if isinstance(value, list):
        return "–" if None in value else " to ".join(shown({"value": bound, "as": how}) for bound in value)
    if value is None:
        return "–"
    if how == "share":
        return f"{100 * value:.1f} %"
    digits = {"count": 0, "figure": 3, "hours": 2, "one": 1}[how]
    return f"{value:.{digits}f}"


# ---- whether the files still make the report


def check_tables(reported: Sequence[Table], page: str, records: Records) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs, a line for each; none of them is made safe to print yet.

    `reported` are the tables of report.json, `page` is report.md.
    """
    try:
        numbers, differing = compare_tables(reported, report_tables(records)[0])
        unlike = [table["title"] for table in reported if markdown(table) not in page]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return 0, [f"no figure can be made of the files as they are ({type(error).__name__}: {error})"]
    return numbers, differing + [f"report.md: not as report.json has it: {title}" for title in unlike]


def compare_tables(reported: Sequence[Table], made: Sequence[Table]) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs between tables of a report and those made of its records."""
    by_key, numbers = {table["key"]: table["rows"] for table in made}, 0
    known = {table["key"] for table in reported}
    differing = [f"{key}: the report has no such table" for key in by_key if key not in known]
    for table in reported:
        again = by_key.get(table["key"], [])
        names, others = ([row[0] for row in rows] for rows in (table["rows"], again))
        if names != others:
            which = ", ".join(sorted({*names} ^ {*others})) or "in another order"
            differing.append(f"{table['key']}: other rows than the files have: {which}")
            continue
        for row, beside in zip(table["rows"], again, strict=True):
            for head, *cells in zip(table["heads"], row, beside, strict=True):
                was, now = map(_parts_of, cells)
                numbers += len(was) if isinstance(cells[0], dict) else 0
                if len(was) != len(now) or not all(map(_is_same, was, now)):
                    both = ", recomputed ".join(", ".join(map(str, parts)) for parts in (was, now))
                    differing.append(f"{table['key']} / {row[0]} / {head}: {both}")
    return numbers, differing


def _parts_of(cell: Cell) -> list[Any]:
    """The numbers of a cell, or its text."""
    value = cell["value"] if isinstance(cell, dict) else cell
    return value if isinstance(value, list) else [value]


def _is_same(value: Any, other: Any) -> bool:
    """Whether two values are the same, but for the last digits of a computer's arithmetic."""
    if isinstance(value, float) and isinstance(other, int | float):
        return abs(value - other) <= 1e-9 * max(1.0, abs(value))
    return bool(value == other)


# ---- what only people know


QUESTIONS: dict[str, dict[str, str]] = WORDS["questions"]
"""The questions by the headings that they stand under, and within that by the keys of their answers."""


def answers_template() -> str:
    """The file to write answers in, as TOML: every question as a comment, with an empty answer."""
    lines = [
        "# What only you know of this data set. `annotator report` keeps this file and puts the answers in report.md."
    ]
    for heading, questions in QUESTIONS.items():
        for key, words in questions.items():
            lines += ["", f"# {heading}: {words}", f'{key} = ""']
    return "\n".join(lines) + "\n"


def read_answers(text: str, where: str) -> dict[str, str]:
    """The answers of such a file, by key; empty ones are left out.

    Raises InputRefused for what is no TOML, for an answer that is no text, and for a key that is no question's.
    """
    try:
        answers = toml_of(text)
    except ValueError as error:
        raise InputRefused(f"{where}: {error}", "mend it, or move it away") from None
    known = {key for questions in QUESTIONS.values() for key in questions}
    for key, answer in answers.items():
        if key not in known or not isinstance(answer, str):
            raise InputRefused(
                f"{where}: {one_line(key, 60)!r} is no answer to a question", "keep to its keys, as text"
            )
    return {key: answer.strip() for key, answer in answers.items() if answer.strip()}


def datasheet(answers: Mapping[str, str]) -> str:
    """The questions with their answers as Markdown, under their headings."""
    parts = []
    for heading, questions in QUESTIONS.items():
        parts.append(f"### {heading}\n")
        for key, words in questions.items():
            answer = answers.get(key) or f"*Not answered yet: `{key}` in answers.toml.*"
            parts.append(f"**{words}**\n\n{answer}\n")
    return "\n".join(parts)

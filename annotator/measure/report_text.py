"""The words of a report: methods, datasheet and tables as Markdown. All numbers stand in tables.

What no program knows of a data set is asked of those who made it. The questions follow Gebru et al., Datasheets for
Datasets, Communications of the ACM 64(12), 2021 ("datasheet"), and Bender & Friedman, Data Statements for Natural
Language Processing, TACL 6, 2018 ("statement"): those that apply to annotated news, shortened. What the tables answer
is not asked.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused
from annotator.core.resources import LANGUAGE, read_toml
from annotator.measure.agreement import Agreement
from annotator.measure.report_tables import FIGURES, Cell, Parts, Records, Table, figures_of, report_tables

_HEAD = """# Report on the data set {title}

Made by annotator {version}, {created}.

Every number in the tables can be recomputed from the files beside this one:
`annotator report --check FOLDER`. What only people can know is asked in
`answers.toml`.
"""
_DATA = """## The data set

The data set is `gold.jsonl`: at most one decision for each sentence. A review
of the sentence counts before all else; without one, what its annotators
decided, if they decided the same. Sentences in which they differ and that
nobody has reviewed are not in it. A quote over several sentences counts once,
with the sentence that it begins in.
"""
_ANNOTATION = """### Annotation

Annotators went through the articles sentence by sentence with annotator,
which showed what a pipeline had suggested: quotes with their content, cue,
source, speaker and type, and topics of the sentence. They confirmed it,
changed it, or rejected it. In the tool nobody sees what others decided of a
sentence. A sentence that was skipped is not decided. What was *passed over*
was accepted or rejected without being opened: boilerplate, and, where that
was asked for, sentences without a suggestion. Such decisions do not count
toward agreement.
"""
_GUIDELINES = """### Guidelines

The label scheme says which topics, types and attributes there are, the
guideline profile what counts as a quote and where it begins and ends.
"""
_CORRECTED = """### Corrected articles

An article that was corrected after its import stands in the data set with its
later text. Decisions were carried over to it: *kept* as they were, *moved* with
their sentence, *touched* where words changed, *orphaned* where they are gone.
"""
_SUGGESTIONS = """### Suggestions

*Accepted in passing*: together with other sentences, without having
been opened. *Changed*: the decision differs from the suggestion, with it in
sight.
"""
_AGREEMENT = """### Agreement

Compared are sentences that two annotators or more looked at and decided.
Figures of quotes are pooled over all pairs; alpha of words and topics takes
all annotators together. 1 is perfect agreement; for alpha and kappa 0 is what
chance would give. Intervals are percentiles of a bootstrap over articles
(1000 draws, seed 13).

- *Alpha*: Krippendorff's, nominal; words and marks are the units, the set of
  their roles is the value (Krippendorff, Content Analysis, 4th ed. 2019,
  chapter 12; so reported by PolNeAR, LREC 2018). For topics the distance of
  two sets is MASI (Passonneau, LREC 2006).
- *Share a word*: of all quotes, those that share a word with one of the other
  annotator's (agr of Wiebe et al., 2005, in both directions; so reported by
  PARC and PolNeAR).
- *F1* (Hripcsak & Rothschild, JAMIA 2005): quotes matched one to one; *exact*
  has the same letters and digits, *overlap* half of them in common (Jaccard).
- *Kappa* (Cohen 1960), the mean over pairs (Light 1971), and *same speaker*:
  of quotes whose contents overlap.
"""
_REVIEW = """### Adjudication

A reviewer saw the sentences that annotators had marked differently, and a
share of those that all had marked the same, chosen by a hash. Of the others
the unanimous version was taken in one step. Where several people reviewed a
sentence, the last one counts. Intervals are Wilson's; for words they are of a
bootstrap over articles.
"""
_BIAS = """### Influence of suggestions

*Withheld*: for a share of the sentences, chosen by a hash, the suggestion was
not shown. A label that is given more often with its suggestion in sight than
without it is given because of it; the difference is over all annotators, with
Newcombe's interval (1998) for articles as clusters (Rao & Scott 1992). *Wrong*
and *right* are said by review, else by most of the others who saw no
suggestion. *Too fast to be read*: above 1000 words a minute, four times what
people read (Brysbaert 2019).
"""
_TIME = """### Time

What the screen measured from when a sentence was opened to its decision,
corrections and undone decisions too; one decision counts at most {idle_cut:g}
seconds. Imported decisions took none. Sentences count once, when first
decided.
"""
_SPLITS = """### Parts for training and testing

Whole articles, by a hash of their ids: an article stays in its part however
the data set grows.
"""
_DATASHEET = """## Datasheet

After Gebru et al., *Datasheets for Datasets* (CACM 2021), and Bender &
Friedman, *Data Statements for NLP* (TACL 2018). Composition, labels and
people are counted in the tables above.

"""
_FILES = """## Files

| file | what |
| --- | --- |
| documents.jsonl | the articles with their texts: mind the rights of others before you give them out |
| gold.jsonl | the data set, as `annotator export --gold` writes it |
| decisions.jsonl | what stands of every annotator and reviewer, a line for each sentence |
| reviews.jsonl | each sentence as it was reviewed last, with the versions that were chosen among |
| history.jsonl | every decision as it was made, corrected and undone ones too, with what it took |
| facts.json | what this report was made with: guidelines, runs, settings |
| report.json | the tables of this page, for programs |
"""


def report_text(
    title: str,
    facts: Mapping[str, Any],
    tables: Sequence[Table],
    answers: Mapping[str, str],
    agreement: Agreement,
) -> str:
    """The whole page. A section without a table that it is about is left out."""
    by_key = {table["key"]: table for table in tables}

    def with_tables(words: str, *keys: str) -> str:
        found = [by_key[key] for key in keys if key in by_key]
        return words + "".join(f"\n**{table['title']}**\n\n{markdown(table)}" for table in found) if found else ""

    sections = [
        _HEAD.format(title=shown(title), version=facts["annotator_version"], created=facts["created_at"]),
        with_tables(_DATA, "size", "types", "topics", "origins"),
        "## Methods\n",
        with_tables(_ANNOTATION, "people"),
        with_tables(_GUIDELINES + _adopted(facts), "changes") or _GUIDELINES + _adopted(facts),
        with_tables(_CORRECTED, "corrected"),
        with_tables(_SUGGESTIONS + _adapted(facts), "suggestions"),
        with_tables(_AGREEMENT, "compared", "agreement", "pairs") + (_why(agreement) if "agreement" in by_key else ""),
        with_tables(_REVIEW, "adjudication", "outcome", "causes"),
        with_tables(_BIAS, "effects", "known", "haste"),
        with_tables(_TIME.format(idle_cut=facts["idle_cut"]), "time"),
        with_tables(_SPLITS, "splits"),
        _DATASHEET + datasheet(answers),
        _FILES,
    ]
    return "\n".join(section for section in sections if section)


def _adopted(facts: Mapping[str, Any]) -> str:
    """The label scheme that is in use, and what was adopted when."""
    scheme = facts["scheme"]
    rows = [[one["kind"], one["name"], one["version"] or "", one["adopted_at"]] for one in facts["guidelines"]]
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
        return "–" if None in value else " to ".join(shown({"value": one, "as": how}) for one in value)
    if value is None:
        return "–"
    if how == "share":
        return f"{100 * value:.1f} %"
    digits = {"count": 0, "figure": 3, "hours": 2, "one": 1}[how]
    return f"{value:.{digits}f}"


# ---- whether the files still make the report


def check_tables(
    reported: Sequence[Table], page: str, records: Records, split: Callable[[tuple[int, ...]], Parts]
) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs, a line for each; none of them is made safe to print yet.

    `reported` are the tables of report.json, `page` is report.md, `split` as for `report_tables`.
    """
    try:
        numbers, differing = compare(reported, report_tables(records, figures_of(records), split))
        unlike = [one["title"] for one in reported if markdown(one) not in page]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return 0, [f"no figure can be made of the files as they are ({type(error).__name__}: {error})"]
    return numbers, differing + [f"report.md: not as report.json has it: {title}" for title in unlike]


def compare(reported: Sequence[Table], made: Sequence[Table]) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs between tables of a report and those made of its records."""
    differing, numbers = [], 0
    by_key = {table["key"]: table for table in made}
    for key in [key for key in by_key if key not in {table["key"] for table in reported}]:
        differing.append(f"{key}: the report has no such table")
    for table in reported:
        again = by_key.get(table["key"], {"rows": []})
        names = [[row[0] for row in one["rows"]] for one in (table, again)]
        if names[0] != names[1]:
            which = ", ".join(sorted(set(names[0]) ^ set(names[1]))) or "in another order"
            differing.append(f"{table['key']}: other rows than the files have: {which}")
            continue
        for row, beside in zip(table["rows"], again["rows"], strict=True):
            for head, *cells in zip(table["heads"], row, beside, strict=True):
                pairs = list(zip_longest(*map(_parts_of, cells)))
                numbers += len(pairs) if isinstance(cells[0], dict) else 0
                if not all(_is_same(*pair) for pair in pairs):
                    told, found = (", ".join(map(str, _parts_of(cell))) for cell in cells)
                    differing.append(f"{table['key']} / {row[0]} / {head}: {told}, recomputed {found}")
    return numbers, differing


def _parts_of(cell: Cell) -> list[Any]:
    """The numbers of a cell, or its text."""
    value = cell["value"] if isinstance(cell, dict) else cell
    return list(value) if isinstance(value, list) else [value]


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same, but for the last digits of a computer's arithmetic."""
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)


# ---- what only people know


QUESTIONS: dict[str, dict[str, str]] = read_toml(LANGUAGE, "report.toml")["questions"]
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
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(f"{where}: no TOML ({one_line(str(error))})", "mend it, or move it away") from None
    known = {key for questions in QUESTIONS.values() for key in questions}
    for key, answer in found.items():
        if key not in known or not isinstance(answer, str):
            raise InputRefused(
                f"{where}: {one_line(key, 60)!r} is no answer to a question", "keep to its keys, as text"
            )
    return {key: answer.strip() for key, answer in found.items() if answer.strip()}


def datasheet(answers: Mapping[str, str]) -> str:
    """The questions with their answers as Markdown, under their headings."""
    parts = []
    for heading, questions in QUESTIONS.items():
        parts.append(f"### {heading}\n")
        for key, words in questions.items():
            answer = answers.get(key) or f"*Not answered yet: `{key}` in answers.toml.*"
            parts.append(f"**{words}**\n\n{answer}\n")
    return "\n".join(parts)

"""`annotator export`: decided sentences as training data, for us and for other tools, and articles for suggesters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from annotator.cli.narration import FEW, count, counted, listed, narrate, one_line
from annotator.cli.options import documents_named, refuse_unused, tell_late
from annotator.cli.schemes import guidelines_in_use, own_scheme
from annotator.core.decided import Selection
from annotator.core.decision import Answer
from annotator.core.errors import DoneInPart, UsageError
from annotator.core.program.resources import schemas_folder
from annotator.core.program.targets import refuse_files_of
from annotator.exchange.export import TEXTS, Report, run_export
from annotator.exchange.formats.format import DocBin
from annotator.exchange.formats.registry import WRITTEN, format_named, own_names
from annotator.exchange.plan import Plan, chosen_answers, chosen_unit, moment_of, parse_split
from annotator.store.find.sees import OpenWork, open_work
from annotator.store.read.reader import Reader
from annotator.store.sqlite.rights import close_as

_INCOMPLETE_ADVICE = "--unit sentence exports their decided sentences, --partial the whole texts"


_OF_DECISIONS = "format unit annotator gold status since as_of include_implied edition anonymise"
"""Options that choose among decisions, or say how they are written."""


Editions = Literal["latest", "all"]
"""Which versions of articles that were corrected are exported."""
_WRITTEN = [format.name for format in WRITTEN]
_FORMATS = ", ".join(_WRITTEN)
_FOLDERS = ", ".join(format.name for format in WRITTEN if format.is_folder)
_BY_SENTENCE = ", ".join(format.name for format in WRITTEN if format.units[0] == "sentence")
_IMPLIED = " and ".join(format.name for format in WRITTEN if format.implied)
_ON_TOKENS = ", ".join(format.name for format in WRITTEN if format.on_tokens)
"""The names of formats by what they have in common."""


def _format_names() -> list[str]:
    return _WRITTEN + own_names()


def export(
    *,
    db: Path,
    output: str | None,
    format: str = "jsonl",
    unit: str | None,
    texts: bool,
    undecided: bool,
    annotator: str | None,
    gold: bool,
    status: str | None,
    since: str | None,
    as_of: str | None,
    document: list[str] | None,
    include_implied: bool | None,
    split: str | None,
    align: str = "expand",
    partial: bool,
    raw: bool,
    edition: Editions = "latest",
    anonymise: bool,
) -> None:
    """Write decided sentences as training data, or articles for whoever suggests.

    A manifest is written beside the file. By default one line of JSON a sentence, to exports/ in the working
    folder, under the database's name.
    """
    if as_of is not None and edition == "all":
        raise UsageError("--as-of shows the editions of that day", "leave out --edition all")
    wanted = TEXTS if texts else format_named(format)
    unit = chosen_unit(unit, wanted)
    idle = {
        "raw": wanted.name != "csv",
        "align": not wanted.on_tokens,
        "partial": unit == "sentence" or not wanted.nothing_means_none,
        "undecided": not texts,
        **dict.fromkeys(_OF_DECISIONS.split(), texts),
    }
    refuse_unused(f"in {wanted.name} by {unit}", " ".join(name for name in idle if idle[name]))
    implied = wanted.implied if include_implied is None else include_implied
    plan = Plan(
        format=wanted,
        unit=unit,
        selection=Selection(
            annotator=annotator,
            gold=gold,
            answers=chosen_answers(status),
            since=moment_of(since),
            documents=documents_named(db, document),
            implied=implied,
            # A whole document holds its boilerplate anyway; a sentence of it would be a negative nobody looked at.
            boilerplate=implied or (include_implied is None and unit == "document"),
            undecided=undecided,
        ),
        split=parse_split(split),
        output=output,
        stem=db.stem,
        align=align,
        partial=partial,
        raw=raw,
        anonymise=anonymise,
        as_of=as_of,
        all_editions=edition == "all",
    )
    done = export_database(db, plan)
    _narrate_export(plan, *done, narrowed=bool(annotator or since or document or status or undecided))


def export_database(db: Path, plan: Plan) -> tuple[Report, Sequence[OpenWork], int]:
    """Export what the plan says from a database.

    With the report comes what was skipped or left unconfirmed among that, and how many decisions hold a topic that is
    not offered any more: all of one state. Raises what `run_export` and the opening of a database raise.
    """
    refuse_files_of(db, plan.targets)
    close_as(db)
    with Reader(db, plan.as_of, all_editions=plan.all_editions) as reader:
        if plan.format is TEXTS:
            plan = plan._replace(guidelines=reader.ask(guidelines_in_use))
        report = run_export(plan, reader, reader.ask(own_scheme), _make_docbin if plan.format.on_tokens else None)
        if plan.guidelines is not None:
            return report, (), 0
        annotator, documents = plan.selection.annotator, plan.selection.documents
        left_open = reader.ask(open_work, annotator, documents) if plan.as_of is None else ()
        reader.ask(tell_late, plan.as_of)
        return report, left_open, reader.outdated(plan.selection)


def _make_docbin() -> DocBin:
    from annotator.suggest.span_groups import DocBinWriter

    return DocBinWriter()


def _narrate_export(
    plan: Plan, report: Report, left_open: Sequence[OpenWork], outdated: int, *, narrowed: bool
) -> None:
    """Say what was written and what was left out. Raises DoneInPart where no file was made because it would be empty.

    `left_open` is what was skipped or left unconfirmed, `outdated` how many decisions hold a topic that the scheme in
    use does not offer; `narrowed`: options chose among the decisions.
    """
    # Of one article there may be several: as each annotator marked it.
    texts = plan.format is TEXTS
    noun = "document" if texts else "annotated document"
    noun = "decided sentence" if plan.unit == "sentence" else noun
    became = "expanded to whole tokens" if plan.align == "expand" else "dropped"
    spans_listed = f"listed in {plan.manifest_path}" if report.to_file else "not listed without a file"
    done = counted((report.records, noun, f"written to {plan.where}"))
    if report.incomplete and report.records:
        done.append(f"{report.incomplete} left out, not decided to the end: {_INCOMPLETE_ADVICE}")
    done += counted(
        (report.off, "span", f"off the boundaries of tokens {became}: {spans_listed}"),
        (report.hidden, "span", "hidden by others in the IOB columns (see the last column)"),
        (report.elsewhere, "span of a cue or source", "in another sentence left out: --unit document keeps them"),
    )
    narrate(*done)
    lines = counted((report.contested, "sentence", "marked differently and not reviewed: `annotator review`"))
    lines += open_work_lines(left_open, plan)
    if not report.records:
        decide = "" if texts else "decide some sentences first (`annotator annotate`), or "
        why, advice = f"no {noun} is chosen", f"{decide}import articles"
        if report.incomplete:
            why, advice = f"{count(report.incomplete, 'annotated document')} not decided to the end", _INCOMPLETE_ADVICE
        elif narrowed:
            options = "--annotator, --status, --since or --document, or decide more (`annotator annotate`)"
            advice = f"leave out {'--document or --undecided' if texts else options}"
        # Who counts on the file being of today must hear of it.
        is_kept = report.to_file and any(path.exists() for path in plan.files)
        stays = f", what stood at {plan.where} stays as it was" if is_kept else ""
        nothing = f"nothing to export: {why}{stays}"
        if report.to_file:  # what stops a command has one line for all of it
            raise DoneInPart("; ".join([nothing, *lines]), advice)
        narrate(f"{nothing}; {advice}")
    retired = "with a topic that is not offered any more, under its old key; `annotator list stale` shows what is open"
    narrate(*lines, *counted((outdated, "decision", retired)))


def open_work_lines(left_open: Sequence[OpenWork], plan: Plan) -> list[str]:
    """What is in no export though somebody worked on it: a line for skipped sentences, one for the edits of each."""
    skipped = 0 if Answer.SKIP in plan.selection.answers else sum(person.skipped for person in left_open)
    left_out = "left out, as not decided: --status accept,reject,skip has them"
    # Gold has none, and is what others decided there.
    lines = counted((skipped, "skipped sentence", "taken as not decided" if plan.selection.gold else left_out))
    for person in left_open:
        if person.unconfirmed:
            who = "an annotator" if plan.anonymise else one_line(person.annotator, 60)
            where = f"{count(len(person.unconfirmed), 'sentence')} ({listed(person.unconfirmed, FEW)})"
            lines.append(f"edits that {who} has not confirmed are left out, in {where}")
    return lines


# ---- schemas


def _schema_files() -> dict[str, Path]:
    """The files of all schemas by name."""
    return dict(sorted((path.name.partition(".")[0], path) for path in schemas_folder().iterdir()))


def schema(name: str | None) -> None:
    """Print the schema of a record that leaves the tool.

    As JSON Schema; also the default label scheme (iptc), and types for Hugging Face (datasets).
    """
    known = _schema_files()
    if name is None:
        print("\n".join(known))
        return
    if name not in known:
        raise UsageError(f"no schema named {name!r}", f"choose {', '.join(known)}")
    print(known[name].read_text(encoding="utf-8"), end="")

"""`annotator suggest`: suggestions as JSON lines, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from annotator.cli.explaining import explained
from annotator.cli.options import (
    AnyLanguage,
    Encoding,
    From,
    Model,
    Paths,
    Profile,
    Scheme,
    SkipBad,
    TextColumn,
    TrustModel,
)
from annotator.cli.pipeline_choice import PipelineChoice
from annotator.cli.reading import BadLines, read_paths, refuse_language, report_left_out
from annotator.cli.schemes import scheme_in_use
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.habits import Habits
    from annotator.core.model import Document
    from annotator.store.reader import Reader
    from annotator.suggest.pipeline import Suggester


def suggest(
    paths: Paths,
    format: From = None,
    profile: Profile = None,
    model: Model = None,
    trust_model: TrustModel = False,
    scheme: Scheme = None,
    encoding: Encoding = None,
    text_column: TextColumn = "text",
    any_language: AnyLanguage = False,
    skip_bad: SkipBad = False,
    readings: Annotated[
        bool, typer.Option("--readings", help="Also what else each quote could be, with probabilities.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="For people who tune rules: which one fired, as text instead of JSON.")
    ] = False,
    habits_of: Annotated[
        Path | None,
        typer.Option(
            "--habits-of",
            metavar="DB",
            help="Adapt to what was decided in this database, as an import into it would; with its profile and scheme.",
        ),
    ] = None,
) -> None:
    """Print suggested quotes, speakers and topics as JSON.

    One line for each article, as soon as it is ready. No database is written, and none is read but that of --habits-of.
    What cannot be read, or is in another language, is named and left out; JSON lines from standard input end at the
    first that is wrong, unless --skip-bad leaves it out.
    """
    from annotator.exchange.documents import Reading

    choice = PipelineChoice(model, trust_model, profile, scheme)
    choice.check()
    refused: list[InputRefused] = []
    bad, printed = BadLines(), 0
    reading = Reading(encoding, text_column, bad if skip_bad else None)
    with _decisions(habits_of) as decisions:
        documents = read_paths(paths, format, reading, refused, as_they_come=True)
        first = next(documents, None)
        if first is not None:
            suggester, habits = _load(choice, decisions, readings=readings or (explain and decisions is not None))
            told = _Told(readings, explain, habits)
            printed = _print(chain([first], documents), suggester, told, refused, any_language=any_language)
    if len(refused) == 1 and not bad.number and not printed:
        raise refused[0]
    report_left_out(bad, refused, "input", "printed" if printed else "")


class _Told(NamedTuple):
    """What is printed of each article: --readings, --explain, and the habits that suggestions are adapted to."""

    readings: bool
    explain: bool
    habits: Habits


@contextmanager
def _decisions(db: Path | None) -> Iterator[Reader | None]:
    """The database of --habits-of, for reading; None without one. Raises what `Reader` raises."""
    if db is None:
        yield None
        return
    from annotator.store.reader import Reader

    with closing(Reader(db)) as reader:
        yield reader


def _load(choice: PipelineChoice, decisions: Reader | None, *, readings: bool) -> tuple[Suggester, Habits]:
    """The suggester, adapted to the decisions of a database, and the habits that these show; none without one."""
    from annotator.cli.adapting import narrate_adaptation, read_and_adapt
    from annotator.core.habits import Habits

    if decisions is None:
        return choice.load(scheme_in_use(choice.scheme, None), readings=readings), Habits()
    scheme = scheme_in_use(choice.scheme, decisions.scheme(), choice.profile or decisions.profile())
    suggester = replace(choice, profile=scheme.profile).load(scheme, readings=readings)
    habits, adaptation = read_and_adapt(suggester, decisions)
    narrate_adaptation(adaptation, of=decisions.path)
    return suggester, habits


def _print(
    documents: Iterable[Document],
    suggester: Suggester,
    told: _Told,
    refused: list[InputRefused],
    *,
    any_language: bool,
) -> int:
    """Print what is suggested for each document, as soon as it is ready; how many there were."""
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.jsonlines import to_line
    from annotator.exchange.records import suggestion_record

    printed = 0
    with standard_output() as out:
        for document in documents:
            try:
                if not any_language:
                    refuse_language(document, suggester)
            except InputRefused as error:
                refused.append(error)
                continue
            suggested = suggester.suggest_one(document)
            if told.explain:
                shown = suggested if told.readings else replace(suggested, readings=())
                out.write(explained(shown, told.habits, suggester.profile))
            else:
                out.write(to_line(suggestion_record(suggested, readings=told.readings)))
            out.flush()
            printed += 1
    return printed

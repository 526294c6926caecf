"""`annotator suggest`: suggestions as JSON lines, without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.document_work import (
    LARGEST,
    BadLines,
    Engine,
    PrintWork,
    Taking,
    done_in_order,
    read_paths,
    report_left_out,
)
from annotator.cli.options import (
    AnyLanguage,
    Encoding,
    From,
    LargestArticle,
    Model,
    Paths,
    Profile,
    Scheduler,
    Scheme,
    SkipBad,
    TextColumn,
    TrustModel,
    Workers,
    refuse_unused,
)
from annotator.cli.pipeline_choice import PipelineChoice, Recipe, adapt, narrate_adaptation
from annotator.cli.schemes import scheme_in_use
from annotator.cli.shards import check_shard, look_at_shards, suggest_shard
from annotator.core.errors import InputRefused, UsageError
from annotator.core.habits import Habits
from annotator.core.speakers import Acquaintances
from annotator.exchange.atomic import standard_output
from annotator.exchange.documents import Reading
from annotator.store.read.reader import Reader

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester


def suggest(
    context: typer.Context,
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
    largest_article: LargestArticle = LARGEST,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write a shard to this folder instead of printing.")
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="I/N",
            help="With --out: the I-th of N parts, to shard-I-of-N.jsonl with a manifest, unless that is done.",
        ),
    ] = None,
    for_import: Annotated[
        bool,
        typer.Option("--for-import", help="In a shard: all that `annotator import --suggested` stores."),
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Make a shard anew that is done.")] = False,
    missing: Annotated[
        bool,
        typer.Option(
            "--missing",
            help="PATH is a folder of shards: print the numbers of those that are missing or not sound, with commas, as"
            " `sbatch --array` takes them (exit code 6); nothing where all are there.",
        ),
    ] = False,
    join: Annotated[
        bool,
        typer.Option("--join", help="PATH is a folder of shards: print the lines of all in order, once all are sound."),
    ] = False,
) -> None:
    """Print suggested quotes, speakers and topics as JSON.

    One line for each article, as soon as it is ready. No database is written, and none is read but that of --habits-of.
    What cannot be read, or is in another language, is named and left out; JSON lines from standard input end at the
    first that is wrong, unless --skip-bad leaves it out. How to share the work among processes and machines stands in
    docs/scale.md and docs/many-machines.md.
    """
    if missing or join:
        if missing and join:
            raise UsageError("--missing and --join are two things", "give one of them")
        others = " ".join(name for name in context.params if name not in ("paths", "missing", "join"))
        refuse_unused(context, f"with --{'join' if join else 'missing'}", others)
        look_at_shards(paths, join=join)
        return

    choice = PipelineChoice(model, trust_model, profile, scheme)
    choice.check()
    if shard is None:
        refuse_unused(context, "without --shard", "again for_import out")
    else:
        refuse_unused(context, "with --shard", "explain")
        check_shard(out, paths)
    # Shards are made side by side, and whoever sends a line may wait for the answer.
    alone = workers is None and (shard is not None or "-" in paths)
    engine = Engine(1 if alone else workers, scheduler)
    engine.check()
    refused: list[InputRefused] = []
    bad, printed = BadLines(), 0
    reading = Reading(encoding, text_column, bad if skip_bad else None)
    work = PrintWork(Taking(any_language, largest_article), readings, explain, for_import)
    with nullcontext() if habits_of is None else closing(Reader(habits_of)) as decisions:
        with_readings = readings or for_import or (explain and decisions is not None)
        load = partial(_load, choice, decisions, readings=with_readings, as_import=for_import)
        if shard is not None and out is not None:
            suggest_shard(shard, out, paths, format, reading, bad, work, load, engine, again=again)
            return
        documents = read_paths(paths, format, reading, refused, as_they_come=True)
        first = next(documents, None)
        if first is not None:
            suggester, recipe = load()
            found = done_in_order(work, chain([first], documents), suggester, recipe, engine)
            printed = _print(found, refused)
    if len(refused) == 1 and not bad.number and not printed:
        raise refused[0]
    report_left_out(bad, refused, "input", "printed" if printed else "")


def _load(
    choice: PipelineChoice, decisions: Reader | None, *, readings: bool, as_import: bool
) -> tuple[Suggester, Callable[[], Recipe]]:
    """The suggester, adapted to the decisions of a database if there is one, and how others make the same.

    `as_import`: its run says what that of an import says, also that there was nothing to adapt to.
    """

    if decisions is None:
        scheme = scheme_in_use(choice.scheme, None)
        suggester = choice.load(scheme, readings=readings)
        if as_import:
            suggester.meet(Acquaintances())
            suggester.adapt(Habits())
    else:
        scheme = scheme_in_use(choice.scheme, decisions.scheme(), choice.profile or decisions.profile())
        choice = replace(choice, profile=scheme.profile)
        suggester = choice.load(scheme, readings=readings)
        _, adaptation = adapt(suggester, decisions.path)
        narrate_adaptation(adaptation, of=decisions.path)
    return suggester, partial(Recipe.of, suggester, choice, scheme)


def _print(records: Iterable[bytes | InputRefused], refused: list[InputRefused]) -> int:
    """Print each record as soon as it is ready; how many there were."""

    printed = 0
    with standard_output() as out:
        for record in records:
            if isinstance(record, InputRefused):
                refused.append(record)
                continue
            out.write(record)
            out.flush()
            printed += 1
    return printed

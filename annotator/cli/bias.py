"""`annotator bias`: what suggestions do to the people who see them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import narrate
from annotator.cli.options import DEFAULT_DB, Db, refuse_unused
from annotator.core.errors import InputRefused

if TYPE_CHECKING:
    from annotator.core.decision import DecidedSentence
    from annotator.core.model import Labels
    from annotator.measure.bias import SentenceKey
    from annotator.store.read.reader import Reader

SEED = 13


def bias(
    context: typer.Context,
    db: Db = DEFAULT_DB,
    annotator: Annotated[
        str | None, typer.Option("--annotator", metavar="NAME", help="Only this annotator.  [default: all]")
    ] = None,
    second_look: Annotated[
        int | None,
        typer.Option(
            "--second-look",
            metavar="N",
            min=1,
            help="Instead: draw N of the sentences that were accepted in batches, unopened, to be looked at again.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another seed draws others for --second-look.")] = SEED,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV: a line for each annotator and label.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")] = False,
) -> None:
    """Measure what suggestions do to people.

    A share of sentences is shown without its suggestion (`annotate --withhold`). By annotator and label: how much more
    often a label is given where it was suggested and seen than where it was suggested and withheld, with the interval
    that 95 % of such measurements hold the true difference in; how often wrong suggestions are taken and right ones
    missed, as far as review or others who saw no suggestion tell; and what was accepted too fast to have been read.
    """
    from annotator.cli.bias_tables import CSV_HEADS, csv_rows, drawn_table, record, tables
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.csv_cells import csv_line
    from annotator.exchange.jsonlines import to_line
    from annotator.measure.bias import bias as measured
    from annotator.measure.bias import second_look as draw
    from annotator.store.read.reader import Reader

    if second_look is None:
        refuse_unused(context, "without --second-look", "seed")
    if as_csv:
        refuse_unused(context, "with --csv", "as_json second_look")
    with closing(Reader(db)) as reader:
        decided, gold, numbers = _read(reader)
    own = [one for one in decided if annotator in (None, one.decision.annotator)]
    if not own:
        whose = "" if annotator is None else f" of {annotator!r}"
        raise InputRefused(f"no decisions{whose} to measure", "`annotator stats` lists who decided how much")
    drawn = None if second_look is None else [(numbers[one.document.id], one) for one in draw(own, second_look, seed)]
    if drawn is not None and not as_json:
        written = drawn_table(drawn).encode("utf-8") if drawn else b""
        narrate(
            f"{len(drawn)} of those accepted in batches; on the screen g goes to a place, F unopened to all of yours"
            if drawn
            else "nothing was accepted in batches"
        )
    else:
        found = measured(decided, gold).only(annotator)
        if as_json:
            written = to_line(record(found, drawn))
        elif as_csv:
            written = b"".join(csv_line(row, raw=True) for row in (CSV_HEADS, *csv_rows(found)))
        else:
            written = tables(found).encode("utf-8")
    with standard_output() as out:
        out.write(written)


def _read(reader: Reader) -> tuple[list[DecidedSentence], dict[SentenceKey, Labels], dict[str, int]]:
    """Annotators' current decisions, the labels that review settled on, and the documents' numbers by id."""
    from annotator.core.decided import EVERYTHING, Selection
    from annotator.core.decision import PREFIXES, Role
    from annotator.measure.bias import place_of

    reviewers = PREFIXES[Role.REVIEWER]
    with reader.snapshot(EVERYTHING):
        decided = list(reader.decided(EVERYTHING))
        gold = {
            place_of(one): one.decision.labels
            for one in reader.decided(Selection(reviewed=True))
            if one.decision.annotator.startswith(reviewers)
        }
        return decided, gold, {article.id: article.number for article in reader.articles()}

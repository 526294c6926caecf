"""`annotator evaluate`: how well a suggester does against decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import count
from annotator.cli.options import DEFAULT_DB, Db, KeptProfile, Model, TrustModel
from annotator.cli.pipeline_choice import PipelineChoice
from annotator.cli.printer import emit, wrapped
from annotator.cli.train import COLUMNS, measured_scheme, read_examples
from annotator.core.errors import InputRefused

FLATTERED = (
    "No decision was made without a suggestion in sight: these figures flatter the suggester, as people lean to what "
    "they see. `annotate --withhold` makes some that are not."
)
REVIEWED = (
    "What was reviewed counts as review settled it, whatever annotators had in sight; no other sentence was decided "
    "without a suggestion in sight."
)
UNSEEN = "unseen: only quotes in sentences decided with the suggestion withheld, or blind"

if TYPE_CHECKING:
    from annotator.core.decided import TrainingExample
    from annotator.suggest.learn.metrics import Report


def evaluate(
    db: Db = DEFAULT_DB,
    annotator: Annotated[
        str | None, typer.Option("--annotator", help="Against this annotator's decisions.  [default: all]")
    ] = None,
    model: Model = None,
    trust_model: TrustModel = False,
    profile: KeptProfile = None,
    held_out: Annotated[
        bool, typer.Option("--held-out", help="Only articles that `annotator train` keeps from training.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Compare suggestions with what annotators decided.

    A pipeline suggests anew for the decided articles. How many quotes it finds, with the right source, and exactly; and
    how often it is right at which score. Decisions made with the suggestion withheld or blind are counted apart. The
    rules suggest as they ship: adapted to these very decisions they would look better than they are.
    """
    PipelineChoice(model, trust_model, profile).check()
    scheme = measured_scheme(db, profile)
    examples = read_examples(db, annotator, "to hold suggestions against")
    if held_out:
        examples = _held(examples)
    from annotator.suggest.learn.metrics import evaluate_suggester

    report = evaluate_suggester(PipelineChoice(model, trust_model, scheme.profile).load(scheme), examples)
    emit(report.to_json() if json else table_of(report))


def _held(examples: list[TrainingExample]) -> list[TrainingExample]:
    from annotator.suggest.learn.training import split

    return split(examples)[1]


def table_of(report: Report) -> list[str]:
    """The figures for people, line by line. Raises InputRefused where there are none."""
    total = report.total
    if not report.documents:
        raise InputRefused("no decisions to hold suggestions against", "`annotator annotate` makes some")
    lines = [
        f"{count(report.documents, 'article')}, {count(total.decided, 'decided quote')}, {total.suggested} suggested",
        f"{'F1 in %':10} {'found':>7} {'+source':>8} {'exact':>7}",
        COLUMNS,
        f"{'all':10} {total.overlap:7.1f} {total.end_to_end:8.1f} {total.exactness:7.1f}",
        *_sights(report),
        "",
        f"{'score':10} {'quotes':>7} {'right %':>8}",
    ]
    lines += [f"{low:.2f}-{high:.2f}  {of:7d} {100 * right / of:8.1f}" for low, high, of, right in report.bins]
    return lines


def _sights(report: Report) -> list[str]:
    """The same figures of what was decided without a suggestion in sight, and how much of all that is."""
    sights, unseen = report.sights, report.unseen
    parts = (
        (sights.in_sight, "with their suggestion in sight"),
        (sights.in_passing, "in passing"),
        (sights.withheld, "with it withheld"),
        (sights.blind, "blind, without any"),
        (sights.reviewed, "in review"),
    )
    told = f"decided sentences: {', '.join(f'{number} {how}' for number, how in parts if number)}"
    lines = wrapped(told)
    if not sights.unseen:
        return [*lines, *wrapped(REVIEWED if sights.reviewed else FLATTERED)]
    quotes = f"of {unseen.decided} decided quotes and {unseen.suggested} suggested ones"
    figures = f"{'unseen':10} {unseen.overlap:7.1f} {unseen.end_to_end:8.1f} {unseen.exactness:7.1f}"
    return [f"{figures}  {quotes}", *lines, *wrapped(UNSEEN)]

"""`annotator train`: a model from decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.model.pipeline_choice import PipelineChoice
from annotator.cli.narration import count, counted, narrate, one_line, progress_bar
from annotator.cli.printer import bars, decimals, figures_table
from annotator.cli.schemes import database_scheme
from annotator.core.decided import Selection, TrainingExample, training_examples
from annotator.core.errors import InputRefused, UsageError
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.core.text.languages import is_in_language
from annotator.store.read.reader import Reader
from annotator.store.sqlite.rights import close_as
from annotator.suggest.packages import find_model, load_model

if TYPE_CHECKING:
    from annotator.suggest.learn.training import Split, Trained

F1 = ("F1 in %", "found", "+source", "exact")
COLUMNS = "found: shares words with the decided quote · +source: and has its source · exact: the same to the letter"
"""The columns of figures, and what they mean, in one line."""
_SIZES = (10, 25, 50, 100, 200, 400, 840)
_POINTS, _BAR = 10, 40
"""Points of a curve that are told at most, and characters of a bar for 100 %."""


def train(
    *,
    db: Path,
    choice: PipelineChoice,
    output: Path = Path("trained"),
    annotator: str | None,
    name: str = "quotes",
    version: str = "0.1.0",
    steps: int | None,
    encoder: Path | None,
    curve: bool,
    quiet: bool,
) -> None:
    """Learn quotes from the decisions in the database.

    On the CPU, up to 40 minutes for 1,500 articles, and an hour with an encoder. A tenth of the articles is held out
    to measure on (of few articles a third). The rules keep suggesting wherever what was learned has not shown itself
    better, and the encoder is used only where it helps. The same command goes on with a training that was broken off.
    """
    from annotator.suggest.learn.settings import TrainingSettings
    from annotator.suggest.learn.training import encoder_checksum, first_of, refuse_other_training, split
    from annotator.suggest.learn.training import train as learn

    choice.check()
    load_scheme(choice.scheme)
    if not name.isidentifier():
        raise UsageError(f"{one_line(name)!r} cannot name a package", "letters, digits and _ only")
    refuse_other_training(output)
    found = find_model(choice.model, trust_model=choice.trust_model)
    base, path = load_model(found), None if choice.scheme is None else str(choice.scheme)
    learned_from = _examples(db, annotator, base.lang or "")
    in_use = measured_scheme(db, choice.profile).profile
    settings = TrainingSettings(base=str(found), profile=in_use, name=name, version=version, steps=steps, scheme=path)
    if encoder is not None:
        if not choice.trust_model:
            reason = f"what reads the encoder in {encoder} takes it for what it says it is"
            raise UsageError(reason, "add --trust-model if you trust it")
        encoder_checksum(str(encoder))  # refuses what cannot be read, or trained further here
        settings = replace(settings, encoder=str(encoder.absolute()))
    close_as(db)  # texts of the database are among what is left
    parts = split(learned_from)

    def trained_on(parts: Split, folder: Path) -> Trained:
        try:
            with progress_bar(quiet) as progress:
                return learn(parts, settings, base, folder, progress)
        except KeyboardInterrupt:
            narrate("stopped: the same command goes on with this training, and what was there before is as it was")
            raise

    points: list[tuple[int, Trained]] = []
    learned, held = parts
    for size in _SIZES if curve else ():  # always measured on the same ones
        if size < len(learned):
            narrate(f"training on {count(size, 'article')}")
            points.append((size, trained_on((first_of(learned, size), held), output / f"first-{size}")))
    trained = trained_on(parts, output)
    _report(trained)
    if points:
        _report_sizes([*points, (trained.documents[0], trained)])


def measured_scheme(db: Path, profile: str | None) -> LabelScheme:
    """The database's label scheme with the profile to suggest with; says so where that is not the database's own."""
    own = database_scheme(db, None)
    if profile is None or profile == own.profile:
        return own
    narrate(f"{db} keeps the guideline profile {own.profile}; this is with {profile}")
    return own._replace(profile=profile)


def _examples(db: Path, annotator: str | None, language: str) -> list[TrainingExample]:
    """The training examples of a database's decisions, in a language: of others its pipelines suggest nothing.

    Raises InputRefused where there are none.
    """
    with Reader(db) as reader:
        every = list(training_examples(reader.decided(Selection(annotator=annotator, reviewed=True))))
    examples = [example for example in every if is_in_language(example.document.own_text, language)]
    narrate(*counted((len(every) - len(examples), "article", "in another language left out")))
    if not examples:
        raise InputRefused("no decisions to learn from", "`annotator annotate` makes some")
    return examples


def _report(trained: Trained) -> None:
    from annotator.suggest.learn.training import table

    narrate(
        f"trained on {count(trained.documents[0], 'article')} with {count(trained.quotes[0], 'quote')}, measured on"
        f" {trained.documents[1]} others with {trained.quotes[1]}"
    )
    if len(trained.curve) > 1:
        shown = trained.curve[-1 :: -ceil(len(trained.curve) / _POINTS)][::-1]
        narrate(*_drawn(("steps", "found, F1 in % (sample)"), shown))
    narrate(COLUMNS)
    rows = table(trained)
    figures = ((row.name, *map(decimals, row.f1)) for row in rows)
    narrate(*figures_table(F1, figures, ["<- suggests" if row.used else "" for row in rows]))
    for topic in trained.topics:
        narrate(
            f"topic {one_line(topic.topic, 40)}: F1 {topic.terms:.1f} by terms, {topic.mixed:.1f} with the classifier"
            f"{'  <- used' if topic.learned else ''}"
        )
    narrate(f"pipeline: {trained.folder}  (--model {trained.folder} --trust-model)")
    narrate(f"package:  {trained.package}  (pip install {trained.package})")


def _report_sizes(points: list[tuple[int, Trained]]) -> None:
    """A table of what each way to suggest finds after so many documents, and a chart of what suggests."""
    from annotator.suggest.learn.training import table

    tables = [(size, table(trained)) for size, trained in points]
    figures = ((size, *(f"{row.f1.found:.1f}/{row.f1.exact:.1f}" for row in rows)) for size, rows in tables)
    used = [f"<- {row.name}" for _, rows in tables for row in rows if row.used]
    narrate(*figures_table(("found/exact", *(row.name for row in tables[0][1])), figures, used))
    grown = [(size, trained.used.used.f1.found) for size, trained in points]
    narrate(*_drawn(("articles", "found, F1 in %, by what suggests"), grown))


def _drawn(heads: tuple[str, str], points: Sequence[tuple[int, float]]) -> list[str]:
    """How the figure grows, in percent: a line with a bar for each point."""
    figures = ((place, decimals(figure)) for place, figure in points)
    return figures_table(heads, figures, bars([figure for _, figure in points], _BAR, whole=100.0))

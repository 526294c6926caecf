"""`annotator train` and `evaluate`: a model from decisions, and how good suggestions are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.cli.model.document_work import PipelineChoice
from annotator.cli.narration import count, counted, narrate, on_this_database, one_line, progress_bar
from annotator.cli.printer import MISSING, apart, bars, bounds, decimals, emit, figures_table, points, wrapped
from annotator.cli.schemes import database_scheme
from annotator.cli.team.agreement import with_interval
from annotator.core.decided import (
    Selection,
    TrainingExample,
    decisions_that_count,
    is_held_out,
    learned_as,
    tenths_held_out,
    training_examples,
)
from annotator.core.decision import DecidedSentence
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Labels
from annotator.core.quotes.assembly import split_quotes
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.core.text.languages import is_in_language
from annotator.measure.figure import CONFIDENCE, LEAST_DOCUMENTS, Figure
from annotator.measure.suggesters import (
    COUNTED,
    Compared,
    Figures,
    SuggestedLabels,
    SuggesterComparison,
    compare_suggesters,
)
from annotator.store.articles.documents import suggesters
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.reader import Reader
from annotator.store.sqlite.rights import close_as
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.pipeline import Suggester

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
    if encoder is not None:
        if not choice.trust_model:
            reason = f"what reads the encoder in {encoder} takes it for what it says it is"
            raise UsageError(reason, "add --trust-model if you trust it")
        encoder_checksum(str(encoder))  # refuses what cannot be read, or trained further here
    found = find_model(choice.model, trust_model=choice.trust_model)
    base = load_model(found)
    learned_from = _examples(db, annotator, base.lang or "")
    settings = TrainingSettings(
        base=str(found),
        profile=measured_scheme(db, choice.profile).profile,
        name=name,
        version=version,
        steps=steps,
        scheme=None if choice.scheme is None else str(choice.scheme),
        encoder=None if encoder is None else str(encoder.absolute()),
    )
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


# ---- how well suggesters do against decisions, and against each other


UNSEEN = "decided with the suggestion withheld, or blind"
SHOWN = (
    "decided with a suggestion in sight, or settled in review: these figures flatter the suggester that was shown, as "
    "people lean to what they see. `annotator annotate --withhold 3%` makes decisions that do not."
)
ALL = "all"
"""Stands for the names of all suggesters."""
_COLUMNS = {
    "precision": "overlap_precision",
    "recall": "overlap_recall",
    "F1": "overlap_f1",
    "exact F1": "exact_f1",
}
"""The columns of the tables, and what their figures are called behind what they are of."""


def evaluate(
    db: Path,
    choice: PipelineChoice,
    suggester: list[str] | None,
    annotator: str | None,
    held_out: bool,
    as_json: bool,
) -> None:
    """Compare suggestions with what annotators decided.

    A pipeline suggests anew for the decided articles; the rules as they ship: adapted to these very decisions they
    would look better than they are. With --suggester no pipeline is loaded: what suggesters stored is compared, on the
    sentences for which all of them have suggested, and with the first one in pairs.

    Precision, recall and F1 in % with 95 % intervals over articles: of whole quotes, their roles and types, where edges
    overlap and where they are exact; how often a quote is right at which score; and about how many keys correct it.
    Decisions made with the suggestion withheld or blind are counted apart. docs/training.md says what each means.
    """
    if not suggester:
        choice.check()
    with Reader(db) as reader:
        # What was suggested has the names of today, also those that others gave: so has what is held against it.
        names = reader.ask(standing_names) if suggester else {}
        answered = (row.renamed(names) for row in reader.decided(Selection(annotator=annotator, reviewed=True)))
        decided = [rows for _, rows in decisions_that_count(answered) if rows]
        loaded = None if suggester else choice.load(measured_scheme(db, choice.profile))
        if held_out:  # what a network did not learn from; without one, what a training on all would hold out
            network = loaded.learned_from.get("network", ()) if loaded else ()
            ids, tenths = [rows[0].document.lasting_id for rows in decided], tenths_held_out(len(decided))
            kept = [learned_as(key) not in network if network else is_held_out(key, tenths) for key in ids]
            decided = [*compress(decided, kept)]
        if not decided:
            hint = "leave out --held-out, or decide more" if held_out else "decide some"
            raise InputRefused("no decisions to hold suggestions against", f"{hint}: `annotator annotate`")
        if suggester:
            suggested: SuggestedLabels = reader.suggested(_known(suggester, reader.ask(suggesters)))
    if loaded is not None:
        suggested = _suggested_anew(loaded, decided)
    compared = compare_suggesters(decided, suggested)
    record = {"schema": "annotator/evaluation@1", "confidence": CONFIDENCE, **compared._asdict()}
    emit(record if as_json else comparison_lines(compared))


def _known(names: Sequence[str], known: list[str]) -> list[str]:
    """The suggesters that are named, each once. Raises InputRefused for one that is not there."""
    for name in {*names} - {*known, *(known and [ALL])}:
        there = ", ".join(map(one_line, known)) or "none"
        raise InputRefused(f"no suggester {one_line(name)!r} has suggested anything here", f"there is {there}")
    return known if ALL in names else [*dict.fromkeys(names)]


def _suggested_anew(suggester: Suggester, decided: Sequence[Sequence[DecidedSentence]]) -> SuggestedLabels:
    """What a pipeline suggests for the decided sentences.

    It is said how many of the articles it knows already, where it suggests by what it learned.
    """
    articles = {learned_as(rows[0].document.lasting_id) for rows in decided}
    network, mix = (len(articles.intersection(suggester.learned_from.get(part, ()))) for part in ("network", "mix"))
    if suggester.run.settings["learned"] != "rules" and (network or mix):
        narrate(
            f"{suggester.run.pipeline} learned from {network} of these articles (--held-out leaves them out) and was"
            f" weighed against the rules on {mix}: figures on them flatter it"
        )
    labels = dict[tuple[str, int], Labels]()
    for rows in decided:
        document, sentences = rows[0].document, [row.sentence for row in rows]
        parts = split_quotes(suggester.suggest_one(document).quotes, sentences, document.text)
        labels |= {(document.id, sentence.index): Labels(parts.get(sentence.index, ())) for sentence in sentences}
    return {suggester.run.pipeline: labels}


# ---- for people


def comparison_lines(comparison: SuggesterComparison) -> list[str]:
    """The figures, line by line."""
    left_out = count(comparison.left_out, "decided sentence")
    lines = wrapped(f"left out: {left_out} for which not all have suggested") if comparison.left_out else []
    for how, compared in ((UNSEEN, comparison.unseen), (SHOWN, comparison.others)):
        if compared.documents:
            articles, sentences = count(compared.documents, "article"), count(compared.sentences, "sentence")
            heading = f"{articles}, {sentences}, {count(compared.quotes, 'quote')} {how}"
            lines = apart(lines, wrapped(on_this_database(heading)), *_tables(compared))
    return lines


def _tables(compared: Compared) -> Iterator[list[str]]:
    """Two tables for each suggester, one of how each but the first differs from it, and why figures are undefined."""
    first, *_ = compared.suggesters
    for name, figures in compared.suggesters.items():
        yield _table(name, figures, [*_COLUMNS], with_interval, "{:.2f}".format)
        rows = [(f"{low:.2f}-{high:.2f}", quotes, right) for low, high, quotes, right in compared.bins[name]]
        yield figures_table(("score", "quotes", "right"), rows)
    for name, figures in compared.differences.items():
        yield _table(f"{name} less {first}", figures, ["F1", "exact F1"], partial(_bounded, points), "{:+z.2f}".format)
    if compared.documents < LEAST_DOCUMENTS:
        yield [f"no intervals: they are over articles, and {LEAST_DOCUMENTS} are needed"]
    shown = [figures[f"{what}_overlap_f1"].why for figures in compared.suggesters.values() for what in COUNTED]
    yield wrapped("; ".join(dict.fromkeys(filter(None, shown))))


def _table(
    name: str, figures: Figures, columns: Sequence[str], share: Callable[[Figure], str], keys: Callable[[float], str]
) -> list[str]:
    """Shares in percent or points with their intervals, and below them about how many keys it takes to correct."""
    rows = [(what, *(share(figures[f"{what}_{_COLUMNS[column]}"]) for column in columns)) for what in COUNTED]
    took = (f"{_bounded(keys, figures[f'keys_per_{per}'])} a {per}" for per in ("quote", "sentence"))
    return [*figures_table((name, *columns), rows), f"keys: about {', '.join(took)}"]


def _bounded(written: Callable[[float], str], figure: Figure) -> str:
    """A figure with the bounds of its interval, each as it is `written`."""
    if figure.value is None:
        return MISSING
    interval = bounds(figure, written)
    return f"{written(figure.value)} ({interval})" if interval else written(figure.value)

"""`annotator evaluate`: how well suggesters do against decisions, and against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import compress
from pathlib import Path

from annotator.cli.model.pipeline_choice import PipelineChoice
from annotator.cli.model.train import measured_scheme
from annotator.cli.narration import count, narrate, on_this_database, one_line
from annotator.cli.printer import MISSING, apart, bounds, emit, figures_table, points, wrapped
from annotator.cli.team.agreement import with_interval
from annotator.core.decided import Selection, decisions_that_count, is_held_out, learned_as, tenths_held_out
from annotator.core.decision import DecidedSentence
from annotator.core.errors import InputRefused
from annotator.core.model import Labels
from annotator.core.quotes.assembly import split_quotes
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
from annotator.suggest.pipeline import Suggester

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
            counted = count(compared.documents, "article"), count(compared.sentences, "sentence")
            heading = f"{', '.join(counted)}, {count(compared.quotes, 'quote')} {how}"
            lines = apart(lines, wrapped(on_this_database(heading)), *_tables(compared))
    return lines


def _tables(compared: Compared) -> Iterator[list[str]]:
    """Two tables for each suggester, one of how each but the first differs from it, and why figures are undefined."""
    first, *_ = compared.suggesters
    for name, figures in compared.suggesters.items():
        yield _table(name, figures, [*_COLUMNS], with_interval, "{:.2f}".format)
        rows = [(f"{low:.2f}-{high:.2f}", quotes, right) for low, high, quotes, right in compared.bins[name]]
        yield figures_table(("score", "quotes", "right"), rows) if rows else []
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

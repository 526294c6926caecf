"""`annotator bias`: what suggestions do to the people who see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from annotator.cli.narration import count, narrate
from annotator.cli.printer import (
    MISSING,
    Record,
    bounds,
    csv_table,
    emit,
    figure_record,
    figures_table,
    percent,
    points,
    record_of,
    table,
    wrapped,
)
from annotator.core.decision import DecidedSentence
from annotator.core.errors import InputRefused
from annotator.core.session.desk import Place
from annotator.measure.bias import READING_SPEED, TOO_FAST, AnnotatorBias, Bias, LabelBias
from annotator.measure.bias import bias as measured
from annotator.measure.bias import second_look as draw
from annotator.measure.figure import CONFIDENCE, LEAST_DOCUMENTS, LEAST_WITHHELD, Tally, enough_withheld
from annotator.store.articles.documents import articles
from annotator.store.read.reader import Reader
from annotator.store.read.reviews import reviewed

SEED = 13
_IN_SENTENCES = ("quote", "topic")
"""The labels of which a sentence is written above the table."""
_NAME = 22
_DOES = {
    "quote": ("give", "a quote"),
    "edges": ("give", "a quote just the edges suggested"),
    "speaker": ("name", "the speaker suggested"),
    "topic": ("give", "a topic"),
}
_TEAM = "all annotators together"
_TOGETHER = "all together"
_INTERVAL = f"{CONFIDENCE:.0%}".replace("%", " %") + " interval"


_COUNTS = ("seen", "seen_given", "withheld", "withheld_given")
_CSV = {
    head: head.replace("_", ".") + (".of" if head.endswith(("seen", "withheld")) else "")
    for head in (
        *("annotator", "label", "suggested"),
        *_COUNTS,
        *("documents", "effect", "low", "high"),
        *(f"{known}_{count}" for known in ("wrong", "right") for count in _COUNTS),
    )
}
"""The columns by where the record of a label has them."""


def bias(
    *,
    db: Path,
    annotator: str | None,
    second_look: int | None,
    seed: int = SEED,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Measure what suggestions do to people.

    A share of sentences is shown without its suggestion (`annotate --withhold`). By annotator and label: how much more
    often a label is given where it was suggested and seen than where it was suggested and withheld, with the interval
    that 95 % of such measurements hold the true difference in; how often wrong suggestions are taken and right ones
    missed, as far as review or others who saw no suggestion tell; and what was accepted too fast to have been read.
    """
    with Reader(db) as reader:
        gold = {(review.document, review.place.index): review.labels for review in reader.ask(reviewed)}
        numbers = {article.id: article.number for article in reader.ask(articles)}
        decided = list(reader.decided())
    own = [row for row in decided if annotator in (None, row.decision.annotator)]
    if not own:
        whose = "" if annotator is None else f" of {annotator!r}"
        raise InputRefused(f"no decisions{whose} to measure", "`annotator stats` lists who decided how much")
    drawn = None
    if second_look is not None:
        looked_at = draw(own, second_look, seed)
        drawn = [(Place(numbers[row.document.id], row.sentence.index), row) for row in looked_at]
    if drawn is not None and not as_json:
        cells = (
            (place, row.decision.annotator, " ".join(row.sentence.span.of(row.document.text).split()))
            for place, row in drawn
        )
        emit(table(("place", "annotator", "sentence"), cells) if drawn else ())
        narrate(
            f"{len(drawn)} of those accepted in batches; the filter unopened on the screen goes through all of yours"
            if drawn
            else "nothing was accepted in batches"
        )
        return
    biases = measured(decided, gold, annotator)
    if as_json:
        emit(record(biases, drawn))
    elif as_csv:
        people = (*biases.annotators, biases.together)
        rows = (
            record_of(person, "annotator") | _label_record(person.annotator, of)
            for person in people
            for of in person.labels
        )
        emit(csv_table(_CSV, rows, digits=4))
    else:
        emit(*(part for person in biases.shown for part in _annotator_parts(person)), _haste_part(biases))


# ---- for people


def sentence(who: str | None, label: LabelBias) -> str:
    """The effect on a label in plain words, about one annotator; None: about all together."""
    name, ending = (_TEAM, "") if who is None else (who, "s")
    kind, _, value = label.label.partition(" ")
    does = f"give{ending} the {kind} {value}" if value else f"{_DOES[kind][0]}{ending} {_DOES[kind][1]}"
    where = "where it was suggested and seen" if label.suggested else f"where it was seen that no {kind} is suggested"
    effect, figure = label.effect, label.effect.difference
    if figure.value is None or figure.low is None or figure.high is None:
        return f"too little to tell whether {name} {does} more often {where}: {figure.why}"
    interval = f"{_INTERVAL} {bounds(figure, percent)}"
    if effect.is_seen:
        more = "more" if figure.value > 0 else "less"
        return f"{name} {does} {abs(100 * figure.value):.0f} points {more} often {where}, {interval}"
    line = f"no effect seen on how often {name} {does} {where}: {100 * figure.value:+z.0f} points, {interval}"
    withheld, enough = effect.withheld.of, enough_withheld()
    few = f"; with {withheld} withheld, of about {enough} for 10 points either way" if withheld < enough else ""
    return f"{line}{few}"


def _annotator_parts(person: AnnotatorBias) -> Iterator[list[str]]:
    """What is told of an annotator, part by part: in sentences, and as tables."""
    name = person.annotator or _TEAM
    shown = [label for label in person.labels if label.effect.difference.value is not None]
    sentences = [sentence(person.annotator and name, label) for label in shown if label.label in _IN_SENTENCES]
    few = [label for label in person.labels if label.label in _IN_SENTENCES and label.suggested and label not in shown]
    if few:
        counts = ", ".join(f"{label.label} ({label.effect.withheld.of} withheld)" for label in few)
        sentences.append(
            f"too little to tell: {counts}; at least {LEAST_WITHHELD} are needed, in {LEAST_DOCUMENTS} articles,"
            f" and about {enough_withheld()} for 10 points either way"
        )
    lines = [f"{name}: {count(person.withheld, 'sentence')} decided with the suggestion withheld"]
    lines += [line for words in sentences for line in wrapped(words, others="  ")]
    if shown:
        heads = ("label", "seen", "given", "withheld", "given", "points", _INTERVAL)
        lines += figures_table(heads, map(_effect_row, shown), name=_NAME)
    yield lines
    left = len(person.labels) - len(shown) - len(few)
    if left:
        yield [f"{count(left, 'more label')} of which too little was withheld"]
    known = [(_named(label), *map(_of, label.mistakes)) for label in person.labels if label.is_known]
    if known:
        heads_known = ("as review or others say", "wrong, given", "if withheld", "right, missed", "if withheld")
        yield figures_table(heads_known, known, name=_NAME + 4)


def _named(label: LabelBias) -> str:
    return label.label if label.suggested else f"{label.label}, unsuggested"


def _effect_row(label: LabelBias) -> tuple[object, ...]:
    difference = label.effect.difference
    arms = (cell for arm in (label.effect.seen, label.effect.withheld) for cell in (arm.of, _share(arm)))
    return _named(label), *arms, points(difference.value), bounds(difference, points)


def _haste_part(bias: Bias) -> list[str]:
    heading = (
        f"accepted as they stood, faster than {TOO_FAST} words a minute (people read {READING_SPEED} on average;"
        " who reads ahead looks faster than they are), and accepted in batches without being opened:"
    )
    rows = [
        (person.annotator or _TOGETHER, fast.of, fast.given, _share(fast), interval, person.in_passing)
        for person in bias.shown
        for fast in [person.too_fast]
        for interval in [bounds(fast.figure(), partial(percent, digits=1))]
    ]
    heads = ("annotator", "accepted", "too fast", "share", _INTERVAL, "in batches")
    return [*wrapped(heading), *figures_table(heads, rows, name=_NAME)]


def _share(counted: Tally) -> str:
    return percent(counted.share, 1, " %")


def _of(counted: Tally) -> str:
    return f"{counted.given} of {counted.of}" if counted.of else MISSING


# ---- for programs


def record(bias: Bias, drawn: Sequence[tuple[Place, DecidedSentence]] | None = None) -> Record:
    """The figures as schemas/bias.schema.json has them; with what was drawn for a second look, if asked for."""
    whole: Record = {
        "schema": "annotator/bias@1",
        "confidence": CONFIDENCE,
        "annotators": [record_of(person, "annotator") | _annotator_record(person) for person in bias.annotators],
        "together": _annotator_record(bias.together),
    }
    if drawn is not None:
        whole["second_look"] = [
            {
                "place": str(place),
                "id": f"{row.document.id}:{row.sentence.index}",
                "annotator": row.decision.annotator,
            }
            for place, row in drawn
        ]
    return whole


def _annotator_record(person: AnnotatorBias) -> Record:
    fast = person.too_fast
    return {
        "withheld": person.withheld,
        "labels": [_label_record(person.annotator, label) for label in person.labels],
        "haste": {
            "words_a_minute": TOO_FAST,
            "accepted": fast.of,
            "too_fast": fast.given,
            **figure_record("share", fast.figure()),
            "in_passing": person.in_passing,
        },
    }


def _label_record(who: str | None, label: LabelBias) -> Record:
    figure = label.effect.difference
    return {
        **record_of(label, "label", "suggested"),
        **record_of(label.effect, "seen", "withheld", "documents"),
        **figure_record("effect", figure),
        "why": figure.why,
        "told": sentence(who, label),
        **{known: record_of(getattr(label, known), "seen", "withheld") for known in ("wrong", "right")},
    }

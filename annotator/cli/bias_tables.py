"""What `annotator bias` writes: tables and sentences for people, a record for programs, rows for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from annotator.cli.narration import count
from annotator.cli.tables import figures_table, table, terminal_width, wrapped
from annotator.core.drawable import one_line
from annotator.core.session.desk import Place
from annotator.exchange.csv_cells import safe_cell
from annotator.measure.bias import READING_SPEED, TOO_FAST
from annotator.measure.figure import CONFIDENCE, LEAST_DOCUMENTS, LEAST_WITHHELD, enough_withheld

if TYPE_CHECKING:
    from annotator.core.decision import DecidedSentence
    from annotator.measure.bias import AnnotatorBias, Bias, LabelBias
    from annotator.measure.figure import Effect, Figure

_HELD = "\N{NO-BREAK SPACE}"
_TOLD = ("quote", "topic")
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
CSV_HEADS = (
    *("annotator", "label", "suggested", "seen", "seen_given", "withheld", "withheld_given", "documents"),
    *("effect", "low", "high", "wrong_seen", "wrong_seen_given", "wrong_withheld", "wrong_withheld_given"),
    *("right_seen", "right_seen_given", "right_withheld", "right_withheld_given"),
)


# ---- for people


def tables(bias: Bias) -> str:
    """All of it, for a terminal of 80 cells."""
    return "\n".join([*map(_annotator_part, bias.shown), _haste_part(bias)])


def sentence(who: str | None, label: LabelBias) -> str:
    """The effect on a label in plain words, about one annotator; None: about all together."""
    name, ending = (_TEAM, "") if who is None else (who, "s")
    kind, _, value = label.label.partition(" ")
    does = f"give{ending} the {kind} {value}" if value else f"{_DOES[kind][0]}{ending} {_DOES[kind][1]}"
    where = "where it was suggested and seen" if label.suggested else f"where it was seen that no {kind} is suggested"
    found, figure = label.effect, label.effect.difference
    if figure.value is None or figure.low is None or figure.high is None:
        return f"too little to tell whether {name} {does} more often {where}: {figure.why}"
    bounds = f"{_INTERVAL} {100 * figure.low:.0f} to {100 * figure.high:.0f}"
    if found.is_seen:
        more = "more" if figure.value > 0 else "less"
        return f"{name} {does} {abs(100 * figure.value):.0f} points {more} often {where}, {bounds}"
    told = f"no effect seen on how often {name} {does} {where}: {100 * figure.value:+.0f} points, {bounds}"
    few = found.withheld < enough_withheld()
    return (
        f"{told}; with {found.withheld} withheld, of about {enough_withheld()} for 10 points either way"
        if few
        else told
    )


def _annotator_part(one: AnnotatorBias) -> str:
    name = one_line(one.annotator or _TEAM)
    lines = [f"{name}: {count(one.withheld, 'sentence')} decided with the suggestion withheld"]
    shown = [label for label in one.labels if label.effect.difference.value is not None]
    who = None if one.annotator is None else name
    told = [sentence(who, label) for label in shown if label.label in _TOLD]
    few = [label for label in one.labels if label.label in _TOLD and label.suggested and label not in shown]
    if few:
        counts = ", ".join(f"{label.label} ({label.effect.withheld} withheld)" for label in few)
        told.append(
            f"too little to tell: {counts}; at least {LEAST_WITHHELD} are needed, in {LEAST_DOCUMENTS} articles,"
            f" and about {enough_withheld()} for 10 points either way"
        )
    lines += [line for one_told in told for line in _wrapped(one_told)]
    rows = [_effect_row(label) for label in shown]
    if rows:
        lines.append(
            figures_table(("label", "seen", "given", "withheld", "given", "points", _INTERVAL), rows, name=_NAME)
        )
    left = len(one.labels) - len(shown) - len(few)
    if left:
        lines.append(f"{count(left, 'more label')} of which too little was withheld\n")
    known = [label for label in one.labels if label.suggested and (label.wrong.seen or label.right.seen)]
    if known:
        heads = ("as review or others say", "wrong, given", "if withheld", "right, missed", "if withheld")
        lines.append(figures_table(heads, [_known_row(label) for label in known], name=_NAME + 4))
    return "\n".join(lines)


def _wrapped(told: str) -> list[str]:
    """The lines of a sentence, in which the interval's name and bounds stay together."""
    start = told.rfind(_INTERVAL)
    kept = f"{told[:start]}{told[start:].replace(' ', _HELD)}" if start >= 0 else told
    return [line.replace(_HELD, " ") for line in wrapped(kept, others="  ")]


def _named(label: LabelBias) -> str:
    return label.label if label.suggested else f"{label.label}, unsuggested"


def _effect_row(label: LabelBias) -> tuple[str, ...]:
    found = label.effect
    return (
        _named(label),
        str(found.seen),
        _percent(found.seen_given, found.seen),
        str(found.withheld),
        _percent(found.withheld_given, found.withheld),
        *_points(found.difference),
    )


def _known_row(label: LabelBias) -> tuple[str, ...]:
    wrong, right = label.wrong, label.right
    return (
        _named(label),
        _of(wrong.seen_given, wrong.seen),
        _of(wrong.withheld_given, wrong.withheld),
        _of(right.seen - right.seen_given, right.seen),
        _of(right.withheld - right.withheld_given, right.withheld),
    )


def _haste_part(bias: Bias) -> str:
    told = (
        f"accepted as they stood, faster than {TOO_FAST} words a minute (people read {READING_SPEED} on average;"
        " who reads ahead looks faster than they are), and accepted in batches without being opened:"
    )
    rows = []
    for one in bias.shown:
        haste, share = one.haste, one.haste.share
        bounds = "" if share.low is None or share.high is None else f"{100 * share.low:.1f} to {100 * share.high:.1f}"
        percent = _percent(haste.too_fast, haste.accepted)
        rows.append(
            (
                one.annotator or _TOGETHER,
                str(haste.accepted),
                str(haste.too_fast),
                percent,
                bounds,
                str(haste.in_passing),
            )
        )
    heads = ("annotator", "accepted", "too fast", "share", _INTERVAL, "in batches")
    return "\n".join([*wrapped(told), figures_table(heads, rows, name=_NAME)])


def _percent(count: int, of: int) -> str:
    return f"{100 * count / of:.1f} %" if of else "-"


def _of(count: int, of: int) -> str:
    return f"{count} of {of}" if of else "-"


def _points(figure: Figure) -> tuple[str, str]:
    if figure.value is None or figure.low is None or figure.high is None:
        return "-", ""
    return f"{100 * figure.value:+.1f}", f"{100 * figure.low:+.1f} to {100 * figure.high:+.1f}"


def drawn_table(drawn: Sequence[tuple[int, DecidedSentence]]) -> str:
    """The sentences that were drawn for a second look: where they are, whose, and their words."""
    rows = [(str(Place(number, one.sentence.index)), one.decision.annotator, _words(one)) for number, one in drawn]
    return table(("place", "annotator", "sentence"), rows, terminal_width())


def _words(one: DecidedSentence) -> str:
    return " ".join(one.sentence.span.of(one.document.text).split())


# ---- for programs


def record(bias: Bias, drawn: Sequence[tuple[int, DecidedSentence]] | None = None) -> dict[str, Any]:
    """The figures as schemas/bias.schema.json has them; with what was drawn for a second look, if asked for."""
    found: dict[str, Any] = {
        "schema": "annotator/bias@1",
        "confidence": CONFIDENCE,
        "annotators": [{"annotator": one.annotator, **_annotator_record(one)} for one in bias.annotators],
        "together": _annotator_record(bias.together),
    }
    if drawn is not None:
        found["second_look"] = [
            {
                "place": str(Place(number, one.sentence.index)),
                "id": f"{one.document.id}:{one.sentence.index}",
                "annotator": one.decision.annotator,
            }
            for number, one in drawn
        ]
    return found


def _annotator_record(one: AnnotatorBias) -> dict[str, Any]:
    haste, share = one.haste, one.haste.share
    return {
        "withheld": one.withheld,
        "labels": [_label_record(one.annotator, label) for label in one.labels],
        "haste": {
            "words_a_minute": TOO_FAST,
            "accepted": haste.accepted,
            "too_fast": haste.too_fast,
            "share": _rounded(share.value),
            "low": _rounded(share.low),
            "high": _rounded(share.high),
            "in_passing": haste.in_passing,
        },
    }


def _label_record(who: str | None, label: LabelBias) -> dict[str, Any]:
    figure = label.effect.difference
    return {
        "label": label.label,
        "suggested": label.suggested,
        **_counts_record(label.effect),
        "documents": label.effect.documents,
        "effect": _rounded(figure.value),
        "low": _rounded(figure.low),
        "high": _rounded(figure.high),
        "why": figure.why,
        "told": sentence(who, label),
        "wrong": _counts_record(label.wrong),
        "right": _counts_record(label.right),
    }


def _counts_record(effect: Effect) -> dict[str, Any]:
    return {
        "seen": {"given": effect.seen_given, "of": effect.seen},
        "withheld": {"given": effect.withheld_given, "of": effect.withheld},
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def csv_rows(bias: Bias) -> Iterator[tuple[str, ...]]:
    """A row for each annotator and label; those of all together have no name. Text is safe for spreadsheets."""
    for one in (*bias.annotators, bias.together):
        for label in one.labels:
            figure = label.effect.difference
            yield (
                safe_cell(one.annotator or ""),
                safe_cell(label.label),
                "yes" if label.suggested else "no",
                *_count_cells(label.effect),
                str(label.effect.documents),
                *("" if value is None else f"{value:.4f}" for value in (figure.value, figure.low, figure.high)),
                *_count_cells(label.wrong),
                *_count_cells(label.right),
            )


def _count_cells(effect: Effect) -> tuple[str, ...]:
    return tuple(map(str, (effect.seen, effect.seen_given, effect.withheld, effect.withheld_given)))

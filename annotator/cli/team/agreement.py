"""`annotator agreement` and `bias`: how far annotators agree, and what suggestions do to the people who see them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from annotator.cli.narration import count, narrate, one_line
from annotator.cli.options import documents_named, tell_late
from annotator.cli.printer import (
    MISSING,
    WIDTH,
    Record,
    TableColumns,
    apart,
    bounds,
    csv_table,
    decimals,
    emit,
    figure_record,
    figures_table,
    percent,
    points,
    record_of,
    table,
    terminal_width,
    wrapped,
)
from annotator.cli.schemes import own_scheme
from annotator.core.decided import Selection
from annotator.core.decision import DECIDED, Answer, DecidedSentence
from annotator.core.errors import InputRefused
from annotator.core.model import ROLES, Attribution
from annotator.core.model_json import labels_to_json
from annotator.core.session.desk import Place
from annotator.exchange.plan import moment_of
from annotator.measure.agreement import WORST, Agreement, Figures, PartAgreement, SentenceAgreement, measure_agreement
from annotator.measure.bias import READING_SPEED, TOO_FAST, AnnotatorBias, Bias, LabelBias
from annotator.measure.bias import bias as measured
from annotator.measure.bias import second_look as draw
from annotator.measure.counts import TOLERANCES
from annotator.measure.figure import (
    CONFIDENCE,
    LEAST_DOCUMENTS,
    LEAST_DRAWN,
    LEAST_WITHHELD,
    Figure,
    Tally,
    enough_withheld,
)
from annotator.store.articles.documents import articles
from annotator.store.log.history import check_annotator
from annotator.store.log.speaker_names import standing_names
from annotator.store.read.reader import Reader
from annotator.store.read.reviews import reviewed
from annotator.tui.panes import pieces

_LISTED = 3
"""Articles and pairs of the summary, at most."""
_NAMED = 2
"""Annotators that are named in the first line, at most: of two there is one pair."""
_NAMES = 29
"""Cells of their names, at most."""
_LINES_OF_TEXT = 3
"""Lines that a sentence gets at most, and the lines of one version of it."""

_MORE = "more: annotator agreement --worst 5; --by pair, document, label or tolerance"

_ROWS = (
    ("words alike, alpha", "token_alpha", "token_alpha_{}"),
    ("quotes in common, %", "attribution_agreement", "attribution_{}"),
    ("in any role, %", "attribution_any_role", ""),
    ("quotes found, F1 %", "detection_f1", ""),
    ("spans overlap, F1 %", "", "{}_overlap_f1"),
    ("spans exact, F1 %", "", "{}_exact_f1"),
)
"""What a row is called, its figure over all, and its figures by role."""
_FURTHER = {"type, kappa": "type_kappa", "same speaker, %": "speaker_agreement", "topics, alpha": "topic_alpha"}


ArticleNumbers = Mapping[str, int]
"""The numbers of articles by their ids."""
_OWN = "attribute_"
"""What names of figures begin with that are of the label scheme's attributes."""


ListedBy = Literal["pair", "document", "label", "tolerance"]
"""What agreement is told by, one line each."""


def agreement(
    db: Path,
    annotator: list[str] | None,
    document: list[str] | None,
    since: str | None,
    by: ListedBy | None,
    as_of: str | None,
    worst: int | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Measure how far annotators agree.

    Compared is what two of them decided: words (Krippendorff's alpha), quotes and their edges (shares and F1), types,
    speakers, topics and attributes, each with the interval that it has over articles. Skipped sentences do not count,
    nor those passed over unseen. Figures without a % are at most 1; 0 is what chance would give. docs/measuring.md says
    what each means.
    """
    answers, moment = (*DECIDED, Answer.SKIP), moment_of(since)
    with Reader(db, as_of) as reader:
        for name in annotator or ():
            reader.ask(check_annotator, name)
        scheme, numbers = reader.ask(own_scheme), {article.id: article.number for article in reader.ask(articles)}
        selection = Selection(answers=answers, since=moment, documents=documents_named(db, document))
        decided = [*reader.decided(selection)]
        reader.ask(tell_late, as_of)
    measured = measure_agreement(
        decided,
        annotators=annotator or (),
        attributes=[attribute.name for attribute in scheme.attributes],
        types=scheme.quote_types,
        worst=WORST if worst is None else worst,
    )
    width = terminal_width() or WIDTH
    if as_json:
        emit(agreement_record(measured))
    elif as_csv:
        emit(agreement_csv(measured, by))
    elif measured.why is not None:
        emit([f"no agreement to measure: {measured.why}", *_left_out(measured)])
    elif by is None:
        height = shutil.get_terminal_size().lines if sys.stdout.isatty() else None
        emit(summary(measured, numbers, width, height, worst))
    else:
        sentences = worst_sentences(measured, numbers, width) if worst else []
        emit(list_by(by, measured, numbers), sentences)


# ---- figures as people read them: alpha and kappa with three digits, shares and F1 in percent


def number(figure: Figure, name: str = "") -> str:
    """The value alone of the figure of that name, or of a share; `-` where it is undefined.

    >>> number(Figure(0.7637), "type_kappa"), number(Figure(0.7637)), number(Figure(None))
    ('0.764', '76.4', '-')
    """
    return percent(figure.value, 1) if _is_share(name) else decimals(figure.value, 3)


def with_interval(figure: Figure, name: str = "") -> str:
    """The value and, where there is one, its interval.

    >>> with_interval(Figure(0.7637, 0.696, 0.808), "type_kappa"), with_interval(Figure(0.9, 0.85, 1.0))
    ('0.764 .70–.81', '90.0 85–100')
    """
    if figure.low is None or figure.high is None:
        return number(figure, name)
    bounds = (figure.low, figure.high)
    ends = [percent(bound) if _is_share(name) else decimals(bound, 2).replace("0.", ".", 1) for bound in bounds]
    return f"{number(figure, name)} {'–'.join(ends)}"


# ---- lists of pairs, articles, labels, or tolerances of edges


_FIGURES = {
    "words": "token_alpha",
    "common": "attribution_agreement",
    "overlap": "content_overlap_f1",
    "exact": "content_exact_f1",
    "type": "type_kappa",
    "speaker": "speaker_agreement",
    "topics": "topic_alpha",
}
"""The columns of pairs and articles, and the figures in them."""
_PAIR: TableColumns = {"annotators": lambda pair: " and ".join(pair.annotators)}


def _columns(*heads: str, **more: str | Callable[[Any], Any]) -> TableColumns:
    """The columns of these figures and of how many sentences they are, and some more."""
    figures = {head: partial(_cell, name=_FIGURES[head]) for head in heads}
    return {**figures, "sentences": "sentences", **more}


def _cell(compared: PartAgreement, name: str) -> str:
    return number(compared.figures[name], name)


def _is_share(name: str) -> bool:
    return not name.startswith(("token_alpha", "topic_alpha", "type_kappa", _OWN))


def list_by(by: str, agreement: Agreement, numbers: ArticleNumbers) -> list[str]:
    """The lines of one list. `numbers`: of articles, by id."""
    if by == "pair":
        return table(_columns(*_FIGURES, **_PAIR), _worst_pairs(agreement))
    if by == "document":
        columns = _columns("words", "common", "overlap", "exact", "topics", **_of_article(numbers))
        return table(columns, agreement.by_document)
    if by == "label":
        labels = [(with_interval(label.f1), label.given, label.kind, label.label) for label in agreement.by_label]
        return table(("alike, F1 %", "given", "kind", "label"), labels)
    f1 = agreement.by_tolerance
    rows = [(words, *(with_interval(f1[role, words]) for role in ROLES)) for words in TOLERANCES]
    return table(("words off", *(f"{role}, F1 %" for role in ROLES)), rows)


def _worst_pairs(agreement: Agreement) -> list[PartAgreement]:
    return sorted(agreement.pairs, key=lambda pair: pair.rank)


def _of_article(numbers: ArticleNumbers) -> TableColumns:
    """The columns that name an article; the last is cut, so that there is room for figures."""
    return {
        "article": lambda part: numbers.get(part.id, ""),
        "title": lambda part: part.title or part.id,
    }


# ---- the summary


def summary(
    agreement: Agreement, numbers: ArticleNumbers, width: int, height: int | None, worst: int | None
) -> list[str]:
    """The lines of the summary.

    `numbers`: of articles, by id. Where `height` is the terminal's and no number of `worst` sentences was asked for,
    as many of them are shown as there is room for above the shell's next line.
    """
    pairs = _worst_pairs(agreement) if len(agreement.annotators) > _NAMED else []
    parts = [
        _head(agreement),
        _figures(agreement, width),
        _least_agreed("pairs", pairs, _columns("words", "overlap", **_PAIR), _LISTED, width),
    ]
    sentences = [_sentence(sentence, numbers, width) for sentence in agreement.worst]
    documents = agreement.by_document if agreement.differing else []
    columns = _columns("words", "overlap", people=lambda part: len(part.annotators), **_of_article(numbers))
    articles = [_least_agreed("articles", documents, columns, most, width) for most in range(_LISTED, 0, -1)]
    if worst is not None or height is None:
        return apart(*parts, articles[0], *sentences)
    more = [_MORE] if sentences else []
    ways = [apart(*parts, articles[0], *sentences[:shown]) for shown in range(len(sentences), 0, -1)]
    ways += [apart(*parts, articles[0], more), *([*chain(*parts, fewer, more)] for fewer in articles)]
    return next((lines for lines in ways if len(lines) < height), ways[-1])


def worst_sentences(agreement: Agreement, numbers: ArticleNumbers, width: int) -> list[str]:
    """The least agreed sentences alone."""
    return apart(*(_sentence(sentence, numbers, width) for sentence in agreement.worst))


def _head(agreement: Agreement) -> list[str]:
    names = agreement.annotators
    few = len(names) <= _NAMED
    people = one_line(" and ".join(names) if few else f"{len(names)} annotators", _NAMES)
    articles, sentences = count(agreement.documents, "article"), count(agreement.sentences, "sentence")
    return [f"{people}: {articles}, {sentences} in common, {agreement.differing} differ", *_left_out(agreement)]


def _left_out(agreement: Agreement) -> list[str]:
    """What was left out, in one line; none where nothing was."""
    left = agreement.left_out
    parts = ((left.alone, "decided by one alone"), (left.skipped, "skipped"), (left.implied, "passed over unseen"))
    reasons = ", ".join(f"{number} {how}" for number, how in parts if number)
    lines = [f"left out: {reasons}"] if reasons else []
    if left.in_passing:
        lines.append(f"{left.in_passing} of the decisions compared were accepted in passing, unopened")
    return lines


def _figures(agreement: Agreement, width: int) -> list[str]:
    """The figures with their intervals over articles (95 %): a table with a column for each role, then the others."""
    figures = agreement.figures
    lines = _by_role(agreement, with_interval)
    if max(map(len, lines)) > width:
        lines = _by_role(agreement, number)
    titles = max(len(title) for title, *_ in _ROWS)
    own = [(f"{name[len(_OWN) :]}, kappa", name) for name in figures if name.startswith(_OWN)]
    for title, name in (*_FURTHER.items(), *own):
        why = figures[name].why
        shown = with_interval(figures[name], name) if why is None else f"{MISSING} ({why})"
        lines.append(f"{one_line(title, titles):{titles}}  {shown}")
    return lines


def _by_role(agreement: Agreement, written: Callable[[Figure, str], str]) -> list[str]:
    """The table of figures by role; those over all have their intervals in any case, the others are `written`."""
    figures = agreement.figures
    rows = [
        (
            title,
            with_interval(figures[whole], whole) if whole else "",
            *(written(figures[by_role.format(role)], by_role) if by_role else "" for role in ROLES),
        )
        for title, whole, by_role in _ROWS
    ]
    few = agreement.documents < LEAST_DRAWN
    head = f"intervals from {LEAST_DRAWN} articles" if few else "95 % intervals"
    return table((head, "all", *ROLES), rows, sys.maxsize)


def _least_agreed(what: str, parts: Sequence[PartAgreement], columns: TableColumns, most: int, width: int) -> list[str]:
    """The first of what is listed, so many at most; nothing where there is none."""
    heading = f"{what}, least agreed first" if len(parts) <= most else f"the least agreed of {len(parts)} {what}"
    return [heading, *table(columns, parts[:most], width)] if parts else []


def _sentence(compared: SentenceAgreement, numbers: ArticleNumbers, width: int) -> list[str]:
    """A sentence and what each says of it."""
    place = f"{numbers.get(compared.document.id, compared.document.id)}:{compared.sentence.index + 1}"
    text = one_line(compared.sentence.span.of(compared.document.text), 10 * width)
    lines = [one_line(f"sentence {place}, {100 * compared.agreement:.0f} % alike", width)]
    lines += _wrapped(text, 2, 2, width)
    for version in compared.versions:
        who = one_line(", ".join(version.annotators), 30)
        labels = version.labels
        says = [_quote(part, compared.document.text) for part in labels.quotes]
        says += [f"topics {one_line(', '.join(labels.topics), 100)}"] if labels.topics else []
        for number, line in enumerate(says or ["nothing"]):
            lines += _wrapped(line, 6, 6, width) if number else _wrapped(f"{who}: {line}", 4, 6, width)
    return lines


def _wrapped(text: str, first: int, further: int, width: int) -> list[str]:
    """The text in lines of so many cells, cut after _LINES_OF_TEXT, behind so many blanks, of further lines others."""
    rows = pieces.wrapped((pieces.Piece(text),), width - further, _LINES_OF_TEXT)
    return [" " * (further if number else first) + line.text for number, (line,) in enumerate(rows)]


def _quote(quote: Attribution, text: str) -> str:
    """Type, content in brackets, cue, source and speaker of a quote, in one line."""
    content = " … ".join(one_line(span.of(text), 400) for span in quote.content)
    parts = [f"{quote.type} [{content}]"]
    parts += [f"{role} {one_line(span.of(text))}" for role, span in quote.beside()]
    if quote.speaker is not None:
        parts.append(f"speaker {one_line(quote.speaker)}")
    parts += [f"{name} {value}" for name, value in quote.attributes]
    return one_line(" · ".join(parts), 1000)


# ---- for programs


def agreement_record(agreement: Agreement) -> Record:
    """The agreement as schemas/agreement.schema.json has it; shares and F1 from 0 to 1."""
    return {
        "schema": "annotator/agreement@1",
        **_compared(agreement.figures),
        "pairs": [
            record_of(pair, "annotators", "documents", "sentences") | _compared(pair.figures)
            for pair in agreement.pairs
        ],
        "undefined": agreement.why,
        **record_of(agreement, "annotators", "documents", "sentences", "differing"),
        "left_out": record_of(agreement.left_out, "skipped", "implied", "alone"),
        "in_passing": agreement.left_out.in_passing,
        "by_document": [
            record_of(document, "id", "title", "annotators", "sentences") | _compared(document.figures)
            for document in agreement.by_document
        ],
        "by_label": [
            record_of(label, "kind", "label", "given") | {"f1": _figure(label.f1)} for label in agreement.by_label
        ],
        "by_tolerance": [
            {"role": role, "words": words, "f1": _figure(f1)} for (role, words), f1 in agreement.by_tolerance.items()
        ],
        "worst": [
            {
                "id": f"{sentence.document.id}:{sentence.sentence.index}",
                "text": sentence.sentence.span.of(sentence.document.text),
                "agreement": sentence.agreement,
                "versions": [
                    record_of(version, "annotators") | labels_to_json(version.labels) for version in sentence.versions
                ],
            }
            for sentence in agreement.worst
        ],
    }


def _compared(figures: Figures) -> Record:
    """All figures, and as plain numbers those that scripts rely on; null where undefined."""
    return {
        "token_alpha": figures["token_alpha"].value,
        "attribution_agreement": figures["attribution_agreement"].value,
        "content_f1": {"exact": figures["content_exact_f1"].value, "overlap": figures["content_overlap_f1"].value},
        "figures": {name: _figure(figure) for name, figure in figures.items()},
    }


def _figure(figure: Figure) -> Record:
    return record_of(figure, "value", "low", "high") | {"undefined": figure.why}


def agreement_csv(agreement: Agreement, by: str | None) -> bytes:
    """One line for each figure: over all and by pair, document, label and tolerance; or only by one of these."""
    rows = (row for row in _csv_rows(agreement_record(agreement)) if by in (None, row[0]))
    columns = ("by", "document", "annotators", "label", "figure", "value", "low", "high", "undefined")
    return csv_table(columns, rows, digits=6)


def _csv_rows(record: Record) -> Iterator[tuple[Any, ...]]:
    for by, compared in {"all": [record], "pair": record["pairs"], "document": record["by_document"]}.items():
        for part in compared:
            for name, figure in part["figures"].items():
                yield by, part.get("id"), ";".join(part["annotators"]), None, name, *figure.values()
    for label in record["by_label"]:
        yield "label", None, "", f"{label['kind']}: {label['label']}", "f1", *label["f1"].values()
    for edge in record["by_tolerance"]:
        yield "tolerance", None, "", edge["role"], f"within_{edge['words']}_words_f1", *edge["f1"].values()


# ---- what suggestions do to the people who see them


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
        decided, names = list(reader.decided()), reader.ask(standing_names)
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
        emit(table(("place", "annotator", "sentence"), cells))
        narrate(
            f"{len(drawn)} of those accepted in batches; the filter unopened on the screen goes through all of yours"
            if drawn
            else "nothing was accepted in batches"
        )
        return
    biases = measured(decided, gold, annotator, names)
    if as_json:
        emit(bias_record(biases, drawn))
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
    heads = ("label", "seen", "given", "withheld", "given", "points", _INTERVAL)
    yield lines + figures_table(heads, map(_effect_row, shown), name=_NAME)
    left = len(person.labels) - len(shown) - len(few)
    if left:
        yield [f"{count(left, 'more label')} of which too little was withheld"]
    known = ((_named(label), *map(_of, label.mistakes)) for label in person.labels if label.is_known)
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


def bias_record(bias: Bias, drawn: Sequence[tuple[Place, DecidedSentence]] | None = None) -> Record:
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
        **record_of(label, "wrong", "right"),
    }

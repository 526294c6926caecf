"""What `annotator agreement` tells on the terminal: figures, pairs, the least agreed articles and sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from annotator.cli.agreement_lists import number, with_interval
from annotator.cli.narration import count
from annotator.cli.tables import table
from annotator.core.drawable import one_line
from annotator.core.model import ROLES, Attribution, Labels
from annotator.measure.agreement import Agreement, Figures, SentenceAgreement
from annotator.measure.figure import Figure

WIDTH = 80
"""Cells of a line where the output is no terminal."""
_ARTICLES = 3
"""Articles of the summary."""
_NAMED = 2
"""Annotators that are named in the first line, at most: of two there is no matrix."""
_NAME = 12
"""Cells of a name in the matrix of pairs, at most."""
_PROMPT = 1
"""Lines of the terminal that the shell takes for the next command."""
_LINES_OF_TEXT = 3
"""Lines that a sentence gets at most, and the lines of one version of it."""

_MORE = "more: annotator agreement --worst 5; --by pair, document, label or tolerance"

_ROWS: tuple[tuple[str, str | None, Mapping[str, str], bool], ...] = (
    ("words alike, alpha", "token_alpha", {role: f"token_alpha_{role}" for role in ROLES}, False),
    ("quotes in common, %", "attribution_agreement", {role: f"attribution_{role}" for role in ROLES}, True),
    ("in any role, %", "attribution_any_role", {}, True),
    ("quotes found, F1 %", "detection_f1", {}, True),
    ("spans overlap, F1 %", None, {role: f"{role}_overlap_f1" for role in ROLES}, True),
    ("spans exact, F1 %", None, {role: f"{role}_exact_f1" for role in ROLES}, True),
)
"""What a row is called, its figure over all, its figures by role, and whether they are shares."""
_FURTHER = (("type, kappa", "type_kappa", False), ("same speaker, %", "speaker_agreement", True))
_TOPICS = ("topics, alpha", "topic_alpha", False)


def nothing(agreement: Agreement) -> list[str]:
    """Why there is no figure at all."""
    return [f"no agreement to measure: {agreement.why}", *_left_out(agreement)]


def summary(
    agreement: Agreement, numbers: Mapping[str, int], width: int, height: int | None, worst: int | None
) -> list[str]:
    """The lines of the summary.

    `numbers`: of articles, by id. Where `height` is the terminal's and no number of `worst` sentences was asked for,
    as many of them are shown as there is room for.
    """
    parts = [_head(agreement), _figures(agreement, width), _pairs(agreement, width)]
    sentences = [_sentence(one, numbers, width) for one in agreement.worst]
    if worst is not None or height is None:
        return _apart([*parts, _articles(agreement, numbers, width, _ARTICLES), *sentences])
    room = height - _PROMPT
    articles = _articles(agreement, numbers, width, _ARTICLES)
    shown = _that_fit(sentences, room - len(_apart([*parts, articles])))
    lines = _apart([*parts, articles, *shown, *([] if shown or not sentences else [[_MORE]])])
    if len(lines) > room:
        lines = [line for line in lines if line]
    if len(lines) > room:
        fewer = _articles(agreement, numbers, width, max(1, _ARTICLES - len(lines) + room))
        lines = [*lines[: -len(articles) - 1], *fewer, lines[-1]]
    return lines


def _apart(parts: list[list[str]]) -> list[str]:
    """The lines of all parts that have any, with an empty line between two."""
    return [line for part in parts if part for line in ("", *part)][1:]


def worst_sentences(agreement: Agreement, numbers: Mapping[str, int], width: int) -> list[str]:
    """The least agreed sentences alone."""
    return _apart([_sentence(one, numbers, width) for one in agreement.worst])


def _that_fit(sentences: list[list[str]], room: int) -> list[list[str]]:
    fitting = []
    for told in sentences:
        room -= len(told) + 1
        if room < 0:
            break
        fitting.append(told)
    return fitting


def _head(agreement: Agreement) -> list[str]:
    names = agreement.annotators
    few = len(names) <= _NAMED
    people = one_line(" and ".join(names) if few else f"{len(names)} annotators", 2 * _NAME + 5)
    articles, sentences = count(agreement.documents, "article"), count(agreement.sentences, "sentence")
    return [f"{people}: {articles}, {sentences} in common, {agreement.differing} differ", *_left_out(agreement)]


def _left_out(agreement: Agreement) -> list[str]:
    """What was left out, in one line; none where nothing was."""
    left = agreement.left_out
    told = [
        f"{left.alone} decided by one alone" if left.alone else "",
        f"{left.skipped} skipped" if left.skipped else "",
        f"{left.implied} passed over unseen" if left.implied else "",
    ]
    lines = [f"left out: {', '.join(filter(None, told))}"] if any(told) else []
    if left.in_passing:
        lines.append(f"{left.in_passing} of the decisions compared were accepted in passing, unopened")
    return lines


def _figures(agreement: Agreement, width: int) -> list[str]:
    """The figures with their intervals over articles (95 %): a table with a column for each role, then the others."""
    found = agreement.figures
    lines = _by_role(found, agreement.documents > 1, with_interval)
    if max(map(len, lines)) > width:
        lines = _by_role(found, agreement.documents > 1, number)
    titles = max(len(title) for title, *_ in _ROWS)
    attributes = [(f"{name.removeprefix('attribute_')}, kappa", name, False) for name in found if _is_attribute(name)]
    for title, name, percent in (*_FURTHER, _TOPICS, *attributes):
        lines.append(f"{one_line(title, titles):{titles}}  {_or_why(found[name], percent)}")
    return lines


def _by_role(found: Figures, intervals: bool, told: Callable[[Figure, bool], str]) -> list[str]:
    """The table of figures by role; those over all have their intervals in any case, the others as they are `told`."""
    rows = [
        (
            title,
            with_interval(found[whole], percent) if whole else "",
            *(told(found[by_role[role]], percent) if by_role else "" for role in ROLES),
        )
        for title, whole, by_role, percent in _ROWS
    ]
    return table(("95 % intervals" if intervals else "", "all", *ROLES), rows).splitlines()


def _is_attribute(name: str) -> bool:
    return name.startswith("attribute_")


def _or_why(figure: Figure, percent: bool) -> str:
    return with_interval(figure, percent) if figure.why is None else f"- ({figure.why})"


def _pairs(agreement: Agreement, width: int) -> list[str]:
    """The pairs as a matrix: alpha of words below the diagonal, overlap F1 of contents above it.

    Nothing where there is one pair; where the matrix is too wide, a line on how to get the list.
    """
    names = [one_line(name, _NAME) for name in agreement.annotators]
    if len(names) <= _NAMED:
        return []
    matrix = table(("", *names), _cells(agreement, names)).splitlines()
    if max(map(len, matrix)) > width:
        return [f"{len(agreement.pairs)} pairs: `annotator agreement --by pair` lists them, worst first"]
    return ["pairs: words alike (alpha) below the diagonal, contents overlap (F1 %) above", *matrix]


def _cells(agreement: Agreement, names: list[str]) -> list[tuple[str, ...]]:
    """The rows of the matrix; `-` for two who have no sentence in common."""
    by_pair = {pair.annotators: pair.figures for pair in agreement.pairs}
    rows = []
    for at, mine in enumerate(agreement.annotators):
        cells = [names[at]]
        for other, theirs in enumerate(agreement.annotators):
            figures = by_pair.get((min(mine, theirs), max(mine, theirs)))
            if figures is None:
                cells.append("" if at == other else "-")
            elif other > at:
                cells.append(number(figures["content_overlap_f1"], percent=True))
            else:
                cells.append(number(figures["token_alpha"], percent=False))
        rows.append(tuple(cells))
    return rows


def _articles(agreement: Agreement, numbers: Mapping[str, int], width: int, most: int) -> list[str]:
    """The least agreed articles, so many at most; none where all agree."""
    if not agreement.differing:
        return []
    found = agreement.by_document
    rows = [
        (
            number(one.figures["token_alpha"], percent=False),
            number(one.figures["content_overlap_f1"], percent=True),
            str(one.sentences),
            str(len(one.annotators)),
            str(numbers.get(one.document.id, "")),
            one.document.title or one.document.id,
        )
        for one in found[:most]
    ]
    told = "articles, least agreed first" if len(found) <= most else f"the least agreed of {len(found)} articles"
    heads = ("words", "overlap", "sentences", "people", "article", "title")
    return [told, *table(heads, rows, width).splitlines()]


def _sentence(one: SentenceAgreement, numbers: Mapping[str, int], width: int) -> list[str]:
    """A sentence and what each says of it."""
    place = f"{numbers.get(one.document.id, one.document.id)}:{one.sentence.index + 1}"
    text = one_line(one.sentence.span.of(one.document.text), 10 * width)
    lines = [one_line(f"sentence {place}, {100 * one.agreement:.0f} % alike", width)]
    lines += _wrapped(text, "  ", "  ", width)
    for version in one.versions:
        who = one_line(", ".join(version.annotators), 30)
        for at, told in enumerate(_told(version.labels, one.document.text)):
            lines += _wrapped(told, f"    {who}: " if at == 0 else "      ", "      ", width)
    return lines


def _wrapped(text: str, first: str, further: str, width: int) -> list[str]:
    """The text in lines of so many cells, cut after _LINES_OF_TEXT; `first` and `further` stand before its lines."""
    from rich.cells import cell_len, chop_cells, set_cell_size  # deferred: only commands that print need it

    room = width - cell_len(further)
    words = [piece for word in text.split(" ") for piece in chop_cells(word, room)]
    lines = [first]
    for at, word in enumerate(words):
        before = " " if lines[-1].strip() and not lines[-1].endswith(" ") else ""
        if cell_len(lines[-1]) + len(before) + cell_len(word) <= width:
            lines[-1] += before + word
        elif len(lines) == _LINES_OF_TEXT:
            rest = " ".join(words[at:])
            lines[-1] = set_cell_size(f"{lines[-1]}{before}{rest}", width - 1).rstrip() + "…"
            break
        else:
            lines.append(further + word)
    return lines


def _told(labels: Labels, text: str) -> Iterator[str]:
    """What a version says: a line for each quote, one for the topics."""
    if not labels.quotes and not labels.topics:
        yield "nothing"
    for part in labels.quotes:
        yield _quote(part, text)
    if labels.topics:
        yield f"topics {one_line(', '.join(labels.topics), 100)}"


def _quote(quote: Attribution, text: str) -> str:
    """Type, content in brackets, cue, source and speaker of a quote, in one line."""
    pieces = " … ".join(one_line(span.of(text), 400) for span in quote.content)
    told = [f"{quote.type} [{pieces}]"]
    told += [f"{role} {one_line(span.of(text), 60)}" for role, span in quote.beside()]
    if quote.speaker is not None:
        told.append(f"speaker {one_line(quote.speaker, 60)}")
    told += [f"{name} {value}" for name, value in quote.attributes]
    return one_line(" · ".join(told), 1000)

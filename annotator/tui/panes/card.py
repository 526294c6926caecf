"""What the card beside (or below) the text says of the current sentence: rows made from a state, without Textual.

What changes with every sentence stands at the top, what stays the same for a document (its speakers) under it, so that
little has to be sent when one steps on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from string import ascii_lowercase
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core.decision import Answer
from annotator.core.drawable import one_line
from annotator.core.model import QuotePart
from annotator.core.scheme import LabelScheme
from annotator.core.session.chains import offered, sentence_quoting_before
from annotator.core.session.readings import choice_of, marked_without_quote, next_told, others_told
from annotator.core.session.shown import NOTE, UNSURE, is_awaited
from annotator.core.session.state import DIGITS, State
from annotator.tui.panes.pieces import Piece, Row, break_lines
from annotator.tui.panes.status import fit, rule_row

INDENT = "   "
QUOTE_ROWS = 6
"""Rows that quotes have at least, beside the text, so that what stands below them mostly keeps its place."""
RULED = 8
"""Rows from which on a card below the text begins with a rule."""
LONG_WORD = 16
"""Characters: a longer word may be cut in the middle."""
NONE = Piece("none", "dim")
GOES_ON = "goes on? (c)"
"""Of a sentence in which the quote before it may go on: nothing that Enter would store."""
CHECK = ("! ", "warn")
"""The sign and the look of what is odd about the sentence. It comes first on the card."""
MARKS, IN_MARKS = "“ ”", "words in quotation marks, and no quote is suggested"
"""The sign of such a sentence, and what is said of it."""
EDITED = "unconfirmed edits"
DECIDED = {
    Answer.ACCEPT: ("✓ confirmed", "good"),
    Answer.REJECT: ("✗ rejected", "bad"),
    Answer.SKIP: ("– skipped", "warn"),
}


class Picking(Enum):
    """What the next key picks: then the card shows all there is to pick."""

    TOPIC = "topic"
    SPEAKER = "speaker"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class CardSize:
    """The room there is, and whether it is a column beside the text (else a block below it)."""

    width: int
    height: int
    beside: bool


class Why(NamedTuple):
    """What is told of why the sentence is as it is, before the readings, and which page of both there is room for."""

    reasons: Sequence[str]
    page: int


def card_rows(
    state: State,
    scheme: LabelScheme,
    size: CardSize,
    attention: Sequence[str] = (),
    picking: Picking | None = None,
    row: int = 0,
    why: Why | None = None,
) -> tuple[Row, ...]:
    """The card, never more rows than its height.

    Beside the text it begins at `row`, or higher up where it would not fit below that. Below the text its speakers and
    topics stand at the bottom, at the same place for every sentence. `why`: what was asked for beside readings.
    """
    if not size.beside and size.height >= RULED:
        below = CardSize(size.width, size.height - 1, beside=False)
        return (rule_row(size.width), *_rows(state, scheme, below, attention, picking, row, why))
    return _rows(state, scheme, size, attention, picking, row, why)


def _rows(
    state: State,
    scheme: LabelScheme,
    size: CardSize,
    attention: Sequence[str],
    picking: Picking | None,
    row: int,
    why: Why | None,
) -> tuple[Row, ...]:
    width = size.width - (2 if size.beside else 1)
    if picking is Picking.TOPIC:
        top, bottom = _picking(state, scheme, size, width, attention)
    else:
        top, bottom = _told(state, scheme, size, width, attention, picking, why)
    top = top[: max(0, size.height - len(bottom))]
    spare = max(0, size.height - len(top) - len(bottom))
    if size.beside:
        gap = min(spare, max(1, QUOTE_ROWS + 1 - len(top)))
        above = max(0, min(row, spare - gap))
    else:
        gap, above = spare, 0
    rows = [*[()] * above, *top, *[()] * gap, *bottom, *[()] * (spare - gap - above)]
    edge = Piece("│ ", "dim") if size.beside else Piece(" ")
    return tuple((edge, *row) for row in rows[: size.height])


def _told(
    state: State,
    scheme: LabelScheme,
    size: CardSize,
    width: int,
    attention: Sequence[str],
    picking: Picking | None,
    why: Why | None,
) -> tuple[list[Row], list[Row]]:
    """What is said of the sentence, and below it the speakers and topics.

    The chosen quote goes before the rest: where it would lack room, checks are counted, then speakers left out.
    """
    speakers = _speakers(state, width, everybody=picking is Picking.SPEAKER)
    topics = [] if picking is Picking.SPEAKER else _topics(state, scheme, width, reasons=size.beside)
    first, last = [*_wrapped(attention, width, *CHECK)], [*_standing(state, width)]
    chosen = len(_quote(state, scheme, state.draft.chosen, width, size.beside) if state.quotes else ()) + len(last)
    counted = len(first) > 1 and len(first) + chosen + len(speakers) + len(topics) > size.height
    every = first if counted else []
    if counted:
        first = _counted(attention, width)
    lacking = len(first) + chosen + len(speakers) + len(topics) - size.height
    if lacking > 0 and picking is None:
        speakers = speakers[: max(1, len(speakers) - lacking)]
    bottom = [*speakers, *topics]
    other_readings = reading_rows(state, width, every=picking is Picking.READING)
    if picking is Picking.READING:  # all of them, before what is the same for every sentence
        free = size.height - len(_quotes(state, scheme, width, size.height, size.beside)) - len([*first, *last])
        if why is not None:
            other_readings = [*every, *_wrapped(why.reasons, width), *other_readings]
        bottom = bottom if len(other_readings) + len(bottom) <= free else []
        other_readings = as_many_as_fit(other_readings, free, why.page if why is not None else None)
    room = max(0, size.height - len(bottom) - len(first) - len(last))
    return [*first, *_quotes(state, scheme, width, room, size.beside, other_readings)[:room], *last], bottom


def _picking(
    state: State, scheme: LabelScheme, size: CardSize, width: int, attention: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """The card while a topic is picked: all topics with their letters, below as much of the rest as there is room for.

    The chosen quote gets room first, then the topics, then the speakers.
    """
    quotes = _quotes(state, scheme, width, min(QUOTE_ROWS, size.height // 3), size.beside)
    top = [*_wrapped(attention, width, *CHECK), *quotes][: max(size.height // 3, size.height - len(scheme.topics))]
    topics = _all_topics(state, scheme, width, size.height - len(top))
    speakers = _speakers(state, width)
    return top, [*(speakers if len(top) + len(topics) + len(speakers) <= size.height else ()), *topics]


def excerpt(text: str, width: int) -> str:
    """A text in one line of at most `width` cells: where it is too long, its beginning and its end."""
    line = one_line(text.replace("\n", " "), len(text) + 1)
    if cell_len(line) <= width:
        return line
    begins = _whole_words(line, width - max(0, width // 2 - 2) - 3)
    ends = _whole_words(line[::-1], width - cell_len(begins) - 3)[::-1]
    return f"{begins} … {ends}"[: max(width, 1)]


def _whole_words(line: str, room: int) -> str:
    """What of the line is in so many cells, without half of a word that is cut there, unless it is a long one."""
    end = min(max(0, room), len(line))
    while end and cell_len(line[:end]) > room:
        end -= 1
    begins = line[:end]
    if line[end : end + 1] != " " and begins.rfind(" ") >= max(1, end - LONG_WORD):
        begins = begins[: begins.rfind(" ")]
    return begins.rstrip()


def _counted(attention: Sequence[str], width: int) -> list[Row]:
    """What is odd about the sentence in one row: how many checks it fails, and the first words."""
    several = f"{len(attention)} checks: " if len(attention) > 1 else ""
    return [(Piece("! ", "warn"), Piece(fit(f"{several}{one_line(' · '.join(attention))}", width - 2), "warn"))]


def _wrapped(texts: Sequence[str], width: int, sign: str = "· ", look: str = "dim") -> list[Row]:
    """The texts in as many rows as they need, with a sign before each."""
    rows: list[Row] = []
    for said in map(one_line, texts):
        for number, (start, end) in enumerate(break_lines(said, 0, len(said), max(1, width - len(sign)))):
            rows.append((Piece(" " * len(sign) if number else sign, look), Piece(said[start:end], look)))
    return rows


def _standing(state: State, width: int) -> Iterable[Row]:
    """What was decided of the sentence, whether it was edited since, its flag and note."""
    decision, (note, flagged) = state.item.decision, state.draft.note_and_flag
    pieces: list[Piece] = []
    if decision is not None:
        said = DECIDED[decision.answer]
        pieces.append(Piece(f"{said[0][0]} passed over", "dim") if decision.implied else Piece(*said))
    if state.unconfirmed:
        pieces.append(Piece(EDITED if decision is None else f"since then {EDITED}", "warn"))
    if flagged:
        pieces.append(Piece("⚑ flagged", "warn"))
    if pieces:
        yield _spaced(pieces)
    if note:
        yield (Piece("note ", "dim"), Piece(fit(one_line(note), width - len("note "))))


def _quotes(
    state: State, scheme: LabelScheme, width: int, room: int, beside: bool, other_readings: Sequence[Row] = ()
) -> list[Row]:
    quotes = state.quotes
    if not quotes:
        return [*_nothing(state, width), *other_readings]
    blocks = [_quote(state, scheme, number, width, beside) for number in range(len(quotes))]
    blocks[state.draft.chosen] += other_readings
    total = sum(len(block) for block in blocks)
    for number, block in enumerate(blocks):
        if total <= room:
            break
        if number != state.draft.chosen and len(block) > 1:
            total -= len(block) - 1
            blocks[number] = block[:1]
    if total > room:  # the chosen one first: it is what the keys act on
        chosen = state.draft.chosen
        blocks = [blocks[chosen], *blocks[chosen + 1 :], *blocks[:chosen]]
    return [row for block in blocks for row in block]


def _nothing(state: State, width: int) -> Iterable[Row]:
    """What is said of a sentence that shows no quote: most often that there is none, or that one may go on here."""
    kind, words = state.item.boilerplate, offered(state)
    if is_awaited(state.item):
        return [(Piece(NOTE[start:end]),) for start, end in break_lines(NOTE, 0, len(NOTE), max(1, width))]
    if words is not None:
        said = excerpt(words.of(state.text), max(1, width - len(GOES_ON) - 1))
        return [(Piece(GOES_ON, "dim", "continues"), Piece(f" {said}", "dim"))]
    if marked_without_quote(state):
        return [(Piece(f"{MARKS} ", "warn"), Piece(IN_MARKS, "warn"))]
    none = "no quote in this sentence" if kind is None else f"{one_line(kind, 40)}: not the article's own text"
    return [(Piece(none, "dim"),)]


def _quote(state: State, scheme: LabelScheme, number: int, width: int, beside: bool) -> list[Row]:
    quote = state.quotes[number]
    chosen = number == state.draft.chosen
    look = "strong" if chosen else "plain"
    head = [
        Piece(f"{'▸' if chosen else ' '}{_number(state, number)} ", look, f"choose_quote({number})"),
        Piece(str(quote.type), look, "type" if chosen else ""),
    ]
    score: list[Piece] = []
    if quote.score is not None:
        score = [Piece("  "), Piece(f"{quote.score:.2f}", "warn" if quote.score < UNSURE else "dim")]
        if quote.score < UNSURE:
            score.append(Piece(" unsure", "warn"))
    if not chosen or not beside:
        head += [Piece("  "), *_speaker(state, quote, width - _cells([*head, *score]) - 2)]
    head += score
    text = state.text
    said = (Piece(INDENT), Piece(excerpt(" | ".join(span.of(text) for span in quote.content), width - 3), "content"))
    if not chosen:
        return [tuple(head), (said[0], said[1]._replace(look="other"))] if beside else [tuple(head)]
    rows: list[Row] = [tuple(head), said]
    if beside:
        rows.append((Piece(INDENT), Piece("speaker ", "dim"), *_speaker(state, quote, width - len(INDENT) - 8)))
    rows.append(_cue_and_source(state, quote, width))
    rows += _attributes(quote, scheme, width)
    if quote.continues:
        rows.append((Piece(INDENT), Piece(_continuation(state), "warn")))
    return rows


def _attributes(quote: QuotePart, scheme: LabelScheme, width: int) -> list[Row]:
    """The attributes that the label scheme declares, then those that the quote has from elsewhere."""
    declared = {attribute.name: attribute.title for attribute in scheme.attributes}
    cells: list[Row] = []
    for name in [*declared, *(name for name, _ in quote.attributes if name not in declared)]:
        value = quote.attribute(name)
        action = f"cycle_attribute({name!r})" if name in declared else ""
        shown = Piece(one_line(value, 40), "plain", action) if value is not None else NONE._replace(action=action)
        cells.append((Piece(f"{one_line(declared.get(name, name), 40)} ", "dim", action), shown))
    return flow(" " * (len(INDENT) - 1), cells, width) if cells else []


def _number(state: State, number: int) -> str:
    """The quote's number; of the chosen one of several also how many there are, as there may be no room for all."""
    count = len(state.quotes)
    return f"{number + 1}/{count}" if count > 1 and number == state.draft.chosen else str(number + 1)


def _cue_and_source(state: State, quote: QuotePart, width: int) -> Row:
    text = state.text
    where = _elsewhere(state, quote)
    room = width - len(INDENT) - len("cue   source ") - _cells(where)
    named = cell_len(quote.source.of(text)) if quote.source else len("none")
    cue = Piece(excerpt(quote.cue.of(text), max(6, room // 2, room - named)), "cue") if quote.cue else NONE
    room = max(6, room - cell_len(cue.text))
    source = Piece(excerpt(quote.source.of(text), room), "source") if quote.source else NONE
    return (Piece(INDENT), Piece("cue ", "dim"), cue, Piece("  source ", "dim"), source, *where)


def _elsewhere(state: State, quote: QuotePart) -> Row:
    if quote.source is None or quote.source.overlaps(state.item.sentence.span):
        return ()
    for item in state.page.items:
        if item.sentence.start <= quote.source.start < item.sentence.end:
            return (Piece(f" in sentence {item.sentence.index + 1}", "dim"),)
    return (Piece(" elsewhere", "dim"),)


def _continuation(state: State) -> str:
    before = sentence_quoting_before(state)
    if before is None:
        return "continues a quote, but there is none before"
    return f"continues the quote of sentence {before + 1}"


def _speaker(state: State, quote: QuotePart, room: int) -> Row:
    if quote.speaker is None:
        return (Piece("0", "key"), Piece(" nobody", "dim"))
    number = state.cast.index(quote.speaker) + 1 if quote.speaker in state.cast else 0
    digit = (Piece(str(number), "key"), Piece(" ")) if 0 < number <= DIGITS else ()
    return (*digit, Piece(fit(one_line(quote.speaker), max(8, room - _cells(digit))), "source"))


def key_of(number: int) -> str:
    """The key of a speaker's seat, numbered from 1: its digit, or its letter; empty where it has neither.

    >>> [key_of(1), key_of(9), key_of(10), key_of(35), key_of(36)]
    ['1', '9', 'a', 'z', '']
    """
    return str(number) if number <= DIGITS else ascii_lowercase[number - DIGITS - 1 : number - DIGITS]


def _speakers(state: State, width: int, everybody: bool = False) -> list[Row]:
    """The speakers with their digits and how many more there are; with `everybody` these too, with their letters."""
    if not state.quotes and not state.cast:
        return []
    own = state.chosen_quote.speaker if state.chosen_quote else None
    cells: list[Row] = []
    lettered = len(state.cast) - DIGITS
    for number, name in enumerate(state.cast if everybody else state.cast[:DIGITS], start=1):
        if not name or not key_of(number):
            continue
        action = f"speaker({number})"
        look = "source" if name == own else "plain"
        shown = fit(one_line(name), max(8, min(40, width - len("speakers 1 "))))
        cells.append((Piece(key_of(number), "key", action), Piece(f" {shown}", look, action)))
    if lettered > 0 and not everybody:
        cells.append((Piece("S", "key", "speakers"), Piece(f" {lettered} more", "plain", "speakers")))
    cells.append((Piece("0", "key", "speaker(0)"), Piece(" nobody", "plain", "speaker(0)")))
    cells.append((Piece("/", "key", "other"), Piece(" other", "plain", "other")))
    return flow("speakers", cells, width)


def _topics(state: State, scheme: LabelScheme, width: int, reasons: bool) -> list[Row]:
    """The topics suggested or chosen, with their reasons where there is room."""
    on = state.draft.labels.topics
    suggested = state.item.suggestion.topics if state.item.suggestion else ()
    because = {topic.label: topic.because if reasons else "" for topic in suggested}
    keys = dict.fromkeys([*because, *on])
    room = width - len("topics   ")
    cells = [_topic(scheme, key, key in on, because.get(key, ""), room) for key in keys]
    return flow("topics  ", cells or [(Piece("none", "dim"),)], width)


def _topic(scheme: LabelScheme, key: str, on: bool, because: str, room: int, digit: str = "") -> Row:
    topic = scheme.topic(key)
    letter = topic.letter if topic else digit
    action = f"toggle_topic({key!r})"
    name = fit(one_line(scheme.called(key)), max(4, room - 4))
    spare = room - 4 - cell_len(name) - len(" ()")
    reason = f" ({fit(one_line(because, 24), spare)})" if because and spare >= 4 else ""
    return (
        Piece("● " if on else "○ ", "good" if on else "dim", action),
        Piece(letter, "key", action),
        Piece(f" {name}", "strong" if on else "plain", action),
        Piece(reason, "dim", action),
    )


def _all_topics(state: State, scheme: LabelScheme, width: int, height: int) -> list[Row]:
    """Every topic with its letter, suggested ones first. Where there is no room for all of each, names are cut."""
    on = state.draft.labels.topics
    suggested = state.item.suggestion.topics if state.item.suggestion else ()
    because = {topic.label: topic.because for topic in suggested}
    first = [topic for topic in scheme.topics if topic.key in because or topic.key in on]
    rest = [topic for topic in scheme.topics if topic not in first]
    room = width - len("topics   ")
    cells = [_topic(scheme, topic.key, topic.key in on, because.get(topic.key, ""), room) for topic in [*first, *rest]]
    others = scheme.digits_of(on)
    cells[:0] = [_topic(scheme, key, True, "", room, digit) for key, digit in others.items()]
    rows = flow("topics  ", cells, width)
    if len(rows) <= height:
        return rows
    columns = -(-len(cells) // max(1, height))
    each = max(1, (room + 2) // columns - 2)
    cells = [_topic(scheme, topic.key, topic.key in on, "", each) for topic in [*first, *rest]]
    cells[:0] = [_topic(scheme, key, True, "", each, digit) for key, digit in others.items()]
    return flow("topics  ", [_padded(cell, each) for cell in cells], width)


def _cells(row: Sequence[Piece]) -> int:
    return sum(cell_len(piece.text) for piece in row)


def _padded(cell: Row, width: int) -> Row:
    return (*cell, Piece(" " * (width - _cells(cell))))


def flow(label: str, cells: Sequence[Row], width: int) -> list[Row]:
    """The cells one after the other, in rows of that width; the first row begins with the label."""
    rows: list[Row] = []
    indent = len(label) + 1
    current: list[Piece] = [Piece(label, "dim"), Piece(" ")]
    used = indent
    for cell in cells:
        cells_wide = _cells(cell)
        if used > indent and used + 2 + cells_wide > width:
            rows.append(tuple(current))
            current, used = [Piece(" " * indent)], indent
        if used > indent:
            current.append(Piece("  "))
            used += 2
        current += cell
        used += cells_wide
    return [*rows, tuple(current)]


def _spaced(pieces: Sequence[Piece]) -> Row:
    row: list[Piece] = []
    for piece in pieces:
        row += [Piece("  "), piece] if row else [piece]
    return tuple(row)


# ---- What is said of the other readings of the chosen quote, or of quotes where none was suggested.


INDENT = "   "


def reading_rows(state: State, width: int, every: bool) -> list[Row]:
    """What the next key would take, in one row; with `every` all of them, one a row. No row where there is none."""
    if every:
        room = width - len(" ▸10 ") - len(" 0.00 ")
        choice = choice_of(state)
        first = 1 if choice is not None and choice.quote is None else 0  # nothing is suggested, and has no number
        return [_row(width, number, *told) for number, told in enumerate(others_told(state, room), first)]
    following = next_told(state, width - 5)
    if not following:
        return []
    return [
        (
            Piece(INDENT),
            Piece("e", "key", "reading(1)"),
            Piece(f" {fit(one_line(following), width - 5)}", "dim"),
        )
    ]


def as_many_as_fit(rows: list[Row], room: int, page: int | None = None) -> list[Row]:
    """All rows, or as many as there is room for, and how many there are besides.

    Without a `page` they are those around the reading that is shown; else that page, the first after the last.
    """
    more = len(rows) - room + 1
    if more < 2:
        return rows
    each = max(1, room - 1)
    if page is None:
        shown = next((number for number, row in enumerate(rows) if row[0].look == "strong"), 0)
        top, said = min(shown, more), f"{more} more: e and E go through all"
    else:
        top = page % -(-len(rows) // each) * each
        left = len(rows) - top - each
        said = f"{left} more: w shows them" if left > 0 else "w: from the first on"
    return [*rows[top : top + each], (Piece(f"{INDENT}{said}", "dim"),)]


def _row(width: int, number: int, told: str, probability: float, shown: bool) -> Row:
    """A reading with its probability at the right edge."""
    share = f"{probability:.2f}"
    sign = f" {'▸' if shown else ' '}{number} "
    said = fit(one_line(told), max(8, width - cell_len(sign) - len(share) - 2))
    gap = " " * max(1, width - cell_len(sign) - cell_len(said) - len(share) - 1)
    look = "strong" if shown else "plain"
    return (Piece(sign, look), Piece(said, look), Piece(f"{gap}{share}", "dim"))

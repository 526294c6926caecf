"""What stands around the text: the card beside (or below) it, and the lines of status, messages and keys.

All of it are rows made from a state or a workbench, without Textual. The card tells of the current sentence.

What changes with every sentence stands at the top, what stays the same for a document (its speakers) under it, so that
little has to be sent when one steps on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import groupby
from string import ascii_lowercase
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core.decision import LONGEST_LINE, shown_name
from annotator.core.drawable import one_line
from annotator.core.model import Document, QuotePart, numbers_touched
from annotator.core.scheme import LabelScheme
from annotator.core.session.checks import checks
from annotator.core.session.current import ANSWERED
from annotator.core.session.navigation import Filtered, WorkList
from annotator.core.session.readings import marked_without_quote, next_told, others_told
from annotator.core.session.several import offered_continuation, sentence_quoting_before
from annotator.core.session.state import DIGITS, NOTE, UNSURE, Seats, State, is_awaited
from annotator.core.session.workbench import Tone, Workbench
from annotator.tui.keys import USUAL, Hint, Writer
from annotator.tui.panes.document import ANSWERS
from annotator.tui.panes.pieces import (
    Piece,
    Row,
    Rows,
    fit,
    flow,
    hanging,
    padded,
    signed,
    whole_line,
    whole_words,
    width_of,
    wrapped,
)

INDENT = "   "
QUOTE_ROWS = 6
"""Rows that quotes have at least, beside the text, so that what stands below them mostly keeps its place."""
RULED = 8
"""Rows from which on a card below the text begins with a rule."""
NONE = Piece("none", "dim")
LETTERED = DIGITS + len(ascii_lowercase)
"""Speakers that have a digit or a letter."""
GOES_ON = "goes on? (⟪continues⟫)"
"""Of a sentence in which the quote before it may go on: nothing that Enter would store."""
CHECK = ("! ", "warn")
"""The sign and the look of what is odd about the sentence. It comes first on the card."""
IN_MARKS = "“ ” words in quotation marks are in no quote"
"""The sign of such a sentence, and what is said of it."""
EDITED = "unconfirmed edits"


def attention_of(bench: Workbench, between: str = " · ") -> list[str]:
    """What needs attention in the current sentence: why it is looked at, and what is odd about it."""
    odd = [
        f"{check.message}{f'{between}press ⟪mend⟫ to mend it' if check.mended else ''}" for check in checks(bench.state)
    ]
    return [*bench.why_listed(), *map(bench.with_keys, odd)]


class Picking(Enum):
    """What the next key picks: then the card shows all there is to pick."""

    TOPIC = "topic"
    SPEAKER = "speaker"
    READING = "reading"


class CardSize(NamedTuple):
    """The room there is, and whether it is a column beside the text (else a block below it)."""

    width: int
    height: int
    beside: bool


class Reasons(NamedTuple):
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
    why: Reasons | None = None,
    written: Writer = USUAL,
) -> Rows:
    """The card, never more rows than its height.

    Beside the text it begins at `row`, or higher up where it would not fit below that. Below the text its speakers and
    topics stand at the bottom, at the same place for every sentence. `why`: what was asked for beside readings.
    `written`: writes the annotator's keys.
    """
    edge = Piece("│ ", "dim") if size.beside else Piece(" ")
    rule = [] if size.beside or size.height < RULED else [rule_row(size.width)]
    height = size.height - len(rule)
    card = _Card(state, scheme, size.width - len(edge.text), height, size.beside, written)
    if picking in {None, Picking.READING}:
        top, bottom = card.rows(attention, picking is not None, why)
    else:
        top, bottom = card.lettered(attention, picking is Picking.TOPIC)
    top = top[: max(0, height - len(bottom))]
    spare = max(0, height - len(top) - len(bottom))
    gap = min(spare, max(1, QUOTE_ROWS + 1 - len(top))) if size.beside else spare
    above = max(0, min(row, spare - gap))
    rows = [*[()] * above, *top, *[()] * gap, *bottom, *[()] * (spare - gap - above)]
    return (*rule, *((edge, *row) for row in rows[:height]))


class _Card(NamedTuple):
    """What can be said of a sentence, in rows of `width` cells, of which there are `height`."""

    state: State
    scheme: LabelScheme
    width: int
    height: int
    beside: bool
    written: Writer

    def rows(self, attention: Sequence[str], readings: bool, why: Reasons | None) -> tuple[list[Row], list[Row]]:
        """What is said of the sentence, with all `readings` or the next, and below it the speakers and topics.

        The chosen quote, and what the next reading is, goes before the rest: where that would lack room, checks
        are counted, then speakers left out.
        """
        speakers, topics = self._speakers(), self._topics()
        odd, last = signed(attention, self.width, *CHECK), [*self._standing()]
        following = self._next_reading()
        spare = self.height - sum(map(len, (odd, last, speakers, topics, following, self._quotes(self.height))))
        last += self._note(max(1, spare)) if why is None else []
        needed = len(last) + len(speakers) + len(topics) + len(following)
        needed += len(self._quote(self.state.chosen)) if self.state.quotes else 0
        counted = len(odd) > 1 and len(odd) + needed > self.height
        several = f"{len(attention)} checks: " if len(attention) > 1 else ""
        first = signed([several + " · ".join(attention)], self.width, *CHECK, most=1) if counted else odd
        lacking = len(first) + needed - self.height
        if lacking > 0 and not readings:
            speakers = speakers[: max(1, len(speakers) - lacking)]
        bottom = [*speakers, *topics]
        room = self.height - len(first) - len(last)
        if readings:  # all of them, before what is the same for every sentence
            following = self._readings()
            if why is not None:
                following = [*(odd if counted else ()), *signed(why.reasons, self.width), *self._note(), *following]
            free = room - len(self._quotes(self.height))
            bottom = bottom if len(following) + len(bottom) <= free else []
            following = as_many_as_fit(following, free, why.page if why is not None else None, self.written)
        room = max(0, room - len(bottom))
        return [*first, *self._quotes(room, following)[:room], *last], bottom

    def lettered(self, attention: Sequence[str], topics: bool) -> tuple[list[Row], list[Row]]:
        """All topics, else all speakers, with their letters, below as much of the rest as there is room for.

        The chosen quote gets room first, then what is picked, then the speakers above the topics.
        """
        third, number = self.height // 3, len(self.scheme.topics if topics else self.state.cast)
        top = [*signed(attention, self.width, *CHECK), *self._quotes(min(QUOTE_ROWS, third))]
        top = top[: max(third, self.height - number)]
        free = self.height - len(top)
        if not topics:
            return top, self._speakers(free)
        every, speakers = self._every_topic(free), self._speakers()
        return top, [*(speakers if len(every) + len(speakers) <= free else ()), *every]

    def _standing(self) -> Iterable[Row]:
        """What was decided of the sentence, whether it was edited since, its flag."""
        decision, flagged = self.state.item.decision, self.state.draft.note_and_flag.flagged
        pieces: list[Piece] = []
        if decision is not None:
            sign, look = ANSWERS[decision.answer]
            answered = Piece(f"{sign} {ANSWERED[decision.answer]}", look)
            pieces.append(Piece(f"{sign} passed over", "dim") if decision.implied else answered)
        if self.state.unconfirmed:
            pieces.append(Piece(EDITED if decision is None else f"since then {EDITED}", "warn"))
        if flagged:
            pieces.append(Piece("⚑ flagged", "warn"))
        if pieces:
            yield tuple(piece for remark in pieces for piece in (Piece("  "), remark))[1:]

    def _note(self, most: int = LONGEST_LINE) -> list[Row]:
        """The note in at most so many rows; what there is no room for is told with why."""
        note = self.state.draft.note_and_flag.note
        return hanging((Piece("note ", "dim"),), one_line(note, LONGEST_LINE), self.width, most=most) if note else []

    # ---- quotes

    def _quotes(self, room: int, readings: Sequence[Row] = ()) -> list[Row]:
        """All quotes, the readings below the chosen one; where room is short, of the others the first row."""
        if not self.state.quotes:
            return [*self._nothing(), *readings]
        chosen = self.state.chosen
        blocks = [self._quote(number) for number in range(len(self.state.quotes))]
        blocks[chosen] += readings
        for number, block in enumerate(blocks):
            if number != chosen and sum(map(len, blocks)) > room:
                blocks[number] = block[:1]
        if sum(map(len, blocks)) > room:  # the chosen one first: it is what the keys act on
            blocks = [blocks[chosen], *blocks[chosen + 1 :], *blocks[:chosen]]
        return [row for block in blocks for row in block]

    def _nothing(self) -> Sequence[Row]:
        """What is said of a sentence that shows no quote: mostly that there is none, or that one may go on here."""
        kind, words = self.state.item.boilerplate, offered_continuation(self.state)
        if is_awaited(self.state.item):
            return wrapped((Piece(NOTE),), self.width)
        if words is not None:
            asked = self.written(GOES_ON)
            shown = excerpt(words.of(self.state.text), max(1, self.width - cell_len(asked) - 1))
            return [(Piece(asked, "dim", "continues"), Piece(f" {shown}", "dim"))]
        if marked_without_quote(self.state):
            return wrapped((Piece(IN_MARKS, "warn"),), self.width)
        none = "no quote in this sentence" if kind is None else f"{one_line(kind, 40)}: not the article's own text"
        return [(Piece(none, "dim"),)]

    def _quote(self, number: int) -> list[Row]:
        state, quote = self.state, self.state.quotes[number]
        chosen, several = number == state.chosen, len(state.quotes) > 1
        look = "strong" if chosen else "plain"
        # Of the chosen one also how many there are, as there may be no room for all.
        shown = f"{number + 1}/{len(state.quotes)}" if chosen and several else number + 1
        head = [
            Piece(f"{'▸' if chosen else ' '}{shown} ", look, f"choose_quote({number})"),
            Piece(str(quote.type), look, "type" if chosen else ""),
        ]
        score: list[Piece] = []
        if quote.score is not None:
            score = [Piece("  "), Piece(f"{quote.score:.2f}", "warn" if quote.score < UNSURE else "dim")]
            if quote.score < UNSURE:
                score.append(Piece(" unsure", "warn"))
        if not chosen or not self.beside:
            head += [Piece("  "), *self._speaker(quote, self.width - width_of([*head, *score]) - 2)]
        rows: list[Row] = [(*head, *score)]
        if chosen or self.beside:
            words = excerpt(" | ".join(span.of(state.text) for span in quote.content), self.width - len(INDENT))
            rows.append((Piece(INDENT), Piece(words, "content" if chosen else "other")))
        if not chosen:
            return rows
        if self.beside:
            room = self.width - len(INDENT) - len("speaker ")
            rows.append((Piece(INDENT), Piece("speaker ", "dim"), *self._speaker(quote, room)))
        rows += [self._cue_and_source(quote), *self._attributes(quote)]
        if quote.continues:
            before = sentence_quoting_before(state)
            carried = "a quote, but there is none before" if before is None else f"the quote of sentence {before + 1}"
            rows.append((Piece(INDENT), Piece(f"continues {carried}", "warn")))
        return rows

    def _attributes(self, quote: QuotePart) -> list[Row]:
        """The attributes that the label scheme declares, then those that the quote has from elsewhere."""
        declared = {attribute.name: attribute.title for attribute in self.scheme.attributes}
        cells: list[Row] = []
        for name in dict.fromkeys([*declared, *(name for name, _ in quote.attributes)]):
            value = quote.attribute(name)
            action = f"cycle_attribute({name!r})" if name in declared else ""
            shown = Piece(one_line(value, 40), "plain", action) if value is not None else NONE._replace(action=action)
            cells.append((Piece(f"{one_line(declared.get(name, name), 40)} ", "dim", action), shown))
        return flow(cells, self.width, " " * (len(INDENT) - 1)) if cells else []

    def _cue_and_source(self, quote: QuotePart) -> Row:
        text = self.state.text
        where = self._elsewhere(quote)
        room = self.width - len(INDENT) - len("cue   source ") - width_of(where)
        named = cell_len(quote.source.of(text)) if quote.source else len("none")
        cue = Piece(excerpt(quote.cue.of(text), max(6, room // 2, room - named)), "cue") if quote.cue else NONE
        room = max(6, room - cell_len(cue.text))
        source = Piece(excerpt(quote.source.of(text), room), "source") if quote.source else NONE
        return (Piece(INDENT), Piece("cue ", "dim"), cue, Piece("  source ", "dim"), source, *where)

    def _elsewhere(self, quote: QuotePart) -> Row:
        """In which other sentence the source is, if it is in one."""
        if quote.source is None or quote.source.overlaps(self.state.item.sentence.span):
            return ()
        touched = numbers_touched(self.state.page.sentences, quote.source)
        return (Piece(f" in sentence {touched[0] + 1}" if touched else " elsewhere", "dim"),)

    def _speaker(self, quote: QuotePart, room: int) -> Row:
        if quote.speaker is None:
            return (Piece(self.written("⟪nobody⟫"), "key"), Piece(" nobody", "dim"))
        cast = self.state.cast
        number = cast.index(quote.speaker) + 1 if quote.speaker in cast else 0
        digit = (Piece(self.written(key_of(number)), "key"), Piece(" ")) if 0 < number <= DIGITS else ()
        return (*digit, Piece(fit(one_line(quote.speaker), max(8, room - width_of(digit))), "source"))

    # ---- the other readings of the chosen quote, or quotes where none was suggested

    def _next_reading(self) -> list[Row]:
        """What the next key would take; no row where there is none."""
        key = Piece(self.written("⟪reading⟫"), "key", "reading(1)")
        room = self.width - len(INDENT) - width_of([key]) - 1
        following = next_told(self.state, room)
        return [(Piece(INDENT), key, Piece(f" {fit(one_line(following), room)}", "dim"))] if following else []

    def _readings(self) -> list[Row]:
        """All of them, one a row, with their probabilities at the right edge."""
        room = self.width - len(" ▸10 ") - len(" 0.00 ")
        rows: list[Row] = []
        for number, words, probability, shown in others_told(self.state, room):
            share, sign = "" if probability is None else f"{probability:.2f}", f" {'▸' if shown else ' '}{number} "
            left = self.width - cell_len(sign) - len(share)
            text = fit(one_line(words), max(8, left - 2))
            gap = " " * max(1, left - cell_len(text) - 1)
            look = "strong" if shown else "plain"
            rows.append((Piece(sign, look), Piece(text, look), Piece(f"{gap}{share}", "dim")))
        return rows

    # ---- speakers and topics

    def _speakers(self, height: int = 0) -> list[Row]:
        """The speakers with their digits and how many more there are; in a `height` these too, by letters."""
        cast, chosen = self.state.cast, self.state.chosen_quote
        if not self.state.quotes and not cast:
            return []
        return [*_speaker_rows(cast, chosen.speaker if chosen else None, self.width, height, self.written)]

    @property
    def _because(self) -> dict[str, str]:
        """The topics suggested, and why."""
        suggestion = self.state.item.suggestion
        return {topic.label: topic.because for topic in suggestion.topics} if suggestion else {}

    def _topics(self) -> list[Row]:
        """The topics suggested or chosen, with their reasons where there is room."""
        because = self._because
        keys = dict.fromkeys([*because, *self.state.labels.topics])
        reasons = because if self.beside else {}
        cells = [self._topic(key, self.width - len("topics   "), reasons, {}) for key in keys]
        return flow(cells or [(NONE,)], self.width, "topics  ")

    def _every_topic(self, height: int) -> list[Row]:
        """Every topic with its letter, suggested ones first."""
        on, because = self.state.labels.topics, self._because
        others = self.scheme.digits_of(on)
        own = sorted(self.scheme.topics, key=lambda topic: topic.key not in because and topic.key not in on)
        keys = [*others, *(topic.key for topic in own)]

        def cells_for(room: int) -> list[Row]:
            return [self._topic(key, room, because, others) for key in keys]

        return all_in(height, self.width, "topics  ", cells_for)

    def _topic(self, key: str, room: int, because: Mapping[str, str], digits: Mapping[str, str]) -> Row:
        """A topic in so many cells, with its letter, or its digit if the scheme does not offer it, and the reason."""
        topic, on = self.scheme.topic(key), key in self.state.labels.topics
        action = f"toggle_topic({key!r})"
        name = fit(one_line(self.scheme.called(key)), max(4, room - 4))
        spare, why = room - 4 - cell_len(name) - len(" ()"), because.get(key)
        reason = f" ({fit(one_line(why, 24), spare)})" if why and spare >= 4 else ""
        return (
            Piece("● " if on else "○ ", "good" if on else "dim", action),
            Piece(topic.letter if topic else digits.get(key, ""), "key", action),
            Piece(f" {name}", "strong" if on else "plain", action),
            Piece(reason, "dim", action),
        )


def excerpt(text: str, width: int) -> str:
    """A text in one line of at most `width` cells: where it is too long, its beginning and its end."""
    line = whole_line(text)
    if cell_len(line) <= width:
        return line
    begins = whole_words(line, width - max(0, width // 2 - 2) - 3)
    ends = whole_words(line[::-1], width - cell_len(begins) - 3)[::-1]
    return f"{begins} … {ends}"[: max(width, 1)]


def key_of(number: int) -> str:
    """The key of a speaker's seat, numbered from 1: its digit, or its letter.

    >>> [key_of(1), key_of(9), key_of(10), key_of(LETTERED)]
    ['⟪speaker-1⟫', '⟪speaker-9⟫', 'a', 'z']
    """
    return f"⟪speaker-{number}⟫" if number <= DIGITS else ascii_lowercase[number - DIGITS - 1]


def all_in(height: int, width: int, label: str, cells_for: Callable[[int], Sequence[Row]]) -> list[Row]:
    """All that can be picked, behind a label. Where there is no room for all of each they are cut, in columns.

    `cells_for` makes them in so much room for each.
    """
    room = width - len(label) - 1
    cells = cells_for(room)
    rows = flow(cells, width, label)
    if len(rows) <= height:
        return rows
    columns = -(-len(cells) // max(1, height))
    each = max(1, (room + 2) // columns - 2)
    return flow([padded(cell, each) for cell in cells_for(each)], width, label)


@lru_cache(maxsize=64)
def _speaker_rows(cast: Seats, own: str | None, width: int, height: int, written: Writer) -> Sequence[Row]:
    """The speakers with their keys, the one of the chosen quote (`own`) in another look: mostly as before.

    They are those with digits; in a `height` also those with letters. How many more there are is said with their key.
    """
    last, more = (LETTERED, "other") if height else (DIGITS, "speakers")

    def cells_for(room: int) -> list[Row]:
        cells = [
            _to_pick(
                key_of(number),
                fit(one_line(name), min(40, room - 2)),
                f"speaker({number})",
                "source" if name == own else "plain",
            )
            for number, name in enumerate(cast[:last], start=1)
            if name
        ]
        if len(cast) > last:
            cells.append(_to_pick(f"⟪{more}⟫", f"{len(cast) - last} more", more))
        cells += [_to_pick("⟪nobody⟫", "nobody", "speaker(0)"), _to_pick("⟪other⟫", "other", "other")]
        return [(key._replace(text=written(key.text)), *name) for key, *name in cells]

    return all_in(height or sys.maxsize, width, "speakers", cells_for)


def _to_pick(key: str, what: str, action: str, look: str = "plain") -> Row:
    return (Piece(key, "key", action), Piece(f" {what}", look, action))


def as_many_as_fit(rows: list[Row], room: int, page: int | None, written: Writer = USUAL) -> list[Row]:
    """All rows, or as many as there is room for, and how many there are besides.

    Without a `page` they are those around the reading that is shown; else that page, the first after the last.
    """
    more = len(rows) - room + 1
    if more < 2 or not rows:
        return rows
    each = max(1, room - 1)
    if page is None:
        shown = next((number for number, row in enumerate(rows) if row[0].look == "strong"), 0)
        top, besides = min(shown, more), f"{more} more: ⟪reading⟫ and ⟪reading-back⟫ go through all"
    else:
        top = page % -(-len(rows) // each) * each
        left = len(rows) - top - each
        besides = f"{left} more: ⟪why⟫ shows them" if left > 0 else "⟪why⟫: from the first on"
    return [*rows[top : top + each], (Piece(f"{INDENT}{written(besides)}", "dim"),)]


# ---- The lines around the text: status, rule, messages, keys.


TITLE_ROOM, STATE_ROOM = 12, 40
"""Cells that stay for the title, and for what stands in its place, before the right is shortened. Set by hand."""
NAME_ROOM = 16
"""Cells that an annotator's name may take. Set by hand."""
TONES = {Tone.QUIET: "strong", Tone.WARNING: "warn", Tone.NOT_SAVED: "alert"}


def status_row(bench: Workbench, width: int, links: bool = False) -> Row:
    """Title and date, article and sentence, who annotates, `saved N`, the sentence's id.

    In the title's place stands NOT SAVED and why, if a save failed; else the filter, if there is one; else what the end
    of the work is: ALL DONE, or how many skipped sentences wait. Where there is an agenda, one's place in it stands
    before the title. On a narrow screen the title is cut first; then words, the numbers of article and sentence, and
    the name make room. With `links` the title leads to the article's address, where it has one.
    """
    left, (full, *shorter) = _left(bench), _right(bench)
    title = left.look == "title"
    wanted = 0 if title else min(STATE_ROOM, cell_len(left.text))
    texts = [(full, TITLE_ROOM if title else wanted), *((text, wanted) for text in shorter)]
    right = next((text for text, free in texts if cell_len(text) + free + 2 <= width), shorter[-1])
    room = max(0, width - cell_len(right) - 2)
    link = address_of(bench.state.page.document) if links and title else ""
    left = left._replace(text=fit(left.text, room), link=link)
    return (Piece(" "), left, Piece(" " * (room - cell_len(left.text) + 1)), Piece(right, "plain"))


def _left(bench: Workbench) -> Piece:
    if bench.notice and bench.notice.tone is Tone.NOT_SAVED:
        return Piece(f"NOT SAVED: {one_line(bench.notice.text)}", "alert")
    listed, sentence = bench.listed, bench.state.item.id
    if isinstance(listed, Filtered):
        return Piece(one_line(f"{_position(listed, sentence)} · {listed.wanted}", 200), "warn")
    title = _title(bench)
    if listed is not None and listed.nothing_left:
        return Piece(f"{listed.ends} · {title}", "good")
    if listed is not None:
        return Piece(f"{_position(listed, sentence)} · {title}", "strong")
    if bench.skipped_wait:
        return Piece(bench.with_keys(f"{bench.skipped} skipped: ⟪confirm⟫ to see them"), "warn")
    if bench.again_waits:
        return Piece(bench.with_keys(f"ALL DONE · {bench.again_waits} to look at again: ⟪confirm⟫"), "good")
    if bench.finished:
        return Piece("ALL DONE", "good")
    return Piece(title, "title")


_LONGEST_ADDRESS = 2048
"""Characters of an address that terminals take."""


def address_of(document: Document) -> str:
    """The address on the web that came with an article; empty where none did, or none that a terminal may be given."""
    url = document.meta.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > _LONGEST_ADDRESS:
        return ""
    return url if url.isascii() and url.isprintable() and " " not in url else ""


def _position(listed: WorkList, sentence: int) -> str:
    if isinstance(listed, Filtered) and not listed.is_whole:
        return listed.name
    return f"{listed.name} {listed.position(sentence) or '–'}/{len(listed)}"


def _title(bench: Workbench) -> str:
    document = bench.state.page.document
    title = one_line(document.title or document.id, 200)
    return one_line(f"{title} · {document.published}", 300) if document.published else title


def _right(bench: Workbench) -> tuple[str, ...]:
    """What stands at the right, from the fullest to the shortest way to say it."""
    state = bench.state
    article, articles = state.page.number, bench.documents
    sentence, sentences = state.index + 1, len(state.page.items)
    name = fit(shown_name(bench.desk.annotator), NAME_ROOM) + (" (new)" if bench.desk.known_before else "")
    saved = f"saved {bench.saved} · id {state.item.id} "  # in these words: programs that drive the screen look for them
    return (
        f"article {article}/{articles} · sentence {sentence}/{sentences} · {name} · {saved}",
        f"{article}/{articles} · {sentence}/{sentences} · {name} · {saved}",
        f"{name} · {saved}",
        saved,
    )


def rule_row(width: int) -> Row:
    """A thin line."""
    return (Piece("─" * width, "dim"),)


def message_rows(bench: Workbench, width: int, most: int) -> Sequence[Row]:
    """The notice of the workbench in as many rows as it needs, or the `most`; an empty one where there is none."""
    if not bench.notice:
        return [()]
    retry = bench.with_keys("⟪confirm⟫ tries again · ") if bench.notice.tone is Tone.NOT_SAVED else ""
    return hanging((Piece(" "),), retry + one_line(bench.notice.text), width - 1, TONES[bench.notice.tone], most)


@lru_cache(maxsize=64)
def hint_row(hints: tuple[Hint, ...], width: int) -> Row:
    """The keys that matter most, in their order; those that cannot act are greyed. One word stands behind its keys.

    Those without a word are for help alone.
    """
    together = [[*group] for word, group in groupby(hints, key=lambda hint: hint.word) if word]
    merged = [group[0]._replace(key=" ".join(hint.key for hint in group)) for group in together]
    room = width - 1
    chosen: set[Hint] = set()
    for hint in sorted(merged, key=lambda hint: hint.rank):
        cost = cell_len(f"{hint.key} {hint.word}  ")
        if cost - 2 <= room:
            chosen.add(hint)
            room -= cost
    row = [Piece(" ")]
    for hint in (hint for hint in merged if hint in chosen):
        row += [
            Piece(hint.key, "key" if hint.usable else "off", hint.action),
            Piece(f" {hint.word}  ", "plain" if hint.usable else "off", hint.action),
        ]
    return (*row[:-1], row[-1]._replace(text=row[-1].text.rstrip()))

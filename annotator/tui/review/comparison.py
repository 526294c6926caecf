"""Versions of a sentence beside each other in the place of the card: in a review, in feedback, after a correction."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from annotator.core.drawable import one_line
from annotator.core.model import ROLES, Labels, QuotePart
from annotator.core.profiles import Paragraph, guideline_text, paragraphs
from annotator.core.review.versions import Aspect, Because, SameQuote, said_of, same_quotes, topics_differ
from annotator.core.scheme import LabelScheme
from annotator.core.session.state import State
from annotator.tui.host import Host, OwnKeys
from annotator.tui.keys import Call
from annotator.tui.panes.card import rule_row
from annotator.tui.panes.pieces import (
    CUT,
    Piece,
    Row,
    Rows,
    fit,
    flow,
    hung,
    padded,
    whole_line,
    width_of,
    wrapped,
)

INDENT = 2
"""Cells before why annotators differed."""


class Comparison(OwnKeys):
    """Versions in the place of the card, and keys of their own. Its `action_…` methods are actions of the app.

    Where there is nothing to compare in a sentence, and while it is edited, the screen is that of annotating.
    """

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._more_key = next(key.display for key in self.keys.values() if key.call == Call("versions_scroll", (1,)))
        self._scrolled: object = None  # what `_skipped` is of: it begins anew with something else
        self._skipped = self._hidden = self._page = 0

    @property
    def takes_width(self) -> bool:
        """Whether the whole width is for the versions, also where a sentence has none: the card is in their place."""
        return True

    # ---- showing

    @abstractmethod
    def versions(self, width: int) -> Versions:
        """The versions of the current sentence, where it has some, for a pane of that width."""

    def shown(self) -> State:
        """The state as the text is to show it."""
        return self._state

    def rows(self, width: int, height: int) -> Rows:
        """What stands in the place of the card: scrolled, where there is not room for all."""
        versions = self.versions(width)
        if self._scrolled != self._shows():
            self._scrolled, self._skipped = self._shows(), 0
        rows, self._hidden = version_rows(versions, width, height, self._skipped, self._more_key)
        self._skipped, self._page = min(self._skipped, self._hidden), max(1, height // 2)
        return rows

    def lines(self) -> Rows:
        """The same to be read out: one under the other, whatever room that takes."""
        return spoken_rows(self.versions(ENDLESS))

    def _shows(self) -> object:
        """What the versions are of, such as the id of the sentence."""
        return self._state.item.id

    def action_versions_scroll(self, by: int) -> None:
        """See more of the versions."""
        to = max(0, min(self._skipped + by * self._page, self._hidden))
        if to == self._skipped:
            self._host.tell("there is nothing more of the versions")
        self._skipped = to
        self._host.show_all()

    # ---- why annotators differed, below the versions of a review and of feedback

    def guideline_paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of the project's guidelines."""
        return paragraphs(guideline_text(self._host.scheme.profile, self._host.settings.guidelines))

    def why_rows(self, because: Because, width: int, most: int) -> Rows:
        """The cause and the words of the paragraph in at most so many rows; none where nothing was said."""
        cause, paragraph = because
        if cause is None:
            return ()
        row: list[Piece] = [Piece("why they differ: ", "dim"), Piece(cause.words, "strong")]
        if paragraph is not None:
            cited = next((known for known in self.guideline_paragraphs() if known.id == paragraph), None)
            words = f"{cited.heading}: {cited.words}" if cited is not None else f"{paragraph} (not in these guidelines)"
            row.append(Piece(f" · {one_line(words, 1000)}"))
        return tuple(hung((Piece(" " * INDENT),), wrapped(tuple(row), width - INDENT - 2, most)))


# ---- The versions as rows, made without Textual: in columns where there is room, else one under the other.
#
# A row is one thing that can be said of a quote. Where versions differ in it, it begins with `≠` and has what each of
# them says; what all say alike is gathered in one row. `{ }` and an underline mark what not all versions have, as
# reporters put words of their own in square brackets; of what is alike only the beginning and the end are shown.


NARROWEST = 21
"""Cells of the narrowest column. Where there is not so much room for each, versions stand under each other."""
LINES = (6, 4, 3, 2)
"""How many lines what one version says may take: as many as there is room for."""
RULED = 8
"""Rows from which on the versions begin with a rule."""
DIFFERS = "≠ "
ENDLESS = 100_000
"""Cells enough for nothing to be cut."""


class Field(NamedTuple):
    """One thing that can be said. `cells` has what each version says; a single one holds for all of them."""

    name: str
    differs: bool
    cells: Rows


class Versions(NamedTuple):
    """Versions beside each other: what stands above each, and all that they say.

    `lit` is the number of the version that the text shows, from 0; None: they are not chosen among by numbers. `taken`
    is that of the one with which the sentence was settled. `first` and `last` are rows above and below all of them.
    `whole`: what is said is not cut, whatever room that takes.
    """

    heads: tuple[str, ...]
    fields: tuple[Field, ...]
    lit: int | None
    taken: int | None = None
    first: Rows = ()
    last: Rows = ()
    whole: bool = False

    def called(self, number: int) -> str:
        """What a version, by its number from 0, is called where it is one of several that say something."""
        return self.heads[number] if self.lit is None else str(number + 1)


def version_rows(versions: Versions, width: int, height: int, skipped: int = 0, more_key: str = "") -> tuple[Rows, int]:
    """The versions in at most `height` rows, and how many rows there was no room for.

    `skipped` rows below the heads are out of view above, and `more_key` shows more of them.
    """
    rule = [rule_row(width)] if height >= RULED else []
    height -= len(rule)
    first = versions.first[: max(0, height - 1)]
    last = versions.last[: max(0, height - len(first) - 1)]
    height -= len(first) + len(last)
    heads, body = _laid_out(versions, width - 1, height)
    free = max(0, height - len(heads))
    hidden = max(0, len(body) - free)
    top = min(skipped, hidden)
    seen = body[top : top + free]
    if hidden and seen:
        below = len(body) - top - free
        more = f" ▾ {below + 1} more: {more_key}" if below else f" ▴ {top} above: {more_key}"
        seen[-1 if below else 0] = (Piece(more, "more"),)
    rows = [*heads, *seen][: max(0, height)]
    rows += [()] * (height - len(rows))
    return (*rule, *((Piece(" "), *row) for row in (*first, *rows, *last))), hidden


def spoken_rows(versions: Versions) -> Rows:
    """All of the versions to be read out: the heads, then for each thing what each version says of it."""
    numbered = versions.lit is not None
    heads = [(Piece("version "), *_head(versions, number, ENDLESS)) for number in range(len(versions.heads))]
    rows: list[Row] = []
    for field in versions.fields:
        name = (Piece(f"{DIFFERS if field.differs else ''}{field.name}: "),)
        if len(field.cells) == 1:
            rows.append((*name, *field.cells[0]))
        else:
            named = [(" and ".join(called), cell) for called, cell in _grouped(versions, field.cells)]
            rows += [(*name, Piece(f"{'version ' if numbered else ''}{called}, "), *cell) for called, cell in named]
    return (*versions.first, *(heads if numbered else ()), *rows, *versions.last)


def fields(versions: Sequence[Labels], text: str, scheme: LabelScheme) -> tuple[Field, ...]:
    """What versions say of one sentence: of each quote what differs and then what is alike, and the topics.

    `text` is the document's: spans of the labels count from its start.
    """
    quotes = same_quotes(versions)
    rows = [
        field
        for number, quote in enumerate(quotes, start=1)
        for field in _of_quote(quote, f"{number} " if len(quotes) > 1 else "", text, scheme)
    ]
    if not quotes:
        rows.append(Field("quote", False, ((Piece("no quote in this sentence", "dim"),),)))
    differ = topics_differ(versions)
    if differ or versions[0].topics:
        shared = frozenset.intersection(*(frozenset(labels.topics) for labels in versions))
        shown = versions if differ else versions[:1]
        rows.append(Field("topics", differ, tuple(_topics(labels, scheme, shared) for labels in shown)))
    return tuple(rows)


def _of_quote(quote: SameQuote, number: str, text: str, scheme: LabelScheme) -> Iterator[Field]:
    titles = {attribute.name: attribute.title for attribute in scheme.attributes}
    alike: list[Piece] = []
    for aspect in quote.aspects:
        missing = aspect == Aspect.CONTENT and not quote.everywhere
        title = one_line(titles.get(aspect, aspect), 20)
        if quote.differs(aspect) or missing:
            cells = (
                cell_of(quote, version, aspect, text) if missing or part is not None else ()
                for version, part in enumerate(quote.parts)
            )
            yield Field(f"{number}{title}", True, tuple(cells))
        elif row := _alike(quote, aspect, title, text):
            alike += [*([Piece(" · ", "dim")] if alike else ()), *row]
    if alike:
        name = "quote" if len(quote.parts) == 1 else "alike" if len(quote.known) > 1 else "rest"
        yield Field(f"{number}{name}", False, (tuple(alike),))


def _alike(quote: SameQuote, aspect: str, title: str, text: str) -> Row:
    """What all versions that have the quote say of it; nothing where there is nothing to say."""
    part = quote.known[0]
    if aspect == Aspect.CONTINUES and not part.continues:
        return ()
    words = excerpt_of(part, aspect, text) if aspect in ROLES else aspect_words(part, aspect)
    if not words:
        return (Piece(f"no {title}", "dim"),)
    look = aspect if aspect in ROLES else "source" if aspect == Aspect.SPEAKER else "plain"
    speaks_for_itself = aspect in (Aspect.CONTENT, Aspect.TYPE, Aspect.CONTINUES)
    return (*(() if speaks_for_itself else (Piece(f"{title} ", "dim"),)), Piece(words, look))


def _topics(labels: Labels, scheme: LabelScheme, shared: frozenset[str]) -> Row:
    """The topics of a version; those that not all have stand in braces."""
    pieces: list[Piece] = []
    for key in labels.topics:
        name = one_line(scheme.called(key), 60)
        pieces += [Piece(", ", "dim")] if pieces else []
        pieces.append(Piece(name) if key in shared else Piece(f"{OPEN}{name}{CLOSE}", "differs"))
    return tuple(pieces) or (Piece("none", "dim"),)


# In columns, or under each other.


def _laid_out(versions: Versions, width: int, height: int) -> tuple[list[Row], list[Row]]:
    """The heads and the rows below them, with as many lines for each cell as there is room for."""
    shown, count = versions.fields, len(versions.heads)
    names = max((cell_len(field.name) for field in shown), default=0) + len(DIFFERS) + 1
    each = (width - names) // count - 2
    beside = each >= NARROWEST or count == 1
    heads = _heads(versions, names, width, each if beside else None)
    for lines in (ENDLESS,) if versions.whole else LINES:
        body: list[Row] = []
        for field in shown:
            sign, look = (DIFFERS, "strong") if field.differs else (" " * len(DIFFERS), "dim")
            name = padded((Piece(sign, "warn" if field.differs else "plain"), Piece(field.name, look)), names)
            if len(field.cells) == 1:
                rows: Iterable[Row] = wrapped(field.cells[0], width - names, lines)
            elif beside:
                columns = (wrapped(cell, each, lines) for cell in field.cells)
                rows = (_in_columns(cells, each) for cells in zip_longest(*columns, fillvalue=()))
            else:
                rows = _stacked(versions, field.cells, width - names, lines)
            body += hung(name, rows)
        if len(heads) + len(body) <= height:
            break
    return heads, body


def _head(versions: Versions, number: int, width: int) -> Row:
    head, lit = one_line(versions.heads[number], 200), number == versions.lit
    if versions.lit is None:
        return (Piece(fit(head, max(1, width)), "strong"),)
    look = "strong" if lit else "plain"
    sign = f"{'▸' if lit else ' '}{'✓' if number == versions.taken else ''}"
    action = f"light_version({number})"
    shown = fit(head, max(1, width - len(sign) - 5))
    return (Piece(sign, look), Piece(str(number + 1), "key", action), Piece(f" · {shown}", look, action))


def _heads(versions: Versions, names: int, width: int, each: int | None) -> list[Row]:
    """The heads in columns of `each` cells; else one after the other, in as many rows as they need.

    There are none where no columns are, and each line says whose it is by name.
    """
    numbered, numbers = versions.lit is not None, range(len(versions.heads))
    if each is None:
        return flow((_head(versions, number, width - names) for number in numbers if numbered), width)
    columns = _in_columns((_head(versions, number, each) for number in numbers), each)
    return [(Piece(" " * (names - numbered)), *columns)]


def _in_columns(cells: Iterable[Row], each: int) -> Row:
    return tuple(chain.from_iterable(padded(cell, each + 2) for cell in cells))


def _stacked(versions: Versions, cells: Sequence[Row], width: int, lines: int) -> Iterator[Row]:
    for called, cell in _grouped(versions, cells):
        head = Piece(f"{' '.join(called)} ", "key")
        yield from hung((head,), wrapped(cell, width - width_of([head]), lines))


def _grouped(versions: Versions, cells: Sequence[Row]) -> list[tuple[list[str], Row]]:
    """What versions say, each once, with what those are called that say it; without those that say nothing."""
    called: dict[Row, list[str]] = {}
    for number, cell in enumerate(cells):
        if cell:
            called.setdefault(cell, []).append(versions.called(number))
    return [(who, cell) for cell, who in called.items()]


# What one version says in one respect.


ALIKE_WORDS, OWN_WORDS = 2, 5
"""Words that are kept at each end of what is alike, and of what only some versions have. Set by hand."""
NO_QUOTE = (Piece("– no quote", "dim"),)
OPEN, CLOSE = "{", "}"
"""Stand around what not all versions have."""


def cell_of(quote: SameQuote, version: int, aspect: str, text: str) -> Row:
    """What a version says of a quote in one respect."""
    part = quote.parts[version]
    if part is None:
        return NO_QUOTE
    if aspect not in ROLES:
        return (Piece(aspect_words(part, aspect), "plain"),)
    if not quote.differs(aspect):  # others do not have the quote at all
        return (Piece(excerpt_of(part, aspect, text)),)
    pieces: list[Piece] = []
    before = None
    for span, alike in quote.stretches(version, aspect):
        if before is not None and before < span.start:
            pieces.append(Piece(" | ", "dim"))
        pieces += _words(span.of(text), alike)
        before = span.end
    return tuple(pieces) or (Piece(f"no {aspect}", "dim"),)


def aspect_words(part: QuotePart, aspect: str) -> str:
    """What a quote is in a respect that is said by one word or name."""
    words = said_of(part, aspect)
    if aspect == Aspect.CONTINUES:
        return "goes on with the quote before" if words else "begins here"
    if words is None:
        return "nobody" if aspect == Aspect.SPEAKER else "none"
    return one_line(words, 60)


def excerpt_of(part: QuotePart, aspect: str, text: str) -> str:
    """The words of a quote that are its content, cue or source, shortened in the middle."""
    return " | ".join(shortened(whole_line(span.of(text)), OWN_WORDS) for span in part.spans(aspect))


def shortened(words: str, kept: int) -> str:
    """The words with those in the middle left out, where there are more than twice as many as are `kept`, and two.

    >>> shortened("one two three four five six seven", 2)
    'one two … six seven'
    >>> shortened("one two three four five six", 2)
    'one two three four five six'
    """
    parts = words.split()
    if len(parts) <= 2 * kept + 2:
        return words
    return f"{' '.join(parts[:kept])} {CUT} {' '.join(parts[-kept:])}"


def _words(text: str, alike: bool) -> list[Piece]:
    """A stretch of text: in braces unless it is alike, without the spaces at its ends."""
    before, words, after = _parted(text)
    if alike:
        return [Piece(f"{before}{shortened(words, ALIKE_WORDS)}{after}", "plain")]
    own = Piece(f"{OPEN}{shortened(words, OWN_WORDS)}{CLOSE}", "differs")
    return [piece for piece in (Piece(before), own, Piece(after)) if piece.text]


def drawn(text: str) -> str:
    """The text in one line, with the spaces at its ends."""
    return "".join(_parted(text))


def _parted(text: str) -> tuple[str, str, str]:
    """The text in one line, between the spaces at its ends."""
    line = whole_line(text.strip())
    return " " * text[:1].isspace(), line, " " * (text[-1:].isspace() and bool(line))

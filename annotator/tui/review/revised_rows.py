"""What was decided of a sentence before beside what stands there now, as rows. Made without Textual.

Words that only one of the two has stand in braces, as differences of versions do.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.decision import Answer
from annotator.core.drawable import one_line
from annotator.core.editions import Fate, common_words
from annotator.core.model import Labels, QuotePart, Span
from annotator.core.scheme import LabelScheme
from annotator.core.session.desk import Before
from annotator.core.session.state import State
from annotator.core.text import words_of
from annotator.tui.panes.pieces import Piece, Row
from annotator.tui.review.cells import CLOSE, OPEN, shortened, wrapped

HEAD = 8
"""Cells of what stands before each line."""
_WORDS = 8
"""Words at each end of what is quoted. Set by hand."""
_ENDLESS = 1000


def revised_rows(before: Before, state: State, left: int, scheme: LabelScheme, width: int) -> tuple[Row, ...]:
    """The rows of a decision that is to be looked at; `left`: how many there are in this sentence."""
    own = before.sentence.of(before.text)
    document = state.text
    here = state.item.sentence.span.of(document)
    gone = before.fate is Fate.ORPHANED
    more = f" · 1 of {left} here" if left > 1 else ""
    if gone:
        what, keys = "the words of this decision are gone", "Enter: seen"
    else:
        alike = [word.text for word in words_of(own)] == [word.text for word in words_of(here)]
        what = "its quote changed in another sentence" if alike else "changed since this was decided"
        keys = "Enter takes it · e edits · x nothing"
    rows: list[Row] = [(Piece(f"! {what}", "warn"), Piece(f"  {keys}{more}", "dim"))]
    if gone:
        rows += _lines("before", (Piece(_drawn(own)),), width)
        rows += _said("marked", before.answer, before.labels, before.text, scheme, width)
        return tuple(rows)
    old, new = _compared(own, here)
    rows += _lines("before", old, width)
    rows += _said("marked", before.answer, before.labels, before.text, scheme, width)
    rows += _lines("now", new, width)
    rows += _said("marked", Answer.ACCEPT, state.draft.labels, document, scheme, width)
    return tuple(rows)


def _compared(own: str, here: str) -> tuple[Row, Row]:
    """Both sentences, with braces around the words that only one of them has."""
    one, other = words_of(own), words_of(here)
    pairs = common_words([word.text for word in one], [word.text for word in other])
    alike, alike_there = {a for a, _ in pairs}, {b for _, b in pairs}
    return (
        _marked(own, [Span(word.start, word.end) for at, word in enumerate(one) if at not in alike]),
        _marked(here, [Span(word.start, word.end) for at, word in enumerate(other) if at not in alike_there]),
    )


def _marked(text: str, changed: Sequence[Span]) -> Row:
    """A text with braces around some of its words; those that only white space parts are together."""
    together: list[Span] = []
    for span in changed:
        if together and not text[together[-1].end : span.start].strip():
            together[-1] = Span(together[-1].start, span.end)
        else:
            together.append(span)
    pieces, at = list[Piece](), 0
    for span in together:
        pieces.append(Piece(_drawn(text[at : span.start])))
        pieces.append(Piece(f"{OPEN}{_drawn(span.of(text))}{CLOSE}", "differs"))
        at = span.end
    return tuple(piece for piece in (*pieces, Piece(_drawn(text[at:]))) if piece.text)


def _said(head: str, answer: Answer, labels: Labels, text: str, scheme: LabelScheme, width: int) -> list[Row]:
    """What labels say, in a line for each quote and one for the topics."""
    if answer is not Answer.ACCEPT or not (labels.quotes or labels.topics):
        words = {Answer.SKIP: "skipped", Answer.REJECT: "nothing here"}.get(answer, "nothing")
        return _lines(head, (Piece(words, "dim"),), width)
    rows: list[Row] = []
    for quote in labels.quotes:
        rows += _lines(head, (Piece(_quote(quote, text)),), width)
        head = ""
    if labels.topics:
        rows += _lines(head, (Piece("topics: " + ", ".join(_topic(scheme, key) for key in labels.topics)),), width)
    return rows


def _quote(quote: QuotePart, text: str) -> str:
    content = " | ".join(_excerpt(span, text) for span in quote.content)
    said = [quote.type.value, one_line(quote.speaker or "nobody", 60), f"⟨{content}⟩"]
    for name, span in (("cue", quote.cue), ("source", quote.source)):
        said.append(f"{name} {_excerpt(span, text) if span is not None else 'none'}")
    said += [f"{name} {value}" for name, value in quote.attributes]
    return " · ".join([*said, *(["goes on"] if quote.continues else [])])


def _topic(scheme: LabelScheme, key: str) -> str:
    return next((one_line(topic.name, 60) for topic in scheme.topics if topic.key == key), one_line(key, 60))


def _excerpt(span: Span, text: str) -> str:
    return shortened(_drawn(span.of(text)).strip(), _WORDS)


def _drawn(text: str) -> str:
    """The text in one line, with a space where it begins or ends with white space."""
    line = one_line(text.strip().replace("\n", " "), len(text) + 1)
    return f"{' ' if text[:1].isspace() else ''}{line}{' ' if text[-1:].isspace() and line else ''}"


def _lines(head: str, row: Row, width: int) -> list[Row]:
    first, *rest = wrapped(row, max(10, width - HEAD), _ENDLESS)
    return [(Piece(f"{head:<{HEAD}}", "dim"), *first), *((Piece(" " * HEAD), *line) for line in rest)]

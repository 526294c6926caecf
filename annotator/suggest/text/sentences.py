"""How a text is cut into tokens and sentences: what the parser is given, and what an annotator steps through."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from annotator.core.model import Sentence
from annotator.core.program.resources import WordLists, word_lists
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import (
    APOSTROPHES,
    CLOSING,
    MARKS,
    OPENING,
    OUTER,
    SHAPED_CLOSING,
    closes,
    opens,
    paragraphs,
    without_quote_signs,
)

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


# ---- Signs as tokens of their own that spaCy keeps in one piece: marks beside dashes (`”—Smith`, `said—“but`).


_EMOTICON = "):"
"""What spaCy takes for a sad face; in news it is the end of a label: SEN. JANE SMITH (D-OH):"""
_DASH = "[-–—―]"
_MARK = rf"[{re.escape(OUTER)}]"
_BESIDE_DASHES = rf"{_DASH}+(?={_MARK})|{_MARK}(?={_DASH})|(?<={_MARK}){_DASH}+|(?<={_DASH}){_MARK}"


def part_signs(nlp: Language) -> None:
    """Have the tokenizer of a pipeline part such signs, and brackets from colons; it keeps to all its other rules.

    A tokenizer that is not spaCy's own, or that knows it already, stays as it is.
    """
    tokenizer: Any = nlp.tokenizer
    if _EMOTICON in (getattr(tokenizer, "rules", None) or ()):
        tokenizer.rules = {word: parts for word, parts in tokenizer.rules.items() if word != _EMOTICON}
    finditer = getattr(tokenizer, "infix_finditer", None)
    known = getattr(getattr(finditer, "__self__", None), "pattern", None)
    if known is not None and _BESIDE_DASHES not in known:
        tokenizer.infix_finditer = re.compile(f"{_BESIDE_DASHES}|{known}").finditer


# ---- Sentence starts set before the parser, which keeps those it is given.


_INITIAL = re.compile(r"(?<=[^\W\d_][^\S\n])([^\W\d_])\.(?!\w)[^\S\n]*([^\W\d_]*)")
"""A letter with a stop behind a word, and the word behind it: "said I. Ruth laughed", "Ada I. Lane"."""


def start_sentences(doc: Doc) -> Doc:
    """Mark the first token of every paragraph as a sentence start, and a name after an abbreviated title as none.

    Nor does a sentence start within a speaker's label in capitals: "SEN. JANE SMITH (D-OH): Good morning."
    """
    text = doc.text  # made anew each time it is asked for
    _part_from_stops(doc, text)
    places, words = doc.to_array(["IDX", "ORTH"]).T.tolist()
    starts = doc.to_array(["SENT_START"]).view("int64")
    firsts = [i for i in (bisect_left(places, start) for start, _ in paragraphs(text)) if i < len(doc)]
    for first, following in pairwise([*firsts, len(doc)]):
        if first:
            starts[first] = 1
        starts[first + 1 : min(_label_end(doc, first), following)] = -1
    titles, stop = word_lists(doc.lang_).titles, doc.vocab.strings["."]
    for i in range(2, len(words)):
        if words[i - 1] == stop and doc[i - 2].text in titles and doc[i].text[0].isupper() and i not in firsts:
            starts[i] = -1
    # All at once: for each that is set by itself spaCy looks through the whole text.
    return doc.from_array(["SENT_START"], starts.view("uint64"))  # type: ignore[arg-type]


def _part_from_stops(doc: Doc, text: str) -> None:
    """Part the stop of a sentence from a pronoun that is one letter: spaCy takes "said I." for an initial.

    Behind a capital it is one, and before a capital whose word the text has nowhere else.
    """
    with doc.retokenize() as retokenizer:
        for match in _INITIAL.finditer(text):
            token = doc.char_span(*match.span(1))
            whole = doc.char_span(match.start(1), match.end(1) + 1)
            if token is not None or whole is None or match[1].lower() not in word_lists().first_person:
                continue
            following = match[2]
            known = following[:1].islower() or following in (t.text for t in doc if t.idx != match.start(2))
            if doc[whole.start - 1].text.islower() and (not following or known):
                retokenizer.split(whole[0], [match[1], "."], heads=[(whole[0], 0), (whole[0], 0)])


_LONGEST_LABEL = 14
"""The most tokens of a speaker's label."""


def _label_end(doc: Doc, start: int) -> int:
    """The end of a label that begins with a name in capitals and ends with a colon; `start` where there is none."""
    label = [token.text for token in doc[start : start + _LONGEST_LABEL]]
    colon = label.index(":") if ":" in label else 0
    if colon < 2:
        return start
    name = next((place for place, word in enumerate(label) if word in ("(", ",")), colon)
    return start + colon + 1 if "".join(label[:name]).isupper() else start


# ---- The sentences of a parsed Doc as an annotator steps through them.


_OPENING = re.escape("".join(filter(opens, OPENING)))
_CLOSING = re.escape("".join(filter(closes, CLOSING)))
_OPENING_AT_END = re.compile(rf"(?<!\S)[{_OPENING}]+\Z")
_CLOSING_AT_START = re.compile(rf"[.,!?]*[{_CLOSING}]+(?!\w)")
_BLANK_LINE = re.compile(r"\s*\n[^\S\n]*\n\s*")


def read_sentences(doc: Doc, shift: int = 0) -> tuple[Sentence, ...]:
    """The Doc's sentences, in order: never empty, trimmed of white space, never across a blank line.

    `shift` is added to every offset: the length of the header that the Doc was made without. A "sentence" without any
    letter or digit (a lone closing mark, a row of asterisks) belongs to the one before it in its paragraph, or else to
    the one after it. A mark that the parser left on the wrong side of a boundary goes to the words that it touches.
    """
    text = doc.text
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        for piece in _paragraph_pieces(text, sent.start_char, sent.end_char):
            _add(text, spans, piece)
    return tuple(Sentence(index, start + shift, end + shift) for index, (start, end) in enumerate(spans))


def _add(text: str, spans: list[tuple[int, int]], piece: tuple[int, int]) -> None:
    """Add what the parser takes for a sentence to those before it."""
    start, end = piece
    if spans and spans[-1][1] == start:
        first = spans.pop()[0]
        last, start = _boundary(text, first, start, end)
        if last is not None:
            spans.append((first, last))
    alone = spans and not (_has_word(text, start, end) and _has_word(text, *spans[-1]))
    if alone and not _BLANK_LINE.search(text[spans[-1][1] : start]):
        spans[-1] = (spans[-1][0], end)
    elif start < end:
        spans.append((start, end))


def _has_word(text: str, start: int, end: int) -> bool:
    return any(char.isalnum() for char in text[start:end])


def _boundary(text: str, first: int, boundary: int, end: int) -> tuple[int | None, int]:
    """Where a sentence ends and the next begins, whose `boundary` no white space shows.

    `first` is the start of the one, `end` the end of the other. None where nothing is left of the former.

    >>> _boundary("Late. ''We go.''", 0, 8, 16), _boundary("“Go.” He left.", 0, 4, 14)
    ((5, 6), (5, 6))
    """
    opening = _OPENING_AT_END.search(text, first, boundary)
    if opening is not None and text[boundary].isalnum():
        kept = len(text[first : opening.start()].rstrip())
        return (first + kept if kept else None), opening.start()
    closing = _CLOSING_AT_START.match(text, boundary, end)
    if closing is not None:
        return closing.end(), _trimmed(text, closing.end(), end)[0]
    return boundary, boundary


def _paragraph_pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretch cut at blank lines and trimmed; nothing where it is all white space."""
    gaps = (gap.span() for gap in _BLANK_LINE.finditer(text, start, end))
    edges = [start, *chain(*gaps), end]
    pieces = zip(edges[::2], edges[1::2], strict=True)
    return [_trimmed(text, *piece) for piece in pieces if text[slice(*piece)].strip()]


# ---- The sentences of a text that no pipeline parses: of another language, or with suggestions from elsewhere.


_UNSPACED = "。！？｡"
"""Stops behind which no space stands."""
_STOPS = rf".!?…؟۔।{_UNSPACED}"
_ANY_MARK, _CLOSES_SPACED = re.escape(MARKS + ")]}"), re.escape("".join(sorted(SHAPED_CLOSING)))
_END = re.compile(rf"[{_STOPS}][{_STOPS}{_ANY_MARK}]*+(?:[^\S\n][{_CLOSES_SPACED}]++(?![\w¿¡]))*+")
"""A stop with the marks that close behind it, also those that French sets behind a space."""
_NEXT = re.compile(rf"[\s–—―¿¡(\[{re.escape(MARKS)}-]*+(?:(?<=[{APOSTROPHES}‘])\w\s++(?=\w))?(?<=(.))(.?)", re.DOTALL)
"""What may stand before the first letter of a sentence (Dutch has words of one letter there: “’s Avonds”), its last
sign, and that letter."""
_LAST_WORD = re.compile(rf"(?:(?!--|(?<=-)-)[^\s(/–—{_ANY_MARK}])*+\Z")
_LONGEST_ABBREVIATION = 20


def sentences_of(text: str, start: int = 0) -> tuple[Sentence, ...]:
    """The sentences of a text from the place `start` on, by rules alone: without a pipeline, and nothing suggested.

    Which abbreviations end none is told by the language that the text's small words show.

    >>> text = "Dr. Roe nodded. “Yes.” He left."
    >>> [sentence.span.of(text) for sentence in sentences_of(text)]
    ['Dr. Roe nodded.', '“Yes.”', 'He left.']
    """
    own = without_quote_signs(text[start:])
    lists, spans = lists_for(own), list[tuple[int, int]]()
    for bounds in paragraphs(own):
        for piece in pairwise(_cuts(own, *bounds, lists)):
            _add(own, spans, _trimmed(own, *piece))
    return tuple(Sentence(index, first + start, last + start) for index, (first, last) in enumerate(spans))


def _cuts(text: str, start: int, end: int, lists: WordLists) -> Iterator[int]:
    """Where sentences of a paragraph begin or end: its start, behind stops, its end."""
    begin = start
    yield start
    for stop in _END.finditer(text, start, end):
        behind = stop.end()
        ends = stop[0][0] in _UNSPACED or text[behind : behind + 1].isspace()
        if behind < end and ends and not _goes_on(text, begin, stop, end, lists):
            yield (begin := behind)
    yield end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _goes_on(text: str, begin: int, stop: re.Match[str], end: int, lists: WordLists) -> bool:
    """Whether the sentence that begins at a place goes on behind a stop, up to the paragraph's `end` at most."""
    before, first = _NEXT.match(text, stop.end(), end).groups()  # type: ignore[union-attr]  # it always does
    if first.islower() or stop[0] != ".":
        return first.islower()
    start = max(begin, stop.start() - _LONGEST_ABBREVIATION)
    word = _LAST_WORD.search(text, start, stop.start())[0]  # type: ignore[index]  # it matches nothing too
    if word.isdigit():
        return str(len(word)) in lists.ordinal_digits or text[begin : stop.start()].strip() == word
    # One letter is that of a name; behind it stands no mark.
    is_initial = word[-1:].isupper() and word[-2:-1] in ("", ".", "-") and before.isspace()
    return is_initial or word in lists.abbreviations or (word in lists.before_numbers and first.isdigit())

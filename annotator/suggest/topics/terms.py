"""Find a label scheme's terms in a text: one walk over its words through a trie; the longest term wins.

A word is looked up as it stands, in lower case, as its lemma and without its endings; a number is looked up as itself
and as `#`. What a term may look like is explained to newsrooms at the top of `schemas/iptc.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from annotator.core.resources import read_toml
from annotator.core.scheme import LabelScheme

STRONG, WEAK = 1.0, 0.35
"""The evidence of one term for its topic: one strong term makes a suggestion, or three weak ones. Set by hand."""
_WORDS_TELL = 0.2
"""Each further word of a term adds this share to its evidence: longer terms are surer. Set by hand."""

_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.){2,}[A-Za-z]?")
_PIECE = re.compile(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]|_")
_ANY_NUMBER = "#"
_DASHES = "-–"
_TRANSPARENT = frozenset("-–'’.&/")
"""Marks that join parts of a word and are left out of terms."""
_STOPS = frozenset(".!?…:;")
"""Marks that no term reaches across."""
_LINK = re.compile(r"://|www\.|\w=|/.*/|@\w")
_MOST_WORDS = 50_000
"""Words whose forms are remembered before all are forgotten: bounds the memory that many articles take."""


class Weight(NamedTuple):
    """The evidence of a term for one topic. `topic`: its place in the scheme."""

    topic: int
    value: float


class Hit(NamedTuple):
    """A term found in a text, at character offsets. `term`: its number, the same each time it is found."""

    term: int
    start: int
    end: int
    weights: tuple[Weight, ...]


class Piece(NamedTuple):
    """A word or part of one: the forms that it may have in a term, surest first, and its character offsets."""

    forms: tuple[str, ...]
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A place in the trie of terms. `term`: the number of the term that ends here, or -1."""

    children: dict[str, _Node] = field(default_factory=dict)
    term: int = -1
    weights: tuple[Weight, ...] = ()


class TermFinder:
    """Finds the terms of one scheme in texts of one language, in time linear in the length of the text."""

    def __init__(self, scheme: LabelScheme, lang: str) -> None:
        self._word_forms = load_word_forms(lang)
        self._root = _Node()
        self._terms = 0
        self._known: dict[tuple[int, int], tuple[tuple[str, ...], ...]] = {}
        for phrase in scheme.neutral:
            self._add(phrase, None, 0.0)
        for place, topic in enumerate(scheme.topics):
            for worth, terms in ((STRONG, topic.strong), (WEAK, topic.weak)):
                for term in terms:
                    self._add(term, place, worth)

    def _add(self, term: str, topic: int | None, worth: float) -> None:
        pieces = term_pieces(term, self._word_forms)
        node = self._root
        for piece in pieces:
            node = node.children.setdefault(piece, _Node())
        if node.term < 0:
            node.term = self._terms
            self._terms += 1
        if topic is not None:
            node.weights += (Weight(topic, worth * (1 + _WORDS_TELL * (len(pieces) - 1))),)

    def find(self, doc: Doc) -> Iterator[Hit]:
        """The terms in the text, left to right, none overlapping another; neutral phrases are passed over."""
        pieces = self._pieces(doc)
        place = 0
        while place < len(pieces):
            found, after = self._longest(pieces, place)
            if found is None:
                place += 1
                continue
            if found.weights:
                yield Hit(found.term, pieces[place].start, pieces[after - 1].end, found.weights)
            place = after

    def _longest(self, pieces: Sequence[Piece], place: int) -> tuple[_Node | None, int]:
        """The longest term that begins at a piece, and the place after it; of several the one in the text's form."""
        best: _Node | None = None
        after = place
        live = [self._root]
        while live and place < len(pieces):
            forms = pieces[place].forms
            live = [child for node in live for form in forms if (child := node.children.get(form)) is not None]
            place += 1
            ended = next((node for node in live if node.term >= 0), None)
            if ended is not None:
                best, after = ended, place
        return best, after

    def _pieces(self, doc: Doc) -> list[Piece]:
        """The text's words in order, without possessives and dashes, each with the forms it may have in a term."""
        pieces: list[Piece] = []
        for token in doc:
            if token.is_space or token.text in self._word_forms.possessives:
                continue
            if token.text in _STOPS or _LINK.search(token.text):
                # Nothing is looked up in a link, and no term reaches across one or across the end of a sentence.
                pieces.append(Piece((), token.idx, token.idx + len(token)))
                continue
            if token.text in _DASHES:
                if _between_numbers(doc, token):
                    pieces.append(Piece(("-",), token.idx, token.idx + 1))
                continue
            pieces += [Piece(forms, token.idx, token.idx + len(token)) for forms in self._forms_of(token)]
        return pieces

    def _forms_of(self, token: Token) -> tuple[tuple[str, ...], ...]:
        """The pieces of one word, remembered: an article repeats most of its words."""
        key = (token.orth, token.lemma)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            known = self._known[key] = self._forms_of_word(token.text, token.lemma_)
        return known

    def _forms_of_word(self, text: str, lemma: str) -> tuple[tuple[str, ...], ...]:
        """The forms of each piece of a word."""
        pieces = _split(text)
        return tuple(self._forms_of_piece(piece, lemma if len(pieces) == 1 else piece) for piece in pieces)

    def _forms_of_piece(self, piece: str, lemma: str) -> tuple[str, ...]:
        """What a piece of the text may be called in a term: as it stands, in lower case, its lemma, without endings."""
        if piece[0].isdigit():
            return (piece,) if _is_year(piece) else (piece, _ANY_NUMBER)
        if piece == _ANY_NUMBER:
            return ()
        lower = piece.lower()
        forms = [piece, lower, lemma.lower()]
        if piece.isupper() and len(piece) > 3:
            forms.append(piece.capitalize())  # Headlines in capitals: "HONDA IN TALKS"
        if len(piece) > 3:
            forms += [form for stem in (piece, lower) for form in self._word_forms.bases(stem)]
        return tuple(dict.fromkeys(forms))


def term_pieces(term: str, word_forms: WordForms) -> tuple[str, ...]:
    """A term as the trie holds it.

    >>> english = load_word_forms("en")
    >>> term_pieces("cease-fire", english), term_pieces("U.S. Open", english), term_pieces("#-# win", english)
    (('cease', 'fire'), ('US', 'Open'), ('#', '-', '#', 'win'))
    >>> term_pieces("Moody's", english)
    ('Moody',)
    """
    pieces: list[str] = []
    for word in word_forms.without_possessives(term).split():
        pieces += _split(word)
    return tuple(pieces)


def _split(word: str) -> list[str]:
    """The pieces of one word: abbreviations closed up, marks that join words left out save between two numbers."""
    if _ABBREVIATION.fullmatch(word):
        return [word.replace(".", "")]
    raw = _PIECE.findall(word)
    kept = []
    for place, piece in enumerate(raw):
        if piece not in _TRANSPARENT:
            kept.append(piece.rstrip(".,") if piece[0].isdigit() else piece)
        elif piece in _DASHES and 0 < place < len(raw) - 1 and _numeric(raw[place - 1]) and _numeric(raw[place + 1]):
            kept.append("-")
    return kept


def _numeric(piece: str) -> bool:
    return piece[0].isdigit() or piece == _ANY_NUMBER


def _between_numbers(doc: Doc, dash: Token) -> bool:
    """Whether the dash joins two numbers and no more, as in a score: a date joins three."""
    words = [doc[place].text if 0 <= place < len(doc) else "" for place in range(dash.i - 2, dash.i + 3)]
    joined = words[1][-1:].isdigit() and words[3][:1].isdigit() and not dash.whitespace_
    return joined and not dash.nbor(-1).whitespace_ and not {words[0], words[4]} & set(_DASHES)


def _is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.isdigit() and 1800 <= int(piece) < 2100


# ---- The forms of words in a language, as far as their endings tell: what a word of the text may be called in a term.


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending that is taken off or exchanged; see `word_forms.toml` of a language."""

    ending: str
    replace_by: Sequence[str]
    not_after: str = ""
    least: int = 0
    undouble: bool = False
    capitals: bool = False

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be made from by this ending; none where it does not end so.

        >>> list(Ending("ed", ["", "e"], undouble=True, least=3).bases("stopped"))
        ['stopp', 'stoppe', 'stop']
        """
        stem = word.removesuffix(self.ending)
        if stem == word or len(stem) < self.least or (word[0].isupper() and not self.capitals):
            return
        if self.not_after and stem.endswith(tuple(self.not_after)):
            return
        for replacement in self.replace_by:
            yield stem + replacement
        if self.undouble and stem[-1] == stem[-2]:
            yield stem[:-1]


@dataclass(frozen=True, slots=True)
class WordForms:
    """The possessives and endings of one language."""

    possessives: frozenset[str] = frozenset()
    endings: tuple[Ending, ...] = ()

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be a plural or an inflected form of."""
        for ending in self.endings:
            yield from ending.bases(word)

    def without_possessives(self, term: str) -> str:
        """The term with the possessive endings of its words left out."""
        return _pattern(self.possessives).sub("", term) if self.possessives else term


@cache
def _pattern(possessives: frozenset[str]) -> re.Pattern[str]:
    ends = (
        re.escape(ending) + (r"\b" if ending[-1].isalnum() else r"(?=\s|$)")
        for ending in sorted(possessives, key=lambda ending: (-len(ending), ending))
    )
    return re.compile("|".join(ends))


@cache
def load_word_forms(lang: str) -> WordForms:
    """The forms of a language's words, read once; of a language without data, words are taken only as they stand."""
    try:
        data = read_toml(lang, "word_forms.toml")
    except FileNotFoundError:
        return WordForms()
    return WordForms(frozenset(data["possessives"]), tuple(Ending(**ending) for ending in data["ending"]))

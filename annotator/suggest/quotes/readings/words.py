"""A text as readings see it: words, the punctuation between them, and which quote holds which word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Protocol

from annotator.core.program.resources import read_toml
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.text.view import Range, View

WORDLESS = frozenset({"comma", "colon", "stop", "mark", "space", "none"})
"""Kinds of tokens that are no words: two contents that differ only in them are one reading."""

WordRanges = tuple[Range, ...]
"""A content by its words: each range begins and ends with one, and there is a word between two ranges."""


Features = tuple[str, ...]
"""What speaks for an option, or against it."""


class CueSight(Protocol):
    """What a trained network sees at a cue, as features; `head` is the cue's main word."""

    def begin(self, head: int, start: int) -> Features:
        """What it sees of a content's first word."""

    def end(self, head: int, end: int) -> Features:
        """What it sees of the place behind a content's last word."""

    def whole(self, head: int, words: WordRanges, own: WordRanges) -> Features:
        """What it sees of a whole content, beside the candidate's own."""

    def source(self, head: int, mention: Range | None) -> Features:
        """What it sees of a possible source."""


class Text:
    """A view with what is asked of its words again and again.

    `kinds`: what each token is at the edge of a quote; `is_word`: whether it is a word. Both go one beyond the text.
    `sight`: what a trained network sees in it; None without one.
    """

    def __init__(self, view: View, sight: CueSight | None = None) -> None:
        self.view = view
        self.sight = sight
        self.size = len(view.doc)
        self.kinds = _kinds(view)
        self.is_word = [kind not in WORDLESS for kind in self.kinds]

    def begins_word(self, i: int) -> bool:
        """Whether a word as people write them begins with token `i`: not in the midst of "don't"."""
        return self.is_word[i] and (i == 0 or not self.is_word[i - 1] or bool(self.view.tokens[i - 1].whitespace_))

    def following(self, i: int, end: int) -> int:
        """The first word from token `i` on; `end` if there is none before it."""
        is_word = self.is_word
        while i < end and not is_word[i]:
            i += 1
        return i

    def preceding(self, i: int, start: int) -> int:
        """The end of the last word before token `i`; `start` if there is none from it on."""
        is_word = self.is_word
        while i > start and not is_word[i - 1]:
            i -= 1
        return i

    def words(self, content: Iterable[Range]) -> WordRanges:
        """The words of a content, which comes in any order."""
        pieces: list[Range] = []
        for start, end in sorted(content):
            first = self.following(start, end)
            last = self.preceding(end, first)
            if first >= last:
                continue
            if pieces and self.following(pieces[-1][1], first) >= first:
                pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
            else:
                pieces.append((first, last))
        return tuple(pieces)

    def fitted(self, words: WordRanges, like: Candidate) -> list[Range]:
        """The tokens of a content with these words: with the punctuation that belongs to its edges.

        Where an edge is that of the candidate it is a reading of, that one's punctuation is kept.
        """
        starts = {self.following(start, end): start for start, end in like.content}
        ends = {self.preceding(end, start): end for start, end in like.content}
        fitted = []
        for start, end in words:
            first = starts.get(start, self._opening(start, end))
            fitted.append((first, ends.get(end, self._closing(first, end, spoken=bool(like.speech)))))
        return fitted

    def _opening(self, start: int, end: int) -> int:
        """The start, moved back over a quotation mark that opens right there and closes inside or at the end."""
        region = self.view.region(start)
        if region is None or self.following(region.start, start) < start or region.start == start:
            return start
        return region.start if self.preceding(region.end, start) <= end else start

    def _closing(self, start: int, end: int, *, spoken: bool) -> int:
        """The end, moved on over the punctuation of speech and a quotation mark that closes what opens inside."""
        region = self.view.region(end - 1)
        if region is not None:
            closes = region.start >= start and self.following(end, region.end) >= region.end
            return region.end if closes else end
        stop = spoken and end < self.size and self.view[end].text in ".?!"
        return end + 1 if stop else end


def overlap(content: Sequence[Range], other: Sequence[Range]) -> bool:
    """Whether two contents share a token."""
    return any(a < d and c < b for a, b in content for c, d in other)


def size(content: Iterable[Range]) -> int:
    """How many tokens a content has."""
    count = 0
    for start, end in content:
        count += end - start
    return count


def _kinds(view: View) -> list[str]:
    """The kind of each token, and "none" for the place behind the last one (and so before the first, at -1)."""
    data, strings = _read_once(view.language, "edge_kinds.toml"), view.doc.vocab.strings
    of_tag = {strings[tag]: kind for tag, kind in data["kinds"].items()}
    linking, that, that_tag = (strings[data[name]] for name in ("linking", "complementizer", "complementizer_tag"))
    kinds = []
    for token in view.tokens:
        kind = of_tag.get(token.tag, "other")
        if token.i in view.marks:
            kind = "mark"
        elif token.norm == that and (token.dep == linking or token.tag == that_tag):
            kind = "that"
        elif token.dep == linking and kind == "preposition":
            kind = "subordinator"
        kinds.append(kind)
    return [*kinds, "none"]


_read_once = cache(read_toml)

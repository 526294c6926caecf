"""Pointing at words without a mouse: each word has one letter or two; small ones begin a span, capitals end it.

What is not pointed out is kept as it was, or guessed.
"""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from annotator.core.model import CONTENT, CUE, QuotePart, Span, Spans
from annotator.core.session import edits, readings
from annotator.core.session.desk import Page
from annotator.core.session.guess import (
    Clause,
    ShownWord,
    Side,
    clause_subject,
    content_start,
    guessed_span,
    guessed_type,
    quoted_by,
    shown_words,
    tidy,
    words,
)
from annotator.core.session.state import State
from annotator.core.text.marked_text import OPENING

LONGEST_CUE = 4
"""Words: a capital that far behind the first word of a cue, or before it, does not end the cue. Set by hand."""


class Aim(StrEnum):
    """What is being pointed out."""

    NEW = "new"
    BY_CUE = "by cue"
    MORE = "more"
    SPLIT = "split"
    CONTENT = "content"
    CUE = "cue"
    SOURCE = "source"

    @property
    def role(self) -> str:
        """The role of the span that is pointed out."""
        return CUE if self is Aim.BY_CUE else self.value if self in SPANS else CONTENT


SPANS = frozenset({Aim.CONTENT, Aim.CUE, Aim.SOURCE})
"""The spans of the chosen quote, one of which is pointed out anew."""


@dataclass(frozen=True, slots=True)
class Pointing:
    """A span being pointed out in the sentence of that index.

    `letters` are the words by their letters, `first` is the span's first word once that is known, `typed` what was
    pressed of the letters of a word that has two. `expected` are the spans that there are now and those that are likely
    meant, at whose ends words have one letter.
    """

    page: Page
    index: int
    aim: Aim
    letters: Mapping[str, Span]
    expected: Spans
    first: Span | None = None
    typed: str = ""

    @property
    def labels(self) -> dict[str, Span]:
        """The words that can be pointed at, by what is still to be pressed. Once the first is known: from it on.

        Not so with a cue: the content that ends may stand before it.
        """
        begun = 0 if self.first is None or self.aim is Aim.BY_CUE else self.first.start
        done = len(self.typed)
        return {
            letters[done:]: word
            for letters, word in self.letters.items()
            if letters.startswith(self.typed) and word.start >= begun
        }

    @property
    def window(self) -> Span:
        """The sentence pointed in."""
        return self.page.items[self.index].sentence.span

    def type(self, letter: str) -> Pointing | None:
        """The same after the first letter of a word that has two; None where no word's letters go on so."""
        more = any(label.startswith(letter) and len(label) > len(letter) for label in self.labels)
        return replace(self, typed=self.typed + letter) if more else None

    def begin(self, word: Span) -> Pointing:
        """Point out the last word next; `word` is the first one."""
        return replace(self, first=word, typed="")

    def move(self, by: int) -> Pointing:
        """Point in the sentence that many places further on."""
        index = max(0, min(self.index + by, len(self.page.items) - 1))
        return _lettered(replace(self, index=index, first=None, typed=""))


def pointing(state: State, aim: Aim) -> Pointing:
    """Begin to point something out in the current sentence; where a quote is split, in its content."""
    quote = state.chosen_quote
    likely = (span for part in readings.likely_parts(state) for span in part.spans(aim.role))
    begun = Pointing(state.page, state.index, aim, {}, (*_spans_now(quote, aim, state.item.sentence.span), *likely))
    if aim is Aim.SPLIT and quote is not None:
        content = [word for span in quote.content for word in words(state.text, span)]
        return _lettered(begun, content[1:])
    return _lettered(begun)


def _lettered(pointing: Pointing, among: Sequence[Span] | None = None) -> Pointing:
    """Give letters to these words, or (None) to all of the sentence pointed in."""
    text, role = pointing.page.document.text, pointing.aim.role
    among = words(text, pointing.window) if among is None else among
    return replace(pointing, letters=labelled(among, likelihood(text, among, role, pointing.expected)))


def point_out(state: State, pointing: Pointing, first: Span | None, last: Span | None = None) -> State:
    """Edit the quote as aimed at: a span from the word `first` to the word `last`.

    Without `last` it reaches to where it probably ends. Without `first` it begins where it did, or where it probably
    does; of content in several pieces the one in which `last` lies, or that lies before it, ends there. The state stays
    the same where it cannot be said where the span begins.
    """
    aim, text, window, quote = pointing.aim, state.text, pointing.window, state.chosen_quote
    word = first or last
    assert word is not None
    if aim is Aim.SPLIT:
        return edits.split_at(state, word.end if first is None else word.start)
    if aim is Aim.BY_CUE:
        return _by_cue(state, window, word, last)
    part = readings.likely_quote(state, CONTENT, first, last) if aim is Aim.NEW else None
    if part is not None:
        return edits.add_quote(state, part)
    spans = _spans_now(quote, aim, window)
    if first is None:
        before = [span for span in spans if span.start < word.end]
        if aim is Aim.CONTENT and before:
            return edits.end_fragment(state, len(before) - 1, word.end)
        if aim in {Aim.CONTENT, Aim.MORE}:
            return state
        start = content_start(text, window, word) if aim is Aim.NEW else [word, *before][-1].start
        span = Span(start, word.end)
    elif last is not None:
        span = Span(first.start, last.end)
    else:
        probable = readings.span_from(state, aim.role, first) if aim is not Aim.MORE else None
        span = probable or guessed_span(text, window, aim.role, first, spans[0] if spans else None)
    if aim is Aim.NEW:
        return edits.new_quote(state, span)
    if aim is Aim.MORE:
        return edits.gripped(edits.add_fragment(state, span), CONTENT, Side.END, word.start)
    state = edits.set_span(state, aim.role, span)
    if aim is Aim.CUE and quote is not None and quote.source is None:
        state = edits.with_source(state, readings.source_with_cue(state, span) or clause_subject(text, window, span))
    return edits.gripped(state, aim.role, Side.END)


def _by_cue(state: State, window: Span, first: Span, last: Span | None) -> State:
    """Add the quote whose cue begins with the word `first`; `last` ends the cue or, if further off, the content.

    Where the cue stands in another sentence, as a signature or "She wrote:" does, the current one is what was said.
    """
    text, here, sentence = state.text, state.item.sentence.span, words(state.text, window)
    longest = LONGEST_CUE if window == here else len(sentence)
    ends_cue = last is not None and 0 <= sentence.index(last) - sentence.index(first) < longest
    cue_last, content_last = (last, None) if ends_cue else (None, last)
    cue = Span(first.start, cue_last.end) if cue_last else guessed_span(text, window, CUE, first, None)
    if window != here:
        content = guessed_span(text, here, CONTENT, words(text, here)[0], None)
        return edits.new_quote(state, content, Clause(tidy(text, cue, CUE), clause_subject(text, window, cue)))
    part = readings.likely_quote(state, CUE, first, cue_last)
    guessed = part or quoted_by(text, window, cue)
    if guessed is None:
        return state
    before = [span for span in guessed.content if content_last is not None and span.start < content_last.end]
    if content_last is not None and before:
        pieces = (*before[:-1], tidy(text, Span(before[-1].start, content_last.end), CONTENT))
        guessed = replace(guessed, content=pieces, type=guessed_type(text, pieces))
    return edits.add_quote(state, guessed) if part else edits.add_guess(state, guessed)


def _spans_now(quote: QuotePart | None, aim: Aim, window: Span) -> Spans:
    """What the quote has, in the sentence pointed in, of that which is pointed out anew, in text order."""
    if quote is None or aim not in SPANS:
        return ()
    return tuple(span for span in quote.spans(aim.role) if span.within(window))


# ---- Letters for the words of a sentence, so that one or two keys point at any of them.
#
# As long as the alphabet lasts each word has one letter. In a longer sentence the words that a span of the wanted
# role likely begins or ends at have one letter still, the others two (of hundreds of words, three), of which the first
# stands for no word alone.


ALPHABET = string.ascii_lowercase


def labelled(words: Sequence[Span], likelihood: Sequence[int]) -> dict[str, Span]:
    """Give each word its letters, in text order; `likelihood` ranks the words, and the highest have one letter.

    >>> list(labelled([Span(n, n + 1) for n in range(28)], [0] * 26 + [1, 1]))[-6:]
    ['w', 'za', 'zb', 'zc', 'x', 'y']
    """
    count, size = len(words), len(ALPHABET)
    more = next(more for more in range(1, size) if size ** (more + 1) >= count)
    leading = max(0, -(-(count - size) // (size**more - 1)))  # letters that stand for no word alone
    by_likelihood = sorted(range(count), key=lambda number: -likelihood[number])
    alone = set(by_likelihood[: size - leading])
    ones, others = iter(ALPHABET), map("".join, product(ALPHABET[size - leading :], *[ALPHABET] * more))
    return {next(ones) if number in alone else next(others): word for number, word in enumerate(words)}


def likelihood(text: str, words: Sequence[Span], role: str, expected: Collection[Span] = ()) -> list[int]:
    """Rank the words by how likely a span in that role begins or ends there: the higher the likelier.

    First come those in which one of the `expected` spans begins or ends.
    """
    read = shown_words(text, words)
    return [
        (_of_cue(word) if role == CUE else _of_edge(before, word, following))
        + 4 * any(word.start <= span.start < word.end or word.start < span.end <= word.end for span in expected)
        for before, word, following in zip([None, *read], read, [*read[1:], None], strict=False)
    ]


def _of_edge(before: ShownWord | None, word: ShownWord, following: ShownWord | None) -> int:
    """What is said, and who says it, begins behind marks and verbs of reporting, or with "that"; it ends before marks.

    Names, pronouns, and what stands behind a mark or before such a verb are less likely, and others least.
    """
    begins = word.shown[0] in OPENING or (before is not None and before.reports) or word.introduces
    ends = word.is_closed or following is None
    follows_mark = before is None or before.is_closed
    named = word.shown.lstrip(OPENING)[:1].isupper() or word.is_pronoun
    return 2 * (begins or ends) + (follows_mark or named or (following is not None and following.reports))


def _of_cue(word: ShownWord) -> int:
    """Verbs: those of reporting, then what looks like one, then all in small letters."""
    if word.reports or word.shown.endswith(":"):
        return 3
    if word.plain.endswith(tuple(word.lists.verb_endings)) or word.goes_before_verb:
        return 2
    return int(word.shown[0].islower())

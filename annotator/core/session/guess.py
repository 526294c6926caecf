"""Where spans begin and end, what a whole quote is by its cue, who said it: as far as the text alone tells.

Guesses let one key do what would take several; all are shown to be corrected. A sentence is given as the `window` that
holds it, its words as spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.program.resources import WordLists
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import read_marks, type_in_text
from annotator.core.text.quotation_marks import (
    CLOSING,
    CLOSING_OF,
    MARKS,
    OPENING,
    OUTER,
    OUTER_CLOSING,
    OUTER_OPENING,
    first_closing,
    unpaired,
)


class SpanKind(StrEnum):
    """The spans of a quote."""

    CONTENT = "content"
    CUE = "cue"
    SOURCE = "source"


class Side(StrEnum):
    """The two edges of a span."""

    START = "start"
    END = "end"


class Reach(StrEnum):
    """How far one key moves an edge."""

    PLAUSIBLE = "plausible"
    WORD = "word"
    CHARACTER = "character"


_OPENING = OPENING + "([{"
_CLOSING = CLOSING + ")]}"
STOPS = ".,;:!?…"
BLANKS = " \u00a0\u202f"
_QUOTED_END = re.compile(rf"[.,;:!?…]*[{re.escape(CLOSING)}]$")
_TOKEN = re.compile(r"\w+(?:[’'\-./]\w+)*|[^\w\s]")
_WORD = re.compile(r"(?:(?<!\S)[«‹][^\S\n])?\S+(?:[^\S\n](?:[»›](?!\w)|[!?:;](?!\S))\S*)*(?:[^\S\n][–—](?=[^\W\d_]))?")
_PARTING = OUTER + ",;:—–()[]…’'-"


def words(text: str, window: Span) -> list[Span]:
    """Return the words of a window: what stands between white space, with its punctuation.

    That may be spaced, as in French, and so is the dash behind what is said in Spanish: “—No —dijo ella”.
    """
    return [Span(*word.span()) for word in _WORD.finditer(text, window.start, window.end)]


def bare_word(word: str) -> str:
    """A word in lower case without the marks around it."""
    return word.strip(MARKS + STOPS + "()–—" + BLANKS).casefold()


def tidy(text: str, span: Span, kind: SpanKind) -> Span:
    """Trim a span of whole words: white space, stops at its end, quotation marks around it.

    Content keeps its quotation marks, and the stop within them; the dash that opens it in dialogue is one of these. A
    cue keeps its colon. A span of nothing else is returned as it is.
    """
    start = span.end - len(span.of(text).lstrip())
    end = span.start + len(span.of(text).rstrip())
    dashes = lists_for(text).dialogue_dashes
    stops = around = "".join([*dashes, BLANKS])  # of what is left behind a mark: « so »
    if kind is not SpanKind.CONTENT:
        while start < end and text[start] in _OPENING + around:
            start += 1
        stops += STOPS.replace(":", "") if kind is SpanKind.CUE else STOPS
    elif text[start : start + 1] not in dashes and not _QUOTED_END.search(text, start, end):
        stops += STOPS
    while start < end and (
        text[end - 1] in stops or (kind is not SpanKind.CONTENT and _closes_alone(text, start, end))
    ):
        end -= 1
    return Span(start, end) if start < end else span


def _closes_alone(text: str, start: int, end: int) -> bool:
    """Whether the last character closes what is not opened within, as the bracket of "Ada Finch (R)" is."""
    last = text[end - 1]
    bracket = {")": "(", "]": "[", "}": "{"}.get(last, "")
    return last in _CLOSING and not (bracket and bracket in text[start : end - 1])


def next_edge(
    text: str, window: Span, offset: int, side: Side, step: int, by: Reach, likely: Sequence[int] = ()
) -> int | None:
    """Return the next offset before (`step` -1) or after (+1) `offset` where a span could begin or end.

    `likely` are offsets where it probably does, first the one that was suggested: away from that one the next of them
    comes first, back towards it nothing is passed over. None where there is none within the window.
    """
    if by is Reach.CHARACTER:
        return offset + step if window.start <= offset + step <= window.end else None
    sentence = text[window.start : window.end]
    edges = _edges(sentence, side, None if by is Reach.WORD else lists_for(text))
    ahead = [edge + window.start for edge in edges if (edge + window.start - offset) * step > 0]
    probable = [edge for edge in likely if (edge - offset) * step > 0 and window.start <= edge <= window.end]
    back = bool(likely) and (likely[0] - offset) * step > 0
    wanted = [*ahead, *probable] if back or not probable else probable
    return min(wanted, key=lambda edge: abs(edge - offset), default=None)


@lru_cache(maxsize=64)
def _edges(sentence: str, side: Side, lists: WordLists | None) -> Sequence[int]:
    """Where words and marks begin, or end; with `lists` only beside marks, where clauses begin, and at both ends.

    Then no span begins with a stop, or ends with a comma, semicolon or dash within the sentence.
    """
    tokens = [*_TOKEN.finditer(sentence)]
    if lists is None or not tokens:
        return [token.start() if side is Side.START else token.end() for token in tokens]
    parts = [token[0] in _PARTING for token in tokens]
    begins = [mark or token[0].casefold() in lists.edges for mark, token in zip(parts, tokens, strict=True)]
    wordy = [number for number, token in enumerate(tokens) if token[0] not in STOPS]
    ends = {len(tokens) - 1, *wordy[-1:]}
    if side is Side.END:
        ends |= {
            number
            for number in range(len(tokens) - 1)
            if tokens[number][0] not in ",;—–" and (parts[number] or begins[number + 1])
        }
        return [tokens[number].end() for number in sorted(ends)]
    firsts = (number for number in range(len(tokens)) if not number or begins[number] or parts[number - 1])
    return [tokens[number].start() for number in firsts if tokens[number][0] not in ",;:.!?—–"]


# ---- Guesses of one end of a span by the other, and of a whole quote by its cue.


_ENDING_MARKS = f",;:—–{OUTER_CLOSING}"

_NEAR = {SpanKind.CONTENT: 60, SpanKind.CUE: 12, SpanKind.SOURCE: 25}
"""Code points: a span that is begun no further than this before its old start keeps its end. Set by hand."""
_SOON = 6
"""Words behind a cue among which the beginning of its content is looked for. Set by hand."""


class ShownWord(NamedTuple):
    """A word: where it stands, with its punctuation, as it is shown, and in lower case without the marks around it.

    `lists` are those of its text.
    """

    start: int
    end: int
    shown: str
    plain: str
    lists: WordLists

    @property
    def is_closed(self) -> bool:
        """Whether a mark ends it behind which something else begins."""
        return self.shown[-1] in _ENDING_MARKS or self.shown[-1] in self.lists.ends_speech

    @property
    def reports(self) -> bool:
        """Whether it is a verb of reporting, or what stands for one, as "according" does."""
        return self.plain in self.lists.reporting or self.leads_to_source

    @property
    def leads_to_source(self) -> bool:
        """Whether it is the first word of a cue that the source comes after, as in "according to"."""
        return self.plain in self.lists.source_follows or self.plain in self.lists.leads_alone

    @property
    def introduces(self) -> bool:
        """Whether it is a "that": what was said comes after it."""
        return self.plain in self.lists.complementizers

    @property
    def starts_clause(self) -> bool:
        """Whether it may stand between a clause and the one before."""
        return self.plain in self.lists.clause_starts

    @property
    def names_speaker(self) -> bool:
        """Whether it is a name with a colon before what is said, as in headlines and transcripts."""
        return self.shown.endswith(":") and self.shown.lstrip(OPENING)[:1].isupper()


def shown_words(text: str, spans: Iterable[Span]) -> list[ShownWord]:
    """Words of a text, as they are shown. Where functions here are given words, these are such, one after the other."""
    lists = lists_for(text)
    return [ShownWord(*span, span.of(text), bare_word(span.of(text)), lists) for span in spans]


def _words(text: str, window: Span) -> list[ShownWord]:
    """The words of a window."""
    return shown_words(text, words(text, window))


def _span(text: str, words: Sequence[ShownWord], kind: SpanKind) -> Span:
    """The span of that kind that words are."""
    return tidy(text, Span(words[0].start, words[-1].end), kind)


def guessed_span(text: str, window: Span, kind: SpanKind, first: Span, before: Span | None) -> Span:
    """The span of that kind which begins with the word `first`.

    The end that the span had `before` is kept where it lies behind and not far off; else it is guessed.
    """
    if before is not None and before.start - _NEAR[kind] <= first.start < before.end:
        return Span(first.start, before.end)
    if kind is SpanKind.CONTENT:
        return Span(first.start, _content_end(text, window, first.start))
    following = _words(text, Span(first.start, window.end))
    return Span(first.start, (_verb_group if kind is SpanKind.CUE else _mention)(following)[-1].end)


def content_start(text: str, window: Span, last: Span) -> int:
    """Where content that ends with the word `last` probably begins.

    That is at a mark that is still open there, else behind the nearest verb of reporting, else where the window does.
    """
    opened, _ = unpaired(text[window.start : last.end])
    if opened:
        return window.start + opened[-1].start
    words = [word for word in _words(text, window) if word.start <= last.start]
    return next((word.start for before, word in reversed([*pairwise(words)]) if before.reports), window.start)


def _verb_group(following: Sequence[ShownWord]) -> Sequence[ShownWord]:
    """The verb group that the first of these words begins."""
    lists, verb = following[0].lists, 0
    while verb + 1 < len(following) and lists.goes_before_verb(following[verb].plain):
        verb += 1
    last = following[verb]
    if verb + 1 < len(following) and not last.is_closed:
        preposition = following[verb + 1].plain
        often = preposition in lists.often_in_cue and last.plain not in lists.reporting
        if preposition in lists.always_in_cue or often or last.plain in lists.source_follows:
            verb += 1
    return following[: verb + 1]


def clause_subject(text: str, window: Span, cue: Span) -> Span | None:
    """Who probably says what a cue introduces; None where nobody is named, or no cue stands there."""
    sentence = _words(text, window)
    verbs = [number for number, word in enumerate(sentence) if word.start < cue.end and cue.start < word.end]
    return _clause(text, sentence, verbs[0], verbs[-1]).source if verbs else None


def _clause(text: str, sentence: Sequence[ShownWord], verb: int, last: int, alone: bool = False) -> Clause:
    """The reporting clause whose cue is the words from one number to another: who says it stands before, else behind.

    `alone`: no content is among the words.
    """
    cue, behind = _span(text, sentence[verb : last + 1], SpanKind.CUE), sentence[last + 1 :]
    if sentence[last].names_speaker:
        cue = Span(sentence[last].end - 1, sentence[last].end)
        return Clause(cue, _span(text, sentence[_subject_start(sentence, verb) : last + 1], SpanKind.SOURCE))
    if sentence[verb].leads_to_source:
        return Clause(cue, _source_in(text, _mention(behind)))
    subject = _subject(sentence, verb, not alone and _follows_subject(behind))
    if subject and subject[-1].plain in subject[-1].lists.pronouns:
        subject = subject[-1:]  # "by then she": a pronoun is a whole mention
    return Clause(cue, _source_in(text, subject or _mention(behind)))


def _content_end(text: str, window: Span, start: int) -> int:
    """Behind the closing mark of what is opened, before a reporting tail (", she said"), else where the window ends.

    Such a tail is a verb of reporting whose subject begins behind a mark: ", she told us", ", said the mayor".
    """
    if text[start : start + 2] in CLOSING_OF:
        partners = (text.find(mark, start + 2, window.end) for mark in CLOSING_OF[text[start : start + 2]])
        end = min((place + 1 for place in partners if place >= 0), default=-1)
    else:
        end = first_closing(text, text[start], start + 1, window.end)
    if end >= 0:
        return end + 1
    if text[start] in OPENING:
        return window.end  # it runs on in the next sentence
    following = _words(text, Span(start, window.end))
    for number, word in enumerate(following):
        subject = _subject_start(following, _group_start(following, number)) if word.reports else 0
        before = text[start : following[subject - 1].end].rstrip(",;:—–") if subject else ""
        if before and following[subject - 1].is_closed:
            return start + len(before)
    return window.end


def _group_start(sentence: Sequence[ShownWord], verb: int) -> int:
    """Return the number of the first word of the verb group: its auxiliaries and adverbs."""
    while verb and sentence[verb - 1].lists.goes_before_verb(sentence[verb - 1].plain):
        verb -= 1
    return verb


def _mention(following: Sequence[ShownWord]) -> Sequence[ShownWord]:
    """A pronoun; or a name with its links; else a short phrase that ends before a verb group; nothing of nothing."""
    if not following or following[0].plain in following[0].lists.pronouns:
        return following[:1]
    lists, name_begun = following[0].lists, False
    for number, word in enumerate(following):
        is_verb = number and (word.plain in lists.reporting or word.plain in lists.auxiliaries)
        of_name = word.shown[:1].isupper()
        if is_verb or (name_begun and not of_name and word.plain not in lists.name_links):
            return following[:number]
        if word.is_closed:
            return following[: number + 1]
        name_begun = name_begun or of_name
    return following


def _subject(sentence: Sequence[ShownWord], verb: int, inverted: bool) -> Sequence[ShownWord]:
    """The subject of the verb with that number; none before it where the clause is `inverted`: ", said Ada Finch".

    What is told of the subject may stand between: "Ada Finch, a baker, said".

    That of "… and warned" is the subject of the verb of reporting before it.
    """
    start = _subject_start(sentence, verb)
    if start < verb or not verb:
        return sentence[start:verb]
    before = sentence[verb - 1]
    if before.starts_clause:
        for earlier in range(verb - 1, 0, -1):
            if sentence[earlier].reports:
                return _subject(sentence, _group_start(sentence, earlier), inverted=False)
        return []
    if inverted or before.shown[-1] != "," or before.shown[-2:-1] in CLOSING:  # „Es ist spät“, sagte
        return []
    return sentence[1 if sentence[0].starts_clause else 0 : verb]


def _follows_subject(behind: Sequence[ShownWord]) -> bool:
    """Whether what follows a verb looks like its subject, as in ", said Ada Finch, a baker": a mention and its end."""
    mention = _mention(behind)
    return len(mention) == len(behind) or mention[-1].is_closed


def _subject_start(sentence: Sequence[ShownWord], verb: int) -> int:
    """The number of the first word of the subject of the verb with that number; the verb's own where it has none."""
    start = verb
    while start > 0:
        if sentence[start - 1].is_closed or sentence[start - 1].starts_clause:
            break
        start -= 1
    return start


def _content_before(text: str, before: Span, cue: Span, behind: Sequence[ShownWord]) -> Span | None:
    """What stands before the subject, where a quotation mark closes it, or a comma does and it is what was said.

    That is where no "that" follows soon, and the subject comes behind the verb, or at most a word more than before.
    """
    words = before.of(text).strip()
    if not bare_word(words):
        return None
    closed = words[0] in lists_for(text).dialogue_dashes or any(mark in OUTER_CLOSING for mark in words[-2:])
    reported = any(word.introduces for word in behind[:_SOON])
    inverted = not text[before.end : cue.start].strip()
    if closed or (words.endswith(",") and not reported and (inverted or len(behind) <= len(words.split()) + 1)):
        return tidy(text, before, SpanKind.CONTENT)
    return None


def _content_after(text: str, window: Span, behind: Sequence[ShownWord]) -> Span | None:
    """From "that", or a quotation mark that opens at once or behind another mark, if one comes soon, else at once."""
    if not behind:
        return None
    soon = (
        number
        for number, word in enumerate(behind[:_SOON])
        if word.introduces or (word.shown[0] in OUTER_OPENING and (not number or behind[number - 1].is_closed))
    )
    content = behind[next(soon, 0) :]
    return tidy(text, Span(content[0].start, _clause_end(window, content)), SpanKind.CONTENT)


def _clause_end(window: Span, content: Sequence[ShownWord]) -> int:
    """Where what begins with a word is over: before a comma and what only adds to it, else where the window ends."""
    if content[0].shown[0] in OUTER_OPENING:
        return window.end
    lists = content[0].lists
    for word, following in pairwise(content):
        adds = following.plain in lists.adds or following.plain.endswith(tuple(lists.adding_endings))
        if word.shown[-1] in ",;" and adds:
            return word.end
    return window.end


# ---- Guesses of who said it, from the text around content: the reporting clause beside it, and what goes on behind
# that.
#
# As all guesses they are shown to be corrected. A sentence is given as the `window` that holds it.


class Clause(NamedTuple):
    """A reporting clause: the words that say it was said, and who is named as saying it."""

    cue: Span
    source: Span | None


def clause_beside(text: str, window: Span, content: Span) -> Clause | None:
    """Return the reporting clause that content stands beside in its sentence; None where there is none.

    Of several the nearest one counts, and of two that are equally near the one before. Behind content nothing but its
    subject stands between.
    """
    sentence = _words(text, window)
    before = [word for word in sentence if word.end <= content.start]
    behind = [word for word in sentence if word.start >= content.end and word.plain]
    clauses: list[tuple[int, Clause]] = []
    for words, verbs in ((before, reversed(range(len(before)))), (behind, range(len(behind)))):
        verb = next((number for number in verbs if words[number].reports or words[number].names_speaker), None)
        if verb is not None:
            verb = _group_start(words, verb)
            ends = verb + len(_verb_group(words[verb:]))
            between = words[ends:] if words is before and not words[verb].leads_to_source else ()
            # Whom it was said to is nobody who said it.
            clause = _clause(text, words[: len(words) - len(between)], verb, ends - 1, alone=True)
            clauses.append((len(between), clause))
    return min(clauses, key=lambda pair: pair[0])[1] if clauses else None


def quoted_by(text: str, window: Span, cue: Span) -> QuotePart | None:
    """Return the quote whose cue these words of the window are, without speaker; None without content.

    Content that the reporting clause cuts in two is in two pieces.
    """
    sentence = _words(text, window)
    verb, end = (
        next(number for number, word in enumerate(sentence) if word.end > edge) for edge in (cue.start, cue.end - 1)
    )
    clause, behind = _clause(text, sentence, verb, end), sentence[end + 1 :]
    if sentence[verb].leads_to_source:
        rest = [word for word in behind if clause.source is None or word.start >= clause.source.end]
        said_of = sentence[:verb] if verb > 1 else rest
        content = _span(text, said_of, SpanKind.CONTENT) if said_of and behind else None
    else:
        before = Span(window.start, min(span.start for span in clause if span is not None))
        content = _content_before(text, before, clause.cue, behind) or _content_after(text, window, behind)
    return None if content is None else quote_of(text, window, content, clause)


def quote_of(text: str, window: Span, content: Span, clause: Clause | None) -> QuotePart:
    """Return the quote of that content and reporting clause, with the rest of content that the clause cuts in two.

    Such as “A,” she said, “B”.
    """
    pieces: tuple[Span, ...] = (content,)
    if clause is not None and clause.cue.start >= content.end:
        end = max(span.end for span in clause if span is not None)
        rest = [word for word in _words(text, window) if word.start >= end]
        if rest and rest[0].shown[0] in OPENING:
            pieces = (content, _span(text, rest, SpanKind.CONTENT))
    return QuotePart(pieces, guessed_type(text, pieces), *(clause or ()))


def guessed_type(text: str, content: Sequence[Span]) -> QuoteType:
    """Return the type that the marks tell. Where the whole text has lost its marks, words of an I are direct too."""
    words = {word.plain for span in content for word in _words(text, span)}
    own = not words.isdisjoint(lists_for(text).first_person)
    return QuoteType.DIRECT if own and may_be_direct(text, content) else type_in_text(text, content)


def may_be_direct(text: str, content: Sequence[Span]) -> bool:
    """Whether content without marks may be a speaker's own words: the text lost its marks, and no "that" leads it."""
    led = any(word.introduces for word in _words(text, content[0])[:1])
    unmarked = type_in_text(text, content) is QuoteType.INDIRECT
    return unmarked and not led and not any(read_marks(text).pairs)


def _source_in(text: str, words: Sequence[ShownWord]) -> Span | None:
    """The source that these words are; None where there are none."""
    return _span(text, words, SpanKind.SOURCE) if words else None

"""Where spans begin and end, what a whole quote is by its cue, who said it: as far as the text alone tells.

Guesses let one key do what would take several; all are shown to be corrected. A sentence is given as the `window` that
holds it, its words as spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import compress, pairwise
from typing import NamedTuple

from annotator.core.model import CONTENT, CUE, SOURCE, QuotePart, QuoteType, Span, Spans, numbers_touched
from annotator.core.program.resources import WordLists
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import (
    CLOSING,
    CLOSING_OF,
    MARKS,
    OPENING,
    OUTER,
    OUTER_CLOSING,
    first_closing,
    pairs_around,
    read_marks,
    type_in_text,
    unpaired,
)


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


def tidy(text: str, span: Span, role: str) -> Span:
    """Trim a span of whole words: white space, stops at its end, quotation marks around it.

    Content keeps its quotation marks, and the stop within them; the dash that opens it in dialogue is one of these. A
    cue keeps its colon, and behind the name of who speaks is that alone. A span of nothing else is returned as it is.
    """
    shown = _words(text, span) if role == CUE else []
    if len(shown) == 1 and shown[0].names_speaker:
        return Span(shown[0].end - 1, shown[0].end)
    words = span.of(text).rstrip()
    end, words = span.start + len(words), words.lstrip()
    dashes = lists_for(text).dialogue_dashes
    stops = around = "".join([*dashes, BLANKS])  # of what is left behind a mark: « so »
    if role != CONTENT:
        words = words.lstrip(_OPENING + around)
        stops += STOPS.replace(":", "") if role == CUE else STOPS
    elif words[:1] not in dashes and not _QUOTED_END.search(words):
        stops += STOPS
    start, words = end - len(words), words.rstrip(stops)
    while role != CONTENT and _closes_alone(words):
        words = words[:-1].rstrip(stops)
    return Span(start, start + len(words)) if words else span


def _closes_alone(words: str) -> bool:
    """Whether the last character closes what is not opened within, as the bracket of "Ada Finch (R)" is."""
    opening = {")": "(", "]": "[", "}": "{"}.get(words[-1:])
    return words.endswith(tuple(_CLOSING)) and (opening is None or opening not in words)


def next_edge(
    text: str, window: Span, offset: int, side: Side, step: int, by: Reach, likely: Sequence[int] = ()
) -> int | None:
    """Return the next offset before (`step` -1) or after (+1) `offset` where a span could begin or end.

    `likely` are offsets where it probably does, first the one that was suggested: away from that one the next of them
    comes first, back towards it nothing is passed over. None where there is none within the window.
    """
    if by is Reach.CHARACTER:
        to = offset + step
        while window.start < to < window.end and text[to - (side is Side.END)].isspace():
            to += step  # no span begins or ends with a blank
        return to if window.start <= to <= window.end else None
    edges = [
        window.start + edge for edge in _edges(window.of(text), side, None if by is Reach.WORD else lists_for(text))
    ]
    probable = [edge for edge in likely if (edge - offset) * step > 0 and window.start <= edge <= window.end]
    back = bool(likely) and (likely[0] - offset) * step > 0
    wanted = probable if probable and not back else [edge for edge in (*edges, *probable) if (edge - offset) * step > 0]
    return min(wanted, key=lambda edge: abs(edge - offset), default=None)


def _edges(sentence: str, side: Side, lists: WordLists | None) -> Sequence[int]:
    """Where words and marks begin, or end; with `lists` only beside marks, where clauses begin, and at both ends.

    Then no span begins with a stop, or ends with a comma, semicolon or dash within the sentence.
    """
    tokens = [*_TOKEN.finditer(sentence)]
    if lists is None or not tokens:
        return [token.start() if side is Side.START else token.end() for token in tokens]
    parted = [
        before[0] in _PARTING or token[0] in _PARTING or token[0].casefold() in lists.edges
        for before, token in pairwise(tokens)
    ]
    if side is Side.START:
        begin = compress(tokens, [True, *parted])
        return [token.start() for token in begin if token[0] not in ",;:.!?—–"]
    wordy = [token for token in tokens if token[0] not in STOPS]
    end = [token for token in compress(tokens, parted) if token[0] not in ",;—–"]
    return sorted({token.end() for token in (*end, *wordy[-1:], tokens[-1])})


# ---- Guesses of one end of a span by the other, and of a whole quote by its cue.


_ENDING_MARKS = f",;:—–{OUTER_CLOSING}"

_NEAR = {CONTENT: 60, CUE: 12, SOURCE: 25}
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
    def goes_before_verb(self) -> bool:
        """Whether it may stand before a verb in its group, as auxiliaries and adverbs do."""
        return self.lists.goes_before_verb(self.plain)

    @property
    def is_before_noun(self) -> bool:
        """Whether a noun follows it: an article, or whose something is."""
        return self.plain in self.lists.articles or self.plain.endswith(("'s", "’s"))

    @property
    def is_pronoun(self) -> bool:
        """Whether it is a whole mention by itself."""
        return self.plain in self.lists.pronouns

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
        return self.shown.endswith(":") and self.shown.lstrip(OPENING)[:1].isupper() and not self.reports


Words = Sequence[ShownWord]
"""Words of a text, one after the other."""


def shown_words(text: str, spans: Iterable[Span]) -> list[ShownWord]:
    """Words of a text, as they are shown."""
    lists = lists_for(text)
    return [ShownWord(*span, span.of(text), bare_word(span.of(text)), lists) for span in spans]


def _words(text: str, window: Span) -> list[ShownWord]:
    """The words of a window."""
    return shown_words(text, words(text, window))


def _span(text: str, words: Words, role: str) -> Span:
    """The span in that role that words are."""
    return tidy(text, Span(words[0].start, words[-1].end), role)


def guessed_span(text: str, window: Span, role: str, first: Span, before: Span | None) -> Span:
    """The span in that role which begins with the word `first`.

    The end that the span had `before` is kept where it lies behind and not far off; else it is guessed.
    """
    if before is not None and before.start - _NEAR[role] <= first.start < before.end:
        return Span(first.start, before.end)
    if role == CONTENT:
        return Span(first.start, _content_end(text, window, first.start))
    following = _words(text, Span(first.start, window.end))
    return Span(first.start, (_verb_group if role == CUE else _mention)(following)[-1].end)


def content_start(text: str, window: Span, last: Span) -> int:
    """Where content that ends with the word `last` probably begins.

    That is at a mark that is still open there, else behind the nearest verb of reporting, else where the window does.
    """
    opened, _ = unpaired(text[window.start : last.end])
    if opened:
        return window.start + opened[-1].start
    words = (word for word in _words(text, window) if word.start <= last.start)
    return max((word.start for before, word in pairwise(words) if before.reports), default=window.start)


def _verb_group(following: Words) -> Words:
    """The verb group that the first of these words begins."""
    for number, (verb, behind) in enumerate(pairwise(following), 1):
        if not verb.goes_before_verb:
            lists, preposition = verb.lists, behind.plain
            often = preposition in lists.often_in_cue and verb.plain not in lists.reporting
            of_cue = preposition in lists.always_in_cue or often or verb.plain in lists.source_follows
            return following[: number + (of_cue and not verb.is_closed)]
    return following


def clause_subject(text: str, window: Span, cue: Span) -> Span | None:
    """Who probably says what a cue introduces; None where nobody is named, or no cue stands there."""
    sentence = _words(text, window)
    verbs = numbers_touched(sentence, cue)
    return _clause(text, sentence, _group_start(sentence, verbs[0]), verbs[-1]).source if verbs else None


def _clause(text: str, sentence: Words, verb: int, last: int, alone: bool = False) -> Clause:
    """The reporting clause whose cue is the words from one number to another: who says it stands before, else behind.

    `alone`: no content is among the words.
    """
    cue, behind = _span(text, sentence[verb : last + 1], CUE), sentence[last + 1 :]
    if sentence[last].names_speaker:
        cue = Span(sentence[last].end - 1, sentence[last].end)
        source = sentence[_subject_start(sentence, verb) : last + 1]
    else:
        source = mention = _mention(behind)
        if not sentence[verb].leads_to_source:
            # What follows looks like the subject in ", said Ada Finch, a baker": a mention and its end.
            follows = len(mention) == len(behind) or mention[-1].is_closed
            source = _subject(sentence, verb, inverted=follows and not alone) or mention
            if source is not mention and source[-1].is_pronoun:
                source = source[-1:]  # "by then she"
    return Clause(cue, _span(text, source, SOURCE) if source else None)


def _content_end(text: str, window: Span, start: int) -> int:
    """Behind the closing mark of what is opened, before what only adds to it or says who said it, else at the very end.

    What adds stands behind a comma (", adding that"). What says it is a verb of reporting whose subject begins behind a
    mark: ", she told us", ", said the mayor".
    """
    opening = next((mark for mark in (text[start : start + 2], text[start]) if mark in CLOSING_OF), "")
    closing = first_closing(text, opening, start + len(opening), window.end)
    if closing is not None:
        return closing.end
    if text[start] in OPENING:
        return window.end  # it runs on in the next sentence
    following = _words(text, Span(start, window.end))
    for number, word in enumerate(following):
        adds = word.plain in word.lists.adds or word.plain.endswith(tuple(word.lists.adding_endings))
        if number and adds and following[number - 1].shown[-1] in ",;":
            return following[number - 1].end
        subject = _subject_start(following, _group_start(following, number)) if word.reports else 0
        before = text[start : following[subject - 1].end].rstrip(",;:—–") if subject else ""
        if before and following[subject - 1].is_closed:
            return start + len(before)
    return window.end


def _group_start(sentence: Words, verb: int) -> int:
    """Return the number of the first word of the verb group: its auxiliaries and adverbs, which no mark parts.

    A name such as Kelly is none of them: it has a capital before a verb that has none. Nor is "family" in "the family".
    """
    for after, word in pairwise(reversed(sentence[: verb + 1])):
        is_noun = verb > 1 and sentence[verb - 2].is_before_noun
        is_name = word.shown[:1].isupper() and not after.shown[:1].isupper()
        if not word.goes_before_verb or word.is_closed or is_name or is_noun:
            break
        verb -= 1
    return verb


def _mention(following: Words) -> Words:
    """A pronoun; or a name with its links; else a short phrase that ends before a verb group; nothing of nothing."""
    if not following or following[0].is_pronoun:
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


def _subject(sentence: Words, verb: int, inverted: bool) -> Words:
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


def _subject_start(sentence: Words, verb: int) -> int:
    """The number of the first word of the subject of the verb with that number; the verb's own where it has none."""
    while verb and not (sentence[verb - 1].is_closed or sentence[verb - 1].starts_clause):
        verb -= 1
    return verb


def _content_before(text: str, before: Span, cue: Span, behind: Words) -> Span | None:
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
        return tidy(text, before, CONTENT)
    return None


def _content_after(text: str, window: Span, behind: Words) -> Span | None:
    """From "that", or a quotation mark that opens at once or behind another mark, if one comes soon, else at once."""
    if not behind:
        return None
    soon = (
        number
        for number, word in enumerate(behind[:_SOON])
        if word.introduces or (word.shown[0] in OPENING and (not number or behind[number - 1].is_closed))
    )
    content = behind[next(soon, 0) :]
    return tidy(text, Span(content[0].start, _content_end(text, window, content[0].start)), CONTENT)


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
    clauses = list[tuple[int, Clause]]()
    for words, nearest in ((before, -1), (behind, 0)):
        verbs = [number for number, word in enumerate(words) if word.reports or word.names_speaker]
        if verbs:
            verb = _group_start(words, verbs[nearest])
            ends = verb + len(_verb_group(words[verb:]))
            between = words[ends:] if words is before and not words[verb].leads_to_source else ()
            # Whom it was said to is nobody who said it.
            clause = _clause(text, words[: len(words) - len(between)], verb, ends - 1, alone=True)
            clauses.append((len(between), clause))
    return min(clauses, key=lambda pair: pair[0])[1] if clauses else None


def quoted_by(text: str, window: Span, cue: Span) -> QuotePart | None:
    """Return the quote whose cue these words of the window are, without speaker; None without content.

    Content that the reporting clause cuts in two is in two pieces. Words that report within quotation marks report what
    stands within them, if anything does.
    """
    for first, last in pairs_around(text, cue.start):
        within = Span(first.end, window.end if last is None else last.start)
        if cue.within(within) and (quote := _quoted_by(text, within.cut_to(window), cue)) is not None:
            return quote
    return _quoted_by(text, window, cue)


def _quoted_by(text: str, window: Span, cue: Span) -> QuotePart | None:
    """The quote whose cue these words are, of what the window holds."""
    sentence = _words(text, window)
    of_cue = numbers_touched(sentence, cue)
    verb, behind = of_cue.start, sentence[of_cue.stop :]
    leads = sentence[verb].leads_to_source
    # Who points at "said" alone of "he recently said" means no other subject.
    clause = _clause(text, sentence, verb if leads else _group_start(sentence, verb), of_cue.stop - 1)
    if leads:
        rest = [word for word in behind if clause.source is None or word.start >= clause.source.end]
        said_of = sentence[:verb] if verb > 1 else rest
        content = _span(text, said_of, CONTENT) if said_of and behind else None
    else:
        before = Span(window.start, min(filter(None, clause)).start)
        content = _content_before(text, before, clause.cue, behind) or _content_after(text, window, behind)
    clause = clause._replace(cue=Span(max(cue.start, clause.cue.start), clause.cue.end))
    return None if content is None else quote_of(text, window, content, clause)


def quote_of(text: str, window: Span, content: Span, clause: Clause | None) -> QuotePart:
    """Return the quote of that content and reporting clause, with the rest of content that the clause cuts in two.

    Such as “A,” she said, “B”.
    """
    pieces: Spans = (content,)
    if clause is not None and clause.cue.start >= content.end:
        end = max(span.end for span in clause if span is not None)
        rest = [word for word in _words(text, window) if word.start >= end]
        if rest and rest[0].shown[0] in OPENING:
            pieces = (content, _span(text, rest, CONTENT))
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

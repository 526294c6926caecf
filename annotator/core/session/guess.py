"""Guesses from the text alone, to be corrected: where a span ends, a whole quote from its cue, who said it.

They let one key do what would take several. A sentence is given as the `window` that holds it, its words as spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.core.model import QuotePart, QuoteType, Span
from annotator.core.quotation_marks import (
    CLOSING,
    CLOSING_OF,
    OPENING,
    OUTER_CLOSING,
    OUTER_OPENING,
    first_closing,
    outer_marks,
    unpaired,
)
from annotator.core.quoted_words import read_marks, type_in_text
from annotator.core.resources import word_lists
from annotator.core.session.boundaries import STOPS, Kind, bare_word, tidy, words

MARKS_END = re.compile(rf"[,;:—–{re.escape(OUTER_CLOSING)})]$")

FARTHEST = 8
"""Words that may stand between what was said and the verb that reports it. Set by hand."""
_NEAR_START = 60
"""Code points: a span that is begun no further than this before its old start keeps its end. Set by hand."""
_NEAR_CUE = 12
"""The same of a cue, between whose words no mark stands. Set by hand."""
_NEAR_SOURCE = 25
"""The same of a source, which is short. Set by hand."""
_LISTENER = 2
"""Words between a verb and an opening mark that can still be who was told, as in: told us all “…”. Set by hand."""
_LONGEST_SUBJECT = 6
"""Words: a longer subject holds more than who says it, as in "He defended the plan by citing". Set by hand."""
_LEAST_BEFORE, _SOMETHING = 8, 3
"""Words: fewer than so many before the subject are what was said only if there is not something behind the verb too."""
_DASHES = "-–—"
_SOON = 6
"""Words behind a cue among which the beginning of its content is looked for. Set by hand."""


def guessed_span(text: str, window: Span, kind: Kind, first: Span, before: Span | None) -> Span:
    """The span of that kind which begins with the word `first`.

    The end that the span had `before` is kept where it lies behind and not far off; else it is guessed.
    """
    if before is not None and first.start < before.end and _is_near(text, window, kind, first, before):
        return Span(first.start, before.end)
    if kind is Kind.CUE:
        return Span(first.start, cue_end(text, window, first).end)
    if kind is Kind.SOURCE:
        return Span(first.start, mention_end(text, window, first))
    return Span(first.start, _content_end(text, window, first.start))


def _is_near(text: str, window: Span, kind: Kind, first: Span, before: Span) -> bool:
    """Whether a span that begins with that word is the one it was before, with another beginning."""
    if kind is not Kind.CUE:
        return first.start >= before.start - (_NEAR_SOURCE if kind is Kind.SOURCE else _NEAR_START)
    between = text[first.start : before.start]
    adjoins = len(between) <= _NEAR_CUE and not any(mark in between for mark in STOPS)
    return first.start >= before.start or adjoins or cue_end(text, window, first).end >= before.start


def content_start(text: str, window: Span, last: Span) -> int:
    """Where content that ends with the word `last` probably begins.

    That is at a mark that is still open there, else behind the nearest verb of reporting or with its "that", else where
    the window does.
    """
    opened, _ = unpaired(text[window.start : last.end])
    if opened:
        return window.start + opened[-1].start
    lists, before = word_lists(), [word for word in words(text, window) if word.start < last.start]
    for word, following in zip(reversed(before), reversed([*before, last][1:]), strict=True):
        if plain(text, word) in lists.complementizers:
            return word.start
        if plain(text, word) in lists.reporting and word.of(text)[-1] not in ",.":
            return following.start
    return window.start


def cue_end(text: str, window: Span, first: Span) -> Span:
    """The last word of the verb group that a word begins: past auxiliaries and adverbs, with its preposition."""
    lists = word_lists()
    group = [word for word in words(text, window) if word.start >= first.start]
    verb = 0
    while verb + 1 < len(group) and lists.goes_before_verb(plain(text, group[verb])):
        verb += 1
    shown = group[verb].of(text)
    closed = MARKS_END.search(shown) or shown[-1] in ".!?"
    if verb + 1 < len(group) and not closed:
        preposition, last = plain(text, group[verb + 1]), plain(text, group[verb])
        often = preposition in lists.often_in_cue and last not in lists.reporting
        if preposition in lists.always_in_cue or often or last in lists.source_follows:
            verb += 1
    return group[verb]


def quote_by_cue(text: str, window: Span, first: Span, last: Span) -> tuple[Span, Span, Span | None] | None:
    """Content, cue and source of the quote whose cue reaches from one word to another; None without any content."""
    sentence = words(text, window)
    verb, behind = sentence.index(first), sentence[sentence.index(last) + 1 :]
    subject = subject_start(text, sentence, verb)
    if names_speaker(text, last):
        colon = Span(last.end - 1, last.end)
        source = tidy(text, Span(sentence[subject].start, colon.start), Kind.SOURCE)
        said = Span(colon.end, window.end)
        return (tidy(text, said, Kind.CONTENT), colon, source) if said.of(text).strip() else None
    cue = tidy(text, Span(first.start, last.end), Kind.CUE)
    if plain(text, first) in word_lists().source_follows:
        return _source_first(text, window, cue, sentence[:verb], behind)
    said_by = _subject(text, sentence, verb, _follows_subject(text, window, behind))
    before = Span(window.start, sentence[subject].start)
    content = _content_before(text, before, cue, behind) if len(said_by) < verb else None
    content = content or _content_after(text, window, behind)
    return None if content is None else (content, cue, _source(text, window, said_by, behind))


def clause_subject(text: str, window: Span, cue: Span, content_follows: bool = False) -> Span | None:
    """Who probably says what a cue introduces: the words before it in its clause, else a mention behind it.

    Where content is known to follow the cue nobody is looked for behind it.
    """
    sentence = words(text, window)
    verbs = [number for number, word in enumerate(sentence) if word.overlaps(cue)]
    if not verbs:
        return None
    behind = sentence[verbs[-1] + 1 :]
    subject = _subject(text, sentence, verbs[0], not content_follows and _follows_subject(text, window, behind))
    return _source(text, window, subject, [] if content_follows else behind)


def plain(text: str, word: Span) -> str:
    """A word in lower case without the marks around it."""
    return bare_word(word.of(text))


def _content_end(text: str, window: Span, start: int) -> int:
    """Behind the closing mark of what is opened, before a reporting tail (", she said"), else where the window ends."""
    if text[start] == "(":
        end = text.find(")", start + 1, window.end)
    elif text[start : start + 2] in CLOSING_OF:
        partners = (text.find(mark, start + 2, window.end) for mark in CLOSING_OF[text[start : start + 2]])
        end = min((at + 1 for at in partners if at >= 0), default=-1)
    else:
        end = first_closing(text, text[start], start + 1, window.end)
    if end >= 0:
        return end + 1
    if text[start] in OPENING:
        return window.end  # it runs on in the next sentence
    before = _end_before_clause(text, window, start)
    return window.end if before is None else before


def _end_before_clause(text: str, window: Span, start: int) -> int | None:
    """Return where content that begins at `start` ends because a reporting clause follows; None where none does.

    That is a verb of reporting whose subject begins behind a mark: ", she told us", ", said the mayor".
    """
    sentence = words(text, window)
    first = next((number for number, word in enumerate(sentence) if word.end > start), len(sentence))
    for number in range(first + 1, len(sentence)):
        if not reports(text, sentence[number]) or _introduces(text, sentence[number + 1 :]):
            continue
        subject = subject_start(text, sentence, group_start(text, sentence, number))
        closed = subject > first and MARKS_END.search(sentence[subject - 1].of(text))
        if closed and number - subject < FARTHEST:
            end = sentence[subject - 1].end
            return end - len(text[start:end]) + len(text[start:end].rstrip(",;:—–"))
    return None


def reports(text: str, word: Span) -> bool:
    """Whether a word is a verb of reporting, or what stands for one, as "according" does."""
    lists = word_lists()
    return plain(text, word) in lists.reporting or plain(text, word) in lists.source_follows


def group_start(text: str, sentence: list[Span], verb: int) -> int:
    """Return the number of the first word of the verb group: its auxiliaries and adverbs."""
    while verb and word_lists().goes_before_verb(plain(text, sentence[verb - 1])):
        if MARKS_END.search(sentence[verb - 1].of(text)):
            break
        verb -= 1
    return verb


def _introduces(text: str, following: list[Span]) -> bool:
    """Whether the words behind a verb of reporting begin with a "that": what was said comes after it."""
    return bool(following) and plain(text, following[0]) in word_lists().complementizers


def mention_end(text: str, window: Span, first: Span) -> int:
    """Behind a pronoun; behind a name with its links; else behind a short phrase that ends before a verb group."""
    lists = word_lists()
    if plain(text, first) in lists.pronouns:
        return first.end
    end, name_begun = first.end, False
    for word in words(text, Span(first.start, window.end)):
        said, shown = plain(text, word), word.of(text)
        ends_mention = said in lists.reporting or said in lists.auxiliaries or said in lists.after_source
        if word.start > first.start and ends_mention:
            break
        of_name = shown[:1].isupper()
        if name_begun and not of_name and said not in lists.name_links:
            break
        if of_name or not name_begun:
            end = word.end
        name_begun = name_begun or of_name
        if MARKS_END.search(shown):
            break
    return end


def _source_first(
    text: str, window: Span, cue: Span, before: list[Span], behind: list[Span]
) -> tuple[Span, Span, Span | None] | None:
    """The quote of "according to": a source up to the next comma, and what stands before the cue, else what follows."""
    if not behind:
        return None
    last = next((number for number, word in enumerate(behind) if MARKS_END.search(word.of(text))), len(behind) - 1)
    source = tidy(text, Span(behind[0].start, behind[last].end), Kind.SOURCE)
    if len(before) > 1:
        return tidy(text, Span(before[0].start, before[-1].end), Kind.CONTENT), cue, source
    rest = behind[last + 1 :]
    return (tidy(text, Span(rest[0].start, window.end), Kind.CONTENT), cue, source) if rest else None


def names_speaker(text: str, word: Span) -> bool:
    """Whether a word with a colon is a name before what is said, as in headlines and transcripts."""
    shown = word.of(text)
    is_name = shown.lstrip(OPENING)[:1].isupper() and not word_lists().reporting_verb.search(shown)
    return shown.endswith(":") and is_name


def _source(text: str, window: Span, subject: list[Span], behind: list[Span]) -> Span | None:
    """The subject of the cue, if it has one, else the mention that follows it."""
    if subject and plain(text, subject[-1]) in word_lists().pronouns:
        subject = subject[-1:]  # "by then she": a pronoun is a whole mention
    if 0 < len(subject) <= _LONGEST_SUBJECT:
        return tidy(text, Span(subject[0].start, subject[-1].end), Kind.SOURCE)
    return _mention(text, window, subject or behind)


def _subject(text: str, sentence: list[Span], verb: int, inverted: bool) -> list[Span]:
    """The subject of the verb with that number; none before it where the clause is `inverted`: ", said Ada Finch".

    What is told of the subject may stand between: "Ada Finch, a baker, said".

    That of "… and warned" is the subject of the verb of reporting before it.
    """
    start = subject_start(text, sentence, verb)
    if start < verb or not verb:
        return sentence[start:verb]
    lists = word_lists()
    if plain(text, sentence[verb - 1]) in lists.clause_starts:
        for earlier in range(verb - 1, 0, -1):
            if reports(text, sentence[earlier]):
                return _subject(text, sentence, group_start(text, sentence, earlier), inverted=False)
        return []
    if inverted or sentence[verb - 1].of(text)[-1] != "," or _is_said(text[sentence[0].start : sentence[verb - 1].end]):
        return []
    return sentence[1 if plain(text, sentence[0]) in lists.clause_starts else 0 : verb]


def _is_said(words: str) -> bool:
    """Whether words before a comma are quoted from their beginning or an earlier sentence: „Es ist spät“, sagte"""
    words = words.rstrip(",")
    return words[-1:] in CLOSING and (words[0] in OPENING or len(outer_marks(words)) == 1)


def _follows_subject(text: str, window: Span, behind: list[Span]) -> bool:
    """Whether what follows a verb looks like its subject, as in ", said Ada Finch in May": a mention, then its end."""
    if not behind:
        return True
    end = mention_end(text, window, behind[0])
    rest = [word for word in behind if word.start >= end]
    return not rest or bool(MARKS_END.search(text[:end])) or plain(text, rest[0]) in word_lists().after_source


def subject_start(text: str, sentence: list[Span], verb: int) -> int:
    """The number of the first word of the subject of the verb with that number; the verb's own where it has none."""
    start = verb
    while start > 0:
        before = _before_brackets(text, sentence, start)
        if before == start and MARKS_END.search(sentence[start - 1].of(text)):
            break
        if plain(text, sentence[start - 1]) in word_lists().clause_starts:
            break
        start = before if before < start else start - 1
    return start


def _before_brackets(text: str, sentence: list[Span], end: int) -> int:
    """The number of the first word of the brackets that end with the word before that one; the same where none do."""
    if sentence[end - 1].of(text)[-1] != ")":
        return end
    for number in range(end - 1, max(-1, end - 1 - FARTHEST), -1):
        if sentence[number].of(text)[0] == "(":
            return number
    return end


def _content_before(text: str, before: Span, cue: Span, behind: list[Span]) -> Span | None:
    """What stands before the subject, where a quotation mark closes it, or little stands behind the verb.

    Behind a comma the verb's clause is over; else what is longer is likelier what was said.
    """
    said = before.of(text).strip()
    if not said:
        return None
    closed = any(mark in OUTER_CLOSING for mark in said[-2:])
    reported = any(plain(text, word) in word_lists().complementizers for word in behind[:_SOON])
    inverted = not text[before.end : cue.start].strip()
    to_listener = any(plain(text, word) in word_lists().listener_follows for word in words(text, cue))
    if not (closed or inverted or to_listener) and len(behind) >= _SOMETHING and len(said.split()) < _LEAST_BEFORE:
        return None  # "On Friday, she said it was late"
    over = len(behind) <= max(FARTHEST, len(said.split()) // 2) or text[cue.end : cue.end + 1] == ","
    if closed or (said.endswith(",") and over and not reported):
        return tidy(text, before, Kind.CONTENT)
    return None


def _content_after(text: str, window: Span, behind: list[Span]) -> Span | None:
    """From "that", or an opening quotation mark, if one comes soon, else from the next word."""
    if not behind:
        return None
    openers = word_lists().complementizers
    soon = [word for number, word in enumerate(behind[:_SOON]) if _opens_speech(text, window, behind, number)]
    that = (word for word in behind[:_SOON] if plain(text, word) in openers)
    first = next(that, soon[0] if soon else behind[0])
    return tidy(text, Span(first.start, _clause_end(text, window, behind, first)), Kind.CONTENT)


def _clause_end(text: str, window: Span, behind: list[Span], first: Span) -> int:
    """Where what begins with a word is over: before a mark and what only adds to it, else where the window ends."""
    if first.of(text)[0] in OUTER_OPENING:
        return window.end
    lists = word_lists()
    for word, following in pairwise(word for word in behind if word.start >= first.start):
        said, dash = plain(text, following), following.of(text)[0] in _DASHES
        adds = said in lists.adds or said.endswith(tuple(lists.adding_endings))
        if dash or (word.of(text)[-1] in ",;" and adds):
            return word.end
    return window.end


def _opens_speech(text: str, window: Span, behind: list[Span], number: int) -> bool:
    """Whether a mark opens all that was said: at once, behind another mark, or up to the end of the sentence."""
    word = behind[number].of(text)
    if word[0] not in OUTER_OPENING:
        return False
    closed = first_closing(text, word[0], behind[number].start + 1, window.end)
    to_end = not text[closed + 1 : window.end].strip(" .!?") if closed >= 0 else True
    return not number or bool(MARKS_END.search(behind[number - 1].of(text))) or (to_end and number <= _LISTENER)


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

    Of several the nearest one counts, and of two that are equally near the one before.
    """
    sentence = words(text, window)
    before = [word for word in sentence if word.end <= content.start]
    behind = [word for word in sentence if word.start >= content.end]
    found = [*_before(text, window, before), *_behind(text, window, behind)]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def quoted_by(text: str, window: Span, first: Span, last: Span) -> QuotePart | None:
    """Return the quote whose cue reaches from one word of the window to another, without speaker; None without content.

    Content that the reporting clause cuts in two is in two pieces.
    """
    guess = quote_by_cue(text, window, first, last)
    if guess is None:
        return None
    content, cue, source = guess
    rest = resumed(text, window, content, Clause(cue, source))
    pieces = (content,) if rest is None else (content, rest)
    return QuotePart(pieces, guessed_type(text, pieces), cue, source)


def resumed(text: str, window: Span, content: Span, clause: Clause) -> Span | None:
    """Return the rest of content that a reporting clause cuts in two: “A,” she said, “B”; None where it does not."""
    end = max(clause.cue.end, clause.source.end if clause.source else 0)
    rest = [word for word in words(text, window) if word.start >= end]
    if clause.cue.start < content.end or not rest:
        return None
    first, marked = rest[0].of(text), content.of(text)[0] in OPENING
    follows = text[end : rest[0].start].strip() in {",", ",”"} or text[end : end + 1] == ","
    goes_on = (
        first[0] in OPENING
        if marked
        else first[0].islower() and plain(text, rest[0]) not in word_lists().complementizers
    )
    if not follows or not goes_on or plain(text, rest[0]) in word_lists().after_source:
        return None
    return tidy(text, Span(rest[0].start, window.end), Kind.CONTENT)


def guessed_type(text: str, content: Sequence[Span]) -> QuoteType:
    """Return the type that the marks tell. Where the whole text has lost its marks, words of an I are direct too."""
    by_marks = type_in_text(text, content)
    said = {plain(text, word) for span in content for word in words(text, span)}
    own = not said.isdisjoint(word_lists().first_person)
    return QuoteType.DIRECT if own and may_be_direct(text, content) else by_marks


def may_be_direct(text: str, content: Sequence[Span]) -> bool:
    """Whether content without marks may be a speaker's own words: the text lost its marks, and no "that" leads it."""
    first = words(text, content[0])[:1]
    led = bool(first) and plain(text, first[0]) in word_lists().complementizers
    unmarked = type_in_text(text, content) is QuoteType.INDIRECT
    return unmarked and not led and not any(read_marks(text).pairs)


def _behind(text: str, window: Span, behind: list[Span]) -> Iterator[tuple[int, Clause]]:
    """Yield the clause that follows content, with how far it is off: nothing but its subject stands between."""
    for number, word in enumerate(behind[:FARTHEST]):
        if plain(text, word) in word_lists().clause_starts:
            return
        if not reports(text, word):
            continue
        verb = group_start(text, behind, number)
        cue = _cue(text, window, behind[verb])
        if plain(text, word) in word_lists().source_follows:
            source = _up_to_mark(text, [word for word in behind if word.start >= cue.end])
        elif verb:
            source = tidy(text, Span(behind[0].start, behind[verb - 1].end), Kind.SOURCE)
        else:
            source = _mention(text, window, [word for word in behind if word.start >= cue.end])
        yield 0, Clause(cue, source)
        return


def _before(text: str, window: Span, before: list[Span]) -> Iterator[tuple[int, Clause]]:
    """Yield the clauses that precede content, each with how many words stand between."""
    if before and names_speaker(text, before[-1]):
        colon = Span(before[-1].end - 1, before[-1].end)
        subject = subject_start(text, before, len(before) - 1)
        yield 0, Clause(colon, tidy(text, Span(before[subject].start, colon.start), Kind.SOURCE))
    for number in range(len(before) - 1, max(-1, len(before) - 1 - 2 * FARTHEST), -1):
        word = before[number]
        if not reports(text, word):
            continue
        cue = _cue(text, window, before[group_start(text, before, number)])
        between = [word for word in before if word.start >= cue.end]
        if plain(text, word) in word_lists().source_follows:
            yield 0, Clause(cue, _up_to_mark(text, between))
        elif len(between) <= FARTHEST:
            yield len(between), Clause(cue, clause_subject(text, window, cue, content_follows=True))
        return


def _cue(text: str, window: Span, first: Span) -> Span:
    return tidy(text, Span(first.start, cue_end(text, window, first).end), Kind.CUE)


def _up_to_mark(text: str, following: list[Span]) -> Span | None:
    """Return the words up to the next mark, all of them where none has one."""
    if not following:
        return None
    last = next((word for word in following if MARKS_END.search(word.of(text))), following[-1])
    return tidy(text, Span(following[0].start, last.end), Kind.SOURCE)


def _mention(text: str, window: Span, following: list[Span]) -> Span | None:
    """Return the mention that begins with the first of these words."""
    if not following:
        return None
    return tidy(text, Span(following[0].start, mention_end(text, window, following[0])), Kind.SOURCE)

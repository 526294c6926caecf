"""Guesses from the text alone, to be corrected: the end of a span from its first word, a whole quote from its cue.

They let one key do what would take several. A sentence is given as the `window` that holds it, its words as spans.
"""

from __future__ import annotations

import re

from annotator.core.model import QuotePart, Span
from annotator.core.quotation_marks import (
    MARKS,
    OPENING,
    OUTER_CLOSING,
    OUTER_OPENING,
    first_closing,
    unpaired,
)
from annotator.core.quoted_words import type_in_text
from annotator.core.session.boundaries import Kind, tidy, words
from annotator.core.word_lists import word_lists

_MARKS_END = re.compile(rf"[,;:—–{re.escape(OUTER_CLOSING)})]$")
_AROUND_WORDS = MARKS + ",.;:!?()"

_LONGEST_TAIL = 8
"""Words behind the last comma that can still be a reporting clause, as in ", the minister told reporters on Monday"."""
_NEAR_START = 60
"""Code points: a span that is begun no further than this before its old start keeps its end. Set by hand."""
_NEAR_SOURCE = 25
"""The same of a source, which is short. Set by hand."""
_SOON = 6
"""Words behind a cue among which the beginning of its content is looked for. Set by hand."""


def guessed_span(text: str, window: Span, kind: Kind, first: Span, before: Span | None) -> Span:
    """The span of that kind which begins with the word `first`.

    The end that the span had `before` is kept where it lies behind and not far off; else it is guessed.
    """
    if before is not None and first.start < before.end:
        near = _NEAR_SOURCE if kind is Kind.SOURCE else _NEAR_START
        if first.start >= before.start - near:
            return Span(first.start, before.end)
    if kind is Kind.CUE:
        return Span(first.start, cue_end(text, window, first).end)
    if kind is Kind.SOURCE:
        return Span(first.start, _mention_end(text, window, first))
    return Span(first.start, _content_end(text, window, first.start))


def content_start(text: str, window: Span, last: Span) -> int:
    """Where content that ends with the word `last` probably begins.

    That is at a mark that is still open there, else behind the nearest verb of reporting or with its "that", else where
    the window does.
    """
    opened, _ = unpaired(text[window.start : last.end])
    if opened:
        return window.start + opened[-1].start
    lists, before = word_lists(), [word for word in words(text, window) if word.start < last.start]
    for word, following in zip(reversed(before), reversed([*before[1:], last]), strict=True):
        if _plain(text, word) in lists.complementizers:
            return word.start
        if _plain(text, word) in lists.reporting and word.of(text)[-1] not in ",.":
            return following.start
    return window.start


def cue_end(text: str, window: Span, first: Span) -> Span:
    """The last word of the verb group that a word begins: past auxiliaries and adverbs, with its preposition."""
    lists = word_lists()
    group = [word for word in words(text, window) if word.start >= first.start]
    verb = 0
    while verb + 1 < len(group) and lists.goes_before_verb(_plain(text, group[verb])):
        verb += 1
    shown = group[verb].of(text)
    closed = _MARKS_END.search(shown) or shown[-1] in ".!?"
    if verb + 1 < len(group) and not closed:
        preposition, plain = _plain(text, group[verb + 1]), _plain(text, group[verb])
        often = preposition in lists.often_in_cue and plain not in lists.reporting
        if preposition in lists.always_in_cue or often or plain in lists.source_follows:
            verb += 1
    return group[verb]


def cue_part(text: str, window: Span, first: Span, last: Span) -> QuotePart | None:
    """The quote whose cue reaches from one word of the window to another, without speaker; None without any content."""
    guess = quote_by_cue(text, window, first, last)
    if guess is None:
        return None
    content, cue, source = guess
    return QuotePart(content=(content,), type=type_in_text(text, (content,)), cue=cue, source=source)


def quote_by_cue(text: str, window: Span, first: Span, last: Span) -> tuple[Span, Span, Span | None] | None:
    """Content, cue and source of the quote whose cue reaches from one word to another; None without any content."""
    sentence = words(text, window)
    verb, behind = sentence.index(first), sentence[sentence.index(last) + 1 :]
    subject = _subject_start(text, sentence, verb)
    if _names_speaker(text, last):
        colon = Span(last.end - 1, last.end)
        source = tidy(text, Span(sentence[subject].start, colon.start), Kind.SOURCE)
        said = Span(colon.end, window.end)
        return (tidy(text, said, Kind.CONTENT), colon, source) if said.of(text).strip() else None
    cue = tidy(text, Span(first.start, last.end), Kind.CUE)
    if _plain(text, first) in word_lists().source_follows:
        return _source_first(text, window, cue, sentence[:verb], behind)
    content = _content_before(text, Span(window.start, sentence[subject].start), behind) if subject else None
    content = content or _content_after(text, window, behind)
    return None if content is None else (content, cue, _source(text, window, sentence[subject:verb], behind))


def subject_of(text: str, window: Span, cue: Span) -> Span | None:
    """Who probably says what a cue introduces: the words before it in its clause, else a mention behind it."""
    sentence = words(text, window)
    verbs = [number for number, word in enumerate(sentence) if word.overlaps(cue)]
    if not verbs:
        return None
    subject = _subject_start(text, sentence, verbs[0])
    return _source(text, window, sentence[subject : verbs[0]], sentence[verbs[-1] + 1 :])


def _plain(text: str, word: Span) -> str:
    """A word in lower case without the marks around it."""
    return word.of(text).strip(_AROUND_WORDS).casefold()


def _content_end(text: str, window: Span, start: int) -> int:
    """Behind the closing mark of what is opened, before a reporting tail (", she said"), else where the window ends."""
    if text[start] == "(":
        end = text.find(")", start + 1, window.end)
    else:
        end = first_closing(text, text[start], start + 1, window.end)
    if end >= 0:
        return end + 1
    if text[start] in OPENING:
        return window.end  # it runs on in the next sentence
    comma = text.rfind(",", start, window.end)
    tail = text[comma + 1 : window.end]
    if comma > start and len(tail.split()) <= _LONGEST_TAIL and word_lists().reporting_verb.search(tail):
        return comma
    return window.end


def _mention_end(text: str, window: Span, first: Span) -> int:
    """Behind a pronoun; behind a name with its links; else behind a short phrase that ends before a verb group."""
    lists = word_lists()
    if _plain(text, first) in lists.pronouns:
        return first.end
    end, name_begun = first.end, False
    for word in words(text, Span(first.start, window.end)):
        plain, shown = _plain(text, word), word.of(text)
        ends_mention = plain in lists.reporting or plain in lists.auxiliaries or plain in lists.after_source
        if word.start > first.start and ends_mention:
            break
        of_name = shown[:1].isupper()
        if name_begun and not of_name and plain not in lists.name_links:
            break
        if of_name or not name_begun:
            end = word.end
        name_begun = name_begun or of_name
        if _MARKS_END.search(shown):
            break
    return end


def _source_first(
    text: str, window: Span, cue: Span, before: list[Span], behind: list[Span]
) -> tuple[Span, Span, Span | None] | None:
    """The quote of "according to": a source up to the next comma, and what stands before the cue, else what follows."""
    if not behind:
        return None
    last = next((number for number, word in enumerate(behind) if _MARKS_END.search(word.of(text))), len(behind) - 1)
    source = tidy(text, Span(behind[0].start, behind[last].end), Kind.SOURCE)
    if len(before) > 1:
        return tidy(text, Span(before[0].start, before[-1].end), Kind.CONTENT), cue, source
    rest = behind[last + 1 :]
    return (tidy(text, Span(rest[0].start, window.end), Kind.CONTENT), cue, source) if rest else None


def _names_speaker(text: str, word: Span) -> bool:
    """Whether a word with a colon is a name before what is said, as in headlines and transcripts."""
    shown = word.of(text)
    is_name = shown.lstrip(OPENING)[:1].isupper() and not word_lists().reporting_verb.search(shown)
    return shown.endswith(":") and is_name


def _source(text: str, window: Span, subject: list[Span], behind: list[Span]) -> Span | None:
    """The subject of the cue, if it has one, else the mention that follows it."""
    if subject:
        return tidy(text, Span(subject[0].start, subject[-1].end), Kind.SOURCE)
    return tidy(text, Span(behind[0].start, _mention_end(text, window, behind[0])), Kind.SOURCE) if behind else None


def _subject_start(text: str, sentence: list[Span], verb: int) -> int:
    """The number of the first word of the subject of the verb with that number; the verb's own where it has none."""
    start = verb
    while start > 0 and not _MARKS_END.search(sentence[start - 1].of(text)):
        if _plain(text, sentence[start - 1]) in word_lists().clause_starts:
            break
        start -= 1
    return start


def _content_before(text: str, before: Span, behind: list[Span]) -> Span | None:
    """What stands before the subject, where a quotation mark closes it or little stands behind the verb."""
    said = before.of(text).strip()
    if not said:
        return None
    closed = any(mark in OUTER_CLOSING for mark in said[-2:])
    reported = any(_plain(text, word) in word_lists().complementizers for word in behind)
    if closed or (said.endswith(",") and len(behind) <= _LONGEST_TAIL and not reported):
        return tidy(text, before, Kind.CONTENT)
    return None


def _content_after(text: str, window: Span, behind: list[Span]) -> Span | None:
    """From "that", or an opening quotation mark, if one comes soon, else from the next word."""
    if not behind:
        return None
    openers = word_lists().complementizers
    soon = (word for word in behind[:_SOON] if _plain(text, word) in openers or word.of(text)[0] in OUTER_OPENING)
    return tidy(text, Span(next(soon, behind[0]).start, window.end), Kind.CONTENT)

"""Where a span ends that was begun, and a whole quote from its cue: guesses from the text alone, to be corrected."""

from __future__ import annotations

import re

from annotator.core.model import QuotePart, Span
from annotator.core.quotation_marks import MARKS, OPENING, OUTER_CLOSING, OUTER_OPENING, first_closing
from annotator.core.session.boundaries import Kind, tidy, words


def _words_of(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_REPORTING = re.compile(
    r"\b(?:said|says|say|told|tells|added|adds|asked|asks|wrote|writes|tweeted|noted|notes|explained|continued|replied"
    r"|insisted|argued|argues|claimed|claims|reported|reports|announced|stated|states|declared|acknowledged|admitted"
    r"|conceded|warned|learned|according|concluded|recalled|suggested|responded|remarked|joked|quipped)\b",
    re.IGNORECASE,
)
_AUXILIARIES = _words_of(
    "has have had is are was were be been being will would can could may might must should shall do does did not never"
    " also to then already later again just still even"
)
_BELONGS_TO_CUE = frozenset({"about", "against"})
_OFTEN_CUE = frozenset({"for", "on", "of"})
_PRONOUNS = _words_of("i you he she it we they who his her their him them this that")
_LINKS = _words_of("of the for and de von van al bin la del di")
_CLAUSE_STARTS = _words_of("that because but and as if when while where after before since although though which")
_AFTER_SOURCE = _words_of("in on at during by with to from as when while after before late early last who whose")
_MARKS_END = re.compile(rf"[,;:—–{re.escape(OUTER_CLOSING)})]$")
_LONGEST_TAIL = 8


def _bare(text: str, word: Span) -> str:
    return word.of(text).strip(MARKS + ",.;:!?()").casefold()


def guessed_span(text: str, window: Span, kind: Kind, first: Span, before: Span | None) -> Span:
    """The span of that kind which begins with the word `first`.

    The end that the span had `before` is kept where it still lies behind; else it is guessed.
    """
    near = before is not None and first.start < before.end and first.start >= before.start - 60
    if before is not None and near and (kind is not Kind.SOURCE or first.start >= before.start - 25):
        return Span(first.start, before.end)
    if kind is Kind.CUE:
        return Span(first.start, cue_end(text, window, first).end)
    if kind is Kind.SOURCE:
        return Span(first.start, _mention_end(text, window, first))
    return Span(first.start, _content_end(text, window, first.start))


def _content_end(text: str, window: Span, start: int) -> int:
    """Behind the closing mark of what is opened, before a reporting tail (", she said"), else where the window ends."""
    if text[start] == "(":
        found = text.find(")", start + 1, window.end)
    else:
        found = first_closing(text, text[start], start + 1, window.end)
    if found >= 0:
        return found + 1
    end = window.end
    if text[start] in OPENING:
        return end  # it runs on in the next sentence
    comma = text.rfind(",", start, window.end)
    tail = text[comma + 1 : window.end]
    if comma > start and len(tail.split()) <= _LONGEST_TAIL and _REPORTING.search(tail):
        end = comma
    return end


def cue_end(text: str, window: Span, first: Span) -> Span:
    """The last word of the verb group that a word begins: past auxiliaries and adverbs, with its preposition."""
    found = [word for word in words(text, window) if word.start >= first.start]
    at = 0
    while at + 1 < len(found) and _goes_before_verb(_bare(text, found[at])):
        at += 1
    closed = _MARKS_END.search(found[at].of(text)) or found[at].of(text)[-1:] in ".!?"
    if at + 1 < len(found) and not closed:
        after, verb = _bare(text, found[at + 1]), _bare(text, found[at])
        if after in _BELONGS_TO_CUE or (after in _OFTEN_CUE and not _REPORTING.fullmatch(verb)) or verb == "according":
            at += 1
    return found[at]


def _goes_before_verb(word: str) -> bool:
    return word in _AUXILIARIES or word.endswith(("n’t", "n't")) or (word.endswith("ly") and len(word) > 4)


def _mention_end(text: str, window: Span, first: Span) -> int:
    """Behind a pronoun; a name with its links; else a short phrase that ends before a verb of reporting."""
    if _bare(text, first) in _PRONOUNS:
        return first.end
    end, capital = first.end, False
    for word in words(text, Span(first.start, window.end)):
        bare, shown = _bare(text, word), word.of(text)
        if word.start > first.start and (_REPORTING.fullmatch(bare) or bare in _AUXILIARIES | _AFTER_SOURCE):
            break
        name = shown[:1].isupper()
        if capital and not name and bare not in _LINKS:
            break
        if name or not capital:
            end = word.end
        capital = capital or name
        if _MARKS_END.search(shown):
            break
    return end


def quote_by_cue(text: str, window: Span, first: Span, last: Span) -> tuple[Span, Span, Span | None] | None:
    """Content, cue and source of the quote whose cue reaches from one word to another; None without any content."""
    found = words(text, window)
    at, until = found.index(first), found.index(last)
    start = _subject_start(text, found, at)
    if _names_speaker(text, last):
        colon = Span(last.end - 1, last.end)
        source = tidy(text, Span(found[start].start, colon.start), Kind.SOURCE)
        return _named_before(text, window, source, colon)
    cue = tidy(text, Span(first.start, last.end), Kind.CUE)
    after = found[until + 1 :]
    if _bare(text, first) == "according":
        return _according(text, window, cue, found[:at], after)
    content = _content_before(text, Span(window.start, found[start].start), after) if start else None
    content = content or _content_after(text, window, after)
    return None if content is None else (content, cue, _source(text, window, found[start:at], after))


def _according(
    text: str, window: Span, cue: Span, before: list[Span], after: list[Span]
) -> tuple[Span, Span, Span | None] | None:
    """The source up to the comma behind it; what is said before the cue, else after the comma."""
    end = next((at for at, word in enumerate(after) if _MARKS_END.search(word.of(text))), len(after) - 1)
    if end < 0:
        return None
    source = tidy(text, Span(after[0].start, after[end].end), Kind.SOURCE)
    if len(before) > 1:
        return tidy(text, Span(before[0].start, before[-1].end), Kind.CONTENT), cue, source
    rest = after[end + 1 :]
    return (tidy(text, Span(rest[0].start, window.end), Kind.CONTENT), cue, source) if rest else None


def _names_speaker(text: str, word: Span) -> bool:
    """Whether a word with a colon is a name before what is said, as in headlines and transcripts."""
    shown = word.of(text)
    return shown.endswith(":") and shown.lstrip(OPENING)[:1].isupper() and not _REPORTING.search(shown)


def _source(text: str, window: Span, subject: list[Span], after: list[Span]) -> Span | None:
    if subject:
        return tidy(text, Span(subject[0].start, subject[-1].end), Kind.SOURCE)
    return tidy(text, Span(after[0].start, _mention_end(text, window, after[0])), Kind.SOURCE) if after else None


def _named_before(text: str, window: Span, source: Span, colon: Span) -> tuple[Span, Span, Span | None] | None:
    rest = Span(colon.end, window.end)
    return (tidy(text, rest, Kind.CONTENT), colon, source) if rest.of(text).strip() else None


def _subject_start(text: str, found: list[Span], at: int) -> int:
    """The number of the first word of the subject of the verb number `at`."""
    start = at
    while start > 0 and not _MARKS_END.search(found[start - 1].of(text)):
        if _bare(text, found[start - 1]) in _CLAUSE_STARTS:
            break
        start -= 1
    return start


def _content_before(text: str, before: Span, after: list[Span]) -> Span | None:
    """What stands before the subject, where little stands behind the verb or a quotation mark closes it."""
    said = before.of(text).strip()
    if not said:
        return None
    closes = said[-1] in OUTER_CLOSING or said[-2:-1] in tuple(OUTER_CLOSING)
    tail = " ".join(_bare(text, word) for word in after)
    if closes or (said.endswith(",") and len(after) <= _LONGEST_TAIL and " that " not in f" {tail} "):
        return tidy(text, before, Kind.CONTENT)
    return None


def _content_after(text: str, window: Span, after: list[Span]) -> Span | None:
    """From "that", or an opening quotation mark, if one comes soon, else from the next word."""
    if not after:
        return None
    start = next(
        (word for word in after[:6] if _bare(text, word) == "that" or word.of(text)[0] in OUTER_OPENING), after[0]
    )
    return tidy(text, Span(start.start, window.end), Kind.CONTENT)


def cue_part(text: str, window: Span, first: Span, last: Span) -> QuotePart | None:
    """The guessed quote of that cue, without speaker."""
    from annotator.core.session.edits import guessed_type

    guess = quote_by_cue(text, window, first, last)
    if guess is None:
        return None
    content, cue, source = guess
    return QuotePart(content=(content,), type=guessed_type(text, content), cue=cue, source=source)


def subject_of(text: str, window: Span, cue: Span) -> Span | None:
    """Who probably says what the verb introduces: the words before it in its clause, else a mention behind it."""
    found = words(text, window)
    held = [at for at, word in enumerate(found) if word.overlaps(cue)]
    if not held:
        return None
    start = _subject_start(text, found, held[0])
    return _source(text, window, found[start : held[0]], found[held[-1] + 1 :])

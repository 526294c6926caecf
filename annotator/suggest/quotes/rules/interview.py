"""Interviews without labels: questions as paragraphs of their own, and the answers between them."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation_weights import reporter_tells
from annotator.suggest.quotes.paragraph_speech import (
    is_aside,
    is_emphasis,
    is_question,
    sentences_in,
    sounds_personal,
    sounds_spoken,
)
from annotator.suggest.quotes.rules.transcript import transcript_labels
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, View

WORD = "?"
"""What stands in the lexicon in the place of a reporting word."""
# All set by hand.
_LONGEST = 60
"""The most tokens of a question."""
_FEWEST = 3
"""So many questions make an interview."""
_ANSWERED = 0.6
"""The share of them behind which somebody speaks in the first person."""

_ASKING = 1 / 5
"""The share of questions among the paragraphs from the first to the last."""
_TOLD = 1 / 10
"""How many sentences of a reporter's there may be to such a paragraph: a story has more."""


def interviewed(view: View) -> Iterator[Candidate]:
    """A candidate for every question of an interview, and for what stands behind it up to the next one."""
    questions = _questions(view)
    for number, paragraph in enumerate(questions):
        following = questions[number + 1] if number + 1 < len(questions) else None
        yield from _turn(view, [view.paragraphs[paragraph]])
        yield from _turn(view, _answer(view, paragraph + 1, following))


def _questions(view: View) -> list[int]:
    """The numbers of the paragraphs that ask, if the text is an interview; else none."""
    if transcript_labels(view):
        return []
    asking = [n for n in range(len(view.paragraphs)) if _asks(view, n)]
    # Two questions in a row are one who wonders, not one who asks.
    asking = [n for n in asking if n + 1 not in asking]
    answered = sum(
        n + 1 < len(view.paragraphs) and _unmarked(view, n + 1) and sounds_personal(view, view.paragraphs[n + 1])
        for n in asking
    )
    if len(asking) < _FEWEST or answered < _ANSWERED * len(asking):
        return []
    between = range(asking[0], asking[-1] + 1)
    told = sum(reporter_tells(view, span) for n in between for span in sentences_in(view, view.paragraphs[n]))
    return asking if len(asking) >= _ASKING * len(between) and told <= _TOLD * len(between) else []


def _asks(view: View, number: int) -> bool:
    """Whether the paragraph asks somebody: a short one without marks that ends in a question to "you", or begins so."""
    span = view.paragraphs[number]
    if span[1] - span[0] > _LONGEST or not _unmarked(view, number) or not is_question(view, span):
        return False
    words = load_words(view.language)
    tokens = view.doc[slice(*span)]
    first = next((token for token in tokens if not token.is_space and not token.is_punct), None)
    addressed = any(token.lower_ in words.addressed for token in tokens)
    return first is not None and (addressed or first.tag_ in view.labels.tags.question)


def _unmarked(view: View, number: int) -> bool:
    return number not in view.marked or number in view.unbalanced


def _answer(view: View, start: int, following: int | None) -> list[Range]:
    """The paragraphs of an answer; behind the last question those that sound spoken."""
    found: list[Range] = []
    for number in range(start, len(view.paragraphs) if following is None else following):
        span = view.paragraphs[number]
        if is_aside(view, span):
            continue
        if reporter_tells(view, span) or (following is None and found and not sounds_spoken(view, span)):
            break
        found.append(span)
    return found


def _turn(view: View, spans: list[Range]) -> Iterator[Candidate]:
    content = [done for span in spans if (done := trim(view, _plain(view, span), keep_end=True)) is not None]
    if content:
        at = content[0][0]
        yield Candidate(content, (at, at), at, None, WORD, frames.INTERVIEW, speech=True)


def _plain(view: View, span: Range) -> Range:
    """The paragraph without the signs around it that make it bold."""
    start, end = span
    while start < end and (view[start].is_space or is_emphasis(view[start])):
        start += 1
    while end > start and (view[end - 1].is_space or is_emphasis(view[end - 1])):
        end -= 1
    return start, end

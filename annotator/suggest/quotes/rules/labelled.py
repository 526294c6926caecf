"""Words behind a colon, under a label or led to by a clause, words that are signed, and interviews without labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import (
    DASHES,
    STOPS,
    closes_paragraph,
    first_word,
    opens_paragraph,
    shrunk,
    trim,
)
from annotator.suggest.quotes.candidate import Candidate, uncued
from annotator.suggest.quotes.source_of_cue import source_of_verb
from annotator.suggest.quotes.speech_style import Style, addresses, liveliest, reporter_tells, sentences_in
from annotator.suggest.quotes.syntax import is_finite, is_verb, verb_group, word_of
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, Region, View, numbers_in

# ---- Turns under a speaker's label, as transcripts and interviews have them: "KRAUS: Welcome back.", "Q: What now?"


# These were set by hand.
_LONGEST_LABEL = 14
"""The most tokens before a label's colon: "REP. MARTHA ODUYA (D-OH), BUDGET COMMITTEE CHAIR"."""
_LONGEST_NAME = 6
"""The most tokens of the name in a label or a signature."""
_FEWEST_LABELS = 3
"""So many paragraphs with labels, one of them at least twice, make a transcript; a question and an answer always do."""
_TALK = 0.6
"""The share of them that hold talk: a table of figures under names is no transcript."""
_MOSTLY = 0.5
"""The share of a text's paragraphs with labels from which it is a transcript as a whole, and all of it speech."""


@dataclass(frozen=True, slots=True)
class SpeakerLabel:
    """A label at the beginning of a paragraph: the name in it, where its colon (or full stop) stands, and who it is.

    `key` is the name's last word in small letters. `sure`: it is written in capitals, or names somebody.
    """

    paragraph: int
    name: Range
    colon: int
    key: str
    sure: bool


def labelled(view: View) -> Iterator[Candidate]:
    """A candidate for every label of a transcript: its paragraph, and those that go on with it."""
    labels = transcript_labels(view)
    whole = _is_whole(view, labels)
    for label, following in zip_longest(labels, [label.paragraph for label in labels[1:]]):
        content, colon = _turn(view, label, following, whole=whole), label.colon
        if content and view[colon].text == ":":
            yield Candidate(content, (colon, colon + 1), colon, label.name, ":", frames.LABELLED, speech=True)
        elif content:  # "Q." and "A." have no sign of their own that could be the cue
            yield uncued(content, frames.INTERVIEW, label.name)


def transcript_labels(view: View) -> list[SpeakerLabel]:
    """The labels of a text that has enough of them to be a transcript or an interview; else none."""
    possible = [label for number in range(len(view.paragraphs)) if (label := _label(view, number)) is not None]
    counts = Counter(label.key for label in possible)
    words = load_words(view.language)
    interview = counts.keys() & words.question_labels and counts.keys() & words.answer_labels
    labels = [
        label
        for label in possible
        if label.sure
        or counts[label.key] > 1
        or (interview and label.key in words.question_labels | words.answer_labels)
    ]
    several = len(labels) >= _FEWEST_LABELS and max(counts[label.key] for label in labels) > 1
    if not (several or interview) or len({label.key for label in labels}) < 2:
        return []
    talk = sum(_is_talk(view, (label.colon + 1, view.paragraphs[label.paragraph][1])) for label in labels)
    return labels if talk >= _TALK * len(labels) else []


def _is_blank(token: Token) -> bool:
    return token.is_space or token.is_quote


def _label(view: View, paragraph: int) -> SpeakerLabel | None:
    # A mark before a name opens no name.
    start, end = shrunk(view, view.paragraphs[paragraph], _is_blank)
    letter = view[start].text.removesuffix(".").lower() if start < end else ""
    words = load_words(view.language)
    if letter in words.question_labels | words.answer_labels:
        stop = start if view[start].text.endswith(".") else start + 1
        if stop < end and view[stop].text.endswith("."):
            return SpeakerLabel(paragraph, (start, start + 1), stop, letter, sure=False)
    colon = next((i for i in range(start, min(end, start + _LONGEST_LABEL)) if view[i].text == ":"), None)
    if colon is None:
        return None
    stop = next((i for i in range(start, colon) if view[i].text in ",(["), colon)
    name = view.doc[start:stop]
    if not len(name) or len(name) > _LONGEST_NAME or not (name[0].text[:1].isupper() and name[-1].text[:1].isupper()):
        return None
    capitals = name.text.isupper() and sum(map(str.isalpha, name.text)) > 1
    if not capitals and any(is_finite(token) and token.pos_ in ("VERB", "AUX") for token in name):
        return None
    sure = capitals or name[-1].ent_type_ in view.labels.entities.before_colon
    return SpeakerLabel(paragraph, (start, stop), colon, name[-1].lower_.strip("."), sure)


def _is_whole(view: View, labels: list[SpeakerLabel]) -> bool:
    """Whether the text is a transcript from end to end: mostly labels, and no marked speech beside them."""
    under_labels = {label.paragraph for label in labels}
    beside = set(range(len(view.paragraphs))) - under_labels
    return len(labels) >= _MOSTLY * len(view.paragraphs) and not any(
        _opens_with_mark(view, number) for number in beside
    )


def _opens_with_mark(view: View, paragraph: int) -> bool:
    start, end = view.paragraphs[paragraph]
    return start < end and view.quoted(first_word(view, paragraph))


def _turn(view: View, label: SpeakerLabel, following: int | None, *, whole: bool) -> list[Range]:
    """What is said under a label: the rest of its paragraph, and those after it that go on.

    `following`: the paragraph of the next label. Behind the last one only what sounds spoken goes on, and so elsewhere
    unless the text is a transcript as a `whole`.
    """
    content = [(label.colon + 1, view.paragraphs[label.paragraph][1])]
    for number in _going_on(view, label.paragraph + 1, following, surely=whole):
        if _opens_with_mark(view, number) and not view.quoted(label.colon):
            break
        content.append(view.paragraphs[number])
    return _spoken(view, content)


def _going_on(view: View, start: int, following: int | None, *, surely: bool, first: bool = False) -> Iterator[int]:
    """The numbers of the paragraphs from `start` on in which somebody goes on speaking: up to where a reporter tells.

    `following`: the paragraph where somebody else speaks. Before that one all goes on where it does `surely`; elsewhere
    only what sounds spoken, and the `first` one.
    """
    for number in range(start, len(view.paragraphs) if following is None else following):
        span = view.paragraphs[number]
        if _is_aside(view, span):
            continue
        sounds = first or (surely and following is not None) or liveliest(view, span) >= Style.LIVELY
        if reporter_tells(view, span) or not sounds:
            return
        first = False
        yield number


def _is_aside(view: View, span: Range) -> bool:
    """Whether the paragraph stands in brackets: "(CROSSTALK)", "[Laughs]"."""
    start, end = shrunk(view, span, _is_blank, lambda token: _is_blank(token) or token.text == ".")
    return start < end and view[start].text[:1] in "([" and view[end - 1].text[-1:] in ")]"


def _spoken(view: View, spans: Iterable[Range]) -> list[Range]:
    return [trimmed for span in spans for trimmed in trim(view, span, keep_end=True)]


def _is_talk(view: View, span: Range) -> bool:
    """Whether somebody may speak so: it has a finite verb, is asked or exclaimed, or is a sentence without figures.

    A label that is a paragraph of its own may have talk below it.
    """
    tokens = [view[i] for i in numbers_in(trim(view, span, keep_end=True))]
    if not tokens or any(is_finite(token) or token.text in ("?", "!") for token in tokens):
        return True
    return tokens[-1].text in STOPS and not any(token.like_num for token in tokens)


# ---- Interviews without labels: questions as paragraphs of their own, and the answers between them.


# All set by hand.
_LONGEST_QUESTION = 60
"""The most tokens of a question."""
_FEWEST_QUESTIONS = 3
"""So many questions make an interview."""
_ANSWERED = 0.6
"""The share of them behind which somebody speaks in the first person."""

_ASKING = 1 / 5
"""The share of questions among the paragraphs from the first to the last."""
_NARRATED = 1 / 10
"""How many sentences of a reporter's there may be to such a paragraph: a story has more."""


def interviewed(view: View) -> Iterator[Candidate]:
    """A candidate for every question of an interview, and for what stands behind it up to the next one."""
    questions = _questions(view)
    for paragraph, following in zip_longest(questions, questions[1:]):
        yield from _turn_of(view, [view.paragraphs[paragraph]])
        answer = _going_on(view, paragraph + 1, following, surely=True, first=True)
        yield from _turn_of(view, [view.paragraphs[n] for n in answer])


def _questions(view: View) -> list[int]:
    """The numbers of the paragraphs that ask, if the text is an interview; else none."""
    if transcript_labels(view):
        return []
    questions = [n for n in range(len(view.paragraphs)) if _asks(view, n)]
    # Two questions in a row are one who wonders, not one who asks.
    questions = [n for n in questions if n + 1 not in questions]
    behind = [n + 1 for n in questions if n + 1 < len(view.paragraphs) and _unmarked(view, n + 1)]
    answered = sum(liveliest(view, view.paragraphs[n]) is Style.PERSON for n in behind)
    if len(questions) < _FEWEST_QUESTIONS or answered < _ANSWERED * len(questions):
        return []
    between = range(questions[0], questions[-1] + 1)
    narrated = sum(reporter_tells(view, span) for n in between for span in sentences_in(view, view.paragraphs[n]))
    return questions if len(questions) >= _ASKING * len(between) and narrated <= _NARRATED * len(between) else []


def _asks(view: View, number: int) -> bool:
    """Whether the paragraph asks somebody: a short one without marks that ends in a question to "you", or begins so."""
    span = view.paragraphs[number]
    if span[1] - span[0] > _LONGEST_QUESTION or not _unmarked(view, number) or not _ends_in_question(view, span):
        return False
    first = next((token for token in view.tokens_in(span) if not token.is_space and not token.is_punct), None)
    return first is not None and (addresses(view, span) or first.tag_ in view.labels.tags.question)


def _ends_in_question(view: View, span: Range) -> bool:
    start, end = shrunk(view, span, lambda _: False, lambda token: token.is_quote or _is_layout(token))
    return start < end and view[end - 1].text[-1] == "?"


def _unmarked(view: View, number: int) -> bool:
    return number not in view.marked or number in view.unbalanced


def _turn_of(view: View, spans: list[Range]) -> Iterator[Candidate]:
    content = _spoken(view, (shrunk(view, span, _is_layout, _is_layout) for span in spans))
    if content:
        yield uncued(content, frames.INTERVIEW)


def _is_layout(token: Token) -> bool:
    """Whether the token is white space, or only makes words bold or italic, as Markdown writes it: **What now?**"""
    return token.is_space or not token.text.strip("*_")


# ---- What a clause leads to with a colon.


def said_before_colon(view: View, colon: Token) -> Iterator[Candidate]:
    """ "She put it this way: It is late": a clause that leads to unmarked words with a colon."""
    i = colon.i
    if i + 2 >= len(view.doc) or view.quoted(i) or not view[i + 1].text[:1].isupper():
        return
    first = view.sentence(i)[0]
    verb = next((view[j] for j in range(i - 1, first - 1, -1) if is_verb(view[j]) and is_finite(view[j])), None)
    if verb is None or verb.dep_ in view.labels.relations.no_verb_before_colon:
        return
    content, source = trim(view, (i + 1, view.sentence(i + 1)[1]), keep_end=True), source_of_verb(view, verb)
    yield Candidate(content, verb_group(verb), verb.i, source, word_of(verb), frames.AFTER_COLON)


# ---- `"It is late." - Jane Smith`.


_LONGEST_SIGNATURE = 16
"""The most tokens of a line that signs the quoted line above it: a dash, a name, and who that is."""


def signed_after_dash(view: View) -> Iterator[Candidate]:
    """A quoted region with a dash and a name after it, to the end of the paragraph or as a line of their own."""
    for region in view.regions:
        dash = _signing_dash(view, region) if region.closed else None
        if dash is None:
            continue
        last = view.paragraphs[view.paragraph_of[dash]][1]
        first, _ = shrunk(view, (dash + 1, last - 1), lambda token: token.is_space and "\n" not in token.text)
        end = first
        while end < last and not view[end].is_space and view[end].text not in (",", "."):
            end += 1
        is_long = end - first > _LONGEST_NAME
        if is_long or not view[first].is_title or any(view[j].pos_ == "AUX" for j in range(first, end)):
            continue
        content = [region.span]
        yield Candidate(content, (dash, dash + 1), dash, (first, end), "-", frames.SIGNED, speech=True)


def _signing_dash(view: View, region: Region) -> int | None:
    """The dash behind the region in its paragraph, or at the beginning of the next if the region is all of its own."""
    number, i = region.paragraph, region.end
    if opens_paragraph(view, region) and closes_paragraph(view, region) and number + 1 < len(view.paragraphs):
        number, i = number + 1, first_word(view, number + 1)
        if view.paragraphs[number][1] - i > _LONGEST_SIGNATURE:
            return None
    i, last = shrunk(view, (i, view.paragraphs[number][1]), lambda token: token.is_space)
    return i if i < last - 1 and view[i].text in DASHES else None

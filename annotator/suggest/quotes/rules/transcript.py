"""Turns under a speaker's label, as transcripts and interviews have them: "KRAUS: Welcome back.", "Q: What is new?"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation_weights import reporter_tells
from annotator.suggest.quotes.paragraph_speech import is_aside, sounds_spoken
from annotator.suggest.quotes.regions import STOPS, first_word
from annotator.suggest.quotes.syntax import is_finite
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, View

WORD = "?"
"""What stands in the lexicon in the place of a reporting word where a label has no colon."""
# All set by hand.
_LONGEST = 14
"""The most tokens before a label's colon: "REP. MARTHA ODUYA (D-OH), BUDGET COMMITTEE CHAIR"."""
_LONGEST_NAME = 6
_FEWEST = 3
"""So many paragraphs with labels, one of them at least twice, make a transcript; a question and an answer always do."""
_TALK = 0.6
"""The share of them that hold talk: a table of figures under names is no transcript."""
_MOSTLY = 0.5
"""The share of a text's paragraphs with labels from which it is a transcript as a whole, and all of it speech."""


@dataclass(frozen=True, slots=True)
class Label:
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
    for number, label in enumerate(labels):
        following = labels[number + 1].paragraph if number + 1 < len(labels) else None
        content = _turn(view, label, following, whole=whole)
        if content:
            yield _candidate(view, label, content)


def _candidate(view: View, label: Label, content: list[Range]) -> Candidate:
    """The turn; a label with a full stop, "Q." or "A.", has no sign of its own that could be the cue."""
    at = label.colon
    if view[at].text == ":":
        return Candidate(content, (at, at + 1), at, label.name, ":", frames.LABELLED, speech=True)
    first = content[0][0]
    return Candidate(content, (first, first), first, label.name, WORD, frames.INTERVIEW, speech=True)


def transcript_labels(view: View) -> list[Label]:
    """The labels of a text that has enough of them to be a transcript or an interview; else none."""
    found = [label for number in range(len(view.paragraphs)) if (label := _label(view, number)) is not None]
    counts = Counter(label.key for label in found)
    words = load_words(view.language)
    asked = counts.keys() & words.question_labels and counts.keys() & words.answer_labels
    labels = [
        label
        for label in found
        if label.sure or counts[label.key] > 1 or (asked and label.key in words.question_labels | words.answer_labels)
    ]
    several = len(labels) >= _FEWEST and max(counts[label.key] for label in labels) > 1
    if not (several or asked) or len({label.key for label in labels}) < 2:
        return []
    talk = sum(_is_talk(view, (label.colon + 1, view.paragraphs[label.paragraph][1])) for label in labels)
    return labels if talk >= _TALK * len(labels) else []


def _label(view: View, paragraph: int) -> Label | None:
    start, end = view.paragraphs[paragraph]
    while start < end and (view[start].is_space or view[start].is_quote):
        start += 1
    letter = view[start].text.removesuffix(".").lower() if start < end else ""
    words = load_words(view.language)
    if letter in words.question_labels | words.answer_labels and start + 1 < end and view[start + 1].text != ":":
        stop = start if view[start].text.endswith(".") else start + 1
        return Label(paragraph, (start, start + 1), stop, letter, sure=False) if view[stop].text.endswith(".") else None
    colon = next((i for i in range(start, min(end, start + _LONGEST)) if view[i].text == ":"), None)
    if colon is None or colon == start:
        return None
    stop = next((i for i in range(start, colon) if view[i].text in ",(["), colon)
    name = view.doc[start:stop]
    if not len(name) or len(name) > _LONGEST_NAME or not (name[0].text[:1].isupper() and name[-1].text[:1].isupper()):
        return None
    capitals = name.text.isupper() and sum(map(str.isalpha, name.text)) > 1
    if not capitals and any(is_finite(token) and token.pos_ in ("VERB", "AUX") for token in name):
        return None
    sure = capitals or name[-1].ent_type_ in view.labels.entities.before_colon
    return Label(paragraph, (start, stop), colon, name[-1].lower_.strip("."), sure)


def _is_whole(view: View, labels: list[Label]) -> bool:
    """Whether the text is a transcript from end to end: mostly labels, and no marked speech beside them."""
    under_labels = {label.paragraph for label in labels}
    beside = set(range(len(view.paragraphs))) - under_labels
    return len(labels) >= _MOSTLY * len(view.paragraphs) and not any(
        _opens_with_mark(view, number) for number in beside
    )


def _opens_with_mark(view: View, paragraph: int) -> bool:
    start, end = view.paragraphs[paragraph]
    return start < end and view.quoted(first_word(view, paragraph))


def _turn(view: View, label: Label, following: int | None, *, whole: bool) -> list[Range]:
    """What is said under a label: the rest of its paragraph, and those after it that go on.

    `following`: the paragraph of the next label. Behind the last one only what sounds spoken goes on, and so elsewhere
    unless the text is a transcript as a `whole`.
    """
    own = trim(view, (label.colon + 1, view.paragraphs[label.paragraph][1]), keep_end=True)
    content = [own] if own is not None and _is_in(view, own, label.paragraph) else []
    for number in range(label.paragraph + 1, len(view.paragraphs) if following is None else following):
        span = view.paragraphs[number]
        if is_aside(view, span):
            continue
        surely = whole and following is not None
        if _opens_with_mark(view, number) and not view.quoted(label.colon):
            break
        if reporter_tells(view, span) or not (surely or sounds_spoken(view, span)):
            break
        more = trim(view, span, keep_end=True)
        content += [more] if more is not None else []
    return content


def _is_in(view: View, span: Range, paragraph: int) -> bool:
    return view.paragraph_of[span[0]] == paragraph


def _is_talk(view: View, span: Range) -> bool:
    """Whether somebody may speak so: it has a finite verb, is asked or exclaimed, or is a sentence without figures.

    A label that is a paragraph of its own may have talk below it.
    """
    said = trim(view, span, keep_end=True)
    if said is None:
        return True
    tokens = view.doc[slice(*said)]
    if any(is_finite(token) or token.text in ("?", "!") for token in tokens):
        return True
    return tokens[-1].text in STOPS and not any(token.like_num for token in tokens)

"""Sources before a colon: "Smith: It is late", as headlines and transcripts have it; `"It is late." - Jane Smith`."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.cue_lemma import word_of
from annotator.suggest.quotes.regions import DASHES, closes_paragraph, first_word, opens_paragraph
from annotator.suggest.quotes.source_of_cue import source_of_verb
from annotator.suggest.quotes.syntax import is_finite, is_verb, verb_group
from annotator.suggest.text.view import Range, Region, View

_LONGEST_NAME = 6
_LONGEST_SIGNATURE = 16
"""The most tokens of a line that signs the quoted line above it: a dash, a name, and who that is."""


def named_before_colon(view: View) -> Iterator[Candidate]:
    """ "Smith: It is late": a name, a colon and a clause make up a paragraph."""
    for paragraph in view.paragraphs:
        yield from _named(view, paragraph)


def _named(view: View, paragraph: Range) -> Iterator[Candidate]:
    label = find_label(view, paragraph)
    if label is None:
        return
    (start, colon), end = label, paragraph[1]
    content = trim(view, (colon + 1, end), keep_end=True)
    if content is None or view.words(*content) < 3 or not any(view[i].pos_ in ("VERB", "AUX") for i in range(*content)):
        return
    yield Candidate([content], (colon, colon + 1), colon, (start, colon), ":", frames.NAME_BEFORE_COLON, speech=True)


def find_label(view: View, span: Range) -> Range | None:
    """The name, followed by a colon, that words begin with; None if they begin with none."""
    start, end = span
    while start < end and (view[start].is_space or view[start].is_quote):  # a mark before the name opens no name
        start += 1
    colon = next((i for i in range(start, min(end, start + _LONGEST_NAME + 1)) if view[i].text == ":"), None)
    if colon is None or len(view.doc[start:colon].text) < 2 or not _is_name(view, start, colon):
        return None
    return start, colon


def said_before_colon(view: View, colon: Token) -> Iterator[Candidate]:
    """ "She put it this way: It is late": a clause that leads to unmarked words with a colon."""
    i = colon.i
    if i + 2 >= len(view.doc) or view.quoted(i) or not view[i + 1].text[:1].isupper():
        return
    first = view.sentence(i)[0]
    verb = next((view[j] for j in range(i - 1, first - 1, -1) if is_verb(view[j]) and is_finite(view[j])), None)
    if verb is None or verb.dep_ in view.labels.relations.no_verb_before_colon:
        return
    last = view.sentence(i + 1)[1]
    content = trim(view, (i + 1, last), keep_end=True)
    if content is None or view.paragraph_of[content[1] - 1] != view.paragraph_of[i]:
        return
    yield Candidate([content], verb_group(verb), verb.i, source_of_verb(view, verb), word_of(verb), frames.AFTER_COLON)


def _is_name(view: View, start: int, end: int) -> bool:
    words = [view[i] for i in range(start, end)]
    if any(w.pos_ in ("VERB", "AUX") for w in words):
        return False
    return (
        words[-1].is_title | words[-1].is_upper
        and words[-1].pos_ in ("PROPN", "NOUN")
        and bool(words[-1].ent_type_ in view.labels.entities.before_colon or words[-1].is_upper)
    )


def signed_after_dash(view: View) -> Iterator[Candidate]:
    """A quoted region with a dash and a name after it, to the end of the paragraph or as a line of their own."""
    for region in view.regions:
        dash = _signing_dash(view, region) if region.closed else None
        if dash is None:
            continue
        last = view.paragraphs[view.paragraph_of[dash]][1]
        first = dash + 1
        while first < last - 1 and view[first].is_space and "\n" not in view[first].text:
            first += 1
        end = first
        while end < last and not view[end].is_space and view[end].text not in (",", "."):
            end += 1
        is_long = end - first > _LONGEST_NAME
        if is_long or not view[first].is_title or any(view[j].pos_ == "AUX" for j in range(first, end)):
            continue
        content = [(region.start, region.end)]
        yield Candidate(content, (dash, dash + 1), dash, (first, end), "-", frames.SIGNED, speech=True)


def _signing_dash(view: View, region: Region) -> int | None:
    """The dash behind the region in its paragraph, or at the beginning of the next if the region is all of its own."""
    number, i = region.paragraph, region.end
    if opens_paragraph(view, region) and closes_paragraph(view, region) and number + 1 < len(view.paragraphs):
        number, i = number + 1, first_word(view, number + 1)
        if view.paragraphs[number][1] - i > _LONGEST_SIGNATURE:
            return None
    last = view.paragraphs[number][1]
    while i < last and view[i].is_space:
        i += 1
    return i if i < last - 1 and view[i].text in DASHES else None

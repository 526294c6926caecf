"""Words in quotation marks, with the reporting clause that goes with them, or without any."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import (
    DASHES,
    PAUSES,
    STOPS,
    closes_paragraph,
    is_title,
    last_word,
    next_region,
    opens_paragraph,
    previous_word,
    resumed,
    sentence_end,
    stands_alone,
    trim,
)
from annotator.suggest.quotes.candidate import Candidate, uncued
from annotator.suggest.quotes.source_of_cue import find_source, mention, nearest_noun
from annotator.suggest.quotes.syntax import is_finite, is_verb, subject, verb_group, word_of
from annotator.suggest.text.view import Range, Region, View, numbers_in

# ---- Words in quotation marks and the reporting clause that goes with them.


def quoted(view: View) -> Iterator[Candidate]:
    """A candidate for every region that a reporting clause stands after, inside or before."""
    taken = -1
    for region in view.regions:
        if region.start < taken:
            continue
        other = next_region(view, region)
        following = view.paragraphs[region.paragraph][1] if other is None else other.start
        candidate = _after(view, region, following) or _before(view, region)
        if candidate is not None:
            taken = candidate.end
            yield candidate


def _after(view: View, region: Region, following: int) -> Candidate | None:
    """`"It is late," she said.` and `"It is late," she said, "but not lost."`"""
    if not region.closed or region.end >= len(view.doc):
        return None
    start = region.end
    pause = view[region.end - 2].text in PAUSES
    if view[start].text in DASHES or view[start].text == ",":
        pause = True
        start += 1
    end = sentence_end(view, start, following)
    if not pause:
        return None
    verb = _reporting_verb(view, start, end)
    if verb is None:
        return None
    left = (_stretch_start(view, region), region.end)
    content = [left]
    again = resumed(view, region, start)
    if again is None and end == following and verb.i >= following - _NEAR and view[following - 1].text not in STOPS:
        again = next_region(view, region)
    if again is not None:
        content.append((again.start, _stretch_end(view, again)))
    who = _source(view, verb, (start, end))
    cue = _within(verb_group(verb), (start, end))
    return Candidate(content, cue, verb.i, who, word_of(verb), frames.QUOTED)


_NEAR = 4
"""So near before the next quoted words a reporting verb leads to these, too."""


def _within(cue: Range, bounds: Range) -> Range:
    return max(cue[0], bounds[0]), min(cue[1], bounds[1])


def _reporting_verb(view: View, start: int, end: int) -> Token | None:
    """The first finite verb of the narration that is no part of its subject."""
    relations = view.labels.relations
    first: Token | None = None
    for i in range(start, end):
        token = view[i]
        if not is_verb(token) or token.dep_ in relations.no_saying_verb:
            continue
        if token.dep_ in relations.noun_or_relative_clause and first is None:
            later = (t for t in view.tokens[i + 1 : end] if is_verb(t) and t.dep_ not in relations.no_later_verb)
            if any(is_finite(t) for t in later):
                continue
        if is_finite(token):
            return token
        first = first or token
    return first


def _source(view: View, verb: Token, bounds: Range) -> Range | None:
    """The verb's source within the narration; else the noun phrase nearest to the verb."""
    inside = (who for who in (find_source(verb), subject(verb)) if who is not None and bounds[0] <= who.i < bounds[1])
    noun = (
        next(inside, None)
        or nearest_noun(view, (bounds[0], verb.i), at_end=True)
        or nearest_noun(view, (verb.i + 1, bounds[1]), at_end=False)
    )
    return None if noun is None else _within(mention(view, noun, avoid=verb.i), bounds)


def _stretch_start(view: View, region: Region) -> int:
    """Where the sentence that the region ends begins: words before it in that sentence are reported too."""
    start = view.paragraphs[region.paragraph][0]
    i = region.start
    while i > start:
        other = view.region(i - 1)
        if view[i - 1].text in STOPS or view[i - 1].text in (":", ";"):
            break
        if other is not None and other.end == i:
            inside = view[i - 2]
            if inside.text in STOPS or inside.text in PAUSES:
                break
            i = other.start
            continue
        i -= 1
    while i < region.start and (view[i].is_space or (view[i].is_punct and i not in view.marks)):
        i += 1
    return region.start if _only_leads(view, i, region) else i


def _only_leads(view: View, start: int, region: Region) -> bool:
    """Whether narration from `start` on only leads to the region: He rose, and with a smile, “You are late.”"""
    last, first = view[region.start - 1], region.inner[0]
    paused = last.text == "," or last.text in DASHES
    capital = first < region.end and view[first].text[:1].isupper() and view[first].pos_ != "PROPN"
    return paused and capital and any(is_finite(view[i]) for i in range(start, region.start))


def _stretch_end(view: View, region: Region) -> int:
    """Where the sentence that the region begins ends: unquoted words after it are reported too."""
    inside = view[region.end - 2] if region.end - 2 > region.start else None
    if inside is None or inside.text in STOPS or not region.closed:
        return region.end
    limit = view.paragraphs[region.paragraph][1]
    unquoted = trim(view, (region.end, sentence_end(view, region.end, limit)))
    if any(not other.closed for i in numbers_in(unquoted) if (other := view.region(i)) is not None):
        return region.end
    return unquoted[0][1] if unquoted else region.end


def _before(view: View, region: Region) -> Candidate | None:
    """`She said, "It is late."`, `She shook her head: "It is late."`; the colon may end the paragraph before."""
    before = previous_word(view, region.start) or _colon_before_paragraph(view, region)
    if before is None or before.text not in (",", ":") or view.quoted(before.i):
        return None
    start = before.i
    first = view.paragraphs[view.paragraph_of[before.i]][0]
    while start > first and not (view[start - 1].text in STOPS or view.quoted(start - 1)):
        start -= 1
    verb = _last_verb(view, start, before.i)
    colon = before.text == ":"
    content = [(region.start, _stretch_end(view, region))]
    if verb is not None:
        group = verb_group(verb)
        cue = (group[0], before.i + 1) if colon and group[1] == before.i else group
        frame = frames.QUOTED_AFTER_COLON if colon else frames.QUOTED_AFTER_COMMA
        return Candidate(content, cue, verb.i, _source(view, verb, (start, before.i)), word_of(verb), frame)
    if not colon or is_title(view, region):
        return None
    named = nearest_noun(view, (start, before.i), at_end=False)
    who = mention(view, named, avoid=before.i) if named is not None else None
    return Candidate(content, (before.i, before.i + 1), before.i, who, ":", frames.QUOTED_AFTER_NAME)


def _colon_before_paragraph(view: View, region: Region) -> Token | None:
    """The colon that ends the paragraph before the region's, which is nothing but quoted words; None without one."""
    if not region.paragraph or not opens_paragraph(view, region) or not closes_paragraph(view, region):
        return None
    last = view[last_word(view, region.paragraph - 1)]
    return last if last.text == ":" else None


def _last_verb(view: View, start: int, end: int) -> Token | None:
    """The verb of saying that leads to the quotation: the last main verb before it."""
    others = view.labels.relations.no_verb_before_quoted
    for i in range(end - 1, start - 1, -1):
        token = view[i]
        if is_verb(token) and token.dep_ not in others:
            return token
    return None


# ---- Quoted words that nobody is said to say: a turn of dialogue, or words beside narration ("He rose. “It is
# late.”").


def alone(view: View) -> Iterator[Candidate]:
    """A candidate for every region that is a sentence of its own, whether or not somebody reports it after all."""
    for region in view.regions:
        if not stands_alone(view, region):
            continue
        whole = opens_paragraph(view, region) and closes_paragraph(view, region)
        frame = frames.ALONE if whole else frames.BESIDE
        content = [region.span]
        again = resumed(view, region, region.end) if view[region.end - 2].text not in STOPS else None
        content += [again.span] if again is not None else []
        yield uncued(content, frame)

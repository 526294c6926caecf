"""Reporting clauses set after or inside the words they report, and phrases beside them that name the source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import COMMAS, PAUSES, previous_word, trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import Frame
from annotator.suggest.quotes.source_of_cue import mention, nearest_noun
from annotator.suggest.quotes.syntax import (
    child,
    is_finite,
    is_wh,
    subject,
    subtree,
    verb_group,
    word_of,
)
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, View

# ---- Reporting clauses set after or inside the words they report: "It is late, she said", "Late, she said, but not
# lost".
#
# Found on the surface, between commas and marks, since the parser hangs such a clause now above and now below what it
# reports.


_PAUSES = PAUSES - {"-"}
"""A hyphen may join a name."""


class ReportingClause(NamedTuple):
    """A reporting clause: its verb, its source's head, and where the clause begins and ends."""

    verb: Token
    source: Token
    span: Range


def reporting_clause(view: View, verb: Token) -> ReportingClause | None:
    """The clause of a finite verb and its subject: from whichever comes first to whichever comes last."""
    if not is_finite(verb):
        return None
    first, last = view.sentence(verb.i)
    who = subject(verb) or _surface_subject(view, verb, first, last)
    if who is None or (is_wh(who) and verb.dep_ in view.labels.relations.noun_or_relative_clause):
        return None
    group = verb_group(verb)
    who_span = (_phrase_start(who), subtree(who)[1])
    if who_span[0] <= verb.i < who_span[1]:
        who_span = (who_span[0], who.i + 1)
    if who.i > verb.i:  # said Smith
        start, end = group[0], max(who_span[1], group[1])
    else:
        start, end = min(who_span[0], group[0]), group[1]
    start = max(start, first)
    return None if end > last else ReportingClause(verb, who, (start, end))


def _phrase_start(noun: Token) -> int:
    """Where the noun's own phrase begins: at the last comma before it, whatever the parser hangs on it from before."""
    doc = noun.doc
    i = noun.i
    while i > noun.left_edge.i and doc[i - 1].text not in _PAUSES and not doc[i - 1].is_quote:
        i -= 1
    return i


def _surface_subject(view: View, verb: Token, first: int, last: int) -> Token | None:
    """The subject of a plain verb of saying that the parser gave none: the name before it, else the noun after it."""
    if verb.tag_ not in view.labels.tags.reporting or word_of(verb) not in words_of(verb).plain:
        return None
    before = view[verb.i - 1] if verb.i > first else None
    if before is not None and before.pos_ in ("PROPN", "PRON", "NOUN"):
        return before
    if before is None or before.text in _PAUSES or before.i in view.marks:
        return nearest_noun(view, (verb.i + 1, min(last, verb.i + 8)), at_end=False)
    return None


def inverted(view: View, verb: Token) -> Iterator[Candidate]:
    """The candidate that a reporting clause makes of what stands before it, and after it, in its sentence.

    Where the parser ended the sentence at a question or exclamation mark, what stands before is the sentence before.
    """
    report = reporting_clause(view, verb)
    if report is None:
        return
    start, end = report.span
    first, last = view.sentence(verb.i)
    if _reports_onward(view, verb, end):
        return
    before = start - 1
    while before > first and view[before].is_space:
        before -= 1
    if before <= first and start > 0:
        first, before = _sentence_before(view, verb, start if before < first else before)
    if before <= first or not (view[before].text in _PAUSES or before in view.marks):
        return
    left = trim(view, (first, before + 1))
    if not left or left[0][1] > start or _marked_pause(view, first, before + 1):
        return
    right = trim(view, (_clause_end(view, end, last), last))
    yield reported(view, verb, report.source, left + right, frames.INVERTED)


def reported(
    view: View, verb: Token, source: Token, content: list[Range], frame: Frame, *, speech: bool | None = None
) -> Candidate:
    """What a verb reports of a source; `speech`: that it is given as spoken."""
    who = mention(view, source, avoid=verb.i)
    return Candidate(content, verb_group(verb), verb.i, who, word_of(verb), frame, speech=speech)


def led_by_comma(view: View, verb: Token) -> Iterator[Candidate]:
    """The rule for "She told the paper, There is no plan": without marks, a capital after a comma opens the words."""
    labels = view.labels
    if verb.tag_ not in labels.tags.reporting or not view.lost_marks(verb.i):
        return
    if word_of(verb) not in words_of(verb).plain:
        return
    last = view.sentence(verb.i)[1]
    who = subject(verb)
    comma = next((i for i in range(verb.i + 1, min(last - 1, verb.i + _REACH)) if view[i].text == ","), None)
    if who is None or who.i > verb.i or comma is None:
        return
    opening = next((t for t in view.tokens[comma + 1 : last] if not t.is_space), None)
    if opening is not None and opening.text[:1].isupper():
        yield reported(view, verb, who, trim(view, (opening.i, last), keep_end=True), frames.AFTER_COMMA, speech=True)


_REACH = 14


def _marked_pause(view: View, start: int, end: int) -> bool:
    """Whether quoted words end in a pause here (`,”`): then the rules for marks say what was said."""
    return any(
        i in view.marks and i > start and view[i - 1].text in _PAUSES and view.quoted(i) for i in range(start, end)
    )


def _sentence_before(view: View, verb: Token, start: int) -> Range:
    """Start of the sentence before and its final mark, if that is `?` or `!` in the same paragraph; else nothing."""
    number = view.sentence_of[verb.i]
    last = previous_word(view, view.sentences[number][0])
    if last is None or word_of(verb) not in words_of(verb).reports or start - last.i > 2:
        return start, start - 1
    return (view.sentences[number - 1][0], last.i) if last.text in ("?", "!", ",") else (start, start - 1)


def _reports_onward(view: View, verb: Token, end: int) -> bool:
    """Whether what the verb reports follows it without a pause ("Still, Smith said it was late")."""
    relations, words = view.labels.relations, words_of(verb)
    for c in verb.rights:
        if c.dep_ in relations.reported and c.left_edge.i >= end:
            edge = c.left_edge.i
            if c.dep_ in relations.open_complement and edge > end + 1:
                continue
            if c.dep_ in relations.direct_object and verb.lemma_ in words.told_objects:
                continue
            if (edge_word := c.left_edge.lower_) in words.that or edge_word in words.if_words:
                return True
            return not any(view[i].text in COMMAS for i in range(end, edge + 1))
    return any(view[i].text == ":" for i in range(end, min(end + 3, len(view.doc))))


def _clause_end(view: View, end: int, last: int) -> int:
    """Where the reporting clause is over: at the next comma.

    A participle after it still belongs to it ("told the paper, referring to his trip").
    """
    comma = next((i for i in range(end, last) if view[i].text in COMMAS), last)
    if comma + 1 < last:
        following = view[comma + 1]
        participle, own = view.labels.tags.participle, view.labels.relations.reporters_participle
        if following.tag_ in participle and following.dep_ in own:
            return following.right_edge.i + 1
    return comma


# ---- Sources named beside what they said: "according to officials", "as one of them put it".


def according(view: View, token: Token) -> Iterator[Candidate]:
    """The rule for "According to officials, it rained": the clause that the phrase belongs to, without the phrase."""
    words, (first, last) = words_of(token), view.sentence(token.i)
    cue = (token.i, token.i + 2)
    if token.lower_ not in words.according or cue[1] > len(view.doc):
        return
    to, objects = view[token.i + 1], view.labels.relations.prepositional_object
    nouns = (t for t in view.tokens[cue[1] : last] if t.pos_ in ("NOUN", "PROPN"))
    named = child(to, objects) or child(token, objects) or next(nouns, None)
    if to.lower_ not in words.according_to or named is None or named.i <= to.i:
        return
    who = mention(view, named, avoid=to.i)
    phrase_end = max(who[1], min(named.right_edge.i + 1, last))
    around = trim(view, (first, token.i)) + trim(view, (phrase_end, last))
    content = [span for span in around if view.words(*span)]
    if content:
        yield Candidate(content, cue, token.i, who, f"{token.lower_} {to.lower_}", frames.ACCORDING)

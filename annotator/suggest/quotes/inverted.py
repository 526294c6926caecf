"""Reporting clauses set after or inside the words they report: "It is late, she said", "Late, she said, but not lost".

Found on the surface, between commas and marks, since the parser hangs such a clause now above and now below what it
reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.sources import mention, source_of_verb
from annotator.suggest.quotes.syntax import child, infinitive_to, is_finite, subject, subtree, verb_group
from annotator.suggest.quotes.view import Range, View
from annotator.suggest.quotes.words import word_of

_LONGEST_CLAUSE = 45


class Report(NamedTuple):
    """A reporting clause: its verb, its source's head, and where the clause begins and ends."""

    verb: Token
    source: Token
    span: Range


def reporting_clause(view: View, verb: Token) -> Report | None:
    """The clause around a finite verb with a subject, if a comma, `?` or `!` stands before it.

    From its subject or verb, whichever comes first, to the next comma that is followed by the rest of the report, or
    to the end of the sentence.
    """
    who = subject(verb)
    if who is None or not is_finite(verb) or infinitive_to(verb) is not None:
        return None
    group = verb_group(verb)
    who_span = subtree(who)
    if who.i > verb.i:  # said Smith
        start = group[0]
        end = max(who_span[1], group[1])
    else:
        start = min(who_span[0], group[0])
        end = group[1]
    first, last = view.sentence(verb.i)
    start = max(start, first)
    if who_span[0] <= verb.i < who_span[1] or end > last:
        return None
    return Report(verb, who, (start, end))


def inverted(view: View, verb: Token) -> Iterator[Candidate]:
    """The candidate that a reporting clause makes of what stands before it, and after it, in its sentence."""
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
    if before <= first:
        return
    edge = view[before]
    if not (edge.text in (",", "?", "!", "—", "--", "–", "...", "…") or before in view.marks):
        return
    left = trim(view, (first, before + 1))
    if left is None or left[1] > start:
        return
    clause_end = _clause_end(view, report, end, last)
    right = trim(view, (clause_end, last)) if clause_end < last else None
    if right is not None and not _goes_on(view, clause_end):
        right = None
    content = [left] if right is None else [left, right]
    order = "said-name" if report.source.i > verb.i else "name-said"
    who = mention(view, report.source, avoid=verb.i)
    candidate = Candidate(content, verb_group(verb), verb.i, who, word_of(verb), "inv", "inverted-clause")
    candidate.notes.add(order)
    yield candidate


def _reports_onward(view: View, verb: Token, end: int) -> bool:
    """Whether what the verb reports follows it without a pause ("Still, Smith said it was late")."""
    for c in verb.rights:
        if c.dep_ in ("ccomp", "xcomp", "dobj") and c.i >= end:
            edge = c.left_edge.i
            if c.dep_ == "dobj" and verb.lemma_ in ("tell", "ask", "remind", "assure", "warn"):
                continue
            if c.left_edge.lower_ in ("that", "whether", "if"):
                return True
            return not any(view[i].text in (",", "—", "--", "–", ":") for i in range(end, edge + 1))
    return False


def _clause_end(view: View, report: Report, end: int, last: int) -> int:
    """Where the reporting clause is over: at the next comma that is not inside one of its own phrases."""
    i = end
    while i < last:
        token = view[i]
        if token.text in (",", "—", "--", "–") and not _inside_source(report, i):
            following = view[i + 1] if i + 1 < last else None
            if following is not None and following.tag_ == "VBG" and following.dep_ in ("advcl", "conj", "dep", "acl"):
                # "told CNN, referring to his trip"
                return following.right_edge.i + 1 if following.right_edge.i + 1 > i else i
            return i
        i += 1
    return last


def _inside_source(report: Report, i: int) -> bool:
    start, end = subtree(report.source)
    return start <= i < end - 1


def _goes_on(view: View, i: int) -> bool:
    """Whether what follows the clause can be the rest of what was said: it has a comma before it and a word in it."""
    return view[i].text in (",", "—", "--", "–", ":") or i in view.marks

"""Where a quote's content begins and ends."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.parse_labels import Labels
from annotator.suggest.quotes.syntax import child, is_verb, subject
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, View

_EDGE = frozenset(",.;:-–—!?") | {"--", "...", "…"}
COMMAS = frozenset({",", "--", "—", "–"})
"""What parts a clause from the one before it."""
_CUT_PARTICIPLE = 4
"""A participle clause this near the content's start is part of what is said."""


def trim(view: View, span: Range, *, keep_end: bool = False) -> Range | None:
    """The range without the white space and punctuation around it; quotation marks and brackets stay.

    `keep_end` leaves a final `?`, `!` or full stop, which belong to words as spoken.
    """
    start, end = span
    doc = view.doc
    while start < end and (doc[start].is_space or doc[start].text in _EDGE):
        start += 1
    while end > start and (doc[end - 1].is_space or _loose(doc[end - 1].text, keep_end)):
        end -= 1
    # A mark whose partner lies outside is not part of the content.
    while end > start and end - 1 in view.marks and not _partner_inside(view, end - 1, (start, end)):
        end -= 1
        while end > start and (doc[end - 1].is_space or _loose(doc[end - 1].text, keep_end)):
            end -= 1
    return (start, end) if start < end else None


def _loose(text: str, keep_end: bool) -> bool:
    return text in _EDGE and not (keep_end and text in ".?!")


def _partner_inside(view: View, mark: int, span: Range) -> bool:
    region = view.region(mark)
    return region is None or (span[0] <= region.start and region.end <= span[1])


def whole_regions(view: View, span: Range, *, avoid: Range) -> Range:
    """The range grown to the edges of the quoted regions that it cuts, but never over the cue (`avoid`)."""
    start, end = span
    first = view.region(start)
    if first is not None and first.start < start and not _touches((first.start, start), avoid):
        start = first.start
    last = view.region(end - 1)
    if last is not None and last.end > end and not _touches((end, last.end), avoid):
        end = last.end
    return start, end


def _touches(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def cut_right(view: View, span: Range) -> Range:
    """The content of a complement without a trailing clause that is the reporter's, not the speaker's.

    "said the plan would fail, which surprised nobody"; "said it was over, adding that..."; "said no, while his rival
    agreed"; "said it was late and called for a vote". Nothing is cut within quotation marks.
    """
    start, end = span
    doc, labels = view.doc, view.labels
    coordinated = labels.relations.coordinated
    for i in range(start + 1, end):
        if view.quoted(i):
            continue
        token = doc[i]
        if doc[i - 1].text in COMMAS and i - start >= _CUT_PARTICIPLE and _late_clause(token, end, labels):
            return start, i
        if i - start > 2 and token.dep_ in coordinated and _second_report(token, labels):
            return start, _before_conjunction(token, start, labels)
    return start, end


def _late_clause(token: Token, end: int, labels: Labels) -> bool:
    """Whether a clause of the reporter's opens with this token and runs to the end of the content."""
    words = words_of(token)
    if token.lower_ in words.reporters_clauses:
        verb = _governor(token)
        return verb is not None and verb.right_edge.i >= end - 2
    if token.tag_ not in labels.tags.participle:
        return False
    if token.lemma_ in words.reports:
        return True
    return token.dep_ in labels.relations.late_clause and token.right_edge.i >= end - 2


def _governor(token: Token) -> Token | None:
    """The verb of the clause that opens with a word such as "which" or "while"."""
    seen = token
    for _ in range(4):
        seen = seen.head
        if is_verb(seen):
            return seen
    return None


def _second_report(token: Token, labels: Labels) -> bool:
    """Whether this conjoined past-tense verb is the reporter's: "... and called him", "... but the mayor said that".

    Without a subject of its own it is, if it reports or if what it is conjoined with has another tense; with one, if it
    reports a clause.
    """
    tags = labels.tags
    if token.tag_ not in tags.reporting:
        return False
    reports = token.lemma_ in words_of(token).reports
    if subject(token) is None:
        return reports or (token.tag_ in tags.past and token.head.tag_ in tags.no_past and is_verb(token.head))
    return reports and token.tag_ in tags.past and child(token, labels.relations.clausal_complement) is not None


def _before_conjunction(token: Token, start: int, labels: Labels) -> int:
    i = token.left_edge.i
    doc = token.doc
    while i - 1 > start and doc[i - 1].dep_ in labels.relations.before_conjoined:
        i -= 1
    return i

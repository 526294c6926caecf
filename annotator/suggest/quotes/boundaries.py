"""Where a quote's content begins and ends, and how quoted regions stand in their paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from spacy.tokens import Token

from annotator.core.text.marked_text import CLOSING
from annotator.suggest.parse_labels import ParseLabels
from annotator.suggest.quotes.syntax import child, is_verb, subject
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, Region, View, touches

_T = TypeVar("_T")

_EDGE = frozenset(",.;:-–—!?") | {"--", "...", "…"}
COMMAS = frozenset({",", "--", "—", "–"})
"""What parts a clause from the one before it."""
_FINAL = frozenset(".?!")
_CUT_PARTICIPLE = 4
"""A participle clause this near the content's start is part of what is said."""


def shrunk(
    view: View, span: Range, left: Callable[[Token], bool], right: Callable[[Token], bool] = lambda _: False
) -> Range:
    """The range without the tokens at its left end, and at its right end, of which that is so."""
    start, end = span
    while start < end and left(view[start]):
        start += 1
    while start < end and right(view[end - 1]):
        end -= 1
    return start, end


def trim(view: View, span: Range, *, keep_end: bool = False) -> list[Range]:
    """The range without the white space and punctuation around it; quotation marks and brackets stay.

    It comes alone in a list, which is empty where nothing is left. `keep_end` leaves a final `?`, `!` or full stop,
    which belong to words as spoken.
    """

    def is_loose(token: Token) -> bool:
        return token.is_space or token.text in _EDGE

    def is_loose_end(token: Token) -> bool:
        return is_loose(token) and not (keep_end and token.text in _FINAL)

    start, end = shrunk(view, span, is_loose, is_loose_end)
    # A mark whose partner lies outside is not part of the content.
    while end - 1 in view.marks and not _partner_inside(view, end - 1, (start, end)):
        start, end = shrunk(view, (start, end - 1), is_loose, is_loose_end)
    return [(start, end)] if start < end else []


def _partner_inside(view: View, mark: int, span: Range) -> bool:
    region = view.region(mark)
    return region is None or (span[0] <= region.start and region.end <= span[1])


def whole_regions(view: View, span: Range, *, avoid: Range) -> Range:
    """The range grown to the edges of the quoted regions that it cuts, but never over the cue (`avoid`)."""
    start, end = span
    first = view.region(start)
    if first is not None and first.start < start and not touches((first.start, start), avoid):
        start = first.start
    last = view.region(end - 1)
    if last is not None and last.end > end and not touches((end, last.end), avoid):
        end = last.end
    return start, end


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


def _late_clause(token: Token, end: int, labels: ParseLabels) -> bool:
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
    governor = token
    for _ in range(4):
        governor = governor.head
        if is_verb(governor):
            return governor
    return None


def _second_report(token: Token, labels: ParseLabels) -> bool:
    """Whether this conjoined past-tense verb is the reporter's: "... and called him", "... but the mayor said that".

    Without a subject of its own it is, if it reports or if what it is conjoined with has another tense; with one, if it
    reports a clause.
    """
    tags = labels.tags
    if token.tag_ not in tags.reporting:
        return False
    reports = token.lemma_ in words_of(token).reports
    if subject(token) is None:
        return reports or (token.tag_ in tags.past and token.head.tag_ in tags.no_past)
    return reports and token.tag_ in tags.past and child(token, labels.relations.clausal_complement) is not None


def _before_conjunction(token: Token, start: int, labels: ParseLabels) -> int:
    i = token.left_edge.i
    doc = token.doc
    while i - 1 > start and doc[i - 1].dep_ in labels.relations.before_conjoined:
        i -= 1
    return i


# ---- Quoted regions as they stand in their paragraph: alone, or as part of somebody else's sentence.


STOPS = frozenset(".?!") | {"…", "..."}
DASHES = frozenset({"—", "–", "--", "-", "―"})
PAUSES = frozenset({",", "?", "!", "…", "..."}) | DASHES


def stands_alone(view: View, region: Region) -> bool:
    """Whether the region is a sentence, or several, of its own, and no title or heading."""
    if is_title(view, region):
        return False
    before = previous_word(view, region.start)
    starts = before is None or before.text in STOPS or before.i in view.marks or before.text == ":"
    last = region.end - 2
    while last > region.start and view[last].text in CLOSING:  # “He said, ‘Go.’”
        last -= 1
    # Speech may end in a stop, a pause, or a word with its own stop.
    ends = view[last].text in PAUSES or view[last].text[-1] in STOPS
    return starts and last > region.start and (not region.closed or ends)


def is_title(view: View, region: Region) -> bool:
    """Whether nothing but capitalised words stand in the marks, as in the name of a book or a heading.

    Words of up to three letters may have none ("The Road to Ayton"). What is asked or exclaimed is no title.
    """
    start, end = region.inner
    if start >= end or view[end - 1].text in ("?", "!"):
        return False
    words = [token for token in view.tokens[start:end] if token.is_alpha and len(token) > 1]
    capitals = [word for word in words if word.is_title or word.is_upper]
    longer = [word for word in words if len(word) > _SHORT]
    return (len(longer) > 1 or len(capitals) > _FEW) and all(word in capitals for word in longer)


_SHORT, _FEW = 3, 2
"""Words up to this length may be small in a title; more capitals than so many make one where all words are short."""


def previous_word(view: View, i: int) -> Token | None:
    """The token before `i` in its paragraph that is no white space."""
    start, _ = view.paragraphs[view.paragraph_of[min(i, len(view.doc) - 1)]]
    return next((view[place] for place in range(i - 1, start - 1, -1) if not view[place].is_space), None)


def first_word(view: View, paragraph: int) -> int:
    """The first token of the paragraph that is no white space; its start if there is none."""
    start, end = view.paragraphs[paragraph]
    return next((i for i in range(start, end) if not view[i].is_space), start)


def last_word(view: View, paragraph: int) -> int:
    """The last token of the paragraph that is no white space; its last one if there is none."""
    start, end = view.paragraphs[paragraph]
    return next((i for i in range(end - 1, start - 1, -1) if not view[i].is_space), end - 1)


def opens_paragraph(view: View, region: Region) -> bool:
    """Whether nothing stands before the region in its paragraph."""
    return region.start == first_word(view, region.paragraph)


def closes_paragraph(view: View, region: Region) -> bool:
    """Whether nothing stands behind the region in its paragraph."""
    return region.end > last_word(view, region.paragraph)


def next_region(view: View, region: Region) -> Region | None:
    """The region after this one in its paragraph."""
    number = view.region_of[region.start] + 1
    following = view.regions[number] if number < len(view.regions) else None
    return following if following is not None and following.paragraph == region.paragraph else None


def sentence_end(view: View, start: int, limit: int) -> int:
    """The end of the narration that begins at `start`: past its full stop, or at `limit`."""
    for i in range(start, limit):
        if view[i].text in STOPS:
            return i + 1
    return limit


def resumed(view: View, region: Region, start: int) -> Region | None:
    """The region that goes on with this one, where narration that begins at `start` parts the two but ends in a pause.

    “It is late,” she said, turning round; “we should go.”
    """
    following = next_region(view, region)
    if following is None or sentence_end(view, start, following.start) < following.start:
        return None
    gap = previous_word(view, following.start)
    return following if gap is not None and (gap.text in RESUMING or gap.text in DASHES) else None


RESUMING = frozenset(",:;")
"""Signs behind narration after which words go on that it interrupted; so do dashes."""


def runs(numbered: Iterable[tuple[int, _T]]) -> list[list[_T]]:
    """What was found in paragraphs, each with the paragraph's number, parted where one between them has nothing."""
    parted: list[list[_T]] = []
    before = None
    for number, entry in numbered:
        if before is None or number - before != 1:
            parted.append([])
        parted[-1].append(entry)
        before = number
    return parted

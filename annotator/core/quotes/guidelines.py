"""What the guidelines ask of any quote's spans and type, and where houses depart from them at its edges.

Places at the edges of a quote where one house marks a word or mark more than the other are each of few kinds (`EDGES`,
and a word that introduces what was said). A place says whether the quote takes the word or mark in, and what the quote
would be if it did otherwise. So habits are counted and followed by the same rules.

Each rule has the quote put right where that can be told. The screen points out where an annotator's quote breaks one,
and the suggester holds its quotes to all of them: so nothing that is suggested is complained of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Generic, NamedTuple, TypeVar

from annotator.core.model import Attribution, Quote, QuotePart, QuoteType, Span, Spans, is_same_content, united
from annotator.core.profiles import GuidelineProfile
from annotator.core.program.resources import titles, word_lists
from annotator.core.quotes.assembly import uncovered, without
from annotator.core.text.languages import lists_for
from annotator.core.text.marked_text import (
    CLOSING_OF,
    QuotationMark,
    closes,
    first_closing,
    opens,
    pairs_around,
    tells,
    type_in_text,
    unpaired,
)

Q = TypeVar("Q", bound=Attribution)

OPENING, CLOSING, COLON = "opening mark", "closing mark", "colon of the cue"
COMMA, STOP = "comma", "full stop"
SPOKEN, IN_MARKS = " after spoken words", " before the mark"  # of a comma or full stop
CUE_COMMA, AUXILIARY = "comma of the cue", "auxiliary of the cue"
ARTICLE, TITLE, APPOSITION = "article of the source", "title of the source", "apposition of the source"

EDGES: dict[str, bool] = {
    OPENING: True,
    CLOSING: True,
    COMMA + IN_MARKS: True,
    STOP + IN_MARKS: True,
    COMMA: False,
    STOP: False,
    COMMA + SPOKEN: False,
    STOP + SPOKEN: True,
    COLON: True,
    CUE_COMMA: False,
    AUXILIARY: True,
    ARTICLE: True,
    TITLE: True,
    APPOSITION: True,
}
"""Kinds of places, each with whether the guidelines take it in. Words that introduce what was said are taken in too."""
_NOT_OF_BARE_CUES = frozenset({COLON, AUXILIARY})
"""What belongs to no cue where the guidelines mark the verb alone."""

_MARKS_BEHIND = re.compile(r"[^\w\s]*")
_STOPS = {",": COMMA, ".": STOP}
_WORD = re.compile(r"[^\s,;:]+")
_WORD_BEFORE = re.compile(r"((?:[^\W\d_]|[’'.])*)\s\Z")
_LONGEST_WORD = 24
"""Code points before a span that are looked at for one word. Set by hand."""
_TITLE_WITHIN = 4
"""The first words of a source among which its title is looked for. Set by hand."""


class EdgePlace(NamedTuple, Generic[Q]):
    """A place at an edge of a quote.

    `inside`: whether the quote takes in the word or mark that stands there. `otherwise`: the same quote if it did not,
    or if it did.
    """

    kind: str
    inside: bool
    otherwise: Q


Edges = Counter[tuple[str, bool]]
"""How often places of each kind were met whose word or mark was taken in, and left out."""

_Seen = tuple[str, bool, Q | None]
"""A place before it is known whether there is such another quote."""


def is_taken_in(kind: str, profile: GuidelineProfile) -> bool:
    """Whether the guidelines that the profile stands for take in what stands at places of that kind."""
    return EDGES.get(kind, True) and not (profile.bare_cue and kind in _NOT_OF_BARE_CUES)


def edge_places(text: str, quote: Q) -> Iterator[EdgePlace[Q]]:
    """Yield the places at the edges of a quote, or of one sentence's part of it."""
    for look in (_at_content, _behind_cue, _before_cue, _before_source, _apposition):
        for kind, inside, otherwise in look(text, quote):
            if otherwise is not None:
                yield EdgePlace(kind, inside, otherwise)


def with_habitual_edges(text: str, quote: Q, profile: GuidelineProfile) -> Q:
    """The quote with the edges of annotators who depart from the guidelines at places of some kinds.

    The ends of a piece depend on each other: they are gone through again until all follow.
    """
    for _ in range(_TURNS):
        place = next((place for place, departs in at_departures(text, quote, profile) if not departs), None)
        if place is None:
            break
        quote = place.otherwise
    return quote


def at_departures(text: str, quote: Q, profile: GuidelineProfile) -> Iterator[tuple[EdgePlace[Q], bool]]:
    """Yield places of the kinds at which annotators depart from the guidelines, and whether the quote does so there."""
    for place in edge_places(text, quote) if profile.departures else ():
        if place.kind in profile.departures:
            yield place, place.inside is not is_taken_in(place.kind, profile)


_TURNS = 100
"""The most edges of one quote that are changed: far more than it has, so that this ends whatever the text."""


def _pieces(text: str, content: Spans) -> list[tuple[int, int]]:
    """The content's pieces by the numbers of their first and last span: a sentence's end inside makes no edge."""
    pieces: list[tuple[int, int]] = []
    for number, span in enumerate(content):
        if pieces and not text[content[number - 1].end : span.start].strip():
            pieces[-1] = (pieces[-1][0], number)
        else:
            pieces.append((number, number))
    return pieces


def _with_edge(text: str, quote: Q, role: str, number: int = 0, **edge: int) -> Q | None:
    """The quote with another edge of that span of a role: its `start`, or its `end`.

    None where that leaves no word or touches another span.
    """
    old = quote.spans(role)[number]
    new = old._replace(**edge)
    if not _has_word(text, new) or any(new.overlaps(span) for span in quote.everywhere() if not old.overlaps(span)):
        return None
    return quote.with_span(role, number, new)


def _has_word(text: str, span: Span) -> bool:
    return any(map(str.isalnum, span.of(text)))


# ---- what was said


def _at_content(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    for first, last in _pieces(text, quote.content):
        if not first:
            yield from _introducing_word(text, quote)
        yield from _ends_of_piece(text, quote, first, last)


def _introducing_word(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    """A "that" or "whether" before a report in other words, in small letters and behind the cue.

    Before an auxiliary such a word is a pronoun ("said that was late"), before an article a preposition.
    """
    start, end = quote.content[0]
    if quote.type is QuoteType.DIRECT or quote.cue is None or quote.cue.start > start:
        return
    lists, own = word_lists(), _WORD.match(text, start, end)
    inside = own is not None and own[0] in lists.introducing
    word = Span(*own.span()) if own is not None and inside else _word_before(text, start)
    kind = word.of(text)
    following = _WORD.search(text, max(start, word.end), end)
    others = lists.articles if kind == "to" else lists.auxiliaries
    if kind not in lists.introducing or following is None or following[0].casefold() in others:
        return
    if inside:
        yield kind, True, _with_edge(text, quote, "content", start=following.start())
    elif word.start >= quote.cue.start:
        yield kind, False, _with_edge(text, _without_end(text, quote, word), "content", start=word.start)


def _without_end(text: str, quote: Q, word: Span) -> Q:
    """The quote whose cue does not hold that word at its end; as it is where the cue has no other word."""
    cue = quote.cue
    if cue is None or not word.overlaps(cue):
        return quote
    left = Span(cue.start, max(cue.start, word.start - 1))
    return replace(quote, cue=left) if _has_word(text, left) else quote


def _word_before(text: str, position: int) -> Span:
    """The word that ends right before a place, but for one space; empty where none does."""
    word = _WORD_BEFORE.search(text, max(0, position - _LONGEST_WORD), position)
    return Span(position, position) if word is None else Span(*word.span(1))


def _ends_of_piece(text: str, quote: Q, first: int, last: int) -> Iterator[_Seen[Q]]:
    """Quotation marks around a piece of the content, and the comma or full stop behind its last word."""
    start, end = quote.content[first].start, quote.content[last].end
    position = next((position + 1 for position in range(end - 1, start - 1, -1) if text[position].isalnum()), start)
    behind = _MARKS_BEHIND.match(text, position)
    assert behind is not None  # it matches nothing too
    pair = _pair_around(text, start, Span(*behind.span()))
    if pair is not None:
        opening, closing = pair
        inside = opening.start >= start
        edge = opening.end if inside else opening.start
        yield OPENING, inside, _with_edge(text, quote, "content", first, start=edge)
        inside = closing.start < end
        edge = closing.start if inside else closing.end
        yield CLOSING, inside, _with_edge(text, quote, "content", last, end=edge)
        position, where = (closing.end, "") if inside else (position, IN_MARKS)
    elif any(map(closes, behind[0])):
        return
    else:
        where = SPOKEN if quote.type is QuoteType.DIRECT else ""
    kind = _STOPS.get(text[position : position + 1])
    if kind is not None and not (kind == STOP and _may_be_clipped(text, position)):
        inside = position < end
        yield kind + where, inside, _with_edge(text, quote, "content", last, end=position + (not inside))


def _pair_around(text: str, start: int, behind: Span) -> tuple[QuotationMark, QuotationMark] | None:
    """The marks around a piece: at its start or right before it, and among what stands behind its last word."""
    for opening, closing in pairs_around(text, start):
        if start in (opening.start, opening.end):
            # Speech over several paragraphs opens each of them, and closes the last one alone.
            ends = [closing] if closing is not None else [end for _, end in pairs_around(text, behind.start)]
            return next(((opening, end) for end in ends if end and Span(end.start, end.end).within(behind)), None)
    return None


def _may_be_clipped(text: str, position: int) -> bool:
    """Whether a full stop may belong to its word, as in "U.S." and "Jr.", rather than end a sentence."""
    word = re.search(r"\S*$", text[max(0, position - _LONGEST_WORD) : position])
    assert word is not None  # it matches nothing too
    return "." in word[0] or len(word[0]) < _SHORTEST_WORD or word[0][-1].isdigit() or word[0].casefold() in titles()


_SHORTEST_WORD = 3
"""Letters of a word whose full stop is none of its own: shorter ones are often clipped."""


# ---- who says it


def _behind_cue(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    cue = quote.cue
    if cue is None:
        return
    for position, inside in ((cue.end - 1, True), (cue.end, False)):
        kind = {":": COLON, ",": CUE_COMMA}.get(text[position : position + 1])
        if kind is not None:
            yield kind, inside, _with_edge(text, quote, "cue", end=position + (not inside))
            return


def _before_cue(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    """Words before the verb of a cue: all of them are one place."""
    if quote.cue is None:
        return

    def leads(word: Span) -> bool:
        return word_lists().goes_before_verb(word.of(text).casefold())

    words = _words(text, quote.cue)
    leading = len([*takewhile(leads, words[:-1])])
    if leading:
        yield AUXILIARY, True, _with_edge(text, quote, "cue", start=words[leading].start)
        return
    word, grown = _word_before(text, quote.cue.start), None
    while leads(word) and (more := _with_edge(text, quote, "cue", start=word.start)):
        grown, word = more, _word_before(text, word.start)
    yield AUXILIARY, False, grown


def _before_source(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    """The article before a noun, the title before a name."""
    if quote.source is None:
        return
    articles = word_lists().articles
    words = _words(text, quote.source)
    if len(words) > 1 and words[0].of(text).casefold() in articles:
        yield ARTICLE, True, _with_edge(text, quote, "source", start=words[1].start)
    titled = max((number for number, word in enumerate(words[:_TITLE_WITHIN], 1) if _is_title(text, word)), default=0)
    if titled and _is_name(text, words[titled:]):
        yield TITLE, True, _with_edge(text, quote, "source", start=words[titled].start)
    before = _word_before(text, quote.source.start)
    is_article = before.of(text).casefold() in articles
    if is_article or (not titled and _is_title(text, before) and _is_name(text, words)):
        yield ARTICLE if is_article else TITLE, False, _with_edge(text, quote, "source", start=before.start)


def _words(text: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in _WORD.finditer(text, *span)]


def _is_title(text: str, word: Span) -> bool:
    return word.of(text).casefold().rstrip(".") in titles()


def _is_name(text: str, words: list[Span]) -> bool:
    return bool(words) and text[words[0].start].isupper()


def _apposition(text: str, quote: Q) -> Iterator[_Seen[Q]]:
    """What a source adds to a name behind a comma, in small letters. That one was left out shows nowhere."""
    for source in quote.spans("source"):
        comma = text.find(", ", *source)
        if comma > source.start and text[comma + 2 : source.end][:1].islower():
            yield APPOSITION, True, _with_edge(text, quote, "source", end=comma)


# ---- Where annotators of a database mark more or less at the edges of quotes than the guidelines say.
#
# Their decisions are counted at every place above. Where most of them go against the guidelines at places of a kind,
# they depart from these: suggestions then follow the annotators, and the screen does not complain of it.


_AS_THE_GUIDELINES, _OTHERWISE = 4, 1
"""What is known before any decision, as cases: by it, the fewest cases that show a departure are four, all alike."""


class EdgeHabit(NamedTuple):
    """How often decided quotes took in what stands at places of one kind, and how often they left it out."""

    taken_in: int
    left_out: int

    def departs(self, by_guidelines: bool) -> bool:
        """Whether most quotes are otherwise than the guidelines have them, which take it in or not."""
        alike, other = self if by_guidelines else reversed(self)
        return other + _OTHERWISE > alike + _AS_THE_GUIDELINES


@dataclass(frozen=True, slots=True)
class EdgeHabits:
    """The habits at edges, by the kind of place. Unless `explained`, no reasons are given."""

    kinds: Mapping[str, EdgeHabit] = field(default_factory=dict)
    explained: bool = True

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def departures(self, profile: GuidelineProfile) -> frozenset[str]:
        """The kinds of places at which annotators depart from the guidelines that the profile stands for."""
        return frozenset(kind for kind, habit in self.kinds.items() if habit.departs(is_taken_in(kind, profile)))

    def profile(self, profile: GuidelineProfile) -> GuidelineProfile:
        """The profile with what these annotators do otherwise than its guidelines say."""
        return profile._replace(departures=self.departures(profile))

    def reasons(self, text: str, quote: Attribution, profile: GuidelineProfile) -> tuple[str, ...]:
        """Why the edges of a quote are not those of the guidelines, one line for each place of a departure.

        >>> from annotator.core.model import QuoteType
        >>> habits = EdgeHabits({"that": EdgeHabit(1, 9)})
        >>> text = "Ada said that it rained."
        >>> quote = Quote((Span(14, 23),), QuoteType.INDIRECT, Span(4, 8))
        >>> habits.reasons(text, quote, GuidelineProfile("speech"))
        ('edge: “that” left out here 9 of 10',)
        """
        if not self.explained:
            return ()
        places = at_departures(text, quote, self.profile(profile))
        kinds = {place.kind: place.inside for place, departs in places if departs}
        return tuple(
            f"edge: {_done(kind, inside)} here {self.kinds[kind][not inside]} of {sum(self.kinds[kind])}"
            for kind, inside in kinds.items()
        )

    def in_words(self, profile: GuidelineProfile) -> tuple[str, ...]:
        """All departures in words, by name: "comma taken in", "“that” left out"."""
        return tuple(_done(kind, not is_taken_in(kind, profile)) for kind in sorted(self.departures(profile)))

    def to_json(self) -> dict[str, Any]:
        """The habits as plain values."""
        return {kind: [*habit] for kind, habit in sorted(self.kinds.items())}

    @classmethod
    def of(cls, counts: Edges) -> EdgeHabits:
        """The habits that counts of `decided_edges` show."""
        kinds = sorted({kind for kind, _ in counts})
        return cls({kind: EdgeHabit(counts[kind, True], counts[kind, False]) for kind in kinds})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EdgeHabits:
        """The habits that `to_json` wrote."""
        return cls({kind: EdgeHabit(*map(checked_figure, counts)) for kind, counts in data.items()})


def checked_figure(figure: Any) -> Any:
    """A figure of a habit from JSON. Raises TypeError for one that is no number."""
    if type(figure) not in (int, float):
        raise TypeError("a figure that is no number")
    return figure


def _done(kind: str, inside: bool) -> str:
    """What is done at places of that kind, in words."""
    name = kind if kind in EDGES else f"“{kind}”"
    return f"{name} taken in" if inside else f"{name} left out"


def decided_edges(text: str, decided: Iterable[Quote], shown: Sequence[Quote] = ()) -> Iterator[tuple[str, bool]]:
    """Yield the kinds of the places at the edges of quotes that were decided in a text, and whether they take it in.

    `shown`: the quotes that had been suggested there, as was shown.
    """
    for quote in decided:
        yield from ((place.kind, place.inside) for place in edge_places(text, quote))
        same = (other for other in shown if is_same_content(quote.content, other.content))
        otherwise = {(place.kind, place.otherwise.source) for other in same for place in edge_places(text, other)}
        if (APPOSITION, quote.source) in otherwise:  # it was suggested with one
            yield APPOSITION, False


# ---- The rules: what is broken of the guidelines, and the quote put right.


Finding = tuple[str, QuotePart | None]
"""A message, and the quote put right if that can be told."""
Rule = Callable[[str, QuotePart], Finding | None]


def rules_broken(text: str, quote: QuotePart, profile: GuidelineProfile) -> Iterator[Finding]:
    """Yield what a quote, or one sentence's part of it, breaks of the guidelines that the profile stands for.

    What annotators are known to do otherwise is nothing that they have to be told.
    """
    for rule in RULES:
        finding = None if profile.bare_cue and rule is _colon_after_cue else rule(text, quote)
        if finding is None:
            continue
        departures = at_departures(text, quote, profile)
        if not any(departs and place.otherwise == finding[1] for place, departs in departures):
            yield finding  # putting it right is more than undoing what they do on purpose


_MENDS = 8
"""The most rules that a quote is put right for, one after the other: a rule that undoes another ends here."""


def held_to(text: str, quote: Quote, profile: GuidelineProfile) -> Quote:
    """The whole quote, put right wherever it breaks the guidelines, with the edges that annotators give to quotes."""
    part = quote.part(quote.content, quote.cue, quote.source, continues=False)
    for _ in range(_MENDS):
        mended = next((mended for _, mended in rules_broken(text, part, profile) if mended is not None), None)
        if mended is None:
            break
        part = mended
    return with_habitual_edges(text, part.whole(), profile)


def _colon_after_cue(text: str, quote: QuotePart) -> Finding | None:
    """The guidelines give the colon to the cue, but for those that mark no more of it than the verb."""
    if quote.cue is None or quote.cue.end >= len(text) or text[quote.cue.end] != ":":
        return None
    return "colon belongs to the cue", replace(quote, cue=Span(quote.cue.start, quote.cue.end + 1))


def content_over_others(text: str, quote: QuotePart) -> Finding | None:
    """Cue and source are no part of the content: where they stand inside, it is cut in two."""
    over = [(name, span) for name, span in quote.beside() if any(map(span.overlaps, quote.content))]
    if not over:
        return None
    name, span = over[0]
    ends_in = any(part.end == span.end or part.start < span.start < part.end <= span.end for part in quote.content)
    message = f"content ends in the {name}" if ends_in else f"{name} lies inside the content"
    return message, uncovered(text, quote)


def cue_over_source(text: str, quote: QuotePart) -> Finding | None:
    """What says who spoke and what says that they spoke are two things."""
    if quote.cue is None or quote.source is None or not quote.cue.overlaps(quote.source):
        return None
    rest = without(text, (quote.cue,), quote.source)
    return "cue lies over the source", replace(quote, cue=rest[0]) if len(rest) == 1 else None


def _complementizer_left_out(text: str, quote: QuotePart) -> Finding | None:
    """The "that" before reported words belongs to them, in whichever language, unless the cue holds it."""
    start = quote.content[0].start
    if quote.type is QuoteType.DIRECT:
        return None
    for word in lists_for(text).complementizers:
        grown = start - len(word) - 1
        if text[max(0, grown - 1) : start].casefold() != f" {word} " or (quote.cue and quote.cue.end > grown):
            continue
        content = (Span(grown, quote.content[0].end), *quote.content[1:])
        return f"“{word}” belongs to the content", replace(quote, content=content)
    return None


def _mark_without_partner(text: str, quote: QuotePart) -> Finding | None:
    """A quotation mark inside without its partner, where the partner stands just outside, or the mark at an edge.

    Of a closing mark without any partner in the midst of the content no quote can be blamed: it is a fault of the text.
    """
    first, last = quote.content[0], quote.content[-1]
    words = " ".join(span.of(text) for span in quote.content)
    opened, stray = ([mark.text for mark in marks if tells(mark)] for marks in unpaired(words))
    if len(stray) > len(opened):
        if first.start and stray[0] in CLOSING_OF.get(text[first.start - 1], ()):
            grown = (Span(first.start - 1, first.end), *quote.content[1:])
            return "opening mark left out", replace(quote, content=grown)
        mended = None if quote.continues else _without_edge_mark(text, quote)
        return None if mended is None else ("closing mark without an opening one", mended)
    if len(opened) > len(stray):
        closing = first_closing(text, opened[-1], last.end, min(last.end + 2, len(text)))
        if closing is not None and not text[last.end : closing.start].strip(",.!?"):
            grown = (*quote.content[:-1], Span(last.start, closing.end))
            return "closing mark left out", replace(quote, content=united(grown))
    return None


def _without_edge_mark(text: str, quote: QuotePart) -> QuotePart | None:
    """The quote without the last closing mark around the words of a piece; None if there is none, or nothing more."""
    edges = []
    for span in quote.content:
        wordy = [position for position in range(*span) if text[position].isalnum()] or [span.end]
        around = (*range(span.start, wordy[0]), *range(wordy[-1] + 1, span.end))
        edges += [position for position in around if closes(text[position]) and not opens(text[position])]
    kept = without(text, quote.content, Span(edges[-1], edges[-1] + 1)) if edges else ()
    return replace(quote, content=kept) if kept else None


def _type_and_marks(text: str, quote: QuotePart) -> Finding | None:
    """The type against the quotation marks: all in marks is direct, some is mixed, none is indirect (or direct)."""
    by_marks = type_in_text(text, quote.content)
    message = _OTHER_BY_MARKS.get((quote.type, by_marks))
    return None if message is None else (message, replace(quote, type=by_marks))


_OTHER_BY_MARKS = {
    (QuoteType.INDIRECT, QuoteType.DIRECT): "all in quotation marks: direct?",
    (QuoteType.MIXED, QuoteType.INDIRECT): "no quotation marks in it: not mixed",
    (QuoteType.INDIRECT, QuoteType.MIXED): "quoted words in it: mixed?",
}
"""What is said of a type where the marks give another one."""


RULES: tuple[Rule, ...] = (
    cue_over_source,
    content_over_others,
    _colon_after_cue,
    _mark_without_partner,
    _complementizer_left_out,
    _type_and_marks,
)

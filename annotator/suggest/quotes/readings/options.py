"""All readings of a suggested quote that are tried, with what speaks for each: its options."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.edges import Edges, distance, ends, starts
from annotator.suggest.quotes.readings.words import Features, Sight, Text, Words, overlap, size
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.text.view import Range, View

# Set by hand: they bound how much is tried.
_SAME_CUE, _OTHER_CUES = 6, 8
"""How many other candidates of the same cue are options, and how many of other cues."""
_SAME_CUE_FROM, _OTHER_CUE_FROM = 0.05, 0.1
"""The raw score from which they are."""
_UNSUGGESTED_FROM = 0.02
"""The raw score from which a candidate is an option where nothing is suggested."""
_REGIONS = 3
"""How many quoted regions of the paragraph are added to one at once."""
_MUCH_LESS = 4.0
"""By how much the log odds of an edge may be lower than those of the likeliest one."""


@dataclass(slots=True)
class Option:
    """One reading of a suggested quote; without `words` it is no quote.

    `made_of`: the candidate whose cue and source it has. `replaces`: numbers of the suggested quotes whose place it
    takes. `features`: what speaks for it, in groups that options may have in common.
    """

    words: Words
    made_of: Candidate
    replaces: tuple[int, ...]
    features: tuple[Features, ...]


@dataclass(slots=True)
class Candidates:
    """The candidates of a text. `suggested`: those that became quotes, in their order. The others, which were dropped,
    by cue (`by_head`: the number of its main word) and by the number of the sentence that the cue stands in. `words`:
    of each suggested one; `holder`: which of them has a token as content or as its cue's main word.
    """

    text: Text
    suggested: Sequence[Candidate]
    by_head: dict[int, list[Candidate]] = field(default_factory=dict)
    by_sentence: dict[int, list[Candidate]] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)
    holder: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(
        cls, view: View, dropped: Sequence[Candidate], suggested: Sequence[Candidate], sight: Sight | None = None
    ) -> Candidates:
        """Those of a text, each list of dropped ones with the likeliest first. `sight`: of a trained network."""
        text = Text(view, sight)
        found = cls(text, suggested, words=[text.words(one.content) for one in suggested])
        for number, one in enumerate(suggested):
            found.holder.update(dict.fromkeys((one.head, *one.tokens()), number))
        for candidate in sorted(dropped, key=lambda candidate: -candidate.score):
            if candidate.score < _SAME_CUE_FROM:
                break
            found.by_head.setdefault(candidate.head, []).append(candidate)
            if candidate.score >= _OTHER_CUE_FROM:
                found.by_sentence.setdefault(view.sentence_of[candidate.head], []).append(candidate)
        return found

    def moves_edges(self, number: int, option: Option) -> bool:
        """Whether an option gives the suggested quote with this number other edges, and nothing else.

        It has as many pieces then, in the same sentences: over which a quote runs on, joining and continuation say.
        """
        own, base = self.words[number], self.suggested[number]
        alike = option.replaces == (number,) and option.made_of.head == base.head and len(option.words) == len(own)
        return alike and self._sentences(option.words) == self._sentences(own)

    def _sentences(self, words: Words) -> set[int]:
        sentence_of = self.text.view.sentence_of
        return {sentence_of[i] for start, end in words for i in range(start, end)}

    def held(self, words: Words) -> set[int]:
        """The suggested quotes of whose content or cue these words hold some."""
        holder = self.holder
        return {holder[i] for start, end in words for i in range(start, end) if i in holder}


def options(candidates: Candidates, number: int, weights: Mapping[str, float] | None = None) -> list[Option]:
    """The options of a suggested quote, given by its number: as it is suggested, no quote, then the others.

    No two have the same words. With `weights` edges that are very unlikely by these are not tried: that saves time.
    """
    base, words = candidates.suggested[number], candidates.words[number]
    family = base.frame.family
    odds = _odds(base.score)
    as_it_is: Features = ("as suggested", f"{family} as suggested", f"as suggested odds={odds}")
    none: Features = ("nothing", f"{family} nothing", f"nothing odds={odds}", f"nothing size={_size(words)}")
    if base.evidence is not None:
        as_it_is += (f"as suggested {base.side}", f"as suggested exact={_odds(base.exact)}")
        none += (f"nothing {base.side}",)
    found = [Option(words, base, (number,), (as_it_is,)), Option((), base, (number,), (none,))]
    known = {words: 0}
    for option in (
        *_same_content(candidates, number, weights),
        *_same_cue(candidates, number),
        *_other_cues(candidates, number),
        *_joined(candidates, number),
    ):
        place = known.setdefault(option.words, len(found))
        if place == len(found):
            found.append(option)
        elif not place:
            # Its own edges speak for the reading that is suggested, too.
            found[0].features += option.features
    sight = candidates.text.sight
    if sight is not None:
        for option in found:
            if option.words and option.made_of.head == base.head and len(option.replaces) == 1:
                option.features += (sight.whole(base.head, option.words, words),)
    return found


def _same_content(candidates: Candidates, number: int, weights: Mapping[str, float] | None) -> Iterator[Option]:
    """With other edges and pieces."""
    text, base, words = candidates.text, candidates.suggested[number], candidates.words[number]
    same_cue = candidates.by_head.get(base.head, ())
    begins, finishes = starts(text, base, words, same_cue), ends(text, base, words, same_cue)
    if weights is not None:
        begins, finishes = _likely(begins, words[0][0], weights), _likely(finishes, words[-1][1], weights)
    family = base.frame.family
    alone: tuple[int, ...] = (number,)
    for name, pieces in _shapes(text, base, words):
        of_shape = (f"pieces {name}", f"{family} pieces {name}")
        own = name == "own"
        for start, of_start in begins.items() if own else [(pieces[0][0], begins.get(pieces[0][0], ()))]:
            for end, of_end in finishes.items() if own else _ends_of(finishes, pieces):
                if start >= pieces[0][1] or end <= pieces[-1][0] or end <= start:
                    continue
                made = _with_edges(pieces, start, end)
                both = start != words[0][0] and end != words[-1][1]
                replaces = alone
                if start < words[0][0] or end > words[-1][1] or not own:
                    replaces = _replaced(candidates, number, made)
                together = _together(_size(made), both, len(replaces) > 1)
                yield Option(made, base, replaces, (of_shape, of_start, of_end, together))


def _shapes(text: Text, base: Candidate, words: Words) -> Iterator[tuple[str, Words]]:
    """The pieces that the content of a candidate may have, each time with a name, its own first."""
    yield "own", words
    if len(words) > 1:
        yield "without last", words[:-1]
        yield "without first", words[1:]
        if len(words) > 2:
            yield "first only", words[:1]
        if not any(a[1] <= base.head < b[0] for a, b in pairwise(words)):
            yield "closed up", ((words[0][0], words[-1][1]),)
    for name, found in _added(text, base, words):
        more = text.words((*words, *found)) if found else words
        if more != words:
            yield name, more


def _added(text: Text, base: Candidate, words: Words) -> Iterator[tuple[str, Sequence[Range]]]:
    """What may be content too, by name."""
    clause = _clause(base)
    yield "with what leads", _leading(text, base, words, clause)
    yield "with relative", _relative(text, words, clause)
    yield "with what follows", _following(text, base, words, clause)
    regions = _regions_behind(text, words)
    yield "with next region", regions[:1]
    yield "with next regions", regions if len(regions) > 1 else ()
    yield "with region before", _region_before(text, words)


def _clause(base: Candidate) -> Range:
    """The cue with the source, if that stands beside it."""
    start, end = base.cue
    if base.source is not None and base.source[0] < base.source[1]:
        start, end = min(start, base.source[0]), max(end, base.source[1])
    return start, end


def _leading(text: Text, base: Candidate, words: Words, clause: Range) -> Sequence[Range]:
    """What stands in the sentence before the reporting clause: "In May, she said, it will open"."""
    first, _ = text.view.sentence(base.head)
    end = min(clause[0], words[0][0])
    return [(first, end)] if first < end else ()


def _relative(text: Text, words: Words, clause: Range) -> Sequence[Range]:
    """The relative pronoun before the reporting clause: "the man who she says won"."""
    place = min(clause[0], words[0][0]) - 1
    return [(place, place + 1)] if text.kinds[place] == "wh" else ()


def _following(text: Text, base: Candidate, words: Words, clause: Range) -> Sequence[Range]:
    """What stands in the sentence behind the reporting clause: "It is late, she said, and dark"."""
    _, last = text.view.sentence(base.head)
    return [(clause[1], last)] if words[-1][1] <= clause[0] and clause[1] < last else ()


def _regions_behind(text: Text, words: Words) -> Sequence[Range]:
    """The quoted regions that follow a quoted content in its paragraph."""
    view = text.view
    number = view.region_of[words[-1][1] - 1]
    if number < 0:
        return ()
    here = view.regions[number].paragraph
    behind = view.regions[number + 1 : number + 1 + _REGIONS]
    return [(region.start, region.end) for region in behind if region.paragraph == here]


def _region_before(text: Text, words: Words) -> Sequence[Range]:
    """The quoted region before a quoted content, in its paragraph or the one before."""
    view = text.view
    number = view.region_of[words[0][0]]
    if number < 1:
        return ()
    before, here = view.regions[number - 1 : number + 1]
    return [(before.start, before.end)] if here.paragraph - before.paragraph <= 1 else ()


def _likely(edges: Edges, own: int, weights: Mapping[str, float]) -> Edges:
    """The own edge, and those that are not much less likely than the likeliest."""
    worths = {place: sum(weights.get(one, 0.0) for one in features) for place, features in edges.items()}
    least = max(worths.values()) - _MUCH_LESS
    return {place: features for place, features in edges.items() if place == own or worths[place] >= least}


@cache
def _together(size: str, both: bool, takes_another: bool) -> Features:
    """What speaks for a content as a whole."""
    return (f"size={size}", *(["both edges"] if both else []), *(["takes another"] if takes_another else []))


def _ends_of(finishes: dict[int, Features], pieces: Words) -> list[tuple[int, Features]]:
    """The ends to try for other pieces than its own: their own one, and those within the last piece."""
    own = pieces[-1][1]
    return [(own, finishes.get(own, ()))]


def _with_edges(pieces: Words, start: int, end: int) -> Words:
    if len(pieces) == 1:
        return ((start, end),)
    return ((start, pieces[0][1]), *pieces[1:-1], (pieces[-1][0], end))


def _same_cue(candidates: Candidates, number: int) -> Iterator[Option]:
    """What the cue's other candidates are."""
    base = candidates.suggested[number]
    for rank, other in enumerate(candidates.by_head.get(base.head, ())[:_SAME_CUE]):
        words = candidates.text.words(other.content)
        features = (
            "same cue",
            f"same cue rank={rank}",
            f"same cue {base.frame.family} {other.frame.family}",
            f"same cue more={_more(other, base)}",
            f"same cue odds={_odds(other.score)}",
        )
        yield Option(words, other, _replaced(candidates, number, words), (features,))


def _other_cues(candidates: Candidates, number: int) -> Iterator[Option]:
    """Candidates of other cues whose content shares a token with it: "said she thought it was late"."""
    text, base = candidates.text, candidates.suggested[number]
    sentences = {text.view.sentence_of[i] for start, end in base.content for i in (start, end - 1)}
    near = [c for at in range(min(sentences) - 1, max(sentences) + 2) for c in candidates.by_sentence.get(at, ())]
    rivals = [c for c in near if c.head != base.head and overlap(c.content, base.content)]
    own = base.tokens()
    for rank, rival in enumerate(sorted(rivals, key=lambda c: -c.score)[:_OTHER_CUES]):
        words = text.words(rival.content)
        where = "inside" if base.holds(rival.head) else "around" if rival.holds(base.head) else "beside"
        tokens = rival.tokens()
        replaces = _replaced(candidates, number, words)
        features = (
            "other cue",
            f"other cue rank={rank}",
            f"other cue {rival.frame.family}",
            f"other cue {base.frame.family} {where}",
            f"other cue more={_more(rival, base)}",
            f"other cue {where} odds={_odds(rival.score)}",
            f"other cue shared={4 * len(own & tokens) // len(own | tokens)}",
            f"other cue takes={min(len(replaces), 2)}",
        )
        yield Option(words, rival, replaces, (features,))


def _joined(candidates: Candidates, number: int) -> Iterator[Option]:
    """Together with the suggested quote before or behind it in the paragraph."""
    view, suggested = candidates.text.view, candidates.suggested
    base = suggested[number]
    for other in (number + 1, number - 1):
        if not 0 <= other < len(suggested):
            continue
        first, second = sorted((base, suggested[other]), key=lambda candidate: candidate.start)
        if first.end > second.start or view.paragraph_of[first.start] != view.paragraph_of[second.start]:
            continue
        quoted = "quoted" if view.quoted(first.end - 1) and view.quoted(second.start) else "unquoted"
        which = "next" if other > number else "last"
        same = "same" if _source_text(view, first) == _source_text(view, second) else "another"
        features = (
            f"joined {which}",
            f"joined {which} {quoted}",
            f"joined {same} source {quoted}",
            f"joined {base.frame.family} {suggested[other].frame.family}",
            f"joined over={distance(first.end, second.start)}",
        )
        words = candidates.text.words((*first.content, *second.content))
        yield Option(words, base, tuple(sorted((number, other))), (features,))


def unsuggested(candidates: Candidates) -> Iterator[list[Option]]:
    """The options of each cue of which nothing is suggested: no quote first, then its candidates."""
    text = candidates.text
    suggested = {candidate.head for candidate in candidates.suggested}
    for head, found in candidates.by_head.items():
        best = found[0]
        if head in suggested or head in candidates.holder or best.score < _UNSUGGESTED_FROM:
            continue
        made = [Option((), best, (), (("none there", f"{best.frame.family} none there"),))]
        for rank, candidate in enumerate(found[:2]):
            words = text.words(candidate.content)
            if candidates.held(words) or any(option.words == words for option in made):
                continue
            features = (
                "there",
                f"{candidate.frame.family} there",
                f"there rank={rank}",
                f"there odds={_odds(candidate.score)}",
                f"there size={_size(words)}",
                f"there source={'none' if candidate.source is None else text.kinds[candidate.source[1] - 1]}",
                f"there begins={text.kinds[candidate.start]}",
            )
            made.append(Option(words, candidate, (), (features,)))
        if len(made) > 1:
            yield made


def _replaced(candidates: Candidates, number: int, words: Words) -> tuple[int, ...]:
    return tuple(sorted({number, *candidates.held(words)}))


def _source_text(view: View, candidate: Candidate) -> str | None:
    return None if candidate.source is None else view.doc[candidate.source[0] : candidate.source[1]].text.lower()


def _size(words: Words) -> str:
    return _SIZES[min(size(words), len(_SIZES) - 1)]


_SIZES = ("0", "1", "2", "3", *["4-6"] * 3, *["7-12"] * 6, ">12")


def _odds(share: float) -> float:
    """A probability's log odds, to the half; it is kept between 0.02 and 0.98."""
    share = min(max(share, 0.02), 0.98)
    return round(2 * math.log(share / (1 - share))) / 2


def _more(one: Candidate, other: Candidate) -> float:
    """By how much the log odds of the first are higher, to the half, at most 4."""
    return max(-4.0, min(4.0, _odds(one.score) - _odds(other.score)))


def candidate_of(text: Text, option: Option) -> Candidate | None:
    """The candidate that an option would be; None where its cue or its source would lie in its content."""
    like = option.made_of
    content = text.fitted(option.words, like)
    if like.frame.uncued:
        at = content[0][0]
        return replace(like, content=content, cue=(at, at), head=at)
    cue = _cue_beside(text, like, content)
    if overlap(content, [cue, *([like.source] if like.source is not None else [])]):
        return None
    if like.speech is None:
        # Once for all readings that it is part of: this takes longer than the rest.
        like.speech = sounds_spoken(text.view, like)
    return Candidate(content, cue, like.head, like.source, like.word, like.frame, like.score, like.speech)


def _cue_beside(text: Text, like: Candidate, content: Sequence[Range]) -> Range:
    """The cue next to another content: a preposition between the two belongs to the one or to the other."""
    start, end = like.cue
    first = content[0][0]
    if like.head < first < end or (
        end == like.start < first and all(text.kinds[i] == "preposition" for i in range(end, first))
    ):
        end = first
    return start, end

"""All readings of a suggested quote that are tried, with what speaks for each: its options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice, pairwise

from annotator.core.model import grouped
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.words import WORDLESS, CueSight, Features, Text, WordRanges, overlap, size
from annotator.suggest.quotes.types import sounds_spoken
from annotator.suggest.regression import log_odds, worth_of
from annotator.suggest.text.view import Range, View, numbers_in

# Set by hand: they bound how much is tried.
_SAME_CUE, _OTHER_CUES = 6, 8
"""How many other candidates of the same cue are options, and how many of other cues."""
_SAME_CUE_FROM, _OTHER_CUE_FROM = 0.05, 0.1
"""The raw score from which they are."""
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

    words: WordRanges
    made_of: Candidate
    replaces: tuple[int, ...]
    features: tuple[Features, ...]


class Candidates:
    """The candidates of a text. `suggested`: those that became quotes, in their order. The others, which were dropped,
    by cue (`by_head`: the number of its main word) and by the number of the sentence that the cue stands in, the
    likeliest first. `words`: of each suggested one; `holder`: as `holders` has it.
    """

    def __init__(
        self, view: View, dropped: Sequence[Candidate], suggested: Sequence[Candidate], sight: CueSight | None = None
    ) -> None:
        """`sight`: of a trained network."""
        self.text = Text(view, sight)
        self.suggested = suggested
        self.words = [self.text.words(quote.content) for quote in suggested]
        self.holder = holders(suggested)
        likeliest = sorted(dropped, key=lambda candidate: -candidate.score)
        near = [candidate for candidate in likeliest if candidate.score >= _OTHER_CUE_FROM]
        self.by_head = grouped((c.head, c) for c in likeliest if c.score >= _SAME_CUE_FROM)
        self.by_sentence = grouped((view.sentence_of[candidate.head], candidate) for candidate in near)

    def moves_edges(self, number: int, option: Option) -> bool:
        """Whether an option gives the suggested quote with this number other words, and nothing else.

        What the rules alone suggest has as many pieces then, in the same sentences: over which a quote runs on, joining
        and continuation say. Of a quote that a trained network saw the options say it, so long as it is the same quote:
        none of its words go, or half of those in either stay.
        """
        base, words, sentence_of = self.suggested[number], self.words[number], self.text.view.sentence_of
        own, of_option = set(numbers_in(words)), set(numbers_in(option.words))
        if not own or not of_option or option.replaces != (number,) or option.made_of.head != base.head:
            return False
        if base.evidence is not None:
            return own <= of_option or 2 * len(own & of_option) >= len(own | of_option)
        return len(words) == len(option.words) and {sentence_of[i] for i in own} == {sentence_of[i] for i in of_option}


def holders(suggested: Iterable[Candidate]) -> dict[int, int]:
    """Which of the suggested quotes has a token as content or as its cue's main word."""
    return {i: number for number, quote in enumerate(suggested) for i in (quote.head, *quote.tokens())}


def held(holder: Mapping[int, int], words: WordRanges) -> set[int]:
    """The suggested quotes of whose content or cue these words hold some."""
    return {holder[i] for i in numbers_in(words) if i in holder}


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
    choices = [Option(words, base, (number,), (as_it_is,)), Option((), base, (number,), (none,))]
    known = {words: 0}
    for option in (
        *_same_content(candidates, number, weights),
        *_same_cue(candidates, number),
        *_other_cues(candidates, number),
        *_joined(candidates, number),
    ):
        place = known.setdefault(option.words, len(choices))
        if place == len(choices):
            choices.append(option)
        elif not place:
            # Its own edges speak for the reading that is suggested, too.
            choices[0].features += option.features
    sight = candidates.text.sight
    if sight is not None:
        for option in choices:
            if option.words and option.made_of.head == base.head and len(option.replaces) == 1:
                option.features += (sight.whole(base.head, option.words, words),)
    return choices


def _same_content(candidates: Candidates, number: int, weights: Mapping[str, float] | None) -> Iterator[Option]:
    """With other edges and pieces. A content of marks alone, as in "“—,” she said.", has none."""
    text, base, words = candidates.text, candidates.suggested[number], candidates.words[number]
    if not words:
        return
    same_cue = candidates.by_head.get(base.head, ())
    begins, finishes = _starts(text, base, words, same_cue), _ends(text, base, words, same_cue)
    if weights is not None:
        begins, finishes = _likely(begins, words[0][0], weights), _likely(finishes, words[-1][1], weights)
    family = base.frame.family
    alone: tuple[int, ...] = (number,)
    for name, pieces in _shapes(text, base, words):
        of_shape = (f"pieces {name}", f"{family} pieces {name}")
        own, first, last = name == "own", pieces[0][0], pieces[-1][1]
        for start, of_start in (begins if own else {first: begins.get(first, ())}).items():
            for end, of_end in (finishes if own else {last: finishes.get(last, ())}).items():
                if end <= start:
                    continue
                moved = [*pieces]
                moved[0] = (start, moved[0][1])
                moved[-1] = (moved[-1][0], end)
                content = tuple(moved)
                both = start != words[0][0] and end != words[-1][1]
                replaces = alone
                if start < words[0][0] or end > words[-1][1] or not own:
                    replaces = _replaced(candidates, number, content)
                together = _together(_size(content), both, len(replaces) > 1)
                yield Option(content, base, replaces, (of_shape, of_start, of_end, together))


def _shapes(text: Text, base: Candidate, words: WordRanges) -> Iterator[tuple[str, WordRanges]]:
    """The pieces that the content of a candidate may have, each time with a name, its own first."""
    yield "own", words
    if len(words) > 1:
        yield "without last", words[:-1]
        yield "without first", words[1:]
        if not any(a[1] <= base.head < b[0] for a, b in pairwise(words)):
            yield "closed up", ((words[0][0], words[-1][1]),)
    for name, added in _added(text, base, words):
        more = text.words((*words, *added)) if added else words
        if more != words:
            yield name, more


def _added(text: Text, base: Candidate, words: WordRanges) -> Iterator[tuple[str, Sequence[Range]]]:
    """What may be content too, by name: around the reporting clause in its sentence, and in marks beside it."""
    view, (first, last), (start, end) = text.view, text.view.sentence(base.head), base.cue
    if base.source is not None:
        start, end = min(start, base.source[0]), max(end, base.source[1])
    before = min(start, words[0][0])
    # "In May, she said, it will open"; "the man who she says won"; "It is late, she said, and dark".
    yield "with what leads", [(first, before)]
    yield "with relative", [(before - 1, before)] if text.kinds[before - 1] == "wh" else ()
    yield "with what follows", [(end, last)] if words[-1][1] <= start else ()
    number = view.region_of[words[-1][1] - 1]
    if number >= 0:
        here = view.regions[number].paragraph
        following = view.regions[number + 1 : number + 1 + _REGIONS]
        regions = [region.span for region in following if region.paragraph == here]
        yield "with next region", regions[:1]
        yield "with next regions", regions if len(regions) > 1 else ()
    number = view.region_of[words[0][0]]
    if number > 0:
        other, own = view.regions[number - 1 : number + 1]
        # It may stand in the paragraph before.
        yield "with region before", [other.span] if own.paragraph - other.paragraph <= 1 else ()


def _likely(edges: Edges, own: int, weights: Mapping[str, float]) -> Edges:
    """The own edge, and those that are not much less likely than the likeliest."""
    worths = {place: worth_of(features, weights) for place, features in edges.items()}
    least = max(worths.values()) - _MUCH_LESS
    return {place: features for place, features in edges.items() if place == own or worths[place] >= least}


@cache
def _together(size: str, both: bool, takes_another: bool) -> Features:
    """What speaks for a content as a whole."""
    return (f"size={size}", *(["both edges"] if both else []), *(["takes another"] if takes_another else []))


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
    rivals = [
        c
        for sentence in range(min(sentences) - 1, max(sentences) + 2)
        for c in candidates.by_sentence.get(sentence, ())
        if c.head != base.head and overlap(c.content, base.content)
    ]
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
            f"joined over={_about(abs(first.end - second.start))}",
        )
        words = candidates.text.words((*first.content, *second.content))
        yield Option(words, base, tuple(sorted((number, other))), (features,))


def unsuggested(candidates: Candidates) -> Iterator[list[Option]]:
    """The options of each cue of which nothing is suggested: no quote first, then its candidates."""
    text = candidates.text
    for head, dropped in candidates.by_head.items():
        if head in candidates.holder:
            continue
        best = dropped[0]
        choices = [Option((), best, (), (("none there", f"{best.frame.family} none there"),))]
        for rank, candidate in enumerate(dropped[:2]):
            words = text.words(candidate.content)
            if held(candidates.holder, words) or any(option.words == words for option in choices):
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
            choices.append(Option(words, candidate, (), (features,)))
        if len(choices) > 1:
            yield choices


def _replaced(candidates: Candidates, number: int, words: WordRanges) -> tuple[int, ...]:
    return tuple(sorted({number, *held(candidates.holder, words)}))


def _source_text(view: View, candidate: Candidate) -> str | None:
    return None if candidate.source is None else view.doc[candidate.source[0] : candidate.source[1]].text.lower()


def _size(words: WordRanges) -> str:
    return _about(size(words))


def _about(count: int) -> str:
    """How many tokens, roughly."""
    return _COUNTS[min(count, len(_COUNTS) - 1)]


_COUNTS = ("0", "1", "2", "3", *["4-6"] * 3, *["7-12"] * 6, ">12")


def _odds(share: float) -> float:
    """A probability's log odds, to the half; it is kept between 0.02 and 0.98."""
    return round(2 * log_odds(share, 0.02)) / 2


def _more(candidate: Candidate, other: Candidate) -> float:
    """By how much the log odds of the first are higher, to the half, at most 4."""
    return max(-4.0, min(4.0, _odds(candidate.score) - _odds(other.score)))


def candidate_of(text: Text, option: Option) -> Candidate | None:
    """The candidate that an option would be; None where its cue or its source would lie in its content."""
    like = option.made_of
    content = text.fitted(option.words, like)
    if like.frame.uncued:
        start = content[0][0]
        return replace(like, content=content, cue=(start, start), head=start)
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
    if max(like.head, start) < first < end or (
        end == like.start < first and all(text.kinds[i] == "preposition" for i in range(end, first))
    ):
        end = first
    return start, end


# ---- Where a content may begin and end instead, and what speaks for each place.
#
# A place is given by a word: the first one of the content, or the end of the last one. What speaks for it are features,
# short texts in the file of weights (`reading_weights.tsv`). None of them holds a word of the language: only kinds of
# words, relations of the parse and distances.


Edges = dict[int, Features]
"""Features of each place where a content may begin (or end), by token number."""

OPENERS = frozenset({"that", "to", "wh", "preposition", "subordinator", "and"})
"""Kinds of words that a phrase begins with."""
_BREAKS = WORDLESS - {"space"}
# These were set by hand. They bound how many places are tried; which one is likely, the weights say.
_EARLIER = 6
"""Words before the first one at which the content may begin; further ones only after a break."""
_LATER, _LATEST = 5, 12
"""At how many words behind the first one it may begin, and among how many."""
_SHORTER, _LONGER = 7, 5
"""At how many places before and behind its end it may end."""
_FURTHEST = 40
"""Tokens behind its end within which the content may end; a quoted region may end further on."""


_KEPT = 4096
"""How many combinations of features are remembered as text: making the text anew takes longer than the rest."""


def _starts(text: Text, base: Candidate, words: WordRanges, others: Iterable[Candidate]) -> Edges:
    """Where the content of a candidate may begin. `words`: its content; `others`: candidates of the same cue."""
    own, stop = words[0]
    lowest = _lowest_start(text, base, own)
    of_others = {text.following(other.start, other.end) for other in others}
    places = {own, *_earlier(text, own, lowest), *_later(text, own, stop)}
    places |= {start for start in of_others if lowest <= start < stop}
    return {
        start: (*_start_features(text, base, start, own), *(["begin other"] if start in of_others else ()))
        for start in sorted(places)
    }


def _lowest_start(text: Text, base: Candidate, own: int) -> int:
    """The first token from which on the content may begin: in its sentence, and behind a cue or source that leads it.

    A preposition at the end of the cue may be the first word of the content.
    """
    lowest, _ = text.view.sentence(own)
    if base.source is not None and base.source[1] <= own:
        lowest = max(lowest, base.source[1])
    behind = base.cue[1]
    if behind > own:
        return lowest
    if base.head < behind - 1 and text.kinds[behind - 1] in OPENERS:
        behind -= 1
    return max(lowest, behind)


def _earlier(text: Text, own: int, lowest: int) -> Iterable[int]:
    begins = filter(text.begins_word, range(own - 1, lowest - 1, -1))
    for words, i in enumerate(begins, start=1):
        if words <= _EARLIER or text.kinds[i - 1] in _BREAKS or i == lowest:
            yield i


def _later(text: Text, own: int, stop: int) -> Iterable[int]:
    kinds = text.kinds
    # The guidelines give the "that" of reported words to them.
    begins = (i for i in range(own + 1, stop) if text.begins_word(i) and kinds[i - 1] != "that")
    near = enumerate(islice(begins, _LATEST), start=1)
    after = _BREAKS | {"preposition"}
    return islice((i for words, i in near if words <= 2 or kinds[i] in OPENERS or kinds[i - 1] in after), _LATER)


def _start_features(text: Text, base: Candidate, start: int, own: int) -> Features:
    view, kinds = text.view, text.kinds
    region = view.region(start)
    quoted = ""
    if region is not None:
        quoted = "opens" if text.following(region.start, start) == start else "quoted"
    cut = ""
    if start == view.sentence(start)[0]:
        cut = "sentence"
    elif start > base.cue[1] and view[start - 1].head.i >= start:
        cut = "cuts"
    side = "begin own" if start == own else "begin earlier" if start < own else "begin later"
    here, after = f"at={kinds[start]}", f"after={'cue' if start == base.cue[1] else kinds[start - 1]}"
    return (
        *_texts(side, base.frame.family, here, after, _about(abs(start - own)), quoted, cut),
        *(text.sight.begin(base.head, start) if text.sight is not None else ()),
    )


@lru_cache(maxsize=_KEPT)
def _texts(side: str, family: str, seen: str, beyond: str, by: str, *more: str) -> Features:
    """Features of an edge. `side`: which and whether it is the own one; `seen`, `beyond`: the words beside it, the more
    telling one first; `by`: how far from the own one it is."""
    return (
        f"{family} {side}",
        f"{family} {side} {seen}",
        f"{side} {seen}",
        f"{side} {beyond}",
        f"{side} by={by}",
        *(f"{side} {feature}" for feature in more if feature),
    )


def _ends(text: Text, base: Candidate, words: WordRanges, others: Iterable[Candidate]) -> Edges:
    """Where the content of a candidate may end; the arguments are those of `_starts`."""
    first, own = words[-1]
    of_others = {text.preceding(other.end, other.start) for other in others}
    places = {own, *_pauses(text, first, range(own - 1, first, -1), _SHORTER), *_longer(text, base, first, own)}
    places |= of_others
    behind = [span[0] for span in (base.cue, base.source) if span is not None and own <= span[0]]
    if behind:
        places = {end for end in places if end <= min(behind)}
    return {
        end: (*_end_features(text, base, end, own), *(["end other"] if end in of_others else ()))
        for end in sorted(places)
        if end > first
    }


def _pauses(text: Text, first: int, places: Iterable[int], most: int) -> Iterable[int]:
    """Where a content that begins with `first` may end, before one of these tokens."""
    return islice((text.preceding(i, first) for i in places if _may_end_before(text, i)), most)


def _longer(text: Text, base: Candidate, first: int, own: int) -> Iterable[int]:
    view = text.view
    _, last = view.sentence(own - 1)
    yield from _pauses(text, first, range(own + 1, min(last, own + _FURTHEST)), _LONGER)
    yield text.preceding(last, first)
    for i in (own - 1, own, last + 1):
        region = view.region(i) if i < text.size else None
        if region is not None and region.end <= own + 3 * _FURTHEST:
            yield text.preceding(region.end, first)
    if own > base.cue[0] and last < text.size and view.paragraph_of[last] == view.paragraph_of[own - 1]:
        yield text.preceding(view.sentence(last)[1], first)


def _may_end_before(text: Text, i: int) -> bool:
    """Whether a content may end before this token: a phrase or a clause begins there, or a pause."""
    kind = text.kinds[i]
    if kind in OPENERS or kind in _BREAKS:
        return True
    participle = text.view[i].tag_ in text.view.labels.tags.participle
    return participle and text.kinds[i - 1] in ("noun", "comma")


def _end_features(text: Text, base: Candidate, end: int, own: int) -> Features:
    view, kinds = text.view, text.kinds
    side = "end own" if end == own else "end shorter" if end < own else "end longer"
    following = kinds[end]
    if following in ("comma", "colon"):
        following += f"+{kinds[min(end + 1, text.size)]}"
    region = view.region(end - 1)
    quoted = ""
    if region is not None:
        quoted = "closes" if text.following(end, region.end) >= region.end else "quoted"
    sentence = "sentence" if kinds[end] == "stop" or end >= view.sentence(end - 1)[1] else ""
    before, here = f"before={following}", f"at={kinds[end - 1]}"
    return (
        *_texts(side, base.frame.family, before, here, _about(abs(end - own)), quoted, sentence),
        *_what_follows(text, base, end, side),
        *(text.sight.end(base.head, end) if text.sight is not None else ()),
    )


def _what_follows(text: Text, base: Candidate, end: int, side: str) -> Iterable[str]:
    """How what follows the end hangs in the parse: on the cue, on the content, or on something else."""
    view = text.view
    _, last = view.sentence(end - 1)
    i = text.following(end, last)
    if i >= last:
        return
    token = view[i]
    while token.head.i > i and token.head.left_edge.i >= i:
        token = token.head
    head = token.head.i
    if head == base.head:
        yield f"{side} on=cue"
        yield f"{side} on=cue as={token.dep_}"
        return
    on = "content" if base.start <= head < end else "before" if head < end else "behind"
    yield f"{side} on={on} as={token.dep_}"
    yield f"{side} on={on} of={text.kinds[head]}"

"""Who speaks each turn of a story: all turns are weighed together.

What a turn says by itself (its source, who acts in its paragraph, who was named last) is joined with what turns say of
each other: neighbouring paragraphs are mostly two people's, and the one before last mostly speaks again. That two
people alternate is the strongest sign in literature (Elson and McKeown 2010, "Automatic Attribution of Quoted Speech in
Literary Narrative"; O'Keefe et al. 2012, "A Sequence Labelling Approach to Quote Attribution"). Whoever is
called by name does not speak that turn, and mostly speaks the next one or spoke the one before (He, Barbosa and Kondrak
2013, "Identification of Speakers in Novels"; Muzny et al. 2017, "A Two-stage Sieve Approach for Quote Attribution").
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotator.core.model import Quote, QuoteType
from annotator.core.text.marked_text import MARKS, closes, opens
from annotator.suggest.cast.columns import DIRECT, NARRATION, Columns, Tokens
from annotator.suggest.cast.logit import STORY
from annotator.suggest.cast.members import Member, MemberKind
from annotator.suggest.cast.resolve import Resolver

_PAIRS = 2
"""So many pairs of neighbouring paragraphs must show whether their sources differ before a text can be a story."""
_DIFFER = 0.6
"""The share of those pairs that differ from which a text is a story."""
_DIRECT = 0.6
"""A story tells at least this share of what is said in the speakers' own words,"""
_MANY, _DIRECT_OF_MANY = 10, 0.4
"""and one with so many pairs that differ at least this one: where marks are lost, more is taken for reported."""
_CANDIDATES = 9
"""Of so many candidates of a turn one is chosen."""
_LOOKED_BACK, _LOOKED_ON = 40, 12
"""Mentions before and behind a turn whose members may speak it."""
_FIRST_PERSON = 0.006
"""The share of "I" in narration from which somebody tells the story who takes part in it."""
_SURE = 20.0
"""The log odds of a speaker whom a name or a label tells."""
_PAUSES = ",—–;-.?!…"

_TURNS = {
    # Who may speak a turn by itself.
    "named since": -0.6,
    "mentions": 0.15,
    "named behind": -1.0,
    "no name": -0.4,
    "beside a source": 0.5,
    "acts in paragraph": 2.0,
    "acts there alone": 1.0,
    "acts before": 2.0,
    "named in own words": -1.0,
    # Who is called.
    "called": -6.0,
    "called before": 2.0,
    "called behind": 1.0,
    "called as another gender": -2.0,
    "not in mind": -2.0,
}
"""Log odds, set by hand."""
_SAME = {0: 4.0, 1: -2.5, 2: -0.5}
"""What it adds, by the paragraphs between two turns, that both are one speaker's,"""
_BACK = {0: 0.0, 1: 1.5, 2: 0.5}
"""and that the speaker before last speaks again. Further on:"""
_SAME_FURTHER, _BACK_FURTHER = 0.3, 0.2


# ---- Is it a story?


def is_story(resolver: Resolver) -> bool:
    """Whether neighbouring paragraphs with a direct quote mostly name different sources, or none."""
    columns, quotes = resolver.columns, resolver.quotes
    direct = [n for n, quote in enumerate(quotes) if quote.type is QuoteType.DIRECT]
    last: tuple[int, tuple[str | None, str | None]] | None = None
    same = other = 0
    for number in sorted(direct, key=lambda n: resolver.contents[n][0][0]):
        paragraph = columns.paragraph[resolver.contents[number][0][0]]
        source = _told_by_source(resolver, resolver.heads[number])
        if last is not None and paragraph - last[0] == 1:
            if resolver.heads[number] is None:
                # A paragraph of nothing but speech, behind another's, that does not run on into the next.
                end = resolver.contents[number][-1][1]
                other += not set(MARKS).isdisjoint(columns.word[end - 1 : end + 1])
            else:
                name, gender = zip(source, last[1], strict=True)
                if all(name):
                    same, other = same + (name[0] == name[1]), other + (name[0] != name[1])
                elif all(gender) and gender[0] != gender[1]:
                    other += 1
        last = (paragraph, source)
    least = _DIRECT_OF_MANY if other >= _MANY else _DIRECT
    enough = len(direct) >= least * len(quotes)
    return enough and other + same >= _PAIRS and other >= _DIFFER * (other + same)


def _told_by_source(resolver: Resolver, head: int | None) -> tuple[str | None, str | None]:
    """What the source of a quote tells by itself: a name (the narrator's pronoun counts as one), and a gender."""
    if head is None:
        return None, None
    pronouns, word = resolver.words.pronouns, resolver.columns.lower[head]
    if head in resolver.named:
        return resolver.named[head].name, resolver.named[head].gender
    return (word if word in pronouns.narrator else None), pronouns.gender.get(word)


# ---- Who is called.


@dataclass(frozen=True, slots=True)
class Called:
    """Whom a turn calls: by name, and of what gender by "sir" or "madam"."""

    members: tuple[Member, ...] = ()
    gender: str | None = None


def who_is_called(resolver: Resolver, content: Sequence[Tokens]) -> Called:
    """Whom what is said calls by a name or a noun that stands apart in it: "It is late, Frank", "Yes, madam"."""
    columns = resolver.columns
    members: list[Member] = []
    genders: set[str] = set()
    for first, end in content:
        i = first
        while i < end:
            mention = resolver.mention_at.get(i)
            behind = mention.end if mention is not None else i + 1
            gender = columns.words.dialogue.address.get(columns.lower[i])
            person = mention is not None and mention.kind is MemberKind.PERSON
            if (person or gender) and _stands_apart(columns, mention.lead if mention else i, behind, (first, end)):
                if mention is not None and person:
                    members.append(resolver.named[i])
                elif gender:
                    genders.add(gender)
            i = max(behind, i + 1)
    return Called(tuple(members), genders.pop() if len(genders) == 1 else None)


def _stands_apart(columns: Columns, start: int, end: int, content: Tokens) -> bool:
    """Whether pauses stand on both sides of these words, and they are not all that is said.

    Words that go with an address may stand before them: "my dear", "oh", "good".
    """
    first, last = content
    while start > first and columns.lower[start - 1] in columns.words.dialogue.before_address:
        start -= 1
    before, after = columns.word[start - 1][-1:], columns.word[end][:1]
    opened = start <= first or before in _PAUSES or opens(before)
    closed = end >= last or after in _PAUSES + ":" or closes(after)
    beside = (columns.word[i][:1].isalnum() for i in range(first, last) if not start <= i < end)
    return opened and closed and any(beside)


# ---- One way through a story.


class StoryResolver(Resolver):
    """Goes through a story twice: whom the pronouns of the narration mean follows from who speaks."""

    weights = STORY
    story = True

    def __init__(self, columns: Columns, quotes: Sequence[Quote], members: Sequence[Member]) -> None:
        super().__init__(columns, quotes, members)
        narrated = [i for i in range(len(columns)) if columns.speech[i] == NARRATION]
        told_by = sum(columns.lower[i] in self.words.pronouns.narrator for i in narrated)
        if told_by > _FIRST_PERSON * max(1, len(narrated)):
            self.narrator = self.stranger("", MemberKind.PERSON)
        self.turns = sorted(
            (n for n, quote in enumerate(quotes) if quote.type is QuoteType.DIRECT),
            key=lambda n: self.contents[n][0][0],
        )
        """The numbers of the direct quotes in text order."""

    @cached_property
    def called(self) -> dict[int, Called]:
        """Whom each turn calls."""
        return {number: who_is_called(self, self.contents[number]) for number in self.turns}

    def run(self, labelled: Mapping[int, Member]) -> list[Member | None]:
        row: Row = {}
        for _ in range(2):
            speakers = self.go_through(labelled, row)
            row = likeliest_row(self)
        speakers = [row.get(number, speaker) for number, speaker in enumerate(speakers)]
        name = _name_of_narrator(self, row)
        if name is None:
            return speakers
        self.meant = {i: name if member is self.narrator else member for i, member in self.meant.items()}
        return [name if member is self.narrator else member for member in speakers]

    def narrate(self, i: int) -> None:
        by_narrator = self.columns.lower[i] in self.words.pronouns.narrator and self.columns.speech[i] == NARRATION
        if by_narrator and self.narrator is not None:
            self.memory.note(self.narrator, i)
        else:
            super().narrate(i)

    def paragraph(self, number: int) -> int:
        """Where a quote begins."""
        return self.columns.paragraph[self.contents[number][0][0]]


# ---- What each turn says by itself.


Row = dict[int, Member]
"""The speaker of each turn by the number of its quote."""
Acting = defaultdict[int, list[tuple[int, Member]]]
"""By paragraph: who is a subject of its narration, with the token."""
Pair = tuple[Member | None, Member | None]
"""The speakers of two turns, one after the other."""


def _candidates(resolver: StoryResolver, place: int, mentions: Sequence[tuple[int, Member]]) -> dict[Member, float]:
    """Who may speak a turn, with log odds; `mentions` are those of people outside of speech, in text order."""
    columns, places = resolver.columns, resolver.memory.places
    number = resolver.turns[place]
    first, paragraph = resolver.contents[number][0][0], resolver.paragraph(number)
    scores: dict[Member, float] = {}
    behind = bisect_left(mentions, first, key=lambda pair: pair[0])
    for _, member in mentions[max(0, behind - _LOOKED_BACK) : behind][::-1]:
        if member not in scores and len(scores) < _CANDIDATES:
            scores[member] = _TURNS["named since"] * math.log2(1 + len(scores))
    for token, member in mentions[behind : behind + _LOOKED_ON]:
        if columns.paragraph[token] <= paragraph:
            scores.setdefault(member, _TURNS["named behind"])
    for member in scores:
        scores[member] += _TURNS["mentions"] * math.log2(1 + len(places[member])) + _TURNS["no name"] * member.phrase
    _weigh_calls(resolver, place, scores)
    inside = {resolver.named.get(i) for start, end in resolver.contents[number] for i in range(start, end)}
    for member in scores.keys() & inside:
        if member not in resolver.called[number].members:
            scores[member] += _TURNS["named in own words"]
    return scores


def _weigh_calls(resolver: StoryResolver, place: int, scores: dict[Member, float]) -> None:
    """Move the odds by whom this turn calls, and the ones beside it."""
    number, out_of_mind = resolver.turns[place], _TURNS["not in mind"]
    for member in resolver.called[number].members:
        scores[member] = scores.get(member, 0.0) + _TURNS["called"]
    for beside, name in ((place - 1, "called before"), (place + 1, "called behind")):
        if not 0 <= beside < len(resolver.turns):
            continue
        other = resolver.turns[beside]
        for member in resolver.called[other].members:
            scores[member] = scores.get(member, out_of_mind) + _TURNS[name]
        gender = resolver.called[other].gender
        for member in scores:
            if gender and member.gender not in (None, gender):
                scores[member] += _TURNS["called as another gender"]


def _weigh_actors(resolver: StoryResolver, number: int, acting: Acting, scores: dict[Member, float]) -> None:
    """Move the odds by who acts in the narration of the turn's paragraph, else at the end of the one before."""
    paragraph = resolver.paragraph(number)
    near = [member for _, member in acting[paragraph] if member in scores]
    if near:
        scores[near[0]] += _TURNS["acts in paragraph"] + _TURNS["acts there alone"] * (len(set(near)) == 1)
        return
    for token, member in acting[paragraph - 1][-1:]:
        columns = resolver.columns
        speech = (columns.speech[i] == DIRECT for i in range(token, resolver.contents[number][0][0]))
        if member in scores and not any(speech):
            scores[member] += _TURNS["acts before"]


def _weigh_source(resolver: StoryResolver, number: int, head: int, scores: dict[Member, float]) -> dict[Member, float]:
    """The odds where a source tells more: whom its pronoun or noun may mean, or whom it names."""
    beside = _TURNS["beside a source"]
    choices = resolver.choices.get(number)
    member = resolver.meant.get(head)
    if choices:
        best = max(choice.score for choice in choices)
        known = {choice.member: choice.score - best for choice in choices if choice.member is not None}
        odds = {m: scores.get(m, 0.0) * beside + score for m, score in known.items()}
        if member is not None:
            odds.setdefault(member, 0.0)  # somebody new, who is then the likeliest
        return odds
    return scores if member is None else {member: _SURE}


def _emissions(resolver: StoryResolver) -> Iterator[dict[Member | None, float]]:
    """The log odds of the likeliest speakers of each turn, each turn by itself."""
    columns = resolver.columns
    people = [
        (place.token, member)
        for member, places in resolver.memory.places.items()
        for place in places
        if member.kind is MemberKind.PERSON and columns.speech[place.token] != DIRECT
    ]
    mentions = sorted(people, key=lambda pair: pair[0])
    acting: Acting = defaultdict(list)
    for token, member in mentions:
        if columns.speech[token] == NARRATION and columns.is_subject(token):
            acting[columns.paragraph[token]].append((token, member))
    for place, number in enumerate(resolver.turns):
        head = resolver.heads[number]
        scores = _candidates(resolver, place, mentions)
        if head is None:
            _weigh_actors(resolver, number, acting, scores)
        else:
            scores = _weigh_source(resolver, number, head, scores)
        best = sorted(scores.items(), key=lambda pair: -pair[1])[:_CANDIDATES]
        yield dict(best) if best else {None: 0.0}


# ---- All turns together.


def likeliest_row(resolver: StoryResolver) -> Row:
    """The likeliest row of speakers: Viterbi's algorithm over pairs of neighbouring ones."""
    first, *others = _emissions(resolver)
    best: dict[Pair, float] = {(None, member): score for member, score in first.items()}
    ways: list[dict[Pair, Pair]] = []
    for place, scores in enumerate(others, start=1):
        same, back = _from_turn_to_turn(resolver, resolver.turns[place - 1], resolver.turns[place])
        reached: dict[Pair, float] = {}
        way: dict[Pair, Pair] = {}
        for (before_last, last), so_far in best.items():
            for member, score in scores.items():
                taken = same if member is last else back if member is before_last else 0.0
                total = so_far + score + taken
                if total > reached.get((last, member), -math.inf):
                    reached[last, member], way[last, member] = total, (before_last, last)
        best = reached
        ways.append(way)
    pair = max(best, key=lambda pair: best[pair])
    speakers = [pair[1]]
    for way in reversed(ways):
        pair = way[pair]
        speakers.append(pair[1])
    row = zip(resolver.turns, reversed(speakers), strict=True)
    return {number: member for number, member in row if member is not None}


def _from_turn_to_turn(resolver: StoryResolver, last: int, number: int) -> tuple[float, float]:
    """What it adds that a turn is the last one's speaker's, and that it is the one's before that."""
    columns = resolver.columns
    end, start = resolver.contents[last][-1][1], resolver.contents[number][0][0]
    gap = columns.paragraph[start] - columns.paragraph[end - 1]
    return _SAME.get(gap, _SAME_FURTHER), _BACK.get(gap, _BACK_FURTHER)


def _name_of_narrator(resolver: StoryResolver, row: Row) -> Member | None:
    """The narrator's name: whom others call beside the narrator's turns, and whom narration does not name."""
    if resolver.narrator is None:
        return None
    votes: Counter[Member] = Counter()
    for place, number in enumerate(resolver.turns):
        beside = [row.get(other) for other in resolver.turns[max(place - 1, 0) : place + 2] if other != number]
        if row.get(number) is resolver.narrator or resolver.narrator not in beside:
            continue
        for member in resolver.called[number].members:
            if _named_in_narration(resolver, member) <= 0.2 * len(member.mentions) + 1:
                votes[member] += 1
    return max(votes, key=lambda member: votes[member], default=None)


def _named_in_narration(resolver: StoryResolver, member: Member) -> int:
    """How often narration names somebody."""
    return sum(resolver.columns.speech[mention.start] == NARRATION for mention in member.mentions)

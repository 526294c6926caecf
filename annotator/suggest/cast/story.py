"""Who speaks the turns of a story: what each of them says by itself, then all of them weighed together.

What is looked at, from the surest sign to the weakest, follows the sieves of Muzny et al. (2017, "A Two-stage Sieve
Approach for Quote Attribution"): who is named as the source, whom a pronoun or noun can mean, who acts beside what is
said, who is called by name, who talks around it, whose turn it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from spacy.tokens import Span, Token

from annotator.suggest.cast.beats import Beats
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.speech_turns import SpeechTurn
from annotator.suggest.cast.story_notes import Meant, StoryNotes, Weighed
from annotator.suggest.cast.turn_taking import Choice, likeliest
from annotator.suggest.cast.vocatives import (
    Called,
    asks_for_name,
    who_is_called,
    who_is_introduced,
    who_is_mentioned,
)

_NEVER = -8.0
"""Of somebody else than the one whom the source names, or of the other gender."""
_SALIENCE = 0.8
"""How much more or less salience counts than its logarithm: of whom a source can mean,"""
_AROUND = 0.7
"""and of people in the narration before a turn without a source."""
_LEAST, _UNSEEN = -3.0, -3.5
"""The least of somebody who came up lately, and what somebody counts who did not."""
_NOT_SALIENT = -1.0
"""Added of whoever talks here and has the gender of the source, but did not come up lately."""
_UNKNOWN_GENDER = -0.5
"""Added of whoever has no known gender where the source tells one."""
_CALLED = -7.0
"""Added of whoever is called by name in the turn itself, or told it,"""
_INTRODUCED = 7.0
"""of whoever tells it as their own name,"""
_FACING = -1.0
"""of whom the narration beside the turn names as an object,"""
_MENTIONED = -1.0
"""of whoever is spoken about in it by name,"""
_CALLED_BESIDE = 1.2
"""of whoever the turn before or the one after calls,"""
_GENDER_BESIDE = 0.7
"""of whoever has the gender of the "sir" or "madam" whom one of those two speaks to,"""
_ACTS = 2.5
"""of whoever acts in the narration of the same paragraph,"""
_LEADS = 1.5
"""of whoever acts in the narration that leads to the paragraph (these three in parts, where it may be several)."""
_BEFORE_STEP, _AFTER_STEP = -0.4, -0.6
"""What each of those who talked lately counts, the last one once, the one before twice; those who talk soon likewise.
All of these are logarithms of odds, set by hand with an eye on three annotated novels."""
_BEFORE, _AFTER = 30, 10
"""Turns back and ahead in which they are looked for."""
_PARTICIPANTS = 4
"""So many of them are looked at, and of the people in the narration so many:"""
_NEAREST = 5
_MOSTLY = 0.5
"""Whoever has this share of what is done beside a turn probably talks."""
_BESIDE, _PARTED = 2, 0.5
"""So many paragraphs apart turns still are neighbours; what is left of such signs where narration parts them."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of one turn."""

    turn: SpeechTurn
    source: Meant | None
    acting: Weighed
    leading: Weighed
    around: Weighed
    called: Called
    facing: Sequence[Member]
    introduced: Member | None
    asks_for_name: bool
    mentioned: Sequence[Member]

    @property
    def sure(self) -> bool:
        """Whether its source says for certain who speaks."""
        return self.source is not None and self.source.sure


def speakers_of_turns(
    turns: Sequence[SpeechTurn],
    notes: StoryNotes,
    heads: Sequence[Token | None],
    places: Sequence[Sequence[Span]],
    beats: Beats,
) -> dict[int, Member]:
    """By number of a quote: who speaks it.

    `heads`: the head of each quote's source; `places`: the tokens of its content.
    """
    known: list[_Told] = []
    for turn in turns:
        known.append(_read(turn, known[-1] if known else None, notes, heads, places, beats))
    people = {member.number: member for one in known for member in _candidates(one)}
    choices = [
        Choice(one.turn.first, _weights(place, known, people), end=one.turn.last) for place, one in enumerate(known)
    ]
    return {
        number: people[speaker]
        for turn, speaker in zip(turns, likeliest(choices), strict=True)
        if speaker is not None
        for number in turn.numbers
    }


def _read(
    turn: SpeechTurn,
    before: _Told | None,
    notes: StoryNotes,
    heads: Sequence[Token | None],
    places: Sequence[Sequence[Span]],
    beats: Beats,
) -> _Told:
    """What is told of the turn, which follows `before`."""
    content = [span for number in turn.numbers for span in places[number]]
    own = [head.i for number in turn.numbers if (head := heads[number]) is not None]
    sources = [notes.meant[i] for i in own if i in notes.meant and beats.within(i, turn)]
    source = next((one for one in sources if one.sure), sources[0] if sources else None)
    called = who_is_called(content, beats.cast)
    told, facing = beats.facing(turn, own)
    sure = source is not None and source.sure
    return _Told(
        turn,
        source,
        () if sure else beats.acting(turn, notes.meant, own),
        () if sure else beats.leading(turn, before.turn.last if before is not None else -1, notes.meant),
        notes.around.get(turn.numbers[0], ()),
        Called((*called.members, *told), called.gender),
        facing,
        who_is_introduced(content, beats.cast, asked=before is not None and before.asks_for_name),
        asks_for_name(content, beats.cast.words),
        who_is_mentioned(content, beats.cast),
    )


def _candidates(one: _Told) -> Iterable[Member]:
    """Those who may speak the turn, by itself, and those whom it calls."""
    if one.source is not None:
        yield from (member for member, _ in one.source.weighed[:_NEAREST])
    yield from (member for member, _ in (*one.acting, *one.leading, *one.around[:_NEAREST]))
    yield from one.called.members
    yield from one.facing
    yield from filter(None, [one.introduced])


def _talking(one: _Told) -> Iterable[int]:
    """The numbers of those who talk in the turn, as speaker or spoken to."""
    if one.source is not None:
        yield from (member.number for member, _ in one.source.weighed[:1] if member.kind is Kind.PERSON)
    yield from (member.number for member, share in (*one.acting, *one.leading) if share >= _MOSTLY)
    yield from (member.number for member in one.called.members)


def _participants(place: int, known: Sequence[_Told]) -> dict[int, float]:
    """By number: what it counts to be among those who talk in the turns around this one."""
    counts: dict[int, float] = {}
    before, after = known[max(place - _BEFORE, 0) : place], known[place : place + _AFTER]
    for step, turns in ((_BEFORE_STEP, before[::-1]), (_AFTER_STEP, after)):
        numbers = list(dict.fromkeys(number for one in turns for number in _talking(one)))
        for rank, number in enumerate(numbers[:_PARTICIPANTS], start=1):
            counts[number] = max(counts.get(number, _LEAST), step * rank)
    return counts


def _weights(place: int, known: Sequence[_Told], people: Mapping[int, Member]) -> dict[int, float]:
    """By number of each candidate: how likely the turn and its neighbours make it."""
    one = known[place]
    participants = _participants(place, known)
    candidates = dict.fromkeys([*(member.number for member in _candidates(one)), *participants])
    neighbours = [known[n] for n in (place - 1, place + 1) if 0 <= n < len(known)]
    beside = [(other, _nearness(one, other)) for other in neighbours]
    return {number: _weight(people[number], one, beside, participants) for number in candidates}


def _nearness(one: _Told, other: _Told) -> float:
    """What it counts that two turns follow each other: less where narration parts them, nothing where much does."""
    gap = abs(one.turn.first - other.turn.first)
    return 1.0 if gap <= 1 else _PARTED if gap <= _BESIDE else 0.0


def _weight(
    member: Member, one: _Told, beside: Sequence[tuple[_Told, float]], participants: Mapping[int, float]
) -> float:
    talks = participants.get(member.number, _UNSEEN)
    if one.source is None:
        weight = max(_by_salience(member, one.around, _AROUND), talks)
    else:
        weight = _by_source(member, one.source, talks)
    if one.sure:
        return weight
    weight += _ACTS * _share(one.acting, member) + _LEADS * _share(one.leading, member)
    if one.introduced is member:
        weight += _INTRODUCED
    elif _has(one.called.members, member):
        weight += _CALLED
    elif _has(one.mentioned, member):
        weight += _MENTIONED
    weight += _FACING * _has(one.facing, member)
    weight += _CALLED_BESIDE * sum(near * _has(other.called.members, member) for other, near in beside)
    genders = [near for other, near in beside if member.gender is not None and other.called.gender == member.gender]
    return weight + _GENDER_BESIDE * sum(genders)


def _by_source(member: Member, source: Meant, talks: float) -> float:
    """What the source says of somebody; `talks`: what it counts that the member talks around here."""
    salience = _by_salience(member, source.weighed, _SALIENCE)
    if source.sure or source.only:
        return salience if any(one.number == member.number for one, _ in source.weighed) else _NEVER
    if source.gender is not None and member.gender not in (None, source.gender):
        return _NEVER
    if source.gender is None or member.gender is None:
        return salience + _UNKNOWN_GENDER
    return max(salience, talks + _NOT_SALIENT)


def _by_salience(member: Member, weighed: Weighed, factor: float) -> float:
    most = max((weight for _, weight in weighed), default=0.0)
    own = _share(weighed, member)
    return max(factor * log(own / most), _LEAST) if own > 0.0 else _UNSEEN


def _share(shares: Weighed, member: Member) -> float:
    return sum(share for one, share in shares if one.number == member.number)


def _has(members: Sequence[Member], member: Member) -> bool:
    return any(one.number == member.number for one in members)

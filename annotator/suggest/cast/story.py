"""Who speaks in a story: what is noted of each turn while the text is gone through, and the speakers that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from spacy.tokens import Span, Token

from annotator.suggest.cast.beats import Beats
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.speech_turns import SpeechTurn
from annotator.suggest.cast.story_notes import Meant, StoryNotes, Weighed
from annotator.suggest.cast.turn_taking import Choice, likeliest
from annotator.suggest.cast.vocatives import who_is_called, who_is_mentioned

_NEVER = -8.0
"""Of somebody else than the one whom the source names, or of the other gender."""
_SALIENCE = 0.8
_LEAST = -3.0
_UNSEEN = -3.5
"""What salience counts; what somebody counts at least who came up lately, and who did not."""
_AROUND = 0.7
_NOT_SALIENT = -1.0
"""Of whoever talks here and has the gender of the source, but did not come up lately."""
_UNKNOWN_GENDER = -0.5
_CALLED = -5.0
"""Of whoever is called by name in the turn itself."""
_CALLED_BESIDE = 1.2
"""Of whoever the turn before or the one after calls."""
_GENDER_BESIDE = 0.7
"""Of whoever has the gender of the "sir" or "madam" that the turn before or after speaks to."""
_MENTIONED = -1.0
"""Of whoever the turn speaks about by name."""
_ACTS = 2.5
"""Of whoever acts in the narration of the same paragraph."""
_LEADS = 1.0
"""Of whoever acts in the narration that leads to the paragraph."""
_MOSTLY = 0.5
_BEFORE_STEP, _AFTER_STEP = -0.4, -0.6
_REACH = 30
_PARTICIPANTS = 4
_WINDOW = 10
_NEAREST = 5
"""Turns to both sides from which candidates come, and how many more of those that came up last. All of these are
logarithms of odds, set by hand with an eye on three annotated novels."""


@dataclass(slots=True)
class _Turn:
    """What is known of one turn."""

    turn: SpeechTurn
    source: Meant | None
    acting: Weighed
    leading: Weighed
    around: Weighed
    called: Sequence[Member]
    gender: str | None
    mentioned: Sequence[Member]


def speakers_of_turns(
    turns: Sequence[SpeechTurn],
    notes: StoryNotes,
    heads: Sequence[Token | None],
    places: Sequence[Sequence[Span]],
    beats: Beats,
) -> dict[int, Member]:
    """By number of a quote: who speaks it. `heads`: the head of each quote's source."""
    known = [
        _read(turn, before, notes, heads, places, beats)
        for turn, before in zip(turns, [None, *turns], strict=False)
    ]
    people: dict[int, Member] = {}
    for one in known:
        people |= {member.number: member for member in _everybody(one)}
    choices = [
        Choice(one.turn.first, _weights(place, known, people), end=one.turn.last) for place, one in enumerate(known)
    ]
    found = likeliest(choices)
    return {
        number: people[speaker]
        for turn, speaker in zip(turns, found, strict=True)
        if speaker is not None
        for number in turn.numbers
    }


def _read(
    turn: SpeechTurn,
    before: SpeechTurn | None,
    notes: StoryNotes,
    heads: Sequence[Token | None],
    places: Sequence[Sequence[Span]],
    beats: Beats,
) -> _Turn:
    content = [span for number in turn.numbers for span in places[number]]
    own = [head.i for number in turn.numbers if (head := heads[number]) is not None]
    sources = [notes.meant[i] for i in own if i in notes.meant and beats.within(i, turn)]
    source = next((one for one in sources if one.sure), sources[0] if sources else None)
    called = who_is_called(content, beats.cast)
    sure = source is not None and source.sure
    return _Turn(
        turn,
        source,
        () if sure else beats.acting(turn, notes.meant, own),
        () if sure else beats.leading(turn, before.last if before is not None else -1, notes.meant),
        notes.around.get(turn.numbers[0], ()),
        called.members,
        called.gender,
        who_is_mentioned(content, beats.cast),
    )


def _everybody(one: _Turn) -> Iterable[Member]:
    """The candidates that a turn brings for itself and its neighbours."""
    yield from _speaking(one)
    yield from one.called
    yield from (member for member, _ in one.around[:_NEAREST])


def _speaking(one: _Turn) -> Iterable[Member]:
    """Who probably speaks the turn, by itself."""
    if one.source is not None:
        yield from (member for member, _ in one.source.weighed[:_NEAREST])
    yield from (member for member, _ in one.acting)
    yield from (member for member, _ in one.leading)


def _participants(place: int, known: Sequence[_Turn]) -> dict[int, float]:
    """By number: those who speak the turns around this one, with what it adds to be among the nearest."""
    found: dict[int, float] = {}
    for step, turns in ((_BEFORE_STEP, known[max(place - _REACH, 0) : place][::-1]), (_AFTER_STEP, known[place : place + _WINDOW])):
        numbers = list(dict.fromkeys(m.number for one in turns for m in (*_speaking_best(one), *one.called)))
        for rank, number in enumerate(numbers[:_PARTICIPANTS]):
            found[number] = max(found.get(number, _LEAST), step * (rank + 1))
    return found


def _speaking_best(one: _Turn) -> Iterable[Member]:
    if one.source is not None:
        yield from (member for member, _ in one.source.weighed[:1])
    yield from (member for member, share in (*one.acting, *one.leading) if share >= _MOSTLY)


def _weights(place: int, known: Sequence[_Turn], people: dict[int, Member]) -> dict[int, float]:
    """How likely the turn makes each of its candidates."""
    participants = _participants(place, known)
    candidates = dict.fromkeys([*(member.number for member in _everybody(known[place])), *participants])
    beside = [known[n] for n in (place - 1, place + 1) if 0 <= n < len(known) and _beside(known[place], known[n])]
    return {number: _weight(people[number], known[place], beside, participants) for number in candidates}


def _beside(one: _Turn, other: _Turn) -> bool:
    return abs(one.turn.first - other.turn.first) <= 2


def _weight(member: Member, one: _Turn, beside: Sequence[_Turn], participants: dict[int, float]) -> float:
    if one.source is not None:
        weight = _by_source(member, one.source, participants)
    else:
        weight = max(_by_salience(member, one.around, _AROUND), participants.get(member.number, _UNSEEN))
    weight += _ACTS * _share(one.acting, member) + _LEADS * _share(one.leading, member)
    if one.source is None or not one.source.sure:
        if _has(one.called, member):
            weight += _CALLED
        elif _has(one.mentioned, member):
            weight += _MENTIONED
        weight += _CALLED_BESIDE * sum(_has(other.called, member) for other in beside)
        weight += _GENDER_BESIDE * sum(other.gender is not None and other.gender == member.gender for other in beside)
    return weight


def _share(shares: Weighed, member: Member) -> float:
    return sum(share for one, share in shares if one.number == member.number)


def _has(members: Sequence[Member], member: Member) -> bool:
    return any(one.number == member.number for one in members)


def _by_source(member: Member, source: Meant, participants: Mapping[int, float]) -> float:
    salience = _by_salience(member, source.weighed, _SALIENCE)
    if source.sure or source.only:
        return salience if any(one.number == member.number for one, _ in source.weighed) else _NEVER
    if source.gender is not None and member.gender not in (None, source.gender):
        return _NEVER
    if source.gender is None or member.gender is None:
        return salience + _UNKNOWN_GENDER
    return max(salience, participants.get(member.number, _UNSEEN) + _NOT_SALIENT)


def _by_salience(member: Member, weighed: Weighed, factor: float) -> float:
    most = max((weight for _, weight in weighed), default=0.0)
    own = next((weight for other, weight in weighed if other.number == member.number), 0.0)
    if own <= 0.0 or most <= 0.0:
        return _UNSEEN
    return max(factor * log(own / most), _LEAST)

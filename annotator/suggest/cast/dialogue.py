"""Whose turn it is: in a story the next paragraph's quote is mostly the other person's, in news the same person's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from annotator.core.model import Quote, QuoteType
from annotator.core.quotation_marks import MARKS, OUTER
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.pronouns import Recent, Turn
from annotator.suggest.cast.speech_map import DIRECT, SpeechMap
from annotator.suggest.cast.vocatives import calls

DASH_LED = "dash-before-paragraph"
"""The rule of turns that a dash leads."""
_PAIRS = 2
"""So many pairs of neighbouring paragraphs must show whether their sources differ before a text can be a story."""
_STORY = 0.6
"""The share of those pairs that differ from which a text is a story."""
_DIRECT = 0.6
"""A story tells at least this share of what is said in the speakers' own words,"""
_MANY, _DIRECT_OF_MANY = 10, 0.4
"""and one with so many pairs that differ at least this one: where marks are lost, more is taken for reported."""
_SAME_PARAGRAPH = 1.5
"""How much likelier the speaker of the paragraph's last quote is the next one's."""
_NEWS_GOES_ON = 1.25
"""How much likelier the speaker of the paragraph before is; in a story's dialogue, how much less likely."""
_STORY_TURN_TAKEN = 0.35
_STORY_TURN_DUE = 1.6
"""How much likelier the speaker before that one is, in a story's dialogue. All of these are set by hand."""
_NARRATION = 2
"""Paragraphs further apart than this are parted by narration: the dialogue does not go on."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What a source tells by itself: a name, a gender, or that it is the narrator."""

    name: str | None = None
    gender: str | None = None
    narrator: bool = False

    def differs(self, other: _Source) -> bool | None:
        """Whether the two are different people; None where that cannot be seen."""
        if self.narrator or other.narrator:
            return not (self.narrator and other.narrator)
        if self.name and other.name:
            return self.name != other.name
        return True if self.gender and other.gender and self.gender != other.gender else None


class Dialogue:
    """What the order of turns says about who speaks."""

    def __init__(self, speech_map: SpeechMap, quotes: Sequence[Quote], cast: Cast, places: list[list[Span]]) -> None:
        """`places`: the tokens of each quote's content."""
        self.map, self.quotes, self.cast, self.places = speech_map, quotes, cast, places
        self.story = self._is_story()

    def _is_story(self) -> bool:
        """Whether neighbouring paragraphs with a direct quote mostly name different sources."""
        direct = [n for n, quote in enumerate(self.quotes) if quote.type is QuoteType.DIRECT]
        last: tuple[int, _Source] | None = None
        same = other = 0
        for number in sorted(direct, key=lambda n: self.places[n][0].start):
            paragraph = self._paragraph(number)
            gap = paragraph - last[0] if last is not None else 0
            source = self._source(self.quotes[number])
            if self.quotes[number].source is None:
                other += gap == 1 and self._closed(number)  # a paragraph of nothing but speech, behind another's
            elif last is not None and gap == 1:
                differs = source.differs(last[1])
                if differs is not None:
                    other, same = other + differs, same + (not differs)
            last = (paragraph, source)
        least = _DIRECT_OF_MANY if other >= _MANY else _DIRECT
        enough = len(direct) >= least * len(self.quotes)
        return enough and other + same >= _PAIRS and other >= _STORY * (other + same)

    def _paragraph(self, number: int) -> int:
        return self.map.paragraph[self.places[number][0].start]

    def _closed(self, number: int) -> bool:
        """Whether the quote stands between two marks (one that runs on into the next paragraph is not closed)."""
        first, last = self.places[number][0], self.places[number][-1]
        doc = self.map.doc
        opening = {first[0].text, doc[first.start - 1].text if first.start else ""}
        closing = {last[-1].text, doc[last.end].text if last.end < len(doc) else ""}
        return bool(opening & set(MARKS) and closing & set(MARKS))

    def _source(self, quote: Quote) -> _Source:
        """What the quote's source tells by itself; nothing where it has none."""
        if quote.source is None:
            return _Source()
        head = self.map.head_of(self.map.tokens(quote.source))
        if head.i in self.cast.at:
            member = self.cast.at[head.i][0]
            return _Source(member.name, member.gender)
        pronouns = self.map.words.pronouns
        if head.lower_ in pronouns.narrator:
            return _Source(narrator=True)
        return _Source(gender=pronouns.gender.get(head.lower_))

    def turn_weights(self, number: int, recent: Recent) -> dict[int, float]:
        """By `id` of a member: how much likelier (or less) the turns before make it as this quote's speaker."""
        here = self._same_paragraph(number, recent)
        if here is not None:
            return {id(here): _SAME_PARAGRAPH}
        before = self._before(recent, self._paragraph(number))
        if not before:
            return {}
        if not self.story or self.quotes[number].type is not QuoteType.DIRECT:
            return {id(before[-1].member): _NEWS_GOES_ON}
        weights = {id(before[-1].member): _STORY_TURN_TAKEN}
        due = _other_speaker(before)
        return weights if due is None else weights | {id(due): _STORY_TURN_DUE}

    def _same_paragraph(self, number: int, recent: Recent) -> Member | None:
        """Who speaks the last quote before this one in its paragraph."""
        paragraph = self._paragraph(number)
        return next((t.member for t in reversed(recent.turns) if t.paragraph == paragraph and t.member), None)

    def _before(self, recent: Recent, paragraph: int) -> list[Turn]:
        """The turns of the paragraphs right before, one a paragraph, as long as no narration parts them."""
        turns: list[Turn] = []
        for turn in reversed(recent.turns):
            if turn.member is None or turn.paragraph >= paragraph:
                continue
            nearest = turns[-1].paragraph if turns else paragraph
            if nearest - turn.paragraph > _NARRATION:
                break
            if turn.paragraph != nearest:
                turns.append(turn)
        return turns[::-1]

    def unnamed_speaker(self, number: int, recent: Recent, acting: Sequence[Member]) -> Member | None:
        """The speaker of a direct quote without a source.

        In a story's dialogue, and where dashes lead the turns, it is the one whose turn it is. In news, where no words
        report it, whoever speaks the paragraph's quote before, else the only one of those `acting` in the narration
        beside it, else whoever spoke the paragraph before.
        """
        quote = self.quotes[number]
        if quote.type is not QuoteType.DIRECT or not (self.story or quote.cue is None):
            return None
        here = self._same_paragraph(number, recent)
        if here is not None:
            return here
        before = self._before(recent, self._paragraph(number))
        if self.story or quote.rule == DASH_LED:
            return _other_speaker(before)
        if acting:
            return acting[0] if len(acting) == 1 else None
        goes_on = before and self._paragraph(number) - before[-1].paragraph == 1
        return before[-1].member if goes_on else None


def _other_speaker(turns: Sequence[Turn]) -> Member | None:
    """The last speaker of these turns who is not the speaker of the last one."""
    return next((turn.member for turn in reversed(turns) if turn.member is not turns[-1].member), None)


def find_narrator(speech_map: SpeechMap, cast: Cast) -> Member | None:
    """Who tells a story in the first person: the one whom others call by name in speech, and narration never names.

    "“You look ill, Harker,” he said. “I feel ill,” I said." The calls that count most are those beside a paragraph in
    which the narrator acts; whom the narrator calls is somebody else.
    """
    speaks = _narrator_speaks(speech_map)
    if not speaks:
        return None
    marked = any(token.text in OUTER for token in speech_map.doc)
    called: dict[int, tuple[int, int]] = {}
    for member in cast:
        if member.kind is Kind.PERSON and not any(_is_narrated(speech_map, m, marked) for m in member.mentions):
            counts = [m for m in member.mentions if calls(speech_map.doc, m, speech_map.words)]
            here = [speech_map.paragraph[m.start] for m in counts]
            beside = sum((p - 1 in speaks) + (p + 1 in speaks) for p in here)
            called[member.number] = beside, sum(p not in speaks for p in here)
    best = max(called, key=lambda number: called[number], default=None)
    return cast.members[best] if best is not None and any(called[best]) else None


def _is_narrated(speech_map: SpeechMap, mention: Mention, marked: bool) -> bool:
    """Whether narration names somebody there. Where marks are lost, speech is not known: narration tells what was."""
    if speech_map.speech[mention.start]:
        return False
    last, labels = speech_map.doc[mention.end - 1], speech_map.words.labels
    return marked or (last.dep_ in labels.relations.active_subject and last.head.tag_ in labels.tags.past)


def _narrator_speaks(speech_map: SpeechMap) -> set[int]:
    """The paragraphs in which the narrator says something: "I said"."""
    words, relations = speech_map.words, speech_map.words.labels.relations
    said = {
        speech_map.paragraph[token.i]
        for token in speech_map.doc
        if token.lower_ in words.pronouns.narrator
        and not speech_map.speech[token.i]
        and token.dep_ in relations.active_subject
        and token.head.lemma_ in words.speech
        and token.head.tag_ in words.labels.tags.past
    }
    quoted = zip(speech_map.paragraph, speech_map.speech, strict=True)
    return said & {number for number, level in quoted if level == DIRECT}

"""The canonical speaker of each quote, from its source mention."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from annotator.core.model import CastMember, Quote, QuoteType
from annotator.core.model import Span as CharSpan
from annotator.suggest.cast.cast import Cast, build_cast
from annotator.suggest.cast.dialogue import Dialogue, find_narrator
from annotator.suggest.cast.lexicon import CastWords, cast_words, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.nominals import Sources
from annotator.suggest.cast.pronouns import (
    FIRST_PERSON,
    GENDERS,
    NEUTER,
    PLURAL,
    RELATIVE,
    Recent,
    Turn,
    fits_gender,
    fits_neuter,
    fits_plural,
)
from annotator.suggest.cast.speech_map import DIRECT, Scene, head_of, read_scene


def resolve_speakers(
    doc: Doc, quotes: Sequence[Quote], cast: Cast | None = None
) -> tuple[tuple[Quote, ...], tuple[CastMember, ...]]:
    """The quotes with their canonical `speaker` (None where nobody is known), and the cast.

    The cast has those with most quotes first, then by first mention; its mentions are names, and the sources of the
    quotes that a member speaks. Offsets are code points of the Doc's text.
    """
    if not len(doc):
        return tuple(quotes), ()
    cast = cast or build_cast(doc)
    found = _Resolver(doc, quotes, cast).run()
    spoken = tuple(
        replace(quote, speaker=member.name if member else None) for quote, member in zip(quotes, found, strict=True)
    )
    return spoken, _members(doc, cast, quotes, found)


class _Resolver:
    """Goes through the text once and keeps in mind who came up."""

    def __init__(self, doc: Doc, quotes: Sequence[Quote], cast: Cast) -> None:
        self.doc, self.quotes, self.cast = doc, quotes, cast
        self.words: CastWords = cast_words(doc.lang_ or "en")
        self.scene: Scene = read_scene(doc, quotes)
        self.recent = Recent(self.scene, sum(len(m.mentions) for m in cast))
        self.sources = Sources(doc, cast, self.words, self.recent)
        self.meant: dict[int, Member] = {}
        self.places = [[self.scene.tokens(span) for span in quote.content] for quote in quotes]
        self.dialogue = Dialogue(self.scene, quotes, cast, self.places)
        self.sources.story = self.dialogue.story
        self.narrator = find_narrator(self.scene, cast)

    def run(self) -> list[Member | None]:
        """The member who speaks each quote."""
        speakers: list[Member | None] = [None] * len(self.quotes)
        waiting = sorted((self._anchor(number), number) for number in range(len(self.quotes)))
        at = 0
        for token in self.doc:
            while at < len(waiting) and waiting[at][0] <= token.i:
                number = waiting[at][1]
                speakers[number] = self._speaker(number)
                self._turn(number, speakers[number])
                at += 1
            self._narrate(token)
        return speakers

    def _anchor(self, number: int) -> int:
        """The token at which a quote is looked at: the head of its source, else the first of its content."""
        source = self.quotes[number].source
        if source is not None:
            return head_of(self.scene.tokens(source)).i
        return self.places[number][0].start if self.places[number] else 0

    def _narrate(self, token: Token) -> None:
        """Keep in mind who is named here, and whom a pronoun of the narration means."""
        named = self.cast.at.get(token.i)
        if named is not None:
            member, mention = named
            if token.i == mention.end - 1 and token.i not in self.meant:
                self.recent.add(member, self.doc[mention.end - 1])
            return
        if self.scene.speech[token.i] == DIRECT or token.i in self.meant:
            return
        gender = GENDERS.get(token.lower_)
        if gender is None:
            self._noun_in_narration(token)
            return
        member_meant = self.recent.choose(token, fits_gender(gender))
        if member_meant is not None:
            self.meant[token.i] = member_meant
            self.recent.add(member_meant, token, 0.8)

    def _noun_in_narration(self, token: Token) -> None:
        """Keep in mind whom a noun like "her mother", "an old man" or "the voters" means."""
        if not self._may_speak(token):
            return
        member = self.sources.noun(self._chunk(token), token, self._whose)
        if member is not None:
            self.meant[token.i] = member
            self.recent.add(member, token, 0.8)

    def _may_speak(self, token: Token) -> bool:
        """Whether the noun is a subject that can speak, or several people anywhere."""
        words, lemma = self.words, plain(token.lemma_)
        if token.tag_ == "NN" and token.dep_ == "nsubj":
            known = lemma in words.persons or lemma in words.organisations or lemma in words.texts
            return known and any(t.dep_ in ("det", "poss") for t in token.children)
        return token.tag_ in ("NNS", "NNPS") and (lemma in words.persons or token.lower_ in words.people)

    def _turn(self, number: int, member: Member | None) -> None:
        quote = self.quotes[number]
        start = self.places[number][0].start if self.places[number] else 0
        self.recent.turns.append(Turn(start, self.scene.paragraph[start], quote.type is QuoteType.DIRECT, member))

    def _speaker(self, number: int) -> Member | None:
        source = self.quotes[number].source
        if source is None:
            return self.dialogue.unsaid(number, self.recent)
        tokens = self.scene.tokens(source)
        head = head_of(tokens)
        member = self.meant.get(head.i) or self._mention(tokens, head, number)
        if member is not None and head.i not in self.meant:
            self.meant[head.i] = member
            self.recent.add(member, head, 1.3)
        return member

    def _mention(self, tokens: Span, head: Token, number: int) -> Member | None:
        text = head.lower_
        if text in RELATIVE and head.tag_.startswith(("W", "IN", "DT")):
            return self._relative(head, number)
        if head.tag_.startswith("PRP") or text in GENDERS:
            return self._pronoun(head, number)
        pair = self._pair(tokens, head)
        if pair is not None:
            return pair
        return self.sources.named(tokens, head) or self.sources.noun(tokens, head, self._whose)

    def _pair(self, tokens: Span, head: Token) -> Member | None:
        """Two named people who speak together: "Roe and Doe"."""
        if not any(t.dep_ == "cc" and t.head.i == head.i for t in tokens):
            return None
        at = self.cast.at
        joined = [t for t in tokens if t.dep_ == "conj" and t.i in at and at[t.i][0].kind is Kind.PERSON]
        if head.i not in at or at[head.i][0].kind is not Kind.PERSON or not joined:
            return None
        names = [at[t.i][0].name for t in (head, *joined)]
        if len(set(names)) < 2:
            return None
        text = ", ".join(names[:-1]) + " and " + names[-1]
        return self.sources.strangers.get(text, Kind.GROUP)

    def _pronoun(self, head: Token, number: int) -> Member | None:
        text = head.lower_
        own = [(span.start, span.end) for span in self.places[number]]
        gender = GENDERS.get(text)
        if gender is not None:
            weights = self.dialogue.turn_weights(number, self.recent)
            return self.recent.choose(head, fits_gender(gender), own=own, turns=weights)
        if text in NEUTER:
            return self.recent.choose(head, fits_neuter, own=own)
        if text in PLURAL:
            return self.recent.choose(head, fits_plural, own=own, turns=self.dialogue.turn_weights(number, self.recent))
        if text in FIRST_PERSON:
            return self._first_person(head)
        return self._in_own_words(head) if text in ("you", "yours", "your") else None

    def _chunk(self, token: Token) -> Span:
        start = min(
            [token.i, *(c.i for c in token.children if c.dep_ in ("det", "amod", "compound", "nummod", "poss"))]
        )
        return self.doc[start : token.i + 1]

    def _first_person(self, head: Token) -> Member | None:
        """Whoever speaks the quotation around an "I" or "we"; in narration, who tells the story."""
        if self.scene.speech[head.i]:
            for turn in reversed(self.recent.turns):
                if turn.member is not None and abs(turn.paragraph - self.scene.paragraph[head.i]) <= 1:
                    return turn.member
        elif head.lower_ in ("i", "me", "my", "myself") and self.narrator is not None:
            return self.narrator
        return self._in_own_words(head)

    def _in_own_words(self, head: Token) -> Member:
        text = {"me": "I", "my": "I", "mine": "I", "myself": "I", "i": "I", "us": "we", "our": "we", "ours": "we"}
        name = text.get(head.lower_, head.lower_)
        return self.sources.strangers.get(name, Kind.PERSON)

    def _relative(self, head: Token, number: int) -> Member | None:
        """Whom "who" means: what its clause hangs on."""
        antecedents = [up.head for up in (head.head, head.head.head, head.head.head.head) if up.dep_ == "relcl"]
        human = [t for t in antecedents if self._human(t)] if head.lower_ == "who" else []
        antecedent = next(iter(human or antecedents), None)
        if antecedent is None or antecedent.i >= head.i or not antecedent.tag_.startswith(("N", "P", "D", "C")):
            antecedent = self._before(head)
        if antecedent is None:
            return None
        if antecedent.i in self.meant:
            return self.meant[antecedent.i]
        chunk = self._chunk(antecedent)
        if antecedent.lower_ in GENDERS:
            return self._pronoun(antecedent, number)
        return self.sources.named(chunk, antecedent) or self.sources.noun(chunk, antecedent, self._whose)

    def _human(self, token: Token) -> bool:
        lemma, named = plain(token.lemma_), self.cast.at.get(token.i)
        if named is not None:
            return named[0].kind is not Kind.ORG
        return lemma in self.words.persons or token.lower_ in self.words.people or token.tag_[:1] in "PDC"

    def _before(self, head: Token) -> Token | None:
        for i in range(head.i - 1, max(-1, head.i - 6), -1):
            if self.doc[i].tag_.startswith(("N", "PRP")):
                return self.doc[i]
        return None

    def _whose(self, owner: Token) -> Member | None:
        """Whom a possessive means."""
        if owner.i in self.meant:
            return self.meant[owner.i]
        named = self.cast.at.get(owner.i)
        if named is not None:
            return named[0]
        gender = GENDERS.get(owner.lower_)
        if gender is not None:
            return self.recent.choose(owner, fits_gender(gender))
        if owner.lower_ in FIRST_PERSON and self.scene.speech[owner.i]:
            return self._first_person(owner)
        return None


def _members(
    doc: Doc, cast: Cast, quotes: Sequence[Quote], speakers: Sequence[Member | None]
) -> tuple[CastMember, ...]:
    """Everybody, those with most quotes first, then in the order of their first mention."""
    named: dict[str, list[CharSpan]] = {}
    for member in cast:
        spans = named.setdefault(member.name, [])
        for mention in member.mentions:
            tokens = doc[mention.start : mention.end]
            spans.append(CharSpan(tokens.start_char, tokens.end_char))
    for spans in named.values():
        spans.sort()
    said: Counter[str] = Counter()
    meant: dict[str, set[CharSpan]] = {}
    for quote, speaker in zip(quotes, speakers, strict=True):
        if speaker is None:
            continue
        said[speaker.name] += 1
        sources = meant.setdefault(speaker.name, set())
        if quote.source is not None and not _holds_one(quote.source, named.get(speaker.name, [])):
            sources.add(quote.source)
    everybody = dict.fromkeys([*named, *meant])
    placed = [CastMember(name, tuple(sorted([*named.get(name, ()), *meant.get(name, ())]))) for name in everybody]
    return tuple(sorted(placed, key=lambda m: (-said[m.name], m.mentions[0].start if m.mentions else 0, m.name)))


def _holds_one(source: CharSpan, spans: Sequence[CharSpan]) -> bool:
    """Whether one of these spans, in order and apart from each other, overlaps the source."""
    place = bisect_right(spans, source.end, key=lambda span: span.start)
    return any(span.overlaps(source) for span in spans[max(place - 2, 0) : place])

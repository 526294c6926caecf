"""The canonical speaker of each quote, from its source mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Span, Token

from annotator.core.model import CastMember, Quote, QuoteType
from annotator.core.model import Span as CharSpan
from annotator.suggest.cast.acquainted import KnownPeople
from annotator.suggest.cast.antecedents import antecedent_of
from annotator.suggest.cast.authors import find_author
from annotator.suggest.cast.bearers import bearer_of
from annotator.suggest.cast.beats import Beats
from annotator.suggest.cast.cast import Cast, build_cast
from annotator.suggest.cast.dialogue import Dialogue, find_narrator
from annotator.suggest.cast.impersonal import is_impersonal
from annotator.suggest.cast.introduced import Introduced
from annotator.suggest.cast.joint import JointSpeakers
from annotator.suggest.cast.kinship import owner_of
from annotator.suggest.cast.labels import speakers_by_label
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.nominals import Nominals
from annotator.suggest.cast.parallels import own_subject, subjects_beside
from annotator.suggest.cast.pronouns import Recent, Turn, fits_gender, fits_neuter, fits_plural, unless_spoken_of
from annotator.suggest.cast.ranking import ranked_members
from annotator.suggest.cast.source_tokens import spoken_of, whole_source
from annotator.suggest.cast.speech_map import DIRECT, read_speech_map
from annotator.suggest.cast.speech_turns import read_turns
from annotator.suggest.cast.story import speakers_of_turns
from annotator.suggest.cast.story_notes import Epithets, StoryNotes, learn_epithets
from annotator.suggest.cast.story_people import story_cast
from annotator.suggest.cast.strangers import Strangers
from annotator.suggest.cast.tellers import with_tellers

_ROUNDS = 1
"""How often a story is gone through again with the speakers found before: whom pronouns mean follows from them."""
_PRONOUN, _SPEAKER = 0.8, 1.3
"""The salience of somebody meant by a pronoun or noun, and of a quote's speaker, beside a name's: set by hand."""
_PARALLEL = 0.3
"""How well the subject of the clause beside must fit a pronoun to be meant by it: set by hand."""
_MAIN_SUBJECT = 1.3
"""How much more the subject of a whole sentence counts for "he" or "she" than other mentions: set by hand."""


def resolve_speakers(
    doc: Doc, quotes: Sequence[Quote], cast: Cast | None = None
) -> tuple[tuple[Quote, ...], tuple[CastMember, ...]]:
    """The quotes with their canonical `speaker` (None where nobody is known), and the cast.

    The cast has those with most quotes first (see `ranked_members`); its mentions are names, and the sources of the
    quotes that a member speaks. Offsets are code points of the Doc's text. Needs tags, a parse and entities; raises
    LookupError for a language without words for the cast.
    """
    spoken, members, _ = resolve_with_sources(doc, quotes, cast)
    return spoken, members


WhoIs = Callable[[CharSpan], str | None]
"""The canonical name of whom a mention means."""


def resolve_with_sources(
    doc: Doc, quotes: Sequence[Quote], cast: Cast | None = None, known: KnownPeople | None = None
) -> tuple[tuple[Quote, ...], tuple[CastMember, ...], WhoIs]:
    """The same, and who is meant by other mentions, which are the source of none of these quotes.

    Where no cast is given, who is `known` from earlier articles lends name and gender to the one that is made.
    """
    if not len(doc):
        return tuple(quotes), (), lambda _: None
    cast = cast or build_cast(doc, known)
    resolver = _Resolver(doc, quotes, cast)
    if resolver.dialogue.story:
        cast = story_cast(resolver.map, cast)
        resolver = _Resolver(doc, quotes, cast)
    speakers = resolver.run()
    for _ in range(_ROUNDS if resolver.notes is not None else 0):
        resolver = _Resolver(doc, quotes, cast, before=resolver)
        speakers = resolver.run()
    told = resolver.told()
    speakers = [resolver.named(told.get(number, member)) for number, member in enumerate(speakers)]
    spoken = tuple(
        replace(quote, speaker=member.name if member else None) for quote, member in zip(quotes, speakers, strict=True)
    )
    return spoken, ranked_members(doc, cast, quotes, speakers), resolver.who_is


class _Resolver:
    """Goes through the text once and remembers who came up."""

    def __init__(
        self,
        doc: Doc,
        quotes: Sequence[Quote],
        cast: Cast,
        *,
        before: _Resolver | None = None,
    ) -> None:
        """`before`: another one that has gone through the same story."""
        self.doc, self.quotes, self.cast, self.words = doc, quotes, cast, cast.words
        self.labels, self.pronouns = cast.words.labels, cast.words.pronouns
        self.map = read_speech_map(doc, quotes, cast.words)
        self.beats = Beats(self.map, cast)
        self.introduced = Introduced(self.map, cast, self.beats)
        self.recent = Recent(self.map, sum(len(m.mentions) for m in cast))
        self.meant: dict[int, Member] = {}
        """Whom tokens mean that are no names: pronouns and heads of noun phrases."""
        self.places = [[self.map.tokens(span) for span in quote.content] for quote in quotes]
        self.dialogue = Dialogue(self.map, quotes, cast, self.places)
        self.recent.story = self.dialogue.story
        self.strangers: Strangers = Strangers(len(cast)) if before is None else before.strangers.again()
        self.nominals = Nominals(doc, cast, self.recent, self.strangers, story=self.dialogue.story)
        self.joint = JointSpeakers(cast, self.strangers)
        self.narrator = find_narrator(self.map, cast) or find_author(self.map, cast)
        self.sources = [None if q.source is None else whole_source(q.source, self.map) for q in quotes]
        if self.dialogue.story:
            self.sources = with_tellers(self.map, quotes, self.places, self.sources)
        self.labelled = speakers_by_label(self.map, quotes, self.places, cast, self.strangers)
        self.known: Mapping[int, Member] = self.labelled if before is None else before.told()
        epithets = {} if before is None else before.epithets()
        self.notes: StoryNotes | None = None
        """What is noted of a story; None elsewhere."""
        if self.dialogue.story:
            self.notes = StoryNotes(cast, self.recent, self.strangers, self.narrator, epithets)
        self._note_labels()

    def _note_labels(self) -> None:
        """A label means its speaker, whatever it is written like: "Q" is nobody's name."""
        for head, member in ((head, self.labelled.get(number)) for number, head in enumerate(self.heads())):
            if head is not None and member is not None:
                self.meant[head.i] = member
                if self.notes is not None:
                    self.notes.label(head, member)

    def heads(self) -> list[Token | None]:
        """The head of each quote's source."""
        return [None if source is None else self._head(source) for source in self.sources]

    def told(self) -> dict[int, Member]:
        """Who speaks what has a label, and the direct quotes of a story, all turns weighed together; after `run`."""
        if self.notes is None:
            return self.labelled
        turns = read_turns(self.map, self.quotes, self.places, self.cast)
        return speakers_of_turns(turns, self.notes, self.heads(), self.places, self.beats) | self.labelled

    def epithets(self) -> Epithets:
        """Whom noun phrases of a story mean, after `run`."""
        return {} if self.notes is None else learn_epithets(self.notes, self.heads(), self.told())

    def run(self) -> list[Member | None]:
        """The member who speaks each quote."""
        speakers: list[Member | None] = [None] * len(self.quotes)
        waiting = sorted((self._anchor(number), number) for number in range(len(self.quotes)))
        done = 0
        for token in self.doc:
            while done < len(waiting) and waiting[done][0] <= token.i:
                number = waiting[done][1]
                speakers[number] = self._speaker(number)
                self._take_turn(number, speakers[number])
                done += 1
            self._narrate(token)
        return speakers

    def who_is(self, source: CharSpan) -> str | None:
        """Whom another mention means, after `run`: somebody named there, or whom narration or a quote means by it."""
        head = self._head(self.map.tokens(source))
        named = self.cast.at.get(head.i)
        member = self.named(self.meant.get(head.i) or (named[0] if named is not None else None))
        return member.name if member is not None else None

    def named(self, member: Member | None) -> Member | None:
        """The member, but nobody for one that is known as "I" alone: that is no name to go by."""
        own = {self.pronouns.own_words.get(pronoun) for pronoun in self.pronouns.first_singular}
        return None if member is not None and member.name in own else member

    def _head(self, tokens: Span) -> Token:
        """The word that a source is about; of "his ex-wife" the noun, where a parser has the source hang on "ex"."""
        head = self.map.head_of(tokens)
        hyphenated = head.i + 2 < tokens.end and head.nbor().text == "-" and head.lower_ in self.words.prefixes
        return head.nbor(2) if hyphenated else head

    def _anchor(self, number: int) -> int:
        """The token at which a quote's speaker is looked for: the head of its source, else the first of its content."""
        source = self.sources[number]
        if source is not None:
            return self._head(source).i
        return self.places[number][0].start

    def _narrate(self, token: Token) -> None:
        """Remember who is named here, and whom a pronoun or noun of the narration means."""
        named = self.cast.at.get(token.i)
        if named is not None:
            member, mention = named
            if token.i == mention.end - 1 and token.i not in self.meant:
                self.recent.add(member, token)
            return
        if self.map.speech[token.i] == DIRECT or token.i in self.meant:
            return
        gender = self.pronouns.gender.get(token.lower_)
        if gender is not None:
            meant = self._of_gender(token, gender)
        elif token.lower_ in self.pronouns.narrator and self.notes is not None:
            self.notes.mention(token, self.narrator)
            return
        elif self._may_speak(token):
            meant = self.nominals.described(self._noun_phrase(token), token, self._whose)
            if self.notes is not None:
                meant = self.notes.mention(token, meant)
        else:
            return
        if meant is not None:
            self.meant[token.i] = meant
            self.recent.add(meant, token, _PRONOUN)

    def _of_gender(self, token: Token, gender: str) -> Member | None:
        """Whom "he" or "she" means in narration."""
        if self.notes is not None:
            return self.notes.gendered(token, gender)
        return self._narrated(token, fits_gender(gender))

    def _may_speak(self, token: Token) -> bool:
        """Whether the noun is a subject that can speak, or several people anywhere: "her mother", "the voters"."""
        words, tags, lemma = self.words, self.labels.tags, plain(token.lemma_)
        relations = self.labels.relations
        gendered = not words.is_trade(lemma) and token.dep_ in relations.object
        if token.tag_ in tags.singular_noun and (token.dep_ in relations.active_subject or gendered):
            behind = self.cast.at.get(token.i + 1)
            if self.notes is None and behind is not None and behind[0].kind is Kind.PERSON:
                return False  # "his wife Jane Roe" is she
            known = lemma in words.persons or lemma in words.organisations or lemma in words.texts
            return known and any(child.dep_ in self.labels.relations.determiner for child in token.children)
        return token.tag_ in tags.plural_noun and (lemma in words.persons or token.lower_ in words.people)

    def _noun_phrase(self, noun: Token) -> Span:
        """The noun with what stands before it in its phrase."""
        before = [child.i for child in noun.children if child.dep_ in self.labels.relations.before_noun]
        return self.doc[min([noun.i, *before]) : noun.i + 1]

    def _take_turn(self, number: int, member: Member | None) -> None:
        quote = self.quotes[number]
        start = self.places[number][0].start
        self.recent.turns.append(Turn(start, self.map.paragraph[start], quote.type is QuoteType.DIRECT, member))

    def _speaker(self, number: int) -> Member | None:
        tokens = self.sources[number]
        first = self.doc[self.places[number][0].start]
        if self.notes is not None:
            self.notes.quote(number, first)
        if tokens is None:
            return self.known.get(number) or self.dialogue.unnamed_speaker(number, self.recent, self._acting(number))
        head = self._head(tokens)
        if head.i in self.meant:
            return self.meant[head.i]
        member = self._meant_by(tokens, head, number)
        if self.notes is not None:
            own = [(span.start, span.end) for span in self.places[number]]
            gender = self.pronouns.gender.get(head.lower_)
            member = self.notes.mention(head, member, own) if gender is None else self.notes.gendered(head, gender, own)
        member = self.known.get(number, member)
        if member is not None:
            self.meant[head.i] = member
            self.recent.add(member, head, _SPEAKER)
        return member

    def _acting(self, number: int) -> list[Member]:
        """Who acts in news in the narration of a quote's paragraph, else at the end of the paragraph before it."""
        if self.notes is not None:
            return []
        paragraph = self.map.paragraph[self.places[number][0].start]
        beats = self.beats
        return beats.actors(paragraph, self.meant) or beats.actors(paragraph - 1, self.meant, last_sentence=True)

    def _meant_by(self, tokens: Span, head: Token, number: int) -> Member | None:
        """Whom a source means: a relative pronoun, another one, two people, a name, or a noun."""
        tags = self.labels.tags
        if head.lower_ in self.pronouns.relative and head.tag_ in tags.relative_source:
            return self._relative(head, number)
        two = self.joint.two(tokens, head, self.recent)
        if two is not None:
            return two
        joint = self.joint.of(tokens, head, lambda part, noun: self._one_of_several(part, noun, number))
        if joint is not None:
            return joint
        if head.tag_ in tags.pronoun or head.lower_ in self.pronouns.gender:
            return self._pronoun(head, number)
        member = self.nominals.named(tokens, head)
        return member or self.nominals.described(tokens, head, self._whose)

    def _one_of_several(self, tokens: Span, head: Token, number: int) -> Member | None:
        """Whom one of the noun phrases means that a source joins, if the text names them."""
        if head.tag_ in self.labels.tags.pronoun:
            return self._pronoun(head, number)
        member = self.nominals.named(tokens, head) or self.nominals.described(tokens, head, self._whose)
        owned = owner_of(head, self.words) is not None  # "her campaign and the party"
        return member if member is not None and (owned or member.number < len(self.cast)) else None

    def _pronoun(self, head: Token, number: int) -> Member | None:
        """Whom a personal pronoun means that is a quote's source."""
        text, pronouns = head.lower_, self.pronouns
        own = [(span.start, span.end) for span in self.places[number]]
        gender = pronouns.gender.get(text)
        if gender is not None:
            weights = self.dialogue.turn_weights(number, self.recent)
            fits = fits_gender(gender)
            if not self.dialogue.story:
                fits = unless_spoken_of(fits, spoken_of(head, self.quotes[number], self.places[number], self.cast))
            parallel = None if self.dialogue.story else self._beside(head, fits) or self._introduced(head, number, fits)
            return parallel or self.recent.choose(head, fits, own=own, turns=weights, main=_MAIN_SUBJECT)
        if text in pronouns.neuter:
            return None if is_impersonal(head, self.words) else self.recent.choose(head, fits_neuter, own=own)
        if text in pronouns.plural:
            weights = self.dialogue.turn_weights(number, self.recent)
            parallel = None if self.dialogue.story else self._beside(head, fits_plural)
            if parallel is not None:
                return parallel
            several = self.recent.choose(head, fits_plural, own=own, turns=weights)
            pair = self.recent.two_people(head) if several is None or several.kind is Kind.ORG else []
            return self.joint.together(pair) if pair and not self.recent.is_near(several, head) else several
        if text in pronouns.first:
            return self._first_person(head)
        return self._in_own_words(head) if text in pronouns.second else None

    def _introduced(self, head: Token, number: int, fits: Callable[[Member], float]) -> Member | None:
        """Whom the narration leads to before a quotation."""
        direct = self.quotes[number].type is not QuoteType.INDIRECT
        return self.introduced.leading_to(head, self.places[number][0].start, self.meant, fits) if direct else None

    def _narrated(self, pronoun: Token, fits: Callable[[Member], float]) -> Member | None:
        """Whom a pronoun means that is the source of no quote."""
        if not self.dialogue.story and pronoun.lower_ in self.pronouns.reflexive:
            own = own_subject(pronoun)
            if own is not None and (member := self._known_at(own)) is not None and fits(member):
                return member
        beside = None if self.dialogue.story else self._beside(pronoun, fits)
        return beside or self.recent.choose(pronoun, fits)

    def _beside(self, head: Token, fits: Callable[[Member], float]) -> Member | None:
        """Whom a pronoun means by the clauses of its sentence alone: the subject of the one beside, if it fits."""
        if self.map.speech[head.i] == DIRECT:
            return None
        for subject in subjects_beside(head):
            member = self._known_at(subject)
            if member is None and subject.i > head.i and subject.tag_ in self.labels.tags.plural_noun:
                member = self.nominals.described(self._noun_phrase(subject), subject, self._whose)
            if member is not None and fits(member) >= _PARALLEL:
                return member
        return None

    def _known_at(self, token: Token) -> Member | None:
        """Who is named by the token, or was found to be meant by it."""
        named = self.cast.at.get(token.i)
        return self.meant.get(token.i) or (named[0] if named is not None else None)

    def _first_person(self, head: Token) -> Member | None:
        """Whoever speaks the quotation around an "I" or "we"; in narration, who tells the story."""
        if self.map.speech[head.i]:
            for turn in reversed(self.recent.turns):
                if turn.member is not None and abs(turn.paragraph - self.map.paragraph[head.i]) <= 1:
                    return turn.member
        elif head.lower_ in self.pronouns.first_singular and self.narrator is not None:
            return self.narrator
        return self._in_own_words(head)

    def _in_own_words(self, head: Token) -> Member:
        name = self.pronouns.own_words.get(head.lower_, head.lower_)
        return self.strangers.get(name, Kind.PERSON)

    def _relative(self, head: Token, number: int) -> Member | None:
        """Whom "who" means: what its clause hangs on."""
        antecedent = antecedent_of(head, self.cast)
        if antecedent is None:
            return None
        if antecedent.i in self.meant:
            return self.meant[antecedent.i]
        bearer = bearer_of(antecedent, self.cast, self.meant)
        if bearer is not None:
            return bearer
        phrase = self._noun_phrase(antecedent)
        if antecedent.lower_ in self.pronouns.gender:
            return self._pronoun(antecedent, number)
        named = self.nominals.named(phrase, antecedent)
        return named or self.nominals.described(phrase, antecedent, self._whose)

    def _whose(self, owner: Token) -> Member | None:
        """Whom a possessive means."""
        if owner.i in self.meant:
            return self.meant[owner.i]
        named = self.cast.at.get(owner.i)
        if named is not None:
            return named[0]
        gender = self.pronouns.gender.get(owner.lower_)
        if gender is not None:
            return self._narrated(owner, fits_gender(gender))
        if owner.lower_ in self.pronouns.first and self.map.speech[owner.i]:
            return self._first_person(owner)
        if owner.tag_ in self.labels.tags.singular_noun:
            return self.nominals.taken_up(self._noun_phrase(owner), owner, self._whose)
        return None

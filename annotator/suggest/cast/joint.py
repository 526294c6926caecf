"""Several who speak together: "Roe and Doe", "Sens. Jane Roe (D-Ohio), John Doe and Ann Poe", "Roe and her aides"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import dropwhile, pairwise

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.phrases import is_definite, is_plural, phrase
from annotator.suggest.cast.pronouns import Recent
from annotator.suggest.cast.strangers import Strangers

Who = Callable[[Span, Token], Member | None]
"""Whom a noun phrase with this head means, if it is somebody whom the text names."""

_Part = tuple[str, Member | None]
"""How one of several speakers is listed, and who that is."""
_TWO_PHRASE = 4
"""Tokens of a phrase such as "the two presidential candidates"."""
_PARTS = 8
"""More than this are a list that nobody reads as speakers: set by hand."""


class JointSpeakers:
    """Makes one member of the cast of several who speak together; the same again where they do."""

    def __init__(self, cast: Cast, strangers: Strangers) -> None:
        self.cast, self.words, self.strangers = cast, cast.words, strangers
        self.labels = cast.words.labels
        self.known: dict[frozenset[str], Member] = {}

    def of(self, tokens: Span, head: Token, who: Who) -> Member | None:
        """The member for the speakers that a source joins; None where it is no more than one."""
        if not any(self._coordinates(token) for token in tokens):
            return None
        head = self._named_head(tokens, head)
        parts = self._listed(tokens, head) or self._conjoined(tokens, head, who) or self._with_others(tokens, head)
        parts = list(dict(parts).items())
        if not 1 < len(parts) <= _PARTS:
            return None
        return self._made(parts)

    def two(self, tokens: Span, head: Token, recent: Recent) -> Member | None:
        """The two people whom "both" or "the two candidates" means: the only ones named lately."""
        words = self.words
        both, number = words.phrases.both, words.phrases.two
        said = [token for token in tokens if token.lower_ in both | number and token.i <= head.i]
        if not said or head.i in self.cast.at:
            return None
        known = tokens[0].lower_ in both | words.phrases.pointing
        people = is_plural(head, words) and plain(head.lemma_) in words.persons and len(tokens) <= _TWO_PHRASE
        pair = recent.two_people(head) if known and (people or said[0].i == head.i) else []
        fits = not people or all(self._may_be(member, plain(head.lemma_)) for member in pair)
        return self.together(pair) if pair and fits else None

    def _may_be(self, member: Member, noun: str) -> bool:
        """Whether the text says nothing of somebody that the noun denies: a doctor is none of the two candidates."""
        words = self.words
        trades = {role for role in member.roles if role in words.persons} - words.rival_parties
        return not trades or not words.is_trade(noun) or words.role(noun) in trades

    def together(self, members: Sequence[Member]) -> Member:
        """The member for these people of the cast: whom "both" means."""
        return self._made([(member.name, member) for member in members])

    def _made(self, parts: Sequence[_Part]) -> Member:
        names = [name for name, _ in parts]
        known = self.known.get(frozenset(names))
        if known is None:
            text = f"{', '.join(names[:-1])} {self.words.conjunction} {names[-1]}"
            known = self.known[frozenset(names)] = self.strangers.get(text, Kind.GROUP)
            known.parts = tuple(member for _, member in parts if member is not None)
        return known

    def _named_head(self, tokens: Span, head: Token) -> Token:
        """The last word of the name behind the head, if that is its title: "both President Jane Roe and her aides"."""
        first = next(iter(self._named_in(tokens)), None)
        if first is None or not first[1].lead <= head.i < first[1].start:
            return head
        return tokens.doc[first[1].end - 1]

    def _listed(self, tokens: Span, head: Token) -> list[_Part]:
        """Names with nothing but commas, titles and brackets between them, however the parser joins them."""
        doc = tokens.doc
        outside = {token.i for token in _without_brackets(tokens)}
        speakers = [
            (member, mention)
            for member, mention in self._named_in(tokens)
            if mention.start in outside and not self._is_noun(member) and not self._is_origin(doc, mention)
        ]
        behind = head.i if self._is_several(head) else tokens.start - 1
        named = [pair for pair in speakers if pair[1].start > behind and not self._qualifies(doc, pair[1])]
        if not named or not self._begins_list(tokens, head, named[0][1]):
            return []
        joined = [named[0]]
        for (_, before), after in pairwise(named):
            if not self._is_between_names(doc[before.end : after[1].lead]):
                break
            joined.append(after)
        last = doc[joined[-1][1].lead - 1]
        closed = len(joined) > 1 and self._has_coordinator(doc[joined[-2][1].end : joined[-1][1].lead])
        if not closed or not self._ends_list(doc, joined[-1][1].end, tokens.end) or last.i < tokens.start:
            return []
        return [(member.name, member) for member, _ in joined]

    def _is_origin(self, doc: Doc, mention: Mention) -> bool:
        """Whether it is the place where somebody comes from: "Ohio" in "Jane Roe of Ohio"."""
        of_place = mention.start > 0 and doc[mention.start - 1].lower_ in self.words.phrases.of_place
        return of_place and doc[mention.start].ent_type_ in self.labels.entities.place

    def _is_noun(self, member: Member) -> bool:
        """Whether a model took a noun for a person's name: "Filmmaker"."""
        return not member.full and plain(member.name) in self.words.persons

    def _named_in(self, tokens: Span) -> list[tuple[Member, Mention]]:
        """Who is named in these tokens, in order."""
        places = {
            mention.start: (member, mention)
            for i in range(tokens.start, tokens.end)
            if i in self.cast.at
            for member, mention in [self.cast.at[i]]
        }
        return [places[start] for start in sorted(places)]

    def _qualifies(self, doc: Doc, mention: Mention) -> bool:
        """Whether a body's name only belongs to what follows: "Oversight Committee Chairman Jane Roe"."""
        behind = doc[mention.end] if mention.end < len(doc) else None
        noun = behind is not None and behind.tag_ in self.labels.tags.noun
        return mention.kind is not Kind.PERSON and noun

    def _is_several(self, head: Token) -> bool:
        """Whether a list may say who these people are: "the senators, Jane Roe and ...", "two Republicans, ..."."""
        named = self.cast.at.get(head.i)
        return is_plural(head, self.words) and (named is None or named[0].kind is Kind.GROUP)

    def _begins_list(self, tokens: Span, head: Token, first: Mention) -> bool:
        """Whether the list begins with this name: before it stand at most words such as "both" or "the senators"."""
        several = head.i < first.start and self._is_several(head)
        before = [
            t for t in tokens.doc[head.i + 1 if several else tokens.start : first.lead] if t.text != "," or not several
        ]
        return not any(self._parts_phrases(token) for token in before) and (several or head.i in self.cast.at)

    def _is_between_names(self, tokens: Span) -> bool:
        """Whether the tokens between two names only join them: ", ", " (D-Ohio) and ", " and Mayor "."""
        kept = self._behind_place(_without_brackets(tokens))
        rest = list(dropwhile(lambda token: token.text == "," or self._coordinates(token), kept))
        only_described = not any(self._parts_phrases(token) or self._coordinates(token) for token in rest)
        return len(rest) < len(kept) and only_described

    def _behind_place(self, tokens: list[Token]) -> list[Token]:
        """The tokens without where somebody comes from: " of Texas, "."""
        end = 1
        if len(tokens) < 2 or tokens[0].lower_ not in self.words.phrases.of_place:
            return tokens
        while end < len(tokens) and tokens[end].ent_type_ in self.labels.entities.place:
            end += 1
        return tokens[end:] if end > 1 else tokens

    def _parts_phrases(self, token: Token) -> bool:
        """Whether the token can stand in no title or noun before a name: prepositions, verbs, marks."""
        tags = self.labels.tags
        return (
            token.tag_ in tags.preposition | tags.verb | tags.modal | tags.infinitive_marker
            or token.text in (",", ";", ":")
            or token.lower_ in self.words.phrases.possessive_endings
        )

    def _coordinates(self, token: Token) -> bool:
        return token.dep_ in self.labels.relations.coordinator or self._is_of_coordinator(token)

    def _is_of_coordinator(self, token: Token) -> bool:
        """Whether the token is one of several words that join like "and": "as well as"."""
        joining, doc = self.words.joining, token.doc
        starts = (token.i - place for place, word in enumerate(joining) if word == token.lower_ and place <= token.i)
        return any(tuple(t.lower_ for t in doc[start : start + len(joining)]) == joining for start in starts)

    def _has_coordinator(self, tokens: Span) -> bool:
        return any(self._coordinates(token) for token in tokens)

    def _ends_list(self, doc: Doc, start: int, end: int) -> bool:
        """Whether the list is over where its last name ends: no noun and no possessive follows."""
        if start >= end:
            return True
        noun = doc[start].tag_ in self.labels.tags.noun
        return not noun and doc[start].lower_ not in self.words.phrases.possessive_marks

    def _conjoined(self, tokens: Span, head: Token, who: Who) -> list[_Part]:
        """The noun phrases that the parser joins to the head, if one of them is somebody whom the text names."""
        if not self._may_be_several(head):
            return []
        heads = self._conjuncts(tokens, head)
        if len(heads) == 1:
            return []
        parts: list[_Part] = []
        start = tokens.start
        for place, noun in enumerate(heads):
            end = heads[place + 1].left_edge.i if place + 1 < len(heads) else tokens.end
            part = self._part(tokens.doc[start : max(end, noun.i + 1)], noun, None if place else head, who)
            parts += [part] if part else []
            start = end
        named = any(member is not None for _, member in parts)
        return parts if named and len(parts) == len(heads) else []

    def _may_be_several(self, head: Token) -> bool:
        """Whether the first noun is no bare title: "Vice President for news and talk Jane Roe" is one person."""
        pronoun = head.tag_ in self.labels.tags.pronoun
        bare = not any(child.dep_ in self.labels.relations.determiner for child in head.children)
        named = head.i in self.cast.at and not self._is_noun(self.cast.at[head.i][0])
        return named or pronoun or is_plural(head, self.words) or not bare

    def _conjuncts(self, tokens: Span, head: Token) -> list[Token]:
        """The head and what is joined to it, in text order; only the head where no coordinator joins them."""
        heads = [head]
        for noun in heads:
            heads += [
                child
                for child in noun.children
                if child.dep_ in self.labels.relations.coordinated and noun.i < child.i < tokens.end
            ]
        joined = any(self._coordinates(child) for noun in heads for child in noun.children)
        return [noun for noun in heads if noun is head or self._speaks(noun, head)] if joined else [head]

    def _speaks(self, noun: Token, first: Token) -> bool:
        """Whether a joined noun is a speaker of its own: no "economist" in "Roe, a lawyer and economist"."""
        labels, words = self.labels, self.words
        if noun.i in self.cast.at or noun.tag_ in labels.tags.pronoun:
            return True
        if noun.tag_ not in labels.tags.noun or noun.ent_type_ in labels.entities.time:
            return False
        if is_plural(noun, words):
            return True
        lemma = plain(noun.lemma_)
        named = self._owner(noun) is None and any(
            token.tag_ in labels.tags.proper_noun for token in (noun, *_before(noun))
        )
        known = lemma in words.persons or lemma in words.organisations or named
        owner = self._owner(noun)
        theirs = owner is not None and owner.lower_ in words.phrases.third_person_owners
        apposed = not theirs and any(child.dep_ in labels.relations.apposition for child in first.children)
        return known and not apposed and any(child.dep_ in labels.relations.determiner for child in noun.children)

    def _with_others(self, tokens: Span, head: Token) -> list[_Part]:
        """Somebody named and others, whatever stands between: "Jane Roe, a dentist in Ashby, and other doctors"."""
        if head.i not in self.cast.at:
            return []
        for token in tokens:
            behind = token.nbor() if token.i + 1 < tokens.end else None
            if behind is None or behind.lower_ not in self.words.phrases.others or not self._coordinates(token):
                continue
            others = tokens.doc[behind.i : tokens.end]
            text = phrase(others, others.root, self.words)
            if text and is_plural(others.root, self.words) and token.i > head.i:
                member = self.cast.at[head.i][0]
                return [(member.name, member), (text, None)]
        return []

    def _part(self, tokens: Span, noun: Token, first: Token | None, who: Who) -> _Part | None:
        """How one of the joined noun phrases is listed: by name, else in the text's words."""
        tokens = self._bare(tokens, noun)
        owner = self._owner(noun)
        beside = self._named_beside(tokens, noun)
        if beside is not None:
            return beside.name, beside
        own = owner is not None and owner.lower_ in self.words.phrases.third_person_owners and first is None
        named = noun.i in self.cast.at or noun.tag_ in self.labels.tags.pronoun or is_definite(noun, self.words)
        member = who(tokens, noun) if named and not own else None
        if member is not None:
            return member.name, member
        text = phrase(tokens, noun, self.words, capital=noun.tag_ in self.labels.tags.proper_noun)
        if text is None:
            return None
        return (f"{owner.lower_} {text}" if own and owner is not None else text), None

    def _owner(self, noun: Token) -> Token | None:
        return next((child for child in noun.children if child.dep_ in self.labels.relations.owner), None)

    def _named_beside(self, tokens: Span, noun: Token) -> Member | None:
        """The person whose name stands right behind a noun: "her husband, Carl Roe"."""
        behind = tokens.doc[noun.i + 1 : tokens.end]
        first = next((token for token in behind if token.text != "," and not token.is_space), None)
        at = self.cast.at.get(first.i) if first is not None and noun.i not in self.cast.at else None
        return at[0] if at is not None and at[0].kind is Kind.PERSON else None

    def _bare(self, tokens: Span, noun: Token) -> Span:
        """The tokens without the marks and coordinators at their ends."""
        doc, start, end = tokens.doc, tokens.start, tokens.end
        while start < noun.i and (self._coordinates(doc[start]) or not doc[start].text[:1].isalnum()):
            start += 1
        while end > noun.i + 1 and (self._coordinates(doc[end - 1]) or doc[end - 1].text in (",", ";")):
            end -= 1
        return doc[start:end]


def _before(noun: Token) -> list[Token]:
    """The words before a noun in its phrase."""
    return list(noun.doc[noun.left_edge.i : noun.i])


def _without_brackets(tokens: Span) -> list[Token]:
    """The tokens that stand in no bracket."""
    kept, depth = [], 0
    for token in tokens:
        depth += token.text in ("(", "[")
        if not depth and not token.is_space:
            kept.append(token)
        depth -= token.text in (")", "]") and depth > 0
    return kept

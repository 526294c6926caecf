"""Whom each mention means: the text is gone through once, from the beginning, and who came up is remembered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from annotator.core.model import Quote, Span
from annotator.suggest.cast.columns import DIRECT, Columns, Tokens
from annotator.suggest.cast.logit import NEWS, Anaphor, FeatureWeights, Memory, MentionChoice, Scorer
from annotator.suggest.cast.members import Member, MemberKind, Mention

_BREAKS = frozenset({",", "—", "–"})
"""Between a noun and the name that it stands beside."""


class Resolver:
    """Goes through a text from its beginning; what it remembers is of the last way through."""

    weights: FeatureWeights = NEWS
    story = False

    def __init__(self, columns: Columns, quotes: Sequence[Quote], members: Sequence[Member]) -> None:
        self.columns, self.words, self.labels = columns, columns.words, columns.labels
        self.quotes, self.members = quotes, members
        self.contents: list[tuple[Tokens, ...]] = [tuple(map(columns.tokens, quote.content)) for quote in quotes]
        self.sources = [None if quote.source is None else columns.tokens(quote.source) for quote in quotes]
        self.heads = [None if source is None else columns.head_of(*source) for source in self.sources]
        self.mention_at: dict[int, Mention] = {}
        """The mention that each token of a name belongs to,"""
        self.named: dict[int, Member] = {}
        """and who is named there."""
        for member in members:
            for mention in member.mentions:
                self.mention_at |= dict.fromkeys(range(mention.start, mention.end), mention)
                self.named |= dict.fromkeys(range(mention.start, mention.end), member)
        self.strangers: dict[str, Member] = {}
        """Members that are not named but speak, by canonical name in small letters."""
        self.narrator: Member | None = None
        """Whom "I" means outside of speech."""

    def _forget(self, labelled: Mapping[int, Member], earlier: Mapping[int, Member]) -> None:
        """Begin anew; `earlier` is as `go_through` has it."""
        self.labelled, self.known_speakers = labelled, {**earlier, **labelled}
        self.meant: dict[int, Member] = {}
        """Whom tokens mean that are no names: pronouns, heads of noun phrases, and labels such as "Q"."""
        for number, member in labelled.items():
            if (head := self.heads[number]) is not None:
                self.meant[head] = member
                self.named.pop(head, None)
        self.votes: Counter[tuple[Member, str]] = Counter()
        """How often each pronoun was taken to mean somebody whose gender nothing else tells."""
        self.choices: dict[int, list[MentionChoice]] = {}
        """By number of a quote: whom its source was chosen from."""
        self.speakers: list[Member | None] = [None] * len(self.quotes)
        self.memory = Memory(self.columns)
        roles = frozenset(role for member in self.members for role in member.roles)
        self.scorer = Scorer(self.columns, self.memory, self.weights, roles, self.story, self.narrator)

    def run(self, labelled: Mapping[int, Member]) -> list[Member | None]:
        """The member who speaks each quote. `labelled`: by number of a quote, who speaks it as a label tells."""
        return self.go_through(labelled, {})

    def go_through(self, labelled: Mapping[int, Member], earlier: Mapping[int, Member]) -> list[Member | None]:
        """The member who speaks each quote. `earlier`: who does as an earlier way through the text tells."""
        self._forget(labelled, earlier)
        spoken: dict[int, list[int]] = {}
        for number, (content, head) in enumerate(zip(self.contents, self.heads, strict=True)):
            spoken.setdefault(content[0][0] if head is None else head, []).append(number)
        for token in range(len(self.columns)):
            for number in spoken.get(token, ()):
                self._speak(number)
            self.narrate(token)
        return self.speakers

    def who_is(self, source: Span) -> Member | None:
        """Whom another mention means, after `run`: somebody named there, or whom narration or a quote means by it."""
        return self._who_at(self.columns.head_of(*self.columns.tokens(source)))

    def _who_at(self, token: int) -> Member | None:
        """Whom a token means or names, as far as the text has been gone through."""
        return self.meant.get(token) or self.named.get(token)

    # ---- the way through the text

    def narrate(self, i: int) -> None:
        """Remember who is named by this token, or meant by a pronoun or a noun of the narration."""
        columns = self.columns
        if i in self.named:
            if i == self.mention_at[i].end - 1:
                self.memory.note(self.named[i], i)
            return
        if i in self.meant or columns.speech[i] == DIRECT:
            return
        member, gender = None, self.words.pronouns.gender.get(columns.lower[i])
        if gender is not None:
            member = self._resolve(Anaphor(i, i, i + 1, content_start=i))
        elif self._comes_up(i) and (columns.has_determiner(i) or columns.is_plural(i)):
            member = self._noun(columns.phrase_start(i), i + 1, i, None)
        if member is not None:
            self.meant[i] = member
            self.memory.note(member, i)

    def _comes_up(self, i: int) -> bool:
        """Whether a noun of the narration is remembered: a subject that may speak, and several people anywhere."""
        columns = self.columns
        common = columns.tag[i] in self.labels.tags.common_noun
        return common and (columns.is_subject(i) or columns.is_plural(i)) and self._may_speak(i)

    def _may_speak(self, noun: int) -> bool:
        """Whether a common noun stands for people or for what speaks as one."""
        words, lower, lemma = self.words, self.columns.lower[noun], self.columns.lemma[noun]
        if self.columns.is_plural(noun) and lower.endswith(words.plural_endings) and lemma not in words.texts:
            return True
        known = lemma in words.persons or lemma in words.organisations or lemma in words.kin
        return known or lower in words.people

    def _speak(self, number: int) -> None:
        """Find the speaker of a quote."""
        head, source = self.heads[number], self.sources[number]
        if head is None or source is None:
            member = self.known_speakers.get(number)
        elif head in self.meant:
            member = self.known_speakers.get(number) or self.meant[head]
            if number in self.labelled:
                self.memory.note(member, head)
        else:
            member = self.known_speakers.get(number) or self._source(*source, head, number)
            if member is not None:
                self.meant[head] = member
                if (head not in self.named or member.parts) and not self._is_voice(member):
                    self.memory.note(member, head)
        self.speakers[number] = member
        self.memory.last_speaker = member or self.memory.last_speaker

    def _is_voice(self, member: Member) -> bool:
        """Whether somebody is known by "I" or "you" alone: nobody to be taken up by other words."""
        return member.phrase and not member.forms and not member.parts

    # ---- whom a source means

    def _source(self, first: int, end: int, head: int, number: int) -> Member | None:
        columns = self.columns
        parts = self._joined(first, end, head)
        if len(parts) > 1:
            return self._together(parts)
        if columns.lower[head] in self.words.pronouns.relative and end - first <= 2:
            return self._relative(head, number)
        if columns.tag[head] in self.labels.tags.pronoun:
            return self._pronoun(head, number)
        if head in self.named:
            return self.named[head]
        return self._noun(first, end, head, number)

    def _pronoun(self, head: int, number: int) -> Member | None:
        """Whom a pronoun means; `number` is that of the quote whose source it is."""
        pronouns, word = self.words.pronouns, self.columns.lower[head]
        if word in pronouns.first:
            return self._first_person(word)
        verb = self.columns.head[head]
        if word in pronouns.neuter and self.columns.lower[verb] in self.words.phrases.copulas:
            return None  # "it is clear that"
        if word in pronouns.gender or word in pronouns.neuter or word in pronouns.plural:
            return self._resolve(Anaphor(head, head, head + 1, number, content_start=self.contents[number][0][0]))
        return self.stranger(word, MemberKind.PERSON) if word in pronouns.second else None

    def _first_person(self, word: str) -> Member:
        """Who tells the story, as far as that is known; else somebody known as "I" or "we" alone."""
        pronouns = self.words.pronouns
        if word in pronouns.first_singular and self.narrator is not None:
            return self.narrator
        return self.stranger(pronouns.own_words.get(word, word), MemberKind.PERSON)

    def _relative(self, head: int, number: int) -> Member | None:
        """Whom "who" or "that" means: what its clause hangs on, for "who" somebody human."""
        columns, relations = self.columns, self.labels.relations
        verb, noun = head, None
        for _ in range(4):
            verb = columns.head[verb]
            if columns.dep[verb] in relations.relative_clause:
                noun = columns.head[verb]
                break
        if noun is None:
            return None
        if columns.lower[head] in self.words.pronouns.relative_of_people:
            nearest = next((i for i in range(head - 1, noun, -1) if columns.is_noun(i)), noun)
            human = self._human_above(noun)
            noun = nearest if human is None else human
        named = noun
        while columns.dep[named] in relations.apposition and columns.head[named] != named:
            named = columns.head[named]
            if named in self.named:
                return self.named[named]  # "Jane Roe, a Republican who"
        known = self._who_at(noun)
        if known is not None:
            return known
        return self._noun(columns.phrase_start(noun), noun + 1, noun, number)

    def _human_above(self, noun: int) -> int | None:
        """The noun if it is human, else the next human noun that it hangs on: "a lawyer for the bank who"."""
        columns, words = self.columns, self.words
        for _ in range(6):
            lemma, named = columns.lemma[noun], self.named.get(noun)
            human = lemma in words.persons or columns.lower[noun] in words.people
            if human or (named is not None and named.kind is MemberKind.PERSON):
                return noun
            noun = columns.head[noun]
            if columns.is_verb(noun):
                break
        return None

    # ---- several who speak together

    def _joined(self, first: int, end: int, head: int) -> list[tuple[str, Member | None]]:
        """The parts of several who speak together: nouns that are joined, of which one names somebody."""
        columns, relations = self.columns, self.labels.relations
        heads = [head]
        for noun in heads:
            joined = (i for i in columns.children[noun] if columns.dep[i] in relations.coordinated and first <= i < end)
            heads += [i for i in joined if columns.is_noun(i)]
        if (
            len(heads) == 1
            or not any(i in self.named for i in heads)
            or not all(i in self.named or self._may_speak(i) for i in heads)
        ):
            return []
        parts: list[tuple[str, Member | None]] = []
        for noun in heads:
            member, stop = self.named.get(noun), end if noun == heads[-1] else noun + 1
            text = member.name if member is not None else phrase(columns, columns.phrase_start(noun), stop, noun)
            parts += [(text, member)] if text else []
        return parts if len({text for text, _ in parts}) == len(heads) else []

    def _together(self, parts: Sequence[tuple[str, Member | None]]) -> Member:
        """Several who speak together."""
        texts = [text for text, _ in parts]
        member = self.stranger(f"{', '.join(texts[:-1])} {self.words.conjunction} {texts[-1]}", MemberKind.GROUP)
        member.parts, member.plural = tuple(part for _, part in parts if part is not None), True
        return member

    # ---- nouns

    def _noun(self, first: int, end: int, head: int, number: int | None) -> Member | None:
        """Whom a noun phrase means: the name beside it, its owner, somebody it takes up, or somebody new."""
        columns, words, lemma = self.columns, self.words, self.columns.lemma[head]
        beside = self._named_beside(end, head)
        if beside is not None:
            return beside
        owner = columns.owner_of(head)
        belongs = columns.lower[head] in words.belongings
        whose = self._owner(owner, number) if owner is not None else None
        if lemma in words.attitudes:
            return whose
        if number is None and columns.is_plural(head):
            return self._somebody_new(Anaphor(head, first, end, owner=whose))
        if columns.lower[head] in words.pronouns.demonstrative:
            return None
        if owner is None and belongs:
            names = (i for i in columns.children[head] if columns.dep[i] in self.labels.relations.compound)
            whose = next((self.named[i] for i in names if i in self.named), None)
        rest = phrase(columns, head, end, head)
        if rest and whose is not None and belongs:
            kind = MemberKind.GROUP if columns.is_plural(head) else MemberKind.ORG
            body = self.stranger(f"{whose.name.split()[-1]} {rest}", kind, (lemma,))
            body.plural, body.owner = columns.is_plural(head), whose
            return body
        return self._resolve(Anaphor(head, first, end, number, owner=whose))

    def _owner(self, owner: int, number: int | None) -> Member | None:
        """Whom a possessive means."""
        columns, word = self.columns, self.columns.lower[owner]
        known = self._who_at(owner)
        if known is not None:
            return known
        if word in self.words.pronouns.first:
            return self._first_person(word)
        if columns.is_noun(owner) and number is not None:
            return self._noun(columns.phrase_start(owner), owner + 1, owner, number)
        return None

    def _named_beside(self, end: int, head: int) -> Member | None:
        """Who is named right beside a noun: "his lawyer, Jane Roe", "spokesman Carl Roe", "the newspaper Mail"."""
        columns, words, lemma = self.columns, self.words, self.columns.lemma[head]
        person, body = lemma in words.persons or lemma in words.kin, lemma in words.organisations
        if columns.is_plural(head) or not columns.is_noun(head) or not (person or body):
            return None
        kind = MemberKind.PERSON if person else MemberKind.ORG
        for i in range(head + 1, max(end, head + 3)):
            mention = self.mention_at.get(i)
            if mention is None or mention.kind is not kind:
                continue
            between = columns.word[head + 1 : mention.lead]
            within = person and mention.end <= end and not _BREAKS.isdisjoint(between)
            if _BREAKS.issuperset(between) or within:
                return self.named[i]
        return None

    def _resolve(self, mention: Anaphor) -> Member | None:
        """The best of those whom a mention may mean; for a noun perhaps somebody new."""
        content = () if mention.quote is None else self.contents[mention.quote]
        spoken_of = {self.named.get(i) for first, end in content for i in range(first, end)}
        choices = self.scorer.choices(mention, spoken_of)
        if mention.quote is not None:
            self.choices[mention.quote] = choices
        best = max(choices, key=lambda choice: choice.score, default=None)
        if best is None:
            return None
        if best.member is None:
            return self._somebody_new(mention)
        word = self.columns.lower[mention.head]
        if best.member.gender is None and word in self.words.pronouns.gender:
            self.votes[best.member, word] += 1
            if self.votes[best.member, word] > 1:
                best.member.gender = self.words.pronouns.gender[word]
        return best.member

    def _somebody_new(self, mention: Anaphor) -> Member | None:
        """Somebody in the text's own words: "senior official", "Okafor’s lawyer"."""
        columns, words, head, owner = self.columns, self.words, mention.head, mention.owner
        lemma, several = columns.lemma[head], columns.is_plural(head)
        text = None if owner is None or self._is_voice(owner) else self._owned_phrase(mention, owner)
        text = text or phrase(columns, mention.start, mention.end, head)
        if text is None:
            return None
        people = several or columns.lower[head] in words.people
        kind = MemberKind.GROUP if people else MemberKind.PERSON if lemma in words.persons else MemberKind.ORG
        member = self.stranger(text, kind, (lemma,), words.persons.get(lemma) if kind is MemberKind.PERSON else None)
        member.plural, member.owner = several, member.owner or owner
        if kind is MemberKind.PERSON:
            member.roles.add(words.role(lemma))
        return member

    def _owned_phrase(self, mention: Anaphor, owner: Member) -> str | None:
        """The phrase with the name of its owner in place of a possessive: "Okafor’s lawyer"."""
        columns, possessor = self.columns, self.columns.owner_of(mention.head)
        if possessor is None:
            return None
        behind = possessor + 1
        while behind < mention.head and columns.lower[behind] in self.words.phrases.possessive_marks:
            behind += 1
        text = phrase(columns, behind, mention.end, mention.head)
        if not text:
            return None
        words = self.words
        mark = words.possessive_short if owner.name.endswith(words.possessive_short_after) else words.possessive
        return f"{owner.name}{mark} {text}"

    def stranger(
        self, name: str, kind: MemberKind, form: tuple[str, ...] | None = None, gender: str | None = None
    ) -> Member:
        """The member with this name that the text does not name, made where it is new."""
        member = self.strangers.get(name.casefold())
        if member is None:
            member = Member(kind, name, gender, phrase=True)
            member.about |= set(name.lower().split())
            self.strangers[name.casefold()] = member
        if form is not None:
            member.forms[form] += 1
        return member


# ---- Noun phrases as names: how somebody is listed who has no name.


_CUTTING_MARKS = frozenset({",", ";", ":", "—", "–", "(", "["})


def phrase(columns: Columns, first: int, end: int, head: int) -> str | None:
    """The noun phrase as a canonical name: no article, nothing from the first comma or relative clause on, no time.

    "The two officials, who declined to be named," is "two officials", "the bank's lawyers" is "bank's lawyers", "a poll
    in May" is "poll". None where no noun is left.
    """
    phrases = columns.words.phrases
    first = _beginning(columns, first, end, head)
    end = next((i for i in range(max(first, head) + 1, end) if _is_beyond(columns, i, end)), end)
    end = _before_time(columns, end, head)
    while end > first and columns.lower[end - 1] in phrases.possessive_marks | phrases.no_end:
        end -= 1
    text = " ".join(columns.text_of(first, end).split()) if first < end else ""
    return _calm(text, first, columns) if text else None


def _beginning(columns: Columns, first: int, end: int, head: int) -> int:
    """The first token that is neither determiner nor mark, nor belongs to the sentence: "But the officials"."""
    phrases = columns.words.phrases
    skipped = phrases.leading | phrases.determiners
    while (
        first < end - 1 and first != head and (columns.lower[first] in skipped or not columns.word[first][:1].isalnum())
    ):
        first += 1
    return first


def _is_beyond(columns: Columns, i: int, end: int) -> bool:
    """Whether a phrase is over before this token: a mark, a relative clause, one that a source took in."""
    if columns.word[i] in _CUTTING_MARKS or " -" in columns.text_of(i - 1, i + 1):
        return not _is_in_list(columns, i, end)
    if columns.lower[i] in columns.words.phrases.cuts:
        return True
    return columns.tag[i] in columns.labels.tags.finite_verb or columns.is_subject(i)


def _is_in_list(columns: Columns, comma: int, end: int) -> bool:
    """Whether a comma stands between plural nouns that are listed: "his family, friends and aides"."""
    joined = not columns.words.phrases.coordinators.isdisjoint(columns.lower[comma + 1 : end])
    return columns.word[comma] == "," and joined and columns.is_plural(comma + 1)


def _before_time(columns: Columns, end: int, head: int) -> int:
    """Where the phrase ends without a time: "programme on Wednesday", "poll in 2015", "trip last week"."""
    labels, stop = columns.labels, end
    while stop - 1 > head and columns.entity[stop - 1] in labels.entities.time:
        stop -= 1
    if stop < end:
        while stop - 1 > head and (
            columns.tag[stop - 1] in labels.tags.phrase_cut or columns.dep[stop - 1] in labels.relations.particle
        ):
            stop -= 1
    return stop


def _calm(text: str, first: int, columns: Columns) -> str:
    """ "Officials" at the start of a sentence are "officials"; names keep their capital."""
    labels, word = columns.labels, columns.word[first]
    named = columns.tag[first] in labels.tags.proper_noun or columns.entity[first] in labels.entities.capitalised
    if named or not word.istitle() or not word.isalpha():
        return text
    return text[:1].lower() + text[1:]

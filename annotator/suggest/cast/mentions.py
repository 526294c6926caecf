"""Where a text names people, bodies, places and peoples: runs of capitalised words, cut by what all of it tells.

A model's labels are votes, not verdicts: what a name is of is decided for all its places at once, by the labels, the
titles, the verbs of saying and the words beside it and in it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import MemberKind, Mention
from annotator.suggest.cast.names import Name, calmed, suffix_text, untitled_name

_SHORTEST_WORD = 3
"""Letters of a capitalised word that counts as a name because the text has it as one elsewhere."""
_CERTAIN = 100.0
"""Votes that no others outweigh."""
_HYPHENS = ("-", "–", "/")
_OPENING = ("“", '"', "‘", "'", ":", "``")


_Votes = defaultdict[MemberKind, float]


def _votes() -> _Votes:
    return defaultdict(float)


@dataclass(slots=True)
class _Piece:
    """Tokens that may name somebody."""

    start: int
    end: int
    lead: int
    name: Name
    kind: MemberKind | None


def find_mentions(columns: Columns, *, story: bool = False) -> list[Mention]:
    """Everybody that the text names, in its order; no two overlap. In a `story`, who says something is a person."""
    finder = _Finder(columns, story)
    pieces = [piece for first, end in finder.runs() for piece in finder.parts(first, end)]
    pieces = finder.without_extras(finder.no_common_words(pieces))
    if story:
        pieces = [piece for piece in pieces if not finder.is_heading(piece)]
    kinds = finder.kinds(pieces)
    mentions = []
    for piece in sorted(pieces, key=lambda piece: piece.start):
        kind = kinds[piece.name.keys]
        name = calmed(piece.name, columns.words) if kind is MemberKind.PERSON else piece.name
        mentions.append(Mention(piece.start, piece.end, piece.lead, kind, name))
    return mentions


class _Finder:
    """Cuts the capitalised words of a text into names."""

    def __init__(self, columns: Columns, story: bool) -> None:
        self.columns, self.words, self.story = columns, columns.words, story
        entities = columns.labels.entities
        labels = dict.fromkeys(entities.mistaken, MemberKind.ORG) | dict.fromkeys(
            entities.place | entities.site, MemberKind.PLACE
        )
        labels |= dict.fromkeys(entities.people, MemberKind.GROUP) | dict.fromkeys(entities.person, MemberKind.PERSON)
        self.kind: list[MemberKind | None] = [labels.get(label) for label in columns.entity]
        """What the model takes each token for."""
        proper = columns.labels.tags.proper_noun
        self.named = Counter(
            columns.lower[i]
            for i in range(len(columns))
            if columns.tag[i] in proper and columns.capital[i] and not columns.headline[columns.sentence[i]]
        )
        self.small = Counter(word for word, capital in zip(columns.lower, columns.capital, strict=True) if not capital)
        self.surnames = {
            plain(columns.word[i])
            for i in range(1, len(columns))
            if columns.capital[i] and columns.capital[i - 1] and columns.lower[i - 1] in self.words.given
        }
        """Words with a capital behind a given name."""

    # ---- runs of capitalised words

    def runs(self) -> Iterator[tuple[int, int]]:
        """The longest runs of words of names, with small words where they belong to one name.

        In a headline, where nearly all words have capitals, only those that the model takes for one name.
        """
        columns, i = self.columns, 0
        while i < len(columns):
            if not self._fits(i):
                i += 1
                continue
            end = i + 1
            while columns.sentence[end] == columns.sentence[i]:
                if self._fits(end):
                    end += 1
                elif self._joins(end):
                    end += 2
                else:
                    break
            if not columns.headline[columns.sentence[i]] or self._is_one_name(i, end):
                yield i, end
            i = end

    def _is_one_name(self, first: int, end: int) -> bool:
        """Whether the model takes all these words for the name of one person or body."""
        return self.kind[first] in (MemberKind.PERSON, MemberKind.ORG) and len(set(self.kind[first:end])) == 1

    def _fits(self, i: int) -> bool:
        """Whether the token can be a word of a name."""
        columns, words, tags = self.columns, self.words, self.columns.labels.tags
        word, lower, tag = columns.word[i], columns.lower[i], columns.tag[i]
        if not columns.capital[i] or columns.entity[i] in columns.labels.entities.counted:
            return False
        if plain(word) in words.never and not self._begins_longer(i):
            return False
        if tag in tags.proper_noun:
            return True
        if tag in tags.no_name or tag in tags.adverb or tag in tags.modal:
            return False
        if self.kind[i] is not None or (self.named[lower] and len(word) >= _SHORTEST_WORD):
            return True
        shouted = word.isupper() and len(word) > 1 and columns.is_noun(i)
        return shouted and not self._opens(i) and not columns.headline[columns.sentence[i]]

    def _opens(self, i: int) -> bool:
        """Whether the token has a capital because a sentence or a quotation begins with it."""
        columns = self.columns
        return i == columns.sentences[columns.sentence[i]] or columns.word[i - 1] in _OPENING

    def _begins_longer(self, i: int) -> bool:
        """Whether a word that is mostly no name has more of one behind it: "German Ortega", "American Legion"."""
        kind = self.kind[i]
        return kind in (MemberKind.PERSON, MemberKind.ORG) and self.columns.capital[i + 1] and self.kind[i + 1] is kind

    def _joins(self, i: int) -> bool:
        """Whether a small word or a hyphen joins two words of one name: "van", "Smith-Jones", "Bureau of Mines"."""
        columns, phrases = self.columns, self.words.phrases
        word, lower, kind = columns.word[i], columns.lower[i], self.kind
        if lower in self.words.particles and kind[i] is MemberKind.PERSON:
            return self._fits(i + 1) or columns.lower[i + 1] in self.words.particles
        if not self._fits(i + 1) and not (lower in phrases.name_joints and columns.lower[i + 1] in phrases.articles):
            return False
        if word in _HYPHENS and columns.joined(i):
            return True
        if lower not in phrases.name_joints:
            return False
        if lower in phrases.title_joints and plain(columns.word[i - 1]) in self.words.titles:
            return True  # "Secretary of State"
        return kind[i] is kind[i - 1] is kind[i + 1] is MemberKind.ORG

    # ---- cutting a run

    def is_title(self, i: int) -> bool:
        """Whether the token is a title with a capital: "Sen.", "President"; not "Dean Roe", "Ministry of Justice"."""
        columns, words = self.columns, self.words
        word = plain(columns.word[i])
        behind = plain(columns.word[i + 1]) if columns.capital[i + 1] else ""
        if not columns.capital[i]:
            return False
        if word in words.title_parts and behind in words.titles:
            return True
        if word in words.given and behind:
            return False
        if self.kind[i] is MemberKind.ORG is self.kind[i - 1]:
            return False
        return word in words.titles

    def _is_surname(self, first: int, end: int, i: int) -> bool:
        """Whether a word that may be a title ends somebody's name: "Larry King", "Mr. King"."""
        if i + 1 < end and self.columns.capital[i + 1]:
            return False
        return self.kind[i] is MemberKind.PERSON if i > first else plain(self.columns.word[i]) in self.surnames

    def parts(self, first: int, end: int) -> list[_Piece]:
        """The names of a run, cut at titles."""
        pieces: list[_Piece] = []
        cut = i = first
        while i < end:
            if not self.is_title(i) or self._is_surname(first, end, i):
                i += 1
                continue
            pieces += self._by_label(cut, i)
            behind = self._behind_titles(first, i, end)
            if behind < end:
                titles = tuple(plain(self.columns.word[k]) for k in range(i, behind))
                return pieces + self._by_label(behind, end, titles, i)
            cut = i = behind
        return pieces + self._by_label(cut, end)

    def _behind_titles(self, first: int, i: int, end: int) -> int:
        """The token behind the titles that begin here, with what belongs to them: "Secretary of State"."""
        columns, joints = self.columns, self.words.phrases.title_joints
        behind = i + 1
        while behind < end:
            title = self.is_title(behind) and not self._is_surname(first, end, behind)
            if not title and columns.lower[behind] not in joints:
                break
            behind += 1
        if behind < end and columns.lower[behind - 1] in joints:
            person = next((k for k in range(behind, end) if self.kind[k] is MemberKind.PERSON), None)
            behind = behind + 1 if person is None else person
        return behind

    def _by_label(self, first: int, end: int, titles: tuple[str, ...] = (), lead: int = 0) -> list[_Piece]:
        """The names of these tokens, cut where the model's labels change; the first one has the titles."""
        pieces: list[_Piece] = []
        i = first
        while i < end:
            stop, kind = self._one_label(i, end)
            own = titles if i == first else ()
            piece = self._piece(i, stop, own, lead if own else i, MemberKind.PERSON if own else kind)
            pieces += [piece] if piece is not None else []
            i = stop
        return pieces

    def _one_label(self, i: int, end: int) -> tuple[int, MemberKind | None]:
        """Where the words of one label end, and what they are."""
        columns, kinds = self.columns, self.kind
        kind, stop = kinds[i], i + 1
        while stop < end:
            other = kinds[stop]
            hyphened = columns.word[stop] in _HYPHENS or columns.word[stop - 1] in _HYPHENS
            unlabelled = kind is not None and not columns.entity[stop]
            if other is not kind and not hyphened and not unlabelled:
                break
            stop += 1
        if kind is None and stop == i + 1 < end:
            # A word without a label before others that have one: "Ruth" of "Ruth Okafor".
            behind = kinds[stop]
            given = columns.lower[i] in self.words.given
            if given or (end == stop + 1 and behind in (MemberKind.PERSON, MemberKind.ORG)):
                return end, MemberKind.PERSON if given else behind
        return stop, kind

    def _piece(
        self, first: int, end: int, titles: tuple[str, ...], lead: int, kind: MemberKind | None
    ) -> _Piece | None:
        """The name of these tokens without marks at its ends; None where nothing is left, as of "(D-Vt.)"."""
        columns, words = self.columns, self.words
        suffix = None
        while end > first and (
            plain(columns.word[end - 1]) in words.suffixes or not columns.word[end - 1][:1].isalnum()
        ):
            if plain(columns.word[end - 1]) in words.suffixes:
                suffix = suffix_text(columns.word[end - 1], words)
            end -= 1
        while first < end and not columns.word[first][:1].isalnum():
            first += 1
        while (
            first + 1 < end
            and columns.lower[first] in words.dialogue.before_address
            and kind in (MemberKind.PERSON, None)
        ):
            first += 1
        if first >= end or (end == first + 1 and not titles and columns.lower[first] in words.dialogue.before_address):
            return None
        name = untitled_name(columns.text_of(first, end).split(), titles, suffix)
        initial, _, _ = columns.lower[first].partition("-")
        if initial in words.party_initials:
            return None
        return _Piece(first, end, lead if titles else first, name, kind)

    # ---- what is no name after all

    def no_common_words(self, pieces: list[_Piece]) -> list[_Piece]:
        """The pieces without single words that are common nouns, as far as the text tells."""
        surnames = {piece.name.keys[-1] for piece in pieces if piece.name.full}
        return [piece for piece in pieces if piece.name.full or piece.name.titles or self._is_name(piece, surnames)]

    def _is_name(self, piece: _Piece, surnames: set[str]) -> bool:
        columns, words, i = self.columns, self.words, piece.start
        word = columns.lower[i]
        nouns = {word, columns.lemma[i], word.removesuffix(words.plural_ending)}
        common = words.organisations | words.texts | words.people
        by_place = self._opens(i) and self.named[word] == 1  # what gives it its capital
        rare = (self.small[word] <= self.named[word] and not by_place) or columns.word[i].isupper()
        if not rare and (nouns & common or nouns & words.persons.keys()):
            return False
        if word in words.persons and not self.story and word not in surnames | words.party_members | words.given.keys():
            return False
        if word in words.organisations | words.endings:
            before = columns.tag[i - 1] in columns.labels.tags.noun_or_adjective and not columns.capital[i - 1]
            return not before  # "a local Court"
        return True

    def without_extras(self, pieces: list[_Piece]) -> list[_Piece]:
        """The pieces, a person's without words that follow by mistake: "Otto Roe Refuses" where "Otto Roe" is about."""
        forms = Counter(piece.name.keys for piece in pieces)
        return [self._without_extras(piece, forms) for piece in pieces]

    def _without_extras(self, piece: _Piece, forms: Counter[tuple[str, ...]]) -> _Piece:
        keys, first = piece.name.keys, piece.start
        opening = self.columns.lower[first]
        if self._opens(first) and self.small[opening] > self.named[opening] and forms[keys[1:]]:
            return self._piece(first + 1, piece.end, (), first + 1, piece.kind) or piece  # "Said Roe"
        if keys[0] in self.words.given:
            for length in range(2, len(keys)):
                if forms[keys[:length]] >= max(1, forms[keys]):
                    cut = self._piece(piece.start, piece.start + length, piece.name.titles, piece.lead, piece.kind)
                    return cut or piece
        return piece

    def is_heading(self, piece: _Piece) -> bool:
        """Whether all words of the name are in capitals, as in the heading of a chapter."""
        texts = self.columns.word[piece.start : piece.end]
        return all(text.isupper() and len(text) > 2 for text in texts)

    # ---- what each name is of

    def kinds(self, pieces: Iterable[_Piece]) -> dict[tuple[str, ...], MemberKind]:
        """What each name is of, by votes: of the model, of what stands beside it, and of its words. Set by hand."""
        votes: defaultdict[tuple[str, ...], _Votes] = defaultdict(_votes)
        for piece in pieces:
            self._vote(votes[piece.name.keys], piece)
        for keys, counts in votes.items():
            self._vote_by_words(counts, keys)
        people = [keys for keys, counts in votes.items() if len(keys) > 1 and _elected(counts) is MemberKind.PERSON]
        surnames = {keys[-1] for keys in people}
        fuller = {keys[-2:] for keys in people}
        alone = {keys[-1] for keys, counts in votes.items() if len(keys) == 1 and _elected(counts) is MemberKind.PERSON}
        alone -= surnames | self.words.given.keys()
        for keys, counts in votes.items():
            if len(keys) in (2, 3) and keys[-1] in alone:
                counts[MemberKind.PERSON] += _CERTAIN  # "Sylke Roe" where "Ms. Roe" is about
            if keys in fuller:
                counts[MemberKind.PERSON] += _CERTAIN
            if len(keys) == 1 and keys[0] in surnames:
                counts[MemberKind.PERSON] += _CERTAIN
            if len(keys) == 1 and keys[0].removesuffix(self.words.plural_ending) in surnames - {keys[0]}:
                counts[MemberKind.GROUP] += 2 * _CERTAIN  # "the Roes"
        return {keys: _elected(counts) or MemberKind.ORG for keys, counts in votes.items()}

    def _vote(self, counts: _Votes, piece: _Piece) -> None:
        """What one mention tells of its name."""
        columns, relations = self.columns, self.columns.labels.relations
        last, before = piece.end - 1, columns.lower[piece.start - 1]
        if piece.kind is not None:
            counts[piece.kind] += 1
        if columns.dep[last] in relations.active_subject and columns.lemma[columns.head[last]] in self.words.speech:
            known = piece.name.keys[0] in self.words.places
            counts[MemberKind.PERSON] += (1.0 if known else _CERTAIN) if self.story else 0.3
        if self.story and piece.kind is None:
            counts[MemberKind.PERSON] += 0.5
        if before in self.words.phrases.articles and not piece.name.titles:
            counts[MemberKind.ORG] += 0.7

    def _vote_by_words(self, counts: _Votes, keys: tuple[str, ...]) -> None:
        """What the words of a name tell."""
        words, first, last = self.words, keys[0], keys[-1]
        if len(keys) > 1:
            if (first in words.given or len(first) == 1) and last not in words.endings:
                counts[MemberKind.PERSON] += 2.0
        else:
            if last in words.places:
                counts[MemberKind.PLACE] += 3.0
            if last.removesuffix(words.plural_ending) in words.party_members:
                counts[MemberKind.GROUP] += 5.0
            if last in words.given:
                counts[MemberKind.PERSON] += 1.0
            if last in words.media:
                counts[MemberKind.ORG] += 30.0
        if last in words.endings or {first, last} & words.media:
            counts[MemberKind.ORG] += 3.0


def _elected(counts: _Votes) -> MemberKind | None:
    """The kind with most votes; the first of those with as many."""
    return max(counts, key=lambda kind: counts[kind]) if counts else None

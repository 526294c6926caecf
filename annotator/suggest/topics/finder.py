"""Suggest topics for every sentence, from the terms of the label scheme in it and in its document.

The terms in a sentence are the evidence. What the whole document is about, and what the sentences just before are
about, is the prior: it decides between rivals, and gives a topic to a sentence without terms ("Now we are.").

Results live on the Doc as the span group `doc.spans["topics"]`: one span per sentence and topic, labelled with the
topic's key, best first; the group's attributes `scores` and `because` run parallel to its spans. All of it survives
DocBin; `topics_of(doc)`, or `doc._.topics` once `set_extensions()` has run, reads it back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from spacy.strings import StringStore
from spacy.tokens import Doc, Span, SpanGroup, Token

from annotator.core.decision import LONGEST_NAME
from annotator.core.model import TopicSuggestion, grouped
from annotator.core.program.resources import read_toml
from annotator.core.scheme import LabelScheme

SPANS_KEY = "topics"
MOST_TOPICS = 3

# All of these were set by hand; only _AGAINST was fitted to figures. The unit of evidence is one strong term.
_DOUBT = 0.6
"""Evidence against every topic: without it a single weak term would give a score of 1."""
_AGAINST = 1 / 3
"""How much evidence for other topics, and doubt, count against a topic: a sentence may be about two things. Set so that
scores are frequencies on short news items: of suggestions at 0.9 nine in ten were right (`tests/benchmarks/topics.py`).
"""
_PRIOR = 0.8
"""The evidence that a document entirely about a topic is for the topic in each of its sentences."""
_FADE = 0.6
"""The share of a sentence's evidence that counts as context of the next one."""
_LEAST = 0.5
"""The lowest score that is suggested: more likely right than wrong."""
_NEAR_BEST = 0.6
"""A second or third topic is suggested from this share of the best one's score."""
_COMPANY = 0.2
"""The share of the prior that a topic needs before a single weak term in a sentence suggests it."""
_INHERITS = 0.5
"""The share of the prior that a topic needs before a sentence without its terms inherits it."""
_INHERITED = 0.7
"""The factor of an inherited topic's score; it is suggested however low that makes it."""
_SAYS_SOMETHING = 2
"""The words that a sentence needs to inherit a topic: "Sure." and a lone quotation mark are about nothing."""


@dataclass(slots=True)
class _Evidence:
    """The evidence of a stretch of text for each topic (by place in the scheme), and the hit with most of it."""

    weights: dict[int, float] = field(default_factory=dict)
    deciding: dict[int, tuple[float, TermHit]] = field(default_factory=dict)

    def add(self, topic: int, weight: float, value: float, hit: TermHit) -> None:
        """Add evidence for a topic, of which `value` is a hit's. Of two equally telling hits the later decides."""
        self.weights[topic] = self.weights.get(topic, 0.0) + weight
        if topic not in self.deciding or value >= self.deciding[topic][0]:
            self.deciding[topic] = (value, hit)

    def merge(self, other: _Evidence) -> None:
        """Add the evidence of what stands behind this stretch."""
        for topic, weight in other.weights.items():
            self.add(topic, weight, *other.deciding[topic])

    def fade(self) -> None:
        """Weaken the evidence by one sentence."""
        for topic, (value, hit) in self.deciding.items():
            self.weights[topic] *= _FADE
            self.deciding[topic] = (value * _FADE, hit)


class TopicFinder:
    """The component: suggests 0-3 topics of a scheme for each sentence of a Doc."""

    def __init__(self, scheme: LabelScheme, lang: str) -> None:
        """`lang`: the language of the texts and of the scheme's terms (ISO 639-1)."""
        self.lang = lang
        self.use(scheme)
        set_extensions()

    def use(self, scheme: LabelScheme) -> None:
        """Suggest topics of this scheme from now on."""
        self.scheme = scheme
        self._finder = TermFinder(scheme, self.lang)

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group. Needs sentence boundaries; lemmas help."""
        about = {"scheme": self.scheme.name, "scheme_version": self.scheme.version}
        return write_topics(doc, self._suggest(doc), about)

    def _suggest(self, doc: Doc) -> Iterator[tuple[Span, list[TopicSuggestion]]]:
        """Each sentence with its topics, best first."""
        text = doc.text  # made anew each time it is asked for
        sentences = list(doc.sents)
        evidence = _by_sentence(sentences, self._finder.find(doc))
        document, context = _Evidence(), _Evidence()
        for own in evidence:
            document.merge(own)
        about = _shares(document.weights)
        for sentence, own in zip(sentences, evidence, strict=True):
            context.fade()
            context.merge(own)
            near = _shares(context.weights)
            prior = {topic: (about[topic] + near.get(topic, 0.0)) / 2 for topic in about}
            ranked = _ranked(own, prior) or (_inherited(prior) if _says_something(sentence) else [])
            yield sentence, self._named(text, ranked, own, context, document)

    def _named(self, text: str, ranked: Iterable[tuple[int, float]], *where: _Evidence) -> list[TopicSuggestion]:
        """The suggestions, each with the term that decided: of the first of these stretches that has one."""
        suggestions = []
        for topic, score in ranked:
            _, hit = next(place.deciding[topic] for place in where if topic in place.deciding)
            because = text[hit.start : hit.end][:LONGEST_NAME]
            suggestions.append(TopicSuggestion(self.scheme.topics[topic].key, round(score, 3), because))
        return suggestions


def set_extensions() -> None:
    """Register `Doc._.topics`, each sentence's topics as `topics_of` gives them. Making a component does so too."""
    if not Doc.has_extension("topics"):
        Doc.set_extension("topics", getter=topics_of)


def write_topics(doc: Doc, topics: Iterable[tuple[Span, Iterable[TopicSuggestion]]], about: Mapping[str, Any]) -> Doc:
    """Put the topics of sentences on the Doc, in place of those that are there, with what else the group tells."""
    given = [(sentence, topic) for sentence, of_sentence in topics for topic in of_sentence]
    attrs = dict(about, scores=[topic.score for _, topic in given], because=[topic.because for _, topic in given])
    spans = [Span(doc, sentence.start, sentence.end, label=topic.label) for sentence, topic in given]
    doc.spans[SPANS_KEY] = SpanGroup(doc, name=SPANS_KEY, attrs=attrs, spans=spans)
    return doc


def read_topics(doc: Doc) -> dict[int, list[TopicSuggestion]]:
    """The topics that `write_topics` put there, best first, by the first token of their sentence."""
    if SPANS_KEY not in doc.spans:
        return {}
    group = doc.spans[SPANS_KEY]
    suggested = zip(group, group.attrs["scores"], group.attrs["because"], strict=True)
    return grouped((span.start, TopicSuggestion(span.label_, score, because)) for span, score, because in suggested)


def topics_of(doc: Doc) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each sentence of the Doc, in order, best first; empty tuples where the component never ran."""
    return topics_at(doc, [sentence.start_char for sentence in doc.sents])


def topics_at(doc: Doc, places: Iterable[int]) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of the sentence that stands at each of these places in the text (offsets)."""
    sentences = list(doc.sents)
    starts = [sentence.start_char for sentence in sentences]
    topics = read_topics(doc)
    of_places = []
    for place in places:
        sentence = sentences[bisect_right(starts, place) - 1]
        of_places.append(tuple(topics.get(sentence.start, ())) if place < sentence.end_char else ())
    return tuple(of_places)


def _by_sentence(sentences: Sequence[Span], hits: Iterable[TermHit]) -> list[_Evidence]:
    """The evidence of each sentence. A term that is repeated in a sentence counts half as much each time."""
    evidence = [_Evidence() for _ in sentences]
    starts = [sentence.start_char for sentence in sentences]
    times: Counter[str] = Counter()
    current = -1
    for hit in hits:
        place = bisect_right(starts, hit.start) - 1
        if place != current:
            current = place
            times.clear()
        for topic, weight in hit.weights:
            worth = weight * 0.5 ** times[hit.term]
            evidence[place].add(topic, worth, worth, hit)
        times[hit.term] += 1
    return evidence


def _shares(weights: Mapping[int, float]) -> dict[int, float]:
    """Each topic's share of the evidence and of doubt, from 0 to 1: small where there is little evidence."""
    total = sum(weights.values()) + _DOUBT
    return {topic: weight / total for topic, weight in weights.items()}


def _scores(own: Mapping[int, float], prior: Mapping[int, float]) -> dict[int, float]:
    """The score of each topic, from a sentence's own evidence and the prior, a share for each topic."""
    mixed = {topic: own.get(topic, 0.0) + _PRIOR * share for topic, share in prior.items()}
    total = sum(mixed.values()) + _DOUBT
    return {topic: evidence / (evidence + _AGAINST * (total - evidence)) for topic, evidence in mixed.items()}


def _ranked(own: _Evidence, prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topics that a sentence has terms of, with their scores, best first; MOST_TOPICS at most."""
    scores = _scores(own.weights, prior)
    topics = {topic for topic, weight in own.weights.items() if weight > WEAK or prior[topic] >= _COMPANY}
    best = max((scores[topic] for topic in topics), default=0.0)
    shown = [(topic, scores[topic]) for topic in topics if scores[topic] >= max(_LEAST, best * _NEAR_BEST)]
    return sorted(shown, key=lambda scored: (-scored[1], scored[0]))[:MOST_TOPICS]


def _inherited(prior: Mapping[int, float]) -> list[tuple[int, float]]:
    """The topic that a sentence without terms inherits, if document and context are clearly about one."""
    scores = _scores({}, prior)
    return [(topic, _INHERITED * scores[topic]) for topic, share in prior.items() if share > _INHERITS]


def _says_something(sentence: Span) -> bool:
    """Whether the sentence has enough words to be about something."""
    return sum(token.is_alpha for token in sentence) >= _SAYS_SOMETHING


# ---- A label scheme's terms in a text: one walk over its words through a trie; the longest term wins.
#
# A word is looked up as it stands, in lower case, as its lemma and without its endings; a number is looked up as itself
# and as `#`. What a term may look like is explained to newsrooms at the top of `schemas/iptc.toml`.


STRONG, WEAK = 1.0, 0.35
"""The evidence of one term for its topic: one strong term makes a suggestion, or three weak ones. Set by hand."""
_WORDS_TELL = 0.2
"""Each further word of a term adds this share to its evidence: longer terms are surer. Set by hand."""

_ABBREVIATION = re.compile(r"(?:[A-Za-z]\.){2,}[A-Za-z]?")
_PIECE = re.compile(r"\d[\d.,]*|[^\W\d_]+|[^\w\s]|_")
_ANY_NUMBER = "#"
_DASHES = "-–"
_DASH = (("-",),)
"""The forms of a dash, which counts between numbers alone."""
_TRANSPARENT = frozenset("-–'’.&/")
"""Marks that join parts of a word and are left out of terms."""
_STOPS = frozenset(".!?…:;")
"""Marks that no term reaches across."""
_LINK = re.compile(r"://|www\.|\w=|/.*/|@\w")
_MOST_WORDS = 50_000
"""Words whose forms are remembered, as articles repeat most of theirs: bounds the memory that many articles take."""


TermWeights = tuple[tuple[int, float], ...]
"""The evidence of a term for topics, by their places in the scheme."""


class TermHit(NamedTuple):
    """A term found in a text, at character offsets."""

    term: str
    start: int
    end: int
    weights: TermWeights


Forms = tuple[str, ...]
"""What a word or a part of one may be called in a term, surest first; nothing where none reaches."""


@dataclass(slots=True)
class _Node:
    """A place in the trie of terms. `term`: the one that ends here, as it was first spelled; empty for none."""

    children: dict[str, _Node] = field(default_factory=dict)
    term: str = ""
    weights: TermWeights = ()


class TermFinder:
    """Finds the terms of one scheme in texts of one language, in time linear in the length of the text."""

    def __init__(self, scheme: LabelScheme, lang: str) -> None:
        self._word_forms = load_word_forms(lang)
        self._root = _Node()
        self._forms = lru_cache(_MOST_WORDS)(self._forms_of_word)
        for phrase in scheme.neutral:
            self._add(phrase, None, 0.0)
        for place, topic in enumerate(scheme.topics):
            for worth, terms in ((STRONG, topic.strong), (WEAK, topic.weak)):
                for term in terms:
                    self._add(term, place, worth)

    def _add(self, term: str, topic: int | None, worth: float) -> None:
        pieces = term_pieces(term, self._word_forms)
        node = self._root
        for piece in pieces:
            node = node.children.setdefault(piece, _Node())
        node.term = node.term or term
        if topic is not None:
            node.weights += ((topic, worth * (1 + _WORDS_TELL * (len(pieces) - 1))),)

    def find(self, doc: Doc) -> Iterator[TermHit]:
        """The terms in the text, left to right, none overlapping another; neutral phrases are passed over."""
        pieces, numbers = self._pieces(doc)
        begins = self._root.children.keys()
        place = 0
        while place < len(pieces):
            # With most words no term begins.
            node, after = (None, place) if begins.isdisjoint(pieces[place]) else self._longest(pieces, place)
            if node is None:
                place += 1
                continue
            if node.weights:
                last = doc[numbers[after - 1]]
                yield TermHit(node.term, doc[numbers[place]].idx, last.idx + len(last), node.weights)
            place = after

    def _longest(self, pieces: Sequence[Forms], place: int) -> tuple[_Node | None, int]:
        """The longest term that begins at a piece, and the place after it; of several the one in the text's form."""
        best: _Node | None = None
        after = place
        live = [self._root]
        while live and place < len(pieces):
            forms = pieces[place]
            live = [child for node in live for form in forms if (child := node.children.get(form)) is not None]
            place += 1
            ended = next((node for node in live if node.term), None)
            if ended is not None:
                best, after = ended, place
        return best, after

    def _pieces(self, doc: Doc) -> tuple[list[Forms], list[int]]:
        """The forms of the words in order, without possessives and dashes, and the number of each one's token."""
        pieces: list[Forms] = []
        numbers: list[int] = []
        strings = doc.vocab.strings
        for i, (word, lemma) in enumerate(doc.to_array(["ORTH", "LEMMA"]).tolist()):
            of_word = self._forms(strings, word, lemma)
            if of_word is not _DASH or _between_numbers(doc, doc[i]):
                pieces += of_word
                numbers += [i] * len(of_word)
        return pieces, numbers

    def _forms_of_word(self, strings: StringStore, word: int, lemma: int) -> tuple[Forms, ...]:
        """The forms of each piece of a word, which comes with its lemma as their numbers in `strings`."""
        text = strings[word]
        if text.isspace() or text in self._word_forms.possessives:
            return ()
        if text in _STOPS or _LINK.search(text):
            # Nothing is looked up in a link, and no term reaches across one or across the end of a sentence.
            return ((),)
        if text in _DASHES:
            return _DASH
        pieces = _split(text)
        return tuple(self._forms_of_piece(piece, strings[lemma] if len(pieces) == 1 else piece) for piece in pieces)

    def _forms_of_piece(self, piece: str, lemma: str) -> Forms:
        """What a piece of the text may be called in a term: as it stands, in lower case, its lemma, without endings."""
        if piece[0].isdigit():
            return (piece,) if _is_year(piece) else (piece, _ANY_NUMBER)
        if piece == _ANY_NUMBER:
            return ()
        lower = piece.lower()
        forms = [piece, lower, lemma.lower()]
        if piece.isupper() and len(piece) > 3:
            forms.append(piece.capitalize())  # Headlines in capitals: "HONDA IN TALKS"
        if len(piece) > 3:
            forms += [form for stem in (piece, lower) for form in self._word_forms.bases(stem)]
        return tuple(dict.fromkeys(forms))


def term_pieces(term: str, word_forms: WordForms) -> tuple[str, ...]:
    """A term as the trie holds it.

    >>> english = load_word_forms("en")
    >>> term_pieces("cease-fire", english), term_pieces("U.S. Open", english), term_pieces("#-# win", english)
    (('cease', 'fire'), ('US', 'Open'), ('#', '-', '#', 'win'))
    >>> term_pieces("Moody's", english)
    ('Moody',)
    """
    pieces: list[str] = []
    for word in word_forms.without_possessives(term).split():
        pieces += _split(word)
    return tuple(pieces)


def _split(word: str) -> list[str]:
    """The pieces of one word: abbreviations closed up, marks that join words left out save between two numbers."""
    if _ABBREVIATION.fullmatch(word):
        return [word.replace(".", "")]
    raw = _PIECE.findall(word)
    kept = []
    for place, piece in enumerate(raw):
        if piece not in _TRANSPARENT:
            kept.append(piece.rstrip(".,") if piece[0].isdigit() else piece)
        elif piece in _DASHES and 0 < place < len(raw) - 1 and _numeric(raw[place - 1]) and _numeric(raw[place + 1]):
            kept.append("-")
    return kept


def _numeric(piece: str) -> bool:
    return piece[0].isdigit() or piece == _ANY_NUMBER


def _between_numbers(doc: Doc, dash: Token) -> bool:
    """Whether the dash joins two numbers and no more, as in a score: a date joins three."""
    words = [doc[place].text if 0 <= place < len(doc) else "" for place in range(dash.i - 2, dash.i + 3)]
    joined = words[1][-1:].isdigit() and words[3][:1].isdigit() and not dash.whitespace_
    return joined and not dash.nbor(-1).whitespace_ and not {words[0], words[4]} & set(_DASHES)


def _is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.isdecimal() and 1800 <= int(piece) < 2100


# ---- The forms of words in a language, as far as their endings tell: what a word of the text may be called in a term.


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending that is taken off or exchanged; see `word_forms.toml` of a language."""

    ending: str
    replace_by: Sequence[str]
    not_after: str = ""
    least: int = 0
    undouble: str = ""
    capitals: bool = False

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be made from by this ending; none where it does not end so.

        >>> list(Ending("ed", ["", "e"], undouble="p", least=3).bases("stopped"))
        ['stopp', 'stoppe', 'stop']
        """
        stem = word.removesuffix(self.ending)
        if stem == word or len(stem) < self.least or (word[0].isupper() and not self.capitals):
            return
        if self.not_after and stem.endswith(tuple(self.not_after)):
            return
        for replacement in self.replace_by:
            yield stem + replacement
        if stem[-1] in self.undouble and stem[-1] == stem[-2]:
            yield stem[:-1]


@dataclass(frozen=True, slots=True)
class WordForms:
    """The possessives and endings of one language."""

    possessives: frozenset[str] = frozenset()
    endings: tuple[Ending, ...] = ()

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be a plural or an inflected form of."""
        for ending in self.endings:
            yield from ending.bases(word)

    def without_possessives(self, term: str) -> str:
        """The term with the possessive endings of its words left out."""
        return _pattern(self.possessives).sub("", term) if self.possessives else term


@cache
def _pattern(possessives: frozenset[str]) -> re.Pattern[str]:
    ends = (
        re.escape(ending) + (r"\b" if ending[-1].isalnum() else r"(?=\s|$)")
        for ending in sorted(possessives, key=lambda ending: (-len(ending), ending))
    )
    return re.compile("|".join(ends))


@cache
def load_word_forms(lang: str) -> WordForms:
    """The forms of a language's words, read once; of a language without data, words are taken only as they stand."""
    try:
        data = read_toml(lang, "word_forms.toml")
    except FileNotFoundError:
        return WordForms()
    return WordForms(frozenset(data["possessives"]), tuple(Ending(**ending) for ending in data["ending"]))

"""Who speaks under a label that begins a paragraph, and in an interview: "KRAUS: Welcome back.", "Q: What now?".

A name in capitals is matched with the names of the text. Who asks and who answers in an interview follows from what
stands before its first question: the person whom it is about answers, whoever that person "spoke to" asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from annotator.core.model import Quote
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.dialogue_words import dialogue_words
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member, gender_of
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.names import Name, read_name
from annotator.suggest.cast.speech_map import SpeechMap
from annotator.suggest.cast.strangers import Strangers
from annotator.suggest.cast.vocatives import who_is_called

INTERVIEW = "interview"
"""The rule of quotes that are the questions and answers of an interview without labels."""
_QUESTIONS = 2
"""So many questions make an interview: what stands before the first one tells who asks and who answers."""
_CALLED = 3
"""As so many mentions before the first question counts that a question calls somebody by name. Both are set by hand."""
_LONGEST = 6
"""The most tokens of a label with which a content begins."""
_UP = 3
"""Heads up from a mention at which the verb is looked for that it is the object of."""


def speakers_by_label(
    speech_map: SpeechMap,
    quotes: Sequence[Quote],
    places: Sequence[Sequence[Span]],
    cast: Cast,
    strangers: Strangers,
) -> dict[int, Member]:
    """By number of a quote: who speaks it, as far as a label or the order of an interview tells.

    `places`: the tokens of each quote's content.
    """
    labels = {n: label for n, quote in enumerate(quotes) if (label := _label(speech_map, quote)) is not None}
    asking, answering = _questions_and_answers(labels, quotes, places)
    speakers: dict[int, Member] = {}
    known = len(asking) >= _QUESTIONS and bool(answering)
    who_asks, who_answers = _two(speech_map, cast, strangers, [places[n] for n in asking]) if known else (None, None)
    words = dialogue_words(speech_map.doc.lang_)
    for numbers, member, name in ((asking, who_asks, words.asking), (answering, who_answers, words.answering)):
        for number in numbers:
            if known or number in labels:
                speakers[number] = member or strangers.get(name, Kind.PERSON)
    for number, label in labels.items():
        if number not in speakers and label.text.isupper() and len(label.text) > 1:
            member = _named(label, cast) or _stranger(label, cast, strangers)
            if member is not None:
                speakers[number] = member
    for number, content in enumerate(places):
        inside = _label_inside(content[0]) if number not in speakers else None
        member = _named(inside, cast) if inside is not None else None
        if member is not None:
            speakers[number] = member
    return speakers


def _label(speech_map: SpeechMap, quote: Quote) -> Span | None:
    """The source of a quote, if it stands at the beginning of its paragraph and before a colon."""
    if quote.source is None:
        return None
    source = speech_map.tokens(quote.source)
    doc, i = source.doc, source.start - 1
    while i >= 0 and speech_map.paragraph[i] == speech_map.paragraph[source.start]:
        if not (doc[i].is_quote or doc[i].is_space):
            return None
        i -= 1
    start = speech_map.tokens(quote.content[0]).start
    between = doc[source.end : start] if source.end <= start else doc[source.end : source.end + 1]
    return source if any(token.text == ":" for token in between) else None


def _label_inside(content: Span) -> Span | None:
    """The words in capitals with which a content begins, if a colon is behind them: “KRAUS: Thank you.”"""
    start = content.start
    while start < content.end and (content.doc[start].is_quote or content.doc[start].is_space):
        start += 1
    end = start
    while end < min(content.end, start + _LONGEST) and (content.doc[end].is_upper or content.doc[end].text == "."):
        end += 1
    colon = end < content.end and content.doc[end].text == ":"
    return content.doc[start:end] if colon and end > start else None


def _questions_and_answers(
    labels: dict[int, Span], quotes: Sequence[Quote], places: Sequence[Sequence[Span]]
) -> tuple[list[int], list[int]]:
    """The numbers of the quotes that ask and that answer: by their labels, else by the question mark."""
    asking, answering = [], []
    for number, quote in enumerate(quotes):
        words = dialogue_words(places[number][0].doc.lang_)
        if number in labels:
            text = plain(labels[number].text.strip("*_"))
            asks, answers = text in words.asks, text in words.answers
        else:
            asks = quote.rule == INTERVIEW and _is_question(places[number])
            answers = quote.rule == INTERVIEW and not asks
        if asks:
            asking.append(number)
        elif answers:
            answering.append(number)
    return asking, answering


def _is_question(content: Sequence[Span]) -> bool:
    last = next((token for token in reversed(content[-1]) if not (token.is_space or token.is_quote)), None)
    return last is not None and last.text == "?"


def _two(
    speech_map: SpeechMap, cast: Cast, strangers: Strangers, questions: Sequence[Sequence[Span]]
) -> tuple[Member | None, Member | None]:
    """Who asks these questions, and who answers them, as far as the text names them."""
    first = min(content[0].start for content in questions)
    asks = _unlisted_body(speech_map, cast, strangers, first)
    counts: dict[int, int] = {}
    for member, token in _before(cast, speech_map, first):
        if _is_spoken_to(token, speech_map):
            asks = asks or member
        elif member.kind is Kind.PERSON:
            counts[member.number] = counts.get(member.number, 0) + 1
    for content in questions:
        for member in who_is_called(content, cast).members:
            counts[member.number] = counts.get(member.number, 0) + _CALLED
    if asks is not None:
        counts.pop(asks.number, None)
    best = max(counts, key=lambda number: counts[number], default=None)
    return asks, cast.members[best] if best is not None else None


def _before(cast: Cast, speech_map: SpeechMap, end: int) -> Iterator[tuple[Member, Token]]:
    """Who is named before a token, each with the last word of the name."""
    for i in range(end):
        named = cast.at.get(i)
        if named is not None and i == named[1].end - 1:
            yield named[0], speech_map.doc[i]


def _unlisted_body(speech_map: SpeechMap, cast: Cast, strangers: Strangers, end: int) -> Member | None:
    """The body that somebody spoke to before a token, by a name that the cast does not have: "the Ashby Herald"."""
    doc, words = speech_map.doc, cast.words
    proper = words.labels.tags.proper_noun
    for token in doc[:end]:
        if token.i in cast.at or plain(token.text) not in words.endings or token.tag_ not in proper:
            continue
        start = token.i
        while start > 0 and doc[start - 1].tag_ in proper:
            start -= 1
        if start < token.i and _is_spoken_to(token, speech_map):
            return strangers.get(doc[start : token.i + 1].text, Kind.ORG)
    return None


def _is_spoken_to(token: Token, speech_map: SpeechMap) -> bool:
    """Whether somebody is the object of "spoke to", "told", "sat down with"."""
    relations, verbs = speech_map.words.labels.relations, dialogue_words(speech_map.doc.lang_).interview_verbs
    if token.dep_ not in relations.object:
        return False
    for _ in range(_UP):
        token = token.head
        if token.lemma_ in verbs:
            return True
        if token.dep_ not in relations.preposition:
            return False
    return False


def _name_of(label: Span, cast: Cast) -> Name | None:
    return read_name([token.text for token in label if token.is_alpha or token.text[-1:] == "."], cast.words)


def _named(label: Span, cast: Cast) -> Member | None:
    """The person of the text whose name stands in capitals."""
    name = _name_of(label, cast)
    holders = [] if name is None else [m for m in cast if m.kind is Kind.PERSON and _fits(m, name)]
    return max(holders, key=lambda member: (bool(member.full), len(member.mentions)), default=None)


def _stranger(label: Span, cast: Cast, strangers: Strangers) -> Member | None:
    """Somebody whom the text has in capitals alone, by the name as it is written elsewhere; or the body so called."""
    name = _name_of(label, cast)
    if name is None:
        return None
    body = next((m for m in cast if m.kind is Kind.ORG and any(n.name.words == name.words for n in m.mentions)), None)
    if body is not None:
        return body
    shown = name.text if len(name.words) > 1 else name.text.capitalize()
    return strangers.get(shown, Kind.PERSON, gender_of(name, cast.words))


def _fits(member: Member, name: Name) -> bool:
    """Whether all words of a label's name stand in a name of the member, and its last word ends it."""
    forms = [mention.name.keys for mention in member.mentions]
    return any(set(name.keys) <= set(keys) and keys[-1] == name.keys[-1] for keys in forms)

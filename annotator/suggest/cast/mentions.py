"""Where a text names people and bodies: entities of the model, mended, and names that it missed."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

from annotator.suggest.cast.entity_kind import Kinds
from annotator.suggest.cast.headlines import clip_headlines
from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.mention import Kind, Mention
from annotator.suggest.cast.names import Name, key, read_name

_PLACES = frozenset({"GPE", "LOC"})
_BODIES = frozenset({"ORG", "GPE", "NORP", "FAC"})
_ANYTHING = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "WORK_OF_ART", "NORP", "EVENT", "LAW"})
_LONGEST = 6
"""More words than this are no person's name."""


def find_mentions(doc: Doc, words: CastWords) -> list[Mention]:
    """Everybody that the text names, in its order; no two overlap."""
    taken: dict[int, Mention] = {}
    for mention in (*_bracketed(doc, words), *_titled(doc, words)):
        _take(taken, mention)
    for entity in doc.ents:
        for mention in _of_entity(doc, entity, words):
            _take(taken, mention)
    for mention in _speaking(doc, words):
        _take(taken, mention)
    found = sorted({mention.start: mention for mention in taken.values()}.values(), key=lambda m: m.start)
    found = _settle(doc, clip_headlines(doc, found, words), words)
    return sorted([*found, *_missed(doc, found, words)], key=lambda m: m.start)


def _take(taken: dict[int, Mention], mention: Mention) -> None:
    if not any(i in taken for i in range(mention.start, mention.end)):
        for i in range(mention.start, mention.end):
            taken[i] = mention


def _bracketed(doc: Doc, words: CastWords) -> Iterator[Mention]:
    """Given names that an editor put in brackets: "(Viktor) Orlov"."""
    for i in range(len(doc) - 3):
        if doc[i].text == "(" and doc[i + 2].text == ")" and plain(doc[i + 1].text) in words.given:
            last = doc[i + 3]
            if doc[i + 1].text[:1].isupper() and _fits_name(last, words) and last.tag_.startswith("NNP"):
                mention = person(doc, i + 1, i + 4, words)
                if mention:
                    yield mention


def _titled(doc: Doc, words: CastWords) -> Iterator[Mention]:
    """Names behind a title: "Mr. Darnley", "Lady Agatha", "Secretary of State Jane Roe" (found by its name)."""
    i = 0
    while i < len(doc):
        token = doc[i]
        if _is_title(token, words) and i + 1 < len(doc) and _fits_name(doc[i + 1], words):
            end = name_end(doc, i + 1, words)
            mention = person(doc, i + 1, end, words)
            if mention:
                yield mention
                i = end
                continue
        i += 1


def _is_title(token: Token, words: CastWords) -> bool:
    text = token.text
    return (
        text[:1].isupper()
        and plain(text) in words.titles
        and (text[-1] == "." or token.tag_.startswith(("NN", "UH", "J")))
    )


def _fits_name(token: Token, words: CastWords) -> bool:
    """Whether the token can be a word of a name."""
    text = token.text
    return (
        text[:1].isupper()
        and any(c.isalpha() for c in text)
        and key(text) not in words.never
        and not token.tag_.startswith(("PRP", "DT", "IN", "CC", "W"))
    )


def name_end(doc: Doc, start: int, words: CastWords) -> int:
    """Where the run of name words from here ends: "Ludwig van der Berg" is one, "Roe of Ohio" is not."""
    end = start + 1
    while end < len(doc) and end - start < _LONGEST:
        token = doc[end]
        if not doc[end - 1].whitespace_ and token.text not in "-–.":
            break
        if (
            token.text in ("-", "–")
            and end + 1 < len(doc)
            and not token.whitespace_
            and doc[end + 1].text[:1].isupper()
        ):
            end += 2
        elif _fits_name(token, words) and not _is_title(token, words):
            end += 1
        elif _particles_then_name(doc, end, words):
            end = _particles_then_name(doc, end, words)
        else:
            break
    return end


def _particles_then_name(doc: Doc, at: int, words: CastWords) -> int:
    i = at
    while i < len(doc) and i - at < 3 and plain(doc[i].text) in words.particles and doc[i].text.islower():
        i += 1
    return i + 1 if i > at and i < len(doc) and doc[i].text[:1].isupper() and doc[i].text.isalpha() else 0


def person(doc: Doc, start: int, end: int, words: CastWords, *, sure: bool = True) -> Mention | None:
    """The mention of a person in these tokens, without what does not belong to a name."""
    start, end = _trim(doc, start, end, words)
    while start < end and plain(doc[start].text) in words.titles and doc[start].text[:1].isupper() and end - start > 1:
        if read_name([doc[i].text for i in range(start, end)], words) is None:
            break
        named = read_name([doc[start].text, *(doc[i].text for i in range(start + 1, end))], words)
        if named is None or not named.titles:
            break
        start += 1
    if start >= end or end - start > _LONGEST + 2:
        return None
    if end - start == 3 and _no_given_name_before_one(doc, start, words):
        start += 1
    lead = _lead(doc, start, words)
    texts = [t.text for t in doc[start:end]]
    if plain(texts[-1]) in words.endings and plain(texts[-1]) not in words.given and len(texts) > 1:
        return None
    name = read_name(_joined(doc, start, end), words)
    if name is None or not name.keys or any(k in words.never for k in name.keys) or len(name.keys[0]) < 1:
        return None
    if not all(_name_word(text, words) for text in texts):
        return None
    if end - start == 1 and _family(doc, start):
        return Mention(start, end, start, Kind.GROUP, Name(name.words, name.keys))
    titles = tuple(plain(doc[i].text) for i in range(lead, start) if plain(doc[i].text) in words.titles)
    return Mention(start, end, lead, Kind.PERSON, Name(name.words, name.keys, titles + name.titles, name.suffix), sure)


def _no_given_name_before_one(doc: Doc, i: int, words: CastWords) -> bool:
    """Whether a word that is no name stands before a given name: "Billionaire Carl Roe"."""
    first, second = plain(doc[i].text), plain(doc[i + 1].text)
    strange = first in words.persons or doc[i].tag_.startswith(("VB", "JJ", "RB"))
    return strange and second in words.given and first not in words.given and len(first) > 2


def _family(doc: Doc, i: int) -> bool:
    """Whether the name is that of several people: "the Delanys"."""
    return i > 0 and doc[i - 1].lower_ == "the" and doc[i].text.endswith("s") and doc[i].tag_ in ("NNPS", "NNS")


def _joined(doc: Doc, start: int, end: int) -> list[str]:
    """The words of the tokens, with hyphenated ones in one piece and brackets left out."""
    text = "".join(t.text_with_ws for t in doc[start:end])
    return text.replace("(", "").replace(")", "").replace("\n", " ").split()


def _name_word(text: str, words: CastWords) -> bool:
    return text[:1].isupper() or plain(text) in words.particles or text in "-–'’()." or plain(text) in words.suffixes


def _trim(doc: Doc, start: int, end: int, words: CastWords) -> tuple[int, int]:
    while (
        start < end
        and (not doc[start].text[:1].isalpha() or not doc[start].text[:1].isupper())
        and (plain(doc[start].text) not in words.particles or not doc[start].text.isalpha())
    ):
        start += 1
    while end > start and not _may_end_name(doc[end - 1], words):
        end -= 1
    return start, end


def _may_end_name(token: Token, words: CastWords) -> bool:
    text = token.text
    if text.lower() in ("'s", "’s", "'", "’"):
        return False
    return text[:1].isupper() or plain(text) in words.suffixes


def _lead(doc: Doc, start: int, words: CastWords) -> int:
    lead = start
    while lead > 0 and _is_title(doc[lead - 1], words) and not doc[lead - 1].is_space:
        lead -= 1
    return lead


def _of_entity(doc: Doc, entity: Span, words: CastWords) -> Iterator[Mention]:
    if entity.label_ == "PERSON":
        for start, end in _pieces(doc, entity.start, entity.end):
            yield from _of_person(doc, start, end, words)
    elif entity.label_ in _ANYTHING and _begins_with_given_name(entity, words):
        yield from _of_person(doc, entity.start, entity.end, words)
    elif entity.label_ in _BODIES:
        mention = body(doc, entity.start, entity.end, words, entity.label_)
        if mention:
            yield mention


def _begins_with_given_name(entity: Span, words: CastWords) -> bool:
    """Whether an entity of another label reads like a person: "Edmund Vale" taken for a place."""
    texts = [t.text for t in entity if t.text.lower() not in ("'s", "’s")]
    return (
        1 < len(texts) <= 3
        and plain(texts[0]) in words.given
        and all(text[:1].isupper() and text.replace(".", "").isalpha() for text in texts)
        and not any(plain(text) in words.endings | words.organisations | words.places for text in texts)
    )


def _pieces(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of an entity between line ends, commas, slashes and possessives ("CNN's Jane Roe")."""
    at = start
    for i in range(start, end):
        text = doc[i].text
        if doc[i].is_space or text in (",", "/", ";", ":", "—", "|", "@", "’s", "'s") or text.startswith("@"):
            if at < i:
                yield at, i
            at = i + 1
    if at < end:
        yield at, end


def _of_person(doc: Doc, start: int, end: int, words: CastWords) -> Iterator[Mention]:
    if end - start > 1 and plain(doc[start].text) in words.media and doc[start].text.isupper():
        yield from filter(None, [body(doc, start, start + 1, words, "ORG")])
        start += 1
    if end - start == 1 and plain(doc[start].text) in words.media:
        yield from filter(None, [body(doc, start, end, words, "ORG")])
        return
    end = _over_brackets(doc, start, end)
    mention = person(doc, start, end, words, sure=False)
    if mention:
        yield mention


def _over_brackets(doc: Doc, start: int, end: int) -> int:
    """Take in the surname behind a given name in brackets: "(Vladimir) Putin"."""
    if start > 0 and end + 1 < len(doc) and doc[start - 1].text == "(" and doc[end].text == ")":
        after = doc[end + 1]
        if after.text[:1].isupper() and after.tag_.startswith("NNP"):
            return end + 2
    return end


def body(doc: Doc, start: int, end: int, words: CastWords, label: str) -> Mention | None:
    """The mention of an organisation, a country or a people in these tokens."""
    while start < end and (plain(doc[start].text) in ("the", "a", "an") or not doc[start].text[:1].isalnum()):
        start += 1
    while end > start and (doc[end - 1].text.lower() in ("'s", "’s", "'", "’") or not doc[end - 1].text[-1:].isalnum()):
        if doc[end - 1].text[-1:] == "." and len(doc[end - 1].text) > 1:
            break
        end -= 1
    if start >= end or not any(c.isupper() for c in doc[start:end].text):
        return None
    if label == "NORP" and doc[end - 1].tag_ not in ("NNPS", "NNS"):
        return None
    parts = _joined(doc, start, end)
    keys = tuple(key(part) for part in parts)
    if not keys or len(keys) > 10 or all(k in words.never for k in keys):
        return None
    kind = Kind.GROUP if label == "NORP" else Kind.ORG
    return Mention(start, end, start, kind, Name(tuple(parts), keys), sure=label not in _PLACES)


def _speaking(doc: Doc, words: CastWords) -> Iterator[Mention]:
    """Names without a label that are the subject of a verb only people are the subject of: "cried Lizzy"."""
    for token in doc:
        if token.dep_ != "nsubj" or not token.tag_.startswith("NNP") or token.ent_type_ in _BODIES:
            continue
        if token.head.lemma_ not in words.speech or not _fits_name(token, words):
            continue
        start = token.i
        while start > 0 and _fits_name(doc[start - 1], words) and doc[start - 1].head.i in (token.i, token.head.i):
            if _is_title(doc[start - 1], words) or not doc[start - 1].whitespace_ or doc[start - 1].dep_ != "compound":
                break
            start -= 1
        mention = person(doc, start, token.i + 1, words)
        if mention and not (set(mention.name.keys) & (words.organisations | words.texts)):
            yield mention


def _settle(doc: Doc, found: list[Mention], words: CastWords) -> list[Mention]:
    """Give each single word the kind that most of the document says it has."""
    kinds = Kinds(doc, found, words)
    settled = []
    for mention in found:
        changed = None
        if not mention.name.full and mention.kind is not Kind.GROUP and kinds.of(mention) is not mention.kind:
            if kinds.of(mention) is Kind.PERSON:
                changed = person(doc, mention.start, mention.end, words)
            else:
                changed = body(doc, mention.start, mention.end, words, "ORG")
        settled.append(changed or mention)
    return settled


def _missed(doc: Doc, found: list[Mention], words: CastWords) -> Iterator[Mention]:
    """Other places where a word stands that names a person elsewhere in the text."""
    taken = {i for m in found for i in range(m.start, m.end)}
    known = {k for m in found if m.kind is Kind.PERSON for k in m.name.keys if len(k) > 1 and k not in words.particles}
    i = 0
    while i < len(doc):
        token = doc[i]
        if i in taken or not _is_known(token, known, words) or _inside_longer(doc, i, known):
            i += 1
            continue
        end = i + 1
        while end < len(doc) and end not in taken and _is_known(doc[end], known, words):
            end += 1
        mention = person(doc, i, end, words)
        if mention:
            yield mention
        i = end


def _is_known(token: Token, known: set[str], words: CastWords) -> bool:
    if not token.text[:1].isupper() or token.text.lower() in words.never:
        return False
    word = key(token.text)
    if word in known:
        return token.tag_.startswith("NNP") or not token.is_sent_start
    return False


def _inside_longer(doc: Doc, i: int, known: set[str]) -> bool:
    """Whether the word belongs to a longer name of something else: "the Roe Foundation"."""
    after = doc[i + 1] if i + 1 < len(doc) else None
    return (
        after is not None
        and after.tag_.startswith("NNP")
        and after.text[:1].isupper()
        and bool(doc[i].whitespace_)
        and key(after.text) not in known
    )

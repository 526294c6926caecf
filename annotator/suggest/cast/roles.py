"""What a text says somebody is: titles, appositions and copulas give the roles by which "the senator" is found."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from annotator.suggest.cast.lexicon import CastWords, plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Mention

_REACH = 14
_STOPS = frozenset({"who", "which", "that", "whose", "where", "said", "says", "told", "and", "but", ";", ":", "."})
_BREAKS = frozenset({"for", "of", "to", "from", "in", "at", "with", "on", "by", "under"})
_COPULAS = frozenset({"is", "was", "became", "as", "be", "been", "remains"})


def learn_roles(doc: Doc, members: Iterable[Member], words: CastWords) -> None:
    """Give each person the roles and the words about them that stand beside its names."""
    for member in members:
        for mention in member.mentions:
            _before(doc, mention, member, words)
            _after(doc, mention, member, words)
        member.roles |= {words.role(title) for title in member.titles if title in words.persons or title in words.roles}


def _before(doc: Doc, mention: Mention, member: Member, words: CastWords) -> None:
    """Titles and nouns right before the name: "former Ohio Gov. Jane Roe", "campaign manager Jane Roe"."""
    i = mention.start - 1
    start = mention.start
    if i > 1 and doc[i].text == "," and _closes_apposition(doc, mention):
        i -= 1  # "the secretary of state, Jane Roe,"
        start = i
    comma = start != mention.start
    found: list[Token] = []
    while i >= 0 and mention.start - i < _REACH:
        token = doc[i]
        if (
            token.is_space
            or token.text in (",", ".", "—", "(", ")", "“", "”", '"')
            or (token.tag_[:1] == "V" and not comma)
        ):
            break
        if token.tag_.startswith(("PRP", "VB", "MD", "CC", "RB", "W")) and token.text.lower() not in ("his", "her"):
            break
        if token.tag_ == "DT" or token.text.lower() in ("his", "her", "its", "their"):
            break
        if token.tag_ == "IN" and not (token.text in ("of", "for") and (comma or _title_of(doc, i, words))):
            break
        found.append(token)
        i -= 1
    if comma and (i < 0 or doc[i].tag_ not in ("DT", "PRP$")):
        return
    _note(member, reversed(found), words)


def _title_of(doc: Doc, i: int, words: CastWords) -> bool:
    return i > 0 and words.role(plain(doc[i - 1].text)) in words.persons and doc[i - 1].text[:1].isupper()


def _closes_apposition(doc: Doc, mention: Mention) -> bool:
    return mention.end >= len(doc) or doc[mention.end].text in (",", ".", ";", ")")


def _after(doc: Doc, mention: Mention, member: Member, words: CastWords) -> None:
    """Appositions and copulas behind the name: "Jane Roe, the former mayor,", "Jane Roe is a senator"."""
    i = mention.end
    if i >= len(doc):
        return
    if doc[i].text == "(":
        _party(doc, i + 1, member, words)
        while i < len(doc) and i < mention.end + 8 and doc[i].text != ")":
            i += 1
        i += 1
    if i < len(doc) and doc[i].text in ("of", "from") and i + 1 < len(doc) and doc[i + 1].text[:1].isupper():
        member.about.update(t.text.lower() for t in doc[i + 1 : i + 3] if t.text[:1].isupper())
        i += 2
        while i < len(doc) and doc[i].tag_.startswith("NNP"):
            i += 1
    if i + 1 >= len(doc):
        return
    opener = doc[i].text.lower()
    if opener == "," or (opener in _COPULAS and doc[i + 1].tag_ in ("DT", "PRP$")):
        _apposition(doc, i + 1, member, words)


def _apposition(doc: Doc, start: int, member: Member, words: CastWords) -> None:
    if doc[start].text.lower() == "who" and start + 1 < len(doc) and doc[start + 1].text.lower() in _COPULAS:
        start += 2
    if start >= len(doc):
        return
    first = doc[start]
    role = words.role(plain(first.text))
    if first.tag_ not in ("DT", "PRP$", "CD") and role not in words.persons and not first.tag_.startswith(("JJ", "NN")):
        return
    if first.tag_.startswith("NNP") and role not in words.persons and first.text[:1].isupper():
        _party(doc, start, member, words)
    found: list[Token] = []
    head = None
    for token in doc[start : start + _REACH]:
        text = token.text.lower()
        if text in _STOPS or token.is_space or token.tag_ in ("VBD", "VBZ", "VBP", "MD") or text == ",":
            break
        if text in _BREAKS and head is None:
            return
        found.append(token)
        if head is None and token.tag_.startswith("NN"):
            ahead = token.i + 1
            if ahead >= len(doc) or not doc[ahead].tag_.startswith(("NN", "HYPH")):
                head = token
    if head is not None and words.role(plain(head.lemma_)) in words.persons and head.tag_ not in ("NNS", "NNPS"):
        _note(member, found, words)


def _party(doc: Doc, start: int, member: Member, words: CastWords) -> None:
    """The state and the party of a label: "(D-Vt.)", "R-Texas"."""
    text = "".join(t.text for t in doc[start : start + 5]).split(")")[0].split(",")[0]
    head, _, tail = text.replace("–", "-").partition("-")
    if head in ("R", "D", "I", "L") and tail:
        place = plain(tail.split(";")[0])
        member.about.add(words.states.get(place, place))
        member.roles.add({"R": "republican", "D": "democrat", "I": "independent", "L": "libertarian"}[head])


def _note(member: Member, tokens: Iterable[Token], words: CastWords) -> None:
    for token in tokens:
        text = plain(token.text)
        role = words.role(text)
        if role in words.persons or text in words.persons:
            member.roles |= {text, role}
            gender = words.persons.get(text)
            if gender and member.gender is None:
                member.gender = gender
        elif token.tag_.startswith(("NN", "JJ")):
            member.about.add(words.parties.get(text) or words.states.get(text, text))

"""Quotes that run over sentences where no marks show it: as long as the sentences around sound like the speaker.

"It is late, she said. We should go." The shares that the choices rest on were counted on news articles whose marks had
been taken away.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from annotator.suggest.quotes.boundaries import REPORTS, trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.view import Range, View
from annotator.suggest.quotes.voice import Voice, voice

_POINTERS = frozenset({"it", "that", "this", "they", "these", "those", "and", "but", "so", "because", "there"})
_REPORTERS = frozenset({"he", "she", "mr.", "mrs.", "ms.", "dr."})
_FIRST_WITHOUT = {
    Voice.PERSON: {Voice.PERSON, Voice.LIVELY, Voice.PRESENT, Voice.MODAL, Voice.PAST, Voice.NONE},
    Voice.LIVELY: {Voice.PERSON, Voice.LIVELY, Voice.PRESENT, Voice.MODAL, Voice.PAST},
    Voice.PRESENT: {Voice.PERSON, Voice.LIVELY, Voice.PRESENT, Voice.MODAL, Voice.NONE},
    Voice.MODAL: {Voice.PERSON, Voice.LIVELY, Voice.PRESENT, Voice.MODAL},
    Voice.PAST: {Voice.PERSON, Voice.LIVELY, Voice.PRESENT},
    Voice.NONE: {Voice.PERSON},
}
"""Given how the reported sentence sounds: how the next one must sound to go on with it, more often than not."""


def extend(view: View, chosen: Iterable[Candidate]) -> None:
    """Lengthen the unmarked quotes among these, in place, by the sentences before and after that belong to them."""
    chosen = sorted(chosen, key=lambda c: c.head)
    busy = _busy(view, chosen)
    for candidate in chosen:
        if not _free_speech(view, candidate):
            _first_person_after(view, candidate, busy)
            continue
        own = voice(view, candidate.content[0])
        if len(candidate.content) > 1:
            own = max(own, voice(view, candidate.content[-1]))
        _backward(view, candidate, own, busy)
        _forward(view, candidate, own, busy)


_LED = frozenset({"inv", "comma", "colon"})


def _busy(view: View, chosen: list[Candidate]) -> set[int]:
    """The sentences that hold a reporter's clause of their own, or quoted words."""
    busy = set()
    for candidate in chosen:
        told = view.sentence_of[candidate.head]
        if candidate.frame not in _LED and view[candidate.head].tag_ != "VBD":
            continue
        if candidate.frame == "inv" or _reporter(view, candidate):
            busy.add(told)
        busy |= {view.sentence_of[start] for start, _ in candidate.content if view.quoted(start)}
    return busy


def _reporter(view: View, candidate: Candidate) -> bool:
    """Whether the candidate's clause is a reporter's: a finite verb of saying, not of the first or second person."""
    head = view[candidate.head]
    if head.tag_ not in ("VBD", "VBZ") or candidate.word.split()[0] not in REPORTS:
        return False
    source = candidate.source
    return source is None or view[source[0]].lower_ not in ("i", "we", "you")


def _free_speech(view: View, candidate: Candidate) -> bool:
    """Whether the candidate gives words as spoken, without marks in its paragraph."""
    return bool(candidate.speech) and view.lost_marks(candidate.head) and not _marked(view, candidate)


def _marked(view: View, candidate: Candidate) -> bool:
    return any(view.quoted(i) for start, end in candidate.content for i in (start, end - 1))


def _same_paragraph(view: View, sentence: int, candidate: Candidate) -> bool:
    if not 0 <= sentence < len(view.sentences):
        return False
    start = view.sentences[sentence][0]
    return view.paragraph_of[start] == view.paragraph_of[candidate.head]


def _backward(view: View, candidate: Candidate, own: Voice, busy: set[int]) -> None:
    number = view.sentence_of[candidate.head] - 1
    first = view.sentence(candidate.head)[0]
    if not first <= candidate.start <= first + 1:
        return
    opener = view[candidate.start].lower_
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        if not _belongs_before(view, span, own, opener):
            return
        if not _take(view, candidate, span, front=True):
            return
        own = max(own, voice(view, span))
        opener = view[span[0]].lower_
        busy.add(number)
        number -= 1


def _belongs_before(view: View, span: Range, own: Voice, opener: str) -> bool:
    """Whether a sentence is the beginning of what the next one, which sounds like `own`, goes on with."""
    sound = voice(view, span)
    names = any(token.ent_type_ in ("PERSON", "ORG") for token in view.doc[span[0] : span[1]])
    if _reporter_tells(view, span):
        return False
    if sound == Voice.PERSON:
        return own > Voice.NONE and not (names and own < Voice.PRESENT)
    if names:
        plain = own == Voice.PRESENT and opener in _POINTERS and not view[span[0]].ent_type_
        return sound == Voice.PRESENT and plain
    if sound == Voice.PRESENT:
        return own == Voice.PRESENT or (own == Voice.LIVELY and opener in _POINTERS)
    if sound == Voice.PAST:
        return False
    return own >= Voice.PRESENT or (sound == Voice.LIVELY and opener in _POINTERS)


def _reporter_tells(view: View, span: Range) -> bool:
    """Whether the sentence has a reporting verb of its own and no first or second person: it is a reporter's."""
    return voice(view, span) < Voice.PERSON and any(
        token.lemma_ in REPORTS and _tells(view, token) and not view.quoted(token.i)
        for token in view.doc[span[0] : span[1]]
    )


def _tells(view: View, token: Token) -> bool:
    if token.tag_ == "VBG":
        return view[token.i - 1].text == "," if token.i else False
    return token.tag_ == "VBD" or (token.tag_ == "VBZ" and token.lemma_ == "say")


def _forward(view: View, candidate: Candidate, own: Voice, busy: set[int]) -> None:
    last = candidate.end - 1
    number = view.sentence_of[max(last, candidate.head)] + 1
    steps = 0
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        if not _belongs_after(view, span, own, steps) or _names_source(view, span, candidate):
            return
        if not _take(view, candidate, span, front=False):
            return
        busy.add(number)
        steps += 1
        number += 1


def _first_person_after(view: View, candidate: Candidate, busy: set[int]) -> None:
    """A paraphrase goes on in the speaker's own words: "said that he would win. I know how, ...", without marks."""
    if (
        _marked(view, candidate)
        or not view.lost_marks(candidate.head)
        or candidate.word.split()[0] not in REPORTS
        or candidate.frame[:3] not in ("tha", "fin")
    ):
        return
    number = view.sentence_of[candidate.head] + 1
    if candidate.end < view.sentences[number - 1][1] - 3:
        return
    begun = False
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        spoken = any(t.lower_ in ("i", "we", "my", "our", "me") for t in view.doc[span[0] : span[1]])
        if not spoken and not (begun and voice(view, span) >= Voice.PRESENT and not _reporter_tells(view, span)):
            return
        if not _take(view, candidate, span, front=False):
            return
        begun = True
        busy.add(number)
        number += 1


def _names_source(view: View, span: Range, candidate: Candidate) -> bool:
    """Whether the sentence names the one who speaks: then somebody else tells it."""
    if candidate.source is None:
        return False
    names = {t.text for t in view.doc[candidate.source[0] : candidate.source[1]] if t.pos_ == "PROPN" and len(t) > 2}
    head = view[candidate.source[1] - 1].text if names else ""
    return bool(head) and head in names and any(t.text == head for t in view.doc[span[0] : span[1]])


def _belongs_after(view: View, span: Range, own: Voice, steps: int) -> bool:
    """Whether a sentence goes on with a quote that sounds like `own`; after one that did, nearly all do."""
    sound = voice(view, span)
    first = next((token for token in view.doc[span[0] : span[1]] if not token.is_space), None)
    if first is None:
        return False
    tells = _reporter_tells(view, span)
    if steps:
        return not tells
    if first.lower_ in _REPORTERS and sound < Voice.LIVELY and (sound == Voice.PAST or own < Voice.PRESENT):
        return False
    names = any(token.ent_type_ in ("PERSON", "ORG") for token in view.doc[span[0] : span[1]])
    if sound == Voice.PAST and names:
        return False
    return sound in _FIRST_WITHOUT[own] and not tells


def _take(view: View, candidate: Candidate, span: Range, *, front: bool) -> bool:
    """Add the sentence to the content; neighbouring sentences become one span."""
    done = trim(view, span, keep_end=True)
    if done is None:
        return True
    if any(view.quoted(i) for i in range(*done)):
        return False
    if front:
        head = candidate.content[0]
        candidate.content[0] = (done[0], head[1]) if head[0] >= done[1] and head[0] - done[1] <= 3 else head
        if candidate.content[0] == head:
            candidate.content.insert(0, done)
        return True
    tail = candidate.content[-1]
    told_between = tail[1] <= candidate.head < done[0]
    if not told_between and done[0] - tail[1] <= 3:
        candidate.content[-1] = (tail[0], done[1])
    else:
        candidate.content.append(done)
    return True

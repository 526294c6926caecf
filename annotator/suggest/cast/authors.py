"""Who wrote an opinion piece, as the note behind it says: "Jane Roe is the author of two books"."""

from __future__ import annotations

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind
from annotator.suggest.cast.speech_map import SpeechMap

_PARAGRAPHS = 3
"""Paragraphs at the end in which the note on the author may stand."""


def find_author(speech_map: SpeechMap, cast: Cast) -> Member | None:
    """The person with whose name one of the last paragraphs begins, to say who it is, and whom nothing else names."""
    doc, paragraph, phrases = speech_map.doc, speech_map.paragraph, cast.words.phrases
    last = paragraph[-1]
    for member in cast:
        if member.kind is not Kind.PERSON or last - paragraph[member.first] >= _PARAGRAPHS or not member.full:
            continue
        first = member.mentions[0]
        begins = first.lead == 0 or paragraph[first.lead - 1] < paragraph[first.lead] or doc[first.lead - 1].is_space
        behind = doc[first.end] if first.end < len(doc) else None
        if not begins or behind is None or speech_map.speech[first.start] or paragraph[first.start] == 0:
            continue
        if behind.lower_ in phrases.copulas or plain(behind.lemma_) in phrases.author_verbs:
            return member
    return None

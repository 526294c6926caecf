"""Whether a sentence belongs to the unmarked quote beside it: what speaks for and against, weighed as counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from spacy.tokens import Token

from annotator.suggest.parse_labels import Labels, Tags
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.speech_style import Style, main_verb, style_of
from annotator.suggest.quotes.word_lists import Words, load_words
from annotator.suggest.text.view import Range, View

BEFORE, AFTER = "before", "after"

_LENGTHS = (6, 12, 20, 30)
_LONG_SOURCE = 5


class Beside(NamedTuple):
    """A sentence, `span`, beside a candidate that sounds like `own`.

    It stands on the `side` (`BEFORE`, `AFTER`) of what the candidate holds already, of which `steps` sentences were
    added on that side.
    """

    candidate: Candidate
    span: Range
    own: Style
    steps: int
    side: str


Judge = Callable[[Beside], bool]
"""Says whether a sentence belongs to the candidate."""


def weighing(view: View, weights: Mapping[str, float]) -> Judge:
    """By the sum of the weights of its signs: whether more often than not such a sentence belongs to the quote."""
    return lambda beside: sum(weights.get(sign, 0.0) for sign in signs(view, beside)) > 0


def signs(view: View, beside: Beside) -> Iterator[str]:
    """What may be counted of a sentence beside a candidate, each sign with the side before it."""
    return (f"{beside.side} {sign}" for sign in _signs(view, *beside))


def _signs(view: View, candidate: Candidate, span: Range, own: Style, steps: int, side: str) -> Iterator[str]:
    words, labels = load_words(view.language), view.labels
    tokens = [token for token in view.doc[span[0] : span[1]] if not token.is_space]
    sound = style_of(view, span)
    told, sounds = own.name.lower(), sound.name.lower()
    yield "always"
    yield f"own={told}"
    yield f"sound={sounds}"
    yield f"{told}>{sounds}"
    yield f"steps={min(steps, 3)}"
    yield f"{'first' if steps == 0 else 'later'} sound={sounds}"
    yield f"length={sum(len(tokens) >= least for least in _LENGTHS)}"
    if any(token.ent_type_ in labels.entities.speaker for token in tokens):
        yield from ("names", f"names sound={sounds}", f"names own={told}")
    if any(token.lower_ in words.third_person for token in tokens):
        yield from ("third person", f"third person sound={sounds}")
    if any(token.ent_type_ in labels.entities.time for token in tokens):
        yield "date"
    yield from _opening(tokens, words, labels)
    yield from _main(view, span)
    if reporter_tells(view, span):
        yield "tells"
    if _names_source(view, span, candidate):
        yield "names source"
    if candidate.source is not None and candidate.source[1] - candidate.source[0] > _LONG_SOURCE:
        yield "long source"
    if side == BEFORE:
        yield f"next={_kind(view[candidate.start].lower_, words)}"


def _kind(word: str, words: Words) -> str:
    for name, listed in (("pointer", words.pointers), ("he", words.third_person), ("i", words.speakers)):
        if word in listed:
            return name
    return "other"


def _opening(tokens: list[Token], words: Words, labels: Labels) -> Iterator[str]:
    first = next((token for token in tokens if not token.is_punct), None)
    if first is None:
        return
    word = first.lower_
    if word in words.pointers or word in words.speakers:
        yield f"opens={word}"
    elif word in words.he_or_she:
        yield "opens=he"
    elif word in words.titles:
        yield "opens=title"
    elif word in words.articles:
        yield "opens=article"
    elif first.ent_type_ in labels.entities.person:
        yield "opens=person"
    elif first.tag_ in labels.tags.leading:
        yield f"opens={first.tag_}"


def _main(view: View, span: Range) -> Iterator[str]:
    """Form and subject of the main verb."""
    main = main_verb(view, span)
    if main is None:
        return
    yield f"main={main.tag_}"
    if main.lemma_ in load_words(view.language).be:
        yield "main=be"
    relations = view.labels.relations
    subject = next((child for child in main.lefts if child.dep_ in relations.surface_subject), None)
    if subject is not None:
        yield f"subject={subject.lower_ if subject.pos_ == 'PRON' else subject.pos_}"


def reporter_tells(view: View, span: Range) -> bool:
    """Whether the sentence has a reporting verb of its own and no first or second person: it is a reporter's."""
    words, tags = load_words(view.language), view.labels.tags
    return style_of(view, span) < Style.PERSON and any(
        token.lemma_ in words.reports and _tells(view, token, tags, words) and not view.quoted(token.i)
        for token in view.doc[span[0] : span[1]]
    )


def _tells(view: View, token: Token, tags: Tags, words: Words) -> bool:
    if token.tag_ in tags.participle:
        return view[token.i - 1].text == "," if token.i else False
    return token.tag_ in tags.past or (token.tag_ in tags.present_third_person and token.lemma_ in words.say)


def _names_source(view: View, span: Range, candidate: Candidate) -> bool:
    """Whether the sentence names the one who speaks: then somebody else tells it."""
    if candidate.source is None:
        return False
    names = {t.text for t in view.doc[candidate.source[0] : candidate.source[1]] if t.pos_ == "PROPN" and len(t) > 2}
    head = view[candidate.source[1] - 1].text if names else ""
    return bool(head) and head in names and any(t.text == head for t in view.doc[span[0] : span[1]])

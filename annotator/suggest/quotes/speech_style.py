"""How a sentence sounds: as somebody speaking, or as a reporter telling."""

from __future__ import annotations

from enum import IntEnum

from spacy.tokens import Token

from annotator.suggest.parse_labels import Labels
from annotator.suggest.quotes.syntax import is_finite, is_verb
from annotator.suggest.quotes.word_lists import Words, load_words
from annotator.suggest.text.view import Range, View


class Style(IntEnum):
    """How words sound, from a reporter telling to somebody speaking."""

    NONE = 0
    PAST = 1
    MODAL = 2
    PRESENT = 3
    LIVELY = 4
    PERSON = 5


def style_of(view: View, span: Range) -> Style:
    """The strongest sign in the range: first or second person, a contraction or question, or the main verb's tense."""
    start, end = span
    tokens = [token for token in view.doc[start:end] if not token.is_space]
    if not tokens:
        return Style.NONE
    words, labels = load_words(view.language), view.labels
    if any(token.lower_ in words.person and token.text not in words.not_person for token in tokens):
        return Style.PERSON
    main = main_verb(view, span)
    if main is not None and _is_verdict(main, words, labels):
        return Style.LIVELY
    clipped_is = any(
        (token.text in words.clipped_is and token.pos_ in ("AUX", "VERB")) or token.lower_ in words.clipped_tokens
        for token in tokens
    )
    first = next((token for token in tokens if not token.is_punct), tokens[0])
    if clipped_is or any(token.text in "?!" for token in tokens) or first.lower_ in words.discourse:
        return Style.LIVELY
    if main is None:
        return Style.NONE
    group = {token.tag_ for token in main.lefts if token.dep_ in labels.relations.auxiliary} | {main.tag_}
    tags = labels.tags
    if group & tags.modal:
        return Style.MODAL
    if group & tags.present:
        return Style.PRESENT
    return Style.PAST if group & tags.past else Style.NONE


def _is_verdict(main: Token, words: Words, labels: Labels) -> bool:
    """Whether the sentence of this verb weighs things up ("The point was to..."), as reporters seldom do."""
    if main.lemma_ not in words.be:
        return False
    subject = labels.relations.active_subject
    return any(token.dep_ in subject and token.lemma_ in words.verdicts for token in main.lefts)


def main_verb(view: View, span: Range) -> Token | None:
    """The highest finite verb of the range, or None."""
    auxiliary = view.labels.relations.auxiliary
    best: Token | None = None
    depth = 99
    for token in view.doc[span[0] : span[1]]:
        if is_verb(token) and token.dep_ not in auxiliary and is_finite(token):
            level = 0
            at = token
            while span[0] <= at.head.i < span[1] and at.head.i != at.i and level < 30:
                at = at.head
                level += 1
            if level < depth:
                best, depth = token, level
    return best

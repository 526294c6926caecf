"""How a sentence, or a paragraph without marks, sounds: as somebody speaking, or as a reporter telling."""

from __future__ import annotations

from enum import IntEnum

from spacy.tokens import Token

from annotator.suggest.parse_labels import ParseLabels, Tags
from annotator.suggest.quotes.syntax import is_finite, is_verb
from annotator.suggest.quotes.word_lists import QuoteWords, load_words
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
    tokens = [token for token in view.tokens_in(span) if not token.is_space]
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


def _is_verdict(main: Token, words: QuoteWords, labels: ParseLabels) -> bool:
    """Whether the sentence of this verb weighs things up ("The point was to..."), as reporters seldom do."""
    if main.lemma_ not in words.be:
        return False
    subject = labels.relations.active_subject
    return any(token.dep_ in subject and token.lemma_ in words.verdicts for token in main.lefts)


def main_verb(view: View, span: Range) -> Token | None:
    """The highest finite verb of the range, the first of several; or None."""
    auxiliary = view.labels.relations.auxiliary
    verbs = (token for token in view.tokens_in(span) if is_verb(token) and token.dep_ not in auxiliary)
    return min(filter(is_finite, verbs), key=lambda verb: _depth(verb, span), default=None)


def _depth(token: Token, span: Range) -> int:
    """How many steps up the parse there are within the range."""
    steps = 0
    while span[0] <= token.head.i < span[1] and token.head.i != token.i:
        token = token.head
        steps += 1
    return steps


def reporter_tells(view: View, span: Range) -> bool:
    """Whether the sentence has a reporting verb of its own and no first or second person: it is a reporter's."""
    words, tags = load_words(view.language), view.labels.tags
    return style_of(view, span) < Style.PERSON and any(
        token.lemma_ in words.reports and _is_report(view, token, tags, words) and not view.quoted(token.i)
        for token in view.tokens_in(span)
    )


def _is_report(view: View, token: Token, tags: Tags, words: QuoteWords) -> bool:
    if token.tag_ in tags.participle:
        return view[token.i - 1].text == "," if token.i else False
    return token.tag_ in tags.past or token.lemma_ in words.say


# ---- Whether a whole paragraph without marks sounds like somebody speaking.


def sentences_in(view: View, span: Range) -> list[Range]:
    """The sentences of a paragraph, cut at its edges."""
    sentences: list[Range] = []
    start = span[0]
    while start < span[1]:
        end = min(view.sentence(start)[1], span[1])
        sentences.append((start, end))
        start = end
    return sentences


def liveliest(view: View, span: Range) -> Style:
    """How that sentence of a paragraph sounds that sounds most like somebody speaking."""
    return max((style_of(view, sentence) for sentence in sentences_in(view, span)), default=Style.NONE)


def addresses(view: View, span: Range) -> bool:
    """Whether the words speak to somebody: "you"."""
    words = load_words(view.language)
    return any(token.lower_ in words.addressed for token in view.tokens_in(span))

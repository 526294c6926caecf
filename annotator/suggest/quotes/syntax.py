"""Small questions about a parse, and the word that a cue goes by."""

from __future__ import annotations

from collections.abc import Iterable, Set

from spacy.tokens import Token

from annotator.suggest.parse_labels import labels_of
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range


def subtree(token: Token) -> Range:
    """All that hangs under the token, as one range."""
    return token.left_edge.i, token.right_edge.i + 1


def child(token: Token, relations: Set[str]) -> Token | None:
    """The first child, in text order, with one of these relations."""
    return first_of(token.children, relations)


def first_of(tokens: Iterable[Token], relations: Set[str]) -> Token | None:
    """The first of these tokens with one of these relations to its head."""
    for token in tokens:
        if token.dep_ in relations:
            return token
    return None


def is_verb(token: Token) -> bool:
    """Whether the token is a verb or auxiliary by tag."""
    return token.pos_ in ("VERB", "AUX") or token.tag_ in labels_of(token).tags.verb


def is_finite(token: Token) -> bool:
    """Whether the verb, with its auxiliaries, is finite.

    A modal or a finite auxiliary makes it so, and so does its own tense.
    """
    labels = labels_of(token)
    finite = labels.tags.finite_verb
    if token.tag_ in finite:
        return True
    auxiliary = labels.relations.auxiliary
    return any(part.dep_ in auxiliary and part.tag_ in finite for part in token.children)


def is_passive(token: Token) -> bool:
    """Whether the verb is a passive participle ("was told")."""
    return child(token, labels_of(token).relations.passive) is not None


def infinitive_to(token: Token) -> Token | None:
    """The "to" of an infinitive."""
    labels, words = labels_of(token), words_of(token)
    auxiliary, marker = labels.relations.active_auxiliary, labels.tags.infinitive_marker
    for part in token.children:
        if part.dep_ in auxiliary and (part.tag_ in marker or part.lower_ in words.infinitive_marker):
            return part
    return None


def subject(token: Token) -> Token | None:
    """The verb's own subject; the nearest one where the parser gives several."""
    relations = labels_of(token).relations.any_subject
    subjects = [part for part in token.children if part.dep_ in relations]
    return min(subjects, key=lambda part: abs(part.i - token.i)) if subjects else None


def verb_group(token: Token) -> Range:
    """The verb with its auxiliaries, negation, particle and the adverbs among them.

    In "has repeatedly said", "did not rule out": all of it. A subject between (as in questions) ends the group.
    """
    labels = labels_of(token)
    tags, relations = labels.tags, labels.relations
    start, end = token.i, token.i + 1
    lefts = {part.i: part for part in token.lefts}
    while start - 1 in lefts:
        before = lefts[start - 1]
        adverb = before.dep_ in relations.adverb and before.tag_ in tags.adverb
        if before.dep_ in relations.verb_group or (adverb and before.n_lefts + before.n_rights == 0):
            start -= 1
        else:
            break
    for part in token.children:
        if part.dep_ in relations.particle and part.i == end:
            end += 1
    return start, end


def is_wh(token: Token) -> bool:
    """Whether the token is a question word or relative pronoun."""
    return token.tag_ in labels_of(token).tags.question


def word_of(token: Token) -> str:
    """The lemma, with the particle of a phrasal verb: "pointed out" is `point out`."""
    lemma = token.lemma_.lower()
    lemma = words_of(token).mistaken_lemmas.get(lemma, lemma)
    particle = child(token, labels_of(token).relations.particle)
    if particle is not None and 0 < particle.i - token.i < 4:
        return f"{lemma} {particle.lower_}"
    return lemma

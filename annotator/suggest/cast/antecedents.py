"""What a relative pronoun stands for: the word that its clause hangs on."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.mention import Kind

_ANTECEDENT = 5
"""Tokens before a relative pronoun in which its antecedent is looked for where the parse tells none."""
_CLAUSES = 3
"""Heads up from a relative pronoun at which the relative clause is looked for."""
_COMPLEMENT = 5
"""Heads up from a relative clause's noun at which somebody is looked for to whom it belongs."""


def antecedent_of(head: Token, cast: Cast) -> Token | None:
    """What the clause of a relative pronoun hangs on (for "who": a human being), else the nearest noun before."""
    antecedent, joined = _own_antecedent(head, cast), _joined_relative(head, cast)
    if joined is None or (antecedent is not None and antecedent.i < joined.i):
        return antecedent
    return _own_antecedent(joined, cast)  # nothing within the clause before can be meant


def _own_antecedent(head: Token, cast: Cast) -> Token | None:
    """The same, whatever other clauses there are."""
    labels, pronouns = cast.words.labels, cast.words.pronouns
    antecedents = []
    verb = head
    for _ in range(_CLAUSES):
        verb = verb.head
        if verb.dep_ in labels.relations.relative_clause:
            antecedents.append(verb.head)
    of_people = head.lower_ in pronouns.relative_of_people
    human = [one for token in antecedents if (one := _human_above(token, cast))] if of_people else []
    antecedent = next(iter(human or antecedents), None)
    if antecedent is None and head.tag_ not in labels.tags.question:
        return _who_says(head, cast)  # "that sets it apart" is no clause of a noun
    if antecedent is None or antecedent.i >= head.i or antecedent.tag_ not in labels.tags.antecedent:
        return _noun_before(head, cast)
    return antecedent


def _joined_relative(head: Token, cast: Cast) -> Token | None:
    """The relative pronoun to whose clause "and who" adds another: "whom" in "Roe, whom Doe sent to Ashby, and who"."""
    pronouns, sentence = cast.words.pronouns, head.sent
    if head.lower_ not in pronouns.relative_of_people or head.i - 1 <= sentence.start:
        return None
    if head.nbor(-1).lower_ != cast.words.conjunction:
        return None
    before = reversed(head.doc[sentence.start : head.i - 1])
    return next((token for token in before if token.lower_ in pronouns.relative_forms_of_people), None)


def _human_above(noun: Token, cast: Cast) -> Token | None:
    """The noun, or what it belongs to, if that is human: "the envoy to Norland, who", "a man familiar with it, who".

    A relative's noun is who is meant even where a name follows it: "the wife of Carl Roe who".
    """
    if noun.dep_ in cast.words.labels.relations.prepositional_object and noun.head.i:
        relative = noun.head.nbor(-1)
        if relative.i == noun.head.head.i and plain(relative.lemma_) in cast.words.kin:
            return relative
    for _ in range(_COMPLEMENT):
        if _human(noun, cast):
            return noun
        if noun.tag_ in cast.words.labels.tags.verb:
            return None
        noun = noun.head
    return None


def _human(token: Token, cast: Cast) -> bool:
    named = cast.at.get(token.i)
    if named is not None:
        return named[0].kind is not Kind.ORG
    pronoun = token.tag_ in cast.words.labels.tags.antecedent_pronoun
    return pronoun or plain(token.lemma_) in cast.words.persons or token.lower_ in cast.words.people


def _who_says(head: Token, cast: Cast) -> Token | None:
    """The subject of the verb right before a "that" which is no relative pronoun: "her lawyer said that was so"."""
    labels, verb = cast.words.labels, head.nbor(-1) if head.i else head
    if verb.tag_ not in labels.tags.verb:
        return None
    return next((child for child in verb.children if child.dep_ in labels.relations.subject), None)


def _noun_before(head: Token, cast: Cast) -> Token | None:
    before = reversed(head.doc[max(0, head.i - _ANTECEDENT) : head.i])
    return next((token for token in before if token.tag_ in cast.words.labels.tags.antecedent_before), None)

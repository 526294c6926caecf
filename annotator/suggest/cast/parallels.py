"""The subjects in its own sentence that a pronoun is likely to mean: "While Roe waited, he wrote"."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.suggest.parse_labels import labels_of

_STEPS = 6
"""Heads up from a possessive at which the verb of its phrase is looked for: set by hand."""


def subjects_beside(pronoun: Token) -> list[Token]:
    """The subjects of the clause that hangs on the pronoun's or on which it hangs, where the first of the two leads.

    "While Roe waited, he wrote"; "As they waited, voters wrote"; for a possessive that leads, the subject behind its
    phrase: "In her speech, Roe wrote". So too the subject of the clause to which the pronoun's is joined: "Roe did not
    blame Doe, but he wrote" (the order in which Hobbs 1978 searches a sentence: subjects of clauses before objects).
    """
    relations = labels_of(pronoun).relations
    if pronoun.dep_ in relations.owner:
        return [subject for subject in _subjects(_verb_above(pronoun)) if subject.i > pronoun.i]
    verb = pronoun.head
    if pronoun.dep_ not in relations.subject:
        return []
    if verb.dep_ in relations.adverbial_clause and verb.i < verb.head.i:
        return _subjects(verb.head)
    if verb.dep_ in relations.coordinated:
        joined = verb.head
        return [joined] if joined.tag_ in labels_of(pronoun).tags.proper_noun else _subjects(joined)
    leading = [c for c in verb.children if c.dep_ in relations.adverbial_clause and c.i < pronoun.i]
    return [subject for clause in leading for subject in _subjects(clause)]


def own_subject(reflexive: Token) -> Token | None:
    """What "himself" means by its clause: the noun right before it ("Roe himself"), else the subject of its verb."""
    labels, before = labels_of(reflexive), reflexive.doc[max(reflexive.i - 1, 0)]
    if before.i < reflexive.i and before.tag_ in labels.tags.noun:
        return before
    verb = reflexive.head.head if reflexive.dep_ in labels.relations.prepositional_object else reflexive.head
    return next(iter(_subjects(verb)), None)


def _subjects(verb: Token | None) -> list[Token]:
    if verb is None:
        return []
    return [child for child in verb.children if child.dep_ in labels_of(verb).relations.subject]


def _verb_above(possessive: Token) -> Token | None:
    """The verb on which the prepositional phrase with the possessive hangs; None where it stands in no such phrase."""
    labels, token = labels_of(possessive), possessive
    prepositions = 0
    for _ in range(_STEPS):
        token = token.head
        if token.tag_ in labels.tags.verb:
            return token if prepositions else None
        prepositions += token.dep_ in labels.relations.preposition
    return None

"""An "it" that means nobody: "it is clear that", "it seems that", "when it comes to"."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from annotator.suggest.cast.lexicon import CastWords, plain


def is_impersonal(pronoun: Token, words: CastWords) -> bool:
    """Whether the pronoun only fills the place of a subject that stands behind, or of none.

    By what is said of it (after Lappin and Leass 1994, who list modal adjectives): a predicate of which clauses are
    subjects ("fair", "a shame") with a clause behind it, a verb of seeming with one, or "it comes to".
    """
    relations, verb = words.labels.relations, pronoun.head
    if pronoun.dep_ not in relations.surface_subject:
        return False
    behind = [child for child in verb.children if child.i > verb.i]
    lemma = plain(verb.lemma_)
    if lemma in words.pronouns.impersonal_comes:
        return any(child.tag_ in words.labels.tags.question_adverb for child in verb.children)
    predicates = [child for child in behind if child.dep_ in relations.predicate]
    if predicates:
        behind += [child for predicate in predicates for child in predicate.children]
        said = any(plain(predicate.lemma_) in words.pronouns.impersonal for predicate in predicates)
        return said and _has_clause(behind, words)
    return lemma in words.pronouns.impersonal_verbs and _has_clause(behind, words)


def _has_clause(children: Iterable[Token], words: CastWords) -> bool:
    relations = words.labels.relations
    clauses = relations.predicate_clause | relations.adverbial_clause | relations.relative_clause
    return any(child.dep_ in clauses for child in children)

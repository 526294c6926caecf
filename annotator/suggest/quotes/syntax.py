"""Small questions about a parse."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.text.view import Range

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_AUXILIARIES = frozenset({"aux", "auxpass", "neg"})
_WH = frozenset({"WDT", "WP", "WP$", "WRB"})


def subtree(token: Token) -> Range:
    """All that hangs under the token, as one range."""
    return token.left_edge.i, token.right_edge.i + 1


def children(token: Token, *deps: str) -> Iterator[Token]:
    """The children with one of these relations, in text order."""
    return (child for child in token.children if child.dep_ in deps)


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of these relations."""
    return next(children(token, *deps), None)


def is_verb(token: Token) -> bool:
    """Whether the token is a verb or auxiliary by tag."""
    return token.tag_[:2] == "VB" or token.pos_ in ("VERB", "AUX")


def is_finite(token: Token) -> bool:
    """Whether the verb, with its auxiliaries, is finite.

    A modal or a finite auxiliary makes it so, and so does its own tense.
    """
    if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(aux.tag_ in ("VBD", "VBZ", "VBP", "MD") for aux in children(token, "aux", "auxpass"))


def is_passive(token: Token) -> bool:
    """Whether the verb is a passive participle ("was told")."""
    return child(token, "auxpass", "nsubjpass") is not None


def infinitive_to(token: Token) -> Token | None:
    """The "to" of an infinitive."""
    return next((aux for aux in children(token, "aux") if aux.tag_ == "TO" or aux.lower_ == "to"), None)


def subject(token: Token) -> Token | None:
    """The verb's own subject; the nearest one where the parser gives several."""
    found = [c for c in token.children if c.dep_ in SUBJECTS]
    return min(found, key=lambda c: abs(c.i - token.i)) if found else None


def verb_group(token: Token) -> Range:
    """The verb with its auxiliaries, negation, particle and the adverbs among them.

    In "has repeatedly said", "did not rule out": all of it. A subject between (as in questions) ends the group.
    """
    start, end = token.i, token.i + 1
    lefts = {c.i: c for c in token.lefts}
    while start - 1 in lefts:
        before = lefts[start - 1]
        adverb = before.dep_ == "advmod" and before.n_lefts + before.n_rights == 0 and before.tag_ not in _WH
        if before.dep_ in _AUXILIARIES or (adverb and before.tag_ in ("RB", "RBR", "RBS")):
            start -= 1
        else:
            break
    for part in children(token, "prt"):
        if part.i - end <= 0 and part.i >= end:
            end = part.i + 1
    return start, end


def is_wh(token: Token) -> bool:
    """Whether the token is a question word or relative pronoun."""
    return token.tag_ in _WH

"""Nouns and adjectives that report: "the claim that it rained", "her support for the plan", "is sure that"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.parse_labels import Labels
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import cut_right, trim, whole_regions
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.cue_lemma import word_of
from annotator.suggest.quotes.frames import Clause, Frame
from annotator.suggest.quotes.rules.complements import clause_kind
from annotator.suggest.quotes.source_of_cue import light_verb_subject, mention, owner
from annotator.suggest.quotes.syntax import child, infinitive_to, subtree
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, View


def nouns(view: View, noun: Token) -> Iterator[Candidate]:
    """A noun's complements: "claim that it rained" (n-that), "vow to stay" (n-inf), "support for it" (n:for)."""
    labels = view.labels
    relations = labels.relations
    for part in noun.rights:
        kind = _noun_frame(part, labels)
        if kind is None:
            continue
        inside = child(part, relations.in_preposition) if part.dep_ in relations.preposition else part
        if inside is None:
            continue
        yield from _made(view, noun, subtree(inside), kind, _noun_cue(noun, part, labels), _noun_source(noun))


def _noun_frame(part: Token, labels: Labels) -> Frame | None:
    relations, words = labels.relations, words_of(part)
    if part.dep_ in relations.any_noun_clause:
        if infinitive_to(part) is not None:
            return frames.noun_clause(Clause.INFINITIVE)
        opener = part.left_edge.lower_
        relative = part.dep_ in relations.relative_clause and part.left_edge.dep_ not in relations.mark
        if opener in words.that and not relative:
            return frames.noun_clause(Clause.THAT)
        if opener in words.noun_questions:
            return frames.noun_clause(Clause.QUESTION)
        return None
    if part.dep_ in relations.preposition and part.lower_ in words.noun_prepositions:
        return frames.noun_preposition(part.lower_)
    return None


def _noun_cue(noun: Token, part: Token, labels: Labels) -> Range:
    if part.i == noun.i + 1 and part.dep_ in labels.relations.preposition:
        return noun.i, part.i + 1
    return noun.i, noun.i + 1


def _noun_source(noun: Token) -> Token | None:
    return owner(noun) or light_verb_subject(noun)


def predicates(view: View, verb: Token) -> Iterator[Candidate]:
    """Predicates of "be": "is sure that", "is afraid to", "is critical of"; "my hope is that"; "it is clear that"."""
    words = words_of(verb)
    if verb.lemma_ not in words.be:
        return
    relations = view.labels.relations
    about = child(verb, relations.predicate_subject)
    said = next(
        (c for c in verb.rights if c.dep_ in relations.predicate and c.pos_ in ("ADJ", "NOUN", "VERB", "ADV")), None
    )
    clause = next((c for c in verb.rights if c.dep_ in relations.complement), None)
    if said is not None:
        held = clause or next((c for c in said.rights if c.dep_ in relations.predicate_clause), None)
        who = None if about is None or about.lower_ in words.nobody else about
        if held is not None and held.i > said.i:
            yield from _made(
                view, said, subtree(held), frames.adjective_clause(clause_kind(held)), (verb.i, said.i + 1), who
            )
        for prep in said.rights:
            inside = child(prep, relations.in_preposition) if prep.dep_ in relations.preposition else None
            if inside is not None:
                yield from _made(
                    view, said, subtree(inside), frames.adjective_preposition(prep.lower_), (verb.i, prep.i + 1), who
                )
    elif clause is not None and about is not None and about.pos_ == "NOUN":
        yield from _made(
            view,
            about,
            subtree(clause),
            frames.noun_is_clause(clause_kind(clause)),
            (about.i, about.i + 1),
            owner(about),
        )


def _made(view: View, word: Token, span: Range, frame: Frame, cue: Range, who: Token | None) -> Iterator[Candidate]:
    first, last = view.sentence(word.i)
    start, end = max(span[0], first, cue[1]), min(span[1], last)
    if start >= end:
        return
    start, end = cut_right(view, (start, end))
    start, end = whole_regions(view, (start, end), avoid=cue)
    done = trim(view, (start, end))
    if done is None:
        return
    source = mention(view, who, avoid=word.i) if who is not None else None
    if source is not None and source[0] < done[1] and done[0] < source[1]:
        source = None
    yield Candidate([done], cue, word.i, source, word_of(word), frame)

"""Quotes as complements of a word that reports: of verbs, of nouns, of adjectives."""

from __future__ import annotations

from collections.abc import Iterator, Set

from spacy.tokens import Token

from annotator.core.text.marked_text import opens
from annotator.suggest.parse_labels import ParseLabels, labels_of
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import cut_right, trim, whole_regions
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import Frame, FrameClause, Predicate
from annotator.suggest.quotes.source_of_cue import light_verb_subject, mention, owner, source_of_verb
from annotator.suggest.quotes.syntax import (
    child,
    first_of,
    infinitive_to,
    is_finite,
    is_passive,
    subtree,
    verb_group,
    word_of,
)
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, View, touches

# ---- Quotes as complements of a verb: clauses, infinitives, objects, and what a passive says of its subject.
#
# Each rule yields a candidate for every verb; the lexicon decides which pairs of word and frame are quotes.


_ASIDE = 12
"""How far from the verb a preposition that belongs to it may stand, in tokens."""


def clauses(view: View, verb: Token) -> Iterator[Candidate]:
    """Clauses and infinitives: "said (that) it rained", "asked whether it rained", "vowed to stay"."""
    relations = view.labels.relations
    complements = [c for c in verb.rights if c.dep_ in relations.complement]
    if not complements:
        return
    first, last = complements[0], complements[-1]
    kind = clause_kind(first)
    start, end = subtree(first)[0], subtree(last)[1]
    start = max(start, verb.i + 1)
    yield _of_verb(view, verb, [(start, end)], frames.CLAUSES[kind])
    with_object, held = frames.WITH_OBJECT.get(kind), child(verb, relations.direct_object)
    if with_object is not None and held is not None and verb.i < held.i < first.i:
        yield _of_verb(view, verb, [(held.left_edge.i, end)], with_object)


def misread(view: View, token: Token) -> Iterator[Candidate]:
    """ "Smith touted progress had been made": the parser takes the verb for an adjective of the clause's subject."""
    relations, form = view.labels.relations, token.lower_
    if token.dep_ not in relations.misread:
        return
    ending = next(filter(form.endswith, words_of(token).past_endings), None)
    if ending is None:
        return
    noun, here = token.head, token.i
    clause, (first, last) = noun.head, view.sentence(here)
    if noun.dep_ not in relations.subject or noun.i < here or not is_finite(clause):
        return
    if here == first or view[here - 1].pos_ not in ("PROPN", "PRON"):
        return
    content = trim(view, cut_right(view, (here + 1, min(subtree(clause)[1], last))))
    start = here - 1
    while start > first and view[start - 1].pos_ == "PROPN":
        start -= 1
    yield Candidate(content, (here, here + 1), here, (start, here), form.removesuffix(ending), frames.FINITE)


def clause_kind(clause: Token) -> FrameClause:
    """What kind of clause it is.

    With "that", finite without it, or a question; "(urged) him to go", "to go", "going"; bare is anything else ("called
    him wrong").
    """
    opener, words, labels = clause.left_edge.lower_, words_of(clause), labels_of(clause)
    relations = labels.relations
    has_subject = child(clause, relations.surface_subject) is not None
    if infinitive_to(clause) is not None and not is_finite(clause):
        if opener in words.infinitive_questions:
            return FrameClause.QUESTION
        return FrameClause.OBJECT_INFINITIVE if has_subject else FrameClause.INFINITIVE
    marks = {c.lower_ for c in clause.lefts if c.dep_ in relations.clause_opener}
    if marks & words.that and (opener in words.that or opens(opener)):
        return FrameClause.THAT
    if marks & words.if_words or opener in words.question_openers:
        return FrameClause.QUESTION
    if is_finite(clause):
        return FrameClause.FINITE
    if clause.tag_ in labels.tags.participle and not has_subject:
        return FrameClause.PARTICIPLE
    return FrameClause.OBJECT_BARE if has_subject else FrameClause.BARE


def objects(view: View, verb: Token) -> Iterator[Candidate]:
    """Objects: "criticised the plan", "called him a liar", "described it as a failure"."""
    relations, words = view.labels.relations, words_of(verb)
    held = child(verb, relations.direct_object)
    predicate = first_of(verb.rights, relations.object_predicate)
    if held is not None and held.i > verb.i:
        yield _of_verb(view, verb, [subtree(held)], frames.OBJECT)
        if predicate is not None:
            yield _of_verb(view, verb, [(held.left_edge.i, subtree(predicate)[1])], frames.OBJECT_PREDICATE)
        prep = _phrase(verb, words.object_prepositions, held.i)
        if prep is not None:
            span = (held.left_edge.i, subtree(prep)[1])
            yield _of_verb(view, verb, [span], frames.object_and(prep.lower_))
            inside = child(prep, relations.in_preposition)
            if inside is not None:
                yield _of_verb(view, verb, [subtree(inside)], frames.after_object(prep.lower_))
    elif predicate is not None and not is_passive(verb):
        yield _of_verb(view, verb, [subtree(predicate)], frames.PREDICATE)
    elif held is not None and held.lower_ in words.left_objects:
        # What a relative clause says of its object: "(a plan) that she described as a mess".
        as_what = _phrase(verb, words.as_words)
        if as_what is not None:
            span = (as_what.i + 1, subtree(as_what)[1])
            yield _of_verb(view, verb, [span], frames.after_object(as_what.lower_))


def _phrase(verb: Token, words: Set[str], behind: int = 0) -> Token | None:
    """The first of these prepositions that hangs on a verb and stands behind it, and behind that token."""
    leads = labels_of(verb).relations.preposition
    return next((c for c in verb.rights if c.i > behind and c.dep_ in leads and c.lower_ in words), None)


def prepositions(view: View, verb: Token) -> Iterator[Candidate]:
    """Verb and preposition: "called for calm", "warned of a storm", "talked about leaving"."""
    relations, words = view.labels.relations, words_of(verb)
    for prep in verb.rights:
        if prep.dep_ not in relations.agent or prep.i - verb.i > _ASIDE or prep.lower_ in words.by:
            continue
        inside = child(prep, relations.in_verb_preposition)
        if inside is not None and inside.i > prep.i:
            yield _of_verb(view, verb, [subtree(inside)], frames.preposition(prep.lower_), upto=prep.i + 1)


def passives(view: View, verb: Token) -> Iterator[Candidate]:
    """What a passive says of its subject: "is expected to win", "was called a liar", "was praised"."""
    relations = view.labels.relations
    about = child(verb, relations.passive_subject)
    if about is None:
        return
    rest = first_of(verb.rights, relations.passive_predicate)
    what = rest or _phrase(verb, words_of(verb).as_words)
    if what is None:
        yield _of_verb(view, verb, [subtree(about)], frames.PASSIVE)
    else:
        kind = Predicate.AS if rest is None else Predicate[view.labels.predicates[rest.dep_].upper()]
        yield _of_verb(view, verb, [subtree(about), subtree(what)], frames.passive(kind))


def raisings(view: View, verb: Token) -> Iterator[Candidate]:
    """What seems so of a subject: "He seems to agree".

    "He aims to agree" is his own: an infinitive belongs to the subject of any other verb.
    """
    relations, words = view.labels.relations, words_of(verb)
    about = child(verb, relations.active_subject)
    if about is None or about.i > verb.i:
        return
    for rest in verb.rights:
        if infinitive_to(rest) is not None and word_of(verb) not in words.seeming_verbs:
            return
        if rest.dep_ in relations.seeming_predicate:
            spans = [subtree(about), subtree(rest)]
            yield _of_verb(view, verb, spans, frames.SEEMING, source=False)
            return


def _of_verb(
    view: View, verb: Token, spans: list[Range], frame: Frame, *, upto: int = 0, source: bool = True
) -> Candidate:
    """The candidate over these spans, with their edges put right; an empty one where they hold no word."""
    cue = verb_group(verb)
    if upto - cue[1] == 1:
        cue = (cue[0], upto)
    content: list[Range] = []
    first, last = view.sentence(verb.i)
    for span in spans:
        start, end = max(span[0], first), min(span[1], last)
        is_last = span == spans[-1]
        if is_last:
            start, end = cut_right(view, (start, end))
        if start <= verb.i < end:  # the parser wound the content around its own cue
            start, end = (verb.i + 1, end) if is_last else (start, cue[0])
        if start < end:
            content += trim(view, whole_regions(view, (start, end), avoid=cue))
    who = source_of_verb(view, verb) if source else None
    return Candidate(content, cue, verb.i, who, word_of(verb), frame)


# ---- Nouns and adjectives that report: "the claim that it rained", "her support for the plan", "is sure that".


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
        leads = part.i == noun.i + 1 and part.dep_ in relations.preposition
        cue, who = (noun.i, noun.i + 1 + leads), owner(noun) or light_verb_subject(noun)
        yield _of_word(view, noun, inside, kind, cue, who)


def _noun_frame(part: Token, labels: ParseLabels) -> Frame | None:
    relations, words = labels.relations, words_of(part)
    if part.dep_ in relations.any_noun_clause:
        if infinitive_to(part) is not None:
            return frames.noun_clause(FrameClause.INFINITIVE)
        opener = part.left_edge.lower_
        relative = part.dep_ in relations.relative_clause and part.left_edge.dep_ not in relations.mark
        if opener in words.that and not relative:
            return frames.noun_clause(FrameClause.THAT)
        if opener in words.noun_questions:
            return frames.noun_clause(FrameClause.QUESTION)
        return None
    if part.dep_ in relations.preposition and part.lower_ in words.noun_prepositions:
        return frames.noun_preposition(part.lower_)
    return None


def predicates(view: View, verb: Token) -> Iterator[Candidate]:
    """Predicates of "be": "is sure that", "is afraid to", "is critical of"; "my hope is that"; "it is clear that"."""
    words = words_of(verb)
    if verb.lemma_ not in words.be:
        return
    relations = view.labels.relations
    about = child(verb, relations.predicate_subject)
    predicate = next(
        (c for c in verb.rights if c.dep_ in relations.predicate and c.pos_ in ("ADJ", "NOUN", "VERB", "ADV")), None
    )
    clause = first_of(verb.rights, relations.complement)
    if predicate is not None:
        held = clause or first_of(predicate.rights, relations.predicate_clause)
        who = None if about is None or about.lower_ in words.nobody else about
        if held is not None and held.i > predicate.i:
            frame = frames.adjective_clause(clause_kind(held))
            yield _of_word(view, predicate, held, frame, (verb.i, predicate.i + 1), who)
        for prep in predicate.rights:
            inside = child(prep, relations.in_preposition) if prep.dep_ in relations.preposition else None
            if inside is not None:
                frame = frames.adjective_preposition(prep.lower_)
                yield _of_word(view, predicate, inside, frame, (verb.i, prep.i + 1), who)
    elif clause is not None and about is not None and about.pos_ == "NOUN":
        frame = frames.noun_is_clause(clause_kind(clause))
        yield _of_word(view, about, clause, frame, (about.i, about.i + 1), owner(about))


def _of_word(view: View, word: Token, held: Token, frame: Frame, cue: Range, who: Token | None) -> Candidate:
    """The candidate over what hangs under a token, with its edges put right; an empty one where that holds no word."""
    (first, last), (start, end) = view.sentence(word.i), subtree(held)
    start, end = max(start, first, cue[1]), min(end, last)
    content = trim(view, whole_regions(view, cut_right(view, (start, end)), avoid=cue)) if start < end else []
    source = mention(view, who, avoid=word.i) if who is not None else None
    if source is not None and any(touches(source, piece) for piece in content):
        source = None
    return Candidate(content, cue, word.i, source, word_of(word), frame)

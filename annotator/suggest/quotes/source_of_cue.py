"""Who said it: from the cue to the mention of its source."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.core.text.marked_text import OUTER, closes, opens
from annotator.suggest.parse_labels import labels_of
from annotator.suggest.quotes.syntax import child, is_passive, is_verb, subject
from annotator.suggest.quotes.word_lists import load_words, words_of
from annotator.suggest.text.view import Range, View

_DEPTH = 6


def source_of_verb(view: View, verb: Token) -> Range | None:
    """The mention of who says, thinks or does what the verb names; None where the text gives nobody."""
    noun = find_source(verb)
    return None if noun is None else mention(view, noun, avoid=verb.i)


def find_source(verb: Token, depth: int = _DEPTH) -> Token | None:
    """The head word of the verb's source.

    Its own subject ("Smith said"); a passive's agent ("was told by Smith"); the subject it shares with the verb it is
    conjoined with ("came and said"), or with the one it hangs under ("plans to say", "left, saying"); the noun it
    describes ("a letter saying").
    """
    if depth == 0:
        return None
    if is_passive(verb):
        return _by_agent(verb)
    labels = labels_of(verb)
    own = subject(verb)
    if own is not None:
        return own if own.dep_ not in labels.relations.expletive else None
    if verb.tag_ in labels.tags.past_participle:
        agent = _by_agent(verb)
        if agent is not None or verb.lemma_ in words_of(verb).asking:
            return agent  # "Asked if it was late, Smith left" leaves open who asked
    return _inherited(verb, depth)


def _by_agent(verb: Token) -> Token | None:
    relations, words = labels_of(verb).relations, words_of(verb)
    for by in verb.rights:
        if by.dep_ in relations.agent and by.lower_ in words.by:
            return child(by, relations.prepositional_object)
    return None


def _inherited(verb: Token, depth: int) -> Token | None:
    """The subject of the verb that this one hangs under, by way of the relation between the two."""
    head = verb.head
    if head.i == verb.i:
        return None
    relations, relation = labels_of(verb).relations, verb.dep_
    if relation in relations.noun_or_relative_clause:
        return head
    if relation in relations.complement:
        held = child(head, relations.direct_object)
        if held is not None and head.lemma_ in words_of(head).object_control:
            return held
    if relation in relations.prepositional_clause:
        return _of_preposition(head, depth)
    return None if relation in relations.inherits_nothing else _of_head(head, depth)


def _of_head(head: Token, depth: int) -> Token | None:
    if is_verb(head):
        return (is_passive(head) and subject(head)) or find_source(head, depth - 1)
    own = child(head, labels_of(head).relations.active_subject)  # a predicate adjective or noun
    if own is not None:
        return own
    if is_verb(head.head) and head.head.i != head.i:
        return find_source(head.head, depth - 1)
    return None


def _of_preposition(prep: Token, depth: int) -> Token | None:
    """ "By saying", "after calling": the subject of the clause; "for saying": whom the clause is about."""
    head = prep.head
    if is_verb(head):
        held = child(head, labels_of(head).relations.direct_object)
        return held if held is not None and prep.lower_ in words_of(prep).object_speaks else _of_head(head, depth)
    whose = owner(head) if head.pos_ in ("NOUN", "PROPN") else None
    return whose or _of_head(head, depth - 1)


def owner(noun: Token) -> Token | None:
    """Whose the noun is: "Smith's claim", "their hope", "a warning by officials", "criticism from the left"."""
    relations, words = labels_of(noun).relations, words_of(noun)
    held = child(noun, relations.owner)
    if held is not None:
        return held
    for prep in noun.rights:
        if prep.dep_ in relations.agent and prep.lower_ in words.owner_prepositions:
            return child(prep, relations.prepositional_object)
        if prep.dep_ in relations.noun_clause and prep.tag_ in labels_of(prep).tags.past_participle:
            return _by_agent(prep)
    return None


def light_verb_subject(noun: Token) -> Token | None:
    """The subject of the verb that the noun is the object of ("Smith made the claim that", "there are hopes")."""
    relations, head = labels_of(noun).relations, noun.head
    while head.dep_ in relations.preposition and head.head.i != head.i:
        head = head.head
    return find_source(head) if noun.dep_ in relations.light_verb_object and is_verb(head) else None


def mention(view: View, noun: Token, *, avoid: int) -> Range:
    """The whole noun phrase: determiner, title, apposition and prepositional phrases, but no clause, and not the cue.

    A possessive keeps its noun phrase without the noun it belongs to. Nothing may be left of it.
    """
    clauses = view.labels.relations.after_mention
    start, end = noun.left_edge.i, noun.right_edge.i + 1
    for part in noun.rights:
        if part.dep_ in clauses:
            end = min(end, part.left_edge.i)
            break
    first, last = view.sentence(noun.i)
    start, end = max(start, first), min(end, last)
    if start <= avoid < end:
        start, end = (avoid + 1, end) if avoid < noun.i else (start, avoid)
    doc = view.doc
    while end - 1 > noun.i and ((doc[end - 1].is_punct and not _trails(doc[end - 1].text)) or doc[end - 1].is_space):
        end -= 1
    while start < noun.i and ((doc[start].is_punct and not _leads(doc[start].text)) or doc[start].is_space):
        start += 1
    return start, end


def _leads(text: str) -> bool:
    return text in ("(", "@") or (text in OUTER and opens(text))


def _trails(text: str) -> bool:
    return text == ")" or (text in OUTER and closes(text))


def nearest_noun(view: View, span: Range, *, at_end: bool) -> Token | None:
    """The noun phrase's head nearest to one end of the range: for a verb that the parser gave no subject."""
    doc, labels, words = view.doc, view.labels, load_words(view.language)
    order = range(span[1] - 1, span[0] - 1, -1) if at_end else range(span[0], span[1])
    for i in order:
        token = doc[i]
        if token.ent_type_ in labels.entities.time:
            continue
        if (
            token.pos_ in ("NOUN", "PROPN", "PRON")
            and token.lower_ not in words.not_sources
            and token.dep_ not in labels.relations.in_noun
        ):
            return token
    return None

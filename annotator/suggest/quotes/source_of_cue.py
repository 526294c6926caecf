"""Who said it: from the cue to the mention of its source."""

from __future__ import annotations

from spacy.tokens import Token

from annotator.core.quotation_marks import OUTER, closes, opens
from annotator.suggest.parse_labels import Labels, labels_of
from annotator.suggest.quotes.syntax import child, is_passive, is_verb, subject
from annotator.suggest.quotes.word_lists import load_words, words_of
from annotator.suggest.text.view import Range, View

_DEPTH = 6


def source_of_verb(view: View, verb: Token) -> Range | None:
    """The mention of who says, thinks or does what the verb names; None where the text gives nobody."""
    found = find_source(verb)
    if found is None and not _is_agentless(verb):
        found = _before_verb(view, verb)
    return None if found is None else mention(view, found, avoid=verb.i)


def _is_agentless(verb: Token) -> bool:
    """Whether the verb's form leaves out who did it ("when asked", "is expected", "to say so is wrong")."""
    return verb.tag_ in labels_of(verb).tags.agentless or is_passive(verb)


def _before_verb(view: View, verb: Token) -> Token | None:
    """For a verb without a subject: the noun right before it, over an apposition; else the main subject."""
    tags, in_phrase = view.labels.tags, view.labels.relations.in_phrase
    first, _ = view.sentence(verb.i)
    i = verb.i - 1
    while i > first and (view[i].pos_ in ("ADV", "AUX") or view[i].is_space):
        i -= 1
    token = view[i] if i >= first else None
    if token is not None and token.text == "," and verb.tag_ not in tags.participle:
        token = nearest_noun(view, (first, i), at_end=True)
        while token is not None and token.dep_ in in_phrase and token.head.i >= first:
            token = token.head
    if token is not None and token.pos_ in ("NOUN", "PROPN", "PRON") and verb.tag_ not in tags.participle:
        return token
    root = verb.sent.root
    return subject(root) if root.i != verb.i and verb.tag_ in tags.shares_subject else None


def find_source(verb: Token, depth: int = _DEPTH) -> Token | None:
    """The head word of the verb's source.

    Its own subject ("Smith said"); a passive's agent ("was told by Smith"); the subject it shares with the verb it is
    conjoined with ("came and said"), or with the one it hangs under ("plans to say", "left, saying"); the noun it
    describes ("a letter saying").
    """
    if depth == 0:
        return None
    outer = _outer_report(verb)
    if outer is not None:
        return find_source(outer, depth - 1)
    if is_passive(verb):
        return _passive_source(verb)
    labels = labels_of(verb)
    bare = verb.tag_ in labels.tags.past_participle
    if bare and verb.lemma_ in words_of(verb).asking and not _has_auxiliary(verb, labels):
        return _by_agent(verb)
    own = subject(verb)
    if own is not None:
        return own if own.dep_ not in labels.relations.expletive else None
    agent = _by_agent(verb) if bare else None
    return agent if agent is not None else _inherited(verb, depth)


def _has_auxiliary(verb: Token, labels: Labels) -> bool:
    auxiliary = labels.relations.active_auxiliary
    return any(part.dep_ in auxiliary for part in verb.lefts)


def _outer_report(verb: Token) -> Token | None:
    """For "..., adding that": the verb of saying above whose content the parser hung the participle in."""
    labels = labels_of(verb)
    if verb.tag_ not in labels.tags.participle:
        return None
    reports = words_of(verb).reports
    if verb.lemma_ not in reports or verb.left_edge.i == 0:
        return None
    if verb.doc[verb.i - 1].text != "," or verb.dep_ in labels.relations.noun_clause:
        return None
    for above in verb.ancestors:
        if (
            above.lemma_ in reports
            and above.tag_ in labels.tags.verb
            and above.i < verb.i
            and subject(above) is not None
        ):
            return above
    return None


def _passive_source(verb: Token) -> Token | None:
    agent = _by_agent(verb)
    if agent is not None:
        return agent
    if verb.lemma_ in words_of(verb).feelings:
        return subject(verb)
    return None


def _by_agent(verb: Token) -> Token | None:
    relations, words = labels_of(verb).relations, words_of(verb)
    for by in verb.rights:
        if by.dep_ in relations.agent and by.lower_ in words.by:
            return child(by, relations.prepositional_object)
    return None


def _inherited(verb: Token, depth: int) -> Token | None:
    """The subject of the verb that this one hangs under, by way of the relation between the two."""
    head = verb.head
    if head is verb or head.i == verb.i:
        return None
    relations, relation = labels_of(verb).relations, verb.dep_
    if relation in relations.coordinated:
        return find_source(head, depth - 1) if is_verb(head) else None
    if relation in relations.complement:
        held = child(head, relations.direct_object)
        if held is not None and head.lemma_ in words_of(head).object_control:
            return held
        return _of_head(head, depth)
    if relation in relations.inherits_subject:
        return _of_head(head, depth)
    if relation in relations.noun_or_relative_clause:
        return _of_noun(verb, head, depth)
    if relation in relations.prepositional_clause:
        return _of_preposition(head, depth)
    if relation in relations.inherits_nothing:
        return None
    return _of_head(head, depth) if is_verb(head) else None


def _of_head(head: Token, depth: int) -> Token | None:
    if is_verb(head):
        if is_passive(head):
            return _passive_source(head) or subject(head)
        return find_source(head, depth - 1)
    own = child(head, labels_of(head).relations.active_subject)  # a predicate adjective or noun
    if own is not None:
        return own
    if is_verb(head.head) and head.head.i != head.i:
        return find_source(head.head, depth - 1)
    return None


def _of_noun(verb: Token, noun: Token, depth: int) -> Token | None:
    """A noun's participle speaks for the noun; its infinitive for whose noun it is ("his vow to call")."""
    auxiliary, to = labels_of(verb).relations.active_auxiliary, words_of(verb).infinitive_marker
    if any(part.dep_ in auxiliary and part.lower_ in to for part in verb.children):
        return owner(noun) or (find_source(noun.head, depth - 1) if is_verb(noun.head) else None)
    return noun


def _of_preposition(prep: Token, depth: int) -> Token | None:
    """ "By saying", "after calling": the subject of the clause; "for saying": whom the clause is about."""
    head = prep.head
    if is_verb(head):
        held = child(head, labels_of(head).relations.direct_object)
        if held is not None and prep.lower_ in words_of(prep).object_speaks:
            return held
        if is_passive(head):
            return subject(head)
        return find_source(head, depth - 1)
    if head.pos_ in ("NOUN", "PROPN"):
        return owner(head) or (_of_head(head.head, depth - 1) if is_verb(head.head) else None)
    return _of_head(head, depth - 1) if head.head.i != head.i else None


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


def mention(view: View, noun: Token, *, avoid: int) -> Range | None:
    """The whole noun phrase: determiner, title, apposition and prepositional phrases, but no clause, and not the cue.

    A possessive keeps its noun phrase without the noun it belongs to.
    """
    clauses = view.labels.relations.after_mention
    start, end = noun.left_edge.i, noun.right_edge.i + 1
    for part in noun.rights:
        if part.dep_ in clauses:
            end = min(end, part.left_edge.i)
            break
    first, last = view.sentence(noun.i)
    start, end = _with_prefix(noun, max(start, first)), min(end, last)
    if start <= avoid < end:
        start, end = (avoid + 1, end) if avoid < noun.i else (start, avoid)
    end = _outside_marks(view, noun.i, end)
    doc = view.doc
    while end - 1 > noun.i and ((doc[end - 1].is_punct and not _trails(doc[end - 1].text)) or doc[end - 1].is_space):
        end -= 1
    while start < noun.i and ((doc[start].is_punct and not _leads(doc[start].text)) or doc[start].is_space):
        start += 1
    return start, end


def _with_prefix(noun: Token, start: int) -> int:
    """Where a mention begins whose noun a parser cuts off at a hyphen: at "his" in "his ex-wife"."""
    doc, relations = noun.doc, labels_of(noun).relations
    hyphen = start if doc[start].text == "-" else start - 1
    joined = 0 < hyphen <= noun.i and doc[hyphen].text == "-" and not doc[hyphen - 1].whitespace_
    if not joined or doc[hyphen].whitespace_ or doc[hyphen - 1].dep_ not in relations.subject:
        return start
    return doc[hyphen - 1].left_edge.i


def _leads(text: str) -> bool:
    return text in ("(", "@") or (text in OUTER and opens(text))


def _trails(text: str) -> bool:
    return text == ")" or (text in OUTER and closes(text))


def _outside_marks(view: View, i: int, end: int) -> int:
    """The end of a mention, before a quoted region of many words that it runs into."""
    for j in range(i + 1, end):
        region = view.region(j)
        if region is not None and not region.start <= i < region.end and region.end - region.start > 6:
            return j
    return end


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

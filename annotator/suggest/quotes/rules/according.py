"""Sources named beside what they said: "according to officials", "as one of them put it"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.cue_lemma import word_of
from annotator.suggest.quotes.source_of_cue import mention
from annotator.suggest.quotes.syntax import child, verb_group
from annotator.suggest.quotes.word_lists import words_of
from annotator.suggest.text.view import Range, View


def according(view: View, token: Token) -> Iterator[Candidate]:
    """The rule for "According to officials, it rained": the clause that the phrase belongs to, without the phrase."""
    words = words_of(token)
    if token.lower_ not in words.according or token.i + 1 >= len(view.doc):
        return
    if view[token.i + 1].lower_ not in words.according_to:
        return
    to = view[token.i + 1]
    objects = view.labels.relations.prepositional_object
    named = child(to, objects) or child(token, objects)
    if named is None:
        named = next((t for t in view.doc[to.i + 1 : view.sentence(token.i)[1]] if t.pos_ in ("NOUN", "PROPN")), None)
    if named is None or named.i <= to.i:
        return
    who = mention(view, named, avoid=to.i)
    if who is None:
        return
    phrase_end = max(who[1], min(named.right_edge.i + 1, view.sentence(token.i)[1]))
    content = _around(view, (token.i, phrase_end))
    if content:
        yield Candidate(content, (token.i, to.i + 1), token.i, who, f"{token.lower_} {to.lower_}", frames.ACCORDING)


def as_said(view: View, verb: Token) -> Iterator[Candidate]:
    """The rule for "As Smith noted, it rained"; "it rained, as Smith put it": the rest of the sentence."""
    relations, words = view.labels.relations, words_of(verb)
    if verb.dep_ not in relations.as_clause:
        return
    opener = next((c for c in verb.lefts if c.dep_ in relations.as_opener and c.lower_ in words.as_words), None)
    if opener is None or word_of(verb) not in words.as_said:
        return
    who = child(verb, relations.active_subject)
    if who is None or child(verb, relations.no_as_clause) is not None:
        return
    first, last = view.sentence(verb.i)
    start = opener.i
    end = next((i for i in range(verb.i, last) if view[i].text in (",", "--", "—", "–")), last)
    leads = start <= first + 2
    follows = view[start - 1].text == "," and end >= last - 2 if start else False
    if not ((leads and end < last) or follows):
        return
    content = _around(view, (start, end))
    if leads:
        content = [span for span in content if span[0] >= end]
    if content:
        source = mention(view, who, avoid=verb.i)
        yield Candidate(content, verb_group(verb), verb.i, source, word_of(verb), frames.AS_SAID)


def _around(view: View, phrase: Range) -> list[Range]:
    """The rest of the sentence, before and after the phrase."""
    first, last = view.sentence(phrase[0])
    spans = [trim(view, (first, phrase[0])), trim(view, (phrase[1], last))]
    return [span for span in spans if span is not None and view.words(*span)]

"""Sources named by a preposition: "according to officials", "in the words of one of them"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.sources import mention
from annotator.suggest.quotes.syntax import child
from annotator.suggest.quotes.view import Range, View


def according(view: View, token: Token) -> Iterator[Candidate]:
    """ "According to officials, it rained": the clause that the phrase belongs to, without the phrase."""
    if token.lower_ != "according" or token.i + 1 >= len(view.doc) or view[token.i + 1].lower_ != "to":
        return
    to = view[token.i + 1]
    named = child(to, "pobj") or child(token, "pobj")
    if named is None:
        named = next((t for t in view.doc[to.i + 1 : view.sentence(token.i)[1]] if t.pos_ in ("NOUN", "PROPN")), None)
    if named is None or named.i <= to.i:
        return
    who = mention(view, named, avoid=to.i)
    phrase_end = max(who[1], min(named.right_edge.i + 1, view.sentence(token.i)[1]))
    content = _around(view, (token.i, phrase_end))
    if content:
        yield Candidate(content, (token.i, to.i + 1), token.i, who, "according to", "according", "according-to")


def _around(view: View, phrase: Range) -> list[Range]:
    """The rest of the sentence, before and after the phrase."""
    first, last = view.sentence(phrase[0])
    spans = [trim(view, (first, phrase[0])), trim(view, (phrase[1], last))]
    return [span for span in spans if span is not None and view.words(*span)]

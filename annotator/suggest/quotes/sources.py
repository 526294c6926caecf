"""Whose words a quote gives: of the mentions that could be meant the likeliest one, by what speaks for each.

Rules propose a source with each candidate (`source_of_cue`). Here it is held against the others of its sentence and
against nobody: a conditional logit (see `regression`). What speaks for a mention are features, short texts in the file
of weights (`source_weights.tsv`). None of them holds a word of an article but pronouns: only kinds of words, relations
of the parse and distances.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from annotator.suggest.cast.lexicon import cast_words
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.readings.make import Picked
from annotator.suggest.quotes.readings.words import Features, Text
from annotator.suggest.quotes.source_of_cue import find_source, light_verb_subject, mention, owner
from annotator.suggest.quotes.syntax import is_finite, is_passive, is_verb
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.regression import worth_of
from annotator.suggest.text.view import Range, View, touches

Mention = Range | None
"""The tokens of a possible source; None: nobody is named."""

# Set by hand. They bound how many mentions are tried; which one is picked, the weights say.
_LONGEST = 40
"""More tokens than this are not tried as a mention."""
_MOST = 3
"""Of steps up the parse, and of what lies between mention and cue, no more are told apart."""
_UP, _DOWN = 2, 3
"""So many relations are told of the way up from the cue and down to the mention."""
_EXTENT = 0.2
"""What the extent of a source counts for beside its being the right one."""
_GAPS = ("0", "1", "2", *["3-5"] * 3, *["6-10"] * 5, *["11-20"] * 10, ">20")


def with_sources(text: Text, picked: Sequence[Picked], weights: Mapping[str, float]) -> list[Picked]:
    """What is suggested, in the order of the text, each with its likeliest source.

    What no words report keeps its own.
    """
    candidates = [quote.candidate for quote in picked]
    holders = cue_holders(candidates)
    for number, candidate in enumerate(candidates):
        if candidate.frame.uncued or not weights:
            continue
        possible = sources(text, candidates, number, holders)
        worth = [worth_of(features, weights) for _, features in possible]
        best = likeliest([span for span, _ in possible], worth)
        if best:
            candidates[number] = replace(candidate, source=possible[best][0])
    return [replace(quote, candidate=candidate) for quote, candidate in zip(picked, candidates, strict=True)]


def likeliest(mentions: Sequence[Mention], worth: Sequence[float]) -> int:
    """The number of the mention that agrees best with what the source may be. `worth`: log odds of each.

    A source counts as right where it shares a word with the true one. So mentions of the same person, with a title and
    without, speak for each other, and of these the likeliest extent is taken.
    """
    shares = [math.exp(odds - max(worth)) for odds in worth]

    def agreement(span: Mention) -> float:
        return sum(share * _alike(span, other) for other, share in zip(mentions, shares, strict=True))

    return max(range(len(mentions)), key=lambda number: (agreement(mentions[number]), -number))


def _alike(span: Mention, other: Mention) -> float:
    """How right a source is if the other is the true one, from 0 to 1."""
    if span is None or other is None:
        return float(span is other)
    common = min(span[1], other[1]) - max(span[0], other[0])
    if common <= 0:
        return 0.0
    return 1 - _EXTENT + _EXTENT * common / (max(span[1], other[1]) - min(span[0], other[0]))


@dataclass(slots=True)
class _Quoted:
    """A quote, as its possible sources are seen from it.

    `own`: the source that was proposed. `above`: how many steps up the parse from the cue's main word each token above
    it is; of that word itself 0. `form`: which form that word has. `holders`: for each token in the content of a quote
    the main word of that one's cue.
    """

    candidate: Candidate
    own: Mention
    above: dict[int, int]
    form: str
    holders: Mapping[int, int]


def sources(
    text: Text, chosen: Sequence[Candidate], number: int, holders: Mapping[int, int]
) -> list[tuple[Mention, Features]]:
    """The possible sources of one of the chosen candidates, each once, with what speaks for it; its own first.

    `holders`: see `cue_holders`.
    """
    view, sight = text.view, text.sight
    candidate, own, content = chosen[number], chosen[number].source, chosen[number].tokens()
    anchor = view[candidate.head]
    climbed = find_source(anchor) if is_verb(anchor) else owner(anchor) or light_verb_subject(anchor)
    tried: list[Range] = [*([own] if own is not None else []), *_near(view, anchor, climbed)]
    heads = {span: _head(view, span) for span in tried if span == own or _fits(span, content)}
    quoted = _Quoted(candidate, own, _above(anchor), _form(anchor), holders)
    nobody = [(None, tuple(_nobody(view, quoted)))]
    named = [(span, tuple(_features(view, quoted, span, head))) for span, head in heads.items()]
    both: list[tuple[Mention, Features]] = [*nobody, *named] if own is None else [*named[:1], *nobody, *named[1:]]
    return (
        both if sight is None else [(span, (*features, *sight.source(candidate.head, span))) for span, features in both]
    )


def cue_holders(chosen: Sequence[Candidate]) -> dict[int, int]:
    """For each token in the content of a candidate the main word of that one's cue."""
    return {i: candidate.head for candidate in chosen for i in candidate.tokens()}


def _form(anchor: Token) -> str:
    """Which form the cue's main word has: that of a noun, a passive, a finite verb, or the tag of another verb."""
    if not is_verb(anchor):
        return "nominal"
    if is_passive(anchor):
        return "passive"
    return "finite" if is_finite(anchor) else anchor.tag_


def _fits(span: Range, content: set[int]) -> bool:
    return span[1] - span[0] <= _LONGEST and content.isdisjoint(range(*span))


def _above(anchor: Token) -> dict[int, int]:
    above = {anchor.i: 0}
    while anchor.head.i not in above:
        above[anchor.head.i] = len(above)
        anchor = anchor.head
    return above


def _near(view: View, anchor: Token, climbed: Token | None) -> Iterator[Range]:
    """The mentions in the sentence of the cue, and the one that the parse leads to."""
    compound = view.labels.relations.compound
    first, last = view.sentence(anchor.i)
    heads = [] if climbed is None else [climbed]
    heads += [
        token
        for token in view.tokens[first:last]
        if token.pos_ in ("NOUN", "PROPN", "PRON") and token.i != anchor.i and token.dep_ not in compound
    ]
    for head in heads:
        span = mention(view, head, avoid=anchor.i)
        if span[0] <= head.i < span[1]:
            yield span


def _head(view: View, span: Range) -> Token:
    """The word of the mention that its others hang under."""
    for token in view.tokens_in(span):
        if not (token.is_punct or token.is_space) and (
            not span[0] <= token.head.i < span[1] or token.head.i == token.i
        ):
            return token
    return view[span[0]]


def _nobody(view: View, quoted: _Quoted) -> Iterator[str]:
    """What speaks for that nobody is named."""
    anchor, family = view[quoted.candidate.head], quoted.candidate.frame.family
    proposed = f"own={'none' if quoted.own is None else 'some'}"
    yield "none"
    yield f"{family} none"
    yield f"none {proposed}"
    yield f"{family} none {proposed}"
    yield f"none tag={anchor.tag_}"
    yield f"none dep={anchor.dep_}"
    yield f"none form={quoted.form}"
    yield f"none {proposed} form={quoted.form}"
    words = load_words(view.language)
    for kind in ("seeming_verbs", "asking", "reports"):
        if anchor.lemma_ in getattr(words, kind):
            yield f"none {kind}"
            break


def _features(view: View, quoted: _Quoted, span: Range, head: Token) -> Iterator[str]:
    """What speaks for a mention, or against it."""
    where = "other"
    if quoted.own is not None and touches(span, quoted.own):
        where = "own" if span == quoted.own else "like"
    kind, relations = _kind(view, head), view.labels.relations
    yield where
    yield f"kind={kind}"
    yield f"{quoted.candidate.frame.family} kind={kind}"
    yield f"{quoted.form} kind={kind}"
    if head.pos_ == "NOUN":
        yield f"{kind} dep={head.dep_}"
    yield f"{where} dep={head.dep_}"
    for part in head.rights:
        if part.dep_ in relations.noun_or_relative_clause or part.dep_ in relations.apposition:
            yield f"{where} has {part.dep_}"
    yield from _placed(view, quoted, span, head)
    yield from _parsed(view, quoted, head)
    other = next((quoted.holders[i] for i in range(*span) if i in quoted.holders), None)
    if other is not None:
        yield "within"
        yield f"within {where}"
        yield f"within {'above' if other in quoted.above else 'apart'} {where}"


def _placed(view: View, quoted: _Quoted, span: Range, head: Token) -> Iterator[str]:
    """Where the mention stands, seen from the cue."""
    anchor = quoted.candidate.head
    side, between = ("before", range(span[1], anchor)) if span[1] <= anchor else ("behind", range(anchor + 1, span[0]))
    yield f"{side} gap={_GAPS[min(len(between), len(_GAPS) - 1)]}"
    tokens = view.tokens[between.start : between.stop]
    yield f"{side} verbs={min(sum(token.pos_ == 'VERB' for token in tokens), _MOST)}"
    yield f"{side} commas={min(sum(token.text == ',' for token in tokens), _MOST)}"
    region = view.region_of[head.i]
    if region >= 0:
        yield "quoted with content" if region == view.region_of[quoted.candidate.start] else "quoted"


def _parsed(view: View, quoted: _Quoted, head: Token) -> Iterator[str]:
    """Where the mention stands in the parse: under the cue, or under what of the words above it."""
    token, down = head, list[str]()
    while token.i not in quoted.above and token.head.i != token.i:
        down.append(token.dep_)
        token = token.head
    if token.i not in quoted.above:
        return
    up = quoted.above[token.i]
    yield f"path={min(len(down), _MOST)} up={min(up, _MOST)}"
    climbed = (view[i].dep_ for i, _ in zip(quoted.above, range(min(up, _UP)), strict=False))
    yield f"way={'<'.join(climbed)} {'>'.join(down[: -_DOWN - 1 : -1])}"


def _kind(view: View, head: Token) -> str:
    """What kind of mention it is: a pronoun by its word, a name by its kind, a noun by what it calls and its number."""
    words, labels = load_words(view.language), view.labels
    if head.lower_ in words.not_sources:
        return "thing"
    if head.pos_ == "PRON":
        return head.lower_ if head.lower_ in words.pronoun_sources else "pronoun"
    for kind in ("person", "body", "place", "time"):
        if head.ent_type_ in getattr(labels.entities, kind):
            return kind
    if head.pos_ == "PROPN":
        return "name"
    cast, lemma, plural = cast_words(view.language), head.lemma_.lower(), head.tag_ in labels.tags.plural_noun
    if head.lower_ in cast.people or (plural and lemma not in cast.texts and head.lower_.endswith(cast.plural_endings)):
        return "people"
    for kind in ("persons", "kin", "organisations", "texts"):
        if lemma in getattr(cast, kind):
            return f"{kind} plural" if plural else kind
    return "nouns" if plural else "noun"

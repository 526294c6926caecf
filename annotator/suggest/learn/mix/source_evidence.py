"""The evidence for each possible source of a quote: what the network, the rules and the parse say of a mention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import LEARNED, RULES, MixCandidate, masked
from annotator.suggest.learn.mix.regression import Floats, log_odds
from annotator.suggest.learn.mix.token_kinds import Mask
from annotator.suggest.learn.network.features import CONTENT, CUE, SOURCE, Ints
from annotator.suggest.learn.network.relations import BEFORE
from annotator.suggest.quotes.source_of_cue import find_source, light_verb_subject, owner
from annotator.suggest.quotes.syntax import is_verb
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range

Mention = Range | None
"""A possible source: the tokens of one mention; None: the text names nobody."""

# Set by hand: the largest numbers that are told apart, and how far probabilities are kept from 0 and 1.
_STEPS = 5
"""Of steps up the parse from a mention and from the anchor, and of what lies between the two."""
_LONG = 12
"""A mention of more tokens than this is a long one."""
_TINY = 1e-3
_WIDTH = 59
"""How many columns say something of a mention by itself."""


@dataclass(slots=True)
class Quoted:
    """A selected quote, as its possible sources are seen from it.

    `own_source`: the candidate's. `roles`: (n_tokens, n_roles), the network's probabilities around the anchor, 0
    elsewhere. `above`: how many steps up the parse from the anchor each token above it is; of the anchor itself 0.
    `climbed`: the head word that the rules climb to, -1 if none. `named`: what the network, the rules' quotes and the
    rules' best candidates name at the anchor. `own`, `others`: which tokens are its content, and that of other selected
    quotes, (n_tokens,). `before`: the source of the quote before; `elsewhere`: those of all other selected quotes.
    """

    candidate: MixCandidate
    own_source: Mention
    roles: Floats
    above: dict[int, int]
    climbed: int
    named: tuple[list[Mention], list[Mention], list[Mention]]
    own: Mask
    others: Mask
    before: Mention
    elsewhere: list[Range]

    @classmethod
    def of(
        cls, context: DocContext, candidates: Iterable[MixCandidate], selected: Sequence[MixCandidate], number: int
    ) -> Quoted:
        """What is known of the selected candidate with this number. `candidates`: all of the Doc's."""
        candidate, size = selected[number], context.words.size
        here = [one for one in candidates if one.anchor == candidate.anchor]
        others = [one for place, one in enumerate(selected) if place != number]
        named = (
            [tidy(one.source) for one in here if one.side == LEARNED],
            [tidy(one.source) for one in here if one.side == RULES],
            [tidy(one.source) for one in context.features.rule_candidates.by_head.get(candidate.anchor, [])],
        )
        climbed = climbed_to(context.features.view[candidate.anchor])
        sources = [tidy(one.source) for one in others]
        return cls(
            candidate, tidy(candidate.source), _roles(context, candidate.anchor), _above(context, candidate.anchor),
            -1 if climbed is None else climbed.i, named,
            candidate.mask(size), masked([span for one in others for span in one.content], size),
            tidy(selected[number - 1].source) if number else None, [one for one in sources if one is not None],
        )  # fmt: skip


def tidy(source: Mention) -> Mention:
    """The source; None where trimming has left nothing of it."""
    return source if source is not None and source[0] < source[1] else None


def climbed_to(anchor: Token) -> Token | None:
    """The head word of the source that the rules climb to from a cue's main word, verb or noun."""
    return find_source(anchor) if is_verb(anchor) else owner(anchor) or light_verb_subject(anchor)


def _roles(context: DocContext, anchor: int) -> Floats:
    """The network's role probabilities around the anchor by token number, (n_tokens, n_roles)."""
    window = context.predicted.roles[context.rows[anchor]]
    first, size = anchor - BEFORE, context.words.size
    low, high = max(first, 0), min(first + len(window), size)
    roles = np.zeros((size, window.shape[1]))
    roles[low:high] = window[low - first : high - first]
    return roles


def _above(context: DocContext, anchor: int) -> dict[int, int]:
    """How many steps up the parse the anchor and each token above it are."""
    above = {anchor: 0}
    at = anchor
    while (head := int(context.words.head[at])) not in above:
        above[head] = above[at] + 1
        at = head
    return above


def source_evidence(context: DocContext, quoted: Quoted, mentions: Sequence[Mention]) -> Floats:
    """The evidence for each mention, (n_mentions, n_features).

    A column that is the same for all mentions makes no difference to which one is picked.
    """
    heads = [None if one is None else _head(context, one) for one in mentions]
    rows = []
    for one, head in zip(mentions, heads, strict=True):
        by_itself = np.zeros(_WIDTH)
        if one is not None and head is not None:
            by_itself[:] = [
                *_seen(context, quoted, one, head),
                *_placed(context, quoted, one, head),
                *_parsed(context, quoted, head),
                *_kinds(context, quoted, one, head),
                *_ranked(quoted, head, heads),
            ]
        rows.append(np.concatenate([_nobody(quoted, one), _proposed(quoted, one), by_itself]))
    return np.array(rows)


def _head(context: DocContext, one: Range) -> int:
    """The word of the mention that its others hang under."""
    words = context.words
    for i in range(*one):
        if words.word[i] and (not one[0] <= words.head[i] < one[1] or words.head[i] == i):
            return i
    return one[0]


def _nobody(quoted: Quoted, one: Mention) -> list[float]:
    """That nobody is named: how the network and the rules see that."""
    source = quoted.roles[:, SOURCE]
    none = float(one is None)
    learned = float(quoted.candidate.side == LEARNED)
    highest, sum_ = log_odds(float(source.max()), _TINY), min(float(source.sum()), 3.0)
    return [none, none * highest, none * sum_, none * float(quoted.climbed < 0), none * learned]


def _proposed(quoted: Quoted, one: Mention) -> list[float]:
    """Who names the mention, or one that shares a word with it."""
    candidate = quoted.candidate
    same, like = float(one == quoted.own_source), float(overlap(one, quoted.own_source))
    learned = float(candidate.side == LEARNED)
    score, exact = log_odds(candidate.score, _TINY), log_odds(candidate.exact, _TINY)
    row = [same, like, same * learned, like * learned, like * score, like * exact]
    for named in quoted.named:
        row += [float(one in named), float(any(overlap(one, other) for other in named))]
    return row


def overlap(one: Mention, other: Mention) -> bool:
    """Whether two mentions share a token, or both name nobody."""
    if one is None or other is None:
        return one is other
    return one[0] < other[1] and other[0] < one[1]


def _seen(context: DocContext, quoted: Quoted, one: Range, head: int) -> list[float]:
    """How the network sees the mention, its edges and what stands beside it."""
    start, end = one
    source = quoted.roles[:, SOURCE]
    words = source[start:end][context.words.word[start:end]]
    own = words if len(words) else source[start:end]
    mean = float(own.mean())
    odds = (log_odds(float(p), _TINY) for p in (mean, own.max(), source[head], own[0], own[-1]))
    return [
        *odds, mean, float(source[start:end].sum() / (source.sum() + 0.1)),
        float(source[start - 1]) if start else 0.0, float(source[end]) if end < len(source) else 0.0,
        float(quoted.roles[start:end, CONTENT].mean()), float(quoted.roles[start:end, CUE].mean()),
    ]  # fmt: skip


def _placed(context: DocContext, quoted: Quoted, one: Range, head: int) -> list[float]:
    """Where the mention stands, seen from the cue and from the content."""
    features, words, anchor = context.features, context.words, quoted.candidate.anchor
    (start, end), content = one, quoted.candidate.content
    first, last = content[0][0], content[-1][1]
    earlier = end <= anchor
    low, high = (end, anchor) if earlier else (anchor + 1, start)
    gap, sentences = max(0, high - low), int(features.sentence[anchor] - features.sentence[head])

    def between(counts: Ints) -> float:
        return float(min(counts[high - 1] - counts[low - 1], _STEPS)) if gap and low else 0.0

    counts = (features.verbs_up_to, features.commas_up_to, features.marks_up_to, features.colons_up_to)
    region = features.region
    return [
        float(earlier), float(np.log1p(gap)), float(np.log1p(gap)) * earlier, float(gap == 0),
        float(sentences == 0), float(min(max(sentences, 0), _STEPS)), float(sentences < 0),
        float(features.paragraph[anchor] == features.paragraph[head]), *(between(of_kind) for of_kind in counts),
        float(quoted.own[low:high].any()), float(quoted.others[start:end].any()), float(region[head] >= 0),
        float(region[head] >= 0 and region[head] == region[first]), float(words.begins[start]),
        float(first < start), float(end == first), float(start == last),
    ]  # fmt: skip


def _parsed(context: DocContext, quoted: Quoted, head: int) -> list[float]:
    """Where the mention stands in the parse: under the cue, or under what of the words above it."""
    at, steps, parted = head, 0, False
    while at not in quoted.above and not parted:
        under, at = at, int(context.words.head[at])
        steps += 1
        parted = under == at
    met = not parted
    subject = context.features.view[head].dep_ in context.features.view.labels.relations.any_subject
    return [
        float(met), float(met) * min(steps, _STEPS), float(met) * min(quoted.above.get(at, 0), _STEPS),
        float(met and steps == 1), float(met and steps == 1 and subject), float(met and quoted.own[at]),
        float(head == quoted.climbed),
    ]  # fmt: skip


def _kinds(context: DocContext, quoted: Quoted, one: Range, head: int) -> list[float]:
    """What kind of mention it is, and whether other quotes have it as their source."""
    view = context.features.view
    tags, entities = view.labels.tags, view.labels.entities
    token, length = view[head], one[1] - one[0]
    tag, entity = token.tag_, token.ent_type_
    before = quoted.before
    return [
        *(float(tag in kind) for kind in (tags.pronoun, tags.proper_noun, tags.common_noun, tags.question)),
        float(tag in tags.plural_noun), float(token.pos_ in ("NOUN", "PROPN", "PRON")),
        *(float(entity in kind) for kind in (entities.person, entities.place, entities.body, entities.time)),
        float(token.lower_ in load_words(view.language).not_sources), float(token.text[:1].isupper()),
        float(np.log(length)), float(length == 1), float(length > _LONG),
        float(before is not None and _text(context, before) == _text(context, one)), float(overlap(one, before)),
        float(any(overlap(one, other) for other in quoted.elsewhere)),
    ]  # fmt: skip


def _text(context: DocContext, one: Range) -> str:
    return context.features.view.doc[one[0] : one[1]].text.lower()


def _ranked(quoted: Quoted, head: int, heads: Sequence[int | None]) -> list[float]:
    """How the mention stands among the others, by their head words: in the network's eyes, and counted from the cue."""
    others = {other for other in heads if other is not None}
    source, anchor = quoted.roles[:, SOURCE], quoted.candidate.anchor
    best = max(float(source[other]) for other in others)
    between = sum(min(head, anchor) < other < max(head, anchor) for other in others)
    own = float(source[head])
    return [float(own >= best), log_odds(own, _TINY) - log_odds(best, _TINY), min(between, _STEPS)]

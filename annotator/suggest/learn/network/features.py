"""Read a parsed Doc as arrays: the features of every token that the network sees, and what it is to learn of them.

Everything is computed on whole arrays; only the rules' candidates and the quoted regions come from Python loops."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import (  # type: ignore[import-not-found]
    DEP,
    ENT_TYPE,
    HEAD,
    LEMMA,
    NORM,
    POS,
    SENT_START,
    SHAPE,
    SUFFIX,
    TAG,
)
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.symbols import AUX, VERB  # type: ignore[import-not-found]
from spacy.tokens import Doc

from annotator.core.model import Quote, Span
from annotator.core.profiles import SUGGESTED_FROM
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation import weighing
from annotator.suggest.quotes.find import choose, copies, weighed
from annotator.suggest.quotes.lexicon import Lexicon
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.text.view import Range, View

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
"""Hashes of feature values."""

COLUMNS = (
    "norm", "lemma", "suffix", "shape", "tag", "relation", "entity", "head", "children", "verb", "outer verb", "place",
    "rule frame", "rule role",
)  # fmt: skip
"""What each hashed column of a token holds; `network.architecture` has a table of vectors for each."""

ROLES = ("none", "content", "source", "cue")
NONE, CONTENT, SOURCE, CUE = range(4)
"""The roles of a token in a quote, by number."""

_VERB_DEPTH = 8
"""How many steps up the parse a verb is looked for; set by hand, deeper than nearly every sentence."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_VERB_POS = (VERB, AUX)


@dataclass(slots=True)
class Features:
    """A Doc as arrays by token number, (size,) each but for the first two. Never changed once made.

    `keys`: (size, len(COLUMNS)) uint64, the hashed features. `tensor`: (size, width) float32, the vectors of the
    pipeline's own encoder; width 0 where it has none. `head`: the token number of the head in the parse. `dep`: a small
    hash of the dependency label. `sentence`, `paragraph`: their number. `region`: the number of the quoted region that
    the token lies in, -1 outside. `verbs_up_to` and so on: how many verbs (quotation marks, commas, colons and dashes)
    there are up to and with the token. `word`: whether the token has a letter or digit.
    """

    size: int
    keys: Keys
    tensor: NDArray[np.float32]
    head: Ints
    dep: Ints
    sentence: Ints
    paragraph: Ints
    region: Ints
    verbs_up_to: Ints
    marks_up_to: Ints
    commas_up_to: Ints
    colons_up_to: Ints
    word: NDArray[np.bool_]
    rule_candidates: RuleCandidates
    view: View

    def with_vectors(self, vectors: NDArray[np.float32]) -> Features:
        """The same with more vectors of each token, (size, width), behind those in `tensor`."""
        return replace(self, tensor=np.concatenate([self.tensor, vectors], axis=1))

    def __deepcopy__(self, memo: dict[int, Any]) -> Features:
        """The same object: spaCy copies a Doc with its user data at every training step, and nothing here changes."""
        return self


def read_features(doc: Doc, lexicon: Lexicon) -> Features:
    """The arrays of a parsed Doc. `lexicon`: of its language, for the rules' candidates."""
    view, rule_candidates = find_rule_candidates(doc, lexicon)
    attrs: Any = doc.to_array([NORM, LEMMA, SUFFIX, SHAPE, TAG, DEP, ENT_TYPE, HEAD, POS, SENT_START])
    size = len(doc)
    norm, lemma, suffix, shape, tag, dep, entity = (attrs[:, i] for i in range(7))
    head = np.arange(size) + attrs[:, 7].astype(np.int64)
    verb = np.isin(attrs[:, 8], _VERB_POS).astype(np.int64)
    sentence = np.asarray(view.sentence_of, dtype=np.int64)
    paragraph = np.asarray(view.paragraph_of, dtype=np.int64)
    region = np.asarray(view.region_of, dtype=np.int64)
    words = [token.text for token in doc]
    above, under = _verb_above(head, verb)
    outer = above[above]
    place = _place(view, sentence, paragraph, region)
    frame, role = _rule_roles(size, rule_candidates)
    keys = np.stack(
        [
            norm, lemma, suffix, shape, tag,
            mixed(dep, tag[head]), entity, mixed(lemma[head], dep), _children(head, dep),
            mixed(lemma[above], dep[under]), mixed(lemma[outer], dep[under[above]]), place, frame, role,
        ],
        axis=1,
    )  # fmt: skip
    return Features(
        size=size,
        keys=np.ascontiguousarray(keys),
        tensor=_tensor(doc),
        head=head,
        dep=(dep % np.uint64(509)).astype(np.int64),
        sentence=sentence,
        paragraph=paragraph,
        region=region,
        verbs_up_to=np.cumsum(verb),
        marks_up_to=np.cumsum([i in view.marks for i in range(size)], dtype=np.int64),
        commas_up_to=np.cumsum([word == "," for word in words]),
        colons_up_to=np.cumsum([word in _COLONS for word in words]),
        word=np.array([any(map(str.isalnum, word)) for word in words], dtype=bool),
        rule_candidates=rule_candidates,
        view=view,
    )


_COLONS = frozenset({":", ";", "--", "—", "–"})


def mixed(first: Keys, second: Keys) -> Keys:
    """One key for each pair of keys; arrays of the same shape."""
    return (first * _MIX) ^ (second + np.uint64(0x7F4A7C15) + (first >> np.uint64(7)))


def _tensor(doc: Doc) -> NDArray[np.float32]:
    """The encoder's vectors, (n_tokens, width); width 0 where the pipeline left none for each token."""
    tensor = np.asarray(doc.tensor, dtype=np.float32)
    if tensor.ndim != 2 or len(tensor) != len(doc):
        return np.zeros((len(doc), 0), dtype=np.float32)
    return tensor


def _verb_above(head: Ints, verb: Ints) -> tuple[Ints, Ints]:
    """The nearest verb (or the root) above each token in the parse, and the token right under that one: (size,) each.

    `head`: (size,) token numbers; `verb`: (size,), 1 for a verb or auxiliary.
    """
    under = np.arange(len(head))
    above = head
    for _ in range(_VERB_DEPTH):
        done = (verb[above] > 0) | (head[above] == above)
        if done.all():
            break
        under = np.where(done, under, above)
        above = np.where(done, above, head[above])
    return above, under


def _children(head: Ints, dep: Keys) -> Keys:
    """A key, (size,), of the set of dependency labels under each token, each label with its side of the token."""
    places = np.arange(len(head))
    child = head != places
    sides = np.where(places < head, np.uint64(3), np.uint64(5))
    total = np.zeros(len(head), dtype=np.uint64)
    np.add.at(total, head[child], mixed(dep, sides)[child])
    return total


def _place(view: View, sentence: Ints, paragraph: Ints, region: Ints) -> Keys:
    """A code, (size,), of six yes-or-no facts about a token.

    Whether it lies in quotation marks, starts a sentence, starts a paragraph, is a mark, follows one, precedes one.
    """
    size = len(sentence)
    starts = np.ones(size, dtype=np.int64)
    opens = np.ones(size, dtype=np.int64)
    if size > 1:
        starts[1:] = sentence[1:] != sentence[:-1]
        opens[1:] = paragraph[1:] != paragraph[:-1]
    marks = np.zeros(size + 2, dtype=np.int64)
    marks[[i + 1 for i in view.marks]] = 1
    code = (region >= 0) + 2 * starts + 4 * opens + 8 * marks[1:-1] + 16 * marks[:-2] + 32 * marks[2:]
    return (code + 1).astype(np.uint64)


def _rule_roles(size: int, rule_candidates: RuleCandidates) -> tuple[Keys, Keys]:
    """The frame of each token that the rules take for an anchor, and each token's role in their quotes: (size,) each.

    A role has bits of its own for the first and the last token of a content; a source or cue overwrites content.
    """
    frame = np.zeros(size, dtype=np.uint64)
    for head, candidates in rule_candidates.by_head.items():
        key = hash_string(candidates[0].frame.name)
        frame[head] = key
    role = np.zeros(size, dtype=np.uint64)
    for candidate in rule_candidates.chosen:
        for start, end in candidate.content:
            role[start:end] += np.uint64(CONTENT)
            role[start] += np.uint64(4)
            role[end - 1] += np.uint64(8)
        if candidate.source is not None:
            role[slice(*candidate.source)] = 16 + SOURCE
        role[slice(*candidate.cue)] = 16 + CUE
        role[candidate.head] = 32
    return frame, role + np.uint64(1)


# ---- The rules' candidates of a Doc, by anchor (a cue's main word): features for the network, and half of the mix.


_LIKELY = 0.35
"""The score from which a rule candidate may be chosen; set by hand, lower than what the rules suggest from."""
_KEPT = 3
"""How many candidates are kept of each anchor."""


@dataclass(slots=True)
class RuleCandidates:
    """The rules' candidates of a Doc.

    `by_head`: the best few of each anchor, best first. `chosen`: those that the rules would suggest, none overlapping
    another, at a low threshold; `firm`: at their own threshold. `uncued`: what they would suggest beside these that no
    words report, so that it has no anchor.
    """

    by_head: dict[int, list[Candidate]] = field(default_factory=dict)
    chosen: list[Candidate] = field(default_factory=list)
    firm: list[Candidate] = field(default_factory=list)
    uncued: list[Candidate] = field(default_factory=list)


def find_rule_candidates(doc: Doc, lexicon: Lexicon) -> tuple[View, RuleCandidates]:
    """The rules' view of a parsed Doc, and their candidates in it, whatever the guideline profile."""
    view = View(doc)
    made = [weighed(view, candidate, lexicon) for candidate in generate(view)]
    # What no words report has no anchor that the network could learn.
    candidates = [candidate for candidate in made if not candidate.frame.uncued]
    judge = weighing(view, lexicon.continuation_weights)
    firm = choose(view, copies(c for c in candidates if c.score >= SUGGESTED_FROM), judge)
    uncued = []
    if len(made) > len(candidates):
        uncued = choose(view, copies(c for c in made if c.score >= SUGGESTED_FROM), judge)
    chosen = choose(view, [c for c in candidates if c.score >= _LIKELY], judge)
    rule_candidates = RuleCandidates(chosen=chosen, firm=firm, uncued=[c for c in uncued if c.frame.uncued])
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.head, c.start, c.end, c.frame.name)):
        kept = rule_candidates.by_head.setdefault(candidate.head, [])
        if len(kept) < _KEPT and all(other.content != candidate.content for other in kept):
            kept.append(candidate)
    return view, rule_candidates


# ---- Decided quotes as the network's targets: the anchor (the cue's main word) and the role of every token around it.


@dataclass(slots=True)
class Targets:
    """The decided quotes of a Doc.

    `anchors`: the token number of each quote's anchor, ascending. `roles`: (n_anchors, n_tokens) int8, each token's
    role in the quote of that anchor. `known`: (n_tokens,), which tokens somebody has decided on.
    """

    anchors: list[int]
    roles: NDArray[np.int8]
    known: NDArray[np.bool_]

    def of_tokens(self) -> NDArray[np.float32]:
        """(n_tokens, len(ROLES)), 0 or 1: is the token an anchor; does it lie in some quote's content, source, cue."""
        targets = np.zeros((len(self.known), len(ROLES)), dtype=np.float32)
        targets[self.anchors, 0] = 1
        for role in (CONTENT, SOURCE, CUE):
            targets[:, role] = (self.roles == role).any(axis=0)
        return targets


def read_targets(doc: Doc, quotes: Iterable[Quote], features: Features, undecided: Iterable[Range] = ()) -> Targets:
    """The targets for a parsed Doc. Of two quotes with the same anchor the first one counts.

    `features`: of the same Doc; `undecided`: ranges of tokens that nobody has decided on.
    """
    rows: dict[int, NDArray[np.int8]] = {}
    for quote in quotes:
        content, source, cue = (tokens_of(doc, spans) for spans in (quote.content, [quote.source], [quote.cue]))
        if not content:
            continue
        row = np.zeros(len(doc), dtype=np.int8)
        for role, places in ((CONTENT, content), (SOURCE, source), (CUE, cue)):
            for start, end in places:
                row[start:end] = role
        anchor = anchor_of(features, content, cue[0] if cue else None)
        rows.setdefault(anchor, row)
    anchors = sorted(rows)
    roles = np.stack([rows[a] for a in anchors]) if anchors else np.zeros((0, len(doc)), dtype=np.int8)
    known = np.ones(len(doc), dtype=bool)
    for start, end in undecided:
        known[start:end] = False
    return Targets(anchors, roles, known)


def anchor_of(features: Features, content: list[Range], cue: Range | None) -> int:
    """The cue's main word: of the words that head it one that the rules take for an anchor, or a verb, or the first.

    A quote without a cue (a continuation, an orphan) is anchored at the first token of its content.
    """
    if cue is None:
        return content[0][0]
    places = range(*cue)
    tops = [i for i in places if not cue[0] <= features.head[i] < cue[1] or features.head[i] == i]
    if not tops:
        return cue[0]
    verbs = [i for i in tops if features.view[i].pos in _VERB_POS]
    known_to_rules = [i for i in tops if i in features.rule_candidates.by_head]
    return (known_to_rules or verbs or tops)[0]


def tokens_of(doc: Doc, spans: Iterable[Span | None]) -> list[Range]:
    """The tokens that each of some spans of text touches; of a span that touches none, or is None, nothing."""
    touched = (doc.char_span(span.start, span.end, alignment_mode="expand") for span in spans if span is not None)
    return [(tokens.start, tokens.end) for tokens in touched if tokens is not None and tokens.start < tokens.end]

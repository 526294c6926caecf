"""Stand-ins for parts of spaCy and thinc that give the same results in less time, and a switch to do without them.

They rely on how spaCy and thinc work inside, so they are used only with the versions that they were checked with. With
the environment variable ANNOTATOR_STOCK_SPACY set to anything but nothing or 0 they are never used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import reduce
from importlib import metadata
from typing import TYPE_CHECKING, Any

import numpy
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, EntityRecognizer
from spacy.tokens import Doc, Span
from spacy.tokens._retokenize import set_token_attrs
from thinc.api import Model, NumpyOps
from thinc.layers import layernorm, maxout

if TYPE_CHECKING:
    from spacy.language import Language

SWITCH = "ANNOTATOR_STOCK_SPACY"
"""The environment variable that turns the stand-ins off."""

Array = Any
"""A numpy array of 32-bit floats, or of what the comment says."""

CHECKED = {"spacy": "3.8.", "thinc": "8.3."}
"""How the versions begin whose results `tests/suggest/test_fast.py` compared with the stand-ins'."""


def run_fast() -> bool:
    """Whether stand-ins are used: not if they are switched off, or if spaCy or thinc is of another version."""
    if os.environ.get(SWITCH, "0") not in ("", "0"):
        return False
    return all(metadata.version(package).startswith(version) for package, version in CHECKED.items())


def components_to_run(nlp: Language) -> list[tuple[str, Callable[[Doc], Doc]]]:
    """The pipeline's components by name, in order, slow ones exchanged for stand-ins.

    Where stand-ins are used, the models of `nlp` can predict from now on, but no longer learn or be written.
    """
    if not run_fast():
        return list(nlp.pipeline)
    faster = (faster_layers, faster_ruler, faster_lemmatizer, faster_recognizer)
    return [(name, reduce(lambda step, change: change(step), faster, step)) for name, step in nlp.pipeline]


# ---- What spaCy's attribute ruler sets, found faster: what rules say of one token is remembered by its form and tag.
#
# The ruler tries each of its some two hundred patterns on every token. Most of them ask for one token's form, tag or
# relation: they are tried once on each combination of those, and remembered. Forms that no pattern names are one.


_ATTRIBUTES = ("LOWER", "TAG", "DEP", "IS_SPACE")
"""What the patterns of which the outcome is remembered ask for."""


def faster_ruler(component: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The same ruler with a memory; the component itself where it is none. Later rules are not seen."""
    return Ruler(component) if type(component) is AttributeRuler else component


class Ruler:
    """Sets what the ruler that it is made from sets, in the same order."""

    def __init__(self, ruler: AttributeRuler) -> None:
        self._ruler = ruler
        self._of_one, self._rest = Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._forms: set[int] = set()
        """The hashes of the forms that rules about one token name."""
        self._known: dict[tuple[int, ...], list[int]] = {}
        """The numbers of the rules about one token that hold, by what `_ATTRIBUTES` is of it."""
        for number, rule in enumerate(ruler.patterns):
            for pattern in rule["patterns"]:  # type: ignore[union-attr]
                forms = _forms_named(pattern)  # type: ignore[arg-type]
                (self._rest if forms is None else self._of_one).add(str(number), [pattern])  # type: ignore[list-item]
                self._forms |= {ruler.vocab.strings.add(form) for form in forms or ()}

    def __call__(self, doc: Doc) -> Doc:
        strings, indices, attrs = self._ruler.vocab.strings, self._ruler.indices, self._ruler.attrs
        rest = ((int(strings[key]), start, end) for key, start, end in self._rest(doc, allow_missing=True))
        matches = [(number, range(start, end)[indices[number]]) for number, start, end in rest]
        for i, (form, *others) in enumerate(doc.to_array(list(_ATTRIBUTES)).tolist()):
            token = (form if form in self._forms else 0, *others)
            if token not in self._known:
                holding = self._of_one(doc[i : i + 1], allow_missing=True)
                self._known[token] = [int(strings[key]) for key, _, _ in holding]
            matches += [(number, i) for number in self._known[token]]
        matches.sort()  # by number: later rules have precedence
        for number, i in matches:
            set_token_attrs(doc[i], attrs[number])
        return doc


def _forms_named(pattern: list[dict[str, Any]]) -> list[str] | None:
    """The forms in small letters that a pattern of one token names; None if it asks for more than `_ATTRIBUTES`."""
    form = pattern[0].get("LOWER", {"IN": []})
    form = {"IN": [form]} if isinstance(form, str) else form
    if len(pattern) > 1 or not set(pattern[0]) <= set(_ATTRIBUTES) or set(form) != {"IN"}:
        return None
    return list(form["IN"])


# ---- spaCy's lemmatizer by rules, with the words that it knows in sets.
#
# It has them in lists, the nouns alone are 57,000, and goes through one for each form that a word could have.


def faster_lemmatizer(component: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The component; the lemmatizer, by rules, finds words at once from now on, and cannot be written any more."""
    if type(component) is EnglishLemmatizer and component.mode == "rule":
        known = component.lookups.get_table("lemma_index", {})
        for kind in list(known):
            known[kind] = frozenset(known[kind])
    return component


# ---- The entities that spaCy's recognizer finds, found faster: the same model's scores, and the same choice among
# them.
#
# The recognizer goes through a text token by token and asks the model for scores at each. As long as no entity is open,
# the scores depend on the token alone: here they are computed for all tokens at once. Only inside an entity, where its
# first token counts too, they are computed step by step. What is chosen, and what is allowed, is as in spaCy's
# `ner.pyx`; a recognizer, or a Doc, for which this is not known to hold is left to spaCy.


_FEATURES = 3
"""What the model looks at: the token, the first token of the open entity, and the token before within it."""


def faster_recognizer(component: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The same recognizer in fewer steps; the component itself where it is none, or one of another build."""
    return Recognizer(component) if _is_plain(component) else component


def _is_plain(component: Any) -> bool:
    """Whether the component is spaCy's recognizer as it comes: trained, greedy, with a hidden layer, run by numpy."""
    if type(component) is not EntityRecognizer or component.cfg["beam_width"] != 1:
        return False
    model: Model[Any, Any] = component.model
    if not model.attrs.get("has_upper") or model.attrs.get("unseen_classes") or not isinstance(model.ops, NumpyOps):
        return False
    lower = model.get_ref("lower")
    return "O" in _moves_of(component) and lower.get_dim("nF") == _FEATURES and lower.get_dim("nP") > 1


def _moves_of(recognizer: EntityRecognizer) -> list[str]:
    """The recognizer's moves by number: begin (B-), go on with (I-), end (L-) an entity, a whole one (U-), none (O)."""
    return [recognizer.moves.get_class_name(number) for number in range(recognizer.moves.n_moves)]


class Recognizer:
    """Sets `doc.ents` as the component that it is made from does."""

    def __init__(self, recognizer: EntityRecognizer) -> None:
        self._recognizer = recognizer
        self._model: Model[Any, Any] = recognizer.model
        self._moves = _moves_of(recognizer)
        number = {move: place for place, move in enumerate(self._moves)}
        self._inside = {
            label: (number["I-" + label], number["L-" + label])
            for label in (move[2:] for move in self._moves if move[:2] == "B-")
            if label
        }
        self._begins = numpy.array([move[:2] == "B-" for move in self._moves])
        self._never = numpy.array([move[:1] in "IL" or move in ("B-", "U-") for move in self._moves])
        self._names = self._begins | numpy.array([move[:2] == "U-" for move in self._moves])

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc) or doc.to_array(["ENT_IOB"]).any():  # entities set before are kept by rules of their own
            kept: Doc = self._recognizer(doc)
            return kept
        entities = [Span(doc, start, end, label=label) for start, end, label in self._entities(doc)]
        doc.set_ents(entities, default="outside")
        return doc

    def _entities(self, doc: Doc) -> list[tuple[int, int, str]]:
        """First token, end and label of every entity, in text order."""
        features = self._features(doc)
        last = doc.to_array(["SENT_START"]) == 1
        last = [*last[1:].tolist(), True]  # by token: whether an entity cannot go on after it
        choices = self._choices(doc, features, last)
        entities: list[tuple[int, int, str]] = []
        size, i = len(doc), 0
        while i < size:
            move = self._moves[choices[i]]
            start, label = i, move[2:]
            i += 1
            if move == "O":
                continue
            if move[0] == "B":
                while not self._ends(features, start, i, label, last=last[i]):
                    i += 1
                i += 1
            entities.append((start, i, label))
        return entities

    def _features(self, doc: Doc) -> Array:
        """What each token adds to the hidden layer in each of the three roles; row 0 is added where there is none."""
        vectors = self._model.get_ref("tok2vec").predict([doc])
        return self._model.get_ref("lower").predict(vectors)

    def _choices(self, doc: Doc, features: Array, last: list[bool]) -> list[int]:
        """The best move at each token while no entity is open."""
        hidden = features[1:, 0] + features[0, 1] + features[0, 2] + self._model.get_ref("lower").get_param("b")
        scores = self._model.get_ref("upper").predict(_greatest(hidden))
        scores[:, self._never] = -numpy.inf
        scores[numpy.ix_(numpy.array(last), self._begins)] = -numpy.inf
        scores[numpy.ix_(doc.to_array(["IS_SPACE"]) == 1, self._names)] = -numpy.inf
        chosen: list[int] = scores.argmax(axis=1).tolist()
        return chosen

    def _ends(self, features: Array, start: int, i: int, label: str, *, last: bool) -> bool:
        """Whether the entity that began at `start` ends with token `i`."""
        if last:
            return True
        lower, upper = self._model.get_ref("lower"), self._model.get_ref("upper")
        hidden = features[i + 1, 0] + features[start + 1, 1] + features[i, 2] + lower.get_param("b")
        inside = self._inside[label]
        rows = upper.get_param("W")[list(inside)]
        on, end = (rows @ _greatest(hidden) + upper.get_param("b")[list(inside)]).tolist()
        return bool(end > on or (end == on and inside[1] < inside[0]))


def _greatest(hidden: Array) -> Array:
    """The greatest piece of each output: whole arrays are compared, as numpy's `max` over an axis of two does not."""
    return reduce(numpy.maximum, numpy.moveaxis(hidden, -1, 0))


# ---- What thinc's maxout and layer norm give, found faster: for pipelines that only suggest, and learn no more.
#
# thinc's own maxout also notes which piece was the greatest, for learning, and has the pieces of an output side by
# side, where the processor compares them one by one. Here the weights of all first pieces come first, then those of all
# second ones, so that whole arrays are compared.


Layer = Any
"""A thinc model that takes and gives an Array: its own types allow only what all of its back ends can do."""

_TINY = numpy.float32(1e-8)


def faster_layers(component: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The same component, whose model from now on can predict, but not learn. Later changes of weights are not seen."""
    model = getattr(component, "model", None)
    for layer in model.walk() if isinstance(model, Model) else ():
        faster = _FASTER.get(layer._func)  # thinc has no public way to exchange what a layer does
        if faster is not None and isinstance(layer.ops, NumpyOps) and layer.has_param("b"):
            layer._func = faster(layer)
    return component


def _faster_maxout(layer: Layer) -> Callable[..., Any]:
    outputs, pieces, inputs = (layer.get_dim(name) for name in ("nO", "nP", "nI"))
    weights = numpy.ascontiguousarray(layer.get_param("W").transpose(2, 1, 0).reshape(inputs, pieces * outputs))
    bias = layer.get_param("b").T.reshape(pieces * outputs)

    def predict(model: Layer, rows: Array, is_train: bool) -> tuple[Array, Any]:  # noqa: ARG001
        every = model.ops.gemm(rows, weights)
        every += bias
        best = every[:, :outputs].copy()
        for piece in range(1, pieces):
            numpy.maximum(best, every[:, piece * outputs : (piece + 1) * outputs], out=best)
        return best, None

    return predict


def _faster_norm(layer: Layer) -> Callable[..., Any]:
    scale, shift = layer.get_param("G"), layer.get_param("b")
    share = numpy.full(len(scale), 1 / len(scale), dtype=numpy.float32)

    def predict(model: Layer, rows: Array, is_train: bool) -> tuple[Array, Any]:  # noqa: ARG001
        normal = rows - (rows @ share)[:, None]
        variance = numpy.einsum("ij,ij->i", normal, normal) * share[0] + _TINY
        normal *= (1 / numpy.sqrt(variance))[:, None]
        normal *= scale
        normal += shift
        return normal, None

    return predict


_FASTER = {maxout.forward: _faster_maxout, layernorm.forward: _faster_norm}

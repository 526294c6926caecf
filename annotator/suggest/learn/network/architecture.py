# ruff: noqa: N803 (thinc names inputs and outputs X and Y, and passes them by these names)
"""The network's layers: vectors of tokens, which of them are anchors, and the roles of tokens seen from an anchor.

An anchor is a cue's main word. Registered as `annotator.CueRoles.v1` for spaCy configs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.util import registry
from thinc.api import Linear, Maxout, Model, chain, expand_window, residual

from annotator.suggest.learn.network.features import COLUMNS, ROLES, Features
from annotator.suggest.learn.network.relations import ROWS, SIZES, relations

Array = Any
"""A numpy array of float32; thinc's own types for arrays allow no more than a few of numpy's operations."""

_ROWS = {"norm": 10_000, "lemma": 6_000, "suffix": 2_000, "shape": 1_000, "tag": 100, "relation": 2_000, "entity": 50,
         "head": 6_000, "children": 2_000, "verb": 6_000, "outer verb": 6_000, "place": 100, "rule frame": 150,
         "rule role": 150}  # fmt: skip
"""Rows of the table of vectors for each column of features; from the prototype, measured as a whole on PolNeAR dev."""
_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
"""Two hash functions: two features share both of their rows only rarely."""
EDGES = 2
"""Scores of a place beside its roles: the content begins here, the content ends here."""
_SELDOM = -3.0
"""The log odds of an anchor before anything is learned (a probability of 0.05); set by hand."""
_CONTEXT = 4
"""Empty rows between two Docs: as many as there are windows, so that no Doc sees another."""


@dataclass(slots=True)
class Tokens:
    """The tokens of some Docs in one array, with empty rows around each Doc.

    `keys`: (n_rows, len(COLUMNS)); `tensor`: (n_rows, width), as in `Features`. `starts`: the row of each Doc's first
    token.
    """

    keys: NDArray[np.uint64]
    tensor: NDArray[np.float32]
    starts: list[int]


@dataclass(slots=True)
class Pairs:
    """Windows of tokens seen from anchors, one line for each anchor.

    `anchors`: (n_anchors,), rows of `Tokens`. `tokens`: (n_anchors, n_places), rows of `Tokens`, -1 where the place is
    empty. `relations`: (n_anchors, n_places, len(SIZES)), rows of the table of relations.
    """

    anchors: NDArray[np.int64]
    tokens: NDArray[np.int64]
    relations: NDArray[np.int32]


def lay_out(docs: list[Features]) -> Tokens:
    """The tokens of these Docs in one array."""
    width = max((doc.tensor.shape[1] for doc in docs), default=0)
    size = _CONTEXT + sum(doc.size + _CONTEXT for doc in docs)
    keys = np.zeros((size, len(COLUMNS)), dtype=np.uint64)
    tensor = np.zeros((size, width), dtype=np.float32)
    starts = []
    start = _CONTEXT
    for doc in docs:
        keys[start : start + doc.size] = doc.keys
        tensor[start : start + doc.size, : doc.tensor.shape[1]] = doc.tensor
        starts.append(start)
        start += doc.size + _CONTEXT
    return Tokens(keys, tensor, starts)


@registry.architectures("annotator.CueRoles.v1")  # type: ignore[untyped-decorator]
def cue_roles(
    width: int, feature_width: int, depth: int, pair_width: int, pair_depth: int, members: int = 1
) -> Model[Any, Any]:
    """An ensemble of `members` networks that differ only in their first weights; their predictions are averaged.

    `width`: of a token's vector. `feature_width`: of the vector of each hashed feature. `depth`: convolutions over one
    token on each side. `pair_width`, `pair_depth`: the same for tokens seen from an anchor. Run by `network.run`.
    """
    networks = [_member(width, feature_width, depth, pair_width, pair_depth) for _ in range(members)]
    model: Model[Any, Any] = Model("cue_roles", _not_called, init=_initialize_all, layers=networks)
    return model


def _member(width: int, feature_width: int, depth: int, pair_width: int, pair_depth: int) -> Model[Any, Any]:
    """One network of three parts, found by the refs `tokens`, `anchors` and `roles`.

    `tokens`: Tokens to vectors, (n_rows, width). `anchors`: vectors to scores, (n_rows, len(ROLES)): an anchor or not,
    and membership in each role. `roles`: vectors and Pairs to scores, (n_anchors * n_places, len(ROLES) + EDGES).
    """
    window: Model[Any, Any] = chain(expand_window(1), Maxout(nO=width, nI=3 * width, nP=3, normalize=True))
    tokens: Model[Tokens, Array] = chain(
        embed_features(feature_width),
        Maxout(nO=width, nP=3, normalize=True),
        *[residual(window.copy()) for _ in range(depth)],
    )
    anchors: Model[Array, Array] = Linear(nO=len(ROLES), nI=width)
    pair: Model[Any, Any] = chain(expand_window(1), Maxout(nO=pair_width, nI=3 * pair_width, nP=2))
    roles: Model[Any, Array] = chain(
        embed_pairs(width, pair_width),
        *[residual(pair.copy()) for _ in range(pair_depth)],
        Linear(nO=len(ROLES) + EDGES, nI=pair_width),
    )
    model: Model[Any, Any] = Model(
        "cue_roles_member",
        _not_called,
        init=_initialize,
        layers=[tokens, anchors, roles],
        refs={"tokens": tokens, "anchors": anchors, "roles": roles},
    )
    return model


def _not_called(model: Model[Any, Any], X: Any, is_train: bool) -> Any:
    del model, X, is_train
    raise TypeError("the parts are run one by one: roles are read only where there is an anchor")


def _initialize_all(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:
    """Make all members' weights. `X`: the Features of some Doc, which has the vectors that all will have."""
    tokens = lay_out([X])
    pairs = pairs_of(X, tokens.starts[0], np.zeros(1, dtype=np.int64))
    for member in model.layers:
        member.initialize(X=(tokens, pairs), Y=Y)


def _initialize(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:
    del Y
    tokens, pairs = X
    model.get_ref("tokens").initialize(X=tokens)
    vectors = model.get_ref("tokens").predict(tokens)
    anchors = model.get_ref("anchors")
    anchors.initialize(X=vectors)
    # Few tokens are anchors. Starting from even odds, the first steps would read a window around every token.
    seldom: Array = np.full(len(ROLES), _SELDOM, dtype="float32")
    anchors.set_param("b", seldom)
    model.get_ref("roles").initialize(X=(vectors, pairs))


def embed_features(width: int) -> Model[Tokens, Array]:
    """Tokens to (n_rows, len(COLUMNS) * width + tensor width): a vector for each hashed column, then the tensor.

    A column's vector is the sum of two rows of its table. Dropout leaves out whole columns of a token. Backpropagation
    gives Tokens whose `tensor` holds the gradient of the tensor.
    """
    sizes = np.array([_ROWS[column] for column in COLUMNS], dtype=np.uint64)
    offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.uint64)
    return Model(
        "embed_features",
        _embed_forward,
        init=_embed_init,
        dims={"nO": None, "width": width, "rows": int(sizes.sum())},
        params={"E": None},
        attrs={"dropout_rate": 0.0, "sizes": sizes, "offsets": offsets},
    )


def _random(scale: float, *shape: int) -> Array:
    """Weights drawn uniformly from -scale to scale, by the generator that spaCy seeds."""
    return np.random.uniform(-scale, scale, shape).astype("float32")


def _embed_init(model: Model[Tokens, Array], X: Any = None, Y: Any = None) -> None:
    del Y
    rows, width = model.get_dim("rows"), model.get_dim("width")
    model.set_param("E", _random(0.1, rows, width))
    if X is not None:
        model.set_dim("nO", len(COLUMNS) * width + X.tensor.shape[1])


def _embed_forward(
    model: Model[Tokens, Array],
    X: Tokens,
    is_train: bool,
) -> tuple[Array, Callable[[Array], Tokens]]:
    table: Array = model.get_param("E")
    width = table.shape[1]
    ops: Any = model.ops
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    rows = _table_rows(X.keys, model.attrs["sizes"], model.attrs["offsets"])
    columns = len(COLUMNS)
    size = len(X.keys)
    out = np.empty((size, columns * width + X.tensor.shape[1]), dtype=np.float32)
    for column in range(columns):
        out[:, column * width : (column + 1) * width] = table[rows[0][:, column]] + table[rows[1][:, column]]
    out[:, columns * width :] = X.tensor
    keep = None
    if rate:
        keep = (np.random.random((size, columns)) >= rate).astype(np.float32) / np.float32(1 - rate)
        out[:, : columns * width] *= np.repeat(keep, width, axis=1)

    def backprop(d_out: Array) -> Tokens:
        d_table = ops.alloc2f(*table.shape)
        for column in range(columns):
            gradient = np.ascontiguousarray(d_out[:, column * width : (column + 1) * width])
            if keep is not None:
                gradient *= keep[:, column : column + 1]
            for both in rows:
                ops.scatter_add(d_table, np.ascontiguousarray(both[:, column]), gradient)
        model.inc_grad("E", d_table)
        return Tokens(X.keys, np.ascontiguousarray(d_out[:, columns * width :]), X.starts)

    return out, backprop


def _table_rows(keys: Array, sizes: Array, offsets: Array) -> list[Array]:
    """The two rows of the table that stand for each key, (n_rows, len(COLUMNS)) int32 each.

    `sizes`, `offsets`: how many rows each column has, and where they begin, (len(COLUMNS),).
    """
    rows = []
    for multiplier in _MULTIPLIERS:
        mixed = keys * multiplier
        rows.append((((mixed ^ (mixed >> np.uint64(31))) % sizes) + offsets).astype(np.int32))
    return rows


def embed_pairs(width: int, pair_width: int) -> Model[Any, Array]:
    """Vectors, (n_rows, width), and Pairs to the tokens as seen from each anchor, (n_anchors * n_places, pair_width).

    The rectified sum of a projection of the token, one of the anchor, and a vector for each relation; 0 where empty.
    """
    return Model(
        "embed_pairs",
        _pairs_forward,
        init=_pairs_init,
        dims={"nI": width, "nO": pair_width},
        params={"E": None, "T": None, "A": None},
        attrs={"dropout_rate": 0.0},
    )


def _pairs_init(model: Model[Any, Array], X: Any = None, Y: Any = None) -> None:
    del X, Y
    width, pair_width = model.get_dim("nI"), model.get_dim("nO")
    scale = (6.0 / (width + pair_width)) ** 0.5
    for name in ("T", "A"):
        model.set_param(name, _random(scale, width, pair_width))
    model.set_param("E", _random(0.1, ROWS, pair_width))


def _pairs_forward(
    model: Model[Any, Array],
    X: tuple[Array, Pairs],
    is_train: bool,
) -> tuple[Array, Callable[[Array], tuple[Array, Pairs]]]:
    vectors, pairs = X
    table, of_token, of_anchor = model.get_param("E"), model.get_param("T"), model.get_param("A")
    ops: Any = model.ops
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    lines, length = pairs.tokens.shape
    tokens = pairs.tokens.reshape(-1)
    rows = np.ascontiguousarray(pairs.relations.reshape(lines * length, len(SIZES)).T)
    valid = tokens >= 0
    seen = np.maximum(tokens, 0)
    out = (vectors @ of_token)[seen]
    heads = vectors[pairs.anchors]
    out.reshape(lines, length, out.shape[1])[:] += (heads @ of_anchor)[:, None, :]
    keeps = _add_relations(out, table, rows, rate)
    out[~valid] = 0
    np.maximum(out, 0, out=out)
    open_ = out > 0

    def backprop(d_out: Array) -> tuple[Array, Pairs]:
        d_out = d_out * open_
        d_table = ops.alloc2f(*table.shape)
        for number, row in enumerate(rows):
            gradient = d_out * keeps[number][:, None] if keeps else d_out
            ops.scatter_add(d_table, row, np.ascontiguousarray(gradient, dtype=np.float32))
        model.inc_grad("E", d_table)
        gathered = ops.alloc2f(len(vectors), d_out.shape[1])
        ops.scatter_add(gathered, np.ascontiguousarray(seen, dtype=np.int32), np.ascontiguousarray(d_out))
        d_heads = d_out.reshape(lines, length, d_out.shape[1]).sum(axis=1)
        model.inc_grad("T", vectors.T @ gathered)
        model.inc_grad("A", heads.T @ d_heads)
        d_vectors = gathered @ of_token.T
        np.add.at(d_vectors, pairs.anchors, d_heads @ of_anchor.T)
        return d_vectors, pairs

    return out, backprop


def _add_relations(out: Array, table: Array, rows: Array, rate: float) -> list[Array]:
    """Add the vectors of all relations to `out`, (n_places, pair_width); `rows`: (len(SIZES), n_places), of the table.

    With a dropout rate some are left out, the others grow. Returns the factor of each, (n_places,) for each relation.
    """
    keeps = []
    for row in rows:
        if rate:
            keep = ((np.random.random(len(row)) >= rate) / (1 - rate)).astype(np.float32)
            keeps.append(keep)
            out += table[row] * keep[:, None]
        else:
            out += table[row]
    return keeps


def pairs_of(features: Features, start: int, anchors: NDArray[np.int64]) -> Pairs:
    """The windows of one Doc's anchors, (n_anchors,) token numbers. `start`: the row of the Doc's first token."""
    grid, inside, rows = relations(features, anchors)
    return Pairs(anchors + start, np.where(inside, grid + start, -1), rows)


def join_pairs(parts: list[Pairs]) -> Pairs:
    """The windows of several Docs as one."""
    return Pairs(
        np.concatenate([part.anchors for part in parts]),
        np.concatenate([part.tokens for part in parts]),
        np.concatenate([part.relations for part in parts]),
    )


def halved(model: Model[Any, Any]) -> dict[tuple[int, str], Array]:
    """The model's weights as float16, for files of half the size; predictions hardly differ. For `Model.use_params`."""
    return {key: own.astype("float16") for key, own in weights_of(model)}


def weights_of(model: Model[Any, Any]) -> Iterator[tuple[tuple[int, str], Array]]:
    """Each array of weights that the model has by now, with the key by which thinc's optimizers know it.

    A key differs from run to run.
    """
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name):
                yield (node.id, name), node.get_param(name)


def restore(model: Model[Any, Any]) -> None:
    """Turn weights that were read from a file back into float32, which everything is computed with."""
    for node in model.walk():
        for name in node.param_names:
            node.set_param(name, node.get_param(name).astype("float32"))  # type: ignore[arg-type]

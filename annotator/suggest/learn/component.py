"""The trainable component `annotator_roles`: quotes that a network reads from their cues, mixed with the rules'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Model, Optimizer, set_dropout_rate

from annotator.core.model import Quote
from annotator.core.profiles import PROFILES, Profile
from annotator.suggest.learn.corpus import UNDECIDED
from annotator.suggest.learn.mix.readings import learned_readings
from annotator.suggest.learn.mix.select import Guideline, Mix, as_quotes, select_quotes, uncued_beside
from annotator.suggest.learn.network import run as network
from annotator.suggest.learn.network.architecture import halved, lay_out, pairs_of, restore
from annotator.suggest.learn.network.features import Features, read_features
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.learn.network.targets import Targets, read_targets
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.span_groups import read_quotes, set_extensions, write_quotes, write_readings

_CACHE = "annotator_roles"
"""The key in `Doc.user_data` of what was read from a training example."""
_SAMPLE = 8
"""Examples that the sizes of the network's layers are read from."""


class QuoteRoles(TrainablePipe):  # type: ignore[misc]
    """Learns quotes from Docs that hold them as span groups (see `suggest.span_groups`), and writes its own there.

    Needs tags, a parse and entities, and reads the encoder's vectors in `doc.tensor` where there are any. Quotes that
    an earlier component (the rules) left under the same key are mixed in; how, `mix` says (see `learn.mix.select`).
    """

    def __init__(
        self, vocab: Any, model: Model[Any, Any], name: str, *, lang: str, spans_key: str, threshold: float,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.lexicon = load_lexicon(lang)
        self.cfg: dict[str, Any] = {"spans_key": spans_key, "threshold": threshold, "mix": None}
        self.guideline: Guideline | None = None
        self.uncued: Profile | None = None
        """The profile of which the rules' quotes without a cue are suggested, too; None: of none."""
        self.readings: Profile | None = None
        """The profile that readings keep to; None: none are made."""
        self._generator = np.random.default_rng(0)
        set_extensions()

    def hold_to(self, profile: str) -> None:
        """Suggest from now on only those learned quotes that this guideline profile marks."""
        self.guideline = Guideline(PROFILES[profile], self.lexicon)

    @property
    def mix(self) -> Mix:
        """How the learned quotes and the rules' are put together."""
        data = self.cfg["mix"]
        return Mix(threshold=self.cfg["threshold"]) if data is None else Mix.from_json(data)

    @mix.setter
    def mix(self, mix: Mix) -> None:
        self.cfg["mix"] = mix.to_json()

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its quotes. Where the mix leaves all to the rules, the network does not run."""
        if self.mix.policy == "rules" or not len(doc):
            return doc
        with_quotes: Doc = super().__call__(doc)
        return with_quotes

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 8) -> Iterator[Doc]:
        """The same for many Docs, one at a time: the tokens of one Doc are enough for a matrix product."""
        del batch_size
        yield from map(self, stream)

    def predict(self, docs: Iterable[Doc]) -> list[tuple[Features, Predicted]]:
        """Features and the network's predictions for each Doc, which is not changed."""
        features = [read_features(doc, self.lexicon) for doc in docs]
        return list(zip(features, network.predict(self.model, features), strict=True))

    def set_annotations(self, docs: Iterable[Doc], scores: list[tuple[Features, Predicted]]) -> None:
        """Write the quotes, in place of those under the same key."""
        key = self.cfg["spans_key"]
        mix = self.mix
        if mix.policy == "rules":
            return
        for doc, (features, predicted) in zip(docs, scores, strict=True):
            selected = select_quotes(features, predicted, mix, self.guideline)
            quotes = as_quotes(features.view, selected.candidates, mix)
            if self.uncued is not None:
                # Behind the others, whose readings go by their numbers.
                quotes += uncued_beside(features, self.uncued, self.lexicon, quotes)
            write_quotes(doc, quotes, key)
            if self.readings is not None:
                write_readings(doc, learned_readings(features, selected, mix, self.readings, self.lexicon), key)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from some Docs. `example.predicted` must be parsed; `example.reference` holds the quotes.

        Adds the loss to `losses`, under the component's name, and returns them.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        known = [self._known(example) for example in examples]
        if not known:
            return losses
        set_dropout_rate(self.model, drop)
        features, targets = [f for f, _ in known], [t for _, t in known]
        learned = network.learn(self.model, features, targets, self._generator)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += learned.anchor_loss + learned.role_loss
        return losses

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None, **_: Any
    ) -> None:
        """Make the network's weights, with sizes that fit some of the examples, whose `predicted` must be parsed."""
        del nlp
        self._generator = np.random.default_rng(0)
        known = [self._known(example) for example in islice(get_examples(), _SAMPLE)]
        features = [k[0] for k in known] or [read_features(Doc(self.vocab, words=["x"]), self.lexicon)]
        tokens = lay_out(features[:1])
        anchors = np.asarray(known[0][1].anchors[:2] if known and known[0][1].anchors else [0], dtype=np.int64)
        self.model.initialize(X=(tokens, pairs_of(features[0], tokens.starts[0], anchors)))

    def to_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> None:
        """Write settings, mix and weights."""
        with halved(self.model):
            super().to_disk(path, exclude=exclude)

    def from_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> QuoteRoles:
        """Read what `to_disk` wrote."""
        super().from_disk(path, exclude=exclude)
        restore(self.model)
        return self

    def _known(self, example: Example) -> tuple[Features, Targets]:
        """Features and targets of an example, kept with its reference: spaCy copies all else at every step."""
        kept = example.reference.user_data.get(_CACHE)
        if kept is None:
            features = read_features(example.predicted, self.lexicon)
            quotes: tuple[Quote, ...] = read_quotes(example.reference, self.cfg["spans_key"])
            kept = (features, read_targets(example.predicted, quotes, features, _undecided(example.reference)))
            example.reference.user_data[_CACHE] = kept
        return kept


def _undecided(doc: Doc) -> list[tuple[int, int]]:
    """The ranges of tokens that nobody has decided on."""
    return [(span.start, span.end) for span in doc.spans[UNDECIDED]] if UNDECIDED in doc.spans else []

"""The trainable component `annotator_roles`: quotes that a network reads from their cues, mixed with the rules'."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Model, Optimizer, set_dropout_rate

from annotator.core.habits import Habits
from annotator.core.model import Quote
from annotator.core.profiles import GuidelineProfile
from annotator.suggest.learn.corpus import UNDECIDED
from annotator.suggest.learn.encoder import Encoder, Pieces, encoder_of, files_of, read_encoder, write_encoder
from annotator.suggest.learn.mix.candidates import make_candidates
from annotator.suggest.learn.mix.select import WIDEST, Guideline, Mix, select_quotes, uncued_beside
from annotator.suggest.learn.network import run as network
from annotator.suggest.learn.network.architecture import halved, restore
from annotator.suggest.learn.network.features import Features, Targets, read_features, read_targets
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.span_groups import read_quotes, set_extensions, write_quotes, write_readings

if TYPE_CHECKING:
    from annotator.suggest.learn.fine_tuning import FineTuning

_CACHE, _PIECES = "annotator_roles", "annotator_roles_pieces"
"""The keys in `Doc.user_data` of what was read from a training example."""
_ENCODER = "encoder"
"""The folder of the encoder in the component's own."""


class QuoteRoles(TrainablePipe):  # type: ignore[misc]
    """Learns quotes from Docs that hold them as span groups (see `suggest.span_groups`), and writes its own there.

    Needs tags, a parse and entities, and reads the vectors in `doc.tensor` where there are any, beside those of its own
    `encoder`, if it was trained with one. Quotes that an earlier component (the rules) left there are mixed in; how,
    `mix` says (see `learn.mix.select`).
    """

    def __init__(
        self, vocab: Any, model: Model[Any, Any], name: str, *, lang: str, threshold: float,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self.vocab = vocab
        self.model = model
        self.name = name
        self.scorer = scorer
        self.lexicon = load_lexicon(lang)
        self.cfg: dict[str, Any] = {"threshold": threshold, "mix": None}
        self.encoder: Encoder | None = None
        self.tuning: FineTuning | None = None
        """The encoder in training; None but during one."""
        self.guideline = Guideline(WIDEST, self.lexicon)
        self.readings = False
        """Whether what else the quotes could be is written, too."""
        self.generator = np.random.default_rng(0)
        set_extensions()

    def hold_to(self, profile: GuidelineProfile, *, narrower: bool) -> None:
        """Suggest from now on for this guideline profile; only what it marks, where that is `narrower` than learned."""
        self.guideline = replace(self.guideline, profile=profile, narrower=narrower)

    def adapt(self, habits: Habits) -> None:
        """Suggest from now on as annotators with these habits decide; empty ones: as was learned."""
        profile = habits.edges.profile(self.guideline.profile)
        self.guideline = replace(self.guideline, profile=profile, lexicon=replace(self.lexicon, habits=habits))

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
        return [(features, network.predict(self.model, features)) for features in map(self._features, docs)]

    def set_annotations(self, docs: Iterable[Doc], scores: list[tuple[Features, Predicted]]) -> None:
        """Write the quotes, in place of those that are there."""
        mix, known = self.mix, self.guideline
        for doc, (features, predicted) in zip(docs, scores, strict=True):
            candidates = make_candidates(features, predicted)
            suggested = select_quotes(features, predicted, candidates, mix, known, readings=self.readings)
            # Those without a cue behind the others, whose readings go by their numbers.
            write_quotes(doc, suggested.quotes + uncued_beside(features, known, suggested.quotes))
            if self.readings:
                write_readings(doc, suggested.readings, suggested.chances)

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
        examples = list(examples)
        known = [self._known(example) for example in examples]
        if not known:
            return losses
        set_dropout_rate(self.model, drop)
        features, targets = [f for f, _ in known], [t for _, t in known]
        if self.tuning is not None:
            vectors = self.tuning.vectors([self._pieces(example, self.tuning) for example in examples])
            features = [f.with_vectors(v) for f, v in zip(features, vectors, strict=True)]
        loss, gradients = network.learn(self.model, features, targets, self.generator)
        if self.tuning is not None:
            self.tuning.learn([gradient[:, -self.tuning.encoder.width :] for gradient in gradients])
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += loss
        return losses

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None,
        encoder: str | None = None, steps: int = 1,
    ) -> None:  # fmt: skip
        """Make the network's weights, with sizes that fit the first example, whose `predicted` must be parsed.

        `encoder`: the folder of an encoder to train further together with the network; `steps`: how many there will
        be, which its learning rate follows. Raises what `read_pretrained` does; EnvironmentFailed without PyTorch.
        """
        del nlp
        self.generator = np.random.default_rng(0)
        if encoder is not None:
            from annotator.suggest.learn.fine_tuning import FineTuning, read_pretrained

            self.encoder = read_pretrained(Path(encoder))
            self.tuning = FineTuning(self.encoder, steps)
        example = next(iter(get_examples()), None)
        doc = Doc(self.vocab, words=["x"]) if example is None else example.predicted
        features = read_features(doc, self.lexicon)
        if self.encoder is not None:
            features = features.with_vectors(self.encoder.nothing(features.size))
        self.model.initialize(X=features)

    def use_params(self, params: Any) -> Iterator[None]:
        """Until the next step of this iterator, which is how spaCy takes it, the component has these weights.

        Its encoder in training has the averaged ones.
        """
        kept = self.encoder
        with self.model.use_params(params):
            if self.tuning is not None and params:
                self.encoder = self.tuning.averaged()
            try:
                yield
            finally:
                self.encoder = kept

    def to_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> None:
        """Write settings, mix, weights and encoder."""
        with self.model.use_params(halved(self.model)):
            super().to_disk(path, exclude=exclude)
        folder = Path(path) / _ENCODER
        if self.encoder is not None:
            write_encoder(self.encoder, folder)
        elif folder.is_dir():
            shutil.rmtree(folder)

    def from_disk(self, path: Any, *, exclude: Iterable[str] = ()) -> QuoteRoles:
        """Read what `to_disk` wrote."""
        super().from_disk(path, exclude=exclude)
        restore(self.model)
        folder = Path(path) / _ENCODER
        self.encoder = read_encoder(folder) if folder.is_dir() else None
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Settings, mix, weights and encoder."""
        own: bytes = super().to_bytes(exclude=exclude)
        packed: bytes = srsly.msgpack_dumps([own, None if self.encoder is None else files_of(self.encoder)])
        return packed

    def from_bytes(self, bytes_data: bytes, *, exclude: Iterable[str] = ()) -> QuoteRoles:
        """Read what `to_bytes` made."""
        own, files = srsly.msgpack_loads(bytes_data)
        super().from_bytes(own, exclude=exclude)
        self.encoder = None if files is None else encoder_of(files)
        return self

    def _features(self, doc: Doc) -> Features:
        """The features of a parsed Doc, with its vectors by the encoder if there is one."""
        features = read_features(doc, self.lexicon)
        return features if self.encoder is None else features.with_vectors(self.encoder.vectors(doc))

    def _known(self, example: Example) -> tuple[Features, Targets]:
        """Features and targets of an example, kept with its reference: spaCy copies all else at every step."""
        kept = example.reference.user_data.get(_CACHE)
        if kept is None:
            features = read_features(example.predicted, self.lexicon)
            quotes: tuple[Quote, ...] = read_quotes(example.reference)
            undecided = [(span.start, span.end) for span in example.reference.spans.get(UNDECIDED, [])]
            kept = (features, read_targets(example.predicted, quotes, features, undecided))
            example.reference.user_data[_CACHE] = kept
        return kept

    def _pieces(self, example: Example, tuning: FineTuning) -> Pieces:
        """The encoder's pieces of an example's text, kept as its features are."""
        kept = example.reference.user_data.get(_PIECES)
        if kept is None:
            kept = example.reference.user_data[_PIECES] = tuning.pieces(example.predicted)
        return kept

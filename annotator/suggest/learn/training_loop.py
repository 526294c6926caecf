"""Train a pipeline by spaCy's own training, one step at a time, so that whoever waits can be told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.schemas import ConfigSchemaTraining
from spacy.training import Example
from spacy.training.loop import create_evaluation_callback, create_train_batches, train_while_improving
from spacy.util import load_model_from_config, registry
from thinc.api import Config, fix_random_seed

from annotator.suggest.learn.corpus import read_corpus
from annotator.suggest.learn.settings import SAMPLED, CorpusPaths

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""


def train_pipeline(config: Config, paths: CorpusPaths, folder: Path, progress: Progress) -> list[tuple[int, float]]:
    """Train as the config says and write the pipeline, its weights averaged over the steps, to a folder.

    Does what `spacy train` does with the same config, with two differences: each document is parsed once, not once to
    initialize and once to train; and nothing is written before the end. Returns step and F1 of quotes found, in
    percent, of each evaluation.
    """
    seed = config["system"]["seed"]
    fix_random_seed(seed)
    nlp = load_model_from_config(config, auto_fill=True)
    training = registry.resolve(nlp.config.interpolate()["training"], schema=ConfigSchemaTraining)
    frozen, optimizer, steps = training["frozen_components"], training["optimizer"], training["max_steps"]
    examples = list(read_corpus(nlp, paths.train, count=lambda done, total: progress("parsing", done, total)))
    sample = list(read_corpus(nlp, paths.held_out, limit=SAMPLED, parsed=False))
    with nlp.select_pipes(disable=frozen):
        nlp.initialize(lambda: examples, sgd=optimizer)
    fix_random_seed(seed)

    curve = []
    for number, (step, is_checkpoint) in enumerate(_steps(nlp, training, examples, sample), start=1):
        progress("training", min(number, steps), steps)
        if is_checkpoint is not None:
            curve.append((step["step"], 100 * step["other_scores"]["quotes_f"]))
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(folder)
    return curve


def _steps(
    nlp: Language, training: dict[str, Any], examples: list[Example], sample: list[Example]
) -> Iterator[tuple[dict[str, Any], bool | None]]:
    """Train one step after the other: what spaCy tells of each, and None unless it was followed by an evaluation."""
    steps = train_while_improving(
        nlp,
        training["optimizer"],
        create_train_batches(nlp, lambda _: examples, training["batcher"], training["max_epochs"]),
        create_evaluation_callback(nlp, lambda _: sample, training["score_weights"]),
        dropout=training["dropout"],
        accumulate_gradient=training["accumulate_gradient"],
        patience=training["patience"],
        max_steps=training["max_steps"],
        eval_frequency=training["eval_frequency"],
        exclude=training["frozen_components"],
        annotating_components=training["annotating_components"],
        before_update=training["before_update"],
    )
    for _, step, is_checkpoint in steps:
        yield step, is_checkpoint

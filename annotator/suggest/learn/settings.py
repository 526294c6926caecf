"""How to train: the settings that a user chooses, and the spaCy config that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.core.profiles import DEFAULT_PROFILE
from annotator.suggest.component_names import (
    DECIDED_DOCS,
    ON_WHOLE_DOCUMENTS,
    PARAGRAPHS,
    QUOTES,
    ROLES,
    SPEAKERS,
    TEXTCAT,
    TOPIC_VOTES,
    TOPICS,
)
from annotator.suggest.learn.factory import DEFAULT_MODEL

if TYPE_CHECKING:
    from thinc.api import Config

SAMPLED = 24
"""Held-out documents that every evaluation during training looks at; set by hand, to keep it short."""
_EVALUATIONS = 5
_BATCH = 3
"""Documents in a training step; `TrainingSettings.steps` counts in these."""
_OURS = (PARAGRAPHS, *ON_WHOLE_DOCUMENTS)
"""Components that are made anew, whether or not the base pipeline has them."""
_TEXTCAT_MODEL = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "length": 65536,
    "ngram_size": 2,
    "no_output_layer": False,
}


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train.

    `base`: the pipeline to build on, a package's name or a folder. `profile`: of the rules. `name`, `version`: of the
    package that is made. `steps`: None for as many as the number of documents asks for. `scheme`: path of the label
    scheme whose topics were decided; None for the one that ships. `model`: the network's architecture and its sizes.
    `encoder`: the folder of an encoder to try too (see `learn.encoder`); None for none.
    """

    base: str
    profile: str = DEFAULT_PROFILE
    name: str = "quotes"
    version: str = "0.1.0"
    steps: int | None = None
    seed: int = 0
    scheme: str | None = None
    model: dict[str, Any] = field(default_factory=lambda: dict(DEFAULT_MODEL))
    encoder: str | None = None

    def steps_for(self, documents: int, *, encoder: bool = False) -> int:
        """The steps to train on so many documents: about three passes over 1,000, more over fewer.

        With five passes over many documents the network learned its articles by heart. With an encoder two passes over
        1,500: a step takes four times as long, and teaches more.
        """
        return self.steps or 250 + (documents // 2 if encoder else 4 * documents // 5)


@dataclass(frozen=True, slots=True)
class CorpusPaths:
    """The DocBins that `corpus.write_corpus` wrote: to train on, and to measure on."""

    train: Path
    held_out: Path


def make_config(
    settings: TrainingSettings, lang: str, components: Sequence[str], paths: CorpusPaths, documents: int,
    *, topics: bool, encoder: bool = False,
) -> Config:  # fmt: skip
    """The spaCy config: the base pipeline frozen, the rules, and `annotator_roles` to train.

    `lang` and `components`: of the base pipeline. `documents`: how many there are to train on. `topics`: whether a text
    classifier is trained too; `encoder`: whether the settings' encoder is.
    """
    from thinc.api import Config

    base = [name for name in components if name not in _OURS]
    described: dict[str, Any] = {
        PARAGRAPHS: {"factory": PARAGRAPHS},
        **{name: {"source": settings.base} for name in base},
        QUOTES: {"factory": QUOTES, "profile": settings.profile},
        ROLES: {"factory": ROLES, "model": settings.model},
        SPEAKERS: {"factory": SPEAKERS},
    }
    if topics:
        described[TEXTCAT] = {"factory": TEXTCAT, "model": _TEXTCAT_MODEL}
        described[TOPICS] = {"factory": TOPICS, "scheme": settings.scheme}
        described[TOPIC_VOTES] = {"factory": TOPIC_VOTES}
    frozen = [name for name in described if name not in (ROLES, TEXTCAT)]
    steps = settings.steps_for(documents, encoder=encoder)
    tuned = {ROLES: {"encoder": settings.encoder, "steps": steps}} if encoder else {}
    reader = {"@readers": DECIDED_DOCS}
    return Config(
        {
            "paths": {"train": str(paths.train), "dev": str(paths.held_out), "vectors": None, "init_tok2vec": None},
            "system": {"seed": settings.seed, "gpu_allocator": None},
            "nlp": {"lang": lang, "pipeline": list(described), "batch_size": 8},
            "components": described,
            "corpora": {
                "train": {**reader, "path": "${paths.train}"},
                "dev": {**reader, "path": "${paths.dev}", "limit": SAMPLED, "parsed": False},
            },
            "initialize": {"components": tuned},
            "training": _training(steps, frozen),
        }
    )


def _training(steps: int, frozen: list[str]) -> dict[str, Any]:
    """The section `[training]`.

    Adam with warm-up and linear decay, averaged weights and three documents a step are those of the prototype of this
    network, which was measured on PolNeAR dev; dropout was set by hand.
    """
    return {
        "train_corpus": "corpora.train",
        "dev_corpus": "corpora.dev",
        "seed": "${system.seed}",
        "gpu_allocator": "${system.gpu_allocator}",
        "dropout": 0.3,
        "accumulate_gradient": 1,
        "patience": 0,
        "max_epochs": 0,
        "max_steps": steps,
        "eval_frequency": max(1, steps // _EVALUATIONS),
        "frozen_components": frozen,
        "annotating_components": [],
        "score_weights": {"quotes_f": 0.5, "quotes_e2e": 0.5, "quotes_exact": None},
        "batcher": {"@batchers": "spacy.batch_by_sequence.v1", "size": _BATCH},
        "logger": {"@loggers": "spacy.ConsoleLogger.v1"},
        "optimizer": {
            "@optimizers": "Adam.v1",
            "L2": 0.0,
            "grad_clip": 1.0,
            "use_averages": True,
            "learn_rate": {
                "@schedules": "warmup_linear.v1",
                "initial_rate": 0.002,
                "warmup_steps": min(200, steps // 5),
                "total_steps": int(steps * 1.05),
            },
        },
    }

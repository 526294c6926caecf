"""From lessons to a trained pipeline, by spaCy's own config and training."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.errors import InputRefused
from annotator.core.training_examples import TrainingExample, is_held_out
from annotator.suggest.component_names import PARAGRAPHS, QUOTES, ROLES, SPEAKERS, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.factory import DEFAULT_MODEL

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

    from annotator.suggest.topics.votes import TopicFigures

Progress = Callable[[str, int, int], None]
"""Called with what is going on, how much of it is done, and how much there is."""

_SAMPLED = 24
"""Held-out documents that every evaluation during training looks at."""
_LEAST_DOCUMENTS = 5
_LEAST_OF_TOPIC = 20
_TEXTCAT_MODEL = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "length": 65536,
    "ngram_size": 2,
    "no_output_layer": False,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. `steps`: of three documents each (None: by how many documents there are).

    `scheme`: path of the label scheme whose topics were decided; None: the one that ships.
    """

    base: str
    profile: str = "speech"
    name: str = "quotes"
    version: str = "0.1.0"
    steps: int | None = None
    seed: int = 0
    scheme: str | None = None
    model: dict[str, Any] = field(default_factory=lambda: dict(DEFAULT_MODEL))


def default_steps(documents: int) -> int:
    """Three passes over many documents, more over few: with more of them the network learns its articles by heart."""
    return 250 + 4 * documents // 5


def parted(lessons: Sequence[TrainingExample]) -> tuple[list[TrainingExample], list[TrainingExample]]:
    """Lessons to train on and lessons to measure on, by the hash of their documents: a tenth, of few a third."""
    tenths = 1 if len(lessons) >= 200 else 2 if len(lessons) >= 40 else 3
    train = [one for one in lessons if not is_held_out(one.document.id, tenths)]
    held = [one for one in lessons if is_held_out(one.document.id, tenths)]
    if len(train) < _LEAST_DOCUMENTS or not held:
        raise InputRefused(
            f"{len(lessons)} decided documents are too few to train on and to measure on",
            f"decide at least {3 * _LEAST_DOCUMENTS} documents first",
        )
    return train, held


def first_of(lessons: Sequence[TrainingExample], size: int) -> list[TrainingExample]:
    """So many of the lessons, mixed over all sources: a smaller choice is part of a larger one."""
    return sorted(lessons, key=lambda one: _shuffled(one.document.id))[:size]


def _shuffled(document_id: str) -> bytes:
    return hashlib.sha256(b"order " + document_id.encode("utf-8")).digest()


def topics_of(lessons: Iterable[TrainingExample]) -> list[str]:
    """The topics with enough decided documents to learn from."""
    counts: Counter[str] = Counter()
    for one in lessons:
        counts.update({topic for _, topics in one.topics for topic in topics})
    return sorted(topic for topic, count in counts.items() if count >= _LEAST_OF_TOPIC)


def make_config(
    settings: Settings, components: Sequence[str], steps: int, paths: tuple[str, str], *, topics: bool = False
) -> dict[str, Any]:
    """The spaCy config: the base pipeline frozen, the rules, and `annotator_roles` to train.

    `components`: of the base pipeline; `paths`: DocBins to train on and to evaluate on. `topics`: train a text
    classifier too.
    """
    ours = (ROLES, TOPIC_VOTES, TEXTCAT)
    base = [name for name in components if not name.startswith("annotator_") and name not in ours]
    pipeline = [PARAGRAPHS, *base, QUOTES, ROLES, SPEAKERS]
    described: dict[str, Any] = {name: {"source": settings.base} for name in base}
    described[PARAGRAPHS] = {"factory": PARAGRAPHS}
    described[QUOTES] = {"factory": QUOTES, "profile": settings.profile}
    described[ROLES] = {"factory": ROLES, "model": settings.model}
    described[SPEAKERS] = {"factory": SPEAKERS}
    if topics:
        pipeline += [TEXTCAT, TOPICS, TOPIC_VOTES]
        described[TEXTCAT] = {"factory": TEXTCAT, "model": _TEXTCAT_MODEL}
        described[TOPICS] = {"factory": TOPICS, "scheme": settings.scheme}
        described[TOPIC_VOTES] = {"factory": TOPIC_VOTES}
    return {
        "paths": {"train": paths[0], "dev": paths[1], "vectors": None, "init_tok2vec": None},
        "system": {"seed": settings.seed, "gpu_allocator": None},
        "nlp": {"lang": "en", "pipeline": pipeline, "batch_size": 8},
        "components": described,
        "corpora": {
            "train": {"@readers": "annotator.DecidedDocs.v1", "path": "${paths.train}"},
            "dev": {"@readers": "annotator.DecidedDocs.v1", "path": "${paths.dev}", "limit": _SAMPLED, "parsed": False},
        },
        "training": {
            "train_corpus": "corpora.train",
            "dev_corpus": "corpora.dev",
            "seed": "${system.seed}",
            "gpu_allocator": "${system.gpu_allocator}",
            "dropout": 0.3,
            "accumulate_gradient": 1,
            "patience": 0,
            "max_epochs": 0,
            "max_steps": steps,
            "eval_frequency": max(1, steps // 5),
            "frozen_components": [name for name in pipeline if name not in (ROLES, TEXTCAT)],
            "annotating_components": [],
            "score_weights": {"quotes_f": 0.5, "quotes_e2e": 0.5, "quotes_exact": None},
            "batcher": {"@batchers": "spacy.batch_by_sequence.v1", "size": 3},
            "logger": {"@loggers": "annotator.Progress.v1"},
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
        },
    }


@dataclass(slots=True)
class Trained:
    """What training made. `verdict`: how rules, network and mix did on the held-out documents (`fitting.Verdict`).

    `documents`, `quotes`: trained on, measured on. `curve`: the network's F1 of quotes found, in percent, by step, on
    some of the held-out documents.
    """

    folder: Path
    package: Path | None
    verdict: Any
    documents: tuple[int, int]
    quotes: tuple[int, int]
    curve: list[tuple[int, float]] = field(default_factory=list)
    topics: list[TopicFigures] = field(default_factory=list)


def train(
    lessons: Sequence[TrainingExample],
    settings: Settings,
    folder: Path,
    progress: Progress,
    parts: tuple[list[TrainingExample], list[TrainingExample]] | None = None,
) -> Trained:
    """Train on the lessons and write the pipeline to `folder`/model, the config and corpora beside it.

    `parts`: what to train on and what to measure on, instead of `parted(lessons)`.
    """
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train as train_by_spacy
    from thinc.api import Config

    from annotator.suggest.fast.blas import prepare_numerics
    from annotator.suggest.learn.corpus import write_lessons
    from annotator.suggest.learn.logger import reporting
    from annotator.suggest.packages import load_model

    prepare_numerics()
    learn, held = parts or parted(lessons)
    folder.mkdir(parents=True, exist_ok=True)
    base = load_model(settings.base)
    paths = (folder / "train.spacy", folder / "held-out.spacy")
    topics = topics_of(learn)
    if len(topics) < 2:
        topics = []
    for lessons_of, path in zip((learn, held), paths, strict=True):
        write_lessons(lessons_of, base, path, topics)
    steps = settings.steps or default_steps(len(learn))
    config = Config(make_config(settings, base.pipe_names, steps, (str(paths[0]), str(paths[1])), topics=bool(topics)))
    config.to_disk(folder / "config.cfg")
    (folder / "spacy").mkdir(exist_ok=True)
    with reporting(progress, steps, len(learn)) as curve:
        nlp = init_nlp(config)
        nlp.meta.update(_meta(settings))
        nlp, _ = train_by_spacy(nlp, folder / "spacy", stdout=io.StringIO(), stderr=io.StringIO())
    trained = _finish(folder, settings, paths[1], (learn, held), progress)
    trained.curve = curve
    return trained


def _finish(
    folder: Path,
    settings: Settings,
    held_path: Path,
    parts: tuple[list[TrainingExample], list[TrainingExample]],
    progress: Progress,
) -> Trained:
    """Fit the mix on the held-out documents and write the pipeline with it."""
    import shutil

    import spacy

    from annotator.suggest.learn.component import QuoteRoles
    from annotator.suggest.learn.corpus import decided_docs
    from annotator.suggest.learn.mix.fit import fit_mix, hold
    from annotator.suggest.learn.model_card import write_card

    nlp = spacy.load(folder / "spacy" / "model-last")
    roles = nlp.get_pipe(ROLES)
    assert isinstance(roles, QuoteRoles)
    progress("measuring", 0, 1)
    examples = list(decided_docs(held_path)(nlp))
    verdict = fit_mix(hold(nlp, roles, examples))
    figures = vote(nlp, examples)
    progress("measuring", 1, 1)
    roles.mix = verdict.mix
    nlp.meta.update(_meta(settings))
    nlp.meta["performance"] = {
        "quotes_f": round(verdict.used.overlap / 100, 4),
        "quotes_e2e": round(verdict.used.end_to_end / 100, 4),
        "quotes_exact": round(verdict.used.exactness / 100, 4),
    }
    model = folder / "model"
    if model.exists():
        shutil.rmtree(model)
    nlp.to_disk(model)
    trained = Trained(
        folder=model,
        package=None,
        verdict=verdict,
        documents=(len(parts[0]), len(parts[1])),
        topics=figures,
        quotes=(sum(len(one.quotes) for one in parts[0]), sum(len(one.quotes) for one in parts[1])),
    )
    write_card(trained, settings, model / "README.md")
    shutil.rmtree(folder / "spacy")
    trained.package = make_package(model, folder)
    return trained


def vote(nlp: Language, examples: Sequence[Example]) -> list[TopicFigures]:
    """Fit how terms and text classifier vote on topics, on held-out examples; how each topic did."""
    from annotator.suggest.topics.votes import TopicVotes, fit_votes

    if TOPIC_VOTES not in nlp.pipe_names:
        return []
    votes = nlp.get_pipe(TOPIC_VOTES)
    assert isinstance(votes, TopicVotes)
    decided = [example for example in examples if example.reference.cats]
    docs = []
    for example in decided:
        doc = example.predicted.copy()
        for name in (TEXTCAT, TOPICS):
            doc = nlp.get_pipe(name)(doc)
        docs.append(doc)
    wanted = [frozenset(label for label, yes in example.reference.cats.items() if yes) for example in decided]
    votes.weights, figures = fit_votes(docs, wanted, votes.spans_key)
    return figures


def make_package(model: Path, folder: Path) -> Path:
    """The pipeline as a Python package that `pip install` takes."""
    import srsly  # type: ignore[import-untyped]
    from spacy.cli.package import package

    meta = srsly.read_json(model / "meta.json")
    package(model, folder, create_sdist=False, force=True, silent=True)
    return folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"


def _meta(settings: Settings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "version": settings.version,
        "description": "Quotes with cue and source, learned from decisions made with annotator.",
        "author": "",
        "license": "",
        "annotator": {"version": __version__, "profile": settings.profile, "base": settings.base},
    }

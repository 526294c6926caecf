"""From decisions to a trained pipeline: write corpora, train, fit the mix, write model, card and package."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.targets import refuse_other_folder
from annotator.core.training_examples import TrainingExample
from annotator.suggest.component_names import DECIDED_DOCS, ROLES, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.settings import CorpusPaths, Settings, make_config
from annotator.suggest.learn.splits import Split, learnable_topics, split
from annotator.suggest.learn.trained import Trained

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

    from annotator.suggest.learn.mix.fit import Verdict
    from annotator.suggest.learn.training_loop import Progress
    from annotator.suggest.topics.votes import TopicFigures

_CONFIG = "config.cfg"


def train(
    examples: Sequence[TrainingExample],
    settings: Settings,
    folder: Path,
    progress: Progress,
    parts: Split | None = None,
) -> Trained:
    """Train on the examples and write the pipeline to `folder`/model, the config and corpora beside it.

    `parts`: what to train on and what to measure on, instead of `split(examples)`. Raises InputRefused where there are
    too few, or where the base pipeline cannot be loaded; UsageError as `refuse_other_training` does.
    """
    from thinc.api import Config

    from annotator.suggest.fast.blas import prepare_numerics
    from annotator.suggest.learn.corpus import write_corpus
    from annotator.suggest.learn.training_loop import train_pipeline
    from annotator.suggest.packages import load_model

    prepare_numerics()
    to_train, held_out = parts or split(examples)
    base = load_model(settings.base)
    lang, components = base.meta["lang"], base.pipe_names
    refuse_other_training(folder, _package_name(lang, settings))
    folder.mkdir(parents=True, exist_ok=True)
    paths = CorpusPaths(folder / "train.spacy", folder / "held-out.spacy")
    topics = learnable_topics(to_train)
    config = Config(make_config(settings, lang, components, paths, len(to_train), topics=bool(topics)))
    # First of all: by it the folder is known as ours, also where a training was broken off.
    config.to_disk(folder / _CONFIG)
    for part, path in ((to_train, paths.train), (held_out, paths.held_out)):
        write_corpus(part, base, path, topics)
    network_alone = folder / "network"
    curve = train_pipeline(config, paths, network_alone, progress)
    progress("measuring", 0, 1)
    nlp, verdict, topic_figures = _with_mix(network_alone, paths.held_out)
    progress("measuring", 1, 1)
    shutil.rmtree(network_alone)
    documents, quotes = (len(to_train), len(held_out)), (_quotes_in(to_train), _quotes_in(held_out))
    trained = Trained(folder / "model", None, verdict, documents, quotes, curve, topic_figures)
    _write(nlp, settings, trained)
    trained.package = make_package(trained.folder, folder)
    return trained


def refuse_other_training(folder: Path, package: str | None = None) -> None:
    """Raise UsageError if training to the folder would replace files that no training made, or a database.

    `package`: the name of the package's folder, where it is known.
    """
    names = ["train.spacy", "held-out.spacy", _CONFIG, "network", "model", *([package] if package else [])]
    refuse_other_folder(folder, _holds_training, "training", names)


def _holds_training(folder: Path) -> bool:
    """Whether the folder has the config of a training of ours."""
    config = folder / _CONFIG
    return config.is_file() and DECIDED_DOCS.encode() in config.read_bytes()


def _package_name(lang: str, settings: Settings) -> str:
    return f"{lang}_{settings.name}-{settings.version}"


def _quotes_in(examples: Sequence[TrainingExample]) -> int:
    return sum(len(example.quotes) for example in examples)


def _with_mix(folder: Path, held_out: Path) -> tuple[Language, Verdict, list[TopicFigures]]:
    """The pipeline in a folder with a mix and topic votes fitted on held-out documents, and how it did on them.

    It is read from disk because that rounds its weights: it is measured as it will be used.
    """
    import spacy

    from annotator.suggest.learn.component import QuoteRoles
    from annotator.suggest.learn.corpus import read_corpus
    from annotator.suggest.learn.mix.fit import fit_mix, hold

    nlp = spacy.load(folder)
    roles = nlp.get_pipe(ROLES)
    assert isinstance(roles, QuoteRoles)
    examples = list(read_corpus(nlp, held_out))
    verdict = fit_mix(hold(nlp, roles.predict, examples))
    roles.mix = verdict.mix
    return nlp, verdict, fit_topic_votes(nlp, examples)


def fit_topic_votes(nlp: Language, examples: Sequence[Example]) -> list[TopicFigures]:
    """Fit how terms and text classifier vote on topics, on held-out examples; returns how each topic did.

    Empty where the pipeline has no such component. Each example's `predicted` must be parsed.
    """
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
    given = [frozenset(label for label, yes in example.reference.cats.items() if yes) for example in decided]
    votes.weights, figures = fit_votes(docs, given, votes.spans_key)
    return figures


def _write(nlp: Language, settings: Settings, trained: Trained) -> None:
    """Write the pipeline with its figures and its model card."""
    from annotator.suggest.learn.model_card import write_card

    nlp.meta.update(_meta(settings))
    used = trained.verdict.used
    nlp.meta["performance"] = {
        "quotes_f": round(used.overlap / 100, 4),
        "quotes_e2e": round(used.end_to_end / 100, 4),
        "quotes_exact": round(used.exactness / 100, 4),
    }
    if trained.folder.exists():
        shutil.rmtree(trained.folder)
    nlp.to_disk(trained.folder)
    write_card(trained, settings, nlp.meta["lang"], trained.folder / "README.md")


def _meta(settings: Settings) -> dict[str, Any]:
    """What the pipeline's `meta.json` says of it."""
    return {
        "name": settings.name,
        "version": settings.version,
        "description": "Quotes with cue and source, learned from decisions made with annotator.",
        "author": "",
        "license": "",
        "annotator": {"version": __version__, "profile": settings.profile, "base": settings.base},
    }


def make_package(model: Path, folder: Path) -> Path:
    """Make a Python package, which `pip install` takes, of the pipeline in `model`; returns where it is in `folder`."""
    import srsly  # type: ignore[import-untyped]
    from spacy.cli.package import package

    meta = srsly.read_json(model / "meta.json")
    package(model, folder, create_sdist=False, force=True, silent=True)
    return folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"

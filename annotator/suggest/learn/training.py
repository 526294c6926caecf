"""From decisions to a trained pipeline: write corpora, train, fit the mix, write model, card and package."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.decided import TrainingExample
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, system_reason
from annotator.core.targets import refuse_other_folder
from annotator.suggest.component_names import DECIDED_DOCS, ROLES, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.settings import CorpusPaths, Settings, make_config
from annotator.suggest.learn.splits import Split, learnable_topics, split
from annotator.suggest.learn.trained import Trained
from annotator.suggest.learn.unfinished import NAME as UNFINISHED
from annotator.suggest.learn.unfinished import Unfinished

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example
    from thinc.api import Config

    from annotator.suggest.learn.mix.fit import Verdict
    from annotator.suggest.learn.training_loop import Progress, Trainer
    from annotator.suggest.topics.votes import TopicFigures

_CONFIG = "config.cfg"
_CORPORA = ("train.spacy", "held-out.spacy")


def train(
    examples: Sequence[TrainingExample],
    settings: Settings,
    folder: Path,
    progress: Progress,
    parts: Split | None = None,
) -> Trained:
    """Train on the examples and write the pipeline to `folder`/model, the config and corpora beside it.

    All is made in `folder`/unfinished and moved when it is whole: what an earlier training made stays until then, and
    the same training goes on from there after it was broken off. `parts`: what to train on and what to measure on,
    instead of `split(examples)`. Raises InputRefused where there are too few, or where the base pipeline or the
    encoder cannot be read; UsageError as `refuse_other_training` does.
    """
    from annotator.suggest.learn.corpus import write_corpus
    from annotator.suggest.learn.training_loop import Trainer
    from annotator.suggest.packages import load_model

    to_train, held_out = parts or split(examples)
    base = load_model(settings.base)
    package = _package_name(base.meta["lang"], settings)
    refuse_other_training(folder, package)
    encoder = None if settings.encoder is None else encoder_checksum(settings.encoder)
    work = Unfinished(folder)
    work.begin(repr((settings, encoder)).encode(), repr((to_train, held_out)).encode())
    topics = learnable_topics(to_train)
    makes = partial(_config, settings, base, folder, len(to_train), topics=bool(topics))
    # First of all: by it the folder is known as ours, also where a training was broken off.
    makes().to_disk(work.folder / _CONFIG)
    paths = CorpusPaths(*(work.folder / name for name in _CORPORA))
    for part, path in ((to_train, paths.train), (held_out, paths.held_out)):
        write_corpus(part, base, path, topics)
    trainer = Trainer(paths, progress)
    curve = trainer.train(makes(), work.folder / "network")
    if encoder is None:
        trainer.forget()
    progress("measuring", 0, 1)
    nlp, verdict = _with_mix(work.folder / "network", paths.held_out)
    topic_figures = fit_topic_votes(nlp, _examples(nlp, paths.held_out))
    documents, quotes = (len(to_train), len(held_out)), (_quotes_in(to_train), _quotes_in(held_out))
    trained = Trained(folder / "model", None, verdict, documents, quotes, curve, topic_figures)
    progress("measuring", 1, 1)
    if encoder is not None:
        _try_encoder(trainer, makes, work.folder, nlp, trained, encoder)
    makes(encoder=trained.encoder is not None).to_disk(work.folder / _CONFIG)
    _write(nlp, settings, trained, work.folder / "model")
    make_package(work.folder / "model", work.folder)
    work.finish(_CONFIG, *_CORPORA, package, "model")
    trained.package = folder / package
    return trained


def encoder_checksum(folder: str) -> str:
    """The checksum of the files of the pretrained encoder in a folder, SHA-256 in hexadecimal.

    Raises what `read_pretrained` does, InputRefused also where one of the files is missing, and EnvironmentFailed where
    what trains it is not installed.
    """
    digest = hashlib.sha256()
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        path = Path(folder) / name
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except (OSError, ValueError) as error:
            reason = system_reason(error) if isinstance(error, OSError) else str(error)
            raise InputRefused(
                f"{one_line(str(path))} cannot be read ({reason})", "name the folder of a small BERT-like encoder"
            ) from error
    from annotator.suggest.learn.encoder.fine_tuning import read_pretrained

    read_pretrained(Path(folder))
    return digest.hexdigest()


def _config(
    settings: Settings, base: Language, folder: Path, documents: int, *, topics: bool, encoder: bool = False
) -> Config:
    """The config of a training whose corpora will be in `folder`."""
    from thinc.api import Config

    paths = CorpusPaths(*(folder / name for name in _CORPORA))
    lang, components = base.meta["lang"], base.pipe_names
    return Config(make_config(settings, lang, components, paths, documents, topics=topics, encoder=encoder))


def _try_encoder(
    trainer: Trainer, makes: Callable[..., Config], folder: Path, nlp: Language, trained: Trained, checksum: str
) -> None:
    """Train with the encoder, too, and give `nlp` what came of it where that does better than what it has."""
    trainer.train(makes(topics=False, encoder=True), folder / "network-with-encoder", "with encoder")
    trainer.forget()
    trainer.progress("measuring with encoder", 0, 1)
    other, trained.encoded = _with_mix(folder / "network-with-encoder", trainer.paths.held_out)
    trainer.progress("measuring with encoder", 1, 1)
    if trained.encoded.mix.policy == "rules" or not trained.encoded.beats(trained.verdict):
        return
    trained.encoder = checksum
    place = nlp.pipe_names.index(ROLES)
    nlp.remove_pipe(ROLES)
    nlp.add_pipe(ROLES, source=other, before=nlp.pipe_names[place])


def refuse_other_training(folder: Path, package: str | None = None) -> None:
    """Raise UsageError if training to the folder would replace files that no training made, or a database.

    `package`: the name of the package's folder, where it is known.
    """
    names = [*_CORPORA, _CONFIG, UNFINISHED, "model", *([package] if package else [])]
    refuse_other_folder(folder, _holds_training, "training", names)


def _holds_training(folder: Path) -> bool:
    """Whether the folder has the config of a training of ours."""
    configs = (folder / _CONFIG, folder / UNFINISHED / _CONFIG)
    return any(config.is_file() and DECIDED_DOCS.encode() in config.read_bytes() for config in configs)


def _package_name(lang: str, settings: Settings) -> str:
    return f"{lang}_{settings.name}-{settings.version}"


def _quotes_in(examples: Sequence[TrainingExample]) -> int:
    return sum(len(example.quotes) for example in examples)


def _examples(nlp: Language, held_out: Path) -> list[Example]:
    from annotator.suggest.learn.corpus import read_corpus

    return list(read_corpus(nlp, held_out))


def _with_mix(folder: Path, held_out: Path) -> tuple[Language, Verdict]:
    """The pipeline in a folder with a mix fitted on held-out documents, and how it did on them.

    It is read from disk because that rounds its weights: it is measured as it will be used.
    """
    import spacy

    from annotator.suggest.learn.component import QuoteRoles
    from annotator.suggest.learn.mix.fit import fit_mix, hold

    nlp = spacy.load(folder)
    roles = nlp.get_pipe(ROLES)
    assert isinstance(roles, QuoteRoles)
    verdict = fit_mix(hold(nlp, roles.predict, _examples(nlp, held_out)))
    roles.mix = verdict.mix
    return nlp, verdict


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


def _write(nlp: Language, settings: Settings, trained: Trained, folder: Path) -> None:
    """Write the pipeline with its figures and its model card to a folder."""
    from annotator.suggest.learn.model_card import write_card

    nlp.meta.update(_meta(settings, trained.encoder))
    used = trained.used.used
    nlp.meta["performance"] = {
        "quotes_f": round(used.overlap / 100, 4),
        "quotes_e2e": round(used.end_to_end / 100, 4),
        "quotes_exact": round(used.exactness / 100, 4),
    }
    if folder.exists():
        shutil.rmtree(folder)
    nlp.to_disk(folder)
    write_card(trained, settings, nlp.meta["lang"], folder / "README.md")


def _meta(settings: Settings, encoder: str | None) -> dict[str, Any]:
    """What the pipeline's `meta.json` says of it. `encoder`: the checksum of the one that it was trained from."""
    about = {"version": __version__, "profile": settings.profile, "base": settings.base}
    if encoder is not None:
        about["encoder"] = encoder
    return {
        "name": settings.name,
        "version": settings.version,
        "description": "Quotes with cue and source, learned from decisions made with annotator.",
        "author": "",
        "license": "",
        "annotator": about,
        # What runs the encoder; the package asks for them when it is installed.
        "requirements": [] if encoder is None else ["tokenizers>=0.20", "onnxruntime>=1.20"],
    }


def make_package(model: Path, folder: Path) -> Path:
    """Make a Python package, which `pip install` takes, of the pipeline in `model`; returns where it is in `folder`."""
    import srsly  # type: ignore[import-untyped]
    from spacy.cli.package import package

    meta = srsly.read_json(model / "meta.json")
    package(model, folder, create_sdist=False, force=True, silent=True)
    return folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"

"""From decisions to a trained pipeline: write corpora, train, fit the mix, write model, card and package."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.decided import TrainingExample, is_held_out
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, system_reason
from annotator.core.targets import refuse_other_folder
from annotator.suggest.component_names import DECIDED_DOCS, ROLES, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.model_card import Trained, card
from annotator.suggest.learn.settings import CorpusPaths, Settings, make_config

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
    from annotator.suggest.learn.fine_tuning import read_pretrained

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
    votes.weights, figures = fit_votes(docs, given)
    return figures


def _write(nlp: Language, settings: Settings, trained: Trained, folder: Path) -> None:
    """Write the pipeline with its figures and its model card to a folder."""
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
    (folder / "README.md").write_text(card(trained, settings, nlp.meta["lang"]), encoding="utf-8")


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


def make_package(model: Path, folder: Path) -> None:
    """Make a Python package, which `pip install` takes, of the pipeline in `model`."""
    from spacy.cli.package import package

    package(model, folder, create_sdist=False, force=True, silent=True)


# ---- Which decided documents to train on, and which to measure on.


Split = tuple[list[TrainingExample], list[TrainingExample]]
"""Documents to train on, and documents to measure on."""

_LEAST_DOCUMENTS = 5
"""Documents to train on below which training is refused. This and what follows was set by hand."""
_LEAST_OF_TOPIC = 20
"""Documents with a topic below which the text classifier does not learn it."""


def split(examples: Sequence[TrainingExample]) -> Split:
    """Hold out a tenth of the documents by the hash of their ids, of fewer than 200 two tenths, of fewer than 40 three.

    Raises InputRefused where too few are left on either side.
    """
    tenths = 1 if len(examples) >= 200 else 2 if len(examples) >= 40 else 3
    train = [example for example in examples if not is_held_out(example.document.id, tenths)]
    held_out = [example for example in examples if is_held_out(example.document.id, tenths)]
    if len(train) < _LEAST_DOCUMENTS or not held_out:
        raise InputRefused(
            f"{len(examples)} decided articles are too few: by their ids {len(train)} are to train on (at least"
            f" {_LEAST_DOCUMENTS} are needed) and {len(held_out)} to measure on (at least 1)",
            "decide some more (`annotator annotate`)",
        )
    return train, held_out


def first_of(examples: Sequence[TrainingExample], size: int) -> list[TrainingExample]:
    """That many of the examples, in an order that mixes all sources: a smaller sample is part of a larger one."""
    return sorted(examples, key=lambda example: _order(example.document.id))[:size]


def _order(document_id: str) -> bytes:
    return hashlib.sha256(b"order " + document_id.encode("utf-8")).digest()


def learnable_topics(examples: Iterable[TrainingExample]) -> list[str]:
    """The topics that enough documents were given for a classifier to learn, in order; empty for fewer than two."""
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update({topic for _, topics in example.topics for topic in topics})
    enough = sorted(topic for topic, count in counts.items() if count >= _LEAST_OF_TOPIC)
    return enough if len(enough) > 1 else []


# ---- The part of a training's folder that is in the making: it is taken up after a kill, and nothing else is touched.


UNFINISHED = "unfinished"
_OF = "training-of"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A folder in the training's `target`, whose files go to the target when all are there."""

    target: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.target / UNFINISHED

    def begin(self, *parts: bytes) -> None:
        """Keep what an earlier run left, if it had the same parts (decisions, settings); else start anew."""
        own = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in (__version__.encode(), *parts)))
        known = self.folder / _OF
        if known.is_file() and known.read_bytes() == own.hexdigest().encode():
            return
        if self.folder.is_dir():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        known.write_bytes(own.hexdigest().encode())

    def finish(self, *names: str) -> None:
        """Move these files and folders to the target, in place of what has their names, and drop the rest."""
        for name in names:
            _remove(self.target / name)
            (self.folder / name).rename(self.target / name)
        shutil.rmtree(self.folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

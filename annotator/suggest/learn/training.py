"""From decisions to a trained pipeline: write corpora, train, fit the mix, write model, card and package."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from annotator import __version__
from annotator.core.decided import TrainingExample, is_held_out, learned_as, tenths_held_out
from annotator.core.drawable import count, one_line
from annotator.core.errors import InputRefused, system_reason
from annotator.core.program.targets import refuse_other_folder, sync_folder, sync_whole
from annotator.suggest.component_names import DECIDED_DOCS, ROLES, TEXTCAT, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.settings import CorpusPaths, TrainingSettings, make_config

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example
    from thinc.api import Config

    from annotator.suggest.learn.metrics import F1
    from annotator.suggest.learn.mix.fit import MixVerdict
    from annotator.suggest.learn.training_loop import Progress, Trainer
    from annotator.suggest.topics.votes import TopicFigures


UNFINISHED = "unfinished"
"""The folder in a training's that holds what is in the making: it is taken up after a kill, and nothing else is
touched."""
_OF = "training-of"
"""The file in it that says which training it is."""
_CONFIG = "config.cfg"
_CORPORA = ("train.spacy", "held-out.spacy")


@dataclass(slots=True)
class Trained:
    """A trained pipeline and how it did.

    `folder`: the pipeline; `package`: the same as a Python package. `verdict`: how rules,
    network and mix did on the held-out documents. `documents`, `quotes`: how many were trained on, and measured on.
    `curve`: step and the network's F1 of quotes found, in percent, on some of the held-out documents. `encoded`: the
    same as `verdict` with the encoder, if one was tried; `encoder`: its checksum, if it is used.
    """

    folder: Path
    package: Path
    verdict: MixVerdict
    documents: tuple[int, int]
    quotes: tuple[int, int]
    curve: list[tuple[int, float]] = field(default_factory=list)
    topics: list[TopicFigures] = field(default_factory=list)
    encoded: MixVerdict | None = None
    encoder: str | None = None

    @property
    def used(self) -> MixVerdict:
        """The verdict on what suggests."""
        return self.encoded if self.encoder is not None and self.encoded is not None else self.verdict


def train(
    parts: Split,
    settings: TrainingSettings,
    base: Language,
    folder: Path,
    progress: Progress,
) -> Trained:
    """Train on the first of the parts and write the pipeline to `folder`/model, the config and corpora beside it.

    `base` is the pipeline that the settings name, loaded; it stays as it is.

    All is made in `folder`/unfinished and moved when it is whole: what an earlier training made stays until then, and
    the same training goes on from there after it was broken off. Raises InputRefused where the encoder cannot be read;
    UsageError as `refuse_other_training` does.
    """
    from spacy.cli.package import package

    from annotator.suggest.learn.corpus import write_corpus
    from annotator.suggest.learn.training_loop import Trainer

    to_train, held_out = parts
    lang = base.meta["lang"]
    package_name = f"{lang}_{settings.name}-{settings.version}"
    refuse_other_training(folder, package_name)
    encoder = None if settings.encoder is None else encoder_checksum(settings.encoder)
    unfinished = folder / UNFINISHED
    _begin(unfinished, repr((settings, encoder, to_train, held_out)))
    topics = learnable_topics(to_train)
    whole, paths = (CorpusPaths(*(where / name for name in _CORPORA)) for where in (folder, unfinished))
    makes = partial(make_config, settings, lang, base.pipe_names, whole, len(to_train), topics=bool(topics))
    # First of all: by it the folder is known as ours, also where a training was broken off.
    makes().to_disk(unfinished / _CONFIG)
    for part, path in ((to_train, paths.train), (held_out, paths.held_out)):
        write_corpus(part, base, path, topics)
    trainer = Trainer(paths, progress)
    curve = trainer.train(makes(), unfinished / "network")
    if encoder is None:
        trainer.forget()
    progress("measuring", 0, 1)
    nlp, verdict, topic_figures = _measured(unfinished / "network", paths.held_out)
    documents, quotes = (len(to_train), len(held_out)), (_quotes_in(to_train), _quotes_in(held_out))
    trained = Trained(folder / "model", folder / package_name, verdict, documents, quotes, curve, topic_figures)
    progress("measuring", 1, 1)
    if encoder is not None:
        _try_encoder(trainer, makes, unfinished, nlp, trained, encoder)
    makes(encoder=trained.encoder is not None).to_disk(unfinished / _CONFIG)
    _write(nlp, settings, trained, parts, unfinished / "model")
    package(unfinished / "model", unfinished, create_sdist=False, force=True, silent=True)
    sync_whole(unfinished)  # before what an earlier training made goes
    for name in (_CONFIG, *_CORPORA, package_name, "model"):
        _remove(folder / name)
        (unfinished / name).rename(folder / name)
    sync_folder(folder)
    _put_away(unfinished)
    return trained


def _begin(unfinished: Path, what: str) -> None:
    """Keep what an earlier run left in this folder, if it was of the same (decisions, settings); else start anew."""
    own = hashlib.sha256(f"{__version__} {what}".encode()).hexdigest().encode()
    known = unfinished / _OF
    if known.is_file() and known.read_bytes() == own:
        return
    _put_away(unfinished)
    unfinished.mkdir(parents=True)
    known.write_bytes(own)


def _put_away(unfinished: Path) -> None:
    """Remove it, what it is of first: if that is killed in the midst, nothing goes on from what is left."""
    (unfinished / _OF).unlink(missing_ok=True)
    _remove(unfinished)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


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
                f"{one_line(path)} cannot be read ({reason})", "name the folder of a small BERT-like encoder"
            ) from error
    from annotator.suggest.learn.fine_tuning import read_pretrained

    read_pretrained(Path(folder))
    return digest.hexdigest()


def _try_encoder(
    trainer: Trainer, makes: Callable[..., Config], folder: Path, nlp: Language, trained: Trained, checksum: str
) -> None:
    """Train with the encoder, too, and give `nlp` what came of it where that does better than what it has."""
    trainer.train(makes(topics=False, encoder=True), folder / "network-with-encoder", "with encoder")
    trainer.forget()
    trainer.progress("measuring with encoder", 0, 1)
    other, trained.encoded, _ = _measured(folder / "network-with-encoder", trainer.paths.held_out)
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


def _quotes_in(examples: Sequence[TrainingExample]) -> int:
    return sum(len(example.quotes) for example in examples)


def _measured(folder: Path, held_out: Path) -> tuple[Language, MixVerdict, list[TopicFigures]]:
    """The pipeline in a folder with mix and topics fitted on held-out documents, and how both did on them.

    It is read from disk because that rounds its weights: it is measured as it will be used.
    """
    import spacy

    from annotator.suggest.learn.component import QuoteRoles
    from annotator.suggest.learn.corpus import read_corpus
    from annotator.suggest.learn.mix.fit import fit_mix, read_held_out

    nlp = spacy.load(folder)
    roles = nlp.get_pipe(ROLES)
    assert isinstance(roles, QuoteRoles)
    examples = list(read_corpus(nlp, held_out))
    verdict = fit_mix(read_held_out(nlp, examples))
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
    votes.weights, figures = fit_votes(docs, given)
    return figures


def _write(nlp: Language, settings: TrainingSettings, trained: Trained, parts: Split, folder: Path) -> None:
    """Write the pipeline with its figures, its model card and the articles that it learned from to a folder."""
    from annotator.suggest.learn.metrics import scores_of

    encoder = trained.encoder
    learned = {
        name: sorted({learned_as(example.document.lasting_id) for example in part})
        for name, part in zip(("network", "mix"), parts, strict=True)
    }
    about = {"version": __version__, "profile": settings.profile, "base": settings.base, "articles": learned}
    nlp.meta.update(
        {
            "name": settings.name,
            "version": settings.version,
            "description": "Quotes with cue and source, learned from decisions made with annotator.",
            "author": "",
            "license": "",
            "annotator": about if encoder is None else about | {"encoder": encoder},
            # What runs the encoder; the package asks for them when it is installed.
            "requirements": [] if encoder is None else ["tokenizers>=0.20", "onnxruntime>=1.20"],
            "performance": {name: round(figure, 4) for name, figure in scores_of(trained.used.used).items()},
        }
    )
    _remove(folder)
    nlp.to_disk(folder)
    (folder / "README.md").write_text(card(trained, settings, nlp.meta["lang"]), encoding="utf-8")


# ---- Which decided documents to train on, and which to measure on.


Split = tuple[list[TrainingExample], list[TrainingExample]]
"""Documents to train on, and documents to measure on."""

_LEAST_DOCUMENTS = 5
"""Documents to train on below which training is refused. This and what follows was set by hand."""
_LEAST_OF_TOPIC = 20
"""Documents with a topic below which the text classifier does not learn it."""


def split(examples: Sequence[TrainingExample]) -> Split:
    """Hold out some of the documents by the hash of their ids (see `tenths_held_out`).

    Raises InputRefused where too few are left on either side.
    """
    tenths = tenths_held_out(len(examples))
    train = [example for example in examples if not is_held_out(example.document.lasting_id, tenths)]
    held_out = [example for example in examples if is_held_out(example.document.lasting_id, tenths)]
    if len(train) < _LEAST_DOCUMENTS or not held_out:
        raise InputRefused(
            f"{len(examples)} decided articles are too few: by their ids {len(train)} are to train on (at least"
            f" {_LEAST_DOCUMENTS} are needed) and {len(held_out)} to measure on (at least 1)",
            "decide some more (`annotator annotate`)",
        )
    return train, held_out


def first_of(examples: Sequence[TrainingExample], size: int) -> list[TrainingExample]:
    """That many of the examples, in an order that mixes all sources: a smaller sample is part of a larger one."""
    return sorted(examples, key=lambda example: hashlib.sha256(f"order {example.document.id}".encode()).digest())[:size]


def learnable_topics(examples: Iterable[TrainingExample]) -> list[str]:
    """The topics that enough documents were given for a classifier to learn, in order; empty for fewer than two.

    Only documents of which all topics are known teach it.
    """
    counts: Counter[str] = Counter()
    for example in examples:
        if example.complete:
            counts.update({topic for _, topics in example.topics for topic in topics})
    enough = sorted(topic for topic, count in counts.items() if count >= _LEAST_OF_TOPIC)
    return enough if len(enough) > 1 else []


# ---- The model card of a trained pipeline: what it is, what it was trained on, and how it did.


ENCODED = " + encoder"
"""What the names of the ways to suggest end in that read an encoder's vectors."""


def card(trained: Trained, settings: TrainingSettings, lang: str) -> str:
    """The text of the card, in Markdown. It holds figures, never text of the documents. `lang`: the pipeline's."""
    train, held = trained.documents
    used = next(row.name for row in table(trained) if row.used)
    lines = [
        f"# {lang}_{settings.name} {settings.version}",
        "",
        "Finds who said what in news: content, cue and source of quotes. Made by `annotator train` "
        f"{__version__} on `{settings.base}` (language `{lang}`), guideline profile of its rules `{settings.profile}`.",
        "",
        f"Trained on {count(train, 'document')} with {count(trained.quotes[0], 'decided quote')}; measured on"
        f" {held} others with {trained.quotes[1]}, chosen by the hash of their id.",
        "",
        "| on the held-out documents, F1 in % | found | with the right source | exact |",
        "|---|---|---|---|",
        *("| {} | {:.1f} | {:.1f} | {:.1f} |".format(row.name, *row.f1) for row in table(trained)),
        "",
        *_topics(trained),
        f"Suggestions are made by: **{used}**. The figures of the mix are cross-validated: no document is measured by a"
        " mix that was fitted on it.",
        "",
        *_encoder(trained),
        "It knows the decisions it was trained on, with their errors and their publishers' subjects. It does not know"
        " other languages, and it was not measured on other kinds of text. Its weights hold words of the training"
        " texts: share it as you may share those.",
    ]
    return "\n".join(lines) + "\n"


def _topics(trained: Trained) -> list[str]:
    """The table of topics; nothing where none was learned."""
    if not trained.topics:
        return []
    rows = [
        f"| {row.topic} | {row.documents} | {row.terms:.1f} | {row.mixed:.1f} |{' used' if row.learned else ''} |"
        for row in trained.topics
    ]
    return [
        "| topic | held-out documents | terms, F1 in % | with the classifier | |",
        "|---|---|---|---|---|",
        *rows,
        "",
    ]


def _encoder(trained: Trained) -> list[str]:
    """What became of the encoder; nothing where none was tried."""
    if trained.encoded is None:
        return []
    if trained.encoder is None:
        return ["An encoder was tried and is not used: it did no better by more than chance makes likely.", ""]
    return [f"Its encoder was trained further from files with the checksum `{trained.encoder}` (SHA-256).", ""]


class Row(NamedTuple):
    """How one way to suggest did. `used`: whether it is what suggests."""

    name: str
    f1: F1
    used: bool


def table(trained: Trained) -> list[Row]:
    """Each way to suggest; those with an encoder last, if one was tried."""
    ways = [("", trained.verdict), (ENCODED, trained.encoded)]
    return [
        Row(name + also, tally.f1, used=verdict is trained.used and name == verdict.mix.policy)
        for also, verdict in ways
        for name, tally in (verdict.tallies.items() if verdict is not None else ())
        if not (also and name == "rules")
    ]

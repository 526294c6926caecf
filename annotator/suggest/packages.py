"""Which spaCy pipeline to load, and loading it without running code that nobody vouched for.

Loading a pipeline runs code that comes with it. So a name is looked up among the installed packages before anything is
imported, and a folder is loaded only when the caller says that it is trusted.
"""

from __future__ import annotations

import os
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.errors import EnvironmentFailed, InputRefused, UsageError
from annotator.core.program.resources import LANGUAGE, read_toml

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_VARIABLE = "ANNOTATOR_MODEL"
"""The environment variable that names a pipeline where the caller names none."""

_FAST_BLAS = ("openblas", "mkl", "accelerate")
_PACKAGE_NAME = re.compile(r"[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")


def find_model(model: str | None = None, *, trust_model: bool = False) -> str | Path:
    """The installed package's import name, or the trusted folder, that holds the spaCy pipeline to use.

    The order: the argument, the environment variable ANNOTATOR_MODEL, the installed package that `pipelines.toml` in
    the data of the default language (`core.program.resources.LANGUAGE`) prefers.
    Raises UsageError for a name that can be none and for a folder without `trust_model`, InputRefused for a
    folder or a package that holds no pipeline, EnvironmentFailed where the package is not installed.
    """
    wanted = model or os.environ.get(MODEL_VARIABLE)
    if wanted is None:
        return _default_model()
    if _looks_like_path(wanted):
        return _trusted_folder(wanted, trust_model)
    if not _PACKAGE_NAME.fullmatch(wanted):
        raise UsageError(f"{wanted!r} is no name of a spaCy pipeline", "give the name of an installed package")
    if not _installed(wanted):
        raise EnvironmentFailed(
            f"the spaCy pipeline {wanted!r} is not installed", f"install it, or name another: a folder as ./{wanted}"
        )
    if not _holds_pipeline(wanted):
        raise InputRefused(f"the package {wanted!r} holds no spaCy pipeline", "name another, such as en_core_web_sm")
    return wanted.replace("-", "_")


def load_model(pipeline: str | Path) -> Language:
    """The pipeline that `find_model` found, loaded.

    Raises InputRefused where spaCy cannot read it, and for one that reads no syntax: nothing is suggested without.
    """
    _prepare_numerics()
    import spacy

    try:
        nlp = spacy.load(pipeline)
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputRefused(f"spaCy cannot load {str(pipeline)!r}: {reason}", "name another pipeline") from error
    if not {"parser", "tagger"} <= set(nlp.component_names) and "transformer" not in nlp.component_names:
        raise InputRefused(f"the pipeline {str(pipeline)!r} has no tagger and parser", "name one that has both")
    return nlp


def _prepare_numerics() -> None:
    """Choose the fastest matrix product at hand for pipelines loaded from now on.

    That is numpy's OpenBLAS on one thread: a third faster than spaCy's default, same result. Layers keep the ops they
    were built with, and the thread count counts only before numpy is first imported. Without an optimised BLAS in
    numpy, thinc's default stays: a numpy that was built without one is far slower.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import numpy

    if not _has_fast_blas(numpy):
        return
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    if isinstance(get_current_ops(), NumpyOps):
        set_current_ops(NumpyOps(use_blis=False))


def _has_fast_blas(numpy: object) -> bool:
    try:
        built = numpy.show_config(mode="dicts")  # type: ignore[attr-defined]
        name = str(built["Build Dependencies"]["blas"]["name"])
    except (AttributeError, KeyError, TypeError):
        return False
    return any(fast in name.lower() for fast in _FAST_BLAS)


def language_name(language: str) -> str:
    """What people call a language (ISO 639-1) that there is data for. Raises OSError for another."""
    name: str = read_toml(language, "pipelines.toml")["language"]
    return name


def _default_model() -> str:
    """The installed package that is preferred for the default language."""
    data = read_toml(LANGUAGE, "pipelines.toml")
    packages: list[str] = data["packages"]
    for name in packages:
        if _installed(name):
            return name
    raise EnvironmentFailed(
        f"no {data['language']} spaCy pipeline is installed",
        f"install one (pip install {packages[-1].replace('_', '-')})",
    )


def _looks_like_path(wanted: str) -> bool:
    return wanted.startswith((".", "~")) or "/" in wanted or "\\" in wanted


def _trusted_folder(wanted: str, trust_model: bool) -> Path:
    folder = Path(wanted).expanduser()
    if not folder.is_dir() or not (folder / "config.cfg").is_file():
        raise InputRefused(f"{wanted!r} holds no spaCy pipeline", "name a folder with a config.cfg, or a package")
    if not trust_model:
        raise UsageError(
            f"loading the pipeline in {wanted!r} runs code that comes with it", "add --trust-model if you trust it"
        )
    return folder


def _holds_pipeline(name: str) -> bool:
    """Whether an installed package says that it is a spaCy pipeline, as all that `spacy package` makes do."""
    return any(point.group == "spacy_models" for point in metadata.distribution(name).entry_points)


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        return False
    return True

"""Which of a pipeline's components run as spaCy made them, and which as faster stand-ins that set the same.

The stand-ins rely on how spaCy and thinc work inside, so they are used only with the versions that they were checked
with. With the environment variable ANNOTATOR_STOCK_SPACY set to anything but nothing or 0 they are never used.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import reduce
from importlib import metadata
from typing import TYPE_CHECKING

from annotator.suggest.fast.attribute_ruler import faster_ruler
from annotator.suggest.fast.entity_recognizer import faster_recognizer
from annotator.suggest.fast.lemmatizer import faster_lemmatizer
from annotator.suggest.fast.thinc_layers import faster_layers

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SWITCH = "ANNOTATOR_STOCK_SPACY"
"""The environment variable that turns the stand-ins off."""

CHECKED = {"spacy": "3.8.", "thinc": "8.3."}
"""How the versions begin whose results `tests/suggest/fast` compared with the stand-ins'."""


def run_fast() -> bool:
    """Whether stand-ins are used: not if they are switched off, or if spaCy or thinc is of another version."""
    if os.environ.get(SWITCH, "0") not in ("", "0"):
        return False
    return all(metadata.version(package).startswith(version) for package, version in CHECKED.items())


def components_to_run(nlp: Language) -> list[tuple[str, Callable[[Doc], Doc]]]:
    """The pipeline's components by name, in order, slow ones exchanged for stand-ins.

    Where stand-ins are used, the models of `nlp` can predict from now on, but no longer learn or be written.
    """
    if not run_fast():
        return list(nlp.pipeline)
    faster = (faster_layers, faster_ruler, faster_lemmatizer, faster_recognizer)
    return [(name, reduce(lambda step, change: change(step), faster, step)) for name, step in nlp.pipeline]

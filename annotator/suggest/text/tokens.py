"""Quotation marks beside dashes as tokens of their own: `”—Smith`, `he said—“but`, which spaCy keeps in one piece."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.core.quotation_marks import OUTER

if TYPE_CHECKING:
    from spacy.language import Language

_DASH = "[-–—―]"
_MARK = rf"[{re.escape(OUTER)}]"
_BESIDE_DASHES = rf"{_DASH}+(?={_MARK})|{_MARK}(?={_DASH})|(?<={_MARK}){_DASH}+|(?<={_DASH}){_MARK}"


def part_marks_from_dashes(nlp: Language) -> None:
    """Have the tokenizer of a pipeline part quotation marks and dashes that touch; it keeps to all its other rules.

    A tokenizer that is not spaCy's own, or that knows it already, stays as it is.
    """
    tokenizer: Any = nlp.tokenizer
    finditer = getattr(tokenizer, "infix_finditer", None)
    known = getattr(getattr(finditer, "__self__", None), "pattern", None)
    if known is not None and _BESIDE_DASHES not in known:
        tokenizer.infix_finditer = re.compile(f"{_BESIDE_DASHES}|{known}").finditer

"""Signs as tokens of their own that spaCy keeps in one piece: marks beside dashes (`”—Smith`, `said—“but`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from annotator.core.quotation_marks import OUTER

if TYPE_CHECKING:
    from spacy.language import Language

_EMOTICON = "):"
"""What spaCy takes for a sad face; in news it is the end of a label: SEN. JANE SMITH (D-OH):"""
_DASH = "[-–—―]"
_MARK = rf"[{re.escape(OUTER)}]"
_BESIDE_DASHES = rf"{_DASH}+(?={_MARK})|{_MARK}(?={_DASH})|(?<={_MARK}){_DASH}+|(?<={_DASH}){_MARK}"


def part_signs(nlp: Language) -> None:
    """Have the tokenizer of a pipeline part such signs, and brackets from colons; it keeps to all its other rules.

    A tokenizer that is not spaCy's own, or that knows it already, stays as it is.
    """
    tokenizer: Any = nlp.tokenizer
    if _EMOTICON in (getattr(tokenizer, "rules", None) or ()):
        tokenizer.rules = {word: parts for word, parts in tokenizer.rules.items() if word != _EMOTICON}
    finditer = getattr(tokenizer, "infix_finditer", None)
    known = getattr(getattr(finditer, "__self__", None), "pattern", None)
    if known is not None and _BESIDE_DASHES not in known:
        tokenizer.infix_finditer = re.compile(f"{_BESIDE_DASHES}|{known}").finditer

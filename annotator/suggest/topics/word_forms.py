"""The forms of words in a language, as far as their endings tell: what a word of the text may be called in a term."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from annotator.core.resources import languages_folder


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending that is taken off or exchanged; see `word_forms.toml` of a language."""

    ending: str
    replace_by: Sequence[str]
    not_after: str = ""
    least: int = 0
    undouble: bool = False
    capitals: bool = False

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be made from by this ending; none where it does not end so.

        >>> list(Ending("ed", ["", "e"], undouble=True, least=3).bases("stopped"))
        ['stopp', 'stoppe', 'stop']
        """
        stem = word.removesuffix(self.ending)
        if stem == word or len(stem) < self.least or (word[0].isupper() and not self.capitals):
            return
        if self.not_after and stem.endswith(tuple(self.not_after)):
            return
        for replacement in self.replace_by:
            yield stem + replacement
        if self.undouble and stem[-1] == stem[-2]:
            yield stem[:-1]


@dataclass(frozen=True, slots=True)
class WordForms:
    """The possessives and endings of one language."""

    possessives: frozenset[str] = frozenset()
    endings: tuple[Ending, ...] = ()

    def bases(self, word: str) -> Iterator[str]:
        """The words that this one may be a plural or an inflected form of."""
        for ending in self.endings:
            yield from ending.bases(word)

    def without_possessives(self, term: str) -> str:
        """The term with the possessive endings of its words left out."""
        return _pattern(self.possessives).sub("", term) if self.possessives else term


@cache
def _pattern(possessives: frozenset[str]) -> re.Pattern[str]:
    ends = (
        re.escape(ending) + (r"\b" if ending[-1].isalnum() else r"(?=\s|$)")
        for ending in sorted(possessives, key=lambda ending: (-len(ending), ending))
    )
    return re.compile("|".join(ends))


@cache
def load_word_forms(lang: str) -> WordForms:
    """The forms of a language's words, read once; of a language without data, words are taken only as they stand."""
    path = languages_folder() / lang / "word_forms.toml"
    if not path.is_file():
        return WordForms()
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return WordForms(frozenset(data["possessives"]), tuple(Ending(**ending) for ending in data["ending"]))

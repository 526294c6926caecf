"""Where the files that ship with the tool are: schemas, label schemes, the data of each language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.drawable import one_line

_PACKAGE = Path(__file__).resolve().parents[2]


def schemas_folder() -> Path:
    """The folder of JSON Schemas and label schemes: inside an installed package, or beside it in a checkout."""
    shipped = _PACKAGE / "schemas"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "schemas"


@cache
def read_schema(name: str) -> str:
    """The text of a file in the schemas folder, such as `sentence.schema.json` or `iptc.toml`."""
    return (schemas_folder() / name).read_text(encoding="utf-8")


def languages_folder() -> Path:
    """The folder that holds one folder of data for each language, named by its code (ISO 639-1)."""
    return _PACKAGE / "data"


def toml_of(text: str) -> dict[str, Any]:
    """What a text of TOML says, from wherever it is. Raises ValueError with what is wrong with it, in a line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {one_line(error, 120)}") from None
    except RecursionError:
        raise ValueError("brackets nested too deep") from None
    except (ValueError, OverflowError) as error:  # a number of more digits than Python reads
        raise ValueError(f"not TOML that can be read: {one_line(error, 60)}") from None


def read_toml(language: str, name: str) -> dict[str, Any]:
    """What a `.toml` file of a language's data holds. Raises FileNotFoundError where there is none."""
    return tomllib.loads((languages_folder() / language / name).read_text(encoding="utf-8"))


def read_rows(path: Path) -> list[list[str]]:
    """The rows of a table as lists of tab-separated cells, without blank lines and comments.

    Raises FileNotFoundError where there is none.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]


LANGUAGE = "en"
"""The language of the texts, where nothing says which: its ISO 639-1 code, the name of its folder."""


# ---- The words of a language by which spans are guessed: `annotator/data/<language>/guesses.txt`.


WordSet = frozenset[str]


class WordLists(NamedTuple):
    """The lists of one language, in lower case but for abbreviations."""

    reporting: WordSet
    """Verbs that a quote is reported with."""
    auxiliaries: WordSet
    """What may stand in a verb group before its verb."""
    negation_endings: WordSet
    """Endings of auxiliaries with a negation in them."""
    adverb_endings: WordSet
    """Endings of adverbs, which may stand before the verb too."""
    verb_endings: WordSet
    """Endings that mostly are those of verbs."""
    always_in_cue: WordSet
    """Prepositions that belong to the cue after whichever verb."""
    often_in_cue: WordSet
    """Prepositions that belong to the cue unless its verb is one of reporting."""
    source_follows: WordSet
    """First words of a cue that the source comes after, as in "according to"."""
    leads_alone: WordSet
    """The same where nothing of the cue stands between, as in "laut"."""
    complementizers: WordSet
    """Words that introduce reported content and belong to it, as "that" does."""
    introducing: WordSet
    """Words that introduce reported content, whether or not guidelines give them to it."""
    articles: WordSet
    """Words before a noun that some guidelines leave out of a source."""
    first_person: WordSet
    """What speakers call themselves in their own words."""
    personal: WordSet
    """Pronouns that mostly mean somebody who spoke before."""
    pronouns: WordSet
    """Pronouns that can be a whole source."""
    name_links: WordSet
    """Words in lower case within a name."""
    clause_starts: WordSet
    """Words before which the subject of a verb cannot begin."""
    adds: WordSet
    """Words behind a comma that only add to what was said before it, as ", which" does."""
    adding_endings: WordSet
    """Endings of words that do."""
    edges: WordSet
    """Words before which a span plausibly begins or ends."""
    titles: WordSet
    """Abbreviations before names, beyond those that the tokenizer keeps with their full stop; written as they are."""
    abbreviations: WordSet
    """Those whose full stop ends no sentence, written as they are."""
    before_numbers: WordSet
    """The same before a number."""
    ordinal_digits: WordSet
    """How many digits a number has whose full stop makes an ordinal of it."""
    clipped: WordSet
    """Words that an apostrophe leads (’tis), which opens no quotation."""
    dialogue_dashes: WordSet
    """Marks that open what is said where they begin a paragraph."""
    ends_speech: WordSet
    """Marks behind which, in dialogue, who said it may be told without any other mark."""
    nested_marks: WordSet
    """Outer marks that may stand within others."""
    outer_singles: WordSet
    """Marks of inner quotations that open outer ones too."""

    def goes_before_verb(self, word: str) -> bool:
        """Whether a word (in lower case) is an auxiliary or adverb, after which the verb of the group is to come."""
        adverb = word.endswith(tuple(self.adverb_endings)) and len(word) > _LONGER_THAN_AN_ENDING
        return word in self.auxiliaries or adverb or word.endswith(tuple(self.negation_endings))


_LONGER_THAN_AN_ENDING = 4
"""Letters of a word that is too short to be an adverb, whatever it ends in: "ally", "fly". Set by hand."""


@cache
def word_lists(language: str = LANGUAGE) -> WordLists:
    """The lists of a language (ISO 639-1); those of `LANGUAGE` where it has none."""
    path = languages_folder() / language / "guesses.txt"
    if not path.is_file():
        return word_lists()
    lists = (line.partition(":") for (line,) in read_rows(path))
    return WordLists(**{name: frozenset(words.split()) for name, _, words in lists})


@cache
def titles() -> WordSet:
    """What stands before names, in lower case and without a full stop: "president", "mr". From `people.toml`."""
    by_gender = read_toml(LANGUAGE, "people.toml")["titles"]
    return frozenset(" ".join(by_gender[gender] for gender in ("male", "female", "any")).split())

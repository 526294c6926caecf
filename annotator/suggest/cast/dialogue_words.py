"""The words of a language that tell who speaks in a story's dialogue, read from its `dialogue.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.tables import DATA


@dataclass(frozen=True)
class DialogueWords:
    """The words of one language, in small letters."""

    address: dict[str, str]
    """Nouns by which somebody is called, and the gender that they tell."""
    before_address: frozenset[str]
    """What may stand before a name or noun by which somebody is called."""
    name: str
    """Whoever is asked for this tells it: "What is your name?"."""
    introducing: frozenset[str]
    """What stands before a name that somebody tells: "I am Ruth"."""
    generic: dict[str, str | None]
    """Nouns that tell of a human being little more than a gender (None: not even that)."""
    said: frozenset[str]
    """Nouns for what somebody says: "was the reply"."""
    asks: frozenset[str]
    """What stands before the colon of a question,"""
    answers: frozenset[str]
    """and of an answer."""
    asking: str
    """How whoever asks is listed without a name,"""
    answering: str
    """and how whoever answers is."""
    interview_verbs: frozenset[str]
    """Verbs whose object asks the questions of an interview."""


NO_WORDS = DialogueWords(
    {}, frozenset(), "", frozenset(), {}, frozenset(), frozenset(), frozenset(), "", "", frozenset()
)


@cache
def dialogue_words(language: str) -> DialogueWords:
    """The words of this language (ISO 639-1); empty ones where it has none."""
    path = DATA / language / "dialogue.toml"
    if not path.is_file():
        return NO_WORDS
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    address, nouns = table["address"], {name: words.split() for name, words in table["nouns"].items()}
    interview = table["interview"]
    generic: dict[str, str | None] = dict.fromkeys(nouns["child"])
    generic |= dict.fromkeys(nouns["man"] + nouns["boy"], MALE)
    generic |= dict.fromkeys(nouns["woman"] + nouns["girl"], FEMALE)
    return DialogueWords(
        address=dict.fromkeys(address["male"].split(), MALE) | dict.fromkeys(address["female"].split(), FEMALE),
        before_address=frozenset(address["before"].split()),
        name=table["introduction"]["name"],
        introducing=frozenset(table["introduction"]["verbs"].split()),
        generic=generic,
        said=frozenset(nouns["said"]),
        asks=frozenset(interview["asks"].split()),
        answers=frozenset(interview["answers"].split()),
        asking=interview["asking"],
        answering=interview["answering"],
        interview_verbs=frozenset(interview["verbs"].split()),
    )

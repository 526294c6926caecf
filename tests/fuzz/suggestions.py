"""What is suggested for broken and hostile articles: anything, but no error, and what can be written and read back.

Texts are changed as people and converters break them: words and marks come and go, words are moved, a line becomes a
turn of somebody, and a piece of another article goes on in the middle of a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import annotator
from annotator.core.model import Document, Run
from annotator.exchange.lines import to_line
from annotator.exchange.strict_json import json_of
from annotator.exchange.suggestions import given_of, suggestion_record
from tests.fuzz.case import Case, Target, expect
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import HOSTILE, harness_files

if TYPE_CHECKING:  # loaded with the first seeds: other targets do without
    from annotator.suggest.pipeline import Suggester

_ARTICLES = Path(annotator.__file__).parent / "articles"
_TEXT = "text"
_LONGEST = 3_000
"""Characters of an article that are read."""
_MARKS = "“”\"'‘’«»„—–:;,.!?()[]>*\n"
_WORDS = """said says told asked added warned denied believes thinks argued called described according to claims writes
    that whether if because as by of with and or not never no do did would will he she they it who whom whose I his her
    their ’s 's us me you mother brother wife himself spokesman minister mayor officials people sources Mr. Mrs. Dr.
    President Senator Smith Anna Berg Otto Company Monday 2016 100 % $ report statement Yes No Q: A: SMITH: — • > * 🙂
    """.split()  # noqa: SIM905 - a list of words reads worse
_BETWEEN = (" ", " ", " ", "", "\n", "\n\n", "\t", "\u200b", "\u00a0", "\u2028", ", ", " “", "” ")


def seeds() -> list[Case]:
    """Articles of our own, and those of the harness; the model is loaded, so that no input pays for it."""
    from tests.suggest.test_suggested_by_the_guidelines import OWN

    _suggester()
    own = [HOSTILE.encode(), *map(str.encode, OWN), *(path.read_bytes() for path in sorted(_ARTICLES.glob("*.txt")))]
    return [Case(_TEXT, data) for data in (*own, *(data for name, data in harness_files() if name.endswith(".txt")))]


def changed(rng: Random, case: Case, others: Sequence[Case]) -> Case:
    """The text with up to twenty changes of an article's words, marks and lines; seldom of its bytes."""
    if rng.random() < 0.1:
        return mutated(rng, case, others)
    text = case.data.decode("utf-8", "replace")[:_LONGEST]
    for _ in range(rng.choice((1, 2, 3, 5, 8, 20))):
        here = rng.randrange(len(text) + 1)
        there = min(len(text), here + rng.randint(1, 30))
        other = rng.choice(others).data.decode("utf-8", "replace")[:_LONGEST]
        begins = rng.randrange(len(other) + 1)
        made = rng.choice(
            (
                "",
                f" {rng.choice(_WORDS)} ",
                "".join(rng.choice(_BETWEEN) + rng.choice(_WORDS) for _ in range(rng.randint(1, 9))),
                rng.choice(_MARKS) + text[here:there],
                text[here:there].upper(),
                "\n".join(text[here:there].split(" ")),
                " ".join(rng.sample(text[here:there].split(" "), text[here:there].count(" ") + 1)),
                text[here:there] * 2,
                other[begins : begins + rng.randint(5, 200)],
            )
        )
        text = text[:here] + made + text[there:]
    return Case(_TEXT, text[:_LONGEST].encode("utf-8", "replace"))


def run(case: Case, folder: Path) -> str:
    """Suggest for the text, write the record, and read it; see `Target`."""
    text = case.data.decode("utf-8", "replace")[:_LONGEST]
    if not text.strip():
        return "nothing to read"
    document = Document("fuzzed", text)
    suggested = _suggester().suggest_one(document)
    line = to_line(suggestion_record(suggested, Run("fuzz", "1")))
    read = given_of(json_of(line, "fuzz:1"), "fuzz:1").placed(document, suggested.sentences)
    expect(read == suggested, "suggestions are read otherwise than they were written")
    rules = {str(quote.rule) for quote in suggested.quotes} | {"another reading" for _ in suggested.readings}
    return f"by {', '.join(sorted(rules))}; {min(len(suggested.cast), 5)} in the cast"


@cache
def _suggester() -> Suggester:
    from annotator.suggest.pipeline import Suggester

    return Suggester.load(readings=True)


TARGET = Target("suggestions", seeds, changed, run, refusals=())

"""How many keys each kind of correction costs, from the suggestion to the labels wanted, without the last Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from annotator.core.decision import Answer
from annotator.core.model import Labels, QuoteType
from annotator.core.session.desk import Page
from annotator.tui.keys import KEYS
from tests.memory_desk import Line, MemoryDesk, Said, article
from tests.tui.driving import on_screen, text

DIRECT, INDIRECT, MIXED = QuoteType
KEY = {key.id: key.keys.split(",")[0] for key in KEYS}
CAST = ["Ada Finch", "Paul Okoro"]
LONG = (
    "The bridge over the old canal will be closed to all lorries and most of the smaller cars from the first of May "
    "until well into the coming winter, and then for ever, Ada Finch said."
)
LOST = "We will mend the bridge by May, she told reporters at the old mill on Monday."
DRY = "The well is dry, Ada Finch told a reporter of the paper."
AIRED = "The well is dry, Ada Finch told a reporter in an interview that aired on Monday."
OKORO = Line("The mill is old, Paul Okoro said.", [Said("The mill is old", "said", "Paul Okoro", "Paul Okoro")])
CHAIN = [
    Line("We sail, Ada said.", [Said("We sail", "said", "Ada", "Ada Finch")]),
    Line("We sail far.", [Said("We sail far.", speaker="Ada Finch", continues=True)]),
    Line("We come back.", [Said("We come back.", speaker="Ada Finch", continues=True)]),
]


def chain(speaker: str = "Ada Finch", kind: QuoteType = DIRECT) -> list[Line]:
    """Three sentences of one quote."""
    return [
        Line(line.text, [Said(said.content, said.cue, said.source, speaker, kind, said.continues)])
        for line in CHAIN
        for said in line.quotes
    ]


def one(sentence: str, *quotes: Said) -> list[Line]:
    """A sentence that nothing stands before, and one behind it."""
    return [Line(sentence, quotes), Line("It rained.")]


@dataclass
class Correction:
    """Sentences as suggested, the keys, and the quotes wanted afterwards; letters of words are written as `<word>`."""

    name: str
    suggested: list[Line]
    keys: Sequence[str]
    wanted: list[Line]
    at: int = 0


WHOLE = Said("The well is dry", "told", "Ada Finch", "Ada Finch", INDIRECT)
CORRECTIONS = [
    Correction(
        "speaker among the digits",
        one(DRY, Said("The well is dry", "told", "Ada Finch", "Paul Okoro", INDIRECT)),
        ["1"],
        one(DRY, WHOLE),
    ),
    Correction("speaker of a chain", chain(), ["2"], chain("Paul Okoro")),
    Correction("type of a chain of three", chain(kind=INDIRECT), [KEY["type-back"]], chain()),
    Correction(
        "beginning",
        one(DRY, Said("well is dry", "told", "Ada Finch", "Ada Finch", INDIRECT)),
        [KEY["content"], "<The>"],
        one(DRY, WHOLE),
    ),
    Correction(
        "end at a clause",
        one(LONG, Said(LONG[:146], "said", "Ada Finch", "Ada Finch", INDIRECT)),
        [KEY["left"]],
        one(LONG, Said(LONG[: LONG.index(", and then")], "said", "Ada Finch", "Ada Finch", INDIRECT)),
    ),
    Correction(
        "end at a word",
        one(DRY, Said("The well is dry, Ada Finch", "told", "Ada Finch", "Ada Finch", INDIRECT)),
        [KEY["content"], "<DRY,>"],
        one(DRY, WHOLE),
    ),
    Correction(
        "end more than 26 words away",
        one(LONG, Said("The bridge", "said", "Ada Finch", "Ada Finch", INDIRECT)),
        [KEY["content"], "<EVER,>"],
        one(LONG, Said(LONG[: LONG.index(", Ada")], "said", "Ada Finch", "Ada Finch", INDIRECT)),
    ),
    Correction(
        "cue",
        one(AIRED, Said("The well is dry", "aired", "Ada Finch", "Ada Finch", INDIRECT)),
        [KEY["cue"], "<told>"],
        one(AIRED, WHOLE),
    ),
    Correction("missing quote by its cue", one(DRY), [KEY["by-cue"], "<told>"], one(DRY, WHOLE)),
    Correction("missing quote by its first word", one(DRY), [KEY["new"], "<The>"], one(DRY, WHOLE)),
    Correction(
        "missing quote by the cue of a pronoun, its marks lost",
        [OKORO, Line(LOST)],
        [KEY["by-cue"], "<told>"],
        [OKORO, Line(LOST, [Said("We will mend the bridge by May", "told", "she", "Paul Okoro")])],
        at=1,
    ),
    Correction(
        "missing quote by the first word, its marks lost",
        [OKORO, Line(LOST)],
        [KEY["new"], "<We>"],
        [OKORO, Line(LOST, [Said("We will mend the bridge by May", "told", "she", "Paul Okoro")])],
        at=1,
    ),
    Correction(
        "missing quote in two pieces",
        one("“It is dry,” Ada Finch said, “and it is cold.”"),
        [KEY["new"], "<“It>"],
        one(
            "“It is dry,” Ada Finch said, “and it is cold.”",
            Said(["“It is dry,”", "“and it is cold.”"], "said", "Ada Finch", "Ada Finch"),
        ),
    ),
    Correction("deleted", one(DRY, Said("a reporter", speaker="Ada Finch")), [KEY["delete"]], one(DRY)),
    Correction(
        "merged",
        one(DRY, Said("The well", None, None, None, INDIRECT), Said("is dry", "told", "Ada Finch", "Ada Finch")),
        [KEY["merge"]],
        one(DRY, Said(["The well", "is dry"], "told", "Ada Finch", "Ada Finch", INDIRECT)),
    ),
    Correction(
        "split",
        one("It is dry and it is cold, Ada Finch said.", Said("It is dry and it is cold", "said", "Ada Finch")),
        [KEY["split"], "<and>"],
        one(
            "It is dry and it is cold, Ada Finch said.",
            Said("It is dry", "said", "Ada Finch"),
            Said("and it is cold", "said", "Ada Finch"),
        ),
    ),
    Correction("topic", [Line("It is dry.")], [KEY["topic"], "w"], [Line("It is dry.", topics=["weather"])]),
]
COST = {
    "speaker among the digits": 1,
    "speaker of a chain": 1,
    "type of a chain of three": 1,
    "beginning": 2,
    "end at a clause": 1,
    "end at a word": 2,
    "end more than 26 words away": 2,
    "cue": 2,
    "missing quote by its cue": 2,
    "missing quote by its first word": 2,
    "missing quote by the cue of a pronoun, its marks lost": 2,
    "missing quote by the first word, its marks lost": 2,
    "missing quote in two pieces": 2,
    "deleted": 1,
    "merged": 1,
    "split": 2,
    "topic": 2,
}


def page_of(lines: list[Line]) -> Page:
    return article(1, "a", lines, CAST)


def labels_of(page: Page) -> list[Labels]:
    return [item.suggestion.labels.bare() if item.suggestion else Labels() for item in page.items]


def letters(app: Any, name: str) -> str:
    """The letters of a word by how it is shown, as capitals where the name is written in them."""
    pointing = app.pointing
    text = pointing.page.document.text
    found = {word.of(text): letters for letters, word in pointing.labels.items()}
    capital = name.isupper()
    shown = found[next(word for word in found if word.casefold() == name.casefold())]
    return shown.upper() if capital else shown


@pytest.mark.parametrize("correction", CORRECTIONS, ids=lambda correction: correction.name)
async def test_a_correction_costs_so_many_keys(correction: Correction) -> None:
    desk = MemoryDesk([page_of(correction.suggested)])
    async with on_screen(desk) as (app, pilot):
        await pilot.pause()
        app.bench.step(correction.at)
        pressed = 0
        for key in correction.keys:
            keys = letters(app, key[1:-1]) if key.startswith("<") else [key]
            await pilot.press(*keys)
            pressed += len(keys)
        assert pressed == COST[correction.name]
        await pilot.press("enter")
        # What follows in other sentences stands there to be confirmed, each with one more Enter.
        page = desk.page(1)
        shown = [
            (item.decision.labels if item.decision else item.draft or (item.suggestion or Labels()))
            for item in page.items
        ]
        shown = [labels if isinstance(labels, Labels) else labels.labels.bare() for labels in shown]
        assert [labels.bare() for labels in shown] == labels_of(page_of(correction.wanted))


async def test_a_rejection_is_undone_with_one_key() -> None:
    desk = MemoryDesk([page_of(one(DRY, WHOLE))])
    async with on_screen(desk) as (app, pilot):
        await pilot.press(KEY["reject"])
        assert desk.heads[100].answer is Answer.REJECT
        await pilot.press(KEY["undo"])
        assert "undone: rejected sentence 1" in text(app, "message")
        assert app.bench.state.draft.labels.bare() == labels_of(page_of(one(DRY, WHOLE)))[0]
        assert not app.bench.state.unconfirmed


@pytest.mark.parametrize("key", ["2", KEY["type-back"]])
async def test_what_follows_in_other_parts_of_a_quote_is_said_before_it_is_confirmed(key: str) -> None:
    async with on_screen(MemoryDesk([page_of(chain(kind=INDIRECT))])) as (app, pilot):
        await pilot.press(key)
        assert "Enter changes the quote also in 2 open sentences" in text(app, "message")
        assert app.bench.offer is None, "they need not be asked for"

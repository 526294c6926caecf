"""Who comes first in the cast, and what in it cannot be expected to speak."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.component import ranked_members
from annotator.suggest.cast.members import join_mentions
from annotator.suggest.cast.mentions import find_mentions
from tests.suggest.cast.asking import speak
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]


def cast_of(marked: str, *entities: Entity, said: int | None = None) -> list[tuple[str, bool]]:
    """The cast of a text whose token `said` is the source of the one quote, and whether each can speak."""
    doc = tiny(marked, *entities)
    quotes = []
    if said is not None:
        source, content = doc[said], doc[len(doc) - 1]
        spans = [Span(token.idx, token.idx + len(token)) for token in (content, source)]
        quotes = [Quote((spans[0],), QuoteType.INDIRECT, None, spans[1])]
    return [(member.name, member.speaks) for member in speak(doc, quotes)[1]]


def test_without_quotes_people_come_before_bodies_bodies_before_groups_and_places_last() -> None:
    found = cast_of(
        "Norway met Russians_NNPS and Oxfam | Ruth Okafor came | Lena Aker left",
        (0, 1, "GPE"),
        (2, 3, "NORP"),
        (4, 5, "ORG"),
        (5, 7, "PERSON"),
        (8, 10, "PERSON"),
    )
    assert found == [
        ("Ruth Okafor", True),
        ("Lena Aker", True),
        ("Oxfam", True),
        ("Russians", True),
        ("Norway", False),
    ]


def test_a_place_that_speaks_a_quote_comes_with_the_speakers() -> None:
    found = cast_of("Norway_NNP_nsubj said no | Ruth Okafor came late", (0, 1, "GPE"), (3, 5, "PERSON"), said=0)
    assert found == [("Norway", True), ("Ruth Okafor", True)]


def test_who_speaks_with_others_comes_before_all_of_them_together() -> None:
    doc = tiny(
        "Ruth_NNP_nsubj_3 and_CC_cc_0 Otto_NNP_conj_0 said no | Ann_NNP_nsubj_6 said no",
        (0, 1, "PERSON"),
        (2, 3, "PERSON"),
        (5, 6, "PERSON"),
    )
    sources = [(0, 3), (5, 6)]
    quotes = [
        Quote((Span(doc[end + 1].idx, doc[end + 1].idx + 2),), QuoteType.INDIRECT, None, Span(doc[start].idx, last))
        for start, end in sources
        for last in [doc[end - 1].idx + len(doc[end - 1])]
    ]
    names = [member.name for member in speak(doc, quotes)[1]]
    assert names == ["Ruth", "Otto", "Ann", "Ruth and Otto"]


@pytest.mark.parametrize(
    ("marked", "entities", "name"),
    [
        ("they met in_IN Norway | it was Norway", [(3, 4, "GPE"), (6, 7, "GPE")], "Norway"),
        ("they met at Union Square", [(3, 5, "FAC")], "Union Square"),
        ("he met Treasury Secretary Ruth Okafor", [(2, 3, "ORG"), (4, 6, "PERSON")], "Treasury"),
        ("Votes_NNS were counted | the Votes_NNS count", [(0, 1, "ORG"), (4, 5, "ORG")], "Votes"),
    ],
)
def test_what_cannot_be_expected_to_speak(marked: str, entities: list[Entity], name: str) -> None:
    assert dict(cast_of(marked, *entities))[name] is False


@pytest.mark.parametrize(
    ("marked", "entities", "name"),
    [
        ("it was the Treasury that did not want him to go", [(3, 4, "ORG")], "Treasury"),
        ("the NYPD_NNS met him", [(1, 2, "ORG")], "NYPD"),
        ("Votes_NNS were counted by Votes", [(0, 1, "ORG"), (4, 5, "ORG")], "Votes"),
        ("Jordan_NNP spoke | Jordan_NNP_nsubj left", [(0, 1, "GPE"), (2, 3, "PERSON")], "Jordan"),
    ],
)
def test_what_is_named_as_a_speaker_would_be_may_speak(marked: str, entities: list[Entity], name: str) -> None:
    assert dict(cast_of(marked, *entities))[name] is True


@pytest.mark.parametrize(
    ("marked", "entities", "name", "speaks"),
    [
        ("he met Treasury Okafor", [(2, 3, "ORG"), (3, 4, "PERSON")], "Treasury", False),
        ("he met Treasury | Okafor left", [(2, 3, "ORG"), (3, 4, "PERSON")], "Treasury", True),
        ("he met TREASURY Okafor", [(2, 3, "ORG"), (3, 4, "PERSON")], "TREASURY", True),
        ("he met Iron Works Okafor", [(2, 4, "ORG"), (4, 5, "PERSON")], "Iron Works", True),
        ("he met Treasury secretary_NN now", [(2, 3, "ORG")], "Treasury", True),
        ("he met Treasury", [(2, 3, "ORG")], "Treasury", True),
        (
            "he met Treasury Secretary Ruth Okafor and Treasury",
            [(2, 3, "ORG"), (4, 6, "PERSON"), (7, 8, "ORG")],
            "Treasury",
            True,
        ),
    ],
)
def test_what_only_tells_an_office_does_not_speak(marked: str, entities: list[Entity], name: str, speaks: bool) -> None:
    assert dict(cast_of(marked, *entities))[name] is speaks


def test_who_has_as_many_quotes_comes_in_the_order_of_the_text() -> None:
    marked = "Lane came | Ruth Okafor_NNP_nsubj said no | officials_NNS_nsubj said no"
    assert [name for name, _ in cast_of(marked, (0, 1, "PERSON"), (2, 4, "PERSON"), said=6)] == [
        "officials",
        "Lane",
        "Ruth Okafor",
    ]


def test_a_source_is_a_mention_unless_it_holds_a_name() -> None:
    doc = tiny("Ruth Okafor_NNP_nsubj_3 herself said no", (0, 2, "PERSON"))
    quote = Quote((Span(doc[4].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(0, doc[2].idx + 7))
    assert [span.of(doc.text) for span in speak(doc, [quote])[1][0].mentions] == ["Ruth Okafor"]


def test_whom_no_name_tells_of_comes_in_the_order_of_the_sources() -> None:
    marked = "officials_NNS_nsubj said_VBD no | Lane came | voters_NNS_nsubj said_VBD no"
    doc = tiny(marked, (3, 4, "PERSON"))
    spans = [[Span(doc[i].idx, doc[i].idx + len(doc[i])) for i in pair] for pair in ((2, 0), (7, 5))]
    quotes = [Quote((content,), QuoteType.INDIRECT, None, source) for content, source in spans]
    assert [member.name for member in speak(doc, quotes[::-1])[1]] == ["officials", "voters", "Lane"]


def test_of_two_of_one_name_the_likelier_speaker_counts() -> None:
    columns = Columns(tiny("so Norway met Ruth Okafor .", (1, 2, "GPE"), (3, 5, "PERSON")), (), WORDS)
    members = join_mentions(find_mentions(columns), columns)
    members[0].name = members[1].name  # as known people lend theirs
    for some in (members, members[::-1]):
        (only,) = ranked_members(columns, some, (), ())
        assert only.speaks
        assert [span.of(columns.text) for span in only.mentions] == ["Norway", "Ruth Okafor"]

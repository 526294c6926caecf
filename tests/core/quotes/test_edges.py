"""Where one house marks more or less than the other at the edges of a quote."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.core.model import Quote, QuoteType, Span
from annotator.core.profiles import PROFILES
from annotator.core.quotes.guidelines import (
    EDGES,
    EdgeHabit,
    EdgeHabits,
    decided_edges,
    edge_places,
    held_to,
    is_taken_in,
    rules_broken,
    with_habitual_edges,
)

DIRECT, INDIRECT, MIXED = QuoteType
SPEECH, GUARDIAN = PROFILES["speech"], PROFILES["guardian"]


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def quote(text: str, content: str | list[str], cue: str | None = "said", source: str | None = "Ada", kind=INDIRECT):
    pieces = [content] if isinstance(content, str) else content
    return Quote(
        tuple(span(text, words) for words in pieces),
        kind,
        None if cue is None else span(text, cue),
        None if source is None else span(text, source),
    )


def marked(text: str, one: Quote) -> list[str]:
    """The content of a quote as it stands, and its cue and source."""
    return [*(piece.of(text) for piece in one.content), *(part.of(text) for part in (one.cue, one.source) if part)]


@pytest.mark.parametrize(
    ("text", "taken_in", "left_out", "kind"),
    [
        ("Ada said that it rained.", quote("Ada said that it rained.", "that it rained"), ["it rained", "said", "Ada"],
         "that"),
        ("Ada told them that it rained.", quote("Ada told them that it rained.", "that it rained", "told"),
         ["it rained", "told", "Ada"], "that"),
        ("Ada asked whether it rained.", quote("Ada asked whether it rained.", "whether it rained", "asked"),
         ["it rained", "asked", "Ada"], "whether"),
        ("It rained, Ada said.", quote("It rained, Ada said.", "It rained,"), ["It rained", "said", "Ada"], "comma"),
        ("Ada said it rained.", quote("Ada said it rained.", "it rained."), ["it rained", "said", "Ada"], "full stop"),
        ("It rained, Ada said.", quote("It rained, Ada said.", "It rained,", kind=DIRECT), ["It rained", "said", "Ada"],
         "comma after spoken words"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT),
         ["It rained,”", "said", "Ada"], "opening mark"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT),
         ["“It rained,", "said", "Ada"], "closing mark"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,", kind=DIRECT),
         ["“It rained", "said", "Ada"], "comma before the mark"),
        ("“It rained.” Ada said it.", quote("“It rained.” Ada said it.", "“It rained.", kind=DIRECT),
         ["“It rained", "said", "Ada"], "full stop before the mark"),
        ("It rained. Ada said it.", quote("It rained. Ada said it.", "It rained.", kind=DIRECT),
         ["It rained", "said", "Ada"], "full stop after spoken words"),
        ("Yes. Ada said it.", quote("Yes. Ada said it.", "Yes.", kind=DIRECT), ["Yes", "said", "Ada"],
         "full stop after spoken words"),
        ("``It rained,'' Ada said.", quote("``It rained,'' Ada said.", "``It rained,''", kind=DIRECT),
         ["``It rained,", "said", "Ada"], "closing mark"),
        ("Ada said: it rained.", quote("Ada said: it rained.", "it rained", "said:"), ["it rained", "said", "Ada"],
         "colon of the cue"),
        ("Ada said, it rained.", quote("Ada said, it rained.", "it rained", "said,"), ["it rained", "said", "Ada"],
         "comma of the cue"),
        ("Ada has also said it rained.", quote("Ada has also said it rained.", "it rained", "has also said"),
         ["it rained", "said", "Ada"], "auxiliary of the cue"),
        ("The mayor said it rained.", quote("The mayor said it rained.", "it rained", source="The mayor"),
         ["it rained", "said", "mayor"], "article of the source"),
        ("Sen. Ada Byron said it is.", quote("Sen. Ada Byron said it is.", "it is", source="Sen. Ada Byron"),
         ["it is", "said", "Ada Byron"], "title of the source"),
    ],
)  # fmt: skip
def test_what_stands_at_an_edge_is_taken_in_or_left_out(text, taken_in, left_out, kind):
    inside = {place.kind: place for place in edge_places(text, taken_in)}
    assert inside[kind].inside
    assert marked(text, inside[kind].otherwise) == left_out
    outside = {place.kind: place for place in edge_places(text, inside[kind].otherwise)}
    assert not outside[kind].inside
    assert outside[kind].otherwise == taken_in, "and the other way round"


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Ada said that was late!", quote("Ada said that was late!", "that was late")),
        ("“That it rained is true,” Ada said.", quote("“That it rained is true,” Ada said.", "That it rained is true",
                                                      kind=DIRECT)),
        ("Ada was close to the end, he said.", quote("Ada was close to the end, he said.", "to the end", "close")),
        ("Ada said it rained in the U.S.", quote("Ada said it rained in the U.S.", "it rained in the U.S.")),
        ("Ada said it was the Sen.", quote("Ada said it was the Sen.", "it was the Sen.")),
        ("Ada said it flew on Apollo-8.", quote("Ada said it flew on Apollo-8.", "it flew on Apollo-8.")),
        ("Ada said it rose by 1,500.", quote("Ada said it rose by 1,500.", "it rose by 1,500.")),
    ],
)  # fmt: skip
def test_words_that_only_look_alike_are_no_edge(text, one):
    assert not {place.kind for place in edge_places(text, one)} & {"that", "to", "full stop"}


def test_marks_around_a_part_of_the_words_are_no_edge():
    text = "Ada said it was “late” and “cold”."
    assert list(edge_places(text, quote(text, "“late” and “cold”", kind=DIRECT))) == []
    assert "closing mark" not in {place.kind for place in edge_places(text, quote(text, "it was “late”", kind=MIXED))}


def test_a_quote_over_two_paragraphs_has_the_marks_of_its_ends():
    text = "“It rained.\n\n“It snowed too,” Ada said."
    one = quote(text, "“It rained.\n\n“It snowed too,”", kind=DIRECT)
    departs = SPEECH._replace(departures=frozenset({"opening mark", "closing mark"}))
    assert marked(text, with_habitual_edges(text, one, departs))[0] == "It rained.\n\n“It snowed too,"


def test_each_piece_of_a_quote_has_the_marks_of_its_own():
    text = "“It,” Ada said, “is,” so she thinks, “so.”"
    kinds = Counter(place.kind for place in edge_places(text, quote(text, ["“It,”", "“is,”", "“so.”"], kind=DIRECT)))
    assert (kinds["opening mark"], kinds["closing mark"]) == (3, 3)


def test_the_end_of_a_sentence_within_a_quote_is_no_edge():
    text = "It rained. It snowed, Ada said."
    one = quote(text, ["It rained.", "It snowed"])
    assert [(place.kind, place.inside) for place in edge_places(text, one)] == [("comma", False)]


def test_an_apposition_is_what_stands_in_small_letters_behind_the_name():
    text = "Ada Byron, a writer, said it rained."
    found = {
        place.kind: place.otherwise
        for place in edge_places(text, quote(text, "it rained", source="Ada Byron, a writer"))
    }
    assert marked(text, found["apposition of the source"])[-1] == "Ada Byron"
    text = "Ada Byron, Mary Shelley and Jane said it rained."
    several = quote(text, "it rained", source="Ada Byron, Mary Shelley and Jane")
    assert "apposition of the source" not in {place.kind for place in edge_places(text, several)}


def test_a_source_that_ends_with_a_comma_has_no_apposition():
    text = "It rained, said Ada, "
    assert "apposition of the source" not in {
        place.kind for place in edge_places(text, quote(text, "It rained", source="Ada, "))
    }


def test_a_pronoun_before_a_cue_that_comes_behind_introduces_nothing():
    text = "that it rained, Ada said."
    assert "that" not in {place.kind for place in edge_places(text, quote(text, "that it rained"))}


def test_a_word_that_the_cue_ended_with_goes_over_to_the_content():
    text = "Ada said that it rained."
    (that,) = [place for place in edge_places(text, quote(text, "it rained", "said that")) if place.kind == "that"]
    assert not that.inside
    assert marked(text, that.otherwise) == ["that it rained", "said", "Ada"]


def test_of_several_titles_before_a_name_all_are_left_out():
    text = "Dr. Sen. Ada Byron said it is."
    titled = next(
        one for one in edge_places(text, quote(text, "it is", source="Dr. Sen. Ada Byron")) if "title" in one.kind
    )
    assert marked(text, titled.otherwise)[-1] == "Ada Byron"


def test_a_bare_cue_takes_in_no_auxiliary_and_no_colon():
    assert is_taken_in("colon of the cue", SPEECH)
    assert not is_taken_in("colon of the cue", GUARDIAN)
    assert not is_taken_in("auxiliary of the cue", GUARDIAN)
    assert is_taken_in("that", GUARDIAN)


@pytest.mark.parametrize(
    ("text", "one", "departures", "expected"),
    [
        ("Ada said that it rained.", quote("Ada said that it rained.", "that it rained"), {"that"}, "it rained"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT),
         {"opening mark", "closing mark"}, "It rained,"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT),
         {"opening mark", "closing mark", "comma before the mark"}, "It rained"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT), {"closing mark"},
         "“It rained,"),
        ("“It rained,” Ada said.", quote("“It rained,” Ada said.", "“It rained,”", kind=DIRECT), {"opening mark"},
         "It rained,”"),
        ("It rained, Ada said.", quote("It rained, Ada said.", "It rained"), {"comma"}, "It rained,"),
        ("Ada said: it rained.", quote("Ada said: it rained.", "it rained", "said:"), {"colon of the cue"},
         "it rained"),
    ],
)  # fmt: skip
def test_suggestions_follow_annotators_and_nothing_complains_of_it(text, one, departures, expected):
    profile = SPEECH._replace(departures=frozenset(departures))
    held = held_to(text, one, profile)
    assert marked(text, held)[0] == expected
    assert list(rules_broken(text, held.part(held.content, held.cue, held.source, continues=False), profile)) == []
    assert held_to(text, held, profile) == held
    assert held_to(text, one, SPEECH) == one, "as the guidelines have it"


def test_what_is_no_departure_is_still_complained_of():
    text = "Ada said that it rained."
    one = quote(text, "it rained")
    part = one.part(one.content, one.cue, one.source, continues=False)
    assert [message for message, _ in rules_broken(text, part, SPEECH._replace(departures=frozenset({"comma"})))] == [
        "“that” belongs to the content"
    ]


_WORDS = ["Ada", "said", "that", "whether", "it", "rained", "The", "mayor", "Sen.", "has", "was", "U.S.", "to", "a",
          "“", "”", '"', "‘", "’", ",", ".", ":", "\n\n"]  # fmt: skip


@st.composite
def texts_with_quotes(draw):
    text = "".join(
        word + draw(st.sampled_from(["", " "])) for word in draw(st.lists(st.sampled_from(_WORDS), min_size=4))
    )
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    spans = [Span(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=False)]
    parts = draw(st.permutations(spans))
    content, *others = [sorted(parts[: max(1, len(parts) - 2)]), *parts[max(1, len(parts) - 2) :]]
    cue, source = (others[number] if number < len(others) else None for number in (0, 1))
    return text, Quote(tuple(content), draw(st.sampled_from(QuoteType)), cue, source)


@given(texts_with_quotes())
@example(("was that it", Quote((Span(9, 11),), INDIRECT, Span(3, 5))))  # no word is left of that cue
def test_otherwise_is_always_a_quote_of_the_same_text(made):
    text, one = made
    for place in edge_places(text, one):
        spans = [*place.otherwise.content, *(part for part in (place.otherwise.cue, place.otherwise.source) if part)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(
            any(char.isalnum() for char in piece.of(text))
            for piece in spans
            if piece not in (*one.content, one.cue, one.source)
        )
        assert place.otherwise != one
        assert list(place.otherwise.content) == sorted(place.otherwise.content)


@given(texts_with_quotes(), st.sets(st.sampled_from([*EDGES, "that", "whether"])))
def test_a_quote_that_follows_once_follows_for_good(made, departures):
    text, one = made
    profile = SPEECH._replace(departures=frozenset(departures))
    held = with_habitual_edges(text, one, profile)
    assert with_habitual_edges(text, held, profile) == held
    left = [place.kind for place in edge_places(text, held) if place.kind in departures]
    assert all(
        place.inside is not is_taken_in(place.kind, profile) for place in edge_places(text, held) if place.kind in left
    )


# ---- What annotators do at the edges of quotes, counted, and where they depart from the guidelines.


TEXT = "Ada Byron, a writer, said that it rained."
NAME, IN_FULL = Span(0, 9), Span(0, 19)
WITH, WITHOUT = Span(26, 40), Span(31, 40)


def decided_quote(content: Span = WITH, source: Span | None = None) -> Quote:
    return Quote((content,), QuoteType.INDIRECT, Span(21, 25), source)


def habits(*decided: Quote, shown: tuple[Quote, ...] = ()) -> EdgeHabits:
    return EdgeHabits.of(Counter(decided_edges(TEXT, decided, shown)))


def test_what_quotes_take_in_and_leave_out_is_counted():
    found = habits(decided_quote(WITHOUT), decided_quote(WITHOUT), decided_quote(WITH))
    assert found.kinds == {"that": EdgeHabit(1, 2), "full stop": EdgeHabit(0, 3)}


@pytest.mark.parametrize(
    ("taken_in", "left_out", "departs"),
    [(0, 3, False), (0, 4, True), (1, 4, False), (1, 5, True), (9, 4, False), (10, 13, False), (10, 14, True)],
)
def test_annotators_depart_after_four_cases_and_where_most_are_otherwise(taken_in, left_out, departs):
    that = EdgeHabits({"that": EdgeHabit(taken_in, left_out)})
    assert that.departures(SPEECH) == (frozenset({"that"}) if departs else frozenset())
    comma = EdgeHabits({"comma": EdgeHabit(left_out, taken_in)})
    assert bool(comma.departures(SPEECH)) is departs, "a comma is left out by the guidelines"


def test_what_one_profile_takes_in_departs_from_the_other():
    colon = EdgeHabits({"colon of the cue": EdgeHabit(9, 1)})
    assert (colon.departures(SPEECH), colon.departures(GUARDIAN)) == (frozenset(), {"colon of the cue"})


def test_an_apposition_that_was_suggested_and_cut_off_is_left_out():
    cut = habits(decided_quote(source=NAME), shown=(decided_quote(source=IN_FULL),))
    assert cut.kinds["apposition of the source"] == EdgeHabit(0, 1)
    assert habits(decided_quote(source=IN_FULL)).kinds["apposition of the source"] == EdgeHabit(1, 0)
    assert "apposition of the source" not in habits(decided_quote(source=NAME)).kinds, "nothing was suggested"
    other = decided_quote(Span(36, 40), IN_FULL)
    assert "apposition of the source" not in habits(decided_quote(source=NAME), shown=(other,)).kinds, "not of this one"


def test_a_reason_is_told_only_where_the_quote_follows_a_departure():
    found = EdgeHabits({"that": EdgeHabit(1, 9), "comma": EdgeHabit(9, 1)})
    assert found.reasons(TEXT, decided_quote(WITHOUT), SPEECH) == ("edge: “that” left out here 9 of 10",)
    assert found.reasons(TEXT, decided_quote(WITH), SPEECH) == ()
    assert EdgeHabits({"that": EdgeHabit(9, 1)}).reasons(TEXT, decided_quote(WITHOUT), SPEECH) == ()


def test_departures_are_told_in_words():
    found = EdgeHabits({"that": EdgeHabit(1, 9), "comma": EdgeHabit(9, 1), "closing mark": EdgeHabit(9, 1)})
    assert found.in_words(SPEECH) == ("comma taken in", "“that” left out")


def test_without_decisions_nothing_departs():
    assert not EdgeHabits()
    assert EdgeHabits.of(Counter()).departures(SPEECH) == frozenset()


@given(st.dictionaries(st.sampled_from(["that", "comma", "closing mark"]), st.tuples(st.integers(0), st.integers(0))))
def test_habits_come_back_from_json(kinds):
    one = EdgeHabits({kind: EdgeHabit(*counts) for kind, counts in kinds.items()})
    assert EdgeHabits.from_json(json.loads(json.dumps(one.to_json()))) == one


@given(st.integers(0, 200), st.integers(0, 200))
def test_most_cases_decide(taken_in, left_out):
    departs = EdgeHabit(taken_in, left_out).departs(by_guidelines=True)
    assert departs is (left_out - taken_in > 3)

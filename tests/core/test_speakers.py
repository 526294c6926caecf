"""Names that an article does not give itself."""

from __future__ import annotations

import pytest

from annotator.core.model import CastMember, Labels, QuotePart, QuoteType, Span
from annotator.core.speakers import (
    Acquaintance,
    Acquaintances,
    answered_labels,
    composed_renamings,
    lent_reason,
    name_or_nobody,
    renamed_cast,
    renamed_labels,
    suggested_names,
    with_names_of_today,
)


@pytest.mark.parametrize("name", ["Ngozi Okonjo", "Okonjo and Mara Lind", "N. Okonjo"])
def test_a_word_that_stands_nowhere_in_the_text_is_from_other_articles(name: str) -> None:
    assert lent_reason(name, "Okonjo agreed with Lind.") == f"the name “{name}” is from other articles"


@pytest.mark.parametrize("name", ["Okonjo", "Lind and Okonjo", "interviewer", "OKONJO", "Okonjo’s aides"])
def test_names_of_the_text_and_words_without_a_capital_are_not(name: str) -> None:
    assert lent_reason(name, "OKONJO: Lind’s aides agreed.") is None


def test_a_name_is_shown_without_what_could_steer_a_terminal() -> None:
    reason = lent_reason("Ngozi \x1b[2J Okonjo", "Okonjo agreed.")
    assert reason is not None
    assert "\x1b" not in reason


def said(*speakers: str | None) -> Labels:
    """Labels with a quote by each of these, one behind the other."""
    parts = (
        QuotePart((Span(10 * at, 10 * at + 5),), QuoteType.DIRECT, speaker=name) for at, name in enumerate(speakers)
    )
    return Labels(tuple(parts), ("tax",))


def test_a_name_is_said_in_a_line_of_forty_characters_at_most() -> None:
    assert (name_or_nobody(None), name_or_nobody("Ada")) == ("nobody", "Ada")
    assert len(name_or_nobody("n" * 40)) == len(name_or_nobody("n" * 41)) == 40


def test_what_a_run_records_of_acquaintances_tells_apart_all_that_it_may_have_known() -> None:
    one = Acquaintance("Ada", 2, 1, (("she", 2),), (("person", 1),), (("female", 1),))
    others = [one._replace(**{name: one[2] + 5}) for name in ("quotes", "articles")]
    others += [one._replace(**{name: (("it", 1),)}) for name in ("sources", "kinds", "genders")]
    runs = [Acquaintances((held,)) for held in (one, *others)]
    runs += [Acquaintances((one, one)), Acquaintances((one,), {"A": "B"}), Acquaintances((one,), {"A": "C"})]
    told = [run.record() for run in runs]
    assert {len(run["digest"]) for run in told} == {12}
    assert len({run["digest"] for run in told}) == len(runs)
    assert [(run["known"], run["renamed"]) for run in told[-3:]] == [(2, 0), (1, 1), (1, 1)]
    assert [bool(run) for run in (Acquaintances(), Acquaintances((one,)), Acquaintances((), {"A": "B"}))] == [
        False,
        True,
        True,
    ]


def test_renamings_come_one_after_the_other() -> None:
    assert composed_renamings([("Roe", "J. Roe"), ("J. Roe", "Jane Roe"), ("Doe", "Jon Doe"), ("Jon Doe", "Doe")]) == {
        "Roe": "Jane Roe",
        "J. Roe": "Jane Roe",
        "Jon Doe": "Doe",
    }
    assert composed_renamings([("Roe", "Jane Roe"), ("Roe", "Richard Roe")]) == {"Roe": "Jane Roe"}


def test_labels_have_the_new_names_and_are_the_same_ones_where_nobody_in_them_has_one() -> None:
    labels = said("Roe", None, "Doe")
    assert renamed_labels(labels, {"Roe": "Jane Roe", "Coe": "C."}) == said("Jane Roe", None, "Doe")
    assert renamed_labels(labels, {"Coe": "C."}) is labels


@pytest.mark.parametrize("decided", ["Roe", "Jane Roe", "Jane Q. Roe"])
def test_what_was_suggested_is_called_as_the_decision_calls_it_by_whichever_name_it_had(decided: str) -> None:
    names = composed_renamings([("Roe", "Jane Roe"), ("Jane Roe", "Jane Q. Roe")])
    assert answered_labels(said("Roe"), said(decided), names) == said(decided)
    assert answered_labels(said("Roe"), said("Poe"), names) == said("Jane Q. Roe")


def test_a_speaker_as_suggested_then_has_the_name_of_now_and_one_that_was_put_in_stays() -> None:
    suggested, then, now = said("Roe", "Doe", None, "Poe"), {"Roe": "J. Roe"}, {"Roe": "Jane Roe", "Doe": "Jon Doe"}
    labels = said("J. Roe", "Coe", "Doe", "Poe", "J. Roe")
    names = suggested_names(labels, suggested, then)
    assert names == ["Roe", None, None, "Poe", None]
    assert with_names_of_today(labels, names, then, now) == said("Jane Roe", "Coe", "Doe", "Poe", "J. Roe")
    assert suggested_names(said("Roe"), suggested, then) == [None], "that was not shown then"
    assert with_names_of_today(said("Coe", "Doe"), ["Roe"], then, now) == said("Coe", "Doe"), "it was renamed since"


def test_members_of_a_cast_with_one_name_are_one_that_has_what_either_has() -> None:
    first, last, other = Span(0, 3), Span(9, 12), Span(20, 23)
    cast = (
        CastMember("Roe", (last,), speaks=False, gender="female"),
        CastMember("Doe", (other,)),
        CastMember("Jane Roe", (first, last), kind="person", gender="male"),
    )
    joined = CastMember("Jane Roe", (first, last), speaks=True, kind="person", gender="female")
    assert renamed_cast(cast, {"Roe": "Jane Roe"}) == (joined, cast[1])
    assert renamed_cast(cast[::-1], {"Roe": "Jane Roe"}) == (joined._replace(gender="male"), cast[1])
    assert renamed_cast(cast, {"Coe": "C."}) is cast
    silent = tuple(one._replace(speaks=False) for one in cast)
    assert [one.speaks for one in renamed_cast(silent, {"Roe": "Jane Roe"})] == [False, False]

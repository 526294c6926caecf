"""Names confirmed in earlier articles: they lend their full form and gender, unless the text could mean others."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from annotator.core.model import Document
from annotator.core.speakers import Acquaintance, Acquaintances
from annotator.suggest.cast.acquainted import KnownPeople, known_as
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.component import SpeakerFinder, resolve_speakers
from annotator.suggest.cast.lexicon import FEMALE, MALE, cast_words
from annotator.suggest.cast.members import Member, MemberKind, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.component_names import SPEAKERS
from annotator.suggest.pipeline import Suggester, describe_run
from tests.suggest.cast.tiny import tiny

WORDS = cast_words("en")


def person(name: str, quotes: int = 1, **known: tuple[tuple[str, int], ...]) -> Acquaintance:
    return Acquaintance(name, quotes, 1, **{"kinds": (("person", 1),), **known})


def body(name: str, quotes: int = 1) -> Acquaintance:
    return Acquaintance(name, quotes, 1, kinds=(("org", 1),))


def names(doc: Doc, *known: Acquaintance, renamed: dict[str, str] | None = None) -> list[str]:
    cast = resolve_speakers(doc, (), KnownPeople(Acquaintances(known, renamed or {}), WORDS))[1]
    return [member.name for member in sorted(cast, key=lambda member: member.mentions[0].start)]


def one_person(words: str) -> Doc:
    """A text in which Okonjo is named, and what else is in these words."""
    doc = tiny(words)
    return tiny(words, *[(t.i, t.i + 1, "PERSON") for t in doc if t.text in ("Okonjo", "Vasquez")])


def members(words: str, known: KnownPeople) -> list[Member]:
    """Who is in such a text, once the known ones have lent their names."""
    columns = Columns(one_person(words), (), WORDS)
    found = join_mentions(find_mentions(columns), columns)
    known.lend(found)
    return found


NGOZI = person("Ngozi Okonjo", 20)


@pytest.mark.parametrize(
    ("words", "known", "expected"),
    [
        ("Okonjo spoke", [NGOZI], "Ngozi Okonjo"),
        ("Okonjo spoke", [], "Okonjo"),
        ("Okonjo spoke", [NGOZI, person("Okonjo", 3)], "Ngozi Okonjo"),
        ("Okonjo spoke", [person("Okonjo", 30), NGOZI], "Ngozi Okonjo"),
        ("Okonjo spoke", [person("Ngozi A. Okonjo", 2), NGOZI], "Ngozi Okonjo"),
        ("Okonjo spoke", [person("Ngozi A. Okonjo", 21), NGOZI], "Ngozi A. Okonjo"),
        ("Okonjo spoke", [NGOZI, person("Peter Okonjo")], "Okonjo"),
        ("Okonjo spoke", [NGOZI, person("Ngozi Okonjo Jr.")], "Okonjo"),
        ("Okonjo spoke", [body("Hale Okonjo")], "Okonjo"),
        ("Okonjo spoke", [Acquaintance("two Okonjo", 4, 1, kinds=(("group", 1),))], "Okonjo"),
        ("Mrs. Okonjo spoke", [person("Peter Okonjo")], "Okonjo"),
        ("Mrs. Okonjo spoke", [person("Peter Okonjo"), person("Mary Okonjo")], "Mary Okonjo"),
        ("Mrs. Okonjo spoke", [NGOZI, person("Mary Okonjo")], "Okonjo"),
        ("Okonjo saw her and hers", [person("Peter Okonjo")], "Okonjo"),
        ("Vasquez spoke", [NGOZI], "Vasquez"),
    ],
)
def test_a_bare_surname_gets_the_full_form_of_the_only_one_who_can_be_meant(
    words: str, known: list[Acquaintance], expected: str
) -> None:
    assert names(one_person(words), *known) == [expected]


def test_the_order_in_which_they_are_given_changes_nothing() -> None:
    known = [NGOZI, person("Ngozi A. Okonjo", 20), person("Okonjo", 5)]
    assert names(one_person("Okonjo spoke"), *known) == names(one_person("Okonjo spoke"), *reversed(known))


def test_another_first_name_in_the_text_is_another_person() -> None:
    doc = tiny("Daniel Okonjo spoke | Okonjo left", (0, 2, "PERSON"), (3, 4, "PERSON"))
    assert names(doc, NGOZI) == ["Daniel Okonjo"]


def test_two_of_one_surname_in_the_text_keep_their_titles() -> None:
    doc = tiny("Mr. Okonjo spoke | Mrs. Okonjo left", (1, 2, "PERSON"), (4, 5, "PERSON"))
    assert names(doc, person("Peter Okonjo")) == ["Mr. Okonjo", "Mrs. Okonjo"]


def test_a_given_name_alone_is_nobodys_surname_unless_a_title_says_so() -> None:
    known = person("Clara Thomas", 9)
    assert names(tiny("Thomas spoke", (0, 1, "PERSON")), known) == ["Thomas"]
    assert names(tiny("Justice Thomas spoke", (1, 2, "PERSON")), known) == ["Clara Thomas"]


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("Ngozi J. Okonjo", [NGOZI], "Ngozi Okonjo"),
        ("Bob Hale", [person("Robert T. Hale", 4)], "Robert T. Hale"),
        ("Robert Hale Jr.", [person("Robert Hale", 4)], "Robert Hale Jr."),
        ("R. Hale", [person("Robert Hale", 4)], "R. Hale"),
        ("Anna Hale", [person("Robert Hale", 4)], "Anna Hale"),
        ("George Bush", [person("George H. W. Bush", 4), person("George W. Bush", 9)], "George Bush"),
    ],
)
def test_a_full_name_gets_the_form_that_is_confirmed_most(text: str, known: list[Acquaintance], expected: str) -> None:
    doc = tiny(f"{text} spoke", (0, len(text.split()), "PERSON"))
    assert names(doc, *known) == [expected]


def test_two_full_names_of_a_text_that_one_known_person_fits_stay_two() -> None:
    doc = tiny("Hilda Roth Moran spoke | Hilda Moran left", (0, 3, "PERSON"), (4, 6, "PERSON"))
    assert len(set(names(doc, person("Hilda Moran", 3)))) == len(names(doc))


@pytest.mark.parametrize(
    ("words", "known", "expected"),
    [
        ("SEIU spoke", [body("Service Employees International Union")], "Service Employees International Union"),
        ("S.E.I.U. spoke", [body("Service Employees International Union")], "Service Employees International Union"),
        ("SEIU spoke", [body("SEIU", 30), body("Service Employees International Union")], None),
        ("SEIU spoke", [Acquaintance("Service Employees International Union", 1, 1)], None),
        ("SEIU spoke", [person("Sara Emma Irene Unger")], "SEIU"),
        ("SEIU spoke", [body("Service Employees International Union"), body("Sea Eagle Island Union")], "SEIU"),
        ("Seiu spoke", [body("Service Employees International Union")], "Seiu"),
        ("Norlund spoke", [body("Norlund Inc.")], "Norlund Inc."),
        ("Norlund spoke", [body("Norlund University")], "Norlund"),
    ],
)
def test_initials_and_short_forms_get_the_full_form_of_a_body(
    words: str, known: list[Acquaintance], expected: str | None
) -> None:
    assert names(tiny(words, (0, 1, "ORG")), *known) == [expected or "Service Employees International Union"]


def test_a_body_that_the_text_names_in_full_keeps_its_name() -> None:
    doc = tiny("Sea Eagle Island Union met . | SEIU spoke", (0, 4, "ORG"), (6, 7, "ORG"))
    assert names(doc, body("Service Employees International Union")) == ["Sea Eagle Island Union"]


def test_a_renamed_speaker_has_the_new_name_unless_the_gender_speaks_against_it() -> None:
    doc = tiny("The Fed spoke | Mrs. Okonjo left", (1, 2, "ORG"), (4, 5, "PERSON"))
    renamed = {"Fed": "Federal Reserve", "Okonjo": "Peter Okonjo"}
    assert names(doc, renamed=renamed) == ["Federal Reserve", "Peter Okonjo"]
    assert names(doc, person("Peter Okonjo"), renamed=renamed) == ["Federal Reserve", "Okonjo"]


@pytest.mark.parametrize(
    ("known", "gender"),
    [
        (person("Ngozi Okonjo", sources=(("She", 2), ("Okonjo", 4))), FEMALE),
        (person("Ngozi Okonjo", sources=(("he", 1), ("she", 2))), FEMALE),
        (person("Ngozi Okonjo", sources=(("he", 2), ("she", 3))), None),
        (person("Ngozi Okonjo", sources=(("Mr. Okonjo", 1),)), MALE),
        (person("Ngozi King", sources=(("Mr. King", 1),)), MALE),
        (person("Ngozi Okonjo", sources=(("Mr. Okonjo", 1), ("she", 2))), FEMALE),
        (person("Mary Okonjo"), FEMALE),
        (person("Mary Okonjo", sources=(("he", 1),)), MALE),
        (person("Ngozi Okonjo", genders=(("female", 2),)), FEMALE),
        (person("Ngozi Okonjo", genders=(("female", 2), ("male", 2))), None),
        (person("Ngozi Okonjo"), None),
    ],
)
def test_gender_is_told_by_confirmed_pronouns_then_titles_then_the_given_name(
    known: Acquaintance, gender: str | None
) -> None:
    read = known_as(known, WORDS)
    assert read is not None
    assert read.gender == gender


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        (Acquaintance("Ngozi Okonjo", 1, 2, kinds=(("org", 1), ("person", 3))), MemberKind.PERSON),
        (Acquaintance("Ngozi Okonjo", 1, 1, sources=(("she", 1),)), MemberKind.PERSON),
        (Acquaintance("Norlund University", 1, 1), MemberKind.ORG),
        (Acquaintance("Mary Okonjo", 1, 1), MemberKind.PERSON),
        (Acquaintance("Norlund", 1, 1), None),
    ],
)
def test_the_kind_is_what_articles_took_it_for_or_what_its_words_tell(
    known: Acquaintance, kind: MemberKind | None
) -> None:
    read = known_as(known, WORDS)
    assert read is not None
    assert read.kind is kind


def test_a_name_without_letters_is_nobody() -> None:
    assert known_as(Acquaintance("—", 1, 1), WORDS) is None


def test_a_lent_gender_is_marked_as_such_and_the_texts_own_goes_first() -> None:
    known = KnownPeople(Acquaintances((person("Ngozi Okonjo", sources=(("she", 2),)), person("Vasquez"))), WORDS)
    (lent,) = members("Okonjo spoke", known)
    assert (lent.name, lent.gender, lent.lent) == ("Ngozi Okonjo", FEMALE, True)
    (own,) = members("Mr. Okonjo spoke", known)
    assert (own.name, own.gender, own.lent) == ("Okonjo", MALE, False)
    single = KnownPeople(Acquaintances((person("Okonjo", sources=(("she", 1),)),)), WORDS)
    (alone,) = members("Okonjo spoke", single)
    assert (alone.name, alone.gender) == ("Okonjo", FEMALE), "who is known by the surname alone lends the gender"
    (unknown,) = members("Vasquez spoke", known)
    assert (unknown.gender, unknown.lent) == (None, False)


STORY = "Krull thanked Okonjo on Sunday. She said that the tariffs would be gone by May. Krull left early."


def test_she_finds_her_once_earlier_articles_told_her_gender(suggester: Suggester) -> None:
    known = Acquaintances((person("Ngozi Okonjo", sources=(("she", 2),)),))
    unacquainted, acquainted = suggester, Suggester.load()
    acquainted.meet(known)
    before, after = (one.suggest_one(Document("d", STORY)) for one in (unacquainted, acquainted))
    assert [quote.speaker for quote in before.quotes] == ["Krull"]
    assert [quote.speaker for quote in after.quotes] == ["Ngozi Okonjo"]
    members = {member.name: (member.kind, member.gender) for member in after.cast}
    assert members["Ngozi Okonjo"] == ("person", None), "what was lent is not recorded as the article's own"
    assert acquainted.run.settings["speakers"] == known.record()
    assert unacquainted.run == describe_run(unacquainted.nlp)


def test_the_digest_of_a_run_tells_what_was_known() -> None:
    one, other = Acquaintances((NGOZI,)), Acquaintances((NGOZI,), {"Okonjo": "Ngozi Okonjo"})
    assert one.record() == Acquaintances((NGOZI,)).record()
    assert (one.record()["known"], other.record()["renamed"]) == (1, 1)
    assert (
        len({one.record()["digest"], other.record()["digest"], Acquaintances((person("Roe"),)).record()["digest"]}) == 3
    )


def test_nobody_known_is_as_if_there_were_no_database(suggester: Suggester) -> None:
    finder = suggester.nlp.create_pipe(SPEAKERS)
    assert isinstance(finder, SpeakerFinder)
    finder.meet(Acquaintances((NGOZI,)))
    assert finder.known is not None
    finder.meet(Acquaintances())
    assert finder.known is None

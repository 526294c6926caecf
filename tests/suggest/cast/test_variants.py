"""Names that are likely to be variants of one another, and names that only look like it."""

from __future__ import annotations

import pytest

from annotator.core.speakers import Acquaintance
from annotator.suggest.cast.acquainted import Known, known_as, likely_variants
from annotator.suggest.cast.lexicon import cast_words

WORDS = cast_words("en")


def known(name: str, kind: str | None = None, sources: tuple[tuple[str, int], ...] = ()) -> Known:
    read = known_as(Acquaintance(name, 1, 1, sources, ((kind, 1),) if kind else ()), WORDS)
    assert read is not None
    return read


def are_variants(one: Known, other: Known) -> bool:
    found = likely_variants([one, other], WORDS)
    assert found in ({}, {one.name: (other.name,), other.name: (one.name,)}), "both are told, or none"
    return bool(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ngozi Okonjo", "Okonjo"),
        ("Larry King", "Mr. King"),
        ("Larry King", "King"),
        ("Joseph R. Hale Jr.", "Joe Hale"),
        ("Okonjo", "Mrs. Okonjo"),
        ("Fareed Zakaria", "Fareed Zakria"),
        ("Fareed Zakaria", "Fareed zakaria"),
        ("Zakaria", "Zakraia"),
        ("José Lima", "Jose Lima"),
        ("Service Employees International Union", "SEIU"),
        ("Service Employees International Union", "S.E.I.U."),
        ("Norlund Inc.", "Norlund"),
    ],
)
def test_names_that_are_likely_the_same(one: str, other: str) -> None:
    assert are_variants(known(one), known(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Hale", "Robert Hale"),
        ("Peter Okonjo", "Mrs. Okonjo"),
        ("Hale", "Hall"),
        ("officials", "official"),
        ("Robert T. Hale Jr.", "Robert T. Hale III"),
        ("Service Employees International Union", "Seiu"),
        ("Norlund University", "Norlund"),
        ("The Post", "P"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not are_variants(known(one), known(other))


def test_what_articles_took_them_for_keeps_a_body_and_a_person_apart() -> None:
    assert are_variants(known("Ngozi Okonjo", "person"), known("Okonjo", "person"))
    assert not are_variants(known("Ngozi Okonjo", "person"), known("Okonjo", "org"))
    assert not are_variants(known("Sara Emma Irene Unger", "person"), known("SEIU", "org"))
    assert not are_variants(known("Ngozi Okonjo", "person", (("he", 2),)), known("Okonjo", "person", (("she", 2),)))


def test_variants_stand_in_the_order_of_the_names_and_a_name_twice_is_no_variant_of_itself() -> None:
    names = [known(name) for name in ("Okonjo", "Ngozi Okonjo", "Mrs. Okonjo", "Ngozi Okonjo", "Krull")]
    assert likely_variants(names, WORDS) == {
        "Okonjo": ("Ngozi Okonjo", "Mrs. Okonjo"),
        "Ngozi Okonjo": ("Okonjo", "Mrs. Okonjo"),
        "Mrs. Okonjo": ("Okonjo", "Ngozi Okonjo"),
    }


def test_few_names_are_compared_where_many_share_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.suggest.cast import acquainted as variants

    compared: list[int] = []
    real = variants._may_be_one
    monkeypatch.setattr(variants, "_may_be_one", lambda *names: compared.append(1) or real(*names))

    def comparisons(count: int) -> int:
        compared.clear()
        likely_variants([known(f"N{chr(97 + n % 26)}{n} Smith") for n in range(count)], WORDS)
        return len(compared)

    assert comparisons(800) < 4 * comparisons(400)

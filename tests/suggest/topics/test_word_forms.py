"""Forms of words by the data of a language."""

import pytest

from annotator.suggest.topics.finder import Ending, WordForms, load_word_forms


@pytest.mark.parametrize(
    ("word", "bases"),
    [
        ("ferries", ["ferrie", "ferri", "ferry"]),
        ("dress", []),
        ("Shares", ["Share", "Shar"]),
        ("shelling", ["shell", "shelle", "shel"]),
        ("discussed", ["discuss", "discusse"]),
        ("hoped", ["hop", "hope"]),
        ("Leading", []),
        ("sing", []),
        ("rain", []),
    ],
)
def test_english_plurals_and_inflected_verbs(word: str, bases: list[str]) -> None:
    assert list(load_word_forms("en").bases(word)) == bases


def test_possessives_are_left_out_of_terms() -> None:
    english = load_word_forms("en")
    assert english.without_possessives("Moody's") == english.without_possessives("Moody’s") == "Moody"
    assert english.without_possessives("workers' council") == "workers council"
    assert english.without_possessives("O'Neill") == "O'Neill"


def test_another_language_is_data() -> None:
    forms = WordForms(frozenset({"ko"}), (Ending("ak", [""], least=3),))
    assert list(forms.bases("liburuak")) == ["liburu"]
    assert list(forms.bases("auak")) == []
    assert load_word_forms("xx") == WordForms(), "without data words are taken as they stand"

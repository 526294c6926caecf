"""Names that an article does not give itself."""

from __future__ import annotations

import pytest

from annotator.core.speakers import lent_reason


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

"""Quotation marks beside dashes are tokens of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from annotator.suggest.text.tokens import part_signs


@pytest.mark.parametrize("mark", ["”", '"', "»"])
@pytest.mark.parametrize("dash", ["—", "–", "-", "--", "―"])
def test_a_mark_and_a_dash_that_touch_are_parted(mark: str, dash: str) -> None:
    nlp = spacy.blank("en")
    part_signs(nlp)
    assert [token.text for token in nlp.make_doc(f"late.{mark}{dash}Jane")] == ["late", ".", mark, dash, "Jane"]
    assert [token.text for token in nlp.make_doc(f"said{dash}{mark}but")] == ["said", dash, mark, "but"]


def test_the_bracket_and_the_colon_of_a_label_are_parted() -> None:
    nlp = spacy.blank("en")
    part_signs(nlp)
    assert [token.text for token in nlp.make_doc("SMITH (Ohio): No :)")] == ["SMITH", "(", "Ohio", ")", ":", "No", ":)"]


def test_other_tokens_stay_as_they_are() -> None:
    text = "The well-known mayor--she's 61--called it a “mess”, didn't she? «No»."
    plain, nlp = spacy.blank("en"), spacy.blank("en")
    part_signs(nlp)
    part_signs(nlp)
    assert [token.text for token in nlp.make_doc(text)] == [token.text for token in plain.make_doc(text)]


def test_a_pipeline_keeps_it_where_it_is_written_and_read(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    part_signs(nlp)
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert [token.text for token in again.make_doc("”—Jane")] == ["”", "—", "Jane"]

"""Whom pronouns mean in news, where somebody is named more often than whom they mean."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuoteType, Span
from tests.suggest.cast.asking import Read, speak, who
from tests.suggest.cast.tiny import tiny

LANG = "Peter Lang spoke on Monday. Lang won. Lang thanked them. "


def test_he_is_the_subject_of_the_clause_to_which_his_is_joined(read: Read) -> None:
    text = LANG + "Senator Carl Brandt did not blame Lang for the loss, but he said the party had to change."
    assert who(read, text, "he") == ["Carl Brandt"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("met Okafor_NNP_dobj_0 of_IN_prep_1 bank_NN_pobj_2 {}_WP_nsubj_5 said_VBD_relcl_3 it", "Okafor"),
        (
            "Moss_NNP_nsubj_1 was_VBD_ROOT beating_NN_compound_3 Okafor_NNP_attr_1 {}_WP_nsubj_5 said_VBD_relcl_3 it",
            "Okafor",
        ),
        ("met mayor_NN_dobj_0 of_IN_prep_1 Okafor_NNP_pobj_2 {}_WP_nsubj_5 said_VBD_relcl_3 it", "Okafor"),
    ],
)
def test_who_is_human_and_a_relative_before_the_name(marked: str, expected: str) -> None:
    doc = tiny(marked.format("who"), *[(t.i, t.i + 1, "PERSON") for t in tiny(marked) if t.text in ("Okafor", "Moss")])
    quote = Quote((Span(doc[6].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(doc[4].idx, doc[4].idx + 3))
    assert speak(doc, [quote])[0][0].speaker == expected


def test_who_is_the_one_familiar_with_a_thing(read: Read) -> None:
    text = "Nothing was settled, said one official familiar with the discussion, who added that talks would go on."
    assert who(read, text, "who") == ["one official"]


def test_whom_a_quote_only_calls_an_owner_may_be_its_he(read: Read) -> None:
    text = "Carl Brandt met Peter Lang. Lang spoke first. He said that Lang's letter would help."
    assert who(read, text, "He") == ["Peter Lang"]

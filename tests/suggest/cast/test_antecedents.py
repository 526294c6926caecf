"""What a relative pronoun stands for."""

from __future__ import annotations

from annotator.suggest.cast.antecedents import antecedent_of
from annotator.suggest.cast.cast import build_cast
from tests.suggest.cast.tiny import tiny


def stands_for(marked: str, head: int) -> str | None:
    doc = tiny(marked)
    antecedent = antecedent_of(doc[head], build_cast(doc))
    return antecedent.text if antecedent is not None else None


def test_who_is_the_human_being_in_whose_phrase_a_body_stands() -> None:
    marked = "a_DT clerk_NN_nsubj_7 in_IN_prep_1 the_DT_det_4 office_NN_pobj_2 who_WP_nsubj_6 knew_VBD_relcl_4 left_VBD"
    assert stands_for(marked, 5) == "clerk"
    assert stands_for(marked.replace("who_WP", "which_WDT"), 5) == "office"

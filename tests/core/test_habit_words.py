"""Groups of chances in words for people."""

import pytest

from annotator.core.habits import in_words


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("word say", "“say”"),
        ("word give in", "“give in”"),
        ("word give in in that", "“give in” + that"),
        ("word point out in dobj+to", "“point out” + dobj+to"),
        ("frame fin", "fin"),
        ("all=thinking", "all that is thought or wanted"),
        ("source=none", "without a source"),
        ("place=headline", "in headlines"),
        ("family=clause saying", "clause saying"),
        ("marked=quoted clause", "quoted clause"),
        ("length=3-4 clause", "clause of 3-4 words"),
    ],
)
def test_each_is_told_in_a_few_words(group: str, said: str) -> None:
    assert in_words(group) == said


def test_a_frame_goes_by_the_name_of_its_rule_where_that_is_known() -> None:
    assert in_words("frame fin", "clause") == "clause"
    assert in_words("word say in fin", "clause") == "“say” + clause"
    assert in_words("word say", "clause") == "“say”"

"""What a changed label scheme makes of the labels that there were."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from annotator.core.errors import InputRefused
from annotator.core.revisions import (
    Change,
    ChangeKind,
    LabelTable,
    Revision,
    Use,
    change_from_json,
    changed_guidelines,
    first_table,
    numbered,
    numbers_reached,
    revised,
    table_from_json,
    with_other_lines,
)
from annotator.core.scheme import parse_scheme

ATTRIBUTE = '[[attribute]]\nname = "stance"\nvalues = ["for", "against", "torn"]\n'


def toml(*topics: str, more: str = "") -> str:
    return "\n".join(f"[[topic]]\n{topic}" for topic in topics) + "\n" + more


def key(name: str, was: str = "") -> str:
    return f'key = "{name}"' + (f"\nwas = {was}" if was else "")


START = toml(key("economy"), key("business"), key("sport"), more=ATTRIBUTE)


def changed(text: str, before: str | LabelTable = START, used: bool = True) -> tuple[LabelTable, list[str], list[str]]:
    table = first_table(parse_scheme(before, "first.toml")) if isinstance(before, str) else before
    found = revised(table, parse_scheme(text, "ours.toml"), "ours.toml", lambda *_: used)
    return found.table, [str(one) for one in found.changes], list(found.gone)


def test_a_renaming_keeps_the_id_and_is_no_change_when_said_again() -> None:
    renamed = toml(key("money", '"economy"'), key("business"), key("sport"), more=ATTRIBUTE)
    table, said, gone = changed(renamed)
    assert said == ["topic economy renamed to money"]
    assert not gone
    assert [(one.id, one.key) for one in table.topics] == [("economy", "money"), ("business",) * 2, ("sport",) * 2]
    assert table.topics_today == {"economy": "money"}
    assert changed(renamed, table)[1:] == ([], [])
    back, said, _ = changed(START.replace('"economy"', '"economy"\nwas = "money"'), table)
    assert said == ["topic money renamed to economy"]
    assert back.topics_today == {"money": "economy"}


def test_several_keys_are_a_merge_also_with_one_that_goes_on() -> None:
    merged = toml(key("business", '["economy", "business"]'), key("sport"), more=ATTRIBUTE)
    table, said, _ = changed(merged)
    assert said == ["topics business + economy merged into business"]
    assert table.topics_today == {"economy": "business"}
    assert changed(merged, table)[1:] == ([], [])
    later, said, _ = changed(toml(key("money", '"business"'), key("sport"), more=ATTRIBUTE), table)
    assert said == ["topic business renamed to money"]
    assert later.topics_today == {"economy": "money", "business": "money"}


def test_what_was_merged_into_one_that_was_merged_is_held_where_either_is() -> None:
    table, _, _ = changed(toml(key("business", '["economy", "business"]'), key("sport"), more=ATTRIBUTE))
    table, _, _ = changed(toml(key("sport", '["business", "sport"]'), more=ATTRIBUTE), table)
    of = {name: table.held_of(Change(ChangeKind.RETIRE, "topic", (name,))) for name in ("economy", "business", "sport")}
    assert of == {
        "economy": {"economy"},
        "business": {"economy", "business"},
        "sport": {"economy", "business", "sport"},
    }


def test_one_key_in_several_topics_is_a_split_that_is_read_as_it_stands() -> None:
    split = toml(key("markets", '"economy"'), key("trade", '"economy"'), key("business"), key("sport"), more=ATTRIBUTE)
    table, said, _ = changed(split)
    assert said == ["topic economy split into markets + trade"]
    assert not table.old_keys()
    assert [one.key for one in table.outdated()] == ["economy"]
    assert changed(split, table)[1:] == ([], [])
    more, said, _ = changed(split + toml(key("tax", '"economy"')), table)
    assert said == ["topic economy split into tax"]
    assert next(one for one in more.topics if one.id == "economy").into == ("markets", "trade", "tax")


def test_what_the_file_leaves_out_is_gone_if_decisions_hold_it_and_else_retired() -> None:
    less = toml(key("economy"), key("sport"), more=ATTRIBUTE)
    assert changed(less) == (changed(less)[0], [], ["topic business"])
    table, said, gone = changed(less, used=False)
    assert (said, gone) == (["topic business retired"], [])
    assert changed(START, table)[1] == ["topic business in use again"]


def test_what_is_retired_stays_on_record_and_comes_back_as_the_same_label() -> None:
    table, said, _ = changed(START.replace('"business"', '"business"\nretired = true'))
    assert said == ["topic business retired"]
    assert [one.use for one in table.topics] == [Use.USED, Use.RETIRED, Use.USED]
    renamed, said, _ = changed(START.replace('"business"', '"trade"\nwas = "business"'), table)
    assert said == ["topic business renamed to trade", "topic trade in use again"]
    assert [(one.id, one.use) for one in renamed.topics] == [
        (name, Use.USED) for name in ("economy", "business", "sport")
    ]


@pytest.mark.parametrize(
    ("label", "retired", "what"),
    [
        ('"business"', '"business"\nretired = true', "topic business"),
        ('"stance"', '"stance"\nretired = true', "attribute stance"),
        ('"torn"', '{value = "torn", retired = true}', "value of stance torn"),
    ],
)
def test_what_was_retired_is_as_it_was_before_once_it_is_in_use_again(label: str, retired: str, what: str) -> None:
    first = first_table(parse_scheme(START, "first.toml"))
    table, said, _ = changed(START.replace(label, retired))
    assert said == [f"{what} retired"]
    again, said, _ = changed(START, table)
    assert said == [f"{what} in use again"]
    assert again == first
    assert with_other_lines(again, [table]) == first, "also where another line of schemes has it retired"


def test_attributes_and_values_change_as_topics_do() -> None:
    text = START.replace('name = "stance"', 'name = "view"\nwas = "stance"').replace(
        '"for", "against", "torn"', '{value = "backs", was = ["for", "torn"]}, {value = "against", retired = true}'
    )
    table, said, _ = changed(text)
    assert said == [
        "attribute stance renamed to view",
        "values of stance for + torn merged into backs",
        "value of stance against retired",
    ]
    assert table.of_attributes({"stance": "torn"}) == {"view": "backs"}
    assert table.of_attributes({"view": "for", "other": "torn"}) == {"view": "backs", "other": "torn"}
    assert table_from_json(json.loads(json.dumps(asdict(table)))) == table


def test_attributes_that_were_merged_lose_nothing_where_a_quote_has_both() -> None:
    both = START + '[[attribute]]\nname = "mood"\nvalues = ["for", "calm"]\n'
    text = START.replace('name = "stance"', 'name = "stance"\nwas = "mood"').replace('"torn"', '"torn", "calm"')
    table, said, _ = changed(text, both)
    assert said == ["attributes stance + mood merged into stance"], "what the values of both were they stay"
    assert [one.keys for one in table.attributes[0].values] == [("for",), ("against",), ("torn",), ("calm",)]
    assert table.of_attributes({"mood": "calm"}) == {"stance": "calm"}
    assert table.of_attributes({"mood": "calm", "stance": "for"}) == {"stance": "for", "mood": "calm"}


def test_values_of_merged_attributes_that_had_the_same_key_are_read_each_as_what_it_became() -> None:
    two = "".join(ATTRIBUTE.replace("stance", name).replace(', "torn"', "") for name in ("stance", "view"))
    table = first_table(parse_scheme(toml(key("sport"), more=two), "first.toml"))
    for name, value in (("stance", "backs"), ("view", "likes")):
        head, rest = two.split(f'name = "{name}"')
        two = f'{head}name = "{name}"' + rest.replace('"for"', f'{{value = "{value}", was = "for"}}', 1)
        table, _, _ = changed(toml(key("sport"), more=two), table)
    merged = '[[attribute]]\nname = "stance"\nwas = "view"\nvalues = ["backs", "against", "likes"]\n'
    table, _, _ = changed(toml(key("sport"), more=merged), table)
    assert table.of_attributes({"view": "for"}) == table.of_attributes({"view": "likes"}) == {"stance": "likes"}
    assert table.of_attributes({"stance": "for"}) == table.of_attributes({"stance": "backs"}) == {"stance": "backs"}
    later, _, _ = changed(toml(key("sport"), more=merged.replace('"likes"', '{value = "loves", was = "likes"}')), table)
    assert later.of_attributes({"view": "for"}) == {"stance": "loves"}


def test_a_value_that_was_merged_before_its_attribute_was_is_none_of_the_attribute_that_it_came_to() -> None:
    two = ATTRIBUTE + '[[attribute]]\nname = "view"\nvalues = ["likes", "loves"]\n'
    joined = two.replace('"likes", "loves"', '{value = "likes", was = ["likes", "loves"]}')
    table, _, _ = changed(toml(key("sport"), more=joined), toml(key("sport"), more=two))
    merged = '[[attribute]]\nname = "stance"\nwas = "view"\nvalues = ["for", "against", "torn", "likes"]\n'
    table, _, _ = changed(toml(key("sport"), more=merged), table)
    assert table.of_attributes({"view": "loves"}) == {"stance": "likes"}
    table, said, _ = changed(toml(key("sport"), more=merged.replace('"likes"', '"likes", "loves"')), table)
    assert said == ["new value of stance loves"]
    assert table.of_attributes({"view": "loves"}) == {"stance": "likes"}
    assert table.of_attributes({"stance": "loves"}) == {"stance": "loves"}


def test_what_stands_in_decisions_for_a_value_is_under_the_names_that_its_attribute_had_and_those_merged_into_it() -> (
    None
):
    two = ATTRIBUTE + '[[attribute]]\nname = "view"\nvalues = ["calm", "for"]\n'
    more = ATTRIBUTE + '[[attribute]]\nname = "mood"\nwas = "view"\nvalues = ["calm", "for"]\n'
    table, _, _ = changed(toml(key("sport"), more=more), toml(key("sport"), more=two))
    calm = Change(ChangeKind.RETIRE, "value", ("calm",), attribute="view")
    assert table.held_of(calm) == {("view", "calm"), ("mood", "calm")}
    merged = '[[attribute]]\nname = "stance"\nwas = "mood"\nvalues = ["for", "against", "torn", "calm"]\n'
    table, _, _ = changed(toml(key("sport"), more=merged), table)
    value = Change(ChangeKind.RETIRE, "value", ("calm",), attribute="stance")
    assert table.held_of(value) == {(name, "calm") for name in ("stance", "view", "mood")}
    assert table.held_of(calm) == {("view", "calm"), ("mood", "calm")}, "of what was merged, what it had then"
    assert table.held_of(Change(ChangeKind.RETIRE, "topic", ("sport",))) == {"sport"}


def test_an_attribute_may_get_the_key_of_one_that_was_merged_into_it() -> None:
    two = ATTRIBUTE + '[[attribute]]\nname = "view"\nvalues = ["calm"]\n'
    merged = '[[attribute]]\nname = "view"\nwas = "stance"\nvalues = ["for", "against", "torn", "calm"]\n'
    table, _, _ = changed(toml(key("sport"), more=merged), toml(key("sport"), more=two))
    text = merged.replace('"view"\nwas = "stance"', '"stance"\nwas = "view"').replace('"calm"', '"calm", "new"')
    later, said, gone = changed(toml(key("sport"), more=text), table)
    assert (said, gone) == (["attribute view renamed to stance", "new value of view new"], [])
    assert [one.key for one in later.attributes[1].values] == ["calm", "for", "against", "torn", "new"]
    assert later.of_attributes({"view": "for"}) == later.of_attributes({"stance": "for"}) == {"stance": "for"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (toml(key("a", '"nothing"'), key("economy"), key("business"), key("sport")), "was names 'nothing'"),
        (
            toml(key("economy"), key("trade", '"economy"'), key("business"), key("sport")),
            "goes on, and others are split",
        ),
        (
            toml(key("economy", '"business"'), key("business", '"economy"'), key("sport")),
            "is split from",
        ),
        (
            toml(key("markets", '"economy"'), key("economy") + "\nretired = true", key("business"), key("sport")),
            "'markets' takes its place",
        ),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        changed(text)


def test_a_key_never_stands_for_two_labels() -> None:
    table, _, _ = changed(toml(key("money", '"economy"'), key("business"), key("sport"), more=ATTRIBUTE))
    with pytest.raises(InputRefused, match="goes on, and others are split"):
        changed(toml(key("money"), key("economy"), key("business"), key("sport")), table)
    split = toml(key("markets", '"economy"'), key("trade", '"economy"'), key("business"), key("sport"))
    with pytest.raises(InputRefused, match="was split"):
        changed(toml(key("economy"), key("markets"), key("trade"), key("business"), key("sport")), changed(split)[0])


@pytest.mark.parametrize("was", ['["economy", "sport"]', '["sport", "economy"]'])
def test_a_label_takes_the_place_of_one_that_was_split_and_of_another_in_two_changes(was: str) -> None:
    parts = key("markets", '"economy"'), key("trade", '"economy"'), key("business")
    table, _, _ = changed(toml(*parts, key("sport")))
    with pytest.raises(InputRefused, match="'rest': it is split from 'economy' and more; make it in two changes"):
        changed(toml(*parts, key("rest", was)), table)
    table, said, _ = changed(toml(*parts, key("sport"), key("rest", '"economy"')), table)
    assert said == ["topic economy split into rest"]
    table, said, _ = changed(toml(*parts, key("rest", was)), table)
    assert said == ["topics rest + sport merged into rest"]
    assert table.topics_today == {"sport": "rest"}


def test_a_part_of_what_was_merged_and_then_split_may_go_on_saying_so() -> None:
    table, _, _ = changed(toml(key("business", '["economy", "business"]'), key("sport"), more=ATTRIBUTE))
    parts = toml(key("markets", '["business", "economy"]'), key("trade", '"economy"'), key("sport"), more=ATTRIBUTE)
    table, said, _ = changed(parts, table)
    assert said == ["topic business split into markets + trade"]
    assert changed(parts, table)[1:] == ([], [])


def test_the_record_of_what_is_split_takes_the_place_of_nothing_else() -> None:
    parts = key("markets", '"economy"'), key("trade", '"economy"'), key("business")
    with pytest.raises(InputRefused, match="topic 'economy': it is split from 'economy' and more"):
        changed(toml(*parts, key("economy", '"sport"') + "\nretired = true"))


def test_a_file_with_a_past_can_be_the_first_scheme_of_a_database() -> None:
    values = '{value = "backs", was = "for"}, "against"'
    attribute = f'[[attribute]]\nname = "stance"\nvalues = [{values}]\n'
    topics = (key("money", '"economy"'), key("a", '"sport"'), key("b", '"sport"'), key("c", '["d", "e"]'))
    table = first_table(parse_scheme(toml(*topics, more=attribute), "ours.toml"))
    assert table.topics_today == {"economy": "money", "d": "c", "e": "c"}
    assert [label.key for label in table.outdated()] == ["sport"]
    assert table.of_attributes({"stance": "for"}) == {"stance": "backs"}


def test_revisions_of_the_line_that_is_in_use_are_numbered_and_others_stand_where_they_came_from() -> None:
    def revision(key: int, parent: int | None, clock: int, uuid: str = "") -> Revision:
        return Revision(key, uuid, parent, clock, None, None, None, "", "", None, None, LabelTable(), ())

    line = [revision(1, None, 0), revision(4, 1, 2), revision(7, 4, 5, "b")]
    aside = [revision(5, 1, 3), revision(6, 5, 5, "a"), revision(9, 8, 4)]
    found = numbered([*line[:2], aside[0], aside[2], aside[1], line[2]])
    assert [(one.key, one.number) for one in found] == [(1, 1), (4, 2), (5, None), (9, None), (6, None), (7, 3)]
    assert numbers_reached(found) == {None: 1, 1: 1, 4: 2, 5: 1, 9: 1, 6: 1, 7: 3}
    assert (numbered([]), numbers_reached([])) == ([], {None: 1})


def test_paragraphs_of_guidelines_are_compared_by_their_words() -> None:
    before = "# Topics\n\nAt most three.\n\nNone is good.\n"
    change = changed_guidelines(before, "# Topics\n\nNone is good.\n\nAt most two.\n", ["mixed"])
    assert change is not None
    assert (change.kind, change.old, change.new, change.ids) == (
        ChangeKind.GUIDELINES,
        ("topics.1",),
        ("topics.2",),
        ("mixed",),
    )
    assert changed_guidelines(before, before.replace("\n\n", "\n\n\n"), []) is None
    added = changed_guidelines(before, before + "\n\nAt most four.\n", [])
    assert added is not None
    assert (added.old, len(added.new), added.ids) == ((), 1, ())
    assert changed_guidelines(before, before, ["mixed"]) == Change(ChangeKind.GUIDELINES, "guidelines", ("mixed",))


def test_a_change_comes_back_from_json_and_one_that_is_none_is_refused() -> None:
    change = Change(ChangeKind.MERGE, "value", ("for", "torn"), ("for", "torn"), ("backs",), "stance")
    written = json.loads(json.dumps(change._asdict()))
    assert change_from_json(written) == change
    del written["attribute"]
    assert change_from_json(written) == change._replace(attribute=None)
    with pytest.raises(ValueError, match="melted"):
        change_from_json(written | {"kind": "melted"})
    with pytest.raises(ValueError, match="a label without a key"):
        table_from_json({"topics": [{"id": "a", "keys": [], "name": "A", "use": "used"}], "attributes": []})


def test_a_change_asks_to_look_again_while_the_scheme_does_not_offer_what_it_is_about() -> None:
    table, _, _ = changed(START.replace('"business"', '"business"\nretired = true'))
    back, _, _ = changed(START, table)
    retired = Change(ChangeKind.RETIRE, "topic", ("business",))
    assert [one.is_open(retired) for one in (table, back)] == [True, False]
    assert not table.is_open(Change(ChangeKind.RETIRE, "topic", ("sport",)))
    assert not table.is_open(Change(ChangeKind.RENAME, "topic", ("business",)))
    assert back.is_open(Change(ChangeKind.GUIDELINES, "guidelines", ()))

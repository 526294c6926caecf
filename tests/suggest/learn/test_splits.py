"""What to train on and what to measure on."""

from dataclasses import replace

import pytest

from annotator.core.errors import InputRefused
from annotator.core.model import Span
from annotator.suggest.learn.training import first_of, learnable_topics, split
from tests.suggest.learn.examples import lesson


def test_documents_are_held_out_by_their_id_alone() -> None:
    lessons = [lesson(number) for number in range(60)]
    train_on, held = split(lessons)
    more, held_then = split([lesson(number) for number in range(70)])
    assert {one.document.id for one in held} <= {one.document.id for one in held_then}
    assert len(train_on) + len(held) == 60
    assert len(more) > len(held_then) > 0
    versions = [one._replace(document=replace(one.document, id=one.document.id + "~2")) for one in held]
    assert split([*lessons, *versions])[1] == [*held, *versions]


def test_smaller_choices_are_parts_of_larger_ones_and_mixed() -> None:
    lessons = [lesson(number) for number in range(60)]
    first = {size: [one.document.id for one in first_of(lessons, size)] for size in (10, 40)}
    assert first[10] == first[40][:10]
    assert first[40] != [one.document.id for one in lessons[:40]]
    assert first[40] == [one.document.id for one in first_of(lessons[::-1], 40)]


def test_too_few_documents_are_refused_with_a_number() -> None:
    with pytest.raises(InputRefused, match="too few"):
        split([lesson(1), lesson(2)])


def test_the_share_that_is_held_out_falls_with_the_number_of_documents() -> None:
    shares = [len(split([lesson(n) for n in range(count)])[1]) / count for count in (30, 150, 600)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == pytest.approx(0.1, abs=0.04)


def test_topics_are_learned_from_twenty_documents_on_and_only_where_there_is_a_choice() -> None:
    def about(number: int, *topics: str) -> list[tuple[Span, tuple[str, ...]]]:
        return [(Span(0, 4), topics), (Span(5, 9), topics[:1])]

    examples = [lesson(n)._replace(topics=tuple(about(n, *(["sport"] if n < 20 else ["law"])))) for n in range(40)]
    assert learnable_topics(examples) == ["law", "sport"]
    unknown = [example._replace(complete=False) for example in examples]
    assert learnable_topics(unknown) == [], "of texts that are not decided to their end nobody knows all topics"
    assert learnable_topics(examples[1:]) == [], "law alone is left, and one topic is no choice"

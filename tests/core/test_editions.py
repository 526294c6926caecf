"""Which words of a later edition are which of the earlier one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import editions as alignment_module
from annotator.core.editions import Alignment, edition_names, in_same_order
from annotator.core.model import Span

RAIN = "Rain fell on the northern valley all night ."
MAYOR = "The mayor told reporters that two bridges were closed ."
SCHOOL = "Schools stay shut until Monday , a spokesman added ."
TRAINS = "Trains to the coast run every second hour ."


def text_of(*sentences: str) -> tuple[str, list[Span]]:
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    return text, spans


def align(earlier: tuple[str, ...], later: tuple[str, ...]) -> Alignment:
    text, sentences = text_of(*earlier)
    return Alignment(text, text_of(*later)[0], sentences)


def found(alignment: Alignment) -> dict[str, str]:
    """Each earlier word with `=` where it was found in order, `~` where it was moved, nothing where it was not."""
    return {
        word.text: "" if at not in alignment.links else "~" if at in alignment.moved else "="
        for at, word in enumerate(alignment.old)
    }


def test_words_around_a_change_are_found_in_order() -> None:
    marks = found(align((RAIN,), (RAIN.replace("northern", "southern"),)))
    assert marks.pop("northern") == ""
    assert set(marks.values()) == {"="}


def test_a_sentence_that_stands_elsewhere_is_moved_and_the_others_are_in_order() -> None:
    alignment = align((RAIN, MAYOR, SCHOOL), (MAYOR, SCHOOL, RAIN))
    assert [at in alignment.moved for at in range(len(alignment.old))] == [True] * 9 + [False] * 20
    assert len(alignment.links) == len(alignment.old)


def test_a_sentence_that_stands_elsewhere_with_a_change_is_moved_where_its_words_are() -> None:
    marks = found(align((MAYOR, RAIN, SCHOOL), (RAIN, SCHOOL, MAYOR.replace("two", "three"))))
    assert (marks["reporters"], marks["bridges"], marks["two"]) == ("~", "~", "")


def test_two_sentences_with_a_common_word_by_chance_are_not_the_same() -> None:
    alignment = align((RAIN, TRAINS), (RAIN, "Nobody hurt the dog of a friend who came late yesterday evening ."))
    assert max(alignment.links) < 9


def test_words_of_no_sentence_that_changed_sides_with_one_are_not_found_in_order() -> None:
    earlier, spans = text_of("Noon", "Rain", MAYOR)
    assert found(Alignment(earlier, text_of("Rain", "Noon", MAYOR)[0], spans[1:]))["Noon"] != "="


def test_a_sentence_that_stands_twice_elsewhere_is_not_moved() -> None:
    alignment = align((RAIN, MAYOR), (MAYOR, RAIN, "And :", RAIN))
    assert min(alignment.links) >= 9


def test_of_sentences_that_stand_within_each_other_the_longest_is_the_one_that_is_there() -> None:
    text, spans = text_of("It rained .", MAYOR, "Then it rained at noon : It rained .")
    later = text_of("Then it rained at noon : It rained .", MAYOR)[0]
    whole = Alignment(text, later, spans).exact(spans[2])
    assert whole is not None
    assert whole.of(later) == "Then it rained at noon : It rained ."


def test_a_part_of_a_word_is_as_near_as_it_is_exact() -> None:
    (text, spans), later = text_of(RAIN, MAYOR), text_of(MAYOR, RAIN)[0]
    alignment = Alignment(text, later, spans)
    part = Span(spans[1].start + 1, spans[1].end - 4)
    near = alignment.near(part)
    assert near == alignment.exact(part)
    assert near is not None
    assert near.of(later) == part.of(text)
    assert Alignment(text, "Nothing else", spans).near(part) is None


def test_no_word_was_changed_into_one_that_came_from_elsewhere() -> None:
    (earlier, spans), later = text_of(RAIN, MAYOR, "Southern"), text_of(RAIN.replace("northern", "Southern"), MAYOR)[0]
    alignment = Alignment(earlier, later, spans)
    start = earlier.index("northern valley")
    near = alignment.near(Span(start, start + len("northern valley")))
    assert near is not None
    assert near.of(later) == "valley"


def test_a_span_over_what_changed_places_is_as_near_as_all_of_it() -> None:
    (text, spans), later = text_of(RAIN, MAYOR, SCHOOL, TRAINS), text_of(RAIN, SCHOOL, MAYOR, TRAINS)[0]
    alignment = Alignment(text, later, spans)
    both = alignment.near(Span(spans[1].start, spans[2].end))
    assert both is not None
    assert both.of(later) == f"{SCHOOL} {MAYOR}"
    assert alignment.exact(Span(spans[1].start, spans[2].end)) is None
    assert alignment.near(spans[1]) == alignment.exact(spans[1])


SENTENCES = st.lists(st.sampled_from((RAIN, MAYOR, SCHOOL, TRAINS, "No .", "It rained . .")), max_size=7)


@given(SENTENCES, SENTENCES, st.randoms())
def test_linked_words_are_the_same_and_none_stands_for_two(one: list[str], other: list[str], random) -> None:  # type: ignore[no-untyped-def]
    words = " ".join(other).split()
    for _ in range(3):
        if words:
            words[random.randrange(len(words))] = random.choice(("the", "new", "."))
    text, sentences = text_of(*one)
    alignment = Alignment(text, " ".join(words), sentences)
    links = sorted(alignment.links.items())
    assert len({link for _, link in links}) == len(links)
    for at, link in links:
        assert alignment.new[link].text == alignment.old[at].text
    in_order = [link for at, link in links if at not in alignment.moved]
    assert in_order == sorted(in_order)


@given(SENTENCES)
def test_the_same_text_is_found_word_for_word(one: list[str]) -> None:
    text, sentences = text_of(*one)
    alignment = Alignment(text, text, sentences)
    assert alignment.links == {at: at for at in range(len(alignment.old))}
    assert not alignment.moved


@given(st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, unique=True), st.data())
def test_of_a_sentence_with_words_put_in_every_word_that_is_there_once_is_found_in_order(
    words: list[str], data: st.DataObject
) -> None:
    later = list(words)
    for new in data.draw(st.lists(st.sampled_from("vwxyz"), max_size=5)):
        later.insert(data.draw(st.integers(0, len(later))), new)
    text, sentences = text_of(" ".join(words))
    alignment = Alignment(text, " ".join(later), sentences)
    assert len(alignment.links) == len(alignment.old)
    assert not alignment.moved


@given(st.permutations((RAIN, MAYOR, SCHOOL, TRAINS)), st.integers(0, 3), st.data())
def test_a_sentence_that_is_written_anew_changes_nothing_of_the_others(
    sentences: list[str], changed: int, data: st.DataObject
) -> None:
    later = list(sentences)
    words = data.draw(st.lists(st.sampled_from((*sentences[changed].split(), "new", "words")), max_size=12))
    later[changed] = " ".join(words)
    text, spans = text_of(*sentences)
    alignment = Alignment(text, text_of(*later)[0], spans)
    for number, span in enumerate(spans):
        here = [at for at, word in enumerate(alignment.old) if span.start <= word.start < span.end]
        if number != changed:
            assert alignment.moved.isdisjoint(here)
            assert alignment.links.keys() >= set(here)


def test_in_stretches_too_long_to_be_compared_frequent_words_begin_no_match(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier, later = " ".join(["rain", *["the"] * 300, "."]), " ".join(["snow", *["the"] * 250, "!"])
    text, sentences = text_of(earlier)
    assert Alignment(text, later, sentences).links
    monkeypatch.setattr(alignment_module, "MOST_COMPARED", 1000)
    assert not Alignment(text, later, sentences).links


@given(st.permutations(range(8)))
def test_the_longest_order_is_found(order: list[int]) -> None:
    chosen = in_same_order(list(enumerate(order)))
    assert chosen == sorted(chosen, key=lambda pair: pair[1])
    best = [1] * len(order)
    for at, value in enumerate(order):
        best[at] = 1 + max((best[i] for i in range(at) if order[i] < value), default=0)
    assert len(chosen) == max(best)


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("bridge-0a1b2c3d", {"bridge", "bridge-0a1b2c3d"}),
        ("bridge-0a1b2c3d~2", {"bridge", "bridge-0a1b2c3d"}),
        ("bridge-0a1b2c3e", {"bridge-0a1b2c3e"}),
        ("document-0a1b2c3d", {"document-0a1b2c3d"}),
        ("stdin-0a1b2c3d~3", {"stdin-0a1b2c3d"}),
        ("dpa:77~2", {"dpa:77"}),
        ("dpa:77~2~3", {"dpa:77"}),
        ("dpa~", {"dpa~"}),
        ("~2", set()),
    ],
)
def test_all_editions_of_an_article_have_a_name_in_common(key: str, names: set[str]) -> None:
    assert edition_names(key, "0a1b2c3d" + 56 * "0") == names

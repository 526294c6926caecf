"""Words find the places that they are meant to have, whatever became of their marks, or none."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.model import Span
from annotator.core.quotes import placing
from annotator.core.quotes.placing import AskedPlaces, Placed, Placer, Unplaced, Words
from tests.languages import ARTICLES

TWICE = "“Yes,” said Ann. It rained. Then she slept. “Yes,” said Bo."


def place(text: str, words: str, occurrence: int | None = None) -> str | None:
    """The words that are found, None where there are none or too many."""
    try:
        return Placer(text).placed(AskedPlaces([Words(words, occurrence)])).content[0].of(text)
    except Unplaced:
        return None


def words(given: str | Sequence[str] | None) -> Words | None:
    return None if given is None else Words(str(given))


def starts(text: str, content: Sequence[str], cue: str | None = None, source: str | None = None) -> list[int] | str:
    """Where content, cue and source begin, or why they are not placed."""
    try:
        found = Placer(text).placed(AskedPlaces([Words(piece) for piece in content], words(cue), words(source)))
    except Unplaced as error:
        return str(error)
    return [span.start for span in (*found.content, *filter(None, found[1:]))]


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("He said “it’s late” — no", '"it\'s late" - no', "“it’s late” — no"),
        ("He said ``it is'' so", 'said "it is" so', "said ``it is'' so"),
        ("“It is ‘late,’” he said", "''late,''", "‘late,’"),
        ("“It is ‘late,’” he said", "'It is 'late,''", "“It is ‘late,’”"),
        ("\"I said, 'go.'\" Then", "'I said, 'go.''", "\"I said, 'go.'\""),
        ("’’It is’’ so", '"It is"', "’It is’"),
        ("He said\n\n  it was\u00a0late.", " said it was late ", "said\n\n  it was\u00a0late"),
        ("the co\u00adop\u200ber\u200bation of all", "cooperation", "co\u00adop\u200ber\u200bation"),
        ("word\u200b by", "word\u200b", "word\u200b"),
        ("word\u200b by", "word", "word"),
        ("a -- b", "a — b", "a -- b"),
        ("a—b", "a--b", "a—b"),
        ("Wait… he said", "Wait...", "Wait…"),
        ("Be\u0323\u0302rgen", "Bệrgen", "Be\u0323\u0302rgen"),
        ("Bệrgen", "Be\u0302\u0323rgen", "Bệrgen"),
        ("각하", "\u1100\u1161\u11a8", "각"),
        ("ﬁne words", "fine", "ﬁne"),
        ("Ｑ１ was", "Q1", "Ｑ１"),
        ("❤\ufe0f you", "❤", "❤\ufe0f"),
        ("e\u0301", "e", None),
        ("Yes", "yes", None),
        ("the then", "he", None),
        ("the he’s then", "he", "he"),
        ("_he_ said", "he", "he"),
        ("市长说，大桥关闭。", "大桥", "大桥"),
        ("道ABC道", "ABC", "ABC"),
        ("…", "...", "…"),
        ("a", "\u200b", None),
    ],
)
def test_words_are_found_in_another_form(text: str, sought: str, found: str | None) -> None:
    assert place(text, sought) == found


def test_the_occurrence_says_which_of_several() -> None:
    assert place(TWICE, "“Yes,”") is None
    assert [starts(TWICE, ["Yes"]), place(TWICE, "Yes", 2), place(TWICE, "Yes", 3)] == [
        "the content 'Yes' stands in 2 places, and nothing near tells which: give its occurrence",
        "Yes",
        None,
    ]
    found = Placer(TWICE).placed(AskedPlaces([Words("Yes", 2)], Words("said")))
    assert (found.content[0].start, found.cue) == (45, Span(51, 55))
    # As they are, where that is so somewhere; else whatever they became.
    assert Placer('“a” b “a” "a"').placed(AskedPlaces([Words('"a"', 1)])).content == (Span(10, 13),)
    assert Placer("“a” b “a”").placed(AskedPlaces([Words('"a"', 2)])).content == (Span(6, 9),)


@pytest.mark.parametrize(
    ("text", "asked", "found"),
    [
        (TWICE, (["“Yes,”"], "said", "Bo"), [44, 51, 56]),
        (TWICE, (["“Yes,”"], "said", "Ann"), [0, 7, 12]),
        (TWICE, (["It rained", "Yes"],), [17, 45]),
        ("Ann said she was late, and Bo said she was ill.", (["she was ill"], "said", "Bo"), [35, 30, 27]),
        ("“A,” he said, and he left. Then he slept.", (["“A,”"], "said", "he"), [0, 8, 5]),
        ("He was late. “A,” he said. He left.", (["“A,”"], "said", "he"), [13, 21, 18]),
        ("“A,” he said, “and B.” Later he said “C.”", (["“A,”", "“and B.”"], "said", "he"), [0, 14, 8, 5]),
        ("“A,” said Ann. I said b. I said c. I said d. I said e.", (["“A,”"], "said"), [0, 5]),
        ("Bo “A” said then Bo left.", (["“A”"], "said", "Bo"), [3, 7, 17]),
        ("“We go,” she “We go,” Bo said “by sea.”", (["“We go,”", "“by sea.”"], "said", "she"), [0, 30, 25, 9]),
        ("said said", (["said"], "said"), [0, 5]),
    ],
)
def test_roles_are_chosen_near_each_other(text: str, asked: tuple[list[str]], found: list[int]) -> None:
    told = starts(text, *asked)
    if asked[0] == ["said"]:  # nothing tells which is the content
        assert isinstance(told, str)
    else:
        assert told == found


@pytest.mark.parametrize(
    ("text", "content", "cue", "source", "pieces", "at"),
    [
        (
            "“We go,” she said, “by sea.” Bo said no.",
            "“We go,” she said, “by sea.”",
            "said",
            "she",
            "“We go,”|“by sea.”",
            13,
        ),
        (
            "“We go,” she said, “by sea.” Bo said no.",
            "“We go,” she said, “by sea.”",
            "said",
            None,
            "“We go,” she|“by sea.”",
            13,
        ),
        ("Rain, said the mayor, is due.", "Rain, said the mayor, is due", "said", "the mayor", "Rain|is due", 6),
        ("Bo said she had said no.", "she had said no", "said", "Bo", "she had said no", 3),
        ("He said the pier leaks.", "He said the pier leaks", "said", "He", "the pier leaks", 3),
    ],
)
def test_content_that_is_cited_across_its_cue_and_source_is_cut_there(
    text: str, content: str, cue: str, source: str | None, pieces: str, at: int
) -> None:
    sentences = [Span(*sentence.span()) for sentence in re.finditer(r"[^.]+\.”? ?", text)]
    found = Placer(text, sentences).placed(AskedPlaces([Words(content)], words(cue), words(source)))
    assert [span.of(text) for span in found.content] == pieces.split("|")
    assert found.cue == Span(at, at + len(cue))


def test_content_that_is_nothing_but_its_cue_and_source_is_not_placed() -> None:
    assert (
        starts("It rained. She said.", ["She said"], "said", "She")
        == "nothing of its content is beside its cue and source"
    )


def test_what_is_about_as_near_is_not_guessed() -> None:
    assert starts("x said “A” said y", ["“A”"], "said") == (
        "the cue 'said' stands in 2 places, and nothing near tells which: give its occurrence"
    )
    assert starts("x said “A” said y", ["“A”"], "said", "y") == [7, 11, 16]
    assert str(starts("x said “A” and “B” said y", ["“A”", "“B”"], "said")).startswith(
        "the cue 'said' stands in 2 places"
    )


@pytest.mark.parametrize("role", Placed._fields)
def test_the_role_whose_words_are_not_there_is_named(role: str) -> None:
    asked = {"content": ["Yes"], "cue": "said", "source": "Ann"} | {role: ["no"] if role == "content" else "no"}
    assert starts("“Yes,” said Ann.", **asked) == f"the {role} 'no' is not in the text"


def test_what_two_roles_have_nearer_is_not_clear_by_a_few_characters() -> None:
    assert "the cue 'said' stands in 2 places" in str(starts("Bo said “A” also, Bo said", ["“A”"], "said", "Bo"))


def test_a_source_in_the_words_of_the_content_is_no_rival_where_the_cue_is_not_there() -> None:
    text = "Now he told them that all was well in the town, saying he wants it"
    assert starts(text, ["he wants it"], "saying", "he") == [55, 48, 4]


def test_without_sentences_they_end_roughly_where_they_seem_to() -> None:
    assert starts("Bo said so there. It rained, as she said.", ["It rained"], "said") == [18, 36]


def test_offsets_stand_as_they_were_given_and_words_beside_them() -> None:
    found = Placer(TWICE).placed(AskedPlaces([Span(44, 50)], Words("said"), Span(56, 58)))
    assert found == Placed((Span(44, 50),), Span(51, 55), Span(56, 58))
    with pytest.raises(Unplaced, match="no places beside each other"):
        Placer(TWICE).placed(AskedPlaces([Span(44, 50)], Words("said"), Span(0, 60)))
    assert Placer(TWICE).placed(AskedPlaces([Span(44, 50)], Span(44, 50))) == Placed(
        (Span(44, 50),), Span(44, 50), None
    )


def test_what_is_not_clear_stands_between_its_neighbours_where_quotes_come_in_the_order_of_the_text() -> None:
    text = " ".join(f"“Number {number}.” “Yes.”" for number in range(7))
    asked = [AskedPlaces([Words(f"“Number {number}.”")]) for number in range(7)]
    asked.insert(3, AskedPlaces([Words("“Yes.”")]))
    found = Placer(text).all_placed(asked)
    assert isinstance(found[3], Placed)
    assert found[3].content == (Span(50, 56),)
    assert text[:50].endswith("2.” ")
    asked[0], asked[1] = asked[1], asked[0]
    assert isinstance(Placer(text).all_placed(asked)[3], Unplaced)
    assert isinstance(Placer(text).all_placed(asked[2:6])[1], Unplaced), "too few to tell an order"


# ---- The articles in six languages that are written here: by offsets, and by their words alone.


CHANGES: dict[str, Callable[[str], str]] = {
    "as they are": str,
    "straight marks": lambda text: text.translate(dict.fromkeys(map(ord, "“”„«»"), '"') | dict.fromkeys(b"\xe2", None)),
    "spaces": lambda text: " ".join(text.split()),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
}


@pytest.mark.parametrize("change", CHANGES)
def test_quotes_of_articles_stand_by_their_words_where_they_stood(change: str) -> None:
    made = CHANGES[change]
    right, refused = 0, 0
    for article in ARTICLES:
        spans = [(quote.content, quote.cue, quote.source) for quote in article.quotes]
        asked = [
            AskedPlaces(
                *(
                    [Words(made(one.of(article.text))) for one in content],
                    *(one and Words(made(one.of(article.text))) for one in rest),
                )
            )
            for content, *rest in spans
        ]
        for found, (content, cue, source) in zip(Placer(article.text).all_placed(asked), spans, strict=True):
            refused += isinstance(found, Unplaced)
            right += found == Placed(content, cue, source)
            assert isinstance(found, Unplaced) or found == Placed(content, cue, source)
    assert right > 60
    assert refused <= 0.02 * right


# ---- Any text.


TEXTS = st.lists(
    st.sampled_from(
        [
            "he",
            "the",
            "said",
            "“Yes,”",
            "'No'",
            "--",
            "—",
            " ",
            " ",
            "  ",
            "\n",
            "e\u0301",
            "é",
            "ﬁ",
            "\u200b",
            "道",
            ".",
        ]
    ),
    max_size=30,
).map("".join)


def plain(text: str) -> str:
    """The text as the program compares it, made another way."""
    text = unicodedata.normalize("NFKC", text.replace("\u200b", ""))
    text = re.sub("[“”'‘’\"]", "'", text)
    return re.sub("[-—]+", "-", re.sub(r"\s+", " ", text)).strip()


@given(TEXTS, TEXTS, st.none() | st.integers(1, 3))
def test_what_is_placed_are_the_words_that_were_given(text: str, sought: str, occurrence: int | None) -> None:
    found = place(text, sought, occurrence)
    assert found is None or plain(found) == plain(sought)


@given(TEXTS, st.data())
def test_whole_words_that_stand_in_one_place_are_found_there(text: str, data: st.DataObject) -> None:
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    if not spans:
        return
    start, end = data.draw(st.sampled_from(spans))[0], data.draw(st.sampled_from(spans))[1]
    if start >= end or not text[start:end].strip("\u200b \n"):
        return
    found = Placer(text)._places("content", Words(text[start:end])) if plain(text[start:end]) else []
    assert not found or any(one.start <= start + 1 and plain(one.of(text)) == plain(text[start:end]) for one in found)
    if len(found) == 1 and text.count(text[start:end]) == 1:
        assert found == [Span(start, end)]


@given(TEXTS, st.lists(st.builds(AskedPlaces, st.lists(TEXTS.map(Words), min_size=1, max_size=3), TEXTS.map(Words))))
def test_roles_of_a_quote_never_overlap_and_content_is_in_order(text: str, asked: list[AskedPlaces]) -> None:
    for found in Placer(text).all_placed(asked):
        if isinstance(found, Placed):
            spans = sorted([*found.content, *filter(None, found[1:])])
            assert all(one.end <= other.start for one, other in pairwise(spans))
            assert list(found.content) == sorted(found.content)


# ---- Hostile ones.


def test_what_would_take_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_MOST_EFFORT", 250_000_000)
    text = "a " * 20_000
    began = time.process_time()
    found = Placer(text).all_placed(
        [AskedPlaces([Words("a " * number + "b")], Words("a")) for number in range(1, 3000)]
    )
    assert str(found[0]) == "the content 'a b' is not in the text"
    assert str(found[-1]) == "looking for the words of so many quotes takes too long: give offsets"
    found = Placer(text).all_placed([AskedPlaces([Words("a")], Words("a"), Words("a"))] * 3000)
    assert str(found[-1]) == "the content 'a' stands in more than 1000 places: give its occurrence"
    assert "the content 'yes' stands in 1000 places, and" in starts("yes no " * 1000, ["yes"], "no")
    long = [AskedPlaces([Words(f"{number} {'b' * 10_000}")]) for number in range(60)]
    assert str(Placer("a").all_placed(long)[-1]).endswith("takes too long: give offsets")
    few = "yes no " * 1001
    assert "the content 'yes' stands in more than 1000 places" in starts(few, ["yes"], "no")
    marks = "a" + "\u0301\u0323" * 200_000
    assert isinstance(Placer(marks).all_placed([AskedPlaces([Words("a\u0323")])])[0], Unplaced)
    assert time.process_time() - began < 20

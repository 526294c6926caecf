"""What makes a text a story, who is called in it, and who speaks each of its turns."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast import story
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member, MemberKind, join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.resolve import Resolver
from annotator.suggest.cast.story import StoryResolver, is_story, likeliest_row, who_is_called
from tests.suggest.cast.tiny import WORDS, tiny

NAMES = ("Ruth", "Otto", "Anne", "Carl", "Quill")


def dialogue(sources: str, *, kinds: str = "", ends: str = "”") -> bool:
    """Whether a text is a story in which each of these sources says something in a paragraph of its own; `-` is none.

    `kinds` has a letter a quote: d(irect) or i(ndirect); all are direct where it is left out.
    """
    paragraphs = [f"“ no {ends} said {source}" if source != "-" else f"“ no {ends}" for source in sources.split()]
    doc = tiny(" ¶ ".join(paragraphs))
    quotes, at = [], 0
    for number, source in enumerate(sources.split()):
        start = doc.text.index("no", at)
        at, place = start + 2, None
        if source != "-":
            begin = doc.text.index(source, at)
            place, at = Span(begin, begin + len(source)), begin + len(source)
        kind = QuoteType.INDIRECT if kinds[number : number + 1] == "i" else QuoteType.DIRECT
        quotes.append(Quote((Span(start, start + 2),), kind, None, place))
    genders = {"Ruth": FEMALE, "Otto": MALE, "Anne": None}
    known = {name: Member(MemberKind.PERSON, name, gender) for name, gender in genders.items()}
    resolver = Resolver(Columns(doc, quotes, WORDS), quotes, ())
    resolver.named = {token.i: known[token.text] for token in doc if token.text in known}
    return is_story(resolver)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ("Ruth Otto Ruth", True),
        ("Ruth Otto", False),
        ("Ruth Ruth Ruth", False),
        ("Ruth Otto Otto", False),
        ("Ruth Otto Ruth Ruth", True),
        ("Ruth Otto Ruth Ruth Ruth Otto", True),
        ("Ruth Otto Ruth Ruth Ruth Ruth", False),
        ("she he she", True),
        ("she she she", False),
        ("she they she", False),
        ("Ruth he Ruth", True),
        ("Anne he Anne", False),
        ("I Ruth I", True),
        ("I I I", False),
        ("Ruth - Otto -", True),
        ("- - -", True),
        ("they - they", False),
    ],
)
def test_a_story_is_where_neighbours_differ(sources: str, expected: bool) -> None:
    assert dialogue(sources) is expected


def test_a_story_has_most_of_its_quotes_in_the_speakers_own_words() -> None:
    assert dialogue("Ruth Otto Ruth Otto Ruth", kinds="dddii")
    assert not dialogue("Ruth Otto Ruth Otto Ruth Otto", kinds="dddiii")
    many = "Ruth Otto " * 9
    assert dialogue(many, kinds="d" * 11 + "i" * 7), "where marks are lost, more is taken for reported"
    assert not dialogue(many, kinds="d" * 7 + "i" * 11)


def test_speech_that_runs_on_into_the_next_paragraph_is_not_another_turn() -> None:
    assert not dialogue("Ruth - - -", ends="")
    assert dialogue("Ruth - - -")


def read(marked: str) -> tuple[Columns, list[Member]]:
    """The columns and members of a text; the names above are people's."""
    doc = tiny(marked)
    columns = Columns(tiny(marked, *[(t.i, t.i + 1, "PERSON") for t in doc if t.text in NAMES]), (), WORDS)
    return columns, join_mentions(find_mentions(columns, story=True), columns, story=True)


def called(said: str) -> tuple[list[str], str | None]:
    """Who is called by these words, and the gender of "sir" or "madam"."""
    columns, members = read(said)
    found = who_is_called(Resolver(columns, (), members), [(0, len(columns))])
    return [member.name.removeprefix("Miss ") for member in found.members], found.gender


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("“ Ruth , be silent ”", ["Ruth"]),
        ("“ be silent , Ruth ”", ["Ruth"]),
        ("“ be silent , Ruth , and go ”", ["Ruth"]),
        ("“ no . Ruth , be silent ”", ["Ruth"]),
        ("“ oh , my dear Ruth , no ! ”", ["Ruth"]),
        ("“ what is it , Ruth ? ”", ["Ruth"]),
        ("“ no , Miss Ruth ! ”", ["Ruth"]),
        ("“ Ruth ! ”", []),
        ("“ I saw Ruth , yesterday ”", []),
        ("“ it was Ruth ”", []),
        ("“ Ruth came ”", []),
    ],
)
def test_a_name_that_stands_apart_calls(said: str, who: list[str]) -> None:
    assert called(said)[0] == who


@pytest.mark.parametrize(
    ("said", "gender"),
    [
        ("“ yes , it is , sir ”", MALE),
        ("“ madam , I did ”", FEMALE),
        ("“ my dear lady , no , never ”", FEMALE),
        ("“ a sir came ”", None),
        ("“ it is , sir , and you , madam ”", None),
    ],
)
def test_a_noun_that_stands_apart_tells_a_gender(said: str, gender: str | None) -> None:
    assert called(said)[1] == gender


def turns(text: str, *, labelled: dict[int, str] | None = None) -> list[str | None]:
    """Who speaks what stands between marks in a text; a source is `[word]` right behind."""
    marked = text.replace("[", "").replace("]", "")
    doc = tiny(marked)
    sources = {t.i for t, word in zip(doc, [w for w in text.split() if w != "|"], strict=True) if word[0] == "["}
    quotes: list[Quote] = []
    opened = 0
    for token in doc:
        opened = token.idx if token.text == "“" else opened
        if token.text == "”":
            near = next((doc[i] for i in range(token.i + 1, min(token.i + 4, len(doc))) if i in sources), None)
            source = None if near is None else Span(near.idx, near.idx + len(near))
            quotes.append(Quote((Span(opened, token.idx + 1),), QuoteType.DIRECT, None, source))
    people = [(t.i, t.i + 1, "PERSON") for t in doc if t.text in NAMES]
    columns = Columns(tiny(marked, *people), quotes, WORDS)
    members = join_mentions(find_mentions(columns, story=True), columns, story=True)
    told = {number: next(m for m in members if m.name == name) for number, name in (labelled or {}).items()}
    speakers = StoryResolver(columns, quotes, members).run(told)
    return [None if speaker is None else speaker.name for speaker in speakers]


OPENING = (
    "Ruth_NNP_nsubj_1 met_VBD Otto_NNP_dobj_1 . ¶ "
    "“ no ” said_VBD [Ruth_NNP_nsubj_7] . ¶ “ yes ” said_VBD [Otto_NNP_nsubj_14] . ¶ "
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“ why ” ¶ “ so ” ¶ “ ah ”", ["Ruth", "Otto", "Ruth"]),
        ("“ why ” he_PRP_nsubj_23 waved_VBD . “ so ”", ["Otto", "Otto"]),
        ("“ why ” ¶ x ¶ “ so ”", ["Ruth", "Otto"]),
        ("“ no , Ruth , why ”", ["Otto"]),
        ("“ why ” ¶ “ no , Ruth , so ”", ["Ruth", "Otto"]),
        ("x ¶ Otto_NNP_nsubj_21 waved_VBD . “ so ”", ["Otto"]),
        ("x ¶ “ so ” Ruth_NNP_nsubj_24 waved_VBD .", ["Ruth"]),
    ],
)
def test_turns_alternate_unless_something_tells_more(text: str, expected: list[str]) -> None:
    assert turns(OPENING + text)[2:] == expected


def test_somebody_called_sir_is_no_woman() -> None:
    text = "x ¶ x ¶ “ it is , {} , so ” ¶ “ why ”"
    assert turns(OPENING + text.format("sir"))[2:] == ["Ruth", "Otto"]
    assert turns(OPENING + text.format("madam"))[2:] == ["Otto", "Ruth"]


def test_whoever_tells_the_story_is_whom_others_call_and_narration_never_names() -> None:
    text = (
        "I_PRP_nsubj_1 met_VBD Ruth_NNP_dobj_1 . ¶ “ no ” I_PRP_nsubj_8 said_VBD . ¶ "
        "“ come , Quill , now ” said_VBD [Ruth_NNP_nsubj_18] . ¶ “ why ” [I_PRP_nsubj_1] said_VBD ."
    )
    assert turns(text)[1:] == ["Ruth", "Quill"]
    assert turns(text.replace("met", "saw_VBD Quill_NNP_dobj_1 , Quill and", 1))[-1] == ""


def row_of(monkeypatch: pytest.MonkeyPatch, emissions: list[dict[str, float]], text: str) -> list[str]:
    """The likeliest row of speakers, given how likely each turn by itself makes them."""
    doc = tiny(text)
    said = [Quote((Span(t.idx, t.idx + len(t)),), QuoteType.DIRECT) for t in doc if t.text == "no"]
    members = {name: Member(MemberKind.PERSON, name) for row in emissions for name in row}
    resolver = StoryResolver(Columns(doc, said, WORDS), said, ())
    rows = [{members[name]: weight for name, weight in row.items()} for row in emissions]
    monkeypatch.setattr(story, "_emissions", lambda _: iter(rows))
    return [member.name for member in likeliest_row(resolver).values()]


def test_the_likeliest_row_of_speakers(monkeypatch: pytest.MonkeyPatch) -> None:
    even = [{"Ruth": 0.1, "Otto": 0.0}, {"Ruth": 0.1, "Otto": 0.0}, {"Ruth": 0.1, "Otto": 0.0}]
    assert row_of(monkeypatch, even, "no ¶ no ¶ no") == ["Ruth", "Otto", "Ruth"]
    assert row_of(monkeypatch, even, "no and no and no") == ["Ruth", "Ruth", "Ruth"]
    assert row_of(monkeypatch, even, "no ¶ x ¶ x ¶ x ¶ no ¶ x ¶ x ¶ x ¶ no") == ["Ruth", "Ruth", "Ruth"]
    sure = [{"Ruth": 9.0, "Otto": 0.0}, {"Ruth": 9.0, "Otto": 0.0}, {"Ruth": 0.0, "Otto": 0.1}]
    assert row_of(monkeypatch, sure, "no ¶ no ¶ no") == ["Ruth", "Ruth", "Otto"]
    third = [{"Ruth": 1.0}, {"Otto": 0.0}, {"Ruth": 0.0, "Anne": 0.5}]
    assert row_of(monkeypatch, third, "no ¶ no ¶ no") == ["Ruth", "Otto", "Ruth"]
    assert row_of(monkeypatch, third, "no ¶ x ¶ no ¶ x ¶ x ¶ x ¶ no") == ["Ruth", "Otto", "Anne"]


def told(monkeypatch: pytest.MonkeyPatch, feature: str, text: str) -> dict[str, float]:
    """What one sign adds for each candidate of the last turn of a text, none of whose turns has a source."""
    doc = tiny(text)
    marks = [(t.idx, next(u.idx for u in doc[t.i :] if u.text == "”") + 1) for t in doc if t.text == "“"]
    quotes = [Quote((Span(*pair),), QuoteType.DIRECT) for pair in marks]
    people = [(t.i, t.i + 1, "PERSON") for t in doc if t.text in NAMES]
    columns = Columns(tiny(text, *people), quotes, WORDS)
    members = join_mentions(find_mentions(columns, story=True), columns, story=True)
    resolver = StoryResolver(columns, quotes, members)
    resolver.go_through({}, {})
    monkeypatch.setattr(story, "_TURNS", dict.fromkeys(story._TURNS, 0.0) | {feature: 1.0})
    *_, last = story._emissions(resolver)
    return {member.name: score for member, score in last.items() if member is not None and score}


@pytest.mark.parametrize(
    ("feature", "text", "expected"),
    [
        ("named since", "Otto met Ruth . ¶ “ so ”", {"Otto": 1.0}),
        ("mentions", "Otto met Otto and Otto . ¶ “ so ”", {"Otto": 2.0}),
        ("named behind", "Otto . ¶ “ so ” Ruth .", {"Ruth": 1.0}),
        ("no name", "the_DT_det_1 mayor_NN_nsubj_2 met_VBD Otto . ¶ “ so ”", {"mayor": 1.0}),
        ("acts in paragraph", "Otto . ¶ Ruth_NNP_nsubj_4 waved_VBD at Otto . “ so ”", {"Ruth": 1.0}),
        ("acts there alone", "Otto . ¶ Ruth_NNP_nsubj_4 waved_VBD . “ so ”", {"Ruth": 1.0}),
        ("acts there alone", "Ruth_NNP_nsubj_1 waved_VBD . | Otto_NNP_nsubj_4 sat_VBD . “ so ”", {}),
        ("acts before", "Ruth_NNP_nsubj_1 waved_VBD . ¶ “ so ”", {"Ruth": 1.0}),
        ("acts before", "Ruth_NNP_nsubj_1 waved_VBD . “ so ” ¶ “ ah ”", {}),
        ("named in own words", "Ruth . ¶ “ I saw Ruth there ”", {"Ruth": 1.0}),
        ("named in own words", "Ruth . ¶ “ no , Ruth , so ”", {}),
        ("called", "Ruth . ¶ “ no , Ruth , so ”", {"Ruth": 1.0}),
        ("called before", "Ruth . ¶ “ no , Ruth , so ” ¶ “ why ”", {"Ruth": 1.0}),
    ],
)
def test_each_sign_of_a_turn(
    monkeypatch: pytest.MonkeyPatch, feature: str, text: str, expected: dict[str, float]
) -> None:
    assert told(monkeypatch, feature, text) == expected


def test_which_signs_speak_against_somebody() -> None:
    against = {"named since", "named behind", "no name", "named in own words"}
    against |= {"called", "called as another gender", "not in mind"}
    assert {name for name, weight in story._TURNS.items() if weight < 0} == against
    assert all(story._TURNS.values())

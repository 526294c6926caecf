"""Whose turn it is in a story and in news, and who tells a story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.dialogue import DASH_LED, Dialogue, find_narrator
from annotator.suggest.cast.lexicon import FEMALE, MALE
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.pronouns import Recent, Turn
from annotator.suggest.cast.speech_map import read_speech_map
from tests.suggest.cast.tiny import WORDS, mention, person, tiny

RUTH, OTTO, ANNE = person("Ruth", number=0, gender=FEMALE), person("Otto", number=1, gender=MALE), person("Anne")
NAMES = {"Ruth": RUTH, "Otto": OTTO, "Anne": ANNE}


def dialogue(paragraphs: str, *, kinds: str = "", ends: str = "”") -> Dialogue:
    """A dialogue in which each of these sources says something in a paragraph of its own; `-` is none.

    `kinds` has a letter a quote: d(irect) or i(ndirect); all are direct where it is left out.
    """
    sources = paragraphs.split()
    marked = " ¶ ".join(f"“ no {ends} said_VBD_x {s}" if s != "-" else f"“ no {ends}" for s in sources)
    doc = tiny(marked.replace("  ", " "))
    text, at, quotes, named = doc.text, 0, [], {}
    for number, source in enumerate(sources):
        start = text.index("no", at)
        at = start + 2
        kind = QuoteType.INDIRECT if kinds[number : number + 1] == "i" else QuoteType.DIRECT
        place = None
        if source != "-":
            begin = text.index(source, at)
            place, at = Span(begin, begin + len(source)), begin + len(source)
        quotes.append(Quote((Span(start, start + 2),), kind, None, place))
    for token in doc:
        if token.text in NAMES:
            member = NAMES[token.text]
            named[token.i] = (member, member.mentions[0])
    cast = Cast((RUTH, OTTO, ANNE), named, WORDS)
    speech_map = read_speech_map(doc, quotes, WORDS)
    places = [[speech_map.tokens(span) for span in quote.content] for quote in quotes]
    return Dialogue(speech_map, quotes, cast, places)


@pytest.mark.parametrize(
    ("sources", "story"),
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
        ("I they I", True),
        ("I I I", False),
        ("Ruth - Otto -", True),
        ("- - -", True),
        ("they - they", False),
    ],
)
def test_a_story_is_where_neighbours_differ(sources: str, story: bool) -> None:
    assert dialogue(sources).story is story


def test_a_story_has_most_of_its_quotes_in_the_speakers_own_words() -> None:
    assert dialogue("Ruth Otto Ruth Otto Ruth", kinds="dddii").story
    assert not dialogue("Ruth Otto Ruth Otto Ruth Otto", kinds="dddiii").story


def test_speech_that_runs_on_into_the_next_paragraph_is_not_another_turn() -> None:
    assert not dialogue("Ruth - - -", ends="").story
    assert dialogue("Ruth - - -").story


def recent(made: Dialogue, *turns: tuple[int, Member | None]) -> Recent:
    """Turns: paragraph and speaker."""
    came = Recent(made.map, 1)
    came.turns.extend(Turn(0, paragraph, True, member) for paragraph, member in turns)
    return came


STORY = "Ruth Otto Ruth Otto Ruth"


def test_in_a_story_the_turn_is_the_other_ones() -> None:
    made = dialogue(STORY)
    assert made.turn_weights(2, recent(made, (0, RUTH), (1, OTTO))) == {id(OTTO): 0.35, id(RUTH): 1.6}
    assert made.turn_weights(2, recent(made, (1, OTTO))) == {id(OTTO): 0.35}
    assert made.turn_weights(2, recent(made, (0, OTTO), (1, OTTO))) == {id(OTTO): 0.35}
    assert made.unnamed_speaker(2, recent(made, (0, RUTH), (1, OTTO)), []) is RUTH
    assert made.unnamed_speaker(2, recent(made, (1, OTTO)), []) is None
    assert made.unnamed_speaker(2, recent(made), []) is None
    assert made.turn_weights(2, recent(made)) == {}


def test_in_news_the_one_before_goes_on() -> None:
    made = dialogue("Ruth Ruth Ruth")
    assert made.turn_weights(2, recent(made, (0, RUTH), (1, OTTO))) == {id(OTTO): 1.25}
    assert made.unnamed_speaker(2, recent(made, (0, RUTH), (1, OTTO)), []) is OTTO
    assert made.unnamed_speaker(2, recent(made, (0, RUTH)), []) is None


def test_whoever_answers_a_turn_that_a_dash_leads_is_somebody_else() -> None:
    made = dialogue("Ruth Ruth Ruth")
    made.quotes = [replace(quote, rule=DASH_LED) for quote in made.quotes]
    assert made.unnamed_speaker(2, recent(made, (0, RUTH), (1, OTTO)), [ANNE]) is RUTH
    assert made.unnamed_speaker(2, recent(made, (1, OTTO)), []) is None


def test_in_news_who_acts_beside_the_quote_speaks_it() -> None:
    made = dialogue("Ruth Ruth Ruth")
    assert made.unnamed_speaker(2, recent(made, (1, OTTO)), [ANNE]) is ANNE
    assert made.unnamed_speaker(2, recent(made, (2, RUTH)), [ANNE]) is RUTH
    assert made.unnamed_speaker(2, recent(made, (1, OTTO)), [ANNE, RUTH]) is None


def test_in_news_words_that_report_without_a_source_are_nobodys() -> None:
    made = dialogue("Ruth Ruth Ruth")
    made.quotes = [replace(quote, cue=Span(0, 1)) for quote in made.quotes]
    assert made.unnamed_speaker(2, recent(made, (1, OTTO)), [ANNE]) is None


def test_an_indirect_quote_takes_no_turn() -> None:
    made = dialogue(STORY, kinds="ddidd")
    assert made.story
    assert made.turn_weights(2, recent(made, (0, RUTH), (1, OTTO))) == {id(OTTO): 1.25}
    assert made.unnamed_speaker(2, recent(made, (0, RUTH), (1, OTTO)), []) is None


def test_in_one_paragraph_the_same_one_goes_on() -> None:
    made = dialogue(STORY)
    turns = ((1, OTTO), (2, RUTH), (2, ANNE), (2, None))
    assert made.turn_weights(2, recent(made, *turns)) == {id(ANNE): 1.5}
    assert made.unnamed_speaker(2, recent(made, *turns), []) is ANNE


def test_narration_ends_a_dialogue() -> None:
    made = dialogue(STORY)
    assert made.turn_weights(4, recent(made, (0, RUTH), (2, OTTO))) == {id(OTTO): 0.35, id(RUTH): 1.6}
    assert made.turn_weights(4, recent(made, (1, OTTO))) == {}
    assert made.turn_weights(3, recent(made, (0, OTTO))) == {}
    assert made.turn_weights(4, recent(made, (0, RUTH), (3, OTTO))) == {id(OTTO): 0.35}


def test_of_a_paragraph_before_the_last_speaker_counts_and_strangers_do_not() -> None:
    made = dialogue(STORY)
    turns = ((1, RUTH), (2, ANNE), (2, OTTO), (3, None))
    assert made.turn_weights(3, recent(made, *turns)) == {id(OTTO): 0.35, id(RUTH): 1.6}


def narrator(marked: str, *names: str) -> Member | None:
    """Who tells the text; each of the names is a person of the cast."""
    doc = tiny(marked)
    members = []
    for number, text in enumerate(names):
        member = person(text, number=number)
        member.mentions = [mention(text, token.i) for token in doc if token.text == text]
        members.append(member)
    return find_narrator(read_speech_map(doc, (), WORDS), Cast(tuple(members), {}, WORDS))


SAID = "“ no ” I_PRP_nsubj_4 said=say_VBD ¶ "


def test_the_narrator_is_called_by_name_and_never_named_in_narration() -> None:
    assert (found := narrator(SAID + "“ come , Ruth , now ”", "Ruth")) is not None
    assert found.name == "Ruth"
    assert narrator(SAID + "“ come , Ruth , now ” and Ruth came", "Ruth") is None
    assert narrator(SAID + "“ I saw Ruth there ”", "Ruth") is None
    assert narrator(SAID.replace("I_PRP", "he_PRP") + "“ come , Ruth , now ”", "Ruth") is None
    assert narrator("“ no I_PRP_nsubj_3 said=say_VBD ” ¶ “ come , Ruth , now ”", "Ruth") is None
    assert narrator(SAID.replace("nsubj", "dobj") + "“ come , Ruth , now ”", "Ruth") is None
    assert narrator(SAID.replace("=say", "=sit") + "“ come , Ruth , now ”", "Ruth") is None
    assert narrator(SAID.replace("VBD", "VBP") + "“ come , Ruth , now ”", "Ruth") is None


def test_whom_the_narrator_calls_is_somebody_else() -> None:
    said = "“ no , Ruth ” I_PRP_nsubj_6 said=say_VBD"
    assert narrator(said, "Ruth") is None
    assert narrator("“ no ” I_PRP_nsubj_4 said=say_VBD without quoting", "Ruth") is None


def test_a_call_beside_the_narrators_own_words_counts_more_than_others() -> None:
    far = " ¶ it rained ¶ “ come , Otto , now ” ¶ “ come , Otto , now ”"
    found = narrator(SAID + "“ come , Ruth , now ”" + far, "Otto", "Ruth")
    assert found is not None
    assert found.name == "Ruth"


@pytest.mark.parametrize(
    ("spoken", "called"),
    [
        ("“ Ruth , come ”", True),
        ("“ come , Ruth ”", True),
        ("“ come , Ruth ! ”", True),
        ("“ come — Ruth — now ”", True),
        ("“ come ; Ruth : now ”", True),
        ("“ saw Ruth , now ”", False),
        ("“ come , Ruth now ”", False),
    ],
)
def test_somebody_is_called_between_commas_or_marks(spoken: str, called: bool) -> None:
    assert (narrator(SAID + spoken, "Ruth") is not None) is called


def test_of_several_the_one_called_most_tells_the_story() -> None:
    text = SAID + "“ come , Otto , now ” “ come , Ruth , now , Ruth ”"
    found = narrator(text, "Otto", "Ruth")
    assert found is not None
    assert found.name == "Ruth"


def test_somebody_may_be_called_by_the_first_word_of_a_text() -> None:
    doc = tiny("Ruth , come ¶ “ no ” I_PRP_nsubj_8 said=say_VBD")
    spoken = Quote((Span(0, doc[2].idx + 4),), QuoteType.DIRECT)
    member = person("Ruth")
    assert find_narrator(read_speech_map(doc, (spoken,), WORDS), Cast((member,), {}, WORDS)) is member


def test_a_body_tells_no_story() -> None:
    doc = tiny(SAID + "“ come , Ruth , now ”")
    member = person("Ruth", next(t.i for t in doc if t.text == "Ruth"))
    member.kind = mention("Ruth").kind.ORG
    assert find_narrator(read_speech_map(doc, (), WORDS), Cast((member,), {}, WORDS)) is None

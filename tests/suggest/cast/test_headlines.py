"""Headlines: what they are, and what a model takes too much of in them."""

from __future__ import annotations

import pytest

from annotator.suggest.cast.headlines import clip_headlines, is_headline, is_headlines_subject
from annotator.suggest.cast.mention import Kind, Mention
from tests.suggest.cast.tiny import WORDS, body, mention, tiny

LATER = "| Okafor said nothing more"


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Okafor Wins Big In May", True),
        ("Okafor Wins Big May", True),
        ("Okafor Wins Big", False),
        ("Okafor Met Otto Vale .", False),
        ("Okafor Met_VBD Otto Vale Today .", True),
        ("Okafor met_VBD Otto Vale Ann Lane .", False),
        ("so it goes | Okafor Wins Big May", False),
        ("Okafor Wins 1 2 3 4 May", False),
        ("One Two Three Four Five Six Seven nine ten ten", True),
        ("One Two Three Four Five Six seven nine ten ten", False),
    ],
)
def test_most_words_of_a_headline_have_a_capital(text: str, headline: bool) -> None:
    *_, last = tiny(text).sents
    assert is_headline(last) is headline


def test_only_the_beginning_of_a_long_sentence_is_looked_at() -> None:
    assert is_headline(tiny("Word " * 40 + "word " * 60)[:])
    assert not is_headline(tiny("word " * 40 + "Word " * 400)[:])


def clipped(text: str, first: Mention, *others: Mention) -> tuple[str, int]:
    doc = tiny(text)
    kept = clip_headlines(doc, [first, *others], WORDS)
    assert kept[1:] == list(others)
    assert doc[kept[0].start : kept[0].end].text == kept[0].name.text
    return kept[0].name.text, kept[0].lead


@pytest.mark.parametrize(
    ("headline", "taken", "shown"),
    [
        ("Ruth Okafor Blasts Rivals In Ad", "Ruth Okafor Blasts", "Ruth Okafor"),
        ("Okafor Defends Rivals In Ad", "Okafor Defends", "Okafor"),
        ("Okafor Lane Wins In Ad", "Okafor Lane", "Okafor Lane"),
        ("Okafor James Wins In Ad", "Okafor James", "Okafor James"),
        ("Ruth Nobody Blasts Rivals In Ad", "Ruth Nobody Blasts", "Ruth Nobody"),
        ("Ruth Nobody Davis Rivals In Ad", "Ruth Nobody Davis", "Ruth Nobody Davis"),
        ("Ruth Nobody Gnaws_VBZ Rivals In Ad", "Ruth Nobody Gnaws", "Ruth Nobody"),
        ("Angry Okafor Wins Big In Ad", "Angry Okafor", "Okafor"),
        ("Okafor Plan Wins Big In Ad", "Okafor Plan", "Okafor"),
        ("Will Okafor Win Big In Ad", "Will Okafor", "Okafor"),
        ("Will Okafor Win Big In Ad", "Will Okafor Win", "Okafor"),
        ("Will Nobody Win Big In Ad", "Will Nobody Win", "Will Nobody"),
    ],
)
def test_a_name_ends_with_the_surname_that_the_text_has(headline: str, taken: str, shown: str) -> None:
    text = f"{headline} | Ruth Okafor said nothing more"
    start = len(headline.split())
    assert clipped(text, mention(taken), mention("Ruth Okafor", start))[0] == shown


def test_a_surname_that_is_a_given_name_too_goes_on() -> None:
    text = "Cameron Okafor Blasts Rivals In Ad | Okafor met Jo Cameron and Lane"
    others = (mention("Okafor", 6), mention("Jo Cameron", 8))
    assert clipped(text, mention("Cameron Okafor Blasts"), *others)[0] == "Cameron Okafor"


@pytest.mark.parametrize(
    ("headline", "taken", "found"),
    [
        (
            "Ruth Okafor Slams Ashby Works Chief",
            body("Ruth Okafor Slams Ashby Works Chief"),
            ["Ruth Okafor", "Ashby Works"],
        ),
        ("Okafor Plant Rules Face Key Test", body("Okafor Plant Rules"), ["Okafor"]),
        ("Okafor Meets Otto Vale In Ad", mention("Okafor Meets Otto Vale"), ["Okafor", "Otto Vale"]),
        ("Some Plant Rules Face Key Test", body("Some Plant Rules"), ["Some Plant Rules"]),
        (
            "Otto Vale Wear ‘ Make Hats Great",
            Mention(0, 5, 0, Kind.PERSON, mention("Otto Vale Wear Make").name),
            ["Otto Vale"],
        ),
        ("Ruth Okafor Jr. Wins Big Race", mention("Ruth Okafor Jr."), ["Ruth Okafor"]),
    ],
)
def test_all_that_the_text_names_is_found_in_what_a_model_takes_for_one(
    headline: str, taken: Mention, found: list[str]
) -> None:
    text = f"{headline} | Ruth Okafor left Ashby Works and Otto Vale as it was late"
    start = len(headline.split())
    others = [mention("Ruth Okafor", start), body("Ashby Works", start + 3), mention("Otto Vale", start + 6)]
    doc = tiny(text)
    kept = clip_headlines(doc, [taken, *others], WORDS)
    assert [doc[m.start : m.end].text for m in kept[: -len(others)]] == found


def test_a_single_word_that_only_a_headline_has_is_nobody() -> None:
    doc = tiny("Exit Looms For Ruth Okafor | Ruth Okafor left it as it was")
    sure = [mention("Ruth Okafor", 3), mention("Ruth Okafor", 5)]
    assert clip_headlines(doc, [mention("Exit", sure=False), *sure], WORDS) == sure
    okafor = mention("Okafor", 4, sure=False)
    assert clip_headlines(doc, [okafor, sure[1]], WORDS) == [okafor, sure[1]]


def test_titles_stay_before_a_name_that_begins_where_it_did() -> None:
    text = "Mayor Ruth Okafor Blasts Rivals In Ad | Okafor said nothing more"
    assert clipped(text, mention("Mayor Ruth Okafor Blasts", 1), mention("Okafor", 7)) == ("Ruth Okafor", 0)
    text = "Will Okafor Win Big In Ad | Okafor said nothing more"
    assert clipped(text, mention("Will Okafor Win"), mention("Okafor", 6)) == ("Okafor", 1)


def test_what_stays_as_it_is() -> None:
    text = "Ruth Okafor Blasts Rivals In Ad | Ruth Okafor Blasts said nothing about it"
    assert clipped(text, mention("Ruth Okafor Blasts"), mention("Ruth Okafor Blasts", 6))[0] == "Ruth Okafor Blasts"
    doc = tiny(f"Ruth Okafor Blasts rivals in an ad {LATER}")
    plain = [mention("Ruth Okafor Blasts"), mention("Okafor", 7)]
    assert clip_headlines(doc, plain, WORDS) == plain
    doc = tiny(f"Ruth Okafor Blasts Rivals In Ad {LATER}")
    other = [body("Ruth Okafor Bank"), mention("Okafor", 6)]
    assert clip_headlines(doc, other, WORDS) == other


def test_a_possessive_is_no_verb_of_a_headline() -> None:
    doc = tiny("Okafor ’s_POS Daughter Tells All")
    assert not is_headlines_subject(doc[:3], mention("Okafor"), WORDS)
    doc = tiny("Okafor Tells Daughter Her Story")
    assert is_headlines_subject(doc[:3], mention("Okafor"), WORDS)

"""Topics of sentences: which words count, what the article lends, and that all of it survives spaCy's own storage."""

from __future__ import annotations

import sys

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from annotator.core.model import TopicSuggestion
from annotator.core.scheme import LabelScheme, load_scheme, parse_scheme
from annotator.suggest.topics.finder import (
    TopicFinder,
    load_word_forms,
    set_extensions,
    term_pieces,
    topics_at,
    topics_of,
)

PORT = parse_scheme(
    """
    neutral = ["ferry tale", "in the dock of history"]
    [[topic]]
    key = "harbour"
    strong = ["ferry", "dry dock", "cease-trade", "Moor's Quay", "#-# knots", "P.L.A."]
    weak = ["crane", "crew", "salt"]
    [[topic]]
    key = "kitchen"
    strong = ["stew", "Dock", "ferry stew"]
    weak = ["salt", "pan"]
    """,
    "port.toml",
)


@pytest.fixture(scope="module")
def english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return nlp


def topics(english: Language, text: str, scheme: LabelScheme = PORT) -> list[list[tuple[str, str]]]:
    doc = TopicFinder(scheme, "en")(english(text))
    return [[(topic.label, topic.because) for topic in found] for found in topics_of(doc)]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("A ferry left.", "ferry"),
        ("Two FERRIES left.", "FERRIES"),
        ("Two Ferries Left", "Ferries"),
        ("It lies in dry dock now.", "dry dock"),
        ("It lies in a dry-dock now.", "dry-dock"),
        ("They agreed to cease trade.", "cease trade"),
        ("Fog over Moor’s Quay again.", "Moor’s Quay"),
        ("Steady at 12-14 knots.", "12-14 knots"),
        ("The PLA said no.", "PLA"),
        ("The P.L.A. said no.", "P.L.A."),
        ("The ferry's crew slept.", "ferry"),
    ],
)
def test_terms_are_found_as_they_are_written(english: Language, text: str, because: str) -> None:
    assert topics(english, text) == [[("harbour", because)]]


@pytest.mark.parametrize(
    "text",
    [
        "The dock was dry.",
        "They ended up in the dock of history.",
        "It is a ferry tale.",
        "moor's quay was a pun.",
        "On 2023-12-14 knots were tied.",
        "Between 1914-1918 knots were tied.",
        "In ²²²² it was dry.",
        "It was dry. Dockers slept.",
        "See https://example.org/ferry/times for more.",
        "Write to ferry@example.org today.",
        "",
        "\n\n",
    ],
)
def test_what_only_looks_like_a_term(english: Language, text: str) -> None:
    assert not any(topics(english, text))


def test_the_longest_term_uses_up_its_words(english: Language) -> None:
    assert topics(english, "The ferry stew was cold.") == [[("kitchen", "ferry stew")]]


def test_a_capital_in_a_term_wants_one_in_the_text(english: Language) -> None:
    assert topics(english, "He wore Dock to work.") == [[("kitchen", "Dock")]]


def test_verbs_are_found_by_their_lemma(english: Language) -> None:
    scheme = parse_scheme('[[topic]]\nkey = "sea"\nstrong = ["sink"]', "sea.toml")
    doc = Doc(english.vocab, words=["It", "sank", "."], lemmas=["it", "sink", "."], sent_starts=[True, False, False])
    assert topics_of(TopicFinder(scheme, "en")(doc))[0][0].because == "sank"


def test_a_weak_word_needs_company(english: Language) -> None:
    long_stew = "The stew boiled. " * 6
    assert topics(english, long_stew + "A crane fell.")[-1] == [("kitchen", "stew")]  # inherited, not the crane's
    assert topics(english, long_stew + "A crane fell on the crew.")[-1][0] == ("harbour", "crew")
    assert topics(english, "The ferry left. " * 6 + "A crane fell.")[-1] == [("harbour", "crane")]


def test_the_article_decides_between_rivals(english: Language) -> None:
    assert topics(english, "The stew boiled. They added salt.")[1] == [("kitchen", "salt")]
    assert topics(english, "The ferry left. They added salt.")[1] == [("harbour", "salt")]


def test_longer_and_further_terms_make_a_topic_surer_than_repeated_ones(english: Language) -> None:
    def score(text: str) -> float:
        ((topic,),) = topics_of(TopicFinder(PORT, "en")(english(text)))
        return topic.score

    once, twice = score("The ferry left."), score("The ferry met a ferry.")
    assert once < score("It lies in dry dock.")
    assert once < twice < score("The ferry lies off Moor’s Quay.")


def test_what_was_said_last_decides_between_equals(english: Language) -> None:
    for first, last in (("The ferry left.", "The stew boiled."), ("The stew boiled.", "The ferry left.")):
        *_, found = topics(english, f"{first} {last} They slept well there. They added salt.")
        assert found[0][0] == ("kitchen" if "stew" in last else "harbour")


def test_a_sentence_without_words_of_its_own_inherits_with_a_lower_score(english: Language) -> None:
    doc = TopicFinder(PORT, "en")(english("The ferry left dry dock. Now we are. It was raining over there."))
    first, second, _ = topics_of(doc)
    assert [topic.label for topic in second] == ["harbour"]
    assert second[0].because in ("ferry", "dry dock")
    assert 0 < second[0].score < first[0].score <= 1


def test_a_sentence_that_says_nothing_is_about_nothing(english: Language) -> None:
    assert topics(english, "The ferry left dry dock. Sure. The ferry left.")[1] == []


def test_an_article_about_two_things_lends_neither(english: Language) -> None:
    text = "The ferry left. The stew boiled. The ferry came. The stew burnt. Now we are."
    assert topics(english, text)[-1] == []


def test_at_most_three_topics_best_first(english: Language) -> None:
    scheme = parse_scheme("".join(f'[[topic]]\nkey = "{key}"\nstrong = ["{key}"]\n' for key in "abcde"), "five.toml")
    (found,) = topics_of(TopicFinder(scheme, "en")(english("a b c d e a b a")))
    assert len(found) <= 3
    assert [topic.score for topic in found] == sorted((topic.score for topic in found), reverse=True)


def test_it_survives_docbin(english: Language) -> None:
    doc = TopicFinder(PORT, "en")(english("The ferry left. The stew boiled."))
    (loaded,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(spacy.blank("en").vocab)
    assert topics_of(loaded) == topics_of(doc)
    assert any(topics_of(loaded))
    assert loaded.spans["topics"].attrs["scheme"] == "port"


def test_the_typed_extension(english: Language) -> None:
    set_extensions()
    assert english("The ferry left.")._.topics == ((),)
    (found,) = TopicFinder(PORT, "en")(english("The ferry left."))._.topics
    assert isinstance(found[0], TopicSuggestion)


def test_topics_at_given_places(english: Language) -> None:
    text = "The ferry left. The stew boiled."
    doc = TopicFinder(PORT, "en")(english(text))
    harbour, kitchen = topics_of(doc)
    assert topics_at(doc, [0, 10, 16]) == (harbour, harbour, kitchen)


def test_the_same_text_gives_the_same(english: Language) -> None:
    text = "The ferry left dry dock with salt, stew and a crane. They slept."
    component = TopicFinder(PORT, "en")
    assert topics_of(component(english(text))) == topics_of(component(english(text)))
    assert topics_of(TopicFinder(PORT, "en")(english(text))) == topics_of(component(english(text)))


def test_work_grows_with_the_length_of_the_text_alone(english: Language) -> None:
    component = TopicFinder(load_scheme(), "en")

    def calls(times: int) -> int:
        words = ["first", "second", "12", "-", "14", "stock"]
        doc = Doc(english.vocab, words=words * times, sent_starts=[True, *[False] * 5] * times)
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(counted)
        try:
            component(doc)
        finally:
            sys.setprofile(None)
        return count

    assert calls(1000) < 11 * calls(100)


def test_pieces_of_a_term() -> None:
    assert term_pieces("cease–fire", load_word_forms("en")) == ("cease", "fire")
    assert term_pieces("U.N.", load_word_forms("en")) == ("UN",)


NEWS = [
    ("The home side won 3-1 after a late penalty, and their goalkeeper kept the trophy dry.", "sport"),
    ("Shares in the retailer fell sharply after it warned of lower quarterly profit.", "economy, business and finance"),
    ("The new laptop has a faster processor and runs open-source software.", "science and technology"),
    ("Voters go to the polling stations on Sunday to elect a new parliament.", "politics and government"),
    ("Rebels shelled the town hours after the ceasefire ended.", "conflict, war and peace"),
    ("The jury found the defendant guilty of fraud and the judge jailed him.", "crime, law and justice"),
    ("Firefighters evacuated the valley as the wildfire spread.", "disaster, accident and emergency incident"),
    ("Pupils will sit the exam in a classroom again, their teacher said.", "education"),
    ("Greenhouse gas emissions threaten the rainforest and its wildlife.", "environment"),
    ("Doctors at the hospital gave the patients a new vaccine.", "health"),
    ("The bride wore her grandmother's dress to the royal wedding.", "human interest"),
    ("The trade union called a walkout over the pay dispute.", "labour"),
    ("Holidaymakers filled the beach resort and its theme park.", "lifestyle and leisure"),
    ("The archbishop led prayers in the cathedral.", "religion"),
    ("Campaigners against racism and homelessness founded a charity.", "society"),
    ("Forecasters expect heavy snow and a cold snap.", "weather"),
    (
        "The novelist and the film director shared the stage with an orchestra.",
        "arts, culture, entertainment and media",
    ),
]


@pytest.mark.parametrize(("text", "label"), NEWS)
def test_the_shipped_scheme_knows_its_seventeen_topics(english: Language, text: str, label: str) -> None:
    (found, *_) = topics(english, text, load_scheme())
    assert found[0][0] == label, found

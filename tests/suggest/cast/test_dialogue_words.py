"""The words that tell who speaks in a story's dialogue."""

from __future__ import annotations

from annotator.suggest.cast.dialogue_words import NO_WORDS, dialogue_words
from annotator.suggest.cast.lexicon import FEMALE, MALE


def test_nouns_tell_a_gender() -> None:
    words = dialogue_words("en")
    assert (words.address["sir"], words.address["madam"]) == (MALE, FEMALE)
    assert (words.generic["boy"], words.generic["lady"], words.generic["child"]) == (MALE, FEMALE, None)
    assert "dear" in words.before_address
    assert "reply" in words.said
    assert (words.name, "am" in words.introducing) == ("name", True)
    assert ("q" in words.asks, "a" in words.answers, words.asking) == (True, True, "interviewer")
    assert "speak" in words.interview_verbs


def test_a_language_without_such_words_has_none() -> None:
    assert dialogue_words("xx") == NO_WORDS

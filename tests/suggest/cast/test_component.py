"""The component `annotator_speakers`, behind the one that finds quotes or behind none."""

from __future__ import annotations

import pytest
import spacy

from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.component import can_speak
from annotator.suggest.cast.members import join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.component_names import QUOTES, SPEAKERS
from annotator.suggest.pipeline import Suggester
from annotator.suggest.span_groups import read_cast, read_quotes
from tests.suggest.cast.tiny import WORDS, tiny

STORY = "The mayor said that the bridge would open in May. “We tried,” Maria Lopez said. “It rained.”"


def test_speakers_are_a_component_of_their_own(suggester: Suggester) -> None:
    doc = suggester.parser.parse_chunks(STORY)
    add_speakers = suggester.nlp.create_pipe(SPEAKERS)
    assert [quote.speaker for quote in read_quotes(suggester.nlp.get_pipe(QUOTES)(doc))] == [None, None]
    spoken = add_speakers(doc)
    assert [quote.speaker for quote in read_quotes(spoken)] == ["mayor", "Maria Lopez"]
    assert [member.name for member in read_cast(spoken)][:2] == ["mayor", "Maria Lopez"]
    assert suggester.nlp.get_pipe_meta(SPEAKERS).requires


def test_without_quotes_the_cast_is_there_all_the_same(suggester: Suggester) -> None:
    doc = suggester.nlp.create_pipe(SPEAKERS)(suggester.parser.parse_chunks("Maria Lopez slept."))
    assert (read_quotes(doc), [member.name for member in read_cast(doc)]) == ((), ["Maria Lopez"])


def test_who_goes_by_too_long_a_name_is_nobody(suggester: Suggester) -> None:
    for letters, names in ((150, ["X" + "a" * 150]), (250, [])):
        doc = suggester.nlp(f"“It is late,” said Mr. X{'a' * letters} on Monday. He said that it rained.")
        said = [quote.speaker for quote in read_quotes(doc)]
        assert said == (2 * names or [None, None])
        assert [member.name for member in read_cast(doc)] == names


def test_a_language_without_words_is_refused_when_the_component_is_made() -> None:
    with pytest.raises(LookupError, match="'xx'"):
        spacy.blank("xx").add_pipe(SPEAKERS)


def test_a_name_of_several_words_may_begin_with_a_common_one() -> None:
    columns = Columns(tiny("so Green_JJ Party met .", (1, 3, "ORG")), (), WORDS)
    (member,) = join_mentions(find_mentions(columns), columns)
    assert can_speak(member, columns)

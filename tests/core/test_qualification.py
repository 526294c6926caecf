"""How gold sentences are drawn, and how answers to them are scored, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.model import Labels, QuotePart, QuoteType, Span
from annotator.core.profiles import guideline_text, paragraphs
from annotator.core.qualification import SCORED, Answered, Score, drawn_sentences, score, to_read

TEXT = "Rain is due, Ada Low said. It rained."
QUOTE = QuotePart((Span(0, 11),), QuoteType.INDIRECT, Span(21, 25), Span(13, 20), "Ada Low")
GOLD = Labels((QUOTE,), ("weather",))


def scored(answer: Labels, gold: Labels = GOLD) -> dict[str, float | None]:
    return {one.role: one.score for one in score([Answered("1:1", TEXT, gold, answer)]).roles}


def test_the_same_labels_score_full_marks_and_miss_nothing() -> None:
    found = score([Answered("1:1", TEXT, GOLD, GOLD)])
    assert [one.role for one in found.roles] == list(SCORED)
    assert [one.score for one in found.roles] == [1.0] * 6
    assert [one.missed for one in found.roles] == [()] * 6
    assert found.total == 1.0


def test_content_cue_and_source_are_scored_by_tokens() -> None:
    # Content "Rain is" of "Rain is due": both 2, gold 3, answer 2. Source "Low" of "Ada Low": both 1, gold 2, answer 1.
    answer = QuotePart((Span(0, 7),), QuoteType.INDIRECT, None, Span(17, 20), "Ada Low")
    found = scored(Labels((answer,), ()))
    assert found["content"] == pytest.approx(2 * 2 / 5)
    assert found["source"] == pytest.approx(2 / 3)
    assert found["cue"] == 0.0
    assert found["topics"] == 0.0


def test_speaker_and_type_are_asked_of_quotes_that_were_found() -> None:
    other = QuotePart((Span(0, 4),), QuoteType.DIRECT, speaker="Ada Low")
    found = scored(Labels((other,), ("weather", "sport")))
    assert (found["speaker"], found["type"]) == (1.0, 0.0)
    in_small = scored(Labels((replace(other, speaker="ada low"),)))
    assert in_small["speaker"] == 0.0, "two speakers of the export, as in agreement and review"
    assert found["topics"] == pytest.approx(2 / 3)
    nothing = scored(Labels())
    assert (nothing["content"], nothing["speaker"], nothing["type"]) == (0.0, None, None)


def test_each_gold_quote_goes_with_the_answer_that_shares_most_and_each_answer_once() -> None:
    first, second = (
        QuotePart((Span(0, 4),), QuoteType.DIRECT, speaker="A"),
        QuotePart((Span(5, 11),), QuoteType.DIRECT, speaker="B"),
    )
    whole = QuotePart((Span(0, 11),), QuoteType.DIRECT, speaker="B")
    found = score([Answered("1:1", TEXT, Labels((first, second)), Labels((whole,)))])
    assert {one.role: one.score for one in found.roles}["speaker"] == 1.0, "of two tokens, not of one"


def test_where_there_is_nothing_to_mark_there_is_no_score_and_marking_too_much_costs() -> None:
    assert scored(Labels(), Labels()) == dict.fromkeys(SCORED)
    assert score([Answered("1:2", TEXT, Labels(), Labels())]).total == 1.0
    too_much = score([Answered("1:2", TEXT, Labels(), GOLD)])
    assert {one.role: one.score for one in too_much.roles}["content"] == 0.0
    assert too_much.roles[0].missed == ("1:2",)


def test_the_total_is_the_mean_of_the_roles_that_have_a_score() -> None:
    found = score([Answered("1:1", TEXT, GOLD, Labels((QUOTE,), ()))])
    assert found.total == pytest.approx(5 / 6)
    assert found.passed(5 / 6)
    assert found.passed(0.83)
    assert not found.passed(0.84)
    assert [one.role for one in found.roles if one.missed] == ["topics"]


def test_counts_of_several_sentences_add_up_before_they_are_divided() -> None:
    answers = [Answered("1:1", TEXT, GOLD, GOLD), Answered("1:2", TEXT, GOLD, Labels())]
    found = {one.role: one for one in score(answers).roles}
    assert found["content"].score == pytest.approx(2 * 3 / 9)
    assert found["content"].missed == ("1:2",)


def test_three_of_four_sentences_that_are_drawn_hold_a_quote_where_there_are_enough() -> None:
    quoted, plain = list(range(100)), list(range(100, 200))
    found = drawn_sentences(quoted, plain, 20, seed=7)
    assert len(set(found)) == 20
    assert found == sorted(found)
    assert sum(one < 100 for one in found) == 15
    assert drawn_sentences(quoted, plain, 20, seed=7) == found
    assert drawn_sentences(quoted, plain, 20, seed=8) != found


@pytest.mark.parametrize(("quoted", "plain", "of_both"), [(2, 50, (2, 18)), (50, 1, (19, 1)), (3, 4, (3, 4))])
def test_where_one_kind_is_short_the_other_fills_up(quoted: int, plain: int, of_both: tuple[int, int]) -> None:
    found = drawn_sentences(list(range(quoted)), list(range(100, 100 + plain)), 20, seed=1)
    assert (sum(one < 100 for one in found), sum(one >= 100 for one in found)) == of_both


def test_what_to_read_is_what_the_guidelines_say_of_the_role() -> None:
    built_in = paragraphs(guideline_text("speech"))
    assert {role: to_read(role, built_in)[0].id for role in SCORED} == {
        "content": "what-to-mark.2",
        "cue": "what-to-mark.3",
        "source": "what-to-mark.4",
        "speaker": "what-to-mark.5",
        "type": "type.1",
        "topics": "topics.1",
    }
    own = paragraphs("# House rules\n\nThe cue is one verb.\n\n# Speakers\n\nFull names.")
    assert [one.id for one in to_read("cue", own)] == ["house-rules.1"]
    assert [one.id for one in to_read("speaker", own)] == ["speakers.1"]
    assert to_read("topics", own) == ()


def test_a_mean_that_is_the_mark_but_for_rounding_passes() -> None:
    assert Score((), 0.8 - 1e-12).passed(0.8)
    assert not Score((), 0.8 - 1e-6).passed(0.8)

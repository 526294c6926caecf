"""What a model learns from decisions: whose count, what is known, and what is kept to measure on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from annotator.core.decided import (
    DecidedArticle,
    Split,
    TrainingExample,
    article_of,
    is_held_out,
    is_unseen,
    tenths_held_out,
    training_examples,
)
from annotator.core.decision import Answer, DecidedSentence, Decision, Sight
from annotator.core.model import Document, Labels, Quote, QuotePart, QuoteType, Sentence, Span, Suggestion

HEADER = "Title: Ice\n\n"
TEXT = f"{HEADER}It froze. She said so. They knew.  The end."
BODY = len(HEADER)
SENTENCES = tuple(
    Sentence(index, TEXT.index(words), TEXT.index(words) + len(words))
    for index, words in enumerate(["It froze.", "She said so.", "They knew.", "The end."])
)
DOCUMENT = Document("ice", TEXT, body_start=BODY)


def quote_in(index: int, *, continues: bool = False) -> QuotePart:
    sentence = SENTENCES[index]
    return QuotePart((Span(sentence.start, sentence.end - 1),), QuoteType.DIRECT, speaker="Ada", continues=continues)


def row(
    index: int,
    answer: Answer = Answer.ACCEPT,
    annotator: str = "ana",
    *parts: QuotePart,
    topics: tuple[str, ...] = (),
    document: Document = DOCUMENT,
) -> DecidedSentence:
    decision = Decision(index, annotator, answer, Labels(parts, topics), "2026-03-01T08:00:00Z")
    return DecidedSentence(document, SENTENCES[index], decision)


def only(rows: Sequence[DecidedSentence]) -> TrainingExample:
    (example,) = training_examples(rows)
    return example


def test_of_a_reviewed_document_the_review_counts_and_else_what_all_agree_on() -> None:
    example = only(
        [
            row(0, Answer.ACCEPT, "review:carla", quote_in(0)),
            row(1, Answer.ACCEPT, "ana", quote_in(1)),
            row(1, Answer.ACCEPT, "bo", quote_in(1)),
            row(2, Answer.ACCEPT, "ana", quote_in(2)),
            row(2, Answer.REJECT, "bo"),
            row(3, Answer.REJECT, "bo"),
        ]
    )
    assert example.annotator == "review:carla"
    assert [quote.content for quote in example.quotes] == [quote_in(0).content, quote_in(1).content]
    assert example.undecided == (Span(SENTENCES[1].end, SENTENCES[3].start),)


def test_parts_of_a_quote_become_one_and_everything_is_known_of_a_decided_document() -> None:
    example = only(
        [
            row(0, topics=("weather",)),
            row(1, Answer.ACCEPT, "ana", quote_in(1)),
            row(2, Answer.ACCEPT, "ana", quote_in(2, continues=True)),
            row(3),
        ]
    )
    assert (example.document, example.annotator) == (DOCUMENT, "ana")
    assert example.quotes == (Quote(quote_in(1).content + quote_in(2).content, QuoteType.DIRECT, speaker="Ada"),)
    assert example.undecided == ()
    assert example.topics == tuple(
        (sentence.span, ("weather",) if sentence.index == 0 else ()) for sentence in SENTENCES
    )


def test_a_quote_goes_on_over_a_sentence_that_was_passed_over_unseen() -> None:
    part, passed = quote_in(3, continues=True), row(2, Answer.REJECT)
    passed = passed._replace(decision=passed.decision._replace(implied=True))
    example = only([row(1, Answer.ACCEPT, "ana", quote_in(1)), passed, row(3, Answer.ACCEPT, "ana", part)])
    assert example.quotes == (Quote(quote_in(1).content + quote_in(3).content, QuoteType.DIRECT, speaker="Ada"),)
    assert example.undecided == (Span(BODY, SENTENCES[1].start), Span(SENTENCES[1].end, SENTENCES[3].start))


def test_a_skipped_sentence_is_not_decided() -> None:
    example = only([row(0), row(1, Answer.SKIP, "ana", quote_in(1), topics=("weather",)), row(2), row(3)])
    assert example.quotes == ()
    assert [TEXT[start:end].strip() for start, end in example.undecided] == ["She said so."]
    assert SENTENCES[1].span not in [span for span, _ in example.topics]


def test_a_rejected_sentence_is_decided_and_holds_nothing() -> None:
    example = only([row(0, Answer.REJECT, "ana", quote_in(0), topics=("weather",)), row(1), row(2), row(3)])
    assert example.quotes == ()
    assert example.undecided == ()
    assert example.topics[0] == (SENTENCES[0].span, ())


def test_of_text_that_nobody_decided_nothing_is_known_but_of_the_header_and_white_space() -> None:
    example = only([row(2)])
    assert [TEXT[start:end] for start, end in example.undecided] == ["It froze. She said so. ", "  The end."]
    assert example.undecided[0].start == BODY
    assert only([row(0), row(1), row(2), row(3)]).undecided == ()


def test_a_document_of_which_everything_was_skipped_is_no_example() -> None:
    assert list(training_examples([row(0, Answer.SKIP), row(1, Answer.SKIP)])) == []
    assert list(training_examples([])) == []


def test_the_annotator_who_decided_most_of_a_document_counts_and_skips_are_not_decisions() -> None:
    ana = [row(0, Answer.SKIP), row(1, Answer.SKIP), row(2, Answer.ACCEPT, "ana", quote_in(2))]
    bo = [row(0, Answer.ACCEPT, "bo"), row(1, Answer.REJECT, "bo")]
    example = only([ana[0], bo[0], ana[1], bo[1], ana[2]])
    assert example.annotator == "bo"
    assert example.quotes == ()


def test_of_two_who_decided_as_much_the_first_by_name_counts() -> None:
    for order in ([row(0, annotator="cy"), row(0, annotator="bo")], [row(0, annotator="bo"), row(0, annotator="cy")]):
        assert only(order).annotator == "bo"


def test_another_annotator_may_count_for_another_document() -> None:
    other = Document("thaw", TEXT, body_start=BODY)
    found = list(training_examples([row(0, annotator="ana"), row(0, annotator="bo", document=other)]))
    assert [(example.document.id, example.annotator) for example in found] == [("ice", "ana"), ("thaw", "bo")]


def test_sentences_may_come_in_any_order() -> None:
    backwards = [row(2, Answer.ACCEPT, "ana", quote_in(2, continues=True)), row(1, Answer.ACCEPT, "ana", quote_in(1))]
    example = only(backwards)
    assert len(example.quotes) == 1
    assert [span for span, _ in example.topics] == [SENTENCES[1].span, SENTENCES[2].span]


def test_versions_of_an_article_are_held_out_together() -> None:
    assert article_of("fair~2") == "fair"
    assert article_of("fair~12") == "fair"
    assert article_of("fair~2~3") == "fair"
    assert article_of("fair~x") == "fair~x"
    assert article_of("~2fair") == "~2fair"
    names = [f"document {number}" for number in range(300)]
    assert all(is_held_out(name) == is_held_out(f"{name}~2") for name in names)


def test_about_so_many_tenths_are_held_out_and_fewer_are_among_more() -> None:
    names = [f"document {number}" for number in range(1000)]
    held = [{name for name in names if is_held_out(name, tenths)} for tenths in range(11)]
    assert held[0] == set()
    assert held[10] == set(names)
    assert all(60 <= len(more - fewer) <= 140 and fewer <= more for fewer, more in pairwise(held))
    assert {name for name in names if is_held_out(name)} == held[1]
    first = [number for number in range(80) if is_held_out(f"document {number}")]
    assert first == [9, 21, 30, 46, 53, 65, 74], "what was kept to measure on stays so for good"


def test_what_was_passed_over_unseen_counts_as_undecided() -> None:
    for answer in (Answer.ACCEPT, Answer.REJECT):
        passed = row(1, answer)
        passed = passed._replace(decision=passed.decision._replace(implied=True))
        example = only([row(0), passed, row(2), row(3)])
        assert example.undecided == (Span(SENTENCES[1].start - 1, SENTENCES[1].end + 1),)
        assert example.complete is (answer is Answer.REJECT), "what is boilerplate has no topic that somebody missed"


def test_an_example_has_all_topics_of_its_article_where_all_was_decided() -> None:
    assert only([row(0), row(1), row(2), row(3, Answer.REJECT)]).complete
    assert not only([row(0), row(1, Answer.SKIP), row(2), row(3)]).complete


def test_what_was_decided_without_any_suggestion_in_sight_is_known() -> None:
    def seen(index: int, sight: Sight, suggested: bool = True) -> DecidedSentence:
        one = row(index, Answer.ACCEPT, "ana", quote_in(index))
        suggestion = Suggestion(1, "run", Labels()) if suggested else None
        return one._replace(decision=one.decision._replace(sight=sight), suggestion=suggestion)

    assert [is_unseen(seen(0, sight)) for sight in (Sight.SUGGESTION, Sight.IN_PASSING, Sight.WITHHELD)] == [0, 0, 1]
    assert [is_unseen(seen(0, sight, suggested=False)) for sight in (Sight.SUGGESTION, Sight.IN_PASSING)] == [1, 0]
    assert not is_unseen(row(0, Answer.ACCEPT, "review:carla")), "the versions were in sight"


def test_of_few_documents_more_are_kept_from_training() -> None:
    assert [tenths_held_out(number) for number in (0, 39, 40, 199, 200, 5000)] == [3, 3, 2, 2, 1, 1]


def test_a_decided_article_holds_whole_quotes_as_decided_and_as_they_had_been_suggested_there() -> None:
    begins, goes_on, other = quote_in(0), quote_in(1, continues=True), quote_in(2)
    labels = {0: Labels((begins,)), 1: Labels((goes_on,)), 3: Labels()}
    suggested = {0: Labels((begins,)), 2: Labels((other,))}
    article = DecidedArticle(1, "ana", TEXT, None, labels, suggested, (), 7)
    assert [quote.content for quote in article.quotes()] == [(*begins.content, *goes_on.content)]
    assert [quote.content for quote in article.shown()] == [begins.content], "not what nobody decided"


def test_a_part_of_a_split_has_about_its_share_and_versions_stay_together() -> None:
    names = [f"article {number}" for number in range(1000)]
    parts = [Split((70, 20, 10)).part(name) for name in names]
    assert [abs(parts.count(part) - share) < 45 for part, share in enumerate((700, 200, 100))] == [True] * 3
    assert [Split((70, 20, 10)).part(f"{name}~2") for name in names] == parts
    assert {Split((100,)).part(name) for name in names} == {0}
    assert {Split((0, 100)).part(name) for name in names} == {1}
    assert {Split((100, 0)).part(name) for name in names} == {0}
    assert [Split(shares).names for shares in ((100,), (80, 20), (80, 10, 10))] == [
        ("all",),
        ("train", "test"),
        ("train", "dev", "test"),
    ]

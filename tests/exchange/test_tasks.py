"""Documents from decisions: quotes joined, completeness seen, false spans refused; and back without loss."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import assume, given

from annotator.core.decided import Selection
from annotator.core.decision import Answer, DecidedSentence
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Labels, Quote, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.core.program.resources import read_schema
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.exchange.annotation import Remarks
from annotator.exchange.formats.jsonl import document_annotation, document_record, sentence_annotations
from annotator.exchange.lines import to_line
from annotator.exchange.tasks import (
    Aligner,
    document_tasks,
    sentence_task,
)
from tests.exchange.strategies import documents
from tests.exchange.test_formats import TASK, TEXT, at, tokenize
from tests.exchange.test_jsonl import DECIDED, PART, sentence_record

SCHEMA = json.loads(read_schema("document.schema.json"))


@pytest.mark.long
@given(documents())
def test_import_of_exported_sentences_gives_the_decisions_back(decided: list[DecidedSentence]) -> None:
    entries = [(sentence_record(one), "line") for one in reversed(decided)]
    (found,) = sentence_annotations(entries, Remarks())
    assert found.all_sentences
    assert found.sentences
    assert found.fits(decided[0].document.text)
    for says, one in zip(found.sentences, decided, strict=True):
        decision = one.decision
        assert (says.span, says.decision.answer, says.decision.labels) == (
            one.sentence.span,
            decision.answer,
            decision.labels,
        )
        assert (says.decision.note, says.decision.flagged, says.decision.implied) == (
            decision.note,
            decision.flagged,
            decision.implied,
        )
        assert (says.decision.seconds, says.decided_at) == (decision.seconds, decision.decided_at)


@pytest.mark.long
@given(documents(complete=True))
def test_export_of_imported_documents_gives_the_record_back(decided: list[DecidedSentence]) -> None:
    # Which of two quotes a part goes on with is told by speaker and type, and joining may change types.
    assume(all(sum(part.continues for part in one.decision.labels.quotes) < 2 for one in decided))
    (task,) = document_tasks(decided)
    record = json.loads(to_line(document_record(task)))
    jsonschema.Draft202012Validator(SCHEMA).validate(record)
    assert task.complete
    found = document_annotation(record, "line", Remarks())
    sentences = [one.sentence for one in decided]
    labels = labels_by_sentence(found.quotes, (), sentences, task.text)
    again = [
        one._replace(decision=one.decision._replace(labels=Labels(said.quotes, says.decision.labels.topics)))
        for one, said, says in zip(decided, labels, found.sentences or (), strict=True)
    ]
    accepted = [one._replace(decision=one.decision._replace(answer=Answer.ACCEPT)) for one in again]
    back = next(document_tasks(accepted)).quotes
    assert {quote.content for quote in back} == {quote.content for quote in task.quotes}
    assert {quote.attributes for quote in back} == {quote.attributes for quote in task.quotes}
    assert [one.decision.labels.topics for one in again] == [one.decision.labels.topics for one in decided]


def test_a_document_decided_in_part_is_not_complete() -> None:
    (task,) = document_tasks([DECIDED])
    assert not task.complete
    assert document_record(task)["complete"] is False


@pytest.mark.parametrize(
    ("text", "body_start", "complete"),
    [
        ("It rained.\n>\n", 0, True),
        ("It rained.\n>\nIt poured.", 0, False),
        ("Title: Rain\n\nIt rained.", 13, True),
        ("So. It rained.", 0, False),
        ("It rained. It rained.", 0, True),
        ("It rained. So. It rained.", 0, False),
    ],
)
def test_words_that_stand_in_no_sentence_leave_an_article_undecided(text: str, body_start: int, complete: bool) -> None:
    """Suggestions from elsewhere may name some of its sentences only: what nobody looked at says nothing."""
    document = replace(DECIDED.document, text=text, body_start=body_start)
    said = DECIDED.decision._replace(labels=Labels())
    places = [found.span() for found in re.finditer("It rained.", text)]
    (task,) = document_tasks(
        DecidedSentence(document, Sentence(at, *place), said, None) for at, place in enumerate(places)
    )
    assert task.complete is complete


def test_a_sentence_in_the_header_is_to_be_decided_too() -> None:
    document = replace(DECIDED.document, text="It rained.\n\nIt rained.", body_start=12)
    said = DECIDED.decision._replace(labels=Labels())
    both = [DecidedSentence(document, Sentence(at, *place), said, None) for at, place in enumerate([(0, 10), (12, 22)])]
    skipped = both[0]._replace(decision=said._replace(answer=Answer.SKIP))
    made = [document_tasks(rows) for rows in (both, both[1:], [skipped, both[1]])]
    assert [task.complete for tasks in made for task in tasks] == [True, False, False]


LEFT_OUT = {
    "passed over": (Selection(implied=False, boilerplate=False), {"implied": True}),
    "boilerplate": (Selection(answers=(Answer.ACCEPT,)), {"implied": True, "answer": Answer.REJECT}),
    "earlier": (Selection(since="2026-01-02"), {"decided_at": "2026-01-01T10:00:00.000Z"}),
}


@pytest.mark.parametrize("why", LEFT_OUT)
def test_a_quote_goes_on_over_a_sentence_without_any_that_is_not_chosen(why: str) -> None:
    selection, said = LEFT_OUT[why]
    document = replace(DECIDED.document, text="It rained. So. It rained.")
    head = QuotePart((Span(0, 9),), QuoteType.DIRECT, speaker="Ada")
    parts = [head], [], [replace(head, content=(Span(15, 24),), continues=True)]
    first, between, last = (
        DecidedSentence(
            document,
            Sentence(index, *place),
            DECIDED.decision._replace(labels=Labels((*held,))),
            Suggestion(index, "run", Labels((*held,)), 0.9),
        )
        for index, (place, held) in enumerate(zip([(0, 10), (11, 14), (15, 25)], parts, strict=True))
    )
    between = between._replace(decision=between.decision._replace(**said))
    (task,) = document_tasks([first, between, last], selection)
    assert task.quotes == task.suggested == (Quote((Span(0, 9), Span(15, 24)), QuoteType.DIRECT, speaker="Ada"),)
    assert task.decided == (first, last)
    assert [*document_tasks([between], selection)] == []


def test_no_quote_goes_on_over_a_part_of_one_that_is_not_chosen() -> None:
    document = replace(DECIDED.document, text="It rained. So. It rained.")
    parts = [QuotePart((Span(*place),), QuoteType.DIRECT) for place in [(0, 9), (11, 13), (15, 24)]]
    rows = [
        DecidedSentence(
            document,
            Sentence(index, part.content[0].start, part.content[0].end + 1),
            DECIDED.decision._replace(labels=Labels((replace(part, continues=index > 0),)), implied=index == 1),
        )
        for index, part in enumerate(parts)
    ]
    (task,) = document_tasks(rows, Selection(implied=False))
    assert [quote.content for quote in task.quotes] == [parts[0].content, parts[2].content]


def test_rejected_and_skipped_sentences_give_no_quotes() -> None:
    for answer in (Answer.REJECT, Answer.SKIP):
        (task,) = document_tasks([DECIDED._replace(decision=DECIDED.decision._replace(answer=answer))])
        assert task.quotes == ()


def test_a_source_elsewhere_is_left_out_of_a_sentence_and_counted() -> None:
    part = replace(PART, source=Span(0, 3))
    one = DECIDED._replace(decision=DECIDED.decision._replace(labels=Labels((part,), ())))
    task = sentence_task(one)
    assert task.elsewhere == 1
    assert task.quotes == (Quote((Span(0, 12),), QuoteType.DIRECT, Span(18, 22), None, "Ada"),)
    assert next(document_tasks([one])).quotes[0].source == Span(0, 3)


def test_annotators_are_kept_apart_unless_gold() -> None:
    other = DECIDED._replace(decision=DECIDED.decision._replace(annotator="bo"))
    assert [task.annotator for task in document_tasks([DECIDED, other])] == ["ana", "bo"]
    assert [task.annotator for task in document_tasks([other], Selection(gold=True))] == ["bo"]


# ---- Spans on the boundaries of tokens: grown, dropped or refused, and never moved unseen.


WILL = at("will")


def aligned(quote: Quote, mode: str = "expand") -> tuple[tuple[Quote, ...], list[dict[str, object]]]:
    aligner = Aligner(tokenize, mode)
    task = aligner.aligned(replace(TASK, quotes=(quote,)))
    assert task.tokens == tokenize(TEXT)
    return task.quotes, aligner.off


def quote(*content: Span, cue: Span | None = None, source: Span | None = None) -> Quote:
    return Quote(content, QuoteType.MIXED, cue, source, "Ada", attributes=(("stance", "for"),))


def test_what_is_whole_tokens_already_is_left_alone_and_not_listed() -> None:
    one = quote(at("Rain"), at("will come"), cue=at("said"), source=at("Ada"))
    for mode in ("expand", "drop", "strict"):
        assert aligned(one, mode) == ((one,), [])


@pytest.mark.parametrize(
    "span",
    [Span(WILL.start + 1, WILL.end), Span(WILL.start, WILL.end - 1), Span(WILL.start, WILL.end + 1), Span(18, 19)],
)
def test_a_span_grows_to_the_tokens_that_it_touches(span: Span) -> None:
    (found,), off = aligned(quote(span))
    assert found == quote(WILL)
    assert off == [
        {
            "id": TASK.id,
            "role": "content",
            "start": span.start,
            "end": span.end,
            "text": span.of(TEXT),
            "became": [*WILL],
        }
    ]


def test_a_quote_is_dropped_with_a_piece_of_its_content_but_not_with_its_cue_or_source() -> None:
    off_token = Span(WILL.start + 1, WILL.end)
    assert aligned(quote(at("Rain"), off_token), "drop")[0] == ()
    quotes, off = aligned(quote(at("Rain"), cue=off_token, source=off_token), "drop")
    assert quotes == (quote(at("Rain")),)
    assert [(entry["role"], entry["became"]) for entry in off] == [("cue", None), ("source", None)]


def test_a_span_without_any_token_cannot_grow() -> None:
    space = Span(at("come").start - 1, at("come").start)
    assert TEXT[space.start : space.end] == " "
    quotes, off = aligned(quote(at("Rain"), cue=space))
    assert quotes == (quote(at("Rain")),)
    assert off[0]["became"] is None


@pytest.mark.parametrize("role", ["content", "cue", "source"])
def test_strict_refuses_each_role_with_what_to_do(role: str) -> None:
    off_token = Span(WILL.start, WILL.end - 1)
    one = quote(off_token) if role == "content" else replace(quote(at("Rain")), **{role: off_token})
    with pytest.raises(InputRefused, match=f"the {role} .*'wil'.*--align expand"):
        aligned(one, "strict")


def test_there_is_no_other_way_to_align() -> None:
    with pytest.raises(UsageError, match=r"'shrink'.*expand, drop, strict"):
        Aligner(tokenize, "shrink")

"""Documents from decisions: quotes joined, completeness seen, false spans refused; and back without loss."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import assume, given, settings

from annotator.core.assembly import labels_by_sentence
from annotator.core.decision import Answer, DecidedSentence
from annotator.core.model import Labels, Quote, QuoteType, Sentence, Span
from annotator.core.resources import read_schema
from annotator.exchange.annotation import Remarks
from annotator.exchange.formats.jsonl import document_annotation, document_record, sentence_annotations
from annotator.exchange.jsonlines import to_line
from annotator.exchange.tasks import FalseSpan, document_task, document_tasks, sentence_task
from tests.exchange.strategies import documents
from tests.exchange.test_records import DECIDED, PART, sentence_record

SCHEMA = json.loads(read_schema("document.schema.json"))


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(documents())
def test_import_of_exported_sentences_gives_the_decisions_back(decided: list[DecidedSentence]) -> None:
    entries = [(sentence_record(one), "line") for one in reversed(decided)]
    (found,) = sentence_annotations(entries, Remarks())
    assert found.all_sentences
    assert found.sentences
    assert found.fits(decided[0].document.text)
    for says, one in zip(found.sentences, decided, strict=True):
        decision = one.decision
        assert (says.span, says.answer, says.labels) == (one.sentence.span, decision.answer, decision.labels)
        assert (says.note, says.flagged, says.implied) == (decision.note, decision.flagged, decision.implied)
        assert (says.seconds, says.decided_at) == (decision.seconds, decision.decided_at)


@pytest.mark.long
@settings(max_examples=200, deadline=None)
@given(documents(complete=True))
def test_export_of_imported_documents_gives_the_record_back(decided: list[DecidedSentence]) -> None:
    # Which of two quotes a part goes on with is told by speaker and type, and joining may change types.
    assume(all(sum(part.continues for part in one.decision.labels.quotes) < 2 for one in decided))
    (task,) = document_tasks(decided)
    record = document_record(task)
    jsonschema.Draft202012Validator(SCHEMA).validate(record)
    assert task.complete
    found = document_annotation(json.loads(to_line(record)), "line", Remarks())
    sentences = [one.sentence for one in decided]
    labels = labels_by_sentence(found.quotes, (), sentences, task.text)
    again = [
        replace(one, decision=replace(one.decision, labels=Labels(said.quotes, says.topics)))
        for one, said, says in zip(decided, labels, found.sentences or (), strict=True)
    ]
    accepted = [replace(one, decision=replace(one.decision, answer=Answer.ACCEPT)) for one in again]
    back = next(document_tasks(accepted)).quotes
    assert {quote.content for quote in back} == {quote.content for quote in task.quotes}
    assert {quote.attributes for quote in back} == {quote.attributes for quote in task.quotes}
    assert [one.decision.labels.topics for one in again] == [one.decision.labels.topics for one in decided]


def test_a_document_decided_in_part_is_not_complete() -> None:
    (task,) = document_tasks([DECIDED])
    assert not task.complete
    assert document_record(task)["complete"] is False


def test_a_sign_of_a_block_quote_behind_the_last_sentence_leaves_nothing_undecided() -> None:
    for rest, complete in ((">\n", True), (">\nIt poured.", False)):
        decided = replace(
            DECIDED,
            document=replace(DECIDED.document, text=f"It rained.\n{rest}"),
            sentence=Sentence(0, 0, 10),
            decision=replace(DECIDED.decision, labels=Labels()),
            suggestion=None,
        )
        (task,) = document_tasks([decided])
        assert task.complete is complete


def test_rejected_and_skipped_sentences_give_no_quotes() -> None:
    for answer in (Answer.REJECT, Answer.SKIP):
        (task,) = document_tasks([replace(DECIDED, decision=replace(DECIDED.decision, answer=answer))])
        assert task.quotes == ()


def test_a_source_elsewhere_is_left_out_of_a_sentence_and_counted() -> None:
    part = replace(PART, source=Span(0, 3))
    one = replace(DECIDED, decision=replace(DECIDED.decision, labels=Labels((part,), ())))
    task = sentence_task(one)
    assert task.elsewhere == 1
    assert task.quotes == (Quote((Span(0, 12),), QuoteType.DIRECT, Span(18, 22), None, "Ada"),)
    assert document_task([one]).quotes[0].source == Span(0, 3)


def test_annotators_are_kept_apart_unless_gold() -> None:
    other = replace(DECIDED, decision=replace(DECIDED.decision, annotator="bo"))
    assert [task.annotator for task in document_tasks([DECIDED, other])] == ["ana", "bo"]
    assert [task.annotator for task in document_tasks([other], gold=True)] == ["bo"]


def test_a_false_span_is_refused() -> None:
    part = replace(PART, content=(Span(0, 3),))
    with pytest.raises(FalseSpan):
        next(document_tasks([replace(DECIDED, decision=replace(DECIDED.decision, labels=Labels((part,), ())))]))

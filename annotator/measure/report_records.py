"""The lines of a report's files: written of what the database has, and read again for its figures.

Spans are [start, end) in code points of the document. The tables of a report are made of what is read here, whether the
lines were just written or come from a folder: so `report --check` computes what `report` did.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.decided import Said
from annotator.core.decision import Answer, DecidedSentence, Decision, Role, Sight
from annotator.core.model import Document, Labels, Sentence, Span, Suggestion
from annotator.core.model_json import labels_from_json, labels_to_json
from annotator.core.review.case import Cause, Kind, Reviewed, Verdict
from annotator.core.review.versions import Version
from annotator.core.session.desk import Place
from annotator.core.session.shown import is_edited

Record = dict[str, Any]
Records = dict[str, Any]
"""The records of each file of a report by its name: a list of them, and one record of `facts`."""
Names = Mapping[str, str]
"""The names under which people appear; who is not in it has their own."""


def document_record(document: Document, sentences: int) -> Record:
    """A line of `documents.jsonl`."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "sentences": sentences,
        "text": document.text,
    }


def documents_by_id(records: Records) -> dict[str, Document]:
    """The documents of `documents.jsonl`."""
    return {one["id"]: Document(one["id"], one["text"]) for one in records["documents"]}


def decision_record(one: DecidedSentence, role: Role, names: Names) -> Record:
    """A line of `decisions.jsonl`. Notes are left out: they are for colleagues."""
    decision, suggestion = one.decision, one.suggestion
    labels = decision.labels if decision.answer is Answer.ACCEPT else Labels()
    return {
        "document": one.document.id,
        "index": one.sentence.index,
        "start": one.sentence.start,
        "end": one.sentence.end,
        "annotator": names.get(decision.annotator, decision.annotator),
        "role": role.value,
        "answer": decision.answer.value,
        **labels_to_json(labels),
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "implied": decision.implied,
        "flagged": decision.flagged,
        "sight": decision.sight.value,
        "edited": is_edited(decision.labels, suggestion),
        "run": suggestion.run if suggestion else None,
        "suggested": suggestion and labels_to_json(suggestion.labels),
    }


def decided_sentence(record: Record, documents: Mapping[str, Document]) -> DecidedSentence:
    """What such a line says, as far as figures are made of it. Raises ValueError for spans outside the text."""
    document = documents[record["document"]]
    suggested = record["suggested"]
    return DecidedSentence(
        document,
        Sentence(record["index"], *_span(record, document)),
        Decision(
            0,
            record["annotator"],
            Answer(record["answer"]),
            _labels(record, document),
            record["decided_at"],
            implied=record["implied"],
            flagged=record["flagged"],
            seconds=record["seconds"],
            sight=Sight(record["sight"]),
        ),
        None if suggested is None else Suggestion(0, record["run"], _labels(suggested, document)),
    )


_OF_SAID = ("at", "seconds", "keys", "implied", "first", "for_several")
"""What a line of `history.jsonl` has as it is, in the order of `Said`."""


def said_record(one: Said, place: tuple[str, int], names: Names) -> Record:
    """A line of `history.jsonl`. `place`: the id of the document, and the index of the sentence."""
    return {
        "step": one.step,
        "annotator": names.get(one.annotator, one.annotator),
        "role": one.role.value,
        "document": place[0],
        "index": place[1],
        "answer": one.answer.value,
        **{name: getattr(one, name) for name in _OF_SAID},
    }


def history(records: Records) -> list[Said]:
    """What the lines of `history.jsonl` say; documents and sentences are numbered as they occur."""
    documents: dict[str, int] = {}
    sentences: dict[tuple[str, int], int] = {}
    return [
        Said(
            one["step"],
            one["annotator"],
            Role(one["role"]),
            documents.setdefault(one["document"], len(documents)),
            sentences.setdefault((one["document"], one["index"]), len(sentences)),
            Answer(one["answer"]),
            *(one[name] for name in _OF_SAID),
        )
        for one in records["history"]
    ]


def review_record(one: Reviewed, names: Names) -> Record:
    """A line of `reviews.jsonl`: a sentence as it was reviewed last, with the versions that there were to choose."""
    verdict = one.verdict
    return {
        "document": one.document,
        "index": one.place.index,
        "start": one.span.start,
        "end": one.span.end,
        "reviewer": names.get(one.reviewer, one.reviewer),
        "kind": verdict.kind.value,
        "cause": verdict.cause and verdict.cause.value,
        "paragraph": verdict.paragraph,
        **labels_to_json(one.labels),
        "versions": [
            {
                "annotators": [names.get(name, name) for name in version.annotators],
                **labels_to_json(version.labels),
            }
            for version in one.versions
        ],
    }


def reviewed_sentence(record: Record, documents: Mapping[str, Document]) -> Reviewed:
    """What such a line says, as far as figures are made of it. Raises ValueError for spans outside the text."""
    document = documents.get(record["document"])  # None: it was removed since
    cause = record["cause"]
    return Reviewed(
        0,
        record["document"],
        Place(0, record["index"]),
        _span(record, document),
        record["reviewer"],
        tuple(
            Version(number, tuple(version["annotators"]), _labels(version, document), ())
            for number, version in enumerate(record["versions"], start=1)
        ),
        _labels(record, document),
        Verdict(Kind(record["kind"]), (), None if cause is None else Cause(cause), record["paragraph"]),
    )


def _labels(record: Record, document: Document | None) -> Labels:
    labels = labels_from_json(record)
    for quote in labels.quotes:
        for span in quote.everywhere():
            _refuse_outside(span, document)
    return labels


def _span(record: Record, document: Document | None) -> Span:
    span = Span(record["start"], record["end"])
    _refuse_outside(span, document)
    return span


def _refuse_outside(span: Span, document: Document | None) -> None:
    """Raise ValueError for a span outside the text: the figures would count what is not there, without end."""
    if document is not None and not 0 <= span.start <= span.end <= len(document.text):
        raise ValueError(f"a span outside the text of {document.id}")

"""The lines of the files that a report is recomputed from. Spans are [start, end) in code points of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.core.decision import Answer, DecidedSentence
from annotator.core.labels_json import labels_to_json
from annotator.core.model import Document, Labels
from annotator.core.people import Role
from annotator.core.review.reviewed import Reviewed
from annotator.core.session.shown import is_edited
from annotator.core.work import Said

Names = Mapping[str, str]
"""The names under which people appear; who is not in it has their own."""


def document_record(document: Document, sentences: int) -> dict[str, Any]:
    """A line of `documents.jsonl`."""
    return {
        "id": document.id,
        "title": document.title,
        "source": document.source,
        "published": document.published,
        "sentences": sentences,
        "text": document.text,
    }


def decision_record(one: DecidedSentence, role: Role, names: Names) -> dict[str, Any]:
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


def said_record(one: Said, place: tuple[str, int], names: Names) -> dict[str, Any]:
    """A line of `history.jsonl`. `place`: the id of the document, and the index of the sentence."""
    return {
        "step": one.step,
        "annotator": names.get(one.annotator, one.annotator),
        "role": one.role.value,
        "document": place[0],
        "index": place[1],
        "answer": one.answer.value,
        "at": one.at,
        "seconds": one.seconds,
        "keys": one.keys,
        "implied": one.implied,
        "first": one.first,
        "for_several": one.for_several,
    }


def review_record(one: Reviewed, names: Names) -> dict[str, Any]:
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

"""Prodigy tasks for its `relations` interface: tokens, spans with an inclusive `token_end`, relations, hashes.

A relation's `head` and `child` are the last tokens of its spans, as Prodigy and the projects that read it have it. The
head is the first piece of the content; children are the cue, the source and the other pieces (`same`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from annotator.core.model import Quote, Span
from annotator.exchange.alignment import Token, token_range
from annotator.exchange.tasks import Task


def prodigy_task(task: Task, tokens: Sequence[Token], topics: Sequence[str]) -> dict[str, Any]:
    """The task with aligned quotes as Prodigy has it. `topics` are the options that its `accept` chooses from.

    The answer is `ignore` for a skip; a span keeps its quote's number, and content its speaker, under keys of ours.
    """
    spans: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for number, quote in enumerate(task.quotes):
        _add_quote(quote, number, tokens, spans, relations)
    head = {"text": task.text, "meta": _meta(task)}
    body = {
        "tokens": [_token(at, token, task.text) for at, token in enumerate(tokens)],
        "spans": sorted(spans, key=lambda span: (span["start"], span["end"])),
        "relations": relations,
        "options": [{"id": topic, "text": topic} for topic in topics],
        "accept": list(task.topics),
        "answer": {"accept": "accept", "reject": "reject", "skip": "ignore"}[task.answer.value],
    }
    return {
        **head,
        "_input_hash": _hash(task.text),
        "_task_hash": _hash(task.text, orjson.dumps([spans, relations, body["accept"]]).decode()),
        **body,
        "_view_id": "relations",
        "_annotator_id": f"annotator-{task.annotator}",
        "_session_id": f"annotator-{task.annotator}",
        "_timestamp": int(datetime.fromisoformat(task.decided_at).timestamp()),
    }


def _meta(task: Task) -> dict[str, Any]:
    document = task.document
    meta = {"id": task.id, "title": document.title, "source": document.source, "published": document.published}
    return {key: value for key, value in meta.items() if value is not None}


def _token(at: int, token: Token, text: str) -> dict[str, Any]:
    words = text[token.start : token.end]
    return {"text": words, "start": token.start, "end": token.end, "id": at, "ws": token.space}


def _add_quote(
    quote: Quote, number: int, tokens: Sequence[Token], spans: list[dict[str, Any]], relations: list[dict[str, Any]]
) -> None:
    def made(span: Span, label: str) -> dict[str, Any]:
        first, last = token_range(span, tokens)
        return {"start": span.start, "end": span.end, "token_start": first, "token_end": last, "label": label}

    pieces = [made(span, quote.type.value) for span in quote.content]
    linked = [("same", piece) for piece in pieces[1:]]
    linked += [(role, made(span, role)) for role, span in (("cue", quote.cue), ("source", quote.source)) if span]
    for label, child in linked:
        relations.append(
            {
                "head": pieces[0]["token_end"],
                "child": child["token_end"],
                "head_span": pieces[0],
                "child_span": child,
                "label": label,
            }
        )
    about = {"quote": number} if quote.speaker is None else {"quote": number, "speaker": quote.speaker}
    spans += [{**piece, **about} for piece in pieces]
    spans += [{**span, "quote": number} for label, span in linked if label != "same"]


def _hash(*values: str) -> int:
    """A signed 32-bit number, as Prodigy's are; the same for the same values."""
    return int.from_bytes(hashlib.sha256("\0".join(values).encode()).digest()[:4], "big", signed=True)

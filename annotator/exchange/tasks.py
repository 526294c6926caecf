"""Decided sentences as whole documents, and as the tasks that other tools know: a text with its quotes.

A text goes out with its labels only where somebody decided all of it: a sentence that nobody looked at must not become
a training negative. So a document that is decided in part gives no task, unless that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from annotator.core.assembly import join_parts
from annotator.core.model import Answer, DecidedSentence, Document, Quote, QuotePart, Span
from annotator.core.session.shown import is_edited
from annotator.exchange.records import FalseSpan, document_record

DOCUMENT_SCHEMA = "annotator/document@1"


@dataclass(frozen=True, slots=True)
class Whole:
    """What one annotator decided of a document (None: several, as gold has it), its quotes joined.

    `quotes` holds those of accepted sentences only; `complete` says that every sentence was decided and none skipped.
    """

    document: Document
    annotator: str | None
    decided: tuple[DecidedSentence, ...]
    quotes: tuple[Quote, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class TaskSentence:
    """A sentence of a task: its place in the task's text, what was decided, and its topics."""

    span: Span
    answer: Answer
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A text with the quotes that were decided in it, every offset relative to `text`.

    `suggested` are the quotes that the suggester proposed, `run` and `score` where they come from. `elsewhere` counts
    the cues and sources that stand outside the text (in another sentence) and are left out.
    """

    id: str
    text: str
    document: Document
    annotator: str | None
    answer: Answer
    decided_at: str
    seconds: float
    quotes: tuple[Quote, ...]
    suggested: tuple[Quote, ...]
    sentences: tuple[TaskSentence, ...]
    run: str | None = None
    score: float | None = None
    elsewhere: int = 0

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of its sentences, each once."""
        return tuple(dict.fromkeys(topic for sentence in self.sentences for topic in sentence.topics))


def wholes(decided: Iterable[DecidedSentence], *, gold: bool = False) -> Iterator[Whole]:
    """Documents with their decisions, one for each annotator, or one in all where the decisions are `gold`.

    Decisions of a document come together, sentence by sentence. Raises FalseSpan for a span that fits no text.
    """
    held: dict[str, list[DecidedSentence]] = {}
    document: Document | None = None
    for one in decided:
        if document is not None and one.document.id != document.id:
            yield from (_whole(found) for found in held.values())
            held = {}
        document = one.document
        held.setdefault("" if gold else one.decision.annotator, []).append(one)
    yield from (_whole(found) for found in held.values())


def document_unit_record(whole: Whole, who: Any = str) -> dict[str, Any]:
    """The record of one document (schemas/document.schema.json); every offset is a document offset.

    `who` gives the name under which an annotator appears.
    """
    text = whole.document.text
    return {
        "schema": DOCUMENT_SCHEMA,
        "id": whole.document.id,
        "document": document_record(whole.document),
        "text": text,
        "quotes": [_quote_record(quote, text) for quote in whole.quotes],
        "sentences": [_sentence_entry(one, who) for one in whole.decided],
        "annotator": None if whole.annotator is None else who(whole.annotator),
        "complete": whole.complete,
    }


def document_task(whole: Whole) -> Task:
    """The whole document as one task."""
    suggested = {
        one.sentence.index: one.suggestion.labels.quotes
        for one in whole.decided
        if one.suggestion and one.suggestion.labels.quotes
    }
    scores = [one.suggestion.score for one in whole.decided if one.suggestion and one.suggestion.score is not None]
    answers = [one.decision.answer for one in whole.decided]
    return Task(
        id=whole.document.id,
        text=whole.document.text,
        document=whole.document,
        annotator=whole.annotator,
        answer=next((answer for answer in Answer if answer in answers), Answer.SKIP),
        decided_at=max(one.decision.decided_at for one in whole.decided),
        seconds=sum(one.decision.seconds for one in whole.decided),
        quotes=whole.quotes,
        suggested=join_parts(suggested),
        sentences=tuple(_task_sentence(one, 0) for one in whole.decided),
        run=next((one.suggestion.run for one in whole.decided if one.suggestion), None),
        score=min(scores) if scores else None,
    )


def sentence_task(one: DecidedSentence) -> Task:
    """One decided sentence as a task of its own; cues and sources in other sentences are left out and counted."""
    at = one.sentence
    _check(one)
    text = one.document.text[at.start : at.end]
    parts = one.decision.labels.quotes if one.decision.answer is Answer.ACCEPT else ()
    suggested = one.suggestion.labels.quotes if one.suggestion else ()
    return Task(
        id=f"{one.document.id}:{at.index}",
        text=text,
        document=one.document,
        annotator=one.decision.annotator,
        answer=one.decision.answer,
        decided_at=one.decision.decided_at,
        seconds=one.decision.seconds,
        quotes=tuple(_moved(part, at.span) for part in parts),
        suggested=tuple(_moved(part, at.span) for part in suggested),
        sentences=(_task_sentence(one, at.start),),
        run=one.suggestion.run if one.suggestion else None,
        score=one.suggestion.score if one.suggestion else None,
        elsewhere=sum(
            span is not None and not span.within(at.span) for part in parts for span in (part.cue, part.source)
        ),
    )


def _whole(found: list[DecidedSentence]) -> Whole:
    for one in found:
        _check(one)
    names = {one.decision.annotator for one in found}
    accepted = {one.sentence.index: one.decision.labels.quotes for one in found if _accepted(one)}
    document = found[0].document
    return Whole(
        document=document,
        annotator=names.pop() if len(names) == 1 else None,
        decided=tuple(found),
        quotes=join_parts(accepted),
        complete=_is_complete(document, found),
    )


def _accepted(one: DecidedSentence) -> bool:
    return one.decision.answer is Answer.ACCEPT


def _is_complete(document: Document, found: list[DecidedSentence]) -> bool:
    """Sentences hold all that is not white space, so nothing but that is left after the last one, and no gap before."""
    if [one.sentence.index for one in found] != list(range(len(found))):
        return False
    skipped = any(one.decision.answer is Answer.SKIP for one in found)
    return not skipped and not document.text[found[-1].sentence.end :].strip()


def _check(one: DecidedSentence) -> None:
    """Raise FalseSpan unless every span of the decision fits its text and content its sentence."""
    at, text = one.sentence, one.document.text
    where = f"{one.document.id}:{at.index}"
    spans = [(at.span, Span(0, len(text)))]
    for part in one.decision.labels.quotes:
        if not part.content:
            raise FalseSpan(f"{where}: a quote without content", "run `annotator check`")
        spans += [(span, at.span) for span in part.content]
        spans += [(span, Span(0, len(text))) for span in (part.cue, part.source) if span is not None]
    for span, frame in spans:
        if not frame.start <= span.start < span.end <= frame.end:
            raise FalseSpan(f"{where}: the span {list(span)} is out of place", "run `annotator check`")


def _moved(part: QuotePart, sentence: Span) -> Quote:
    def here(span: Span | None) -> Span | None:
        if span is None or not span.within(sentence):
            return None
        return Span(span.start - sentence.start, span.end - sentence.start)

    content = tuple(span for span in map(here, part.content) if span is not None)
    return Quote(content, part.type, here(part.cue), here(part.source), part.speaker, part.score, part.rule)


def _task_sentence(one: DecidedSentence, shift: int) -> TaskSentence:
    topics = one.decision.labels.topics if _accepted(one) else ()
    return TaskSentence(Span(one.sentence.start - shift, one.sentence.end - shift), one.decision.answer, topics)


def _quote_record(quote: Quote, text: str) -> dict[str, Any]:
    def span(at: Span | None) -> dict[str, Any] | None:
        return None if at is None else {"start": at.start, "end": at.end, "text": at.of(text)}

    return {
        "type": quote.type.value,
        "content": [span(at) for at in quote.content],
        "cue": span(quote.cue),
        "source": span(quote.source),
        "speaker": quote.speaker,
    }


def _sentence_entry(one: DecidedSentence, who: Any) -> dict[str, Any]:
    decision, suggestion = one.decision, one.suggestion
    entry = {
        "index": one.sentence.index,
        "start": one.sentence.start,
        "end": one.sentence.end,
        "topics": list(decision.labels.topics) if _accepted(one) else [],
        "answer": decision.answer.value,
        "annotator": who(decision.annotator),
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "edited": is_edited(decision.labels, suggestion),
        "suggestion": {"run": suggestion.run, "score": suggestion.score} if suggestion else None,
        "note": decision.note,
        "flagged": decision.flagged,
    }
    return {**entry, "implied": True} if decision.implied else entry

"""Annotations from JSON: gold lines, Prodigy tasks, doccano records, Label Studio tasks."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from annotator.core.model import Answer, Document, Quote, Span
from annotator.exchange.annotation import Annotation, Remarks, checked_span, optional_text, refuse, type_of
from annotator.exchange.linked_spans import Marked, linked_quotes

_ANSWERS = {
    "accept": Answer.ACCEPT,
    "reject": Answer.REJECT,
    "ignore": Answer.SKIP,
    "skip": Answer.SKIP,
}


def gold_line(data: dict[str, Any], document: Document, where: str, remarks: Remarks) -> Annotation:
    """A line such as `annotator suggest` prints: a text, and quotes with content, cue, source, speaker and type.

    Cue and source are `[start, end]`, a list of one such, or null. A quote's `topics` hold for its sentences.
    """
    quotes, topics = [], []
    for number, given in enumerate(_list(data.get("quotes"), where, "quotes")):
        at = f"{where}: quote {number + 1}"
        if not isinstance(given, dict):
            refuse(at, "not an object")
        content = tuple(_spans(given.get("content"), document.text, at, "content"))
        if not content:
            refuse(at, "no content")
        quotes.append(
            Quote(
                content=content,
                type=type_of(given.get("type"), content, document.text, at),
                cue=_one(given.get("cue"), document.text, at, "cue", remarks),
                source=_one(given.get("source"), document.text, at, "source", remarks),
                speaker=optional_text(given.get("speaker"), at, "speaker"),
            )
        )
        topics += [(span, str(topic)) for topic in given.get("topics") or () for span in content]
    return Annotation(document, where, tuple(quotes), tuple(topics), _answer(data, where))


def prodigy_line(data: dict[str, Any], document: Document, where: str, remarks: Remarks) -> Annotation | None:
    """A Prodigy task with spans and, where several spans make a quote, relations (or our `quote` numbers on spans).

    None for a rejected task with spans: what would have been right is not said.
    """
    answer = _answer(data, where)
    given = _list(data.get("spans"), where, "spans")
    if answer is Answer.REJECT and given:
        remarks.rejected += 1
        return None
    spans: dict[Hashable, Marked] = {}
    links: list[tuple[Hashable, Hashable]] = []
    first: dict[int, Hashable] = {}
    for span in given:
        key, marked = _prodigy_span(span, document.text, where)
        spans[key] = marked
        if isinstance(span.get("quote"), int) and marked.is_content:
            first.setdefault(span["quote"], key)
    for span in given:
        number = span.get("quote")
        key, _ = _prodigy_span(span, document.text, where)
        if number in first and first[number] != key:
            links.append((first[number], key))
    for relation in _list(data.get("relations"), where, "relations"):
        ends = [_prodigy_span(relation.get(name), document.text, where) for name in ("head_span", "child_span")]
        # Our own files say by number what belongs together; the same spans are in the relations.
        if not first:
            links.append((ends[0][0], ends[1][0]))
    quotes = linked_quotes(spans, links, document.text, where, remarks)
    topics = _text_topics(data.get("accept"), document, where)
    return Annotation(document, where, quotes, topics, answer)


def doccano_line(data: dict[str, Any], document: Document, where: str, remarks: Remarks) -> Annotation:
    """A doccano record with entities and relations (or plain `label` triples, which cannot link cues and sources)."""
    spans: dict[Hashable, Marked] = {}
    for entity in _list(data.get("entities"), where, "entities"):
        if not isinstance(entity, dict):
            refuse(where, "an entity is not an object")
        span = checked_span(entity.get("start_offset"), entity.get("end_offset"), document.text, where)
        speaker = optional_text(entity.get("speaker"), where, "speaker")
        spans[_key(entity.get("id"), where)] = Marked(span, str(entity.get("label")), speaker=speaker)
    if not spans:
        for number, triple in enumerate(_list(data.get("label", data.get("labels")), where, "labels")):
            if not isinstance(triple, list) or len(triple) != 3:
                refuse(where, "a label is not [start, end, label]")
            spans[number] = Marked(checked_span(triple[0], triple[1], document.text, where), str(triple[2]))
    links = [
        (_key(relation.get("from_id"), where), _key(relation.get("to_id"), where))
        for relation in _list(data.get("relations"), where, "relations")
        if isinstance(relation, dict)
    ]
    quotes = linked_quotes(spans, links, document.text, where, remarks)
    return Annotation(document, where, quotes, _text_topics(data.get("cats"), document, where), _answer(data, where))


def label_studio_task(data: dict[str, Any], document: Document, where: str, remarks: Remarks) -> Annotation | None:
    """A Label Studio task, by its last annotation that was not cancelled; None for one that nobody annotated."""
    made = [given for given in _list(data.get("annotations"), where, "annotations") if isinstance(given, dict)]
    if not made:
        return None
    done = [given for given in made if not given.get("was_cancelled")]
    if not done:
        return Annotation(document, where, answer=Answer.SKIP)
    spans: dict[Hashable, Marked] = {}
    types: dict[Hashable, str] = {}
    speakers: dict[Hashable, str] = {}
    links: list[tuple[Hashable, Hashable]] = []
    topics: list[str] = []
    for result in _list(done[-1].get("result"), where, "result"):
        if not isinstance(result, dict):
            refuse(where, "a result is not an object")
        value, kind, name = result.get("value") or {}, result.get("type"), result.get("from_name")
        if kind == "relation":
            links.append((result.get("from_id"), result.get("to_id")))
        elif kind == "labels":
            span = checked_span(value.get("start"), value.get("end"), document.text, where, value.get("text"))
            spans[_key(result.get("id"), where)] = Marked(span, str((value.get("labels") or [""])[0]))
        elif kind == "choices" and name == "topics":
            topics += [str(topic) for topic in value.get("choices") or ()]
        elif kind == "choices":
            types[result.get("id")] = str((value.get("choices") or [""])[0])
        elif kind == "textarea" and value.get("text"):
            words = value["text"]
            speakers[result.get("id")] = words if isinstance(words, str) else str(words[0])
    marked: dict[Hashable, Marked] = {
        key: Marked(one.span, one.label, types.get(key), speakers.get(key)) for key, one in spans.items()
    }
    quotes = linked_quotes(marked, links, document.text, where, remarks)
    return Annotation(document, where, quotes, _text_topics(topics, document, where))


def _answer(data: dict[str, Any], where: str) -> Answer:
    given = data.get("answer", "accept")
    if given not in _ANSWERS:
        refuse(where, f"no answer {str(given)[:40]!r}")
    return _ANSWERS[given]


def _prodigy_span(span: Any, text: str, where: str) -> tuple[Hashable, Marked]:
    if not isinstance(span, dict):
        refuse(where, "a span is not an object")
    place = checked_span(span.get("start"), span.get("end"), text, where, span.get("text"))
    label = str(span.get("label"))
    # A cue or a source that two quotes share is one span; content that two quotes share is not.
    number = span.get("quote") if Marked(place, label).is_content else None
    return (place, label, number), Marked(place, label, speaker=optional_text(span.get("speaker"), where, "speaker"))


def _text_topics(given: Any, document: Document, where: str) -> tuple[tuple[Span, str], ...]:
    """Topics of the whole text, as one span over all of it."""
    span = Span(0, len(document.text))
    return tuple((span, str(topic)) for topic in _list(given, where, "topics"))


def _one(given: Any, text: str, where: str, what: str, remarks: Remarks) -> Span | None:
    if isinstance(given, list) and len(given) == 2 and not isinstance(given[0], list):
        given = [given]
    found = _spans(given, text, where, what)
    remarks.narrowed += len(found) > 1
    return found[0] if found else None


def _spans(given: Any, text: str, where: str, what: str) -> list[Span]:
    pairs = _list(given, where, what)
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            refuse(where, f"the {what} is not a list of [start, end]")
    return sorted(checked_span(pair[0], pair[1], text, where) for pair in pairs)


def _list(given: Any, where: str, what: str) -> list[Any]:
    if given is None:
        return []
    if not isinstance(given, list):
        refuse(where, f"{what} is no list")
    return given


def _key(given: Any, where: str) -> str | int:
    if isinstance(given, bool) or not isinstance(given, str | int):
        refuse(where, "an id is no string and no whole number")
    return given

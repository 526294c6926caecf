"""`annotator import --as NAME`: annotations made elsewhere, as the decisions of a named annotator."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.cli.model.document_work import LARGEST, NotTaken, refuse_size, told_of
from annotator.cli.model.pipeline_choice import Adaptation, LazySuggester, PipelineChoice, importing, narrate_adaptation
from annotator.cli.narration import count, counted, narrate, one_line, watched
from annotator.cli.open_screen import annotator_name
from annotator.core.assembly import labels_by_sentence
from annotator.core.decision import Answer, NewDecision
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Labels, Sentence, Suggested
from annotator.exchange.annotation import Annotation, Remarks, SentenceDecision
from annotator.exchange.documents import FileReading
from annotator.exchange.files import MAX_BYTES, decoded, unpacked
from annotator.exchange.formats.format import Format
from annotator.exchange.formats.registry import annotations_of, find_annotations, format_named, read_annotations
from annotator.store.articles.documents import Stored, find_alike
from annotator.store.work.importer import Importer


@dataclass
class Taken:
    """What an import of annotations did. `adaptation`: what the suggestions for new documents were adapted to.

    `again` counts files or records about an article of which others had been `seen` before, which they go over.
    """

    documents: int = 0
    new: int = 0
    rebuilt: int = 0
    decisions: int = 0
    known: int = 0
    again: int = 0
    quotes: int = 0
    unplaced_topics: int = 0
    adaptation: Adaptation | None = None
    remarks: Remarks = field(default_factory=Remarks)
    seen: set[int] = field(default_factory=set)
    left: NotTaken = field(default_factory=NotTaken)


def import_annotations(
    paths: list[str],
    db: Path,
    name: str,
    reading: FileReading,
    choice: PipelineChoice,
    quiet: bool = True,
    largest: float = LARGEST,
    format: str | None = None,
    taken: Taken | None = None,
) -> Taken:
    """Import everything that paths name as decisions of `name`; refusals are collected, not raised.

    `format` is one of a package; None: each file shows which of ours it is in. `taken` is counted on.
    Documents that are new are stored first, with suggestions as usual; each document's decisions are one step.
    """
    if not name.strip():
        raise UsageError("--as needs a name", "say whose decisions they are: --as gold")
    name = annotator_name(name)
    named = None if format is None else format_named(format, to_read=True)
    taken = taken or Taken()
    taken.remarks.left_out = reading.left_out
    with importing(db, choice) as (importer, suggester), told_of(lambda: _narrate(taken, db, name)):
        for annotation in watched(_annotations(paths, reading, taken, named), "reading and storing", quiet):
            try:
                _take(annotation, name, importer, suggester, taken, largest)
            except InputRefused as error:
                taken.left.refused.append(error)
    return taken


def _narrate(taken: Taken, db: Path, name: str) -> None:
    """Say what was done, and what could not be taken as it stood."""
    if taken.documents:
        narrate(
            f"{count(taken.documents, 'article')} ({taken.new} new), {count(taken.quotes, 'quote')}:"
            f" {count(taken.decisions, 'decision')} of {one_line(name)} added to {one_line(db)},"
            f" {taken.known} already there"
        )
        narrate_adaptation(taken.adaptation)
    remarks = taken.remarks
    told = counted(
        (taken.again, "article", "given again: what stands there last counts"),
        (taken.rebuilt, "article", "put together from sentences, with white space between"),
        (remarks.loose, "span of a cue or source", "left out: of no quote"),
        (remarks.narrowed, "span of a cue or source", "in several pieces: the first one taken"),
        (remarks.rejected, "rejected task", "with spans left out: what would be right is not said"),
        (taken.unplaced_topics, "topic of a whole text", "left out: of no sentence"),
    )
    narrate(*told)


def _annotations(paths: list[str], reading: FileReading, taken: Taken, named: Format | None) -> Iterator[Annotation]:
    read, ending = (named.text_reader, named.ending) if named else (None, None)
    for path in paths:
        if path == "-":
            try:
                data, name = sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"
                text = decoded(unpacked(data, name), name, reading.encoding)
                yield from list((read or annotations_of)(text, name, taken.remarks))
            except InputRefused as error:
                taken.left.refused.append(error)
            continue
        for source in find_annotations(Path(path), ending):
            try:
                yield from read_annotations(source, taken.remarks, reading, read)
            except InputRefused as error:
                taken.left.refused.append(error)


def _take(
    annotation: Annotation,
    name: str,
    importer: Importer,
    suggester: LazySuggester,
    taken: Taken,
    largest: float,
) -> None:
    stored = _stored(annotation, importer)
    if stored is None:
        refuse_size(annotation.document, largest)
        stored = _store(annotation, importer, suggester)
        taken.adaptation = suggester.adaptation
        taken.new += 1
        taken.rebuilt += annotation.rebuilt
    if annotation.sentences is None:
        decisions = _whole_decisions(annotation, stored, taken)
    else:
        decisions = _sentence_decisions(annotation, annotation.sentences, stored)
    kept = importer.decide(name, decisions)
    taken.again += stored.number in taken.seen
    taken.seen.add(stored.number)
    taken.documents += 1
    taken.decisions += kept
    taken.known += len(decisions) - kept
    taken.quotes += sum(not part.continues for new, _ in decisions for part in new.labels.quotes)


def _stored(annotation: Annotation, importer: Importer) -> Stored | None:
    """The document, if it is here: by its text or, if only its sentences are known, by its id or their places."""
    found = importer.find(annotation.document)
    if found is None and annotation.rebuilt and annotation.sentences:
        spans = [one.span for one in annotation.sentences]
        found = importer.ask(find_alike, annotation.document.id, spans, annotation.fits)
    return found


def _store(annotation: Annotation, importer: Importer, suggester: LazySuggester) -> Stored:
    document = annotation.document
    if annotation.rebuilt and not (annotation.all_sentences and annotation.fits(document.text)):
        raise InputRefused(
            f"{annotation.where}: the article {one_line(document.id)} is not here, and the file has only parts of it",
            "import the article first",
        )
    suggested = _resegmented(suggester.loaded.suggest_one(document), annotation)
    if not suggested.sentences:
        raise InputRefused(f"{annotation.where}: no sentence in it", "nothing to annotate")
    importer.add(suggested, suggester.loaded.run)
    found = importer.find(document)
    assert found is not None
    return found


def _resegmented(suggested: Suggested, annotation: Annotation) -> Suggested:
    """The suggestions on the sentences that were decided, where the file names them: decisions hold for these."""
    if not annotation.sentences:
        return suggested
    spans = [one.span for one in annotation.sentences]
    own = [
        one for one in suggested.sentences if not annotation.all_sentences and not any(map(one.span.overlaps, spans))
    ]
    places = sorted([*spans, *(one.span for one in own)])
    sentences = tuple(Sentence(index, *span) for index, span in enumerate(places))
    topics = tuple(
        tuple(
            topic
            for one, found in zip(suggested.sentences, suggested.topics, strict=True)
            if sentence.start <= one.start < sentence.end
            for topic in found
        )
        for sentence in sentences
    )
    return replace(suggested, sentences=sentences, topics=topics)


def _whole_decisions(annotation: Annotation, stored: Stored, taken: Taken) -> list[tuple[NewDecision, str | None]]:
    """A decision of every sentence: the quotes of the file are all there are."""
    whole = (0, len(stored.document.text))
    topics = [(span, topic) for span, topic in annotation.topics if tuple(span) != whole]
    if len(stored.sentences) == 1:
        topics = list(annotation.topics)
    taken.unplaced_topics += len(annotation.topics) - len(topics)
    labels = labels_by_sentence(annotation.quotes, topics, stored.sentences, stored.document.text)
    empty = annotation.answer is not Answer.ACCEPT
    return [
        (NewDecision(key, annotation.answer, Labels() if empty else said), None)
        for key, said in zip(stored.ids, labels, strict=True)
    ]


def _sentence_decisions(
    annotation: Annotation, decided: tuple[SentenceDecision, ...], stored: Stored
) -> list[tuple[NewDecision, str | None]]:
    """The decisions that the file names, sentence by sentence."""
    key_of = {sentence.span: key for sentence, key in zip(stored.sentences, stored.ids, strict=True)}
    whole = dict(
        zip(stored.ids, labels_by_sentence(annotation.quotes, (), stored.sentences, stored.document.text), strict=True)
    )
    decisions = []
    for one in decided:
        key = key_of.get(one.span)
        if key is None:
            raise InputRefused(
                f"{annotation.where}: {one_line(stored.document.id)} has no sentence {list(one.span)} here",
                "it was cut into other sentences; import into a new database",
            )
        said = one.said.labels
        labels = Labels((*said.quotes, *whole[key].quotes), said.topics)
        if not annotation.rebuilt and one.said.answer is not Answer.ACCEPT:
            labels = Labels()
        decisions.append((replace(one.said, sentence_id=key, labels=labels), one.decided_at))
    return decisions

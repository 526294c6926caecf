"""Decided sentences as tasks: a text with the quotes that were decided in it, as training data and other tools have it.

A task is a whole document or one sentence. A sentence that nobody looked at must not become a training example in which
nothing is said; so a task says whether all of its text was decided (`complete`), and formats in which a text without
labels means "nothing here" leave out documents that were decided in part, unless that is asked for.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, groupby
from typing import NamedTuple

from annotator.core.decided import Selection, stretches_between
from annotator.core.decision import DECIDED, Answer, DecidedSentence
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import (
    QUOTE_TYPES,
    ROLES,
    Attribution,
    Document,
    Labels,
    Quote,
    QuotePart,
    QuoteType,
    Span,
    grouped,
    places_touched,
)
from annotator.core.quotes.assembly import join_parts
from annotator.core.text.languages import language_of
from annotator.exchange.lines import Record, record_of

GOLD = "gold"
"""The name that stands for several annotators together."""


def about_document(document: Document) -> Record:
    """What every record says of its document."""
    return record_of(document, "id", "title", "source", "published", "meta")


class Labelled(NamedTuple):
    """A span of a quote with a label, as tools with relations have it. `quote` numbers its quote.

    Content has the type of the quote, and `facts` of it as keys of ours: `speaker` and `attributes`, as far as it has
    them. Others are linked, by their `role` (`same` for further content), to the `first` of the quote, which is none.
    """

    quote: int
    role: str
    span: Span
    label: str
    facts: Record
    first: int | None


def labelled_spans(quotes: Iterable[Quote]) -> list[Labelled]:
    """The spans of quotes one after another; `first` counts them."""
    made: list[Labelled] = []
    for number, quote in enumerate(quotes):
        first = None
        content_says = ({} if quote.speaker is None else {"speaker": quote.speaker}) | attributes_record(quote)
        for role, span in (*(("same", span) for span in quote.content), *quote.beside()):
            label, facts = (quote.type.value, content_says) if role == "same" else (role, {})
            made.append(Labelled(number, role, span, label, facts, first))
            first = len(made) - 1 if first is None else first
    return made


def attributes_record(quote: Attribution) -> Record:
    """The key `attributes` for the record of a quote; nothing where it has none."""
    return {"attributes": dict(quote.attributes)} if quote.attributes else {}


_ANYWHERE = Span(0, sys.maxsize)


def quote_record(quote: Attribution, text: str, frame: Span = _ANYWHERE) -> Record:
    """A quote or a part of one with the words of its spans, whose offsets count from the start of a frame of the text.

    What stands outside the frame has those of the document.
    """

    def shown(span: Span | None) -> Record | None:
        if span is None:
            return None
        if not span.within(frame):
            return {"document_start": span.start, "document_end": span.end, "text": span.of(text)}
        return {"start": span.start - frame.start, "end": span.end - frame.start, "text": span.of(text)}

    return {
        "type": quote.type,
        "content": [shown(span) for span in quote.content],
        "cue": shown(quote.cue),
        "source": shown(quote.source),
        "speaker": quote.speaker,
    }


def labels_record(labels: Labels, text: str) -> Record:
    """Labels of a sentence as schemas/feedback.schema.json has them, with offsets in the document."""
    quotes = [
        quote_record(quote, text) | {"continues": quote.continues, "attributes": dict(quote.attributes)}
        for quote in labels.quotes
    ]
    return {"quotes": quotes, "topics": labels.topics}


class Token(NamedTuple):
    """A token's place in the text, in code points, and whether one space follows it."""

    start: int
    end: int
    space: bool


class TaskSentence(NamedTuple):
    """A sentence of a task: its place in the task's text, what was decided of it, and its topics."""

    span: Span
    answer: Answer
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A text with the quotes that were decided in it; every offset counts code points of `text`.

    `annotator` is None where the decisions of several annotators stand together. `answer` is the first of accept,
    reject and skip that one of the sentences was given; `seconds` is what all of them took. `quotes` holds only
    quotes of accepted sentences. `suggested` are the quotes that the suggester proposed, `run` and `score` (a
    probability) say where they come from. `complete`: every sentence was decided, none skipped, and what is in none is
    white space, the header and signs of block quotes. `elsewhere` counts the cues and sources that stand outside the
    text (in another sentence) and are left out. `decided` are the decisions it was made of, `tokens` those of the text,
    once its quotes were aligned with them.
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
    complete: bool = True
    elsewhere: int = 0
    decided: tuple[DecidedSentence, ...] = ()
    tokens: Sequence[Token] = ()

    @property
    def annotator_name(self) -> str:
        """The annotator's name; `gold` for several."""
        return GOLD if self.annotator is None else self.annotator

    @property
    def language(self) -> str | None:
        """The language (ISO 639-1) of the document, as far as its small words tell."""
        return language_of(self.document.text)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics of its sentences, each once."""
        return tuple(dict.fromkeys(topic for sentence in self.sentences for topic in sentence.topics))

    @property
    def suggested_topics(self) -> tuple[str, ...]:
        """The same of those that the suggester proposed."""
        labels = [row.suggestion.labels for row in self.decided if row.suggestion]
        return tuple(dict.fromkeys(chain.from_iterable(suggested.topics for suggested in labels)))


_WHATEVER = Selection(answers=tuple(Answer))


def document_tasks(
    decided: Iterable[DecidedSentence],
    selection: Selection = _WHATEVER,
    types: Collection[QuoteType] = QUOTE_TYPES,
) -> Iterator[Task]:
    """A task for each document and annotator, or one for each document where the decisions are gold.

    `decided` are those of `selection.with_all_between()`: of what the selection does not choose, it is only seen over
    which sentences a quote goes on. `types` are the quote types of the label scheme: what parts of several types make
    must be one of them.

    The decisions of a document must come together, in the order of its sentences.
    """
    for _, of_document in groupby(decided, key=lambda row: row.document.id):
        by_annotator = grouped((GOLD if selection.gold else row.decision.annotator, row) for row in of_document)
        for rows in by_annotator.values():
            if chosen := [row for row in rows if selection.chooses(row.decision)]:
                yield _document_task(rows, chosen, types)


def _document_task(
    rows: Iterable[DecidedSentence], decided: Sequence[DecidedSentence], types: Collection[QuoteType]
) -> Task:
    """The decided sentences of one document as one task, quotes joined over sentences; `rows` are all between, too."""
    chosen = {row.sentence.index for row in decided}

    def joined(parts_of: Callable[[DecidedSentence], Sequence[QuotePart] | None]) -> tuple[Quote, ...]:
        """The quotes of chosen sentences, which go on over others that hold none; of None nothing is known."""
        held = ((row.sentence.index, parts_of(row)) for row in rows)
        return join_parts(
            {key: parts for key, parts in held if parts is not None and (key in chosen or not parts)}, types
        )

    quotes = joined(lambda row: row.decision.confirmed.quotes if row.decision.answer in DECIDED else None)
    suggested = joined(lambda row: row.suggestion.labels.quotes if row.suggestion else ())
    looked_at = [row for row in decided if row.decision.answer is not Answer.SKIP]
    document = decided[0].document
    # Those that stand in the header too.
    every = [row.sentence.index for row in looked_at] == [*range(len(looked_at))]
    complete = every and not stretches_between((row.sentence.span for row in looked_at), document)
    return _task(decided, document.id, Span(0, len(document.text)), quotes, suggested, complete)


def sentence_task(decided: DecidedSentence) -> Task:
    """One decided sentence as a task of its own; cues and sources in other sentences are left out and counted."""
    frame = decided.sentence.span
    parts = decided.decision.confirmed.quotes

    def here(part: QuotePart) -> Quote:
        return part.moved(lambda span: span.shifted(-frame.start) if span.within(frame) else None).whole()

    task = _task(
        (decided,),
        f"{decided.document.id}:{decided.sentence.index}",
        frame,
        tuple(map(here, parts)),
        tuple(map(here, decided.suggestion.labels.quotes)) if decided.suggestion else (),
        decided.decision.answer is not Answer.SKIP,
    )
    return replace(task, elsewhere=sum(not span.within(frame) for part in parts for _, span in part.beside()))


def _task(
    decided: Sequence[DecidedSentence],
    key: str,
    frame: Span,
    quotes: tuple[Quote, ...],
    suggested: tuple[Quote, ...],
    complete: bool,
) -> Task:
    """The task of what stands in a frame of the document, with what follows from its decisions."""
    document = decided[0].document
    annotators = {row.decision.annotator for row in decided}
    answers = [row.decision.answer for row in decided]
    suggestions = [row.suggestion for row in decided if row.suggestion]
    scores = [suggestion.score for suggestion in suggestions if suggestion.score is not None]
    return Task(
        id=key,
        text=frame.of(document.text),
        document=document,
        annotator=annotators.pop() if len(annotators) == 1 else None,
        answer=next(answer for answer in Answer if answer in answers),
        decided_at=max(row.decision.decided_at for row in decided),
        seconds=sum(row.decision.seconds for row in decided),
        quotes=quotes,
        suggested=suggested,
        sentences=tuple(
            TaskSentence(
                row.sentence.span.shifted(-frame.start),
                row.decision.answer,
                row.decision.confirmed.topics,
            )
            for row in decided
        ),
        run=suggestions[0].run if suggestions else None,
        score=min(scores, default=None),
        complete=complete,
        decided=tuple(decided),
    )


# ---- Move spans to the boundaries of tokens, for formats that count tokens, and list every span that was moved.


MODES = ("expand", "drop", "strict")
"""What happens to a span off the boundaries: grown to whole tokens, left out (with its quote if it is content), or the
export refused."""


Tokenizer = Callable[[str, str | None], Iterable[tuple[int, int, bool]]]
"""Cuts a text, in that language if it is known: where each token begins and ends, and whether a space follows."""


@dataclass
class Aligner:
    """Moves the spans of tasks to token boundaries. `off` lists every span that was off them, and what became of it."""

    tokenize: Tokenizer
    mode: str = "expand"
    off: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise UsageError(f"no way to align named {self.mode!r}", f"choose {', '.join(MODES)}")

    def aligned(self, task: Task) -> Task:
        """The task with its quotes on token boundaries, and with the tokens of its text.

        Raises InputRefused at the first span off them, where the mode is `strict`.
        """
        task = replace(task, tokens=[*map(Token._make, self.tokenize(task.text, task.language))])
        return replace(task, quotes=tuple(filter(None, (self._quote(quote, task) for quote in task.quotes))))

    def _quote(self, quote: Quote, task: Task) -> Quote | None:
        aligned = quote
        for role in ROLES:
            spans = (self._span(span, role, task) for span in quote.spans(role))
            aligned = aligned.with_spans(role, tuple(span for span in spans if span is not None))
        # A quote with a hole in it would be another quote.
        return aligned if len(aligned.content) == len(quote.content) else None

    def _span(self, span: Span, role: str, task: Task) -> Span | None:
        tokens = places_touched(task.tokens, span)
        grown = Span(tokens[0].start, tokens[-1].end) if tokens else None
        if grown == span:
            return span
        became = grown if self.mode == "expand" else None
        words = span.of(task.text)
        entry: Record = {"id": task.id, "role": role, **span._asdict(), "text": words}
        if self.mode == "strict":
            raise InputRefused(
                f"{task.id}: the {role} {list(span)} {words[:60]!r} does not end where tokens end",
                "export with --align expand or --align drop, or mend the span",
            )
        self.off.append({**entry, "became": list(became) if became else None})
        return became


# ---- What was written of them, counted.


@dataclass
class ExportTally:
    """What was written to one file, counted as it goes. The records of a document must come together.

    `labels`: how often each occurs, by their kinds. `types` count whole quotes: a continuation counts with the quote it
    carries on. `answers`, `topics` and `annotators` count sentences. `elsewhere` counts cues and sources outside the
    text of their sentence, which were left out; `hidden` counts spans that a format could not show because another one
    stands in their place.
    """

    records: int = 0
    documents: int = 0
    sentences: int = 0
    elsewhere: int = 0
    hidden: int = 0
    labels: dict[str, Counter[str]] = field(
        default_factory=lambda: {kind: Counter() for kind in ("answers", "types", "topics", "annotators")}
    )
    _latest: str | None = None

    def add_task(self, task: Task) -> None:
        """Count a task as it was written, its spans on the boundaries of tokens where the format wants that."""
        self.elsewhere += task.elsewhere
        self._add(task.document, task.annotator_name, task.quotes, task.sentences)

    def add_sentence(self, decided: DecidedSentence) -> None:
        """Count a decided sentence, all of which was written."""
        decision, span = decided.decision, decided.sentence.span
        begun = [part for part in decision.labels.quotes if not part.continues]
        sentence = TaskSentence(span, decision.answer, decision.labels.topics)
        self._add(decided.document, decision.annotator, begun, [sentence])

    def _add(
        self, document: Document, annotator: str, quotes: Iterable[Attribution], sentences: Sequence[TaskSentence]
    ) -> None:
        self.records += 1
        self.documents += document.id != self._latest
        self._latest = document.id
        self.sentences += len(sentences)
        self.labels["annotators"][annotator] += len(sentences)
        self.labels["types"].update(quote.type.value for quote in quotes)
        self.labels["answers"].update(sentence.answer.value for sentence in sentences)
        self.labels["topics"].update(topic for sentence in sentences for topic in sentence.topics)

    def described(self) -> Record:
        """What a manifest says of it: the totals, and how often each label occurs, the most frequent first."""
        labels = {kind: dict(counter.most_common()) for kind, counter in self.labels.items()}
        quotes = self.labels["types"].total()
        return {**record_of(self, "records", "documents", "sentences"), "quotes": quotes, "labels": labels}

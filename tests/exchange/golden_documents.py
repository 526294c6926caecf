"""Decisions that hold everything an export can meet, as a source that is read like the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.model import Document, Labels, Quote, QuotePart, QuoteType, Sentence, Span, Suggestion
from annotator.core.quotes.assembly import split_quotes
from annotator.core.scheme import Attribute, LabelScheme, Topic

RUNS = [
    {
        "id": "run1",
        "pipeline": "en_core_web_sm+annotator",
        "version": "1",
        "settings": {"scheme": "harbours", "scheme_version": "2", "profile": "speech"},
    }
]
SCHEME = LabelScheme("harbours", "2", (Topic("labour", "Labour", "l"), Topic("weather", "Weather", "w")))

ATTRIBUTED_SCHEME = SCHEME._replace(attributes=(Attribute("stance", ("for, mostly", "against"), "s", "Stance"),))

_HEADER = "Title: Ferry, “the old one”\nBy: Kari Dal\n\n"
_FERRY = (
    "The ferry 🛥 will sail, Nora Lind of Vik said, before Sunday.",  # discontinuous, with an emoji
    "„Wir warten“, she wrote.",  # a pronoun as its source
    "The pier is \"old, cold\tand 'wet'\", by one account.",  # an orphan: no cue, source or speaker
    "“We counted nine holes.",  # goes on in the next sentence, which holds the cue and the source
    "“Then we stopped,” the mason told a reporter.",
    "=SUM(A1) was all he sent, and nobody disagreed.",  # its source stands in the sentence before
    "The walls leak,\nand the roof\u2028too, Dal reports.",  # a line break inside the content
    "Was it “rain” or “fog”?",  # nothing is said
)
_MILL = ("It is not for sale, Per Holm’s lawyer insists.", "Perhaps.", "The wheel has stopped.")
_FOG = ("Fog came in.", "It stayed.")


class Article:
    """A document with its sentences, in which spans are found by their words."""

    def __init__(self, document_id: str, header: str, sentences: Sequence[str], **about: Any) -> None:
        self.text = header + " ".join(sentences)
        self.document = Document(document_id, self.text, body_start=len(header), **about)
        self.sentences: list[Sentence] = []
        start = len(header)
        for index, words in enumerate(sentences):
            self.sentences.append(Sentence(index, start, start + len(words)))
            start += len(words) + 1

    def span(self, words: str) -> Span:
        """The place of words that stand there once."""
        assert self.text.count(words) == 1, words
        return Span(self.text.index(words), self.text.index(words) + len(words))

    def quote(self, kind: QuoteType, content: Sequence[str], **about: Any) -> Quote:
        """A quote; `cue` and `source` are given by their words."""
        for role in ("cue", "source"):
            if role in about:
                about[role] = self.span(about[role])
        return Quote(tuple(map(self.span, content)), kind, **about)

    def decided(
        self,
        at: int,
        annotator: str,
        parts: dict[int, tuple[QuotePart, ...]],
        answer: Answer = Answer.ACCEPT,
        **how: Any,
    ) -> DecidedSentence:
        """The decision of sentence `at`; in `how` its topics and suggestion, and what a Decision has."""
        topics, suggestion = how.pop("topics", ()), how.pop("suggestion", None)
        decided_at = how.pop("decided_at", f"2026-03-0{at + 1}T09:12:44.120Z")
        labels = Labels(tuple(part.bare() for part in parts.get(at, ())), topics)
        decision = Decision(at + 1, annotator, answer, labels, decided_at, **how)
        return DecidedSentence(self.document, self.sentences[at], decision, suggestion)


def golden_decisions() -> list[DecidedSentence]:
    """Three articles: one decided to its end, one in part by ana and to its end by bo, one without quotes."""
    return [*_ferry(), *_mill(), *_fog()]


def attributed_decisions() -> list[DecidedSentence]:
    """The first article, in which two quotes have an attribute: a discontinuous one, and one over two sentences."""
    changed = []
    for one in _ferry():
        labels = one.decision.labels
        if one.sentence.index in (0, 3, 4):
            quotes = tuple(part.with_attribute("stance", "for, mostly") for part in labels.quotes)
            labels = labels._replace(quotes=quotes)
        changed.append(one._replace(decision=one.decision._replace(labels=labels)))
    return changed


def _ferry() -> list[DecidedSentence]:
    article = Article(
        "ferry", _HEADER, _FERRY, title="Ferry, “the old one”", source="The Gull", published="2026-02-03",
        meta={"desk": "news, local", "length": 3, "100%": True},
    )  # fmt: skip
    quotes = [
        article.quote(
            QuoteType.INDIRECT, ["The ferry 🛥 will sail", "before Sunday"], cue="said", source="Nora Lind of Vik",
            speaker="Nora Lind", score=0.91, rule="clause",
        ),
        article.quote(QuoteType.DIRECT, ["„Wir warten“"], cue="wrote", source="she", speaker="Nora Lind"),
        article.quote(QuoteType.MIXED, ['The pier is "old, cold\tand \'wet\'"']),
        article.quote(
            QuoteType.DIRECT, ["“We counted nine holes.", "“Then we stopped,”"], cue="told", source="the mason",
            speaker='=Jon, "the mason"',
        ),
        article.quote(QuoteType.DIRECT, ["=SUM(A1)"], cue="sent", source="the mason", speaker='=Jon, "the mason"'),
        article.quote(
            QuoteType.INDIRECT, ["The walls leak,\nand the roof\u2028too"], cue="reports", source="Kari Dal",
            speaker="Kari Dal",
        ),
    ]  # fmt: skip
    parts = split_quotes(quotes, article.sentences, article.text)
    # A suggestion that was taken as it stood, one that was corrected, and one with nothing in it.
    taken = Suggestion(1, "run1", Labels(parts[0], ("weather",)), 0.91)
    other = article.quote(QuoteType.MIXED, ["„Wir warten“"], score=0.4, rule="quoted")
    corrected = Suggestion(2, "run1", Labels(split_quotes([other], article.sentences, article.text)[1]), 0.4)
    return [
        article.decided(0, "ana", parts, topics=("weather",), seconds=2.4, suggestion=taken),
        article.decided(1, "ana", parts, seconds=3.25, suggestion=corrected),
        article.decided(
            2, "ana", parts, topics=("labour", "weather"), note='why "old",\nthough?', flagged=True, seconds=10.0
        ),
        article.decided(3, "ana", parts, seconds=1.0),
        article.decided(4, "ana", parts, seconds=1.0),
        article.decided(5, "ana", parts, topics=("labour",), seconds=1.0),
        article.decided(6, "ana", parts, seconds=1.0),
        article.decided(7, "ana", parts, implied=True, suggestion=Suggestion(3, "run1", Labels())),
    ]


def _mill() -> list[DecidedSentence]:
    article = Article("../mill: 1", "", _MILL, title="=1+1")
    # The cue and the source end within a token of spaCy's, which keeps the possessive's two characters apart.
    said = article.quote(
        QuoteType.INDIRECT, ["t is not for sale"], cue="insist", source="Per Holm’s lawyer", speaker="Per Holm"
    )
    parts = split_quotes([said], article.sentences, article.text)
    return [
        article.decided(0, "ana", parts, seconds=4.0),
        article.decided(0, "bo", parts, Answer.REJECT, seconds=4.5),
        article.decided(1, "ana", {}, Answer.SKIP, topics=("labour",), note="who?"),
        article.decided(1, "bo", {}, topics=("labour",)),
        article.decided(2, "bo", {}),
    ]


def _fog() -> list[DecidedSentence]:
    article = Article("fog~2", "", _FOG)
    return [article.decided(0, "bo", {}, topics=("weather",)), article.decided(1, "bo", {})]


class MemorySource:
    """Decisions in memory, asked for as the database is."""

    def __init__(self, decided: Sequence[DecidedSentence]) -> None:
        self._decided = list(decided)
        self._documents = {one.document.id: one.document for one in self._decided}

    def decided(self, selection: Any) -> Iterator[DecidedSentence]:
        """The chosen decisions in the order given."""
        for one in self._decided:
            decision = one.decision
            if (
                (selection.annotator in (None, decision.annotator))
                and selection.chooses(decision)
                and (not selection.documents or one.document.id in selection.documents)
                and (not selection.gold or one is self._gold(one))
            ):
                yield one

    def texts(self, selection: Any) -> Iterator[tuple[Document, tuple[Sentence, ...]]]:
        """Every document with its decided sentences."""
        for document in self._documents.values():
            yield document, tuple({one.sentence: None for one in self._decided if one.document is document})

    def topics(self, selection: Any) -> tuple[str, ...]:
        """The topics that occur in what is chosen."""
        return tuple(sorted({topic for one in self.decided(selection) for topic in one.decision.labels.topics}))

    def attributes(self, selection: Any) -> list[tuple[str, str]]:
        """The attributes of quotes that occur in what is chosen, each with a value."""
        quotes = [quote for one in self.decided(selection) for quote in one.decision.labels.quotes]
        return sorted({pair for quote in quotes for pair in quote.attributes})

    def runs(self, selection: Any) -> list[dict[str, Any]]:
        """The runs whose suggestions were answered in what is chosen."""
        answered = {one.suggestion.run for one in self.decided(selection) if one.suggestion}
        return [run for run in RUNS if run["id"] in answered]

    def contested(self, selection: Any) -> int:
        """How many of the sentences nobody has settled: all are."""
        return 0

    def revision(self) -> None:
        """None: these documents are of no database."""

    def pseudonyms(self) -> dict[str, str]:
        """A number for each annotator."""
        return {"bo": "annotator-1", "ana": "annotator-2"}

    def check(self, selection: Any) -> None:
        """Nobody is asked for who is not there."""

    def _gold(self, one: DecidedSentence) -> DecidedSentence:
        of_sentence = [
            other
            for other in self._decided
            if (other.document.id, other.sentence) == (one.document.id, one.sentence)
            and other.decision.answer is not Answer.SKIP
        ]
        return of_sentence[-1] if of_sentence else one

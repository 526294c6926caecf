"""The lines of a report's files, and the tables that are made of them.

The lines are written of what the database has, and read again for its figures. Spans are [start, end) in code points of
the document. The tables are made of what is read here, whether the lines were just written or come from a folder: so
`report --check` computes what `report` did.

A table is a dictionary with `key`, `title`, `heads` and `rows` of cells, as report.json has it. A cell is a text, or a
number as {"value": ..., "as": how it is shown}; the value of an interval is a list of two, and None is undefined.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from annotator.core.decided import DecisionMade, Split
from annotator.core.decision import DECIDED, PREFIXES, Answer, DecidedSentence, Decision, Role, Sight
from annotator.core.model import Document, Labels, QuoteType, Sentence, Span, Suggestion, grouped
from annotator.core.model_json import labels_from_json, labels_to_json
from annotator.core.program.resources import LANGUAGE, read_toml
from annotator.core.review.versions import Because, CaseKind, Cause, Reviewed, Verdict, Version
from annotator.core.session.desk import Place
from annotator.core.session.state import was_edited
from annotator.measure.agreement import Agreement, measure_agreement
from annotator.measure.bias import Bias, bias
from annotator.measure.figure import Figure, Tally
from annotator.measure.review import ReviewFigures, review_figures
from annotator.measure.work_time import Worked, added_up, steps_of_work

Record = dict[str, Any]
Records = dict[str, Any]
"""The records of each file of a report by its name: a list of them, and one record of `facts`."""
Named = Callable[[str], str]
"""The name under which somebody appears."""


def document_record(document: Document, sentences: int) -> Record:
    """A line of `documents.jsonl`."""
    return {
        **{name: getattr(document, name) for name in ("id", "first_id", "title", "source", "published")},
        "sentences": sentences,
        "text": document.text,
    }


_OF_DECISION = ("decided_at", "seconds", "implied", "flagged")
"""What a line of `decisions.jsonl` has of a decision as it is."""


def decision_record(decided: DecidedSentence, role: Role, named: Named) -> Record:
    """A line of `decisions.jsonl`. Notes are left out: they are for colleagues."""
    decision, suggestion = decided.decision, decided.suggestion
    return {
        "document": decided.document.id,
        "index": decided.sentence.index,
        "start": decided.sentence.start,
        "end": decided.sentence.end,
        "annotator": named(decision.annotator),
        "role": role,
        "answer": decision.answer,
        **labels_to_json(decision.confirmed),
        **{name: getattr(decision, name) for name in _OF_DECISION},
        "sight": decision.sight,
        "edited": was_edited(decided),
        "run": suggestion.run if suggestion else None,
        "suggested": suggestion and labels_to_json(suggestion.labels),
    }


def decided_sentence(record: Record, documents: Mapping[str, Document]) -> DecidedSentence:
    """What such a line says, as far as figures are made of it. Raises SpanOutside."""
    document = documents[record["document"]]
    suggested = record["suggested"]
    return DecidedSentence(
        document,
        Sentence(record["index"], *_place(record, document)),
        Decision(
            0,
            record["annotator"],
            Answer(record["answer"]),
            _labels(record, document),
            **{name: record[name] for name in _OF_DECISION},
            sight=Sight(record["sight"]),
        ),
        suggested and Suggestion(0, record["run"], _labels(suggested, document)),
    )


def history_record(decision: DecisionMade, named: Named) -> Record:
    """A line of `history.jsonl`: it has the fields of what was said."""
    return asdict(decision) | {"annotator": named(decision.annotator)}


def history(records: Records) -> Iterator[DecisionMade]:
    """What the lines of `history.jsonl` say."""
    return (
        DecisionMade(**record | {"role": Role(record["role"]), "answer": Answer(record["answer"])})
        for record in records["history"]
    )


def review_record(reviewed: Reviewed, named: Named) -> Record:
    """A line of `reviews.jsonl`: a sentence as it was reviewed last, with the versions that there were to choose."""
    verdict = reviewed.verdict
    return {
        "document": reviewed.document,
        "index": reviewed.place.index,
        "start": reviewed.span.start,
        "end": reviewed.span.end,
        "reviewer": named(reviewed.reviewer),
        "kind": verdict.kind,
        **verdict.because._asdict(),
        "taken": [*verdict.taken],
        **labels_to_json(reviewed.labels),
        "versions": [
            {
                "number": version.number,
                "annotators": [*map(named, version.annotators)],
                **labels_to_json(version.labels),
            }
            for version in reviewed.versions
        ],
    }


def reviewed_sentence(record: Record, documents: Mapping[str, Document]) -> Reviewed:
    """What such a line says, as far as figures are made of it. Raises SpanOutside."""
    document = documents[record["document"]]
    return Reviewed(
        0,
        document.id,
        Place(0, record["index"]),
        _place(record, document),
        record["reviewer"],
        tuple(
            Version(version["number"], tuple(version["annotators"]), _labels(version, document), ())
            for version in record["versions"]
        ),
        _labels(record, document),
        Verdict(
            CaseKind(record["kind"]),
            tuple(record["taken"]),
            Because(record["cause"] and Cause(record["cause"]), record["paragraph"]),
        ),
    )


def _labels(record: Record, document: Document) -> Labels:
    labels = labels_from_json(record)
    for quote in labels.quotes:
        for span in quote.everywhere():
            _inside(span, document)
    return labels


def _place(record: Record, document: Document) -> Span:
    return _inside(Span(record["start"], record["end"]), document)


class SpanOutside(ValueError):
    """A span is outside its text: figures would count what is not there, without end."""


def _inside(span: Span, document: Document) -> Span:
    if not 0 <= span.start <= span.end <= len(document.text):
        raise SpanOutside(f"a span outside the text of {document.id}")
    return span


# ---- the figures of the records


Cell = Any
Table = dict[str, Any]

WORDS = read_toml(LANGUAGE, "report.toml")
"""What a report says and asks, and what it calls its tables and figures."""
FIGURES: dict[str, str] = WORDS["figures"]
"""The figures of agreement that a report shows, in words."""
OF_PAIRS = ("token_alpha", "attribution_agreement", "content_overlap_f1")
"""Those of them that it shows by pair."""


def report_tables(records: Records) -> tuple[list[Table], Agreement]:
    """Every table that there is something to say in, and the agreement. Raises SpanOutside.

    All is computed as `agreement`, `review summary`, `bias` and `stats` do.
    """
    facts = records["facts"]
    documents = {
        record["id"]: Document(record["id"], record["text"], first_id=record["first_id"])
        for record in records["documents"]
    }
    made = [
        record for record in records["decisions"] if record["role"] == Role.ANNOTATOR and record["answer"] in DECIDED
    ]
    decided = [decided_sentence(record, documents) for record in made]
    reviewed = [reviewed_sentence(record, documents) for record in records["reviews"]]
    agreement = measure_agreement(
        decided,
        attributes=facts["attributes"],
        types=[QuoteType(kind) for kind in facts["quote_types"]],
    )
    biased = bias(
        decided,
        {(review.document, review.place.index): review.labels for review in reviewed},
        names=facts.get("renamed", {}),  # reports of before have none
    )
    steps = steps_of_work(history(records), facts["idle_cut"])
    looked_at = [record for record in made if not record["implied"]]
    tables = [
        _size(records, len(made), looked_at),
        _types(records["gold"]),
        _topics(records["gold"]),
        origins(records["documents"]),
        _people(records["decisions"]),
        _changes(facts),
        _counts("corrected", facts["corrected"]),  # with what became of decisions on them
        _suggestions(looked_at, facts["runs"]),
        *_agreement(agreement, facts["attributes"]),
        *adjudication(review_figures(reviewed, {key: document.text for key, document in documents.items()})),
        *influence(biased),
        _time(added_up(steps, lambda step: (step.annotator, step.role))),
        _splits(records["gold"], documents, Split(tuple(facts["split"]))),
    ]
    return [made for made in tables if made["rows"]], agreement


# ---- cells


def table(key: str, rows: Iterable[Iterable[Cell]], more: Iterable[str] = ()) -> Table:
    """The table of that key in `report.toml`; `more` are further heads.

    Whole numbers among the cells are counts. Other numbers and intervals are `shown` as is said there.
    """
    words = WORDS["tables"][key]

    def cell(value: Any) -> Cell:
        if isinstance(value, str | dict):
            return value
        return number(value) if isinstance(value, int) else number(value, words["shown"])

    cells = [[cell(value) for value in row] for row in rows]
    return {"key": key, "title": words["title"], "heads": [*words["heads"], *more], "rows": cells}


def _counts(key: str, counts: Mapping[str, int]) -> Table:
    """A table of how many there are of each; empty where there is nothing."""
    return table(key, counts.items() if any(counts.values()) else [])


def number(value: Any, how: str = "count") -> Cell:
    """A number as a cell. `how`: count, figure (3 decimals), share (in %), hours (2 decimals), one (1 decimal)."""
    return {"value": value, "as": how}


def _shares(key: str, counts: Mapping[str, int], whole: int) -> Table:
    """A table of how many there are of each, and which share of the whole; empty where there is nothing."""
    return table(key, ([name, n, n / whole] for name, n in counts.items() if whole))


def _with_interval(figure: Figure) -> list[Any]:
    """What two cells have of a figure: its value, and its interval."""
    return [figure.value, [figure.low, figure.high]]


# ---- the tables


def _quotes(sentences: Iterable[Record]) -> list[Record]:
    """The quotes that begin in one of the sentences: a quote over several counts once."""
    return [quote for sentence in sentences for quote in sentence["quotes"] if not quote["continues"]]


def _size(records: Records, decided: int, looked_at: Sequence[Record]) -> Table:
    """How much there is; `decided` with what was passed over unseen, which nobody `looked_at`."""
    times = Counter((record["document"], record["index"]) for record in looked_at)
    counts = {
        "articles": len(records["documents"]),
        "sentences": sum(document["sentences"] for document in records["documents"]),
        "sentences that at least one annotator looked at and decided": len(times),
        "sentences that at least two did": sum(number_of > 1 for number_of in times.values()),
        "decisions of annotators": decided,
        "of these, passed over unseen": decided - len(looked_at),
        "sentences in the data set (gold)": len(records["gold"]),
        "quotes in the data set": len(_quotes(records["gold"])),
    }
    return table("size", counts.items())


def _types(gold: Iterable[Record]) -> Table:
    """Quotes of the data set by type."""
    quotes = _quotes(gold)
    counts = dict(sorted(Counter(quote["type"] for quote in quotes).items()))
    counts |= {
        "without a named speaker": sum(quote["speaker"] is None for quote in quotes),
        "without a source in the text": sum(quote["source"] is None for quote in quotes),
        "with content in several pieces": sum(len(quote["content"]) > 1 for quote in quotes),
    }
    return _shares("types", counts, len(quotes))


def _topics(gold: Sequence[Record]) -> Table:
    """Sentences of the data set by topic."""
    counts = Counter(topic for sentence in gold for topic in sentence["topics"])
    return _shares("topics", dict(sorted(counts.items())), len(gold))


def origins(documents: Iterable[Record]) -> Table:
    """Articles by where they were published."""
    by_source = grouped((document["source"] or "not known", document["published"]) for document in documents)
    rows = []
    for name, dates in sorted(by_source.items()):
        known = sorted(date for date in dates if date)
        rows.append([name, len(dates), known[0] if known else "", known[-1] if known else ""])
    return table("origins", rows)


def _people(decisions: Iterable[Record]) -> Table:
    """Who decided how much, as it stands."""
    who = grouped(((record["role"], record["annotator"]), record) for record in decisions)
    rows = []
    for (role, name), made in sorted(who.items()):
        answers = Counter("implied" if record["implied"] else record["answer"] for record in made)
        quotes = _quotes(record for record in made if record["answer"] == Answer.ACCEPT)
        rows.append([name, role, *(answers[key] for key in (*Answer, "implied")), len(quotes)])
    return table("people", rows)


def _changes(facts: Record) -> Table:
    """How the label scheme and the guidelines changed, and the decisions that are from before."""
    rows = [[words, at or "", held, left] for words, at, held, left in facts["changes"]]
    rows += [["all, each decision once", "", "", facts["stale"]]] if rows else []
    return table("changes", rows)


def _suggestions(decisions: Iterable[Record], runs: Sequence[Record]) -> Table:
    """How annotators' decisions answer suggestions, by the run that made these."""
    by_run = grouped((record["run"] or "", record) for record in decisions)
    names = {run["id"]: f"{run['pipeline']} {run['version']}" for run in runs}
    rows = []
    for run, made in sorted(by_run.items()):
        sights = Counter(record["sight"] for record in made)
        edited = Tally.count(record["edited"] for record in made if run and record["sight"] == Sight.SUGGESTION)
        counts = [len(made), sights[Sight.WITHHELD], sights[Sight.IN_PASSING]]
        rows.append([run or "none", names.get(run, ""), *counts, edited.share])
    return table("suggestions", rows if runs else [])


def _agreement(agreement: Agreement, attributes: Iterable[str]) -> list[Table]:
    """How far annotators agree: all of them, and by pair."""
    names = FIGURES | {f"attribute_{name}": f"{name}, kappa" for name in attributes}
    some = agreement.documents > 0
    counts = {
        "annotators": len(agreement.annotators),
        "articles": agreement.documents,
        "sentences": agreement.sentences,
    }
    figures = [[words, *_with_interval(agreement.figures[name])] for name, words in names.items()]
    pairs = [
        [
            " and ".join(pair.annotators),
            pair.documents,
            pair.sentences,
            *(pair.figures[name].value for name in OF_PAIRS),
        ]
        for pair in agreement.pairs
    ]
    return [
        _counts("compared", counts),
        table("agreement", figures if some else []),
        table("pairs", pairs, (names[name] for name in OF_PAIRS)),
    ]


def adjudication(review: ReviewFigures) -> list[Table]:
    """What reviewers settled, how, and why annotators had differed."""
    counts = {
        "sentences marked differently and settled": review.differences,
        "sentences marked alike and looked at": review.audited,
        "sentences marked alike and settled in one step": review.settled,
    }
    shares = {
        "marked alike: the review marks something else": review.overturned,
        "words marked alike: the review marks them otherwise": review.overturned_tokens,
        "some marked a quote, others none: the review has one": review.marked_side,
        "marked differently: the review has what nobody had": review.own,
        **{f"marked differently: the review has what {name} had": taken for name, taken in review.taken.items()},
    }
    some = any(counts.values())
    outcome = [[name, *_with_interval(figure)] for name, figure in shares.items()]
    causes = [
        [paragraph or "no paragraph named", *(of_paragraph[cause] for cause in (*Cause, None))]
        for paragraph, of_paragraph in sorted(review.causes.items(), key=lambda pair: pair[0] or "")
    ]
    return [
        _counts("adjudication", counts),
        table("outcome", outcome if some else []),
        table("causes", causes, [*(cause.words for cause in Cause), "not said"]),
    ]


def influence(bias: Bias) -> list[Table]:
    """What suggestions did to annotators: by label, over all of them; and who accepted without reading."""
    effects = [
        [
            label.label if label.suggested else f"{label.label}, none suggested",
            *(cell for arm in (label.effect.seen, label.effect.withheld) for cell in (arm.of, arm.share)),
            *_with_interval(label.effect.difference),
        ]
        for label in bias.together.labels
        if label.effect.withheld.of
    ]
    known = [[label.label, *(arm.share for arm in label.mistakes)] for label in bias.together.labels if label.is_known]
    fast = [
        [person.annotator, fast.of, fast.given, fast.share, person.in_passing]
        for person in (bias.annotators if effects or known else ())
        for fast in [person.too_fast]
    ]
    return [table("effects", effects), table("known", known), table("haste", fast)]


def _time(worked: Mapping[tuple[str, Role], Worked]) -> Table:
    """Active time of each person and role."""
    rows = []
    for (name, role), total in sorted(worked.items()):
        done = [number(total.hours, "hours"), total.sentences, total.seconds_a_sentence, total.keys_a_sentence]
        rows.append([name.removeprefix(PREFIXES[role]), role.value, *done])
    return table("time", rows)


def _splits(gold: Iterable[Record], documents: Mapping[str, Document], split: Split) -> Table:
    """The parts of the data set: whole articles, by a hash of their ids (`annotator export --split`)."""
    in_part = grouped((split.part(documents[sentence["document"]["id"]].lasting_id), sentence) for sentence in gold)
    rows = []
    for index, name in enumerate(split.names):
        within = in_part.get(index, ())
        articles = {sentence["document"]["id"] for sentence in within}
        rows.append([name, len(articles), len(within), len(_quotes(within))])
    return table("splits", rows)

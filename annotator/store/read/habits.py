"""What annotators' habits are read from, the habits that runs were adapted to, and the speakers that are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import orjson

from annotator.core.decided import DecidedArticle, Selection, stretches_between
from annotator.core.decision import DecidedSentence
from annotator.core.habits import Habits, chance_of, given_up, reasons
from annotator.core.model import QuotePart, Span, grouped
from annotator.core.profiles import suggested_from
from annotator.core.session.desk import NEW_AT_MOST
from annotator.core.speakers import Acquaintance, Acquaintances, Counts, Names
from annotator.store.articles.documents import chances_in, document_of, is_present, maker_of
from annotator.store.log import rows
from annotator.store.log.fold import made_in
from annotator.store.log.rows import as_kept
from annotator.store.log.schema import NEWEST_RUN, NEWEST_SUGGESTION, OWN_RUN
from annotator.store.log.speaker_names import renamed_column, standing_names
from annotator.store.read.selection import STANDING, UNDECIDED, select, select_newest
from annotator.store.schemes import kept_profile
from annotator.store.sqlite.sqlite_library import Connection

_LOOKED_AT = Selection(reviewed=True, implied=False, boilerplate=False)
"""Confirmed or rejected by somebody who saw the sentence, in documents that are not removed; of reviewed ones, how."""


# ---- decisions


_WHEN_MADE = f"""
    (SELECT at FROM events WHERE events.id =
    (SELECT made.event FROM decisions AS made WHERE made.id = {made_in("decisions")}))
"""
_COLUMNS = rows.DECIDED.replace("decisions.decided_at", _WHEN_MADE)
"""Those of a decided sentence, in which what a copy or another program brought was decided when it came."""

_ROW = "a row of runs, profiles, suggestions or decisions"
"""What is told where one of those cannot be read: which one it is, `annotator db check` says."""
_NEWEST_RUN_IN = f"""
    SELECT (SELECT run FROM suggestions JOIN sentences ON sentences.id = sentence_id JOIN runs ON runs.id = run
    WHERE document = ? AND {OWN_RUN} ORDER BY suggestions.id DESC LIMIT 1)
"""


def decided_articles(connection: Connection, profile: str, maker: str | None = None) -> Iterator[DecidedArticle]:
    """What each annotator decided of each document, document by document, by the guidelines of that profile.

    Only of documents in which `maker` suggested last (see `maker_of`): against what it could suggest decisions are
    counted, and from others a trained pipeline has learned already. Skipped sentences, removed documents, and what was
    passed over unseen do not count, nor what was decided while the database kept another profile: that was other
    guidelines, not habit. Call inside a transaction, so that it is one state of the database.
    """
    with as_kept(_ROW):
        runs = _runs(connection)
        wanted = _goes_by(connection, runs, profile)
        for number, of_document in groupby(select(connection, _COLUMNS, _LOOKED_AT), key=itemgetter(0)):
            if maker_of(runs[connection.one_value(_NEWEST_RUN_IN, number)]) != maker:
                continue
            document, chances = document_of(connection, number), chances_in(connection, number)
            sentences = (rows.decided(document, row) for row in of_document)
            counted = (answered for answered in sentences if wanted(answered.decision.decided_at, _run_of(answered)))
            for annotator, decided in grouped((answered.decision.annotator, answered) for answered in counted).items():
                yield DecidedArticle(
                    number,
                    annotator,
                    document.text,
                    chances,
                    {answered.sentence.index: answered.decision.confirmed for answered in decided},
                    {  # what was shown may have come from another tool
                        answered.sentence.index: answered.suggestion.labels
                        for answered in decided
                        if answered.suggestion is not None
                        for run in [runs[_run_of(answered)]]
                        if maker_of(run) == maker and "file" not in run
                    },
                    stretches_between((answered.sentence.span for answered in decided), document),
                    max(answered.decision.id for answered in decided),
                )


_Runs = dict[str | None, dict[str, Any]]
"""The settings of all runs, by their ids; by None none, for what nobody suggested."""


def _runs(connection: Connection) -> _Runs:
    runs = connection.execute("SELECT id, settings FROM runs")
    return {None: {}, **{key: orjson.loads(settings) for key, settings in runs}}


def _run_of(answered: DecidedSentence) -> str | None:
    """The run whose suggestion was answered."""
    return None if answered.suggestion is None else answered.suggestion.run


def _goes_by(connection: Connection, runs: _Runs, profile: str) -> Callable[[str, str | None], bool]:
    """Whether a decision was made while the database kept that profile, by its time and the run that it answered.

    Before it kept any, the profile of what was suggested counts, and where nothing was, the one that is kept now.
    """
    adopted = connection.execute("SELECT adopted_at, name FROM profiles ORDER BY clock DESC, uuid DESC").fetchall()
    kept = kept_profile(connection)

    def wanted(made_at: str, run: str | None) -> bool:
        then = next((name for adopted_at, name in adopted if adopted_at <= made_at), runs[run].get("profile"))
        return (then or kept) == profile

    return wanted


_LEFT = f"SELECT 1 FROM sentences WHERE {is_present('document')} AND {UNDECIDED} ORDER BY id DESC LIMIT 1"
"""A sentence that nobody has decided; from the end, as that is where most are open."""


def new_decisions(connection: Connection) -> int:
    """How many decisions have come since the newest suggestions, to which new ones would be adapted.

    NEW_AT_MOST, where there are that many or more. 0 where nothing is left to suggest, or where the newest suggestions
    were to be adapted to none.
    """
    column = connection.first_value(f"SELECT settings FROM runs WHERE {OWN_RUN} {NEWEST_RUN}")
    with as_kept(_ROW):
        settings = {} if column is None else orjson.loads(column)
        profile, habits = kept_profile(connection), settings.get("habits")
        if profile is None or habits is False or not connection.there_is(_LEFT):
            return 0
        last = habits["last_decision"] if habits else 0
        runs, maker = _runs(connection), maker_of(settings)
        wanted = _goes_by(connection, runs, profile)
        newest = select_newest(connection, f"{_WHEN_MADE}, suggestions.run", _LOOKED_AT, last)
        counted = (1 for made_at, run in newest if wanted(made_at, run) and maker_of(runs[run]) == maker)
        return sum(islice(counted, NEW_AT_MOST))


# ---- habits


def newest_habits(connection: Connection) -> Habits | None:
    """The habits that our newest run was adapted to; None where that is none."""
    column = connection.first_value(f"SELECT habits FROM runs WHERE {OWN_RUN} {NEWEST_RUN}")
    with as_kept(_ROW):
        return None if column is None else Habits.from_json(orjson.loads(column))


def reasons_for(connection: Connection, suggestion: int, quote: QuotePart | None) -> tuple[str, ...]:
    """What was decided of others like a quote, for which the run of its suggestion rated it otherwise than rules do.

    What moves it most comes first. None for the quote: why that one is not suggested in its sentence which would be
    without these decisions. Empty where the run was adapted to none, or there is no such quote.
    """
    document, start, end, settings, column = connection.first_row(
        """
            SELECT document, start, "end", settings, habits FROM suggestions
            JOIN sentences ON sentences.id = sentence_id JOIN runs ON runs.id = run WHERE suggestions.id = ?
        """,
        suggestion,
    )
    chances = None if column is None else chances_in(connection, document)
    if chances is None:
        return ()
    with as_kept(_ROW):
        habits = Habits.from_json(orjson.loads(column))
        if quote is not None:
            chance = chance_of(chances, quote)
        else:
            left = [chance for chance in chances if chance.cue.within(Span(start, end))]
            kept_back = given_up(habits, left, suggested_from(orjson.loads(settings)))
            chance = max(kept_back, key=lambda chance: chance.score, default=None)
        return () if chance is None else reasons(habits, chance)


# ---- the speakers of all documents: who was confirmed, who is only suggested; without removed documents


_LONGEST_SOURCE = 40
"""Code points: longer sources than this tell neither gender nor title. Set by hand."""

# As the database writes labels: a quote with a speaker has this text in it.
_HAS_SPEAKER = """instr({}.labels, '"speaker":"')"""
_WITH_SPEAKER = {
    "decisions": f"""
    SELECT sentences.document, sentences.id, decisions.labels FROM heads
    JOIN annotators ON annotators.name = heads.annotator
    JOIN decisions ON decisions.id = heads.decision JOIN sentences ON sentences.id = heads.sentence_id
    WHERE decisions.answer = 'accept' AND NOT decisions.implied AND {_HAS_SPEAKER.format("decisions")}
    AND {is_present("sentences.document")}
    AND CASE WHEN :annotator IS NULL THEN {STANDING} ELSE heads.annotator = :annotator END
    ORDER BY sentences.id, heads.annotator
    """,
    "suggestions": f"""
    SELECT sentences.document, sentences.id, suggestions.labels FROM sentences
    JOIN suggestions ON suggestions.id = {NEWEST_SUGGESTION.format("sentences.id")}
    WHERE {_HAS_SPEAKER.format("suggestions")} AND {is_present("sentences.document")}
    AND CASE WHEN :annotator IS NULL THEN {UNDECIDED} ELSE NOT EXISTS (SELECT 1 FROM heads
        WHERE annotator = :annotator AND sentence_id = sentences.id AND NOT skipped) END
    ORDER BY sentences.id
    """,
}
"""SQL for the document, sentence and labels of what is confirmed, and of what is only suggested, by the table."""


def acquaintances(connection: Connection) -> Acquaintances:
    """Who was confirmed by anybody, in reviewed sentences by the review, as a new article may be given to know."""
    return Acquaintances(confirmed_speakers(connection), standing_names(connection))


def _speakers(table: str, connection: Connection, annotator: str | None = None) -> tuple[Acquaintance, ...]:
    quotes = Counter[str]()
    articles = defaultdict[str, set[int]](set)
    sources, kinds, genders = (defaultdict[str, Counter[str]](Counter) for _ in range(3))
    names = standing_names(connection)
    number, text, cast = 0, "", dict[str, Any]()
    sentence, highest = 0, Counter[str]()
    with as_kept(f"a row of {table}, or the article of one,"):
        for document, sentence_id, labels in connection.run(_WITH_SPEAKER[table], annotator=annotator):
            if document != number:
                number, text, cast = document, *_document(connection, document, names)
            if sentence_id != sentence:
                sentence, highest = sentence_id, Counter()
            here = Counter[str]()
            for quote in orjson.loads(labels if table == "decisions" else renamed_column(labels, names))["quotes"]:
                name, source = quote["speaker"], quote["source"]
                if not name:
                    continue
                here[name] += not quote["continues"]
                if source is not None and source[1] - source[0] <= _LONGEST_SOURCE:
                    sources[name][" ".join(text[source[0] : source[1]].split())] += 1
                if document not in articles[name]:
                    articles[name].add(document)
                    _, kind, gender = [*cast.get(name, ()), None, None, None][:3]
                    kinds[name].update(filter(None, [kind]))
                    genders[name].update(filter(None, [gender]))
            quotes.update(here - highest)  # += goes through all that is counted, each time
            highest |= here
    return tuple(
        Acquaintance(
            name, quotes[name], len(articles[name]), *map(_counts, (sources[name], kinds[name], genders[name]))
        )
        for name in sorted(articles)
    )


confirmed_speakers = partial(_speakers, "decisions")
"""The speakers of confirmed quotes, by name: of one annotator's decisions or (None) of everybody's.

What was skipped, undone or passed over unseen is not confirmed. A quote that several annotators confirmed counts once,
and so does one that runs on over several sentences.
"""
suggested_speakers = partial(_speakers, "suggestions")
"""The speakers that are suggested where nobody has decided (or that annotator has not), counted in the same way."""


def _document(connection: Connection, number: int, names: Names) -> tuple[str, dict[str, Any]]:
    """The text of a document, and what its cast says of each name of today (see `cast_to_json`)."""
    text, cast = connection.first_row('SELECT text, "cast" FROM documents WHERE number = ?', number)
    return text, {names.get(name, name): known for name, _, *known in reversed(orjson.loads(cast))}


def _counts(counter: Counter[str]) -> Counts:
    return tuple(sorted(counter.items()))

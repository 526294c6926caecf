"""What `annotator list` tells of one name (also a reviewer's) or (None) of all annotators.

That is documents, sentences with something to come back to, speakers.
"""

from __future__ import annotations

from itertools import compress
from typing import NamedTuple

import orjson

from annotator.core.decision import Answer
from annotator.core.habits import Habit, Habits
from annotator.core.model import grouped
from annotator.core.profiles import profile_named
from annotator.core.scheme import LabelScheme
from annotator.core.session.checks import checks
from annotator.core.session.desk import NoteAndFlag
from annotator.core.session.state import open_sentence
from annotator.core.speakers import Acquaintance
from annotator.store.articles.documents import edge_habits, is_present, is_superseded
from annotator.store.find.sees import Sees, read_page
from annotator.store.log import rows
from annotator.store.log.schema import ANNOTATORS
from annotator.store.read.habits import confirmed_speakers, newest_habits, suggested_speakers
from annotator.store.sqlite.sqlite_library import Connection


class ListedArticle(NamedTuple):
    """A document with what became of its sentences: `decided` by anybody, else `skipped`; `annotators` decided some.

    `article` is its number, `id` that of exports.
    """

    article: int
    id: str
    title: str | None
    published: str | None
    sentences: int
    decided: int
    skipped: int
    flagged: int
    annotators: tuple[str, ...]


class ListedSentence(NamedTuple):
    """A sentence as an annotator left it. `sentence` counts from 1; `answer` is None where there is no decision.

    `id` is that of exports, `article` a number. `unconfirmed` names what was edited and not confirmed: labels, note,
    flag.
    """

    id: str
    article: int
    sentence: int
    annotator: str
    answer: Answer | None
    flagged: bool
    note: str | None
    unconfirmed: tuple[str, ...]
    text: str


def _asked_for(annotator: str) -> str:
    """SQL that a name is the one asked for; where none is, that of anybody who annotates."""
    return f"""
        CASE WHEN :annotator IS NULL THEN {annotator} IN (SELECT name FROM annotators WHERE {ANNOTATORS})
        ELSE {annotator} = :annotator END
    """


# Each sentence that an annotator has answered or edited, with the answer and what was left unconfirmed.
_LEFT = f"""
    SELECT documents.id || ':' || position, number, position + 1, touched.annotator, answer, note, heads.flagged,
        drafts.labels, start, "end"
    FROM (SELECT annotator, sentence_id FROM heads UNION SELECT annotator, sentence_id FROM drafts) AS touched
    JOIN sentences ON sentences.id = touched.sentence_id JOIN documents ON number = sentences.document
    LEFT JOIN heads ON heads.annotator = touched.annotator AND heads.sentence_id = touched.sentence_id
    LEFT JOIN decisions ON decisions.id = heads.decision
    LEFT JOIN drafts ON drafts.annotator = touched.annotator AND drafts.sentence_id = touched.sentence_id
    WHERE {is_present("sentences.document")} AND {_asked_for("touched.annotator")}
    ORDER BY touched.sentence_id, touched.annotator
"""
_ARTICLES = f"""
    SELECT number, id, title, published, documents.sentences, coalesce(decided, 0), coalesce(skipped, 0),
        coalesce(flagged, 0), (
            SELECT json_group_array(annotator) FROM (SELECT annotator FROM progress WHERE accepted + rejected > 0
            AND document = number AND {_asked_for("annotator")} ORDER BY annotator)
        )
    FROM documents LEFT JOIN (
        SELECT document, count(*) FILTER (WHERE decided) AS decided, count(*) FILTER (WHERE NOT decided) AS skipped,
            sum(flagged) AS flagged
        FROM (
            SELECT sentences.document AS document, max(answer <> 'skip') AS decided, max(heads.flagged) AS flagged
            FROM heads JOIN decisions ON decisions.id = heads.decision
            JOIN sentences ON sentences.id = heads.sentence_id
            WHERE {_asked_for("heads.annotator")} GROUP BY sentences.id
        ) GROUP BY document
    ) ON document = number
    WHERE ({is_present("number")}) <> :removed AND NOT {is_superseded("number")} ORDER BY number
"""


def listed_articles(connection: Connection, annotator: str | None, *, removed: bool = False) -> list[ListedArticle]:
    """The documents that are not removed, or those that are, by number; without those that have a later edition."""
    articles = connection.run(_ARTICLES, annotator=annotator, removed=removed)
    return [ListedArticle._make((*row, tuple(orjson.loads(names)))) for *row, names in articles]


def listed_speakers(connection: Connection, annotator: str | None) -> list[tuple[Acquaintance, Acquaintance]]:
    """The speakers of all articles, as they are confirmed, and as they are suggested where nobody has decided.

    Those with most confirmed quotes come first, then those with most suggested ones. Of whom there is no quote of
    either kind there are none, in no article.
    """
    confirmed, suggested = (
        {speaker.name: speaker for speaker in speakers(connection, annotator)}
        for speakers in (confirmed_speakers, suggested_speakers)
    )
    pairs = [
        (confirmed.get(name, nobody), suggested.get(name, nobody))
        for name in {*confirmed, *suggested}
        for nobody in [Acquaintance(name, 0, 0)]
    ]
    return sorted(pairs, key=lambda pair: (-pair[0].quotes, -pair[1].quotes, pair[0].name))


def listed_habits(connection: Connection) -> list[tuple[str, Habit]]:
    """By the names of their groups, the habits that the newest suggestions follow; those of all annotators.

    What was decided most differently than the rules as they ship expect comes first.
    """
    newest = newest_habits(connection) or Habits()
    return sorted(newest.groups.items(), key=lambda pair: (-abs(pair[1].taken - pair[1].expected), pair[0]))


def sentences_left(connection: Connection, annotator: str | None) -> list[ListedSentence]:
    """Every sentence that somebody has answered or edited, as each left it: in the order of the text, by name."""
    sentences: list[ListedSentence] = []
    text = ""
    for *place, answer, note, flagged, draft, start, end in connection.run(_LEFT, annotator=annotator):
        if not sentences or sentences[-1].article != place[1]:
            text = connection.one_value("SELECT text FROM documents WHERE number = ?", place[1])
        labels, left = rows.draft(draft) if draft is not None else (None, None)
        decided = NoteAndFlag(note, bool(flagged))
        shown = decided if left is None else left  # what was left unconfirmed goes before the decision's
        edits = (labels is not None, shown.note != decided.note, shown.flagged != decided.flagged)
        unconfirmed = tuple(compress(("labels", "note", "flag"), edits))
        given = None if answer is None else Answer(answer)
        sentences.append(ListedSentence._make((*place, given, shown.flagged, shown.note, unconfirmed, text[start:end])))
    return sentences


def odd_quotes(connection: Connection, annotator: str | None, scheme: LabelScheme) -> list[tuple[ListedSentence, str]]:
    """What is odd about quotes that were accepted, or edited and not confirmed, by the scheme and its profile.

    As the card tells of it behind `!`: that is nothing which annotators do on purpose at the edges of most quotes.
    """
    profile = edge_habits(connection).profile(profile_named(scheme.profile))
    by_page = grouped(
        ((sentence.article, sentence.annotator), sentence)
        for sentence in sentences_left(connection, annotator)
        if sentence.answer is Answer.ACCEPT or "labels" in sentence.unconfirmed
    )
    odd: list[tuple[ListedSentence, str]] = []
    for (number, name), of_page in by_page.items():
        sees = Sees(connection, name)
        page = read_page(sees, number, sees.names())
        for sentence in of_page:
            state = open_sentence(page, sentence.sentence - 1, types=scheme.quote_types, profile=profile)
            odd += [(sentence, check.message) for check in (checks(state) if state.quotes else ())]
    return odd

"""Qualifications: sets of gold sentences that candidates answer without seeing a suggestion, and how they did.

Call what writes inside a transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import orjson

from annotator.core.decided import Selection
from annotator.core.decision import Role
from annotator.core.drawable import plural
from annotator.core.errors import InputRefused
from annotator.core.model import Labels
from annotator.core.qualification import Answered, drawn_sentences, score
from annotator.core.session.desk import Place
from annotator.core.speakers import renamed_labels
from annotator.store.articles.documents import is_present
from annotator.store.log import kinds as log
from annotator.store.log.history import append
from annotator.store.log.speaker_names import standing_names
from annotator.store.read import selection
from annotator.store.sqlite.sqlite_library import Connection


class QualificationSet(NamedTuple):
    """A set of gold sentences, with its `number` in the order they were made, from 1.

    `pass_mark`: the total (0 to 1) from which on it is passed. `drawn`: with those of removed documents.
    """

    id: int
    number: int
    made_at: str
    who: str
    seed: int
    pass_mark: float
    sentences: int
    drawn: int


class QualificationResult(NamedTuple):
    """How far somebody is with a qualification. `score` and the rest are None until it was handed in.

    `answered` are without those of removed documents as long as it was not: the score is of all.

    `roles` are the scores of the roles, by name; None where there was nothing to mark.
    """

    name: str
    answered: int
    handed_in_at: str | None
    score: float | None
    passed: bool | None
    roles: Mapping[str, float | None]


def make_qualification(
    connection: Connection, count: int, documents: Sequence[str], pass_mark: float, seed: int, who: str
) -> QualificationSet:
    """Draw so many gold sentences that stood in no set before. `documents`: ids of the only ones to draw from.

    Raises InputRefused where there are too few, or no such document.
    """
    wanted = Selection(gold=True, implied=False, boilerplate=False, documents=tuple(documents))
    used = {*connection.each_value("SELECT sentence_id FROM qualification_items")}
    columns = """
        sentences.id, (SELECT sha256 FROM documents WHERE number = sentences.document), sentences.position,
        decisions.uuid, decisions.answer = 'accept' AND json_array_length(decisions.labels, '$.quotes') > 0
    """
    unused = {
        key: ((text, position, gold), bool(has_quote))
        for key, text, position, gold, has_quote in selection.select(connection, columns, wanted)
        if key not in used
    }
    if len(unused) < count:
        raise InputRefused(
            f"{len(unused)} {plural(len(unused), 'gold sentence')} in no qualification yet, and {count} wanted",
            "ask for fewer, or settle more with `annotator review`",
        )
    in_order = sorted(unused, key=unused.__getitem__)
    quoted, plain = ([key for key in in_order if unused[key][1] is has_quote] for has_quote in (True, False))
    items = [unused[key][0] for key in drawn_sentences(quoted, plain, count, seed)]
    appended = append(connection, who, log.Qualification(seed, pass_mark, items))
    return next(qualification for qualification in all_qualifications(connection) if qualification.id == appended.id)


def all_qualifications(connection: Connection) -> tuple[QualificationSet, ...]:
    """All sets, in the order they were made. Sentences of removed documents are not counted."""
    sets = connection.execute(
        f"""
            SELECT id, row_number() OVER (ORDER BY clock, uuid), made_at, who, seed, pass_mark,
            (SELECT count(*) FROM qualification_items JOIN sentences ON sentences.id = sentence_id
            WHERE qualification = qualifications.id AND {is_present("document")}),
            (SELECT count(*) FROM qualification_items WHERE qualification = qualifications.id)
            FROM qualifications ORDER BY 2
        """
    )
    return tuple(QualificationSet(*row) for row in sets)


def sentences_of(connection: Connection, qualification: int, left_by: str | None = None) -> dict[int, Place]:
    """The sentences of a set by their ids, in their order, and where they are.

    `left_by`: without those that this person has confirmed or rejected.
    """
    places = connection.run(
        f"""
            SELECT sentence_id, document, position FROM qualification_items JOIN sentences ON sentences.id = sentence_id
            WHERE qualification = ? AND {is_present("document")} AND sentence_id NOT IN
            (SELECT sentence_id FROM heads WHERE annotator = ? AND NOT skipped) ORDER BY sentence_id
        """,
        qualification,
        left_by and Role.CANDIDATE.name_of(left_by),
    )
    return {key: Place(*place) for key, *place in places}


def result_of(connection: Connection, qualification: int, person: str) -> QualificationResult | None:
    """How somebody did in a set; None where they have not handed it in."""
    return next(
        (result for result in results(connection, qualification) if result.name == person and result.handed_in_at), None
    )


def results(connection: Connection, qualification: int) -> Iterator[QualificationResult]:
    """How far everybody is who began with a set, by name."""
    for person, answered, handed_in_at, total, passed, roles in connection.run(
        f"""
            SELECT coalesce(annotators.person, name), (SELECT count(*) FROM heads JOIN qualification_items USING
            (sentence_id) JOIN sentences ON sentences.id = sentence_id WHERE heads.annotator = name
            AND qualification = ?1 AND NOT heads.skipped
            AND (handed_in.at IS NOT NULL OR {is_present("document")})) AS answered,
            handed_in.at, score, passed, roles FROM annotators LEFT JOIN qualification_results AS handed_in
            ON handed_in.qualification = ?1 AND handed_in.person = coalesce(annotators.person, name)
            WHERE role = ?2 AND (answered OR handed_in.at IS NOT NULL) ORDER BY 1
        """,
        qualification,
        Role.CANDIDATE.value,
    ):
        done = None if handed_in_at is None else bool(passed)
        yield QualificationResult(person, answered, handed_in_at, total, done, orjson.loads(roles or "{}"))


def answers(connection: Connection, qualification: int, person: str) -> tuple[Answered, ...]:
    """What somebody answered of a set, with gold as it was when the set was made. Skipped sentences are left out.

    What was answered of documents that were removed since counts: before handing in as afterwards.
    """
    names = standing_names(connection)
    pairs = connection.run(
        """
            SELECT documents.number, position, text, gold.answer, todays(gold.labels),
                given.answer, todays(given.labels)
            FROM qualification_items AS item JOIN sentences ON sentences.id = item.sentence_id
            JOIN documents ON number = document JOIN decisions AS gold ON gold.id = item.gold
            JOIN heads ON heads.annotator = ? AND heads.sentence_id = item.sentence_id AND NOT heads.skipped
            JOIN decisions AS given ON given.id = heads.decision
            WHERE qualification = ? ORDER BY item.sentence_id
        """,
        Role.CANDIDATE.name_of(person),
        qualification,
    )

    def marked(answer: str, labels: str) -> Labels:
        return renamed_labels(selection.marks(answer, labels), names)

    return tuple(
        Answered(str(Place(number, position)), text, marked(*said[:2]), marked(*said[2:]))
        for number, position, text, *said in pairs
    )


def hand_in(connection: Connection, qualification: QualificationSet, person: str) -> None:
    """Keep how somebody did in a set, once and for all; a result that is there already stays."""
    if result_of(connection, qualification.id, person) is None:
        scored = score(answers(connection, qualification.id, person))
        roles = {of_role.role: of_role.score for of_role in scored.roles}
        uuid = connection.one_value("SELECT uuid FROM events WHERE id = ?", qualification.id)
        passed = scored.passed(qualification.pass_mark)
        append(connection, person, log.Result(uuid, person, scored.total, passed, roles))

"""Every row of a staged copy about slots, reviews and qualifications, held to what we could have written."""

from __future__ import annotations

from annotator.store.merge import shapes
from annotator.store.merge.shapes import BadValue
from annotator.store.sqlite_library import sqlite3

_MANY = 1_000_000_000
"""More than any slot, rank or number of a version; set by hand."""


def check_teams(staged: sqlite3.Connection) -> None:
    """Raise BadValue for the first row that no database of ours can hold."""
    _reviews(staged)
    _qualifications(staged)
    _assignments(staged)


def _reviews(staged: sqlite3.Connection) -> None:
    for key, uuid, column, taken, paragraph, role in staged.execute(
        "SELECT reviews.id, reviews.uuid, versions, taken, paragraph, annotators.role FROM reviews"
        " JOIN decisions ON decisions.id = decision JOIN annotators ON name = annotator"
    ):
        what = f"review {key}"
        shapes.uuid(uuid, what)
        shapes.text(paragraph, what, shapes.NAME)
        if role != "reviewer":
            raise BadValue(f"{what} is no reviewer's")
        versions = shapes.json(column, what, list)
        for version in versions:
            if not isinstance(version, list):
                raise BadValue(f"{what} is about versions that are none")
            for one in version:
                shapes.uuid(one if isinstance(one, str) else None, f"a version of {what}")
        for number in shapes.json(taken, what, list):
            if type(number) is not int or not 1 <= number <= len(versions):
                raise BadValue(f"{what} takes a version that is not there")


def _qualifications(staged: sqlite3.Connection) -> None:
    for key, uuid, at, who in staged.execute("SELECT id, uuid, made_at, who FROM qualifications"):
        what = f"qualification {key}"
        shapes.uuid(uuid, what)
        shapes.moment(at, what)
        shapes.name(who, f"who made {what}")
    for key, fits in staged.execute(
        "SELECT qualification, decisions.sentence_id = items.sentence_id FROM qualification_items AS items"
        " JOIN decisions ON decisions.id = gold"
    ):
        if not fits:
            raise BadValue(f"qualification {key} has the gold of another sentence")
    for key, uuid, person, at, roles in staged.execute("SELECT id, uuid, person, at, roles FROM qualification_results"):
        what = f"result {key}"
        shapes.uuid(uuid, what)
        shapes.name(person, f"the person of {what}")
        shapes.moment(at, what)
        shapes.text(roles, what)
        shapes.json(roles, what)


def _assignments(staged: sqlite3.Connection) -> None:
    for key, uuid, at, who, hours, told in staged.execute(
        "SELECT id, uuid, at, who, lease_hours, told FROM assignments"
    ):
        what = f"assignment {key}"
        shapes.uuid(uuid, what)
        shapes.moment(at, what)
        shapes.name(who, f"who made {what}")
        shapes.amount(hours, what)
        shapes.json(told, what)
    for document, slot, person, rank in staged.execute("SELECT document, slot, reserved_for, rank FROM slots"):
        what = f"slot {slot} of article {document}"
        shapes.amount(slot, what, _MANY)
        shapes.amount(abs(rank), what, _MANY)
        if person is not None:
            shapes.name(person, f"the annotator of {what}")
    for key, uuid, slot, at, ended, why in staged.execute("SELECT id, uuid, slot, taken_at, ended_at, why FROM leases"):
        what = f"lease {key}"
        shapes.uuid(uuid, what)
        shapes.amount(slot, what, _MANY)
        for time in (at, ended):
            if time is not None:
                shapes.moment(time, what)
        shapes.text(why, what, shapes.NAME)

"""The core's records cannot be changed once made: what one part holds, no other part alters under its hands."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator
from enum import StrEnum

import pytest

import annotator.core
from annotator.core import revisions
from annotator.core.assignment import SlotOrder
from annotator.core.decision import Answer, Role, Sight
from annotator.core.editions import Fate
from annotator.core.model import NamedBy, QuoteType
from annotator.core.review.versions import Aspect, CaseKind, Cause
from annotator.core.session.desk import AgainKind, Mark, Order


def records() -> Iterator[type]:
    """Every dataclass of the core."""
    for module in pkgutil.walk_packages(annotator.core.__path__, "annotator.core."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and dataclasses.is_dataclass(thing) and thing.__module__ == module.name:
                yield thing


def test_records_are_frozen() -> None:
    changeable = {record for record in records() if not record.__dataclass_params__.frozen}  # type: ignore[attr-defined]
    assert changeable == set()


def test_records_have_no_room_for_other_fields() -> None:
    # But for what one of them remembers once it was asked for.
    assert {record.__name__ for record in records() if "__slots__" not in vars(record)} == {"LabelTable"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (QuoteType, "direct indirect mixed"),
        (NamedBy, "number id title"),
        (SlotOrder, "imported random uncertainty disagreement"),
        (revisions.Use, "used merged split retired"),
        (revisions.ChangeKind, "add rename merge split retire restore guidelines"),
        (Answer, "accept reject skip"),
        (Sight, "suggestion withheld in-passing"),
        (Role, "annotator reviewer candidate"),
        (CaseKind, "difference audit settled own"),
        (Cause, "slip gap ambiguous"),
        (Aspect, "content type speaker cue source continues"),
        (Mark, "undecided flagged skipped edited unsure noted unconfirmed confirmed rejected unopened"),
        (AgainKind, "corrected changed unconfirmed"),
        (Order, "document uncertainty disagreement"),
        (Fate, "kept moved touched orphaned"),
    ],
)
def test_what_stands_in_databases_and_exports_and_is_typed_keeps_its_name(words: type[StrEnum], said: str) -> None:
    assert [word.replace(" ", "-") for word in words] == said.split()

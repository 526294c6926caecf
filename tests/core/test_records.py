"""The core's records cannot be changed once made: what one part holds, no other part alters under its hands."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterator

import annotator.core


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
    # But for what two of them remember once it was asked for.
    assert {record.__name__ for record in records() if "__slots__" not in vars(record)} <= {"WordLists", "LabelTable"}

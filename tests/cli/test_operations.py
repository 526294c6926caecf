"""What docs/operations.md quotes is what the program says."""

from __future__ import annotations

import ast
import re

import pytest

from tests.cli.conftest import ROOT
from tests.package import PACKAGE

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
NO_MESSAGE = (
    "annotator ",
    "nohup ",
    "ssh ",
    "mv ",
    "kill ",
    "python ",
    "umask ",
    "ulimit ",
    "saved 128",
    "error: ",
    "this type",
)
"""How quoted text begins that is none of the program's: commands, and what the screen shows of numbers."""


def quoted() -> set[str]:
    """The messages on the page, cut where the program joins what happened and what to do."""
    spans = [double or single for double, single in re.findall(r"``(.+?)``|`([^`]+)`", re.sub(r"\s+", " ", PAGE))]
    messages = [span.strip() for span in spans if " " in span.strip() and not span.startswith(NO_MESSAGE)]
    pieces = (piece for message in messages for piece in message.split("; "))
    return {re.sub(r"^annotator\.db(-wal|\.rescued-NUMBER)? ", "", piece).strip() for piece in pieces}


@pytest.fixture(scope="module")
def said() -> str:
    """All text in the program's code, one piece a line."""
    texts: list[str] = []
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return "\n".join(texts)


@pytest.mark.parametrize("message", sorted(quoted()))
def test_a_message_that_the_page_quotes_is_one_of_the_programs(said: str, message: str) -> None:
    assert message in said


def test_the_page_quotes_messages() -> None:
    assert {"is gone", "put it back", "the disk is full", "was replaced", "a change was cut off"} <= {
        *quoted(),
        *(message.partition(",")[0] for message in quoted()),
    }


def test_every_exit_code_of_a_failure_is_on_the_page() -> None:
    for code in (3, 4, 5, 6, 129, 130, 143):
        assert re.search(rf"\b{code}\b", PAGE), code

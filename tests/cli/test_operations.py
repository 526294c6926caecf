"""What docs/operations.md and docs/copies.md quote is what the program says."""

from __future__ import annotations

import ast
import re

import pytest

from tests.cli.conftest import ROOT
from tests.package import PACKAGE

PAGES = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("operations.md", "copies.md"))
PAGE = re.sub(r"^```.*?^```", "", PAGES, flags=re.S | re.M)
SECTIONS = (
    *("In short", "What ends a program", "Several people, several windows", "Under a running screen", "The disk"),
    *("Reading while others write", "Versions, foreign files, damage", "Rights", "The clock"),
    "Copies",
)
"""Those in which each quoted sentence is a message."""
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
    "This type",
)
"""How quoted text begins that is none of the program's: commands, and what the screen shows of numbers."""


def quoted() -> set[str]:
    """The messages on the page, cut where the program joins what happened and what to do."""
    parts = (part for part in re.split(r"^## ", PAGE, flags=re.M) if part.partition("\n")[0] in SECTIONS)
    text = re.sub(r"\s+", " ", "\n".join(parts))
    spans = [double or single for double, single in re.findall(r"``(.+?)``|`([^`]+)`", text)]
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
    assert {"is gone", "put it back", "the disk is full", "was replaced"} <= quoted()


def test_every_exit_code_of_a_failure_is_on_the_page() -> None:
    for code in (3, 4, 5, 6, 129, 130, 143):
        assert re.search(rf"\b{code}\b", PAGE), code

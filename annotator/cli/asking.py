"""Asking before something is done that people may not have meant."""

from __future__ import annotations

import sys

from annotator.core.errors import UsageError


def agreed(question: str) -> bool:
    """Ask on stderr, and whether the answer is yes; anything else, also nothing, is no.

    Raises UsageError where nobody can answer.
    """
    require_somebody()
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def require_somebody() -> None:
    """Raise UsageError where nobody can answer: before anything is told that the question is about."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("there is nobody to ask", "add --yes to do it without asking")

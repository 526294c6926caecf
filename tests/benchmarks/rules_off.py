"""Switches each rule, and each frame, off alone: the tests beside the rule must notice every one.

    python -m tests.benchmarks.rules_off

Prints what was not noticed; the exit status is 1 if there is such a rule or frame. The tests' own sentences are parsed
once, and held against the rules as the tests do. The frames are those of the tests and of the lexicon; one that ends in
a sign stands for all frames of a preposition.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from spacy.tokens import Doc

from annotator.suggest.pipeline import Suggester
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.rules import all_rules
from tests.suggest.quotes.rules import examples

TABLES = ("OF_TEXTS", "OF_VERBS", "OF_NOUNS", "OF_COLONS")
Rule = Callable[..., Iterator[Candidate]]


def rules() -> dict[str, Rule]:
    """All rules by name."""
    return {rule.__name__: rule for table in TABLES for rule in getattr(all_rules, table)}


def replace(rule: Rule, other: Rule) -> None:
    """Put another function in the place of a rule, in its module and in the tables."""
    setattr(sys.modules[rule.__module__], rule.__name__, other)
    for table in TABLES:
        entries = getattr(all_rules, table)
        setattr(all_rules, table, tuple(other if entry is rule else entry for entry in entries))


def modules() -> list[str]:
    """The modules of rules, by their names alone."""
    return sorted({rule.__module__.rpartition(".")[2] for rule in rules().values()})


def stem(frame: str) -> str:
    """The frame, or what stands for all frames of its preposition: "prep:" for "prep:for".

    >>> stem("dobj+as"), stem("n:of"), stem("dobj+oprd"), stem("that")
    ('dobj+', 'n:', 'dobj+oprd', 'that')
    """
    kind, sign, word = frame.partition(":")
    if not sign and frame.startswith("dobj+"):
        kind, sign, word = frame.partition("+")
    return kind + sign if word and word != "oprd" else frame


def frames() -> dict[str, list[str]]:
    """Frames (and stems) by the modules whose tests show them; by no module those of the lexicon that none shows."""
    shown = {
        m: sorted({stem(line.rpartition(" | ")[2]) for *_, made in told_by(m) for line in made}) for m in modules()
    }
    lexicon = load_lexicon("en")
    known = {stem(frame) for frame in (*lexicon.frames, *(frame for _, frame in lexicon.words))}
    return shown | {"": sorted(known.difference(*shown.values()))}


def without(rule: Rule, frame: str) -> Rule:
    """The rule without the candidates of a frame."""

    def kept(*asked: Any) -> Iterator[Candidate]:
        for candidate in rule(*asked):
            name = candidate.frame.name
            if name != frame and not (frame[-1] in "+:" and name.startswith(frame)):
                yield candidate

    return kept


def noticed(module: str, break_it: Callable[[], None], docs: dict[str, Doc]) -> bool:
    """Whether a test beside the module fails in a process in which something was broken."""
    child = os.fork()
    if child == 0:
        break_it()
        importlib.reload(examples)
        importlib.reload(tests_of(module))
        os._exit(0 if fails(module, docs) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def fails(module: str, docs: dict[str, Doc]) -> bool:
    """Whether one of the examples of a module's tests is no longer true."""
    return any(examples.made_by(rule, docs[text]) != made for rule, text, made in told_by(module))


def told_by(module: str) -> Iterator[tuple[Rule, str, list[str]]]:
    """Each rule of a module with a text of its tests and what it makes of that."""
    tests = tests_of(module)
    yield from examples.rows(tests.FOUND)
    yield from ((rule, text, []) for rule, texts in tests.LEFT_ALONE.items() for text in texts)


def tests_of(module: str) -> ModuleType:
    """The module of tests beside a module of rules."""
    return importlib.import_module(f"tests.suggest.quotes.rules.test_{module}")


def main() -> int:
    parser = Suggester.load().parser
    docs = {text: parser.parse_chunks(text) for module in modules() for _, text, _ in told_by(module)}
    whole = [module for module in modules() if fails(module, docs)]
    if whole:
        print("fails with all rules on:", *whole)
        return 1
    unnoticed = []
    for name, rule in rules().items():
        module = rule.__module__.rpartition(".")[2]
        if not noticed(module, lambda rule=rule: replace(rule, lambda *_: iter(())), docs):
            unnoticed.append(f"rule {name}")
    by_module = frames()
    total = len(rules()) + sum(len(named) for named in by_module.values())
    unnoticed += [f"frame {frame}" for frame in by_module.pop("")]
    for module, shown in by_module.items():
        own = [rule for rule in rules().values() if rule.__module__.endswith(f".{module}")]
        for frame in shown:

            def drop(own: list[Rule] = own, frame: str = frame) -> None:
                for rule in own:
                    replace(rule, without(rule, frame))

            if not noticed(module, drop, docs):
                unnoticed.append(f"frame {frame}")
    print(f"{total - len(unnoticed)} of {total} noticed", *unnoticed, sep="\n")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())

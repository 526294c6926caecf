"""What spaCy's attribute ruler sets, found faster: rules about one token are looked up by its tag and form.

The ruler tries each of its some two hundred patterns on every token. Most of them ask for one token's tag, form or
relation. Those are looked up here; only the others are left to a matcher.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

_KEYS = ("LOWER", "TAG", "DEP")
"""What is looked up, the most telling first."""


class _Rule(NamedTuple):
    """A rule's number, and what else a token must have: the place in _KEYS and the values allowed there."""

    number: int
    also: tuple[tuple[int, frozenset[int]], ...]


def faster_ruler(found: Callable[[Doc], Doc]) -> Callable[[Doc], Doc]:
    """The same ruler with its rules in a table; the component itself where it is none. Later rules are not seen."""
    return Ruler(found) if type(found) is AttributeRuler else found


class Ruler:
    """Sets what the ruler that it is made from sets, in the same order."""

    def __init__(self, found: AttributeRuler) -> None:
        self._found = found
        self._rest = Matcher(found.vocab)
        self._rules: tuple[dict[int, list[_Rule]], ...] = tuple({} for _ in _KEYS)
        for number, rule in enumerate(found.patterns):
            for pattern in rule["patterns"]:  # type: ignore[union-attr]
                if not self._listed(number, pattern):  # type: ignore[arg-type]
                    self._rest.add(str(number), [pattern])  # type: ignore[list-item]

    def _listed(self, number: int, pattern: list[dict[str, object]]) -> bool:
        """Put the pattern into the table; whether it could be."""
        if len(pattern) != 1 or not pattern[0] or not set(pattern[0]) <= set(_KEYS):
            return False
        wanted = [(place, _values(pattern[0][key])) for place, key in enumerate(_KEYS) if key in pattern[0]]
        if not all(values for _, values in wanted):
            return False
        strings = self._found.vocab.strings
        hashed = [(place, frozenset(strings.add(value) for value in values)) for place, values in wanted]
        (first, values), *also = hashed
        for value in values:
            self._rules[first].setdefault(value, []).append(_Rule(number, tuple(also)))
        return True

    def __call__(self, doc: Doc) -> Doc:
        strings = self._found.vocab.strings
        matches = [(int(strings[key]), start, end) for key, start, end in self._rest(doc, allow_missing=True)]
        for i, token in enumerate(doc.to_array(list(_KEYS)).tolist()):
            for value, rules in zip(token, self._rules, strict=True):
                for rule in rules.get(value, ()):
                    if all(token[place] in allowed for place, allowed in rule.also):
                        matches.append((rule.number, i, i + 1))
        matches.sort()  # by number: later rules have precedence
        chosen = [(number, strings[str(number)], start, end) for number, start, end in matches]
        self._found.set_annotations(doc, chosen)  # type: ignore[no-untyped-call]
        return doc


def _values(wanted: object) -> list[str]:
    """The strings that a pattern allows; none where it asks for something else than being one of them."""
    if isinstance(wanted, dict):
        wanted = wanted["IN"] if list(wanted) == ["IN"] else None
    values = [wanted] if isinstance(wanted, str) else wanted
    return list(values) if isinstance(values, list) and all(isinstance(value, str) for value in values) else []

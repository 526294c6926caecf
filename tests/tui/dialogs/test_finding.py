"""Finding text whatever its case."""

from annotator.core.model import Span
from annotator.tui.dialogs import occurrences

TEXT = "The Straße to Rome. Rome, said ROMEO in the STRASSE."


def found(sought):
    return [span.of(TEXT) for span in occurrences(TEXT, sought, Span(0, len(TEXT)))]


def test_every_place_is_found_in_its_own_case():
    assert found("rome") == ["Rome", "Rome", "ROME"]
    assert found("straSSE") == ["Straße", "STRASSE"]


def test_only_the_span_is_looked_through():
    assert occurrences(TEXT, "rome", Span(19, len(TEXT)))[0] == Span(20, 24)


def test_what_is_not_there_or_is_nothing_is_not_found():
    assert found("Paris") == found("") == []

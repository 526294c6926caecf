"""Agreement as records: JSON (schemas/agreement.schema.json) and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.core.model_json import labels_to_json
from annotator.exchange.csv_cells import csv_line, safe_cell
from annotator.measure.agreement import Agreement, Figures, SentenceAgreement
from annotator.measure.figure import Figure

SCHEMA = "annotator/agreement@1"
COLUMNS = ("by", "document", "annotators", "label", "figure", "value", "low", "high", "undefined")


def agreement_record(agreement: Agreement) -> dict[str, Any]:
    """The agreement as schemas/agreement.schema.json has it; shares and F1 from 0 to 1."""
    left_out = agreement.left_out
    return {
        "schema": SCHEMA,
        **_main(agreement.figures),
        "pairs": [
            {
                "annotators": list(pair.annotators),
                "documents": pair.documents,
                "sentences": pair.sentences,
                **_main(pair.figures),
                "figures": _figures(pair.figures),
            }
            for pair in agreement.pairs
        ],
        "undefined": agreement.why,
        "annotators": list(agreement.annotators),
        "documents": agreement.documents,
        "sentences": agreement.sentences,
        "differing": agreement.differing,
        "left_out": {"skipped": left_out.skipped, "implied": left_out.implied, "alone": left_out.alone},
        "in_passing": left_out.in_passing,
        "figures": _figures(agreement.figures),
        "by_document": [
            {
                "id": one.document.id,
                "title": one.document.title,
                "annotators": list(one.annotators),
                "sentences": one.sentences,
                **_main(one.figures),
                "figures": _figures(one.figures),
            }
            for one in agreement.by_document
        ],
        "by_label": [
            {"kind": one.kind, "label": one.label, "given": one.given, "f1": _figure(one.f1)}
            for one in agreement.by_label
        ],
        "by_tolerance": [
            {"role": role, "words": words, "f1": _figure(f1)} for (role, words), f1 in agreement.by_tolerance.items()
        ],
        "worst": [_sentence(one) for one in agreement.worst],
    }


def _main(figures: Figures) -> dict[str, Any]:
    """The figures that scripts rely on, as plain numbers; null where undefined."""
    return {
        "token_alpha": figures["token_alpha"].value,
        "attribution_agreement": figures["attribution_agreement"].value,
        "content_f1": {
            "exact": figures["content_exact_f1"].value,
            "overlap": figures["content_overlap_f1"].value,
        },
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: _figure(figure) for name, figure in figures.items()}


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "undefined": figure.why}


def _sentence(one: SentenceAgreement) -> dict[str, Any]:
    return {
        "id": f"{one.document.id}:{one.sentence.index}",
        "text": one.sentence.span.of(one.document.text),
        "agreement": one.agreement,
        "versions": [
            {"annotators": list(version.annotators), **labels_to_json(version.labels)} for version in one.versions
        ],
    }


class _Row(NamedTuple):
    """A line of CSV: what its figures are of. Several annotators are parted by semicolons."""

    by: str
    figures: Mapping[str, Figure]
    document: str = ""
    annotators: tuple[str, ...] = ()
    label: str = ""


def agreement_csv(agreement: Agreement, by: str | None) -> bytes:
    """One line for each figure: over all and by pair, document, label and tolerance; or only by one of these."""
    rows = [row for row in _rows(agreement) if by is None or row.by == by]
    return csv_line(COLUMNS, raw=True) + b"".join(_line(row, name) for row in rows for name in row.figures)


def _rows(agreement: Agreement) -> Iterator[_Row]:
    yield _Row("all", agreement.figures, annotators=agreement.annotators)
    for pair in agreement.pairs:
        yield _Row("pair", pair.figures, annotators=pair.annotators)
    for one in agreement.by_document:
        yield _Row("document", one.figures, one.document.id, one.annotators)
    for label in agreement.by_label:
        yield _Row("label", {"f1": label.f1}, label=f"{label.kind}: {label.label}")
    for (role, words), f1 in agreement.by_tolerance.items():
        yield _Row("tolerance", {f"within_{words}_words_f1": f1}, label=role)


def _line(row: _Row, name: str) -> bytes:
    """Text from outside must not become a formula; numbers stay numbers, also negative ones."""
    figure = row.figures[name]
    named = (row.by, row.document, ";".join(row.annotators), row.label, name)
    numbers = ("" if number is None else f"{number:.6f}" for number in (figure.value, figure.low, figure.high))
    return csv_line([*map(safe_cell, named), *numbers, figure.why or ""], raw=True)

"""The sentences that annotators decided differently, those on which they agree least first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from annotator.core.agreement import sentence_agreement
from annotator.core.model import Labels
from annotator.measure.agreement.result import SentenceAgreement, SentenceVersion
from annotator.measure.agreement.versions import DocumentVersions


def differing_sentences(documents: Iterable[DocumentVersions]) -> list[SentenceAgreement]:
    """Those that not all who decided them gave the same labels, least agreed first, then those with most marked.

    The order of topics is no difference. One edge with or without a comma is, even where all letters are the same and
    the agreement is 1.
    """
    return sorted((one for versions in documents for one in _differing(versions)), key=_rank)


def _differing(versions: DocumentVersions) -> Iterator[SentenceAgreement]:
    text = versions.document.text
    for index, sentence in versions.sentences.items():
        said = {name: labels[index].bare() for name, labels in versions.labels.items() if index in labels}
        grouped = _grouped(said)
        if len(grouped) > 1:
            agreement = sentence_agreement(list(said.values()), text)
            yield SentenceAgreement(versions.document, sentence, agreement, grouped)


def _grouped(said: dict[str, Labels]) -> tuple[SentenceVersion, ...]:
    """The versions, those that most gave first."""
    groups: dict[Labels, list[str]] = {}
    for name, labels in said.items():
        groups.setdefault(replace(labels, topics=tuple(sorted(labels.topics))), []).append(name)
    versions = [SentenceVersion(tuple(names), labels) for labels, names in groups.items()]
    return tuple(sorted(versions, key=lambda version: (-len(version.annotators), version.annotators)))


def _rank(one: SentenceAgreement) -> tuple[float, int, str, int]:
    marked = sum(span.end - span.start for one in one.versions for part in one.labels.quotes for span in part.content)
    return one.agreement, -marked, one.document.id, one.sentence.index

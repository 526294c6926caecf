"""The sentences on which annotators agree least."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotator.core.agreement import sentence_agreement
from annotator.core.model import Labels
from annotator.measure.agreement.result import SentenceAgreement, SentenceVersion
from annotator.measure.agreement.versions import DocumentVersions


def worst_sentences(documents: Iterable[DocumentVersions], number: int) -> tuple[SentenceAgreement, ...]:
    """That many sentences that were not decided alike by all, least agreed first, then those with most marked."""
    found = [one for versions in documents for one in _differing(versions)] if number else []
    return tuple(sorted(found, key=_rank)[:number])


def _differing(versions: DocumentVersions) -> Iterator[SentenceAgreement]:
    text = versions.document.text
    for index, sentence in versions.sentences.items():
        said = {name: labels[index].bare() for name, labels in versions.labels.items() if index in labels}
        agreement = sentence_agreement(list(said.values()), text)
        if agreement < 1:
            yield SentenceAgreement(versions.document, sentence, agreement, _grouped(said))


def _grouped(said: dict[str, Labels]) -> tuple[SentenceVersion, ...]:
    """The versions, those that most gave first."""
    groups: dict[Labels, list[str]] = {}
    for name, labels in said.items():
        groups.setdefault(labels, []).append(name)
    versions = [SentenceVersion(tuple(names), labels) for labels, names in groups.items()]
    return tuple(sorted(versions, key=lambda version: (-len(version.annotators), version.annotators)))


def _rank(one: SentenceAgreement) -> tuple[float, int, str, int]:
    marked = sum(span.end - span.start for one in one.versions for part in one.labels.quotes for span in part.content)
    return one.agreement, -marked, one.document.id, one.sentence.index

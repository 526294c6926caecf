"""The articles that six people annotated for PolNeAR have the figures that are known of them (docs/evidence.md)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from annotator.core.decision import Answer, DecidedSentence, Decision
from annotator.core.model import Document, Quote, QuoteType, Sentence, Span
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.measure.agreement import measure_agreement

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpora" / "polnear-multi.jsonl"

# Token-wise alpha and the shares of attributions were counted apart from this program, with words and marks as tokens;
# F1 is that of the scorer with which suggestions are measured. Its authors publish 0.754 and 92.3 % over more articles.
KNOWN = {
    "token_alpha": (0.764, 0.02),
    "token_alpha_content": (0.817, 0.02),
    "token_alpha_cue": (0.674, 0.02),
    "token_alpha_source": (0.783, 0.02),
    "attribution_agreement": (0.886, 0.01),
    "attribution_any_role": (0.903, 0.01),
    "content_overlap_f1": (0.796, 0.01),
    "content_exact_f1": (0.684, 0.01),
}


def _spans(pairs):
    return tuple(Span(*pair) for pair in pairs)


def _decisions(record):
    text = record["text"]
    quotes = [
        Quote(
            _spans(one["content"]),
            QuoteType(one["type"]),
            next(iter(_spans(one["cue"])), None),
            next(iter(_spans(one["source"])), None),
        )
        for one in record["quotes"]
    ]
    sentences = [Sentence(index, *line.span()) for index, line in enumerate(re.finditer(r"\S[^\n]*", text))]
    for sentence, labels in zip(sentences, labels_by_sentence(quotes, (), sentences, text), strict=True):
        decision = Decision(1, record["annotator"], Answer.ACCEPT, labels, "2026-02-03T10:00:00.000Z")
        yield DecidedSentence(Document(record["id"], text), sentence, decision)


@pytest.mark.skipif(not CORPUS.exists(), reason="needs the corpora beside the checkout: ../shared/corpora")
def test_the_figures_are_those_known_of_them() -> None:
    records = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    agreement = measure_agreement([row for record in records for row in _decisions(record)], worst=0)
    assert (len(agreement.annotators), agreement.documents, len(agreement.pairs)) == (6, 16, 15)
    for name, (known, within) in KNOWN.items():
        assert agreement.figures[name].value == pytest.approx(known, abs=within), name
    assert sorted(pair.documents for pair in agreement.pairs) == [15] * 5 + [16] * 10

"""Gold of real articles through every format and back. Skipped without the gold."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.long

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
GOLD = [CORPORA / "seed-gold.jsonl", CORPORA / "polnear-dev.jsonl"]


@pytest.mark.skipif(not all(path.exists() for path in GOLD), reason="no gold beside the checkout")
def test_every_format_gives_back_what_was_decided(tmp_path: Path) -> None:
    from tests.benchmarks.formats import run, train

    outcome = run(GOLD, 5, tmp_path)
    assert outcome.missing == [], outcome.table()
    assert "ner: 5 labels" in train(tmp_path / "document.spacy", tmp_path)

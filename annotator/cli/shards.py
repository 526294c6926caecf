"""Shards of suggestions: one part of the documents to a file with a manifest, and whether all parts are there."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.document_work import BadLines, Engine, PrintWork, done_in_order
from annotator.cli.narration import count, narrate, narrate_left_out
from annotator.cli.pipeline_choice import Recipe
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused, UsageError
from annotator.core.targets import refuse_other_folder
from annotator.exchange.atomic import standard_output
from annotator.exchange.documents import Reading
from annotator.exchange.shards import (
    Inputs,
    Shard,
    asked_record,
    finished,
    lines_path,
    manifest_path,
    read_manifest,
    refuse_other_shard_files,
    write_shard,
)

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester


def check_shard(out: Path | None, paths: list[str]) -> None:
    """Raise UsageError where a shard cannot go to that folder."""
    if out is None:
        raise UsageError("--shard needs a folder", "name it with --out")
    for path in map(Path, paths):
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise UsageError(
                f"{one_line(str(out))} lies in {one_line(str(path))}, where articles are read",
                "name a folder elsewhere",
            )
    refuse_other_folder(out, lambda _: True, "folder of shards")


def suggest_shard(
    named: str,
    folder: Path,
    paths: list[str],
    format: str | None,
    reading: Reading,
    bad: BadLines,
    work: PrintWork,
    load: Callable[[], tuple[Suggester, Callable[[], Recipe]]],
    engine: Engine,
    *,
    again: bool,
) -> None:
    """Write the shard's lines and manifest, unless they are there. Raises DoneInPart where something was left out."""
    shard = Shard.parse(named)
    refuse_other_shard_files(folder, shard)
    inputs = Inputs.of(paths, format)
    suggester, recipe = load()
    habits = suggester.habits.to_json() if work.for_import and suggester.habits else None
    asked = asked_record(shard, inputs, suggester.run, habits, _options(format, reading, work, recipe()))
    done = None if again else finished(folder, shard, asked)
    where = one_line(str(lines_path(folder, shard)))
    if done is not None:
        narrate(f"{where} is done already (--again makes it anew)")
    else:
        refused: list[InputRefused] = []
        documents = inputs.documents(shard, reading, refused)
        found = done_in_order(work, documents, suggester, recipe, engine)
        done = write_shard(folder, shard, asked, found, refused, bad.first)
        narrate(f"{count(done['file']['records'], 'article')} to {where}")
    if done["left_out"]:
        narrate_left_out(map(InputRefused, done["left_out"]))
        raise DoneInPart(f"{len(done['left_out'])} of the inputs left out", "the others are written")


def _options(format: str | None, reading: Reading, work: PrintWork, recipe: Recipe) -> dict[str, Any]:
    """What else decides what is written."""
    return {
        "from": format,
        "encoding": reading.encoding,
        "text_column": reading.text_column,
        "any_language": work.taking.any_language,
        "skip_bad": reading.skip is not None,
        "readings": work.readings,
        "for_import": work.for_import,
        "largest_article": work.taking.largest,
        "scheme_sha256": hashlib.sha256(repr(recipe.scheme).encode()).hexdigest(),
    }


def look_at_shards(paths: Sequence[str], *, join: bool) -> None:
    """Print the numbers of the shards of a folder that are to be made again; with `join` the lines of all, if none is.

    That they were made of the same files in the same way is checked too. Raises DoneInPart where some are to be made.
    """
    if len(paths) > 1:
        raise UsageError("that is for one folder", "name what `annotator suggest --out` wrote to")
    folder = Path(paths[0])
    manifests = manifests_of(folder)
    of = next(iter(manifests)).of
    wrong = unfinished(folder, manifests)
    if wrong:
        numbers = ",".join(map(str, wrong))
        if not join:  # into the file of all lines goes nothing else
            print(numbers)
        raise DoneInPart(f"{len(wrong)} of {count(of, 'shard')} not done", f"make these again: {numbers}")
    if join:
        with standard_output() as out:
            for number in range(1, of + 1):
                with lines_path(folder, Shard(number, of)).open("rb") as file:
                    shutil.copyfileobj(file, out)
    narrate(f"{count(of, 'shard')} done, none is missing")


def unfinished(folder: Path, manifests: Mapping[Shard, dict[str, Any]]) -> list[int]:
    """The numbers of the shards that are missing, unsound, or made otherwise than the first one."""
    of, first = next(iter(manifests)).of, next(iter(manifests.values()))
    asked = {key: first.get(key) for key in ("annotator_version", "inputs", "options", "run", "habits")}
    return [number for number in range(1, of + 1) if finished(folder, Shard(number, of), asked) is None]


def manifests_of(folder: Path) -> dict[Shard, dict[str, Any]]:
    """The manifests of a folder by shard. Raises InputRefused where there are none, or of several wholes."""
    found: dict[Shard, dict[str, Any]] = {}
    for path in sorted(folder.glob("shard-*.manifest.json")):
        record = read_manifest(path)
        if record is not None:
            shard = Shard(record["shard"]["number"], record["shard"]["of"])
            if manifest_path(folder, shard) == path:
                found[shard] = record
    if not found:
        raise InputRefused(f"{one_line(str(folder))}: no shard in it", "`annotator suggest --out` makes them")
    if len({shard.of for shard in found}) > 1:
        raise InputRefused(f"{one_line(str(folder))}: shards of several numbers of shards", "keep them apart")
    return found

"""`annotator suggest --out FOLDER --shard I/N`: one part of the documents, to a file with a manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.narration import count, narrate, narrate_left_out
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused, UsageError
from annotator.core.targets import refuse_other_folder

if TYPE_CHECKING:
    from annotator.cli.pipeline_choice import Recipe
    from annotator.cli.reading import BadLines
    from annotator.cli.suggesting import Engine, PrintWork
    from annotator.exchange.documents import Reading
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
    from annotator.cli.suggesting import done_in_order
    from annotator.exchange.shard_files import (
        asked_record,
        finished,
        lines_path,
        refuse_other_shard_files,
        write_shard,
    )
    from annotator.exchange.shards import Inputs, Shard

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

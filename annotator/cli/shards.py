"""`annotator shards`: which shards of a folder are done and sound, and all of them as one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.narration import count, narrate
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused

if TYPE_CHECKING:
    from annotator.exchange.shards import Shard


def shards(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What `annotator suggest --out` wrote to.")],
    join: Annotated[
        bool, typer.Option("--join", help="Print the lines of all shards in order, once all of them are found sound.")
    ] = False,
) -> None:
    """Check shards of suggestions by their checksums.

    Prints the numbers of those that are missing or not sound, with commas, as `sbatch --array` takes them (exit code
    6); nothing where all are there. That they were made of the same files in the same way is checked too.
    """
    manifests = manifests_of(folder)
    of = next(iter(manifests)).of
    wrong = unfinished(folder, manifests)
    if wrong:
        numbers = ",".join(map(str, wrong))
        if not join:  # into the file of all lines goes nothing else
            print(numbers)
        raise DoneInPart(f"{len(wrong)} of {count(of, 'shard')} not done", f"make these again: {numbers}")
    if join:
        _print_all(folder, of)
    narrate(f"{count(of, 'shard')} done, none is missing")


def unfinished(folder: Path, manifests: Mapping[Shard, dict[str, Any]]) -> list[int]:
    """The numbers of the shards that are missing, unsound, or made otherwise than the first one."""
    of = next(iter(manifests)).of
    return [number for number in range(1, of + 1) if not _is_done(folder, number, of, manifests)]


def manifests_of(folder: Path) -> dict[Shard, dict[str, Any]]:
    """The manifests of a folder by shard. Raises InputRefused where there are none, or of several wholes."""
    from annotator.exchange.shard_files import manifest_path, read_manifest
    from annotator.exchange.shards import Shard

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


def _is_done(folder: Path, number: int, of: int, manifests: Mapping[Shard, dict[str, Any]]) -> bool:
    """Whether a shard is there, sound, and made as the first one was."""
    from annotator.exchange.shard_files import is_sound
    from annotator.exchange.shards import Shard

    shard = Shard(number, of)
    record, first = manifests.get(shard), next(iter(manifests.values()))
    same = ("annotator_version", "inputs", "options", "run", "habits")
    return (
        record is not None
        and all(record.get(key) == first.get(key) for key in same)
        and is_sound(folder, shard, record)
    )


def _print_all(folder: Path, of: int) -> None:
    import shutil

    from annotator.exchange.atomic import standard_output
    from annotator.exchange.shard_files import lines_path
    from annotator.exchange.shards import Shard

    with standard_output() as out:
        for number in range(1, of + 1):
            with lines_path(folder, Shard(number, of)).open("rb") as file:
                shutil.copyfileobj(file, out)

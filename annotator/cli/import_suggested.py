"""`annotator import --suggested`: articles whose suggestions were computed elsewhere, as shards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.narration import count
from annotator.cli.progress import counted
from annotator.cli.schemes import scheme_in_use
from annotator.cli.shards import manifests_of, unfinished
from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import Run

if TYPE_CHECKING:
    from annotator.cli.import_outcome import Outcome
    from annotator.core.model import Suggested
    from annotator.store.scheme.schemes import NewScheme
    from annotator.store.work.importer import Importer


def import_suggested(paths: list[str], db: Path, new: NewScheme | None, quiet: bool, outcome: Outcome) -> None:
    """Store what the shards in these folders hold, in their order: the same rows as if it were suggested now.

    Raises InputRefused for shards that are not all there, or not made for it, UsageError where they were made by
    another label scheme or guideline profile than the database keeps.
    """
    from annotator.store.work.importer import Importer

    folders = {Path(path): _first_manifest(Path(path)) for path in paths}
    with closing(Importer(db, new)) as importer:
        if db.exists():
            importer.open()
        for folder, manifest in folders.items():
            run = _run(manifest)
            _check_fits(run, importer, new)
            for suggested in counted(_read(folder, manifest["shard"]["of"], outcome), "storing", quiet):
                _store(suggested, run, manifest, importer, outcome)


def _first_manifest(folder: Path) -> dict[str, Any]:
    """The first of a folder's manifests, which say the same of how they were made."""
    if not folder.is_dir():
        raise InputRefused(f"{one_line(str(folder))}: no folder of shards", "`annotator suggest --out` makes them")
    manifests = manifests_of(folder)
    wrong = unfinished(folder, manifests)
    if wrong:
        raise InputRefused(
            f"{one_line(str(folder))}: {count(len(wrong), 'shard')} not done",
            f"`annotator shards {one_line(str(folder))}` says which",
        )
    first = next(iter(manifests.values()))
    if not first["options"].get("for_import"):
        raise InputRefused(f"{one_line(str(folder))}: shards that are not for import", "make them with --for-import")
    return first


def _run(manifest: dict[str, Any]) -> Run:
    try:
        run = manifest["run"]
        return Run(str(run["pipeline"]), str(run["version"]), dict(run["settings"]))
    except (KeyError, TypeError, ValueError):
        raise InputRefused("a manifest without the pipeline that suggested", "make the shard again") from None


def _check_fits(run: Run, importer: Importer, new: NewScheme | None) -> None:
    scheme = scheme_in_use(None, importer.scheme() if new is None else new.toml)
    made_by = (run.settings.get("scheme"), run.settings.get("scheme_version"))
    if made_by != (scheme.name, scheme.version):
        raise UsageError(
            f"suggested by the label scheme {one_line(str(made_by[0]), 60)}, here it is {one_line(scheme.name, 60)}",
            "name the same with --scheme",
        )
    kept = importer.profile()
    if kept not in (None, run.settings.get("profile")):
        raise UsageError(
            f"suggested by the guideline profile {one_line(str(run.settings.get('profile')))}, and here it is {kept}",
            f"make the shards with --profile {kept}",
        )


def _read(folder: Path, of: int, outcome: Outcome) -> Iterator[Suggested]:
    """What the lines of all shards hold, and what was left out when they were made."""
    from annotator.exchange.shard_files import lines_path
    from annotator.exchange.shards import Shard
    from annotator.exchange.suggested import read_suggested

    manifests = manifests_of(folder)
    for number in range(1, of + 1):
        shard = Shard(number, of)
        path = lines_path(folder, shard)
        with path.open("rb") as file:
            for place, line in enumerate(file, start=1):
                where = f"{one_line(str(path))}:{place}"
                try:
                    yield read_suggested(line.decode("utf-8"), where)
                except UnicodeDecodeError:
                    raise InputRefused(f"{where}: not UTF-8", "make the shard again") from None
        outcome.refused += [InputRefused(one_line(str(reason), 400)) for reason in manifests[shard]["left_out"]]


def _store(suggested: Suggested, run: Run, manifest: dict[str, Any], importer: Importer, outcome: Outcome) -> None:
    from annotator.core.habits import Habits

    document = suggested.document
    if importer.knows(document):
        outcome.count_known(document, importer)
        return
    if not suggested.sentences:
        outcome.refused.append(InputRefused(f"{one_line(document.id)}: no sentence in it", "nothing to annotate"))
        return
    if not outcome.documents and manifest.get("habits"):
        importer.runs.habits = Habits.from_json(manifest["habits"])
    importer.add(suggested, run)
    outcome.count_added(suggested)

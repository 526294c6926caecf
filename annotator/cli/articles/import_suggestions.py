"""`annotator import --suggestions`: what anybody suggests for articles, in the record that `suggest` prints."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from annotator.cli.model.document_work import Intake, NotTaken, narrate_removed, narrated_at_end, refuse_size
from annotator.cli.narration import count, narrate, one_line, watched
from annotator.cli.schemes import scheme_in_use
from annotator.core.decision import is_name
from annotator.core.errors import InputRefused, is_full
from annotator.core.habits import Habits
from annotator.core.model import QUOTE_TYPES, CastMember, Quote, Run, Span
from annotator.core.profiles import DEFAULT_PROFILE, PROFILE_NAMES
from annotator.core.scheme import LabelScheme
from annotator.exchange.annotation import refuse
from annotator.exchange.files import GZIP_BEGINS, bounded_lines, find_sources
from annotator.exchange.lines import Record, to_json
from annotator.exchange.shards import all_shards
from annotator.exchange.strict_json import LeaveOut, read_lines, refused_all
from annotator.exchange.suggestions import Given, given_of
from annotator.store.articles.documents import removal_of
from annotator.store.schemes import NewScheme, kept_profile, stored_scheme
from annotator.store.work.importer import Importer
from annotator.suggest.text.sentences import sentences_of

_MOST_SETTINGS = 100_000
"""Bytes of JSON of what a run says of itself. Set by hand: a prompt fits in."""
_MOST_RUNS = 100
"""Suggesters, and runs that lines tell apart, in one import. Set by hand: with more, each line has its own."""


def import_suggestions(
    paths: list[str],
    db: Path,
    name: str | None,
    new: NewScheme | None,
    intake: Intake,
    quiet: bool,
) -> None:
    """Store what the records of these files suggest, each article's whole or not at all.

    With `name` for that of the suggester. A file with a line that is wrong is refused whole, but for --skip-bad.
    """
    with Importer(db, new) as importer:
        importer.check_scheme()
        scheme = scheme_in_use(None, importer.ask(stored_scheme) if new is None else new.toml)
        door = _Door(importer, scheme, name or "", intake, quiet)
        with narrated_at_end(lambda: door.narrate(db)):
            for path, name_of_file in _files(paths, door.left.refused):
                door.take(path, name_of_file)
        door.left.report("file or article", "imported" if door.met else "")


def _files(paths: Iterable[str], refused: list[InputRefused]) -> Iterator[tuple[Path | None, str]]:
    """The files that paths stand for (None: standard input), and what their suggester is called where no line says it.

    What cannot be read goes to `refused`, and so does what is missing in a shard, which has no name. Raises
    InputRefused for a folder of shards that are not all there.
    """
    for name in paths:
        path = Path(name)
        if name == "-":
            yield None, ""
        elif path.is_dir() and any(path.glob("shard-*.manifest.json")):
            shards, folder = all_shards(path), path
            missing = [*shards.values()].count(None)
            if missing:
                reason = f"{folder}: {count(missing, 'shard')} not done"
                raise InputRefused(reason, f"`annotator suggest --missing {folder}` says which")
            for shard, done in shards.items():
                assert done is not None
                refused += [InputRefused(one_line(reason, 400)) for reason in done["left_out"]]
                if done["file"]["records"]:
                    yield shard.lines, ""
        else:
            for source in find_sources(path, "jsonl"):
                if source.refused:
                    refused.append(source.refused)
                else:
                    yield source.path, Path(source.path.name.removesuffix(".gz")).stem


@contextmanager
def _opened(path: Path | None) -> Iterator[tuple[Any, str]]:
    """A file to be read, unpacked if it is gzipped, and again from its beginning; and the checksum of its bytes.

    Standard input is kept in a file without a name.
    """
    raw: Any
    with tempfile.TemporaryFile() if path is None else path.open("rb") as raw:
        if path is None:
            shutil.copyfileobj(sys.stdin.buffer, raw)
            raw.seek(0)
        sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        raw.seek(0)
        yield gzip.GzipFile(fileobj=raw) if raw.peek(1).startswith(GZIP_BEGINS) else raw, sha256


@dataclass
class _Door:
    """What comes in: each line is held to the database, and stored.

    `named`: the name of the suggester, whatever lines say. `runs`: those that lines named. `met`: how many articles
    were `added`, got suggestions `beside`, were `known` (the same run had suggested) or are `removed`, whose numbers
    are in `removed`; and how many `quotes` came in.
    """

    importer: Importer
    scheme: LabelScheme
    named: str
    intake: Intake
    quiet: bool
    runs: set[str] = field(default_factory=set)
    met: Counter[str] = field(default_factory=Counter)
    removed: list[int] = field(default_factory=list)
    left: NotTaken = field(default_factory=NotTaken)

    def narrate(self, db: Path) -> None:
        """Say in a line what came in, and what was there already."""
        met, refused, nothing = self.met, len(self.left.refused) + self.left.bad, "nothing new: "
        if met["added"] or met["beside"] or (met and refused):
            nothing = ""
            narrate(
                f"{count(met['added'], 'article')} added, {met['beside']} already here got suggestions beside,"
                f" {count(met['quotes'], 'suggested quote')}, {refused} refused: {db}"
            )
        if met["known"]:
            narrate(f"{nothing}{count(met['known'], 'article')} had these suggestions already")
        narrate_removed(self.removed)

    def take(self, path: Path | None, name: str) -> None:
        """Store what the lines of a file suggest, whose suggester has that name where no line says it.

        What is refused is counted.
        """
        shown, left, skips = "standard input" if path is None else one_line(path), self.left, self.intake.skip_bad
        try:
            with left.refusing(), _opened(path) as (opened, sha256):
                # What runs are known by that are not ours.
                about = {"file": {"name": Path(shown).name, "sha256": sha256}}
                if not skips:  # all are known to be sound before the first is stored
                    self._read(opened, shown, name, about, refused_all, stores=False)
                self._read(opened, shown, name, about, left.skip if skips else left.refused.append, stores=True)
        except (OSError, EOFError, zlib.error) as error:
            if isinstance(error, OSError) and is_full(error):
                raise
            reason = getattr(error, "strerror", None) or "not a sound gzip file"
            left.refused.append(InputRefused(f"{shown}: {reason}", "check the file and its rights"))

    def _read(
        self, opened: BinaryIO, shown: str, name: str, about: Record, left_out: LeaveOut, *, stores: bool
    ) -> None:
        """Take what each line suggests; the `meta` of the first becomes a part of what there is to say `about` all."""
        opened.seek(0)
        lines = watched(bounded_lines(opened), "storing", self.quiet or not stores)
        for number, given in enumerate(read_lines(lines, shown, given_of, left_out)):
            if not number and given.data.get("meta"):
                about["meta"] = given.data["meta"]
            try:
                self._take(given, self._run(given, name, about), left_out, stores)
            except InputRefused as error:
                left_out(error)

    def _run(self, given: Given, name: str, about: Record) -> Run:
        """The run of a line, which is one of ours as it is, and else is known by what there is to say `about` the file.

        Raises InputRefused where it cannot be kept, or goes by another guideline profile than the database.
        """
        given_run, where = given.run, given.where
        own = not self.named and "annotator" in given_run.settings and bool(given_run.pipeline)
        run = Run(
            self.named or given_run.pipeline or name,
            given_run.version or about["file"]["sha256"][:12],
            given_run.settings | ({} if own else about),
        )
        if not is_name(run.pipeline) or not is_name(run.version):
            refuse(where, "no name or version of a suggester that can be kept and shown: --name gives it one")
        if len(to_json(run.settings)) > _MOST_SETTINGS or "stands_for" in run.settings:
            refuse(where, f"settings and meta that cannot be kept, or of more than {_MOST_SETTINGS} bytes")
        self.runs.add(repr((run.pipeline, given_run)))
        if len(self.runs) > _MOST_RUNS:
            refuse(where, f"more than {_MOST_RUNS} suggesters, or runs of them")
        profile, kept = run.settings.get("profile"), self.importer.ask(kept_profile)
        if profile is not None and (profile not in PROFILE_NAMES or kept not in (None, profile)):
            raise InputRefused(
                f"{where}: suggested by the guideline profile {one_line(profile, 40)}, and here it is {kept}",
                f"suggest with --profile {kept or DEFAULT_PROFILE}",
            )
        if own and given.data.get("habits"):
            self.importer.runs.habits = Habits.from_json(given.data["habits"])
        return run

    def _take(self, given: Given, run: Run, left_out: LeaveOut, stores: bool) -> None:
        """Store what a line suggests, or only look at it; `left_out` is told of quotes that cannot be placed.

        Raises InputRefused.
        """
        where, document, sentences = given.where, given.document, given.sentences
        own, named = "file" not in run.settings, self.importer.named(given.id)
        stored = named if document is None else self.importer.find(document)
        if stored is not None:
            document, sentences = stored.document, stored.sentences
        elif document is None:
            refuse(where, f"no article {one_line(given.id, 60)!r} is here, and the line has no text")
        elif named is not None and not own:
            raise InputRefused(
                f"{where}: {one_line(given.id, 60)!r} is here with another text",
                "leave the text out, or give another id",
            )
        elif not sentences:
            refuse_size(document, self.intake.largest)
            sentences = tuple(sentences_of(document.text, start=document.body_start))
        if not sentences:
            refuse(where, "no sentence in it")
        # Our own pipelines know topics of the scheme, and all types.
        scheme = self.scheme._replace(quote_types=QUOTE_TYPES) if own else self.scheme
        suggested = given.placed(document, sentences, scheme, left_out)
        if not stores:
            return
        if not suggested.cast:
            suggested = suggested._replace(cast=_speakers(suggested.quotes))
        if stored is None:
            became = "known" if self.importer.add(suggested, run).known else "added"
        elif self.importer.ask(removal_of, stored.number) is not None:
            became = "removed"
            self.removed.append(stored.number)
        else:
            became = "beside" if self.importer.suggest_beside(stored.number, suggested, run) else "known"
        self.met[became] += 1
        if became in ("added", "beside"):
            self.met["quotes"] += len(suggested.quotes)


def _speakers(quotes: Iterable[Quote]) -> tuple[CastMember, ...]:
    """The speakers of quotes, in their order, with their mentions as sources."""
    mentions: dict[str, set[Span]] = {}
    for quote in quotes:
        if quote.speaker is not None:
            mentions.setdefault(quote.speaker, set()).update(quote.spans("source"))
    return tuple(CastMember(name, tuple(sorted(spans))) for name, spans in mentions.items())

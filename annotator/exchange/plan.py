"""What an export is asked for: which decisions, in which format, and which files, split or not, they go to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from annotator.core.decided import Selection, Split
from annotator.core.decision import DECIDED, Answer
from annotator.core.errors import UsageError
from annotator.core.moments import in_utc, utc_text
from annotator.exchange.formats.format import Format
from annotator.exchange.lines import Record


def parse_split(text: str | None) -> Split:
    """A split from `80/10/10`; None is everything in one part. Raises UsageError where shares do not make 100."""
    if text is None:
        return Split()
    try:
        shares = tuple(int(share) for share in text.split("/"))
    except ValueError:
        shares = ()
    if len(shares) not in (2, 3) or sum(shares) != 100 or min(shares) < 0:
        raise UsageError(f"no split {text!r}", "give two or three whole numbers that make 100: 80/10/10")
    return Split(shares)


# ---- The plan.

STDOUT = "-"
"""The output that stands for standard output."""


class Plan(NamedTuple):
    """What to export, in which form, and where to.

    `output` is a path, `-` for standard output, or None: then it goes to `exports/` under the name `stem`. `align` says
    what happens to spans that do not end where tokens end (`tasks.MODES`), `partial` that documents decided in part
    are wanted too, `raw` that table cells stay as they are, `anonymise` that annotators appear under numbers. `as_of`
    says as of which moment or revision the decisions were read, `all_editions` whether of articles before they were
    corrected, too. `guidelines`: what annotators read; then articles are
    exported for whoever suggests (see `TEXTS`), and no decisions.
    """

    format: Format
    unit: str
    selection: Selection = Selection()
    split: Split = Split()
    output: str | None = None
    stem: str = "annotator"
    align: str = "expand"
    partial: bool = False
    raw: bool = False
    anonymise: bool = False
    as_of: str | None = None
    all_editions: bool = False
    guidelines: str | None = None

    @property
    def to_stdout(self) -> bool:
        """Whether it goes to standard output."""
        return self.output == STDOUT

    def target(self, part: int | None = None) -> Path:
        """The file (or folder) that it all goes to; with a split, that of one of its parts.

        Raises UsageError for a folder that is named by no name.
        """
        ending = self.format.ending_of(self.unit)
        whole = Path(self.output) if self.output else Path("exports") / f"{self.stem}{ending}"
        if not whole.name:
            raise UsageError(f"{self.output} is a folder without a name", "name what to write with -o")
        if part is None or len(self.split.shares) == 1:
            return whole
        kept = ending if whole.name.endswith(ending) else whole.suffix
        return whole.with_name(f"{whole.name.removesuffix(kept)}.{self.split.names[part]}{kept}")

    @property
    def files(self) -> tuple[Path, ...]:
        """The files (or folders) of all parts."""
        return tuple(self.target(number) for number in range(len(self.split.shares)))

    @property
    def manifest_path(self) -> Path:
        """The manifest, beside what it all goes to."""
        whole = self.target()
        return whole.with_name(f"{whole.name}.manifest.json")

    @property
    def targets(self) -> tuple[Path, ...]:
        """Everything that is written: the files (or folders), and the manifest; nothing for standard output."""
        if self.to_stdout:
            return ()
        return (*self.files, self.manifest_path)

    def described(self, annotator: str | None) -> Record:
        """What was asked for, as the manifest says it; `annotator` is the chosen one under the name shown."""
        selection = self.selection
        return {
            "format": self.format.name,
            "package": self.format.package,
            "unit": self.unit,
            "choice": {
                "annotator": annotator,
                "gold": selection.gold,
                "status": selection.answers,
                "since": selection.since,
                "documents": selection.documents,
                "implied": selection.implied,
                "boilerplate": selection.implied or selection.boilerplate,
                "partial": self.partial,
                "anonymised": self.anonymise,
                "split": self.split.shares,
                "as_of": self.as_of,
                **({"undecided": True} if selection.undecided else {}),
                **({"all_editions": True} if self.all_editions else {}),
            },
        }

    @property
    def where(self) -> str:
        """What it is written to, for people."""
        return "standard output" if self.to_stdout else ", ".join(map(str, self.files))

    def check(self) -> None:
        """Raise UsageError for what standard output cannot take: several files."""
        if self.to_stdout and len(self.split.shares) > 1:
            raise UsageError("--split makes several files", "name one with -o, or leave -o out")
        if self.to_stdout and self.format.is_folder:
            raise UsageError(f"{self.format.name} is a folder of files", "name one with -o, or leave -o out")


def chosen_unit(given: str | None, format: Format) -> str:
    """The unit that was asked for, or the format's own. Raises UsageError for one that there is not."""
    unit = given or format.units[0]
    if unit not in format.units:
        raise UsageError(f"no unit named {unit!r}", f"choose {' or '.join(format.units)}")
    return unit


def chosen_answers(given: str | None) -> tuple[Answer, ...]:
    """The answers in `accept,reject`, or those that decide a sentence. Raises UsageError for one that there is not."""
    if given is None:
        return DECIDED
    wanted = [word.strip() for word in given.split(",")]
    for word in wanted:
        if word not in tuple(Answer):
            raise UsageError(f"no status {word!r}", f"choose among {', '.join(Answer)}, parted by commas")
    return tuple(answer for answer in Answer if answer in wanted)


def moment_of(since: str | None) -> str | None:
    """A date or time as the database writes it (UTC, to the millisecond), so that texts compare as times do.

    Raises UsageError for what is no ISO 8601 date or time.
    """
    if since is None:
        return None
    try:
        return utc_text(in_utc(since))
    except ValueError:
        raise UsageError(f"no date: {since!r}", f"write it as {date.today().isoformat()}") from None

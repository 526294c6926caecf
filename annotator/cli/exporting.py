"""`annotator export`: decided sentences as training data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from annotator.cli.failures import narrate
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.drawable import one_line
from annotator.core.errors import UsageError

FORMATS = ("jsonl",)


def export(
    db: Db = DEFAULT_DB,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE|-", help="Where to: a file, or - for standard output."),
    ] = None,
    format: Annotated[str, typer.Option("--format", help=f"One of: {', '.join(FORMATS)}.")] = "jsonl",
    annotator: Annotated[str | None, typer.Option("--annotator", help="Only this annotator's decisions.")] = None,
) -> None:
    """Write every decided sentence as one line of JSON.

    By default to exports/ in the working folder, under the database's name.
    """
    if format not in FORMATS:
        raise UsageError(f"no format named {format!r}", f"choose {', '.join(FORMATS)}")
    lines = write_records(db, output, annotator)
    where = "standard output" if output == "-" else one_line(str(target(db, output)))
    narrate(f"{lines} decided sentence{'' if lines == 1 else 's'} written to {where}")


def target(db: Path, output: str | None) -> Path:
    """The file that an export goes to."""
    return Path(output) if output else Path("exports") / f"{db.stem}.jsonl"


def write_records(db: Path, output: str | None, annotator: str | None = None) -> int:
    """Write the records and return how many there were. A file takes its name only when it is complete."""
    from annotator.exchange.jsonlines import to_line
    from annotator.exchange.records import sentence_record
    from annotator.store.reading import Reader

    with closing(Reader(db)) as reader, _opened(db, output) as out:
        count = 0
        for decided in reader.decided(annotator):
            out.write(to_line(sentence_record(decided)))
            count += 1
    return count


@contextmanager
def _opened(db: Path, output: str | None) -> Iterator[BinaryIO]:
    from annotator.exchange.writing import standard_output, written

    opener: Callable[[], object] = standard_output if output == "-" else lambda: written(target(db, output))
    with opener() as out:  # type: ignore[attr-defined]
        yield out

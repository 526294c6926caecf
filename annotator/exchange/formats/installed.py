"""Formats of packages installed beside annotator: entry points of the group `annotator.formats`.

They are looked for only where a name was given that none of ours has. docs/formats.md shows how one is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed, InputRefused, UsageError
from annotator.exchange.annotation import Annotation, Remarks
from annotator.exchange.formats.format import UNITS, Format, Writer, WriterSettings
from annotator.exchange.strict_json import MEND
from annotator.exchange.tasks import labelled_spans


def installed() -> list[Any]:
    """The entry points of formats, without names that cannot be shown. Nothing of them is loaded."""
    from importlib.metadata import entry_points  # deferred: who names a format of ours need not wait for it

    return [entry for entry in entry_points(group="annotator.formats") if entry.name.isprintable()]


def installed_format(name: str) -> Format | None:
    """The format of a package, or None. An error in the package's code is raised as EnvironmentFailed that names it.

    So is what goes wrong when the format is used. Raises UsageError where several packages have one of that name.
    """
    entries = [entry for entry in installed() if entry.name == name]
    packages = [one_line(f"{entry.dist.name}=={entry.dist.version}", 80) for entry in entries]
    if len(entries) > 1:
        raise UsageError(f"{name} is a format of {' and of '.join(packages)}", "uninstall all of them but one")
    if not entries:
        return None
    (entry,), (package,) = entries, packages
    blaming = _blaming(package)
    format = blaming(entry.load)()
    if not isinstance(format, Format) or not set() < set(format.units) <= set(UNITS):
        raise EnvironmentFailed(f"{package}: its format {name} is no Format of annotator", "tell whoever makes it")
    make, read = format.writer, format.text_reader

    @blaming
    def writer(settings: WriterSettings) -> Writer:
        made: Any = make and make(settings)
        # What is no bytes cannot be added to bytes.
        return Writer(blaming(lambda task: b"" + made.piece(task)), b"" + made.head, blaming(lambda: b"" + made.tail()))

    @blaming
    def reader(text: str, where: str, remarks: Remarks) -> list[Annotation]:
        try:
            found = list(read(text, where, remarks) if read else ())
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # What lacks what its format has is the file's fault, not the package's.
            reason = f"no {error}" if isinstance(error, KeyError) else str(error)
            raise InputRefused(f"{where}: not as its format has it ({one_line(reason, 80)})", MEND) from error
        for annotation in found:
            for quote in annotation.quotes:
                list(labelled_spans(quote))  # fails for what is no quote
        return found

    return replace(
        format,
        name=name,
        package=package,
        folder_endings=(),
        row_writer=None,
        writer=make and writer,
        text_reader=read and reader,
    )


@contextmanager
def _blaming(package: str) -> Iterator[None]:
    """What is raised inside, or in a function that it decorates, is the package's, unless we refuse something."""
    try:
        yield
    except AnnotatorError:
        raise
    except (Exception, SystemExit) as error:
        reason = f"{package}: {type(error).__name__}: {one_line(error, 200)}"
        raise EnvironmentFailed(reason, "--debug shows where: tell whoever makes it") from error

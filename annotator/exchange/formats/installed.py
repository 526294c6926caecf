"""Formats of packages installed beside annotator: entry points of the group `annotator.formats`.

They are looked for only where a name was given that none of ours has. docs/formats.md shows how one is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, EnvironmentFailed, UsageError
from annotator.exchange.annotation import Annotation, Remarks, as_its_format_has_it, checked_span
from annotator.exchange.formats.format import UNITS, Format, TextReader, Writer, WriterSettings
from annotator.exchange.tasks import labelled_spans


def installed() -> list[Any]:
    """The entry points of formats, without those of names that cannot be shown. Nothing of them is loaded."""
    from importlib.metadata import entry_points  # deferred: who names a format of ours need not wait for it

    return [entry for entry in entry_points(group="annotator.formats") if entry.name.isprintable()]


def installed_format(name: str) -> Format | None:
    """The format of a package, or None. An error in the package's code is raised as EnvironmentFailed that names it.

    So is what goes wrong when the format is used. Raises UsageError where several packages have one of that name.
    """
    found = [entry for entry in installed() if entry.name == name]
    packages = [one_line(f"{entry.dist.name}=={entry.dist.version}", 80) for entry in found]
    if len(found) > 1:
        raise UsageError(f"{name} is a format of {' and of '.join(packages)}", "uninstall all of them but one")
    if not found:
        return None
    guard = partial(_blaming, packages[0])
    format = guard(found[0].load)()
    if not isinstance(format, Format) or not set() < set(format.units) <= set(UNITS):
        raise EnvironmentFailed(f"{packages[0]}: its format {name} is no Format of annotator", "tell whoever makes it")

    def writer(settings: WriterSettings) -> Writer:
        made: Any = format.writer and format.writer(settings)
        # What is no bytes cannot be added to bytes.
        return Writer(guard(lambda task: b"" + made.piece(task)), b"" + made.head, guard(lambda: b"" + made.tail()))

    return replace(
        format,
        name=name,
        package=packages[0],
        folder_endings=(),
        writer=format.writer and guard(writer),
        row_writer=None,
        text_reader=format.text_reader and guard(partial(_read, format.text_reader)),
    )


def _blaming(package: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def called(*given: Any) -> Any:
        try:
            return function(*given)
        except AnnotatorError:
            raise
        except (Exception, SystemExit) as error:
            reason = f"{package}: {type(error).__name__}: {one_line(error, 200)}"
            raise EnvironmentFailed(reason, "--debug shows where: tell whoever makes it") from error

    return called


def _read(read: TextReader, text: str, where: str, remarks: Remarks) -> list[Annotation]:
    """What a text says. Raises InputRefused where it is not as its format has it, or a span is none of its article."""
    with as_its_format_has_it(where):
        found = list(read(text, where, remarks))
    for annotation in found:
        for quote in annotation.quotes:
            for _, span, *_ in labelled_spans(quote):
                checked_span(span.start, span.end, annotation.document.text, annotation.where)
    return found

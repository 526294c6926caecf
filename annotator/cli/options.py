"""Options that several commands share, each declared and explained once."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, is_dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_origin

import typer

from annotator.cli.open_screen import DB_VARIABLE, DEFAULT_DB, NAME_VARIABLE, SCHEME_VARIABLE, WITHHOLD_VARIABLE
from annotator.cli.open_screen import DEFAULT_WITHHOLD as DEFAULT_WITHHOLD
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import By
from annotator.tui.screen_setup import ScreenSetup

if TYPE_CHECKING:
    from annotator.exchange.documents import Reading


def nearest_db(context: typer.Context, db: Path) -> Path:
    """The database of `annotator --db FILE COMMAND`, unless the command names one itself.

    Both go before the environment's variable, which Typer has already filled in where the command names none. Raises
    UsageError for no name at all, which a path takes for the folder here.
    """
    if db == Path():
        raise UsageError("--db names no file", "give it one, such as --db annotator.db")
    if _is_given(context, "db") or context.parent is None or not _is_given(context.parent, "db"):
        return db
    named: Path = context.parent.params["db"]
    return named


RUNNING: ContextVar[typer.Context] = ContextVar("RUNNING")
"""The command that is run, with what its line has."""


def is_given(name: str) -> bool:
    """Whether the command line has that option, be it before the command's name."""
    context = RUNNING.get()
    return _is_given(context, name) or (context.parent is not None and _is_given(context.parent, name))


def _is_given(context: Any, name: str) -> bool:
    """Whether the command line itself has that option (and not a variable or a default)."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def refuse_unused(why: str, names: str, *, but: bool = False) -> None:
    """Raise UsageError where the command line has one of these options or arguments: it would change nothing.

    `names` are those of parameters, with spaces between; with `but` all others are meant. `why` says because of what:
    "without --join". Variables of the environment are for all commands, and not refused.
    """
    context = RUNNING.get()
    for parameter in context.command.params:
        if (parameter.name in names.split()) is not but and _is_given(context, parameter.name):
            named = max(parameter.opts, key=len)
            called = named if named.startswith("-") else (parameter.metavar or named).strip("[].")
            raise UsageError(f"{called} changes nothing {why}", "leave it out")


def with_options(runs: Callable[..., Any]) -> Callable[..., Any]:
    """A command as Typer takes it: of a parameter that is a dataclass, the fields that are options are parameters."""
    groups: dict[str, tuple[Any, list[str]]] = {}
    parameters = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    for one in _parameters(runs):
        own = [one]
        if is_dataclass(one.annotation):
            own = [each for each in _parameters(one.annotation) if get_origin(each.annotation) is Annotated]
            groups[one.name] = one.annotation, [each.name for each in own]
        parameters += own

    def called(context: typer.Context, **given: Any) -> Any:
        RUNNING.set(context)
        for name, (group, names) in groups.items():
            given[name] = group(**{each: given.pop(each) for each in names})
        return runs(**given)

    called.__doc__ = runs.__doc__
    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return called


def _parameters(of: Any) -> list[Parameter]:
    return [one.replace(kind=Parameter.KEYWORD_ONLY) for one in signature(of, eval_str=True).parameters.values()]


def documents_named(db: Path, names: list[str] | None) -> tuple[str, ...]:
    """The ids of what --document names. Raises InputRefused where an article is not there, or not clear."""
    if not names:
        return ()
    from annotator.store.articles.documents import document_ids
    from annotator.store.files.database import opened

    with opened(db, read_only=True) as connection:
        return document_ids(connection, names)


def _document_formats() -> tuple[str, ...]:
    from annotator.exchange.files import DOCUMENT_FORMATS

    return DOCUMENT_FORMATS


Db = Annotated[
    Path,
    typer.Option(
        "--db",
        envvar=DB_VARIABLE,
        help=f"The database: one SQLite file.  [default: {DEFAULT_DB}]",
        default_factory=lambda: DEFAULT_DB,
        show_default=False,
        callback=nearest_db,
        readable=False,  # whoever opens it says why it cannot be read
    ),
]

Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        envvar="ANNOTATOR_MODEL",
        help="spaCy pipeline: an installed package's name, or a folder with --trust-model.  "
        "[default: en_core_web_sm if installed, else the one that comes with annotator]",
    ),
]
Scheme = Annotated[
    Path | None,
    typer.Option(
        "--scheme",
        envvar=SCHEME_VARIABLE,
        help="Topics, as TOML; a database keeps those it was given last.  [default: 17 IPTC Media Topics]",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE|N",
        help="As it stood at the end of a day, at a time (UTC), or at the end of revision N of the label scheme.",
    ),
]
Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...|-", help="Files and folders to read; - is standard input.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress bar.")]
AsJson = Annotated[bool, typer.Option("--json", help="As one JSON object, for programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Documents = Annotated[
    list[str] | None,
    typer.Option(
        "--document",
        metavar="ARTICLE",
        help="Only this article: its id, its number, or words of its title; may be given again.",
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only what was decided at or after it (UTC).")
]
ByWhat = Annotated[
    By | None, typer.Option("--by", help="What ARTICLE is, where it could be several.  [default: whichever fits]")
]
IdleCut = Annotated[
    float,
    typer.Option("--idle-cut", metavar="SECONDS", min=1.0, help="What one decision counts at most as active time."),
]
Anonymise = Annotated[
    bool, typer.Option("--anonymise-annotators", help="annotator-1, annotator-2, … instead of names.")
]
Annotator = Annotated[
    str | None,
    typer.Option(
        "--annotator",
        envvar=NAME_VARIABLE,
        help="Whose decisions: any name; identity is by trust.  [default: your login name]",
    ),
]
OnlyOf = Annotated[
    str | None,
    typer.Option(
        "--annotator",
        metavar="NAME",
        help="Only what was done under this name, also a reviewer's (review:NAME).  [default: all]",
    ),
]
Who = Annotated[
    str | None,
    typer.Option(
        "--annotator",
        "--as",
        metavar="NAME",
        envvar=NAME_VARIABLE,
        help="Who does this.  [default: your login name]",
    ),
]
Withhold = Annotated[
    str,
    typer.Option(
        "--withhold",
        metavar="SHARE",
        envvar=WITHHOLD_VARIABLE,
        help="The share of sentences shown without their suggestion, for `annotator bias` to tell what suggestions do: "
        "3%, 0.03, or 0 for none.",
    ),
]


@dataclass(frozen=True)
class ScreenOptions:
    """Whose screen a command opens, and how it is drawn."""

    annotator: Annotator = None
    theme: Annotated[
        str | None,
        typer.Option(
            "--theme",
            metavar="NAME",
            help="Colours: terminal, terminal-light, dark, light or contrast.  [default: what your settings say]",
        ),
    ] = None
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Send whole lines, not only the cells that changed: for terminals that this does not suit."
        ),
    ] = False
    screen_reader: Annotated[
        bool,
        typer.Option(
            "--screen-reader",
            help="Plain lines instead of a drawn screen: for screen readers, braille displays and simple terminals.",
        ),
    ] = False

    def setup(self, db: Path, **more: Any) -> ScreenSetup:
        """What the screen is opened with on a database, with whatever else the command has been told."""
        return ScreenSetup(db, **vars(self), **more)


@dataclass(frozen=True)
class ReadingOptions:
    """How articles are read."""

    format: Annotated[
        str | None,
        typer.Option(
            "--from",
            autocompletion=lambda: list(_document_formats()),
            help="The format: text, jsonl, json, csv, tsv or html.  [default: as the content or the name says]",
        ),
    ] = None
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="The text's encoding.  [default: UTF-8, or its byte order mark]")
    ] = None
    text_column: Annotated[
        str, typer.Option("--text-column", help="The column that holds the text, in CSV and TSV.")
    ] = "text"
    skip_bad: Annotated[
        bool,
        typer.Option(
            "--skip-bad", help="Leave out lines, rows and items that are wrong, list them, and take the others."
        ),
    ] = False

    def reading(self, bad: Callable[[InputRefused], None]) -> Reading:
        """How files are read, with `bad` told of what --skip-bad leaves out."""
        from annotator.exchange.documents import Reading

        return Reading(self.encoding, self.text_column, bad if self.skip_bad else None)

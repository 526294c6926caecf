"""The options of commands: as tables declare them, and what the command line has of them."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import is_dataclass
from functools import cache
from inspect import Parameter, Signature, signature
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer

from annotator.cli.narration import DATABASE, DEFAULT_DB, count, narrate
from annotator.cli.open_screen import told_of_damage
from annotator.core.errors import UsageError
from annotator.core.model import Article, NamedBy
from annotator.tui import ScreenSetup

if TYPE_CHECKING:
    from annotator.store.sqlite.sqlite_library import Connection


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


def refuse_unused(why: str, names: str) -> None:
    """Raise UsageError where the command line has one of these options or arguments: it would change nothing.

    `names` are those of parameters, with spaces between. `why` says because of what: "without --join". Variables of the
    environment are for all commands, and not refused.
    """
    context = RUNNING.get()
    for parameter in context.command.params:
        if parameter.name in names.split() and _is_given(context, parameter.name):
            raise UsageError(f"{_called(parameter)} changes nothing {why}", "leave it out")


def _called(parameter: Any) -> str:
    """An option or an argument as people write it."""
    named: str = max(parameter.opts, key=len)
    return named if named.startswith("-") else (parameter.metavar or named).strip("[].")


_SHARED = "shared"
"""The table of options that several commands have: by the names of their parameters, or the names that these say."""


def with_options(runs: Callable[..., Any]) -> Callable[..., Any]:
    """A command as Typer takes it: its parameters with their options as options.toml beside its module has them.

    There `[command.parameter]` has the option's `names`, if they are not the parameter's, or how an `argument` is
    shown; which parameters change nothing with it or without it (`idle_with`, `idle_without`); and what else Typer's
    Option or Argument takes. `parameter = "name"` under `[command]` stands for `[shared.name]`. Of a parameter that is
    a dataclass, or what a screen is opened with, the fields that its table has are parameters of the command, and those
    that `parameter = ["name"]` under `[command]` lists. A flag is off, and what may be None is None, where it is not
    given and has no default.
    """
    groups: dict[str, tuple[Callable[..., Any], list[str]]] = {}
    idle: dict[str, tuple[str, str]] = {}
    parameters = [Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)]
    for parameter in _parameters(runs):
        if is_dataclass(parameter.annotation) or parameter.annotation is ScreenSetup:
            group: Any = parameter.annotation
            shown = [*_table(group), *_table(runs).get(parameter.name, ())]
            own = [_declared(group, field, idle) for field in _parameters(group) if field.name in shown]
            makes = opened_with if group is ScreenSetup else group
            groups[parameter.name] = makes, [field.name for field in own]
            parameters += own
        else:
            parameters.append(_declared(runs, parameter, idle))

    def called(context: typer.Context, **given: Any) -> Any:
        RUNNING.set(context)
        db = given.get("db")
        DATABASE.set(db or DEFAULT_DB)
        for index, word in enumerate(("with", "without")):
            for parameter in context.command.params:
                if parameter.name in idle and bool(given[parameter.name]) is (word == "with"):
                    refuse_unused(f"{word} {_called(parameter)}", idle[parameter.name][index])
        for name, (makes, names) in groups.items():
            given[name] = makes(**{field: given.pop(field) for field in names})
        with told_of_damage(db):
            return runs(**given)

    called.__doc__ = runs.__doc__
    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return called


def _parameters(of: Any) -> list[Parameter]:
    types = get_type_hints(of)
    return [
        parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=types[name])
        for name, parameter in signature(of).parameters.items()
    ]


def _table(of: Any) -> dict[str, Any]:
    """The options of a function or a dataclass by the names of its parameters, each a table or what it is shared as."""
    module = __name__ if of is ScreenSetup else of.__module__  # the screen knows of no options
    table: dict[str, Any] = tables_beside(sys.modules[module].__file__ or "").get(of.__name__, {})
    return table


@cache
def tables_beside(file: str, name: str = "options.toml") -> dict[str, Any]:
    """What a file of TOML says that stands beside a module, whose `__file__` is given."""
    return tomllib.loads(Path(file).with_name(name).read_text(encoding="utf-8"))


def _declared(of: Any, parameter: Parameter, idle: dict[str, tuple[str, str]]) -> Parameter:
    """The parameter with its option, or its argument. Names in braces are those of its module, or of this one.

    Added to `idle` is what changes nothing with it, and what nothing without it.
    """
    names = globals() | vars(sys.modules[of.__module__])
    row = _table(of).get(parameter.name, parameter.name)
    if isinstance(row, str):
        row = tables_beside(__file__)[_SHARED][row]
    row = {key: text.format_map(names) if isinstance(text, str) else text for key, text in row.items()}
    idle[parameter.name] = row.pop("idle_with", ""), row.pop("idle_without", "")
    default = row.pop("default", parameter.default)
    if default is Parameter.empty and (parameter.annotation is bool or NoneType in get_args(parameter.annotation)):
        default = False if parameter.annotation is bool else None
    for key in row.keys() & {"autocompletion", "callback"}:  # what is called; of a list, what gives it
        called = names[row[key]] if isinstance(row[key], str) else row[key]
        row[key] = called if callable(called) else [*called].copy
    if "argument" in row:
        option = typer.Argument(metavar=row.pop("argument"), **row)
    else:
        option = typer.Option(*row.pop("names", f"--{parameter.name.replace('_', '-')}").split(), **row)
    return parameter.replace(annotation=Annotated[parameter.annotation, option], default=default)


def articles_named(
    connection: Connection,
    names: Iterable[str],
    by: NamedBy | None,
    *,
    removed: bool = False,
    ids_first: bool = False,
) -> list[Article]:
    """The articles of these names (see `named_articles`), each once; it is said what there is of a range.

    With `ids_first` an id goes before a number, where a name could be both. Raises InputRefused where an article is not
    there, or not clear.
    """
    from annotator.store.articles.documents import articles_of_id, named_articles, numbers_named

    articles = dict[int, Article]()
    for name in names:
        named, numbers = articles_of_id(connection, name) if ids_first else [], numbers_named(name)
        named = named or named_articles(connection, name, by, removed)
        articles |= {article.number: article for article in named}
        if numbers and named[-1].number in numbers and len(named) < len(numbers):
            are = "is" if len(named) == 1 else "are"
            narrate(f"{name}: there {are} {count(len(named), 'article')} of these, up to {named[-1].number}")
    return [*articles.values()]


def documents_named(db: Path, names: list[str] | None) -> tuple[str, ...]:
    """The ids of what --document names. Raises InputRefused where an article is not there, or not clear."""
    if not names:
        return ()
    from annotator.store.files.database import reading

    with reading(db) as connection:
        return tuple(article.id for article in articles_named(connection, names, None, ids_first=True))


def tell_late(connection: Connection, as_of: str | None) -> None:
    """Say how much of what was done by then --as-of does not show, as a clock was ahead."""
    from annotator.store.read.reader import dated_by_then

    late = 0 if as_of is None else dated_by_then(connection, as_of)
    if late:
        narrate(
            f"left out: {count(late, 'step')} with a time up to then, as they came after one with a later time: a clock"
            " was ahead, and `annotator stats --by day` shows when"
        )


def opened_with(theme: str | None, **options: Any) -> ScreenSetup:
    """What the screen is opened with, by the options of a command.

    Commands to be typed next are not told of where a login opens it, which has no shell. Raises UsageError where no
    theme has that name: asked for before anything is written.
    """
    if theme is not None:
        from annotator.tui.settings import theme_chosen

        theme_chosen(theme)
    by_login = RUNNING.get().find_root().invoked_subcommand == "login"
    return ScreenSetup(theme=theme, says_commands=not by_login, **options)

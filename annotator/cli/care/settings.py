"""`annotator settings`: what is in force, and where it came from."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotator.cli.copies import COPIES_VARIABLE
from annotator.cli.narration import count, narrate
from annotator.cli.open_screen import DB_VARIABLE, NAME_VARIABLE, SCHEME_VARIABLE, WITHHOLD_VARIABLE, login_name
from annotator.cli.options import (
    DEFAULT_DB,
    DEFAULT_WITHHOLD,
    Annotator,
    AsJson,
    Db,
    Model,
    Scheme,
    ScreenReader,
    Withhold,
    is_given,
)
from annotator.cli.printer import emit, record_of, table, terminal_width
from annotator.cli.schemes import new_scheme, profile_in_use, scheme_in_use
from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, DoneInPart
from annotator.core.profiles import DEFAULT_PROFILE
from annotator.core.scheme import LabelScheme
from annotator.store.files.database import opened
from annotator.store.read.reader import Reader
from annotator.store.scheme.schemes import stored_guidelines

if TYPE_CHECKING:
    from annotator.tui.settings import Loaded

MODEL_VARIABLE, SETTINGS_VARIABLE = "ANNOTATOR_MODEL", "ANNOTATOR_SETTINGS"
DIFF_VARIABLE, STOCK_VARIABLE = "ANNOTATOR_DIFF", "ANNOTATOR_STOCK_SPACY"


class Origin(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    FILE = "file"
    VARIABLE = "variable"
    OPTION = "option"
    DATABASE = "database"
    SCHEME = "label scheme"


@dataclass(frozen=True, slots=True)
class InForce:
    """A value that counts. `where` names the option or the variable, or the file with the line; empty for a default.

    `remark` is for people: what an empty value means, or that a file is missing.
    """

    name: str
    value: str | int | bool | None
    origin: Origin = Origin.DEFAULT
    where: str = ""
    remark: str = ""

    def shown(self) -> str:
        """The value as the table has it."""
        value = {True: "true", False: "false"}[self.value] if isinstance(self.value, bool) else self.value
        return one_line(" ".join(filter(None, ("" if value is None else str(value), self.remark))), 60)

    def come_from(self) -> str:
        """Where it comes from."""
        return f"{self.origin} {self.where}".strip()

    def record(self) -> dict[str, Any]:
        """The same for programs."""
        return {"name": self.name, "value": self.value, "from": self.origin.value, "where": self.where or None}


def settings(
    context: typer.Context,
    db: Db = DEFAULT_DB,
    annotator: Annotator = None,
    scheme: Scheme = None,
    model: Model = None,
    theme: Annotated[
        str | None, typer.Option("--theme", metavar="NAME", help="Colours, as for annotate.  [default: your settings]")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Send whole lines, as for annotate.")] = False,
    screen_reader: ScreenReader = False,
    withhold: Withhold = DEFAULT_WITHHOLD,
    as_json: AsJson = False,
) -> None:
    """Show what is in force, and where it came from.

    Each value with its origin: default, file and line, variable, option, database or label scheme. Whatever is wrong in
    your settings.toml is named with its line; the exit code is then 6.
    """
    from annotator.tui.settings import load_settings

    loaded = load_settings()
    name = InForce("annotator", annotator or login_name(), remark="" if annotator else "(your login name)")
    in_force = [
        _of_option(context, InForce("database", str(db), remark="" if db.exists() else "(not there yet)"), DB_VARIABLE),
        _of_option(context, name, NAME_VARIABLE),
        *_of_project(context, db, scheme),
        _of_option(context, InForce("withhold", withhold), WITHHOLD_VARIABLE),
        _of_option(context, InForce("model", model or _default_model()), MODEL_VARIABLE),
        _stock_spacy(),
        _settings_file(loaded),
        *_of_screen(loaded, db, theme, plain, screen_reader),
    ]
    path = str(loaded.path)
    if as_json:
        findings = [{"file": path, **record_of(one, "line", "message")} for one in loaded.findings]
        emit({"schema": "annotator/settings@1", "settings": [one.record() for one in in_force], "findings": findings})
    else:
        emit(table({"setting": "name", "value": InForce.shown, "from": InForce.come_from}, in_force, terminal_width()))
    for one in loaded.findings:
        narrate(one.in_file(path))
    if loaded.findings:
        things = count(len(loaded.findings), "thing")
        raise DoneInPart(f"{things} wrong in {one_line(path)}", "the rest of it is in force")


def _of_option(context: typer.Context, value: InForce, variable: str) -> InForce:
    """The value with its origin, where an option of that name and a variable may give it."""
    parameter = {"database": "db", "label scheme": "scheme"}.get(value.name, value.name)
    if is_given(context, parameter):
        return InForce(value.name, value.value, Origin.OPTION, f"--{parameter}", value.remark)
    if os.environ.get(variable):
        return InForce(value.name, value.value, Origin.VARIABLE, variable, value.remark)
    return value


def _of_project(context: typer.Context, db: Path, given: Path | None) -> list[InForce]:
    """The label scheme and the guideline profile: the database's, if there is one."""
    kept = stored = None
    if db.exists():
        with closing(Reader(db)) as reader:
            kept, stored = reader.profile(), reader.scheme()
    profile = profile_in_use(db, kept, None, new_scheme(given), stored)
    scheme = scheme_in_use(given, stored, profile)
    label = InForce("label scheme", f"{scheme.name} {scheme.version}")
    if given is not None:
        label = _of_option(context, label, SCHEME_VARIABLE)
    elif stored is not None:
        label = InForce("label scheme", label.value, Origin.DATABASE)
    return [label, InForce("profile", scheme.profile, _origin_of_profile(scheme, kept, given or stored))]


def _origin_of_profile(scheme: LabelScheme, kept: str | None, own_scheme: Path | str | None) -> Origin:
    if kept is not None:
        return Origin.DATABASE
    return Origin.SCHEME if own_scheme is not None and scheme.profile != DEFAULT_PROFILE else Origin.DEFAULT


def _default_model() -> str | None:
    from annotator.suggest.packages import find_model

    try:
        return str(find_model())
    except AnnotatorError:
        return None


def _stock_spacy() -> InForce:
    if os.environ.get(STOCK_VARIABLE, "0") in ("", "0"):
        return InForce("stock spaCy", False)
    return InForce("stock spaCy", True, Origin.VARIABLE, STOCK_VARIABLE)


def _settings_file(loaded: Loaded) -> InForce:
    origin, where = Origin.DEFAULT, ""
    if os.environ.get(SETTINGS_VARIABLE):
        origin, where = Origin.VARIABLE, SETTINGS_VARIABLE
    missing = not os.path.lexists(loaded.path)
    return InForce("settings file", str(loaded.path), origin, where, "(not there)" if missing else "")


def _of_file(loaded: Loaded, name: str, value: str | int | bool | None, remark: str = "") -> InForce:
    line = loaded.lines.get(name)
    if line is None:
        return InForce(name, value, remark=remark)
    return InForce(name, value, Origin.FILE, f"{loaded.path}:{line}")


def _guidelines(loaded: Loaded, db: Path) -> InForce:
    """Whose guidelines the screen shows: the database's own go before those of the file, these before the profile's."""
    if db.exists():
        with opened(db, read_only=True) as connection:
            if stored_guidelines(connection) is not None:
                return InForce("guidelines", None, Origin.DATABASE, remark="(`annotator scheme guidelines`)")
    return _of_file(loaded, "guidelines", loaded.guidelines, "(those of the profile)")


def _of_screen(loaded: Loaded, db: Path, theme: str | None, plain: bool, screen_reader: bool) -> list[InForce]:
    """The annotator's own settings, each with its line in the file. Raises UsageError where no theme has that name."""
    from annotator.tui.settings import theme_chosen

    if theme is not None:
        theme_chosen(theme)
    of_file = partial(_of_file, loaded)
    own = loaded.settings
    diff = of_file("diff", own.diff)
    if plain:
        diff = InForce("diff", False, Origin.OPTION, "--plain")
    elif os.environ.get(DIFF_VARIABLE) == "0":
        diff = InForce("diff", False, Origin.VARIABLE, DIFF_VARIABLE)
    return [
        of_file("theme", own.theme) if theme is None else InForce("theme", theme, Origin.OPTION, "--theme"),
        of_file("break_minutes", own.break_minutes),
        diff,
        of_file("mouse", own.mouse, "(yes, except in GNU screen)"),
        InForce("screen_reader", True, Origin.OPTION, "--screen-reader")
        if screen_reader
        else of_file("screen_reader", own.screen_reader),
        _guidelines(loaded, db),
        _copies(of_file("copies", own.copies, "(beside the database)")),
        *(_key(loaded, name, keys) for name, keys in own.keymap.items()),
    ]


def _copies(of_file: InForce) -> InForce:
    """Where copies of databases stand: the variable goes before the file."""
    named = os.environ.get(COPIES_VARIABLE)
    return InForce("copies", named, Origin.VARIABLE, COPIES_VARIABLE) if named else of_file


def _key(loaded: Loaded, name: str, keys: str) -> InForce:
    """The keys of an action that does not keep those of the table."""
    line = loaded.lines.get(f"keys.{name}")
    none = "" if keys else "no key"
    if line is not None:
        return InForce(f"keys.{name}", keys, Origin.FILE, f"{loaded.path}:{line}", none)
    return InForce(f"keys.{name}", keys, Origin.FILE, str(loaded.path), f"{none} (another action took one)".strip())

"""`annotator settings`: what is in force, and where it came from."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from annotator.cli.copies import COPIES_VARIABLE
from annotator.cli.narration import DB_VARIABLE, count, narrate
from annotator.cli.open_screen import (
    DEFAULT_WITHHOLD,
    NAME_VARIABLE,
    SCHEME_VARIABLE,
    WITHHOLD_VARIABLE,
    annotator_name,
    share_of,
)
from annotator.cli.options import is_given
from annotator.cli.printer import Record, emit, record_of, table
from annotator.cli.schemes import new_scheme, profile_in_use, scheme_in_use
from annotator.core.errors import AnnotatorError, DoneInPart
from annotator.core.profiles import DEFAULT_PROFILE
from annotator.store.files.database import reading
from annotator.store.schemes import kept_profile, stored_guidelines, stored_scheme
from annotator.suggest.packages import find_model
from annotator.tui import ScreenSetup
from annotator.tui.settings import DIFF_VARIABLE, Loaded, load_settings

MODEL_VARIABLE, SETTINGS_VARIABLE = "ANNOTATOR_MODEL", "ANNOTATOR_SETTINGS"
STOCK_VARIABLE = "ANNOTATOR_STOCK_SPACY"


Origin = Literal["default", "file", "variable", "option", "database", "label scheme"]
"""Where a value comes from."""


class InForce(NamedTuple):
    """A value that counts. `where` names the option or the variable, or the file with the line; empty for a default.

    `remark` is for people: what an empty value means, or that a file is missing.
    """

    name: str
    value: str | int | bool | None
    origin: Origin = "default"
    where: str = ""
    remark: str = ""

    def shown(self) -> str:
        """The value as the table has it."""
        value = "" if self.value is None else str(self.value)
        value = value.lower() if isinstance(self.value, bool) else value
        return " ".join(filter(None, (value, self.remark)))

    def come_from(self) -> str:
        """Where it comes from."""
        return f"{self.origin} {self.where}".strip()

    def record(self) -> Record:
        """The same for programs."""
        return {**record_of(self, "name", "value"), "from": self.origin, "where": self.where or None}


def settings(
    *,
    setup: ScreenSetup,
    model: str | None,
    withhold: str = DEFAULT_WITHHOLD,
    as_json: bool,
) -> None:
    """Show what is in force, and where it came from.

    Each value with its origin: default, file and line, variable, option, database or label scheme. Whatever is wrong in
    your settings.toml is named with its line; the exit code is then 6.
    """
    share_of(withhold)  # nothing is in force that the screen refuses
    loaded, db, name = load_settings(), setup.db, setup.annotator
    of, path = partial(_in_force, loaded), str(loaded.path)
    label, profile, guidelines = _of_project(of, db, setup.scheme, loaded.guidelines)
    stock, no_diff = os.environ.get(STOCK_VARIABLE, "0") not in ("", "0"), os.environ.get(DIFF_VARIABLE) == "0"
    if not model:
        model = None
        with suppress(AnnotatorError):
            model = str(find_model())
    own, copies = loaded.settings.opened_with(setup), os.environ.get(COPIES_VARIABLE)
    in_force = [
        of("database", str(db), "" if db.exists() else "(not there yet)", option="db", variable=DB_VARIABLE),
        of("annotator", annotator_name(name), "" if name else "(your login name)", variable=NAME_VARIABLE),
        label,
        profile,
        of("withhold", withhold, variable=WITHHOLD_VARIABLE),
        of("model", model, variable=MODEL_VARIABLE),
        of("stock spaCy", stock, variable=STOCK_VARIABLE if stock else ""),
        of("settings file", path, "" if os.path.lexists(path) else "(not there)", variable=SETTINGS_VARIABLE),
        of("theme", own.theme),
        of("break_minutes", own.break_minutes),
        of("diff", own.diff, option="plain", variable=DIFF_VARIABLE if no_diff else ""),
        of("mouse", own.mouse, "(yes, except in GNU screen)"),
        of("screen_reader", own.screen_reader),
        guidelines,
        of("copies", copies or own.copies, "" if copies else "(beside the database)", variable=COPIES_VARIABLE),
        *(_key(loaded, name, keys) for name, keys in own.keymap.items()),
    ]
    if as_json:
        findings = [{"file": path, **record_of(finding, "line", "message")} for finding in loaded.findings]
        emit(
            {
                "schema": "annotator/settings@1",
                "settings": [setting.record() for setting in in_force],
                "findings": findings,
            }
        )
    else:
        emit(table({"setting": "name", "value": InForce.shown, "from": InForce.come_from}, in_force))
    for finding in loaded.findings:
        narrate(finding.in_file(path))
    if loaded.findings:
        things = count(len(loaded.findings), "thing")
        raise DoneInPart(f"{things} wrong in {path}", "the rest of it is in force")


def _in_force(
    loaded: Loaded, name: str, value: str | int | bool | None, remark: str = "", *, option: str = "", variable: str = ""
) -> InForce:
    """The value with its origin, if that is not the database. `option`: the parameter, where that has another name."""
    parameter = option or name
    line = loaded.lines.get(name)
    if is_given(parameter):
        return InForce(name, value, "option", f"--{parameter.replace('_', '-')}", remark)
    if variable and os.environ.get(variable):
        return InForce(name, value, "variable", variable, remark)
    if line is not None:
        return InForce(name, value, "file", f"{loaded.path}:{line}")
    return InForce(name, value, remark=remark)


def _of_project(
    of: Callable[..., InForce], db: Path, given: Path | None, written: str | None
) -> tuple[InForce, InForce, InForce]:
    """The label scheme, the guideline profile and the guidelines: the database's, if it has any.

    Guidelines that are `written` down in the file go before those of the profile.
    """
    kept = stored = text = None
    if db.exists():
        with reading(db) as connection:
            kept, stored, text = (read(connection) for read in (kept_profile, stored_scheme, stored_guidelines))
    new = new_scheme(given)
    scheme = scheme_in_use(new, stored, profile_in_use(db, kept, None, new, stored))
    label = of("label scheme", f"{scheme.name} {scheme.version}", option="scheme", variable=SCHEME_VARIABLE)
    if given is None and stored is not None:
        label = label._replace(origin="database")
    origin: Origin = "database" if kept is not None else "default"
    if kept is None and (given or stored) is not None and scheme.profile != DEFAULT_PROFILE:
        origin = "label scheme"
    guidelines = of("guidelines", written, "(those of the profile)")
    if text is not None:
        guidelines = InForce("guidelines", None, "database", remark="(`annotator scheme guidelines`)")
    return label, InForce("profile", scheme.profile, origin), guidelines


def _key(loaded: Loaded, name: str, keys: str) -> InForce:
    """The keys of an action that does not keep those of the table."""
    named, remark = f"keys.{name}", "" if keys else "no key"
    if named in loaded.lines:
        return InForce(named, keys, "file", f"{loaded.path}:{loaded.lines[named]}", remark)
    return InForce(named, keys, "file", str(loaded.path), f"{remark} (another action took one)".strip())

"""The annotator's own settings: `settings.toml` in the configuration folder. Every setting may be left out.

    theme = "terminal"          # terminal, terminal-light, dark, light, contrast, or one of your own: themes/NAME.toml
    break_minutes = 50          # minutes after which a break is suggested; 0 for never
    diff = true                 # send only the cells that changed; false for terminals that this does not suit
    mouse = true                # without this line it is listened to except in GNU screen, where Esc would stop working
    screen_reader = true        # plain lines instead of a drawn screen
    guidelines = "rules.md"     # a Markdown file, beside this one, that the guidelines key shows
    copies = "/mnt/copies"      # a folder for the copies of databases, which else stand beside them
    [keys]                      # other keys, by the names in docs/keys.md
    confirm = "enter,space"

What is wrong is left aside, a setting or a key at a time, and told with its line: by the screen when it opens, and by
`annotator settings`. docs/settings.md explains every setting.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.core.drawable import one_line, plural, quoted
from annotator.core.errors import UsageError
from annotator.core.program.resources import toml_of
from annotator.core.program.targets import refuse_database
from annotator.tui import ScreenSetup

if TYPE_CHECKING:
    from textual.theme import Theme

DIFF_VARIABLE = "ANNOTATOR_DIFF"
LONGEST_FILE, LONGEST_GUIDELINES = 65_536, 1_048_576
"""Bytes that are read at most: hundreds of times what anybody writes. Set by hand."""
_NARROWEST = 78
"""Characters of a message that the narrowest usual screen shows."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an annotator may choose; the defaults are those without a file."""

    theme: str = "terminal"
    break_minutes: int = 50
    diff: bool = True
    mouse: bool | None = None
    """Whether to listen to the mouse; None: except where that spoils the Esc key."""
    screen_reader: bool = False
    """Whether plain lines are written instead of a drawn screen."""
    guidelines: str | None = None
    """The Markdown text of the project's guidelines; None for the built-in ones."""
    copies: str | None = None
    """The folder for copies of databases; None: beside each of them."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Keys (several with commas between, or none) of the actions that do not keep those of the table, by name."""

    def opened_with(self, setup: ScreenSetup) -> Settings:
        """What is in force on a screen that is opened so: its options, and the variable, go before the settings."""
        return replace(
            self,
            theme=setup.theme or self.theme,
            diff=self.diff and not setup.plain and os.environ.get(DIFF_VARIABLE) != "0",
            screen_reader=self.screen_reader or setup.screen_reader,
            guidelines=self.guidelines if setup.guidelines is None else setup.guidelines,
        )


class Finding(NamedTuple):
    """Something wrong in the file, fit for a terminal; `line` is where, None where that is the file as a whole."""

    message: str
    line: int | None = None

    def in_file(self, path: str) -> str:
        """The finding with where it is: the name of the file, and the line."""
        return f"{one_line(path)}{f':{self.line}' if self.line else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings of a file, what is wrong in it, and the line of each setting that it sets (`theme`, `keys.skip`)."""

    path: Path
    settings: Settings
    findings: tuple[Finding, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    guidelines: str | None = None
    """The name of the file that the guidelines were read from."""

    @property
    def complaint(self) -> str:
        """What is wrong, in a line for the screen: the first thing, and where others are; empty where nothing is."""
        if not self.findings:
            return ""
        first = self.findings[0].in_file(one_line(self.path.name, 20))
        others = [str(finding.line) for finding in self.findings[1:]]
        if not others and len(first) <= _NARROWEST:
            return first
        lines = f"also {plural(len(others), 'line')} {', '.join(others[:3])}{' …' if len(others) > 3 else ''}: "
        more = f" · {lines if others else ''}annotator settings"
        return one_line(first, _NARROWEST - len(more)) + more


class _Wrong(Exception):
    """A value, or a file, that is left aside; why is the message."""


def settings_path() -> Path:
    """The file of the settings: ANNOTATOR_SETTINGS if set, else in the user's configuration folder."""
    named = os.environ.get("ANNOTATOR_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path  # deferred: 5 ms

    return user_config_path("annotator") / "settings.toml"


def load_settings() -> Loaded:
    """The settings as far as they are right. Never fails: what is wrong, whatever it is, is told."""
    path, text = settings_path(), ""
    try:
        text = _read(path, LONGEST_FILE)
        data = _parsed(text)
    except FileNotFoundError:
        return Loaded(path, Settings())
    except _Wrong as wrong:
        return Loaded(path, Settings(), (Finding(f"all settings are left aside: {wrong}", _line_in(str(wrong), text)),))
    return _checked(path, text, data)


def keep_theme(name: str) -> bool:
    """Write the theme into the settings; the rest of the file stays as it is. False when that failed."""
    try:
        path = Path(os.path.realpath(settings_path()))  # of a link, what it leads to is written: the link stays
        if path.is_symlink():  # links that lead in a circle
            return False
        refuse_database(path)
        text = _read(path, LONGEST_FILE) if path.exists() else ""
        data = _parsed(text)
        lines = text.split("\n")
        if "theme" in data:
            first, last = lines_of_keys(text)[("theme",)]
            del lines[first - 1 : last]
        changed = "\n".join([f'theme = "{name}"', *lines])
        if _parsed(changed) != {**data, "theme": name}:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(changed, encoding="utf-8")
        beside.replace(path)
    except (OSError, ValueError, UsageError, _Wrong):
        return False
    return True


def theme_choices() -> dict[str, str]:
    """The themes by name, each with a word on it: those that ship, then the annotator's own."""
    from annotator.tui.panes.palette import THEMES

    own = sorted(file.stem for file in _themes_folder().glob("*.toml") if _THEME_NAME.fullmatch(file.stem))
    return {
        **{name: detail for name, (_, detail) in THEMES.items()},
        **{name: f"your own: themes/{name}.toml" for name in own if name not in THEMES},
    }


def theme_chosen(name: str) -> Theme:
    """The theme of that name: one that ships, or the annotator's own.

    That is a file in the folder `themes` beside the settings, with the fields of Textual's themes:
    https://textual.textualize.io/guide/design/#creating-a-theme. Raises UsageError where there is no theme of that
    name, or it is not as it has to be.
    """
    from annotator.tui.panes.palette import THEMES, shipped_theme

    if name in THEMES:
        return shipped_theme(name)
    file = _themes_folder() / f"{name}.toml"
    if not _THEME_NAME.fullmatch(name) or not file.exists():
        raise UsageError(f"no theme {quoted(name)}", f"choose among {', '.join(theme_choices())}")
    try:
        return _own_theme(name, _parsed(_read(file, LONGEST_FILE)))
    except (_Wrong, OSError) as wrong:
        raise UsageError(f"themes/{name}.toml: {wrong}", "mend it, or choose another theme") from None


def _themes_folder() -> Path:
    return settings_path().parent / "themes"


_THEME_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


def _own_theme(name: str, values: dict[str, Any]) -> Theme:
    """A theme of what its file says. Raises _Wrong."""
    from textual.color import Color, ColorParseError
    from textual.theme import Theme

    from annotator.core.program.json_schema import fault, schema_of

    schema = schema_of("theme-file")
    if reason := fault(values, schema, schema):
        raise _Wrong(": ".join(reason))
    for key, value in values.items():
        if "$ref" in schema["properties"][key]:  # to what a colour is, which Textual alone knows to the end
            try:
                Color.parse(value)
            except ColorParseError:
                raise _Wrong(f'{key}: {quoted(value)} is no colour; write "#3366cc"') from None
    theme = Theme(**{**values, "name": name})
    _check_variables(theme)
    return theme


def _check_variables(theme: Theme) -> None:
    """Let Textual read each of a theme's variables as its screens do: what it cannot read would end the screen."""
    from textual.css.stylesheet import Stylesheet, StylesheetParseError
    from textual.css.tokenizer import TokenError

    usual = replace(theme, variables={}).to_color_system().generate()
    for name, value in theme.variables.items():
        if name in usual:
            colour = "color" if usual[name].startswith("auto") else "background"
            sheet = Stylesheet(variables={name: value})
            sheet.add_source(f"* {{ {'text-style' if '-style' in name else colour}: ${name}; }}")
            try:
                sheet.parse()
            except (StylesheetParseError, TokenError):
                raise _Wrong(f"variables: {name} cannot be {quoted(value)}") from None


def _checked(path: Path, text: str, data: dict[str, Any]) -> Loaded:
    from annotator.core.program.json_schema import schema_of
    from annotator.tui.keys import likeliest, resolve  # deferred: commands read settings too, without Textual

    places, known = lines_of_keys(text), schema_of("settings-file")["properties"]
    findings: list[Finding] = []
    lines: dict[str, int] = {}
    values: dict[str, Any] = {}
    for name, value in data.items():
        line = places[(name,)].first
        if name not in known:
            findings.append(Finding(f"there is no setting {quoted(name)}{likeliest(name, known)}", line))
        elif name != "keys":
            try:
                values[name], lines[name] = _setting(name, value, path.parent), line
            except _Wrong as wrong:
                findings.append(Finding(f"{name}: {wrong}", line))

    def line_of(name: str) -> int:
        return places.get(("keys", name), places[("keys",)]).first

    def complain(name: str, message: str) -> None:
        findings.append(Finding(message, line_of(name)))

    wanted = _texts(data.get("keys", {}), complain)
    keymap = resolve(wanted, complain)
    lines |= {f"keys.{name}": line_of(name) for name in wanted if name in keymap}
    findings.sort(key=lambda finding: finding.line or 0)
    guidelines = str(data["guidelines"]) if "guidelines" in values else None
    return Loaded(path, Settings(**values, keymap=keymap), tuple(findings), lines, guidelines)


def _setting(name: str, value: Any, folder: Path) -> Any:
    """What a setting is by its value in a file of that folder. Raises _Wrong."""
    from annotator.core.program.json_schema import fault, schema_of

    schema = schema_of("settings-file")
    if name == "theme":  # which themes there are is known here alone
        if not isinstance(value, str):
            raise _Wrong(f"no text; choose among {', '.join(theme_choices())}")
        try:
            theme_chosen(value)
        except UsageError as error:
            raise _Wrong(str(error)) from None
    elif reason := fault(value, schema["properties"][name], schema):
        raise _Wrong(reason[-1])
    elif name == "guidelines":
        try:
            return _read(folder / value, LONGEST_GUIDELINES)
        except FileNotFoundError:
            raise _Wrong(f"there is no file {quoted(value)}") from None
        except _Wrong as wrong:
            raise _Wrong(f"{quoted(value)}: {wrong}") from None
    elif name == "copies":
        if not value.isprintable():
            raise _Wrong("write the name of a folder")
        return str(folder / Path(value).expanduser())
    return value


def _texts(table: Any, complain: Callable[[str, str], None]) -> dict[str, str]:
    """The entries of [keys] that are texts."""
    if not isinstance(table, dict):
        complain("", 'keys: write a table, [keys], with lines such as reject = "x,f8"')
        return {}
    for name, value in table.items():
        if not isinstance(value, str):
            complain(name, f'keys.{one_line(name, 40)}: write the keys as text, "x,f8"')
    return {name: value for name, value in table.items() if isinstance(value, str)}


def _read(path: Path, limit: int) -> str:
    """The text of a regular file. Raises FileNotFoundError, and _Wrong for whatever cannot be or should not be read."""
    try:
        if path.exists() and not path.is_file():  # a pipe without anybody at its other end would be waited for
            raise _Wrong("it is no regular file")
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise _Wrong(f"it cannot be read ({getattr(error, 'strerror', None) or type(error).__name__})") from None
    if len(content) > limit:
        raise _Wrong(f"it is longer than {limit // 1024} KiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Wrong("it is not UTF-8 text") from None


def _parsed(text: str) -> dict[str, Any]:
    """What TOML says. Raises _Wrong."""
    try:
        return toml_of(text)
    except ValueError as error:
        raise _Wrong(str(error)) from None


def _line_in(reason: str, text: str) -> int | None:
    """The line that Python's reader of TOML names; None where it names none."""
    named = re.search(r"\(at line (\d+)", reason)
    if named:
        return int(named[1])
    return max(1, len(text.splitlines())) if "(at end of document)" in reason else None


# ---- Where the keys of a TOML text stand. Python's own reader of TOML does not say.


class Lines(NamedTuple):
    """The first and the last line of a key with its value, counted from 1."""

    first: int
    last: int


def lines_of_keys(toml: str) -> dict[tuple[str, ...], Lines]:
    """Where each key of a valid TOML text stands, by the first two names of its path: `("keys", "skip")`.

    Tables have the line of their head, keys inside a value (an inline table) those of the whole. Of what stands twice,
    the first counts.

    >>> lines_of_keys('theme = "dark"\\n[keys]\\nskip = "f8"')
    {('theme',): Lines(first=1, last=1), ('keys',): Lines(first=2, last=2), ('keys', 'skip'): Lines(first=3, last=3)}
    """
    lines: dict[tuple[str, ...], Lines] = {}
    table: tuple[str, ...] = ()
    statement = ""  # the lines of a head, or of a key with its value: once all are there, they are TOML by themselves
    for number, line in enumerate(toml.split("\n"), start=1):
        statement += f"{line}\n"
        with suppress(tomllib.TOMLDecodeError):
            paths = [*_paths(tomllib.loads(statement))]
            if statement.lstrip().startswith("["):
                table = paths[-1]
            else:
                paths = [(*table, *path)[:2] for path in paths]
            for path in paths:
                lines.setdefault(path, Lines(number - statement.count("\n") + 1, number))
            statement = ""
    return lines


def _paths(data: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """The names of the keys, and of the keys of tables among them."""
    for name, value in data.items():
        yield (name,)
        yield from ((name, inner) for inner in (value if isinstance(value, dict) else ()))

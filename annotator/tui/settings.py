"""The annotator's own settings: `settings.toml` in the configuration folder. Every setting may be left out.

    theme = "terminal"          # terminal, terminal-light, dark, light, contrast
    break_minutes = 50          # minutes after which a break is suggested; 0 for never
    diff = true                 # send only the cells that changed; false for terminals that this does not suit
    mouse = true                # without this line it is listened to except in GNU screen, where Esc would stop working
    guidelines = "rules.md"     # a Markdown file, beside this one, that the guidelines key shows
    [keys]                      # other keys, by the names in docs/keys.md
    confirm = "enter,space"

Where the file cannot be read or a value is of the wrong kind, all of it is left aside; a setting or a name of a key
that does not exist is left aside alone. The screen says both. docs/settings.md explains every setting.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.core.errors import UsageError
from annotator.core.targets import refuse_database

THEME_LINE = re.compile(r"^theme\s*=.*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an annotator may choose; the defaults are those without a file."""

    theme: str = "terminal"
    break_minutes: int = 50
    diff: bool = True
    mouse: bool | None = None
    """Whether to listen to the mouse; None: except where that spoils the Esc key."""
    guidelines: str | None = None
    """The Markdown text of the project's guidelines; None for the built-in ones."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Keys (several with commas between) by the names of `keys.KEYMAP_IDS`."""


_NAMES = {"theme", "break_minutes", "diff", "mouse", "guidelines", "keys"}


def settings_path() -> Path:
    """The file of the settings: ANNOTATOR_SETTINGS if set, else in the user's configuration folder."""
    named = os.environ.get("ANNOTATOR_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path  # deferred: 5 ms

    return user_config_path("annotator") / "settings.toml"


def load_settings(key_names: Collection[str]) -> tuple[Settings, str]:
    """The settings, and what is wrong with the file, in one line; an empty text where nothing is.

    `key_names` are the names that the table of keys may use.
    """
    path = settings_path()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, UnicodeDecodeError) as error:
        return Settings(), f"settings left aside: {type(error).__name__} in {path.name}"
    import tomllib  # deferred: many have no settings

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Settings(), f"settings left aside: {type(error).__name__} in {path.name}"
    try:
        settings = _settings(data, path.parent)
    except (TypeError, ValueError, OSError) as error:
        return Settings(), f"settings left aside: {error}"
    unknown = [*sorted(data.keys() - _NAMES), *sorted(f"keys.{name}" for name in settings.keymap.keys() - key_names)]
    return settings, f"no such setting in {path.name}: {', '.join(unknown)}" if unknown else ""


def keep_theme(name: str) -> bool:
    """Write the theme into the settings; the rest of the file stays as it is. False when that failed."""
    path = settings_path()
    try:
        refuse_database(path)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(f'theme = "{name}"\n' + THEME_LINE.sub("", text), encoding="utf-8")
        beside.replace(path)
    except (OSError, UnicodeDecodeError, UsageError):
        return False
    return True


def _settings(data: dict[str, Any], folder: Path) -> Settings:
    default = Settings()
    guidelines = data.get("guidelines")
    keymap = data.get("keys", {})
    if not isinstance(keymap, dict) or not all(isinstance(keys, str) for keys in keymap.values()):
        raise ValueError("[keys] needs a text for each name")
    return Settings(
        theme=str(data.get("theme", default.theme)),
        break_minutes=int(data.get("break_minutes", default.break_minutes)),
        diff=bool(data.get("diff", default.diff)),
        mouse=bool(data["mouse"]) if "mouse" in data else None,
        guidelines=(folder / str(guidelines)).read_text(encoding="utf-8") if guidelines else None,
        keymap={str(name): keys for name, keys in keymap.items()},
    )

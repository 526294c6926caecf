"""The annotator's own settings: `settings.toml` in the configuration folder. All of them may be left out.

theme = "terminal"          # terminal, terminal-light, dark, light, contrast
break_minutes = 50          # a gentle reminder; 0 for none
diff = true                 # send only what changed; false for terminals that this does not suit
mouse = true                # default: listened to except in GNU screen, which then keeps Esc to itself
guidelines = "rules.md"     # Markdown shown by the guidelines key
[keys]                      # other keys, by the names that help shows: "confirm = 'enter,space'"
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

THEME_LINE = re.compile(r"^theme\s*=.*$\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an annotator may choose."""

    theme: str = "terminal"
    break_minutes: int = 50
    diff: bool = True
    mouse: bool | None = None
    """None: except where it spoils the Esc key."""
    guidelines: str | None = None
    """The Markdown text of the project's guidelines; None for the built-in ones."""
    keymap: dict[str, str] = field(default_factory=dict)


def settings_path() -> Path:
    """Where the settings are: ANNOTATOR_SETTINGS, else in the user's configuration folder."""
    named = os.environ.get("ANNOTATOR_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path  # deferred: 5 ms

    return user_config_path("annotator") / "settings.toml"


def load_settings() -> tuple[Settings, str]:
    """The settings, and a word on what is wrong with the file (then it is left aside), else an empty one."""
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
        return _settings(data, path.parent), ""
    except (TypeError, ValueError, OSError) as error:
        return Settings(), f"settings left aside: {error}"


def keep_theme(name: str) -> bool:
    """Write the theme into the settings; the rest of the file stays as it is. False when that failed."""
    path = settings_path()
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(f'theme = "{name}"\n' + THEME_LINE.sub("", text), encoding="utf-8")
        beside.replace(path)
    except OSError:
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

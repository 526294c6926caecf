"""Where the files that ship with the tool are: schemas, label schemes, the data of each language."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def schemas_folder() -> Path:
    """The folder of JSON Schemas and label schemes: inside an installed package, or beside it in a checkout."""
    shipped = _PACKAGE / "schemas"
    return shipped if shipped.is_dir() else _PACKAGE.parent / "schemas"


def read_schema(name: str) -> str:
    """The text of a file in the schemas folder, such as `sentence.schema.json` or `iptc.toml`."""
    return (schemas_folder() / name).read_text(encoding="utf-8")


def languages_folder() -> Path:
    """The folder that holds one folder of data for each language, named by its code (ISO 639-1)."""
    return _PACKAGE / "data"


LANGUAGE = "en"
"""The language of the texts, where nothing says which: its ISO 639-1 code, the name of its folder."""

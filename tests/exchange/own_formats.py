"""Packages with formats of their own, as an installer leaves them in a folder."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def of_the_page() -> dict[str, str]:
    """The files of the package that docs/formats.md makes while explaining, by their names."""
    text = PAGE.read_text(encoding="utf-8").partition("\n## A format of one's own\n")[2]
    blocks = {
        language: re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        for language in ("toml", "python")
    }
    return {"pyproject.toml": "".join(blocks["toml"]), "annotator_said.py": "\n\n".join(blocks["python"])}


def install(folder: Path, package: str, formats: dict[str, str], code: str = "", version: str = "1.0") -> Path:
    """What `pip install --target` leaves: the module, named after the package, and what it says of itself.

    `formats` are the entry points, by name; they mean names of the module.
    """
    module = package.replace("-", "_")
    about = folder / f"{module}-{version}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n", encoding="utf-8")
    lines = [f"{name} = {module}:{value}\n" for name, value in formats.items()]
    (about / "entry_points.txt").write_text("[annotator.formats]\n" + "".join(lines), encoding="utf-8")
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    return folder

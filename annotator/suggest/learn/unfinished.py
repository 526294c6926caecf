"""The part of a training's folder that is in the making: it is taken up after a kill, and nothing else is touched."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from annotator import __version__

NAME = "unfinished"
_OF = "training-of"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A folder in the training's `target`, whose files go to the target when all are there."""

    target: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.target / NAME

    def begin(self, *parts: bytes) -> None:
        """Keep what an earlier run left, if it had the same parts (decisions, settings); else start anew."""
        own = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in (__version__.encode(), *parts)))
        known = self.folder / _OF
        if known.is_file() and known.read_bytes() == own.hexdigest().encode():
            return
        if self.folder.is_dir():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        known.write_bytes(own.hexdigest().encode())

    def finish(self, *names: str) -> None:
        """Move these files and folders to the target, in place of what has their names, and drop the rest."""
        for name in names:
            _remove(self.target / name)
            (self.folder / name).rename(self.target / name)
        shutil.rmtree(self.folder)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

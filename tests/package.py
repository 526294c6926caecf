"""Where the package under test lies."""

from pathlib import Path

import annotator

PACKAGE = Path(annotator.__file__).resolve().parent

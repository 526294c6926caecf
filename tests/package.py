"""Where the package under test lies: in the checkout, or where a wheel of it was installed (`make test-wheel`)."""

from pathlib import Path

import annotator

PACKAGE = Path(annotator.__file__).resolve().parent

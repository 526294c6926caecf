"""The `annotator` command: the quick way where the screen is asked for, Typer for everything else."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from annotator.cli.errors import run_guarded
from annotator.cli.fast_start import understood


def main() -> NoReturn:
    """Run the command line; never returns."""
    # --debug is for every command, wherever it stands: taken out before anything else looks.
    debug = "--debug" in sys.argv[1:]
    sys.argv[1:] = [word for word in sys.argv[1:] if word != "--debug"]
    run_guarded(_program, debug)


def _program() -> None:
    # Read by numpy when it is imported: a second thread would keep a second core busy and hardly gain anything.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    asked = understood(sys.argv[1:], os.environ)
    if asked is not None:
        gc.disable()  # what is imported from here on stays; the screen turns it on again when it is up
        from annotator.cli.open_screen import sit_down

        raise SystemExit(sit_down(asked))
    from annotator.cli.commands import app

    app()


if __name__ == "__main__":
    main()

"""The `annotator` command: straight to the screen where nothing else is asked for, Typer for everything else."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from annotator.cli.errors import run_guarded
from annotator.cli.fast_start import screen_asked_for


def main() -> NoReturn:
    """Run the command line; never returns."""
    # --debug is for every command, wherever it stands: taken out before anything else looks.
    debug = "--debug" in sys.argv[1:]
    sys.argv[1:] = [word for word in sys.argv[1:] if word != "--debug"]
    run_guarded(_program, debug)


def _program() -> None:
    # Read by numpy when it is imported: a second thread would keep a second core busy and hardly gain anything.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    options = screen_asked_for(sys.argv[1:], os.environ)
    if options is not None:
        gc.disable()  # what is imported from here on stays; the screen turns it on again when it is up
        from annotator.cli.open_screen import open_screen

        raise SystemExit(open_screen(options))
    from annotator.cli.commands import app

    app()


if __name__ == "__main__":
    main()

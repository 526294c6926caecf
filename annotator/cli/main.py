"""The `annotator` command: straight to the screen where nothing else is asked for, Typer for everything else."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn

from annotator.cli.errors import INTERRUPTED, run_guarded
from annotator.cli.fast_start import COMPLETION, screen_asked_for
from annotator.core.errors import UsageError
from annotator.core.process import make_ready


def main() -> NoReturn:
    """Run the command line; never returns."""
    make_ready()
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
    _run_command()


def _run_command() -> NoReturn:
    """Run what the words of the command line name. Raises UsageError for words that name nothing."""
    from typer.exceptions import TyperException

    from annotator.cli.commands import app

    try:
        code = app(prog_name="annotator", complete_var=COMPLETION, standalone_mode=False)
    except TyperException as error:
        message = error.format_message().rstrip(".")
        message = message.replace("Value error, ", "").replace(" Input ", " it ")  # words of pydantic's
        raise UsageError(message[:1].lower() + message[1:], _help_for(error)) from None
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None  # which Typer has made exit code 1 of
        raise
    if code == INTERRUPTED:
        raise KeyboardInterrupt  # which Typer has made an exit code of
    raise SystemExit(code)


def _help_for(error: Exception) -> str:
    """Where to look for what could have been typed instead."""
    context = getattr(error, "ctx", None)
    return f"`{context.command_path if context else 'annotator'} --help` shows what there is"


if __name__ == "__main__":
    main()

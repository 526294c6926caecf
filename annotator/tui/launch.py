"""Opening and ending the screen: settings, exit codes, vanished terminals, crashes, and running without a terminal."""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from shutil import get_terminal_size

# Read when Textual is imported: a frame leaves as soon as everything is shown, up to 16 ms sooner. Not more than a
# thousand: its timers do not yield to the event loop when they wait for less than half a millisecond, and a frame that
# is due when the program is told to end would then hold up the end for ever.
os.environ.setdefault("TEXTUAL_FPS", "1000")

from annotator.core.drawable import one_line
from annotator.core.errors import AnnotatorError, system_reason
from annotator.core.profiles import profile_named
from annotator.core.scheme import LabelScheme
from annotator.core.session.current import new_annotator
from annotator.core.session.desk import Desk, Order, new_decisions_told, summary, unconfirmed_told
from annotator.core.session.navigation import WorkList
from annotator.core.session.workbench import Workbench
from annotator.tui import ScreenSetup
from annotator.tui.app import HANGUP, AnnotatorApp, Compare, terminal_gone
from annotator.tui.diff.driver import best_driver_class
from annotator.tui.keys import USUAL, Writer
from annotator.tui.panes.pieces import broken
from annotator.tui.settings import load_settings

CRASHED = 1
PICTURED = 120, 40
"""Columns and rows of the picture."""
PICTURE_AFTER = 4
"""Sentences confirmed before the picture is taken."""


def open_screen(
    desk: Desk,
    scheme: LabelScheme,
    setup: ScreenSetup,
    *,
    agenda: WorkList | None = None,
    compare: Compare | None = None,
) -> int:
    """Run the app on this terminal and return the exit code of the program.

    `agenda`: the only sentences that are gone through. `compare`: what puts versions in the place of the card.

    0 after `q`; 1 after a crash (said in one line, details in a log); 129 when the terminal hung up or vanished, 130
    after Ctrl-C, 143 after SIGTERM. Raises AnnotatorError when there is nothing to annotate, UsageError when no theme
    has that name.
    """
    loaded = load_settings()
    settings = loaded.settings.opened_with(setup)
    bench = bench_on(desk, scheme, setup)
    if agenda is not None:
        bench.go_through(agenda)
    if settings.screen_reader:
        from annotator.tui.spoken import KeysDriver, SpokenApp  # deferred: most do without

        app: AnnotatorApp = SpokenApp(bench, scheme, settings, KeysDriver, compare)
    else:
        app = AnnotatorApp(bench, scheme, settings, best_driver_class(diff=settings.diff), compare)
    greet(bench, loaded.complaint, setup.warning)
    # What stays is not gone through again: collections walk through new objects only (p99 57 ms to 18). Nothing is
    # collected before: that takes 15 ms, for what little was thrown away so far.
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
    gc.enable()
    mouse = not mouse_spoils_escape(os.environ) if settings.mouse is None else settings.mouse
    app.run(mouse=mouse and not settings.screen_reader)
    if app.vanished or terminal_gone():
        _let_go_of_terminal()
        return HANGUP
    if app.crash is not None:
        return tell_crash(app.crash)
    for line in farewell(desk, bench.seconds, setup, app.written):
        print(line, file=sys.stderr)
    return app.return_code or 0


def bench_on(desk: Desk, scheme: LabelScheme, setup: ScreenSetup) -> Workbench:
    """The workbench of whoever sits at that desk."""
    profile = profile_named(scheme.profile)
    bench = Workbench(desk, only_suggested=setup.only_suggested, types=scheme.quote_types, profile=profile)
    if (order := Order(setup.order)) is not Order.DOCUMENT:
        bench.set_order(order)
    return bench


_WORTH_ADAPTING = 50
"""Decisions from which on new suggestions are worth the time that they take. Set by hand."""


def farewell(desk: Desk, seconds: float, setup: ScreenSetup, written: Writer = USUAL) -> list[str]:
    """What is said when the screen was left: what the sitting left on disk, what is unconfirmed, and what to do next.

    Nothing where nothing was done and nothing is unconfirmed. Empty commands are not told of. What holds a command is
    one line, to be copied; the rest is broken at words. `seconds`: how long the sitting took.
    """
    try:
        sitting, unconfirmed = desk.sitting(), desk.unconfirmed()
        since = desk.new_decisions() if sitting.decided else 0
    except AnnotatorError as error:
        return [f"what was done is not shown: {one_line(error)}"]
    width = get_terminal_size().columns
    lines = broken(summary(sitting, seconds), width) if sitting.answered or sitting.passed_over else []
    if unconfirmed:
        lines += broken(written(f"{unconfirmed_told(unconfirmed)} (⟪filter⟫ unconfirmed goes to them)"), width)
    if sitting.decided:
        exporting = f"; as training data: {one_line(setup.export)}" if setup.export else ""
        lines.append(f"saved in {one_line(setup.db)}{exporting}")
    if since >= _WORTH_ADAPTING and setup.resuggest:
        lines.append(
            f"{new_decisions_told(since)} decided since the suggestions were made;"
            f" to adapt the rest: {one_line(setup.resuggest)}"
        )
    return lines


def greet(bench: Workbench, complaint: str, warning: str = "") -> None:
    """Say at the beginning that an annotator is new among others, and what is wrong: a warning, or the settings."""
    bench.tell_news()
    taken = bench.notice.text if bench.notice is not None else None
    wrong = [*filter(None, (warning, complaint))]
    news = [taken] if taken and wrong else []
    if bench.desk.known_before and bench.agenda is None:
        news = [new_annotator(bench.desk.annotator, bench.desk.known_before, taken)]
    news += wrong
    if news:
        bench.warn(" · ".join(news))


def drive_screen(desk: Desk, scheme: LabelScheme) -> tuple[int, str]:
    """Press Enter in the real app until no sentence is left; how many were confirmed, and an SVG picture of the screen.

    No terminal is needed.
    """
    import asyncio

    bench = bench_on(desk, scheme, ScreenSetup())
    app = AnnotatorApp(bench, scheme)

    async def drive() -> tuple[int, str]:
        confirmed, svg = 0, ""
        async with app.run_test(size=PICTURED) as pilot:
            await pilot.pause()
            while not bench.finished:
                # A picture from the midst of the work says more than one of its end.
                if confirmed >= PICTURE_AFTER and not svg and bench.state.quotes:
                    svg = app.export_screenshot(title="annotator")
                before = bench.saved
                await pilot.press("enter")
                if bench.saved == before:
                    break
                confirmed += 1
            await pilot.pause()
            return confirmed, svg or app.export_screenshot(title="annotator")

    return asyncio.run(drive())


def tell_crash(error: Exception) -> int:
    """Say in one line, and in the crash log, that the screen ended by an error; the exit code.

    What we know the reason of says it itself. Without a log the line names type and place of the error, as the log
    does: never its message, which may hold text of an article.
    """
    if isinstance(error, AnnotatorError):
        print(f"error: {one_line(error, 400)}; all decisions that were confirmed are saved", file=sys.stderr)
        return error.exit_code
    try:
        details = f"details: {write_crash_log(error)}"
    except OSError as unwritable:  # such as a home folder that belongs to root, or a full disk
        details = f"no log could be written ({system_reason(unwritable)}): {_place_of(error)}"
    print(f"error: the screen crashed; all decisions are saved; {details}", file=sys.stderr)
    return CRASHED


def _place_of(error: BaseException) -> str:
    """Type and place of an error, without its message: `ValueError in rows.py:87 (labels)`."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} ({last.name})"


def write_crash_log(error: BaseException) -> Path:
    """Add to the crash log where an error happened, and return the log's path.

    Frames and types of errors only: their messages may hold text of an article.
    """
    from platformdirs import user_log_path

    path = user_log_path("annotator", ensure_exists=True) / "crash.log"
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} {type(error).__module__}.{type(error).__name__}\n"]
    cause: BaseException | None = error
    while cause is not None:
        lines += [f"{type(cause).__name__}\n", *traceback.format_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as log:
        log.writelines(lines)
    return path


def _let_go_of_terminal() -> None:
    """Point standard input and output at nothing: Python's last flush would fail there and change the exit code."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def mouse_spoils_escape(variables: Mapping[str, str]) -> bool:
    """Whether the terminal is, or may be, GNU screen: where the mouse is listened to, it keeps Esc to itself.

    It names itself where it runs; at the other end of an SSH connection only its kind of terminal is known, which older
    tmux has too.
    """
    return bool(variables.get("STY")) or (variables.get("TERM", "").startswith("screen") and "TMUX" not in variables)

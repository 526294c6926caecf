"""Opening the screen on what later editions of articles changed: `annotator annotate --revised`."""

from __future__ import annotations

from contextlib import closing

from annotator.cli.narration import narrate
from annotator.cli.open_screen import ScreenOptions, annotator_name, command_line, require_terminal
from annotator.core.drawable import one_line


def open_revised(options: ScreenOptions) -> int:
    """Run the screen on what an annotator is to look at and return the program's exit code.

    Raises AnnotatorError where it cannot be opened.
    """
    name = annotator_name(options.annotator)
    require_terminal(moves=not options.screen_reader)

    from annotator.cli.schemes import adopted_scheme, new_scheme
    from annotator.store.revised_desk import SqliteRevisedDesk

    new = new_scheme(options.scheme)
    with closing(SqliteRevisedDesk(options.db, name)) as desk:
        if not desk.to_look_at():
            narrate(f"{one_line(str(options.db))}: no corrected article waits for {one_line(name, 60)}")
            return 0
        scheme = adopted_scheme(desk.connection, options.db, options.scheme, new)
        from annotator import tui

        return tui.revised(
            desk,
            scheme,
            theme=options.theme,
            diff=False if options.plain else None,
            screen_reader=options.screen_reader,
            kept_in=str(options.db),
            export=command_line("export", options.db),
        )

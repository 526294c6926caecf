"""`annotator annotate`: the screen. Neither spaCy nor numpy may be imported on the way to it."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.open_screen import ScreenOptions, open_screen
from annotator.cli.options import (
    DEFAULT_DB,
    DEFAULT_WITHHOLD,
    Annotator,
    Db,
    Plain,
    Revised,
    Scheme,
    ScreenReader,
    Stale,
    Theme,
    Withhold,
    refuse_unused,
)
from annotator.core.session.desk import Order


def annotate(
    context: typer.Context,
    db: Db = DEFAULT_DB,
    annotator: Annotator = None,
    scheme: Scheme = None,
    only_suggested: Annotated[
        bool,
        typer.Option(
            "--only-suggested",
            help="Stop only where something is suggested; what is passed over is saved as accepted, marked implied.",
        ),
    ] = False,
    theme: Theme = None,
    plain: Plain = False,
    order: Annotated[
        Order,
        typer.Option("--order", help="Articles in their own order, or those with the least certain suggestions first."),
    ] = Order.DOCUMENT,
    screen_reader: ScreenReader = False,
    withhold: Withhold = DEFAULT_WITHHOLD,
    revised: Revised = False,
    stale: Stale = False,
) -> None:
    """Step through the sentences; confirm or correct each.

    Every decision is on disk before the next sentence is drawn; you resume where you stopped.
    """
    if revised or stale:
        refuse_unused(context, "with --revised or --stale", "only_suggested order")
    options = ScreenOptions(db, annotator, scheme, only_suggested, theme, plain, order.value, screen_reader, withhold)
    raise typer.Exit(open_screen(options._replace(revised=revised, stale="" if stale else None)))

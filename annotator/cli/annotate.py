"""`annotator annotate`: the screen. Neither spaCy nor numpy may be imported on the way to it."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.open_screen import open_screen
from annotator.cli.options import (
    DEFAULT_DB,
    DEFAULT_WITHHOLD,
    Annotator,
    Db,
    Plain,
    Scheme,
    ScreenReader,
    Theme,
    Withhold,
    refuse_unused,
)
from annotator.core.session.desk import Order
from annotator.tui.screen_setup import ScreenSetup


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
        typer.Option(
            "--order",
            help="Articles in their own order, or those first with the least certain suggestions, or that suggesters "
            "mark most differently.",
        ),
    ] = Order.DOCUMENT,
    screen_reader: ScreenReader = False,
    withhold: Withhold = DEFAULT_WITHHOLD,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help="First what you are to look at again, each with why: what a corrected article or another label scheme"
            " or guideline changed, and edits that you left unconfirmed.",
        ),
    ] = False,
    change: Annotated[
        str | None,
        typer.Option("--change", metavar="N", help="With --again: only of this change (3.1), or of a revision (3)."),
    ] = None,
) -> None:
    """Step through the sentences; confirm or correct each.

    Every decision is on disk before the next sentence is drawn; you resume where you stopped. With everything decided,
    Enter opens what you are to look at again.
    """
    if again:
        refuse_unused(context, "with --again", "only_suggested order")
    else:
        refuse_unused(context, "without --again", "change")
    setup = ScreenSetup(
        db, annotator, scheme, withhold, only_suggested, theme, plain, order.value, screen_reader, again, change
    )
    raise typer.Exit(open_screen(setup))

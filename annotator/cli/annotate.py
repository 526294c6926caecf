"""`annotator annotate`: the screen. Neither spaCy nor numpy may be imported on the way to it."""

from __future__ import annotations

from typing import Annotated

import typer

from annotator.cli.open_screen import open_screen
from annotator.cli.options import (
    DEFAULT_WITHHOLD,
    Db,
    Scheme,
    ScreenOptions,
    Withhold,
    refuse_unused,
)
from annotator.core.session.desk import Order


def annotate(
    db: Db,
    screen: ScreenOptions,
    scheme: Scheme = None,
    only_suggested: Annotated[
        bool,
        typer.Option(
            "--only-suggested",
            help="Stop only where something is suggested; what is passed over is saved as accepted, marked implied.",
        ),
    ] = False,
    order: Annotated[
        Order,
        typer.Option(
            "--order",
            help="Articles in their own order, or those first with the least certain suggestions, or that suggesters "
            "mark most differently.",
        ),
    ] = Order.DOCUMENT,
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
        refuse_unused("with --again", "only_suggested order")
    else:
        refuse_unused("without --again", "change")
    asked = {"scheme": scheme, "withhold": withhold, "only_suggested": only_suggested, "again": again, "change": change}
    raise typer.Exit(open_screen(screen.setup(db, order=order.value, **asked)))

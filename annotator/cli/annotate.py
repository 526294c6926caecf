"""`annotator annotate`: the screen. Neither spaCy nor numpy may be imported on the way to it."""

from __future__ import annotations

from pathlib import Path

from annotator.cli.open_screen import DEFAULT_WITHHOLD, open_screen
from annotator.cli.options import ScreenOptions
from annotator.core.session.desk import Order


def annotate(
    *,
    db: Path,
    screen: ScreenOptions,
    scheme: Path | None,
    only_suggested: bool,
    order: Order = Order.DOCUMENT,
    withhold: str = DEFAULT_WITHHOLD,
    again: bool,
    change: str | None,
) -> None:
    """Step through the sentences; confirm or correct each.

    Every decision is on disk before the next sentence is drawn; you resume where you stopped. With everything decided,
    Enter opens what you are to look at again.
    """
    asked = {"withhold": withhold, "only_suggested": only_suggested, "order": order.value}
    raise SystemExit(open_screen(screen.setup(db, scheme=scheme, again=again, change=change, **asked)))

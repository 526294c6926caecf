"""Help for tests that drive the screen of a review."""

from __future__ import annotations

from annotator.core.scheme import LabelScheme
from annotator.core.session.workbench import Workbench
from annotator.tui.app import AnnotatorApp
from annotator.tui.review.screens import ReviewActions
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME
from tests.memory_review import MemoryReviewDesk, reviewed


def review_app(
    desk: MemoryReviewDesk | None = None,
    scheme: LabelScheme = SCHEME,
    names: bool = False,
    settings: Settings | None = None,
) -> AnnotatorApp:
    """The real app on a review."""
    desk = desk or reviewed()
    bench = Workbench(desk, types=scheme.quote_types)
    app = AnnotatorApp(bench, scheme, settings, compare=lambda host: ReviewActions(host, desk, names))
    bench.forget_notice()  # how much there is to settle
    return app

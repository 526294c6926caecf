"""Looking at what later editions changed, on the screen: what was decided before beside what stands there now."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events

from annotator.core.editions import Fate
from annotator.core.review.reviewing import CorrectedSentences
from annotator.core.session.state import State
from annotator.tui.host import Host
from annotator.tui.keys import KEYS, Key
from annotator.tui.panes.pieces import Row
from annotator.tui.review.keys import REVISED_KEYS, calls_of
from annotator.tui.review.revised_rows import revised_rows
from annotator.tui.review.version_rows import ENDLESS

_DECIDES = frozenset({"reject", "skip", "confirm_along", "accept_all", "toggle_topic", "cycle_attribute"})
_EDITS = frozenset(key.call.name for key in KEYS if key.group in {"quote", "topics"}) | _DECIDES


class RevisedActions:
    """The actions of looking at changes. It is a `Comparison`: its `action_…` methods are actions of the app."""

    def __init__(self, host: Host, looking: CorrectedSentences) -> None:
        self.looking = looking
        self._host = host
        self._calls = {name: call for key in REVISED_KEYS for name, call in calls_of(key)}
        self._shown: int | None = None
        self._skipped = self._hidden = self._page = 0

    @property
    def keys(self) -> Sequence[Key]:
        """The keys of looking at changes."""
        return REVISED_KEYS

    @property
    def compares(self) -> bool:
        """Whether both versions of the sentence are shown."""
        return self.looking.comparing

    def take(self, key: events.Key) -> bool:
        """Do what a key of looking at changes does; False where it has none."""
        if key.key == "escape" and self.looking.editing:
            self.looking.editing = False
            self._host.tell("both versions again; what you edited stays")
            return True
        call = self._calls.get(key.key)
        if call is None or not self.looking.comparing:
            return False
        why = self.why_not(*call)
        if why is not None:
            self._host.tell(why)
        else:
            getattr(self, f"action_{call.name}")(*call.parameters)
        return True

    def why_not(self, action: str, parameters: tuple[object, ...]) -> str | None:  # noqa: ARG002 - all alike
        """Say of a decision whose words are gone that there is nothing to edit, of every action that would."""
        before = self.looking.before
        if action in {"accept_all", "confirm_along"}:
            return "not here, where every sentence is looked at"
        if before is None or self.looking.editing or before.fate is not Fate.ORPHANED:
            return None
        if action in _EDITS or action == "revised_edit":
            return "its words are gone, there is nothing to decide: Enter says that you have seen it"
        return None

    def confirm(self) -> bool:
        """Acknowledge a decision whose words are gone; else confirm the sentence as in annotating."""
        before = self.looking.before
        if before is None or before.fate is not Fate.ORPHANED or self.looking.editing:
            return False
        self._host.attempt(self.looking.acknowledge)
        return True

    # ---- showing

    def shown(self) -> State:
        """The state as the text is to show it: as it is."""
        return self._host.bench.state

    def rows(self, width: int, height: int) -> tuple[Row, ...]:
        """Both versions in the place of the card, as far as there is room."""
        before = self.looking.before
        if before is None:
            return ()
        if before.key != self._shown:
            self._shown, self._skipped = before.key, 0
        head, *body = self._rows(width)
        free = max(0, height - 1)
        self._hidden, self._page = max(0, len(body) - free), max(1, free - 1)
        self._skipped = min(self._skipped, self._hidden)
        return (head, *body[self._skipped : self._skipped + free])

    def lines(self) -> tuple[Row, ...]:
        """Both versions to be read out."""
        return self._rows(ENDLESS)

    def _rows(self, width: int) -> tuple[Row, ...]:
        before = self.looking.before
        if before is None:
            return ()
        return revised_rows(before, self._host.bench.state, self.looking.left(), self._host.scheme, width)

    # ---- actions

    def action_revised_edit(self) -> None:
        """Show the card instead of both versions."""
        self.looking.editing = True
        self._host.tell("Enter confirms · Esc: both versions again")

    def action_revised_scroll(self, by: int) -> None:
        """See more of both versions."""
        to = max(0, min(self._skipped + by * self._page, self._hidden))
        if to == self._skipped:
            self._host.tell("there is nothing more" if self._hidden else "all of it is in view")
            return
        self._skipped = to
        self._host.show_all()

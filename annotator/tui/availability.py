"""Why a key cannot act on what is shown: it is greyed, and says the reason when it is pressed all the same."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.core.drawable import one_line
from annotator.core.scheme import LabelScheme
from annotator.core.session.workbench import Workbench
from annotator.tui.keys import KEYS, needs_quote, shown_keys

_KEY = {key.id: key for key in KEYS}


def no_meaning(key: str, keymap: Mapping[str, str]) -> str:
    """Say that a key, by Textual's name for it, has no meaning."""
    return f"{one_line(shown_keys(key), 20)} means nothing here · {_KEY['help'].display_in(keymap)} shows the keys"


def why_not(
    bench: Workbench, scheme: LabelScheme, keymap: Mapping[str, str], action: str, parameters: tuple[object, ...]
) -> str | None:
    """Say why an action cannot be done now; None where it can. Keys are named as in the annotator's own keymap."""

    def shown(name: str) -> str:
        return _KEY[name].display_in(keymap)

    state = bench.state
    if state.chosen_quote is None and needs_quote(action, parameters):
        return f"no quote in this sentence: {shown('new')} makes one, {shown('by-cue')} by its cue"
    number = parameters[0] if action == "speaker" and parameters else None
    if isinstance(number, int) and number and state.speaker_at(number) is None:
        return f"there is no speaker {number}: {shown('other')} for another name"
    if action == "attribute" and not scheme.attributes:
        return "the label scheme declares no attributes of quotes"
    if action == "spread" and bench.renamer.offer is None:
        return "nothing to say yes to: it is offered after a change of speaker"
    return None

"""The keys of reviewing, which go before those of annotating as long as one chooses among versions; and of feedback."""

from __future__ import annotations

from annotator.tui.keys import NUMBERS, Call, Key

REVIEW_KEYS: tuple[Key, ...] = tuple(
    Key(name, keys, action, tooltip, hint, rank, group="review")
    for name, keys, action, tooltip, hint, rank in (
        ("take", NUMBERS, "review_take", "Take that version: save it, go on", "take", 0),
        ("neither", "0", "review_neither", "Neither: there is nothing here; save, go on", "neither", 1),
        ("light-next", "down,j", "review_light(1)", "Show the next version in the text; Enter takes it", "show", 3),
        ("light-before", "up,k", "review_light(-1)", "Show the version before", "", 9),
        ("merge-versions", "m", "review_merge", "Merge them into one to be edited; Enter confirms it", "merge", 2),
        ("edit-version", "e", "review_edit", "Edit from the version shown; Enter confirms, Esc leaves", "edit", 2),
        ("cause", "w", "review_cause", "Why they differ: slip, guideline gap, ambiguous text", "why", 3),
        ("paragraph", "W", "review_paragraph", "The paragraph of the guidelines that has the gap", "", 9),
        ("unanimous", "A", "review_unanimous", "Settle all that annotators marked alike at once", "", 9),
        ("settle", "y", "review_yes", "Yes: settle them", "", 9),
        ("names-shown", "N", "review_names", "Who chose what, or only how many", "", 9),
        ("more-versions", "tab", "review_scroll(1)", "More of the versions, where there is not room for all", "", 9),
        ("more-before", "shift+tab", "review_scroll(-1)", "Back again", "", 9),
    )
)

FEEDBACK_KEYS: tuple[Key, ...] = tuple(
    Key(name, keys, action, tooltip, hint, rank, shown, group="feedback")
    for name, keys, action, tooltip, hint, rank, shown in (
        ("feedback-next", "enter,space,right,l", "feedback_step(1)", "The next sentence", "next", 0, "Enter"),
        ("feedback-before", "left,h,B", "feedback_step(-1)", "The sentence before", "before", 1, "←"),
        ("feedback-show", "down,up,j,k", "feedback_light", "Show yours or the review's in the text", "show", 2, "↓"),
        ("feedback-more", "tab", "feedback_scroll(1)", "More of both, where there is not room for all", "", 9, ""),
        ("feedback-more-before", "shift+tab", "feedback_scroll(-1)", "Back again", "", 9, ""),
    )
)

REVISED_KEYS: tuple[Key, ...] = tuple(
    Key(name, keys, action, tooltip, hint, rank, group="revised")
    for name, keys, action, tooltip, hint, rank in (
        ("revised-edit", "e", "revised_edit", "Edit: the card in the place of both versions; Esc goes back", "edit", 1),
        ("revised-more", "tab", "revised_scroll(1)", "More of both versions, where there is not room for all", "", 9),
        ("revised-more-before", "shift+tab", "revised_scroll(-1)", "Back again", "", 9),
    )
)


def calls_of(key: Key) -> list[tuple[str, Call]]:
    """The names of the key, or keys, with what each calls."""
    if key.keys == NUMBERS:
        return [(str(number), Call(key.action, (number,))) for number in range(1, 10)]
    return [(name, key.call) for name in key.keys.split(",")]

"""The guideline profiles: what counts as a quote, and how much of its cue is marked."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.core.errors import UsageError


@dataclass(frozen=True, slots=True)
class Profile:
    """What a guideline marks.

    `beliefs`: thoughts, plans and wishes too, not only what is said or written. `marked_only`: only text in quotation
    marks. `cued_only`: only what some words report, no turn of dialogue that stands alone. `bare_cue`: the cue is the
    verb alone, not its group. `threshold`: the probability, from 0 to 1, from which a quote is suggested. `departures`:
    the kinds of places at the edges of quotes (`core.edges`) at which the annotators of a database do otherwise than
    the guidelines say; no profile that ships has any.
    """

    name: str
    beliefs: bool = False
    marked_only: bool = False
    cued_only: bool = False
    bare_cue: bool = False
    threshold: float = 0.42
    departures: frozenset[str] = frozenset()

    def lies_within(self, other: Profile) -> bool:
        """Whether the other one marks every quote that this one marks and that has a cue; cues may differ.

        >>> PROFILES["guardian"].lies_within(PROFILES["speech"]), PROFILES["polnear"].lies_within(PROFILES["speech"])
        (True, False)
        """
        return self.beliefs <= other.beliefs and self.marked_only >= other.marked_only


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("speech"),
        Profile("polnear", beliefs=True, cued_only=True),
        Profile("guardian", marked_only=True, bare_cue=True),
    )
}
"""By name; the first is the default."""

PROFILE_NAMES = tuple(PROFILES)
DEFAULT_PROFILE = PROFILE_NAMES[0]


def profile_named(name: str) -> Profile:
    """The profile of that name. Raises UsageError where there is none."""
    if name not in PROFILES:
        choices = f"{', '.join(PROFILE_NAMES[:-1])} or {PROFILE_NAMES[-1]}"
        raise UsageError(f"no guideline profile {name!r}", f"choose {choices}")
    return PROFILES[name]

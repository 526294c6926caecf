"""Members of the cast that the text does not name: "officials", "her lawyer"."""

from __future__ import annotations

from dataclasses import dataclass, field

from annotator.suggest.cast.members import Member
from annotator.suggest.cast.mention import Kind


@dataclass
class Strangers:
    """Members that are not named but speak, numbered from `start`."""

    start: int
    members: dict[str, Member] = field(default_factory=dict)
    """By canonical name, in any capitals."""
    by_head: dict[str, Member] = field(default_factory=dict)
    """The last one under each noun."""

    def get(self, name: str, kind: Kind, gender: str | None = None) -> Member:
        """The member with this name, made where it is new."""
        known = self.members.get(name.casefold())
        if known is None:
            known = Member(self.start + len(self.members), kind, name=name, gender=gender)
            self.members[name.casefold()] = known
        return known

    def again(self) -> Strangers:
        """The same members for another way through the text; which noun was last is forgotten."""
        return Strangers(self.start, self.members)

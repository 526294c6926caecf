"""Who works on a database, and as what: annotating, reviewing, or answering the sentences of a qualification.

A person has a name for each role, so that the work of one role never stands in the way of another's: `ana` annotates,
`review:ana` reviews, `test:ana` answers a qualification.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """As what somebody works."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    CANDIDATE = "candidate"

    def name_of(self, person: str) -> str:
        """The name under which that person works in this role."""
        return PREFIXES[self] + person


PREFIXES = {Role.ANNOTATOR: "", Role.REVIEWER: "review:", Role.CANDIDATE: "test:"}
"""What begins the names of a role."""

EXPORTED = (Role.ANNOTATOR, Role.REVIEWER)
"""The roles whose decisions may be gold; what candidates answer is nobody's work."""


LONGEST_NAME = 200
"""Characters of a name at most, with what begins it in another role. Set by hand, far above what is."""


def is_name(name: str) -> bool:
    """Whether people can go by a name: printable, without white space around it, not empty, not too long."""
    return bool(name) and name == name.strip() and name.isprintable() and len(name) <= LONGEST_NAME


def may_work(person: str) -> bool:
    """Whether somebody can have that name as an annotator, and as whatever else."""
    return is_name(person) and not is_of_a_role(person) and all(is_name(role.name_of(person)) for role in Role)


def is_of_a_role(name: str) -> bool:
    """Whether a name is one that only another role than annotating may have."""
    return name.startswith(tuple(filter(None, PREFIXES.values())))


def shown_name(name: str) -> str:
    """A name as people read it: `ana (review)` for `review:ana`."""
    for prefix in filter(None, PREFIXES.values()):
        if name.startswith(prefix):
            return f"{name.removeprefix(prefix)} ({prefix[:-1]})"
    return name

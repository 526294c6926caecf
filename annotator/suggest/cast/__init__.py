"""Who speaks in a document, and who speaks each of its quotes."""

from annotator.suggest.cast.cast import Cast, build_cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.resolve import resolve_speakers

__all__ = ["Cast", "Member", "build_cast", "resolve_speakers"]

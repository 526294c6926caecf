"""The workbench under the name by which scripts outside of this repository import it."""

from annotator.core.session.workbench import Workbench

__all__ = ["Workbench"]

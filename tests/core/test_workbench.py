"""The name by which scripts outside import the workbench."""

from annotator.core.session import workbench
from annotator.core.workbench import Workbench


def test_scripts_outside_get_the_workbench() -> None:
    assert Workbench is workbench.Workbench

"""Which folders a group works in, and how open what is made there is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from annotator.core.shared_folder import is_shared, usual_mode


@pytest.mark.parametrize(
    ("mode", "shared"), [(0o2770, True), (0o2775, True), (0o2750, False), (0o770, False), (0o700, False)]
)
def test_a_group_works_where_new_files_are_its_own_and_it_may_make_some(
    tmp_path: Path, mode: int, shared: bool
) -> None:
    tmp_path.chmod(mode)
    assert is_shared(tmp_path) is shared
    assert not is_shared(tmp_path / "missing")


@pytest.mark.parametrize(
    ("folder_mode", "of_file", "of_folder"), [(0o2770, 0o660, 0o2770), (0o2750, 0o600, 0o2700), (0o700, 0o600, 0o700)]
)
def test_there_the_umask_does_not_shut_the_group_out(
    tmp_path: Path, folder_mode: int, of_file: int, of_folder: int
) -> None:
    tmp_path.chmod(folder_mode)
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    before = os.umask(0o077)
    try:
        assert usual_mode(tmp_path / "file", tmp_path) == of_file
        assert usual_mode(tmp_path / "folder", tmp_path) == of_folder
        assert os.umask(0o077) == 0o077, "which stays as it is"
    finally:
        os.umask(before)

"""Exit codes are a contract; an error is one line that says what happened and what to do."""

from __future__ import annotations

import pytest

from annotator.core import errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.AnnotatorError, 1),
        (errors.DecidedElsewhere, 1),
        (errors.UsageError, 2),
        (errors.InputRefused, 3),
        (errors.DatabaseRefused, 4),
        (errors.EnvironmentFailed, 5),
        (errors.NotSaved, 5),
        (errors.Busy, 5),
        (errors.DoneInPart, 6),
    ],
)
def test_every_error_has_the_exit_code_that_scripts_rely_on(error: type[errors.AnnotatorError], code: int) -> None:
    assert error("what").exit_code == code
    assert isinstance(error("what"), errors.AnnotatorError)


def test_what_is_busy_was_not_saved_and_what_was_not_saved_need_not_be_busy() -> None:
    assert issubclass(errors.Busy, errors.NotSaved)
    assert not issubclass(errors.DecidedElsewhere, errors.NotSaved)


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = errors.InputRefused("x.toml: no topics", "add one")
    assert (error.message, error.hint, str(error)) == ("x.toml: no topics", "add one", "x.toml: no topics; add one")
    assert str(errors.InputRefused("x.toml: no topics")) == "x.toml: no topics"

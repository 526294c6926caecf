"""Exit codes are a contract; an error is one line that says what happened and what to do."""

from __future__ import annotations

import errno

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


def test_the_system_is_told_in_the_same_words_for_the_same_fault_and_without_any_in_those_of_the_error() -> None:
    reasons = [OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EDQUOT, "Quota"), OSError(2, "No such")]
    assert [errors.is_full(error) for error in reasons] == [True, True, False]
    assert [errors.system_reason(error) for error in (*reasons, OSError("broken\n"))] == [
        "the disk is full",
        "the disk is full",
        "No such",
        "broken␊",
    ]


def test_what_cannot_be_read_is_named_and_so_is_the_article_of_which_it_is() -> None:
    row = errors.RowUnreadable.named("decisions row 7")
    article = errors.ArticleUnreadable.because_of(3, row)
    assert (row.message, row.hint) == ("decisions row 7 cannot be read", "see `annotator db check`")
    assert (article.message, article.hint) == ("article 3: decisions row 7 cannot be read", row.hint)


def test_one_renaming_is_named_and_several_are_only_told() -> None:
    one = errors.DecidedElsewhere.by_renaming({"Roe": "Jane Roe"})
    several = errors.DecidedElsewhere.by_renaming({"Roe": "Jane Roe", "Doe": "Jon Doe"})
    assert (one.message, one.renamed) == ("Roe is now Jane Roe in all articles", {"Roe": "Jane Roe"})
    assert (several.message, len(several.renamed)) == ("speakers were renamed in all articles", 2)
    assert one.hint == several.hint == "look again, and confirm"
    assert errors.DecidedElsewhere("no").renamed == {}

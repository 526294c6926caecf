"""What long work shows: nothing if quiet, a line at every tenth where stderr is no terminal."""

from annotator.cli.narration import counted, progress_bar


def test_quiet_work_shows_nothing(capsys) -> None:
    with progress_bar(quiet=True) as progress:
        for done in range(11):
            progress("parsing", done, 10)
    assert capsys.readouterr() == ("", "")


def test_in_a_log_every_tenth_of_each_piece_of_work_is_a_line(capsys) -> None:
    with progress_bar(quiet=False) as progress:
        for done in range(41):
            progress("parsing", done, 40)
        progress("training", 0, 0)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"parsing {done}/40" for done in range(0, 41, 4)] + ["training 0/0"]


def test_what_is_counted_comes_through_one_by_one() -> None:
    taken = []
    items = counted((taken.append(number) or number for number in range(3)), "reading", quiet=False)
    assert next(items) == 0
    assert taken == [0]
    assert list(items) == [1, 2]

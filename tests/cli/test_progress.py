"""What long work shows: nothing if quiet, a line at every tenth where stderr is no terminal."""

from annotator.cli.narration import progress_bar, watched


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
    items = watched((taken.append(number) or number for number in range(3)), "reading", quiet=False)
    assert next(items) == 0
    assert taken == [0]
    assert list(items) == [1, 2]


def test_what_is_watched_is_counted_where_it_is_known_how_much_there_is(capsys) -> None:
    assert list(watched("ab", "reading", quiet=False)) == ["a", "b"]
    assert capsys.readouterr().err == ""
    assert list(watched("ab", "storing", quiet=False, total=2)) == ["a", "b"]
    assert capsys.readouterr().err == "storing 1/2\nstoring 2/2\n"

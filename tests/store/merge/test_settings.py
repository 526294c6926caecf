"""Label schemes and guideline profiles of copies."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations
from pathlib import Path

from annotator.store.files.database import open_database
from annotator.store.merge.merger import merge
from annotator.store.schemes import NewScheme, change_scheme, keep_profile, kept_profile, stored_scheme
from tests.store.merge.conftest import copied


def test_the_later_scheme_and_profile_are_in_use_in_every_order_and_that_is_told(
    copies: list[Path], tmp_path: Path
) -> None:
    toml = Path("schemas/iptc.toml").read_text(encoding="utf-8")
    for path, version in zip(copies[:2], "12", strict=True):
        with closing(open_database(path)) as connection:
            change_scheme(connection, NewScheme(toml + f"\n# {version}\n"))
    with closing(open_database(copies[0])) as connection:
        keep_profile(connection, "polnear")
    told = [
        merge(copied(target, f"{target.stem}{other.stem}")[0], [other])[0] for target, other in permutations(copies, 2)
    ]
    assert [(one.kept, one.replaced) for one in told] == [
        ([], ["scheme"]),
        ([], []),
        (["scheme"], ["profile"]),
        ([], []),
        ([], ["scheme", "profile"]),
        ([], ["scheme"]),
    ]
    for number, order in enumerate(permutations(copies)):
        new = tmp_path / f"new-{number}.db"
        assert merge(new, order)[0].replaced == [], "there was none before"
        with closing(open_database(new)) as connection:
            assert (stored_scheme(connection) or "").endswith("# 2\n")
            assert kept_profile(connection) == "polnear"


def test_a_copy_without_a_profile_keeps_none_from_being_used(copies: list[Path]) -> None:
    with closing(open_database(copies[0])) as connection:
        keep_profile(connection, "polnear")
    for path in copies[1:]:
        with closing(open_database(path)) as connection:
            connection.execute("UPDATE runs SET settings = '{}'")
    with closing(open_database(copies[0])) as connection:
        connection.execute("UPDATE runs SET settings = '{}'")
    assert [(one.kept, one.replaced) for one in merge(copies[0], copies[1:])] == [([], []), ([], [])]

"""Label schemes and guideline profiles of copies."""

from __future__ import annotations

from contextlib import closing
from itertools import permutations
from pathlib import Path

from annotator.store.database import open_database
from annotator.store.merge.merger import merge
from annotator.store.profiles import keep_profile, kept_profile
from annotator.store.schemes import NewScheme, adopt_scheme, stored_scheme


def test_scheme_and_profile_of_the_target_stay_in_use(copies: list[Path], tmp_path: Path) -> None:
    toml = Path("schemas/iptc.toml").read_text(encoding="utf-8")
    for path, version in zip(copies[:2], "12", strict=True):
        with closing(open_database(path)) as connection:
            adopt_scheme(connection, NewScheme(toml + f"\n# {version}\n", "iptc", version))
    with closing(open_database(copies[1])) as connection:
        keep_profile(connection, "polnear")
    kept = [merge(target, [other])[0].kept for target, other in permutations(copies, 2)]
    both = ["scheme", "profile"]
    assert kept == [both, [], both, ["profile"], ["scheme"], both]
    for path, version, profile in zip(copies, ("# 1\n", "# 2\n", None), ("speech", "polnear", "speech"), strict=True):
        with closing(open_database(path)) as connection:
            assert (stored_scheme(connection) or "")[-4:] == (version or "")
            assert kept_profile(connection) == profile
    new = tmp_path / "new.db"
    (merged,) = merge(new, [copies[1]])
    assert merged.kept == []
    with closing(open_database(new)) as connection:
        assert (stored_scheme(connection) or "").endswith("# 2\n")
        assert kept_profile(connection) == "polnear"

"""What several suggesters said on copies: beside one another where they come together, and one of them first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.model import Quote, QuoteType, Run, Span, TopicSuggestion
from annotator.store.articles.documents import preferred
from annotator.store.files.database import open_database
from annotator.store.integrity import problems
from annotator.store.merge.merger import merge
from annotator.store.work.importer import Importer, Resuggester
from tests.store.conftest import RUN, new_database, suggested
from tests.store.merge.conftest import copied, decide
from tests.store.merge.together import execute, in_all_orders, in_orders


def door(name: str, version: str = "1") -> Run:
    return Run(name, version, {"file": {"name": f"{name}.jsonl", "sha256": version}})


def beside(path: Path, run: Run, number: int = 1) -> None:
    text = suggested().document.text if number == 1 else "He said YES. She left. All was well."
    said = Quote((Span(0, len(run.version) + 5),), QuoteType.DIRECT, speaker=run.pipeline)
    topics = ((TopicSuggestion(f"{run.pipeline}{run.version}", 0.5, "x"),), (), ())
    with closing(Importer(path)) as importer:
        importer.suggest_beside(number, suggested(text=text)._replace(quotes=(said,), topics=topics), run)


def prefer(path: Path, name: str) -> None:
    with closing(Resuggester(path)) as store:
        for number in store.prefer(name):
            store.put_first(number, name)


def resuggest(path: Path, version: str) -> None:
    with closing(Resuggester(path)) as store:
        for number in store.waiting():
            store.add(number, suggested()._replace(topics=((), (), ())), replace(RUN, version=version))


def first(path: Path) -> list[str]:
    """Whose suggestion each sentence shows, with the version."""
    newest = "(SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = suggestions.sentence_id)"
    found = execute(path, "SELECT pipeline || ' ' || version FROM suggestions JOIN runs ON runs.id = run"
                    f" WHERE suggestions.id = {newest} ORDER BY sentence_id")  # fmt: skip
    return [str(name) for (name,) in found]


def test_what_stood_beside_never_comes_on_top(copies: list[Path], tmp_path: Path) -> None:
    beside(copies[0], door("llama"))
    beside(copies[1], door("qwen"))
    for number, (source, into) in enumerate([(0, 2), (1, 2), (2, 0), (0, 1)]):
        merge(copies[into], [copies[source]])
        assert first(copies[into]) == ["pipeline 1.0"] * 6, number
    assert execute(copies[0], "SELECT count(*) FROM suggestions WHERE id < 1") == [(6,)]
    in_all_orders(copies, tmp_path)


def test_it_does_not_come_on_top_where_the_article_came_with_it(copies: list[Path], tmp_path: Path) -> None:
    beside(copies[0], door("llama"))
    merge(tmp_path / "new.db", [copies[0]])
    assert min(execute(tmp_path / "new.db", "SELECT min(id) FROM suggestions"))[0] == -3
    merge(copies[1], [tmp_path / "new.db"])
    assert first(copies[1]) == ["pipeline 1.0"] * 6


def test_what_was_put_first_later_comes_on_top_and_the_preference_with_it(copies: list[Path], tmp_path: Path) -> None:
    beside(copies[0], door("llama"))
    prefer(copies[0], "llama")
    decide(copies[0], "bo", 2)
    resuggest(copies[1], "2.0")
    prefer(copies[1], "pipeline")
    beside(copies[2], door("llama", "2"))
    in_all_orders(copies, tmp_path)
    merge(copies[2], [copies[1], copies[0]])
    assert first(copies[2]) == ["pipeline 1.0", *["pipeline 2.0"] * 5]
    with closing(open_database(copies[2])) as connection:
        assert preferred(connection) == "pipeline"
    prefer(copies[2], "llama")
    assert first(copies[2])[:3] == ["pipeline 1.0", "pipeline 2.0", "llama 2"]
    answered = "SELECT pipeline FROM decisions JOIN suggestions AS s ON s.id = suggestion JOIN runs ON runs.id = run"
    assert execute(copies[2], f"{answered} WHERE decisions.annotator = 'bo' AND s.sentence_id = 2") == [("llama",)]


_DO = st.sampled_from(["llama 1", "llama 2", "qwen 1", "prefer llama", "prefer qwen", "prefer pipeline", "new", "said"])
_COPY = st.lists(st.tuples(_DO, st.sampled_from([1, 2])), max_size=5)


def do(path: Path, what: str, number: int) -> None:
    if what == "said":
        decide(path, "cy", 3 * number)
    elif what == "new":
        resuggest(path, f"{len(execute(path, 'SELECT 1 FROM runs'))}.{path.stem}")
    elif what.startswith("prefer "):
        name = what.removeprefix("prefer ")
        if execute(path, "SELECT 1 FROM runs WHERE pipeline = ?", name):
            prefer(path, name)
    else:
        beside(path, door(*what.split()), number)


@pytest.mark.long
@given(st.lists(_COPY, min_size=3, max_size=3), st.permutations(range(3)))
@settings(max_examples=30)
def test_copies_show_the_same_in_every_order(work: Sequence[Sequence[tuple[str, int]]], other: Sequence[int]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        copies = copied(new_database(folder), "a", "b", "c")
        for path, steps in zip(copies, work, strict=True):
            for what, number in steps:
                shown = first(path)
                do(path, what, number)
                if first(path) != shown and what != "new" and not what.startswith("prefer"):
                    with closing(open_database(path)) as connection:
                        assert what.startswith(f"{preferred(connection)} ")
            assert "\n".join(problems(path)) == ""
        in_orders([copies, [copies[number] for number in other]], folder)

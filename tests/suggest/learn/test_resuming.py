"""A training that is broken off: what was there stays, and the same training goes on to the same weights."""

import os
import shutil
from pathlib import Path

import pytest

from annotator.core.decided import TrainingExample
from annotator.suggest.learn import training_loop
from annotator.suggest.learn.settings import TrainingSettings
from annotator.suggest.learn.training import split, train
from annotator.suggest.packages import find_model, load_model
from tests.suggest.learn.examples import lesson
from tests.suggest.learn.test_training import SMALL

pytestmark = pytest.mark.long

LESSONS = [lesson(number) for number in range(24)]
STOP = 7


class Watch:
    """Notes what it is told, and breaks off once at a step of a piece of work."""

    def __init__(self, stop: tuple[str, int] | None = None) -> None:
        self.told: list[tuple[str, int]] = []
        self.stop = stop

    def __call__(self, what: str, done: int, total: int) -> None:
        self.told.append((what, done))
        if (what, done) == self.stop:
            raise KeyboardInterrupt

    def steps(self, what: str = "training") -> list[int]:
        return [done for told, done in self.told if told == what]


def run(folder: Path, watch: Watch, *, lessons: list[TrainingExample] = LESSONS, encoder: Path | None = None) -> None:
    settings = TrainingSettings(
        str(find_model()), steps=12, model=SMALL, encoder=None if encoder is None else str(encoder)
    )
    train(split(lessons), settings, load_model(settings.base), folder, watch)


def weights(folder: Path) -> bytes:
    return (folder / "model" / "annotator_roles" / "model").read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    run(folder, Watch())
    return folder


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_loop, "_EVERY", 0.0)


def test_the_same_training_goes_on_to_the_same_weights(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Watch(("training", STOP)))
    assert not (tmp_path / "model").exists()
    again = Watch()
    run(tmp_path, again)
    assert again.steps()[0] == STOP + 1, "it goes on behind the last step that was written"
    assert weights(tmp_path) == weights(whole)
    assert not (tmp_path / "unfinished").exists()


def test_one_that_was_killed_while_it_put_away_what_it_had_made_begins_anew(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = shutil.rmtree

    def killed(path: Path, **how: bool) -> None:
        if path.name != "unfinished":
            return remove(path, **how)
        (path / "network" / "meta.json").unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, Watch())
    run(tmp_path, Watch())
    assert weights(tmp_path) == weights(whole)


def test_the_name_of_a_checkpoint_is_on_the_disk_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[list[Path]] = []
    monkeypatch.setattr(training_loop, "sync_folder", lambda folder: synced.append([*folder.glob("*.checkpoint*")]))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Watch(("training", STOP)))
    assert synced[-1] == [tmp_path / "unfinished" / "network.checkpoint"]


def test_whatever_takes_a_name_is_on_the_disk_before_it_has_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, rename, renamed = set[int](), Path.rename, list[str]()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))

    def noted(path: Path, target: Path) -> Path:
        renamed.append(target.name)
        assert {part.stat().st_ino for part in (path, *path.rglob("*"))} <= synced, path
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", noted)
    run(tmp_path, Watch())
    assert {"network", "model", "config.cfg", "train.spacy"} <= {*renamed}


def test_other_decisions_start_anew(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Watch(("training", STOP)))
    again = Watch()
    run(tmp_path, again, lessons=LESSONS[:-1])
    assert again.steps()[0] == 1


def test_an_earlier_model_stays_until_the_new_one_is_whole(whole: Path) -> None:
    before = {path: path.read_bytes() for path in whole.rglob("*") if path.is_file()}
    with pytest.raises(KeyboardInterrupt):
        run(whole, Watch(("measuring", 0)), lessons=LESSONS[:-1])
    assert before.items() <= {path: path.read_bytes() for path in whole.rglob("*") if path.is_file()}.items()
    finished = Watch()
    run(whole, finished, lessons=LESSONS[:-1])
    assert finished.steps() == [], "the network was whole already: only what came after is done"
    assert (whole / "model" / "README.md").is_file()


def test_a_broken_checkpoint_starts_anew(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, Watch(("training", STOP)))
    checkpoint = tmp_path / "unfinished" / "network.checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes()[:1000])
    again = Watch()
    run(tmp_path, again)
    assert again.steps()[0] == 1

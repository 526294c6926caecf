"""`annotator suggest`: the contract's JSON lines, without a database."""

import json
from pathlib import Path

from tests.cli.conftest import ARTICLE, Run, check_record, json_of

LONG = (  # words longer than a speaker, the word of a chance, and what a topic is suggested for may be
    f"It was late, said X{'a' * 250} on Monday.",
    f"Lind {'a' * 250}ed that it rained.",
    f"The climate{' ' * 300}change hurts the forest.",
)


def test_every_line_satisfies_its_schema_and_keeps_the_id(run: Run, tmp_path: Path) -> None:
    texts = [ARTICLE, "It rained.", "No verb here", "“Unclosed and lost", *LONG]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": f"n{i}", "text": t}) + "\n" for i, t in enumerate(texts)), "utf-8")
    done = run("suggest", "--from", "jsonl", path)
    records = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [record["id"] for record in records] == [f"n{i}" for i in range(len(texts))]
    for record, text in zip(records, texts, strict=True):
        check_record(record, "suggestion")
        assert record["text"] == text
    quotes = [q for q in records[0]["quotes"] if q["speaker"] == "Nora Lind"]
    assert len(quotes) == 2
    assert run("suggest", "--from", "jsonl", path).stdout == done.stdout, "the same text, the same bytes"


def test_explain_shows_the_rule_instead(run: Run, article: Path) -> None:
    done = run("suggest", "--explain", article)
    assert "Nora Lind" in done.stdout
    assert not done.stdout.startswith("{")


def test_a_line_says_what_else_its_quotes_could_be_and_by_which_run(run: Run, article: Path) -> None:
    record = json_of(run("suggest", article))
    readings = record["readings"]
    assert [reading["probability"] for reading in readings] == sorted(
        (r["probability"] for r in readings), reverse=True
    )
    assert {number for reading in readings for number in reading["replaces"]} == set(range(len(record["quotes"])))
    assert record["run"]["settings"]["profile"] == "speech"
    assert record["run"]["settings"]["habits"] is None
    assert " or no quote" in run("suggest", "--explain", article).stdout


def test_a_closed_pipe_and_bad_input_end_quietly_and_in_one_line(run: Run) -> None:
    done = run("suggest", "-", "--from", "jsonl", stdin='{"text": "It rained."}\nbroken\n', code=6)
    assert len(done.stdout.splitlines()) == 1
    alone = run("suggest", "-", "--from", "jsonl", stdin="broken\n", code=3)
    assert alone.stdout == ""
    assert len(alone.stderr.splitlines()) == 1


def test_an_unknown_profile_is_wrong_usage(run: Run, article: Path) -> None:
    run("suggest", "--profile", "loud", article, code=2)


def test_the_label_scheme_names_topics_and_the_guideline_profile(run: Run, tmp_path: Path) -> None:
    scheme = tmp_path / "ours.toml"
    scheme.write_text('profile = "polnear"\n[[topic]]\nkey = "ships"\nstrong = ["ferry"]\n', encoding="utf-8")
    text = "Nora Lind believes the ferry will sail. The harbour was quiet."

    def quotes(*arguments: str) -> list[dict[str, object]]:
        record = json_of(run("suggest", "-", "--scheme", scheme, *arguments, stdin=text))
        assert record["sentences"][0]["topics"][0]["label"] == "ships"
        found: list[dict[str, object]] = record["quotes"]
        return found

    assert [quote["speaker"] for quote in quotes()] == ["Nora Lind"], "a belief is a quote in the wide profile"
    assert quotes("--profile", "speech") == []
    scheme.write_text('[[topic]]\nkey = "ships"\nstrong = "ferry"\n', encoding="utf-8")
    wrong = run("suggest", "-", "--scheme", scheme, stdin=text, code=3)
    assert len(wrong.stderr.splitlines()) == 1
    assert "ours.toml" in wrong.stderr


def test_another_language_is_left_out_unless_it_is_wanted(run: Run, article: Path, tmp_path: Path) -> None:
    (tmp_path / "pont.txt").write_text(
        "Le pont restera fermé jusqu'au printemps, a annoncé la maire. Elle a ajouté que rien ne serait décidé avant la"
        " fin du mois, et que la région devait payer les travaux.\n",
        encoding="utf-8",
    )
    run("suggest", "pont.txt", code=3)
    done = run("suggest", "pont.txt", article, code=6)
    assert "not in English" in done.stderr
    assert len(done.stdout.splitlines()) == 1
    wanted = run("suggest", "--any-language", "pont.txt")
    record = json_of(wanted)
    assert len(record["sentences"]) == 2
    assert record["quotes"] == []

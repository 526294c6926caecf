"""Examples of every command, for its help and for docs/commands.md."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "annotate": (
        ("annotator annotate", "go on where you stopped"),
        ("annotator annotate --annotator ana --order uncertainty", "as ana, the least certain articles first"),
        ("annotator annotate --again", "first what you are to look at again, each with why"),
        ("annotator annotate --db team.db --theme light", "another database, for a light terminal"),
    ),
    "demo": (
        ("annotator demo", "open it, or go on where you left it"),
        ("annotator demo --fresh", "begin it anew"),
    ),
    "feedback": (
        ("annotator feedback", "your sentences that review decided otherwise, one by one"),
        ("annotator feedback --list --annotator ana", "a line for each of them, of somebody's"),
    ),
    "import": (
        ("annotator import articles/", "a folder with all that is in it"),
        ("annotator import - --from html < page.html", "standard input"),
        ("annotator import --workers 4 articles.jsonl", "four processes suggest, one writes"),
        ("annotator import --suggested shards", "suggested elsewhere: docs/many-machines.md"),
        ("annotator import --model trained/model --trust-model next/", "suggested by a model of your own"),
        ("annotator import --skip-bad articles.jsonl", "without the lines that are wrong"),
        ("annotator import --revise corrected/", "new versions of articles take over what was decided"),
        ("annotator import --as ana done.jsonl", "decisions made elsewhere, as those of ana"),
    ),
    "list": (
        ("annotator list", "all articles, with progress"),
        ("annotator list flags --annotator ana", "what ana flagged"),
        ("annotator list habits", "what suggestions were adapted to"),
        ("annotator list checks --json", "what looks odd in decided quotes, for programs"),
        ("annotator list speakers", "who said something, and names that are likely the same"),
        ("annotator list stale", "a line for each decision to be looked at"),
        ("annotator list stale --change 3.1 --json", "all that one change affects, for programs"),
    ),
    "remove": (
        ("annotator remove 3", "article 3; says what it holds, and asks"),
        ("annotator remove 'ferry talks' 12-15 --yes", "by words of a title, and four by number"),
        ("annotator remove --undo 3", "bring it back, with all its decisions"),
    ),
    "rename": (
        ("annotator rename Blinken 'Antony Blinken' --dry-run", "what would change"),
        ("annotator rename Blinken 'Antony Blinken'", "one name for both, in all articles"),
        ("annotator rename --undo Blinken 'Antony Blinken'", "as it was before"),
    ),
    "scheme": (
        ("annotator scheme text > topics.toml", "the one in use, to be edited"),
        ('annotator scheme change topics.toml --reason "economy was too wide" --dry-run', "what it would change"),
        (
            'annotator scheme change --guidelines rules.md --affects mixed --reason "quoted words"',
            "a new text of guidelines",
        ),
        ("annotator scheme", "all revisions, and what each changed"),
        ("annotator scheme profile", "which one the database keeps"),
        ("annotator scheme profile polnear && annotator resuggest", "beliefs and plans too, from now on"),
    ),
    "status": (
        ("annotator status", "one page: what is open, with whom, what next"),
        ("annotator status --annotator ana", "what is ana's"),
        ("annotator status --queue", "who holds which article until when, and what is free"),
        ("annotator status --json", "for programs"),
    ),
    "assign": (
        ("annotator assign --overlap 2", "two people annotate each article, whoever comes first"),
        ("annotator assign --overlap 1 --share 20%", "one person each, and two for a fifth of the articles"),
        ("annotator assign 3-12 --to ana --to ben", "ana and ben both annotate these ten"),
        ("annotator assign --csv who.csv --dry-run", "what a table would change"),
        ("annotator assign", "articles imported since, as it was told last"),
        ("annotator assign --release 3 --annotator ana", "ana gives article 3 back; her decisions stay"),
        ("annotator assign --release all --annotator ana --to ben", "ben gets whatever ana has not finished"),
    ),
    "qualify": (
        ("annotator qualify", "answer the newest set"),
        ("annotator qualify make 30 --pass 85%", "draw 30 gold sentences"),
        ("annotator qualify results", "who did how well"),
    ),
    "review": (
        ("annotator review", "the differences, least agreed first"),
        ("annotator review list", "a line for each sentence to be settled"),
        ("annotator review settle", "what all marked alike, but for the share that is shown"),
        ("annotator review summary", "how often the reviewer changed what, and why annotators differed"),
    ),
    "agreement": (
        ("annotator agreement", "figures, pairs, the least agreed articles and sentences"),
        ("annotator agreement --annotator ana --annotator bo --worst 10", "two, with the ten sentences to talk about"),
        ("annotator agreement --by label", "which types, topics and attributes are unclear"),
        ("annotator agreement --csv > agreement.csv", "every figure with its interval, for a spreadsheet"),
    ),
    "bias": (
        ("annotator bias", "what suggestions do, by annotator and label"),
        ("annotator bias --second-look 20", "twenty sentences that were accepted unopened, to look at again"),
        ("annotator bias --csv > bias.csv", "for a spreadsheet"),
    ),
    "export": (
        ("annotator export", "to exports/, a line of JSON for each decided sentence"),
        ("annotator export -o - --annotator ana", "what ana decided, to standard output"),
        ("annotator export --gold -o gold.jsonl", "one decision a sentence, as review settled it"),
        ("annotator export --as-of 2026-03-31 -o march.jsonl", "as it stood then, under the scheme of that day"),
        ("annotator export --format spacy --split 80/10/10 -o set.spacy", "three files for spaCy"),
        ("annotator export schema", "the names of all schemas"),
        ("annotator export schema sentence", "that of a line of annotator export"),
        ("annotator export schema iptc > topics.toml", "a label scheme to begin your own with"),
    ),
    "stats": (
        ("annotator stats", "for people"),
        ("annotator stats --by annotator --progress", "active hours, pace, and how long the rest will take"),
        ("annotator stats --csv --timezone Europe/Berlin > hours.csv", "for paying people"),
        ("annotator stats --json", "for programs"),
    ),
    "report": (
        ("annotator report", "methods, datasheet and tables in exports/report"),
        ("annotator report -o handed-out --anonymise-annotators --title 'Harbour quotes'", "to give out"),
        ("annotator report --check handed-out", "compute every number in it anew, from the folder alone"),
    ),
    "suggest": (
        ("annotator suggest article.txt", "one line of JSON"),
        ("annotator suggest --explain article.txt", "for people: which rule fired"),
        ("annotator suggest --explain --habits-of annotator.db article.txt", "and what decisions make of it"),
        ("annotator suggest --profile polnear --from jsonl articles.jsonl", "beliefs and plans too"),
        ("annotator suggest articles/ --out shards --shard 3/16", "the third of sixteen parts, to a file of its own"),
        ("annotator suggest --missing shards", "which are missing"),
        ("annotator suggest --join shards > all.jsonl", "all of them as one file"),
    ),
    "resuggest": (
        ("annotator resuggest", "adapted to what was decided meanwhile"),
        ("annotator resuggest --model trained/model --trust-model", "suggest with a model from now on"),
    ),
    "train": (
        ("annotator train", "to trained/"),
        ("annotator train --annotator ana -o ana/ --name ana", "from the decisions of ana alone"),
    ),
    "evaluate": (
        ("annotator evaluate", "what the rules suggest against what was decided"),
        ("annotator evaluate --model trained/model --trust-model --held-out", "a model, on what it never saw"),
    ),
    "db": (
        ("annotator db check --db team.db", "exit code 0 where all is well, 4 where not"),
        ("annotator db check --mend", "make what only repeats something else anew, after a copy"),
        ("annotator db backup annotator-monday.db", "a copy that works like the database itself"),
        ("annotator db backup", "a dated one, which `annotator db restore` lists"),
        ("annotator db backup --daily", "from cron: if something was done since the last one"),
        ("annotator db restore", "which copies there are"),
        ("annotator db restore 20261127T064500Z-daily.db --dry-run", "what would be lost, and what comes back"),
        ("annotator db restore 20261127T064500Z-daily.db", "bring it back; says so first, and asks"),
        ("annotator db merge ana.db bo.db --dry-run", "what would come of two copies, and what conflicts"),
        ("annotator db merge ana.db bo.db", "into annotator.db; once more, and nothing changes"),
        ("annotator db merge --db all.db monday/*.db", "into a database that is made for it"),
        ("annotator db init --group team /srv/articles", "a folder and a database for the group team"),
        ("annotator db init --check /srv/articles", "what is wrong with its rights, if anything"),
        ("annotator db init mine", "for you alone"),
    ),
    "settings": (
        ("annotator settings", "every value that counts, and where it comes from"),
        ("annotator settings --json --db team.db", "for programs, with the profile of another database"),
    ),
    "login": (
        ("annotator login --db /srv/articles/annotator.db", "in sshd_config, after ForceCommand"),
        ("annotator login --db /srv/articles/annotator.db --annotator ana", "in authorized_keys, for a key of ana's"),
        ("annotator login --db /srv/articles/annotator.db --also review", "for a reviewer"),
    ),
}
"""By the name of a command: command lines, also of its subcommands, each with what it does."""


def examples(name: str) -> str:
    """The examples of a command as help shows them: its last paragraph, whose lines stay as they are (`\\b`).

    Those of a subcommand are those of the whole that begin with its name.
    """
    lines = ["Examples:"]
    for command, effect in EXAMPLES[name.split()[0]]:
        if " " not in name or f"{command} ".startswith(f"annotator {name} "):
            lines += [f"  {command}", f"      {effect}"]
    return "\b\n" + "\n".join(lines) if len(lines) > 1 else ""

"""The tables that keep a large database as quick as a small one: the words of articles, and counters.

All of it only repeats other tables and is kept right by triggers; `annotator check` compares both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.store.first_tables import execute_all

if TYPE_CHECKING:
    from sqlite_utils import Database

BLOCK = 1024
"""Sentences of a block of `answered_blocks`, by their ids. Set by hand: about the root of a million, so that neither
going through the blocks nor through one of them is felt."""

_LONGEST = 1_000_000_000
"""Seconds: a decision counts for no more, as the sum has to stay a whole number that SQLite can hold."""

_COUNTED = {
    "accepted": "decisions.answer = 'accept'",
    "rejected": "decisions.answer = 'reject'",
    "skipped": "decisions.answer = 'skip'",
    "flagged": "decisions.flagged",
    "milliseconds": f"CAST(round(max(-{_LONGEST}, min({_LONGEST}, decisions.seconds)) * 1000) AS INTEGER)",
    "keys": "decisions.keys",
}
"""What `progress` and `totals` count of current decisions."""

COUNTED = ", ".join(_COUNTED)
"""The columns of those counts."""

_ONE = ", ".join(_COUNTED.values())
_SUMS = ", ".join(f"sum({value}) AS {column}" for column, value in _COUNTED.items())
# A damaged row ends nothing: it is not counted, and `annotator check` tells of it.
_QUOTES = (
    "(SELECT count(*) FROM json_each(CASE WHEN json_valid({0}) THEN {0} END, '$.quotes')"
    " WHERE CASE type WHEN 'object' THEN NOT value ->> 'continues' END)"
)

PROGRESS = (
    f"SELECT heads.annotator, sentences.document, {_SUMS} FROM heads JOIN decisions ON decisions.id = heads.decision"
    " JOIN sentences ON sentences.id = heads.sentence_id GROUP BY heads.annotator, sentences.document"
)
"""SQL for what `progress` has to hold: of what stands in `heads`, by annotator and document."""
TOTALS = (
    f"SELECT heads.annotator, {_SUMS} FROM heads JOIN decisions ON decisions.id = heads.decision"
    " GROUP BY heads.annotator"
)
"""The same for `totals`, removed documents included."""
BLOCKS = (
    f"SELECT annotator, sentence_id / {BLOCK} AS block, count(*) AS answered FROM heads"
    f" GROUP BY annotator, sentence_id / {BLOCK}"
)
"""The same for `answered_blocks`."""
_SUGGESTED_IN = (
    f"SELECT sentences.document, sum({_QUOTES.format('suggestions.labels')}) AS quotes FROM sentences"
    " JOIN suggestions ON suggestions.id ="
    " (SELECT max(id) FROM suggestions AS one WHERE one.sentence_id = sentences.id){0} GROUP BY sentences.document"
)
SUGGESTED = _SUGGESTED_IN.replace("{0}", "")
"""The same for `suggested_quotes`: the whole quotes of the newest suggestions, by document."""

COUNT_ANEW = (
    "DELETE FROM progress",
    f"INSERT INTO progress (annotator, document, {COUNTED}) {PROGRESS}",
    "DELETE FROM totals",
    f"INSERT INTO totals (annotator, {COUNTED}) {TOTALS}",
    "DELETE FROM answered_blocks",
    f"INSERT INTO answered_blocks (annotator, block, answered) {BLOCKS}",
    "DELETE FROM suggested_quotes",
    f"INSERT INTO suggested_quotes (document, quotes) {SUGGESTED}",
)
"""SQL that makes all counters anew."""


def suggested_anew(documents: str) -> tuple[str, str]:
    """SQL that makes `suggested_quotes` anew for these documents, which are given as SQL for their numbers.

    For suggestions that are put in before others of the same sentences, as when copies come together.
    """
    found = _SUGGESTED_IN.replace("{0}", f" WHERE sentences.document IN ({documents})")
    return (
        f"DELETE FROM main.suggested_quotes WHERE document IN ({documents})",
        f"INSERT INTO main.suggested_quotes (document, quotes) {found}",
    )


_TITLE = "coalesce({0}.title, {0}.id)"
WORDS_ANEW = (
    "INSERT INTO article_words (article_words) VALUES ('rebuild')",
    "INSERT INTO title_words (title_words) VALUES ('delete-all')",
    f"INSERT INTO title_words (rowid, title) SELECT number, {_TITLE.format('documents')} FROM documents",
)
"""SQL that makes the indexes of words anew."""

STAND_INS = {
    "progress": PROGRESS,
    "totals": TOTALS,
    "answered_blocks": BLOCKS,
    "suggested_quotes": SUGGESTED,
    "article_words": "SELECT number AS rowid, text AS article_words FROM documents WHERE 0",
    "title_words": "SELECT number AS rowid, title AS title_words FROM documents WHERE 0",
}
"""What stands in for these tables in older databases that may only be read. Nobody searches words in those."""


def words_of_articles(database: Database) -> None:
    """Indexes of the words in texts and in titles (FTS5), without upper and lower case and accents.

    They hold no text of their own. `prefix`: a title is looked for from the first letter on, texts from the third.
    """
    tokens = "tokenize = 'unicode61 remove_diacritics 2'"
    execute_all(
        database,
        "CREATE VIRTUAL TABLE article_words USING fts5"
        f" (text, content = 'documents', content_rowid = 'number', prefix = '3', {tokens})",
        f"CREATE VIRTUAL TABLE title_words USING fts5 (title, content = '', prefix = '1 2 3', {tokens})",
        *WORDS_ANEW,
        f"""
        CREATE TRIGGER documents_give_words AFTER INSERT ON documents BEGIN
            INSERT INTO article_words (rowid, text) VALUES (NEW.number, NEW.text);
            INSERT INTO title_words (rowid, title) VALUES (NEW.number, {_TITLE.format("NEW")});
        END
        """,
        f"""
        CREATE TRIGGER titles_change_words AFTER UPDATE OF title, id ON documents BEGIN
            INSERT INTO title_words (title_words, rowid, title) VALUES ('delete', OLD.number, {_TITLE.format("OLD")});
            INSERT INTO title_words (rowid, title) VALUES (NEW.number, {_TITLE.format("NEW")});
        END
        """,
    )


def held_leases(database: Database) -> None:
    """An index of the few leases that somebody holds now, among all that were finished."""
    database.execute("CREATE INDEX held_leases ON leases (annotator, document) WHERE state = 'held'")


def counters(database: Database) -> None:
    """How much stands in `heads` by annotator and document, by annotator, and by blocks of sentences; and suggestions.

    `progress` and `totals` count current decisions; `answered_blocks` how many of the sentences with the ids
    `block * 1024` to `block * 1024 + 1023` an annotator has answered, so that full ones are passed over at once.
    """
    numbers = ", ".join(f"{column} INTEGER NOT NULL" for column in _COUNTED)
    execute_all(
        database,
        f"""
        CREATE TABLE progress (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            document INTEGER NOT NULL REFERENCES documents (number),
            {numbers},
            PRIMARY KEY (annotator, document)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX progress_by_document ON progress (document, annotator)",
        f"CREATE TABLE totals (annotator TEXT PRIMARY KEY REFERENCES annotators (name), {numbers})"
        " STRICT, WITHOUT ROWID",
        """
        CREATE TABLE answered_blocks (
            annotator TEXT NOT NULL REFERENCES annotators (name),
            block INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            PRIMARY KEY (annotator, block)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE suggested_quotes (
            document INTEGER PRIMARY KEY REFERENCES documents (number),
            quotes INTEGER NOT NULL
        ) STRICT
        """,
        *COUNT_ANEW,
        *_triggers(),
    )


def _triggers() -> tuple[str, ...]:
    more = ", ".join(f"{column} = {column} + excluded.{column}" for column in _COUNTED)
    less = ", ".join(f"{column} = {{0}}.{column} - ({value})" for column, value in _COUNTED.items())
    return (
        f"""
        CREATE TRIGGER heads_count AFTER INSERT ON heads BEGIN
            INSERT INTO progress (annotator, document, {COUNTED}) SELECT NEW.annotator, sentences.document, {_ONE}
                FROM decisions JOIN sentences ON sentences.id = NEW.sentence_id WHERE decisions.id = NEW.decision
                ON CONFLICT (annotator, document) DO UPDATE SET {more};
            INSERT INTO totals (annotator, {COUNTED}) SELECT NEW.annotator, {_ONE}
                FROM decisions WHERE decisions.id = NEW.decision
                ON CONFLICT (annotator) DO UPDATE SET {more};
            INSERT INTO answered_blocks (annotator, block, answered)
                VALUES (NEW.annotator, NEW.sentence_id / {BLOCK}, 1)
                ON CONFLICT (annotator, block) DO UPDATE SET answered = answered + 1;
        END
        """,
        f"""
        CREATE TRIGGER heads_no_longer_count AFTER DELETE ON heads BEGIN
            UPDATE progress SET {less.format("progress")} FROM decisions
                WHERE decisions.id = OLD.decision AND progress.annotator = OLD.annotator
                AND progress.document = (SELECT document FROM sentences WHERE id = OLD.sentence_id);
            DELETE FROM progress WHERE annotator = OLD.annotator AND accepted + rejected + skipped = 0
                AND document = (SELECT document FROM sentences WHERE id = OLD.sentence_id);
            UPDATE totals SET {less.format("totals")} FROM decisions
                WHERE decisions.id = OLD.decision AND totals.annotator = OLD.annotator;
            DELETE FROM totals WHERE annotator = OLD.annotator AND accepted + rejected + skipped = 0;
            UPDATE answered_blocks SET answered = answered - 1
                WHERE annotator = OLD.annotator AND block = OLD.sentence_id / {BLOCK};
            DELETE FROM answered_blocks
                WHERE annotator = OLD.annotator AND block = OLD.sentence_id / {BLOCK} AND answered = 0;
        END
        """,
        f"""
        CREATE TRIGGER suggestions_count AFTER INSERT ON suggestions BEGIN
            INSERT INTO suggested_quotes (document, quotes)
                SELECT document, {_QUOTES.format("NEW.labels")} - coalesce((
                    SELECT {_QUOTES.format("before.labels")} FROM suggestions AS before
                    WHERE before.sentence_id = NEW.sentence_id AND before.id < NEW.id ORDER BY before.id DESC LIMIT 1
                ), 0) FROM sentences WHERE sentences.id = NEW.sentence_id
                ON CONFLICT (document) DO UPDATE SET quotes = quotes + excluded.quotes;
        END
        """,
    )

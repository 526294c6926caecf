"""Options that several commands share, each declared and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli.open_screen import DEFAULT_DB as DEFAULT_DB

Db = Annotated[
    Path,
    typer.Option("--db", envvar="ANNOTATOR_DB", help="The database: one SQLite file.", show_default=True),
]

Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        envvar="ANNOTATOR_MODEL",
        help="spaCy pipeline: an installed package's name, or a folder with --trust-model.  "
        "[default: en_core_web_sm if installed, else the one that comes with annotator]",
    ),
]
TrustModel = Annotated[
    bool, typer.Option("--trust-model", help="Allow --model to be a folder: loading one runs the code it names.")
]
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile",
        help="What counts as a quote: speech, polnear (beliefs and plans too) or guardian.  "
        "[default: what the label scheme says; speech]",
    ),
]
Scheme = Annotated[
    Path | None,
    typer.Option(
        "--scheme",
        envvar="ANNOTATOR_SCHEME",
        help="Topics, as TOML; a database keeps those it was given last.  [default: 17 IPTC Media Topics]",
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        help="The format: text, jsonl, json, csv, tsv or html.  [default: what each file's name says; text for -]",
    ),
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", help="The text's encoding.  [default: UTF-8, or its byte order mark]")
]
TextColumn = Annotated[str, typer.Option("--text-column", help="The column that holds the text, in CSV and TSV.")]
Paths = Annotated[
    list[str], typer.Argument(metavar="PATH...|-", help="Files and folders to read; - is standard input.")
]
Annotator = Annotated[
    str | None,
    typer.Option(
        "--annotator",
        envvar="ANNOTATOR_NAME",
        help="Whose decisions: any name; identity is by trust.  [default: your login name]",
    ),
]

"""The commands of `annotator`, declared for Typer. Their modules import what is heavy inside their functions."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from annotator import __version__
from annotator.cli import (
    agreement,
    annotate,
    assign,
    bias,
    demo,
    evaluate,
    export,
    feedback,
    import_documents,
    init,
    lists,
    login,
    maintenance,
    merge,
    profile,
    qualify,
    remove,
    rename_speaker,
    report,
    restore,
    resuggest,
    review,
    scheme,
    settings,
    shards,
    stale,
    stats,
    status,
    suggest,
    train,
)
from annotator.cli.copies import tell_upgrades
from annotator.cli.examples import examples
from annotator.cli.export_help import NamesFormats
from annotator.cli.open_screen import open_screen, setup_of_environment
from annotator.cli.options import DEFAULT_DB, Db
from annotator.core.errors import DatabaseRefused
from annotator.core.targets import refuse_open_database

_BEGIN = """No database here yet. To begin:

  annotator demo              try it on bundled articles
  annotator import PATH...    read your own articles, then run annotator again
  annotator --help            everything else"""

app = typer.Typer(
    help="Who said what about what: annotate quotes, speakers and topics in news from the keyboard.",
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    """Print the version and leave, where --version is given."""
    if wanted:
        print(f"annotator {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    db: Db = DEFAULT_DB,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Who said what about what: annotate quotes, speakers and topics in news from the keyboard.

    Without a command: annotate, if a database is here.
    """
    if context.invoked_subcommand is not None:
        refuse_open_database(1)
        tell_upgrades()
        return
    if not db.exists():
        from annotator.cli.bring_back import offered
        from annotator.store.files.database import require_none_before

        tell_upgrades()
        try:
            require_none_before(db)
        except DatabaseRefused as error:
            if not offered(db, error, may_ask=True):
                raise
        else:
            print(_BEGIN)
            return
    raise typer.Exit(open_screen(setup_of_environment(os.environ)._replace(db=db)))


# Help lists them in this order: the work, a team, suggestions and models, the file.
app.command("demo", epilog=examples("demo"))(demo.demo)
app.command("init", epilog=examples("init"))(init.init)
app.command("import", cls=NamesFormats, epilog=examples("import"))(import_documents.import_)
app.command("annotate", epilog=examples("annotate"))(annotate.annotate)
app.command("export", cls=NamesFormats, epilog=examples("export"))(export.export)
app.command("stats", epilog=examples("stats"))(stats.stats)
app.command("list", epilog=examples("list"))(lists.list_)
app.command("remove", epilog=examples("remove"))(remove.remove)
app.command("rename-speaker", epilog=examples("rename-speaker"))(rename_speaker.rename_speaker)
app.command("profile", epilog=examples("profile"))(profile.profile)
app.command("scheme", epilog=examples("scheme"))(scheme.scheme)
app.command("stale", epilog=examples("stale"))(stale.stale)
app.command("settings", epilog=examples("settings"))(settings.settings)
app.command("assign", epilog=examples("assign"))(assign.assign)
app.command("status", epilog=examples("status"))(status.status)
app.command("queue", epilog=examples("queue"))(status.queue)
app.command("qualify", epilog=examples("qualify"))(qualify.qualify)
app.command("agreement", epilog=examples("agreement"))(agreement.agreement)
app.command("review", epilog=examples("review"))(review.review)
app.command("feedback", epilog=examples("feedback"))(feedback.feedback)
app.command("bias", epilog=examples("bias"))(bias.bias)
app.command("merge", epilog=examples("merge"))(merge.merge)
app.command("report", epilog=examples("report"))(report.report)
app.command("login", epilog=examples("login"))(login.login)
app.command("suggest", epilog=examples("suggest"))(suggest.suggest)
app.command("shards", epilog=examples("shards"))(shards.shards)
app.command("train", epilog=examples("train"))(train.train)
app.command("evaluate", epilog=examples("evaluate"))(evaluate.evaluate)
app.command("resuggest", epilog=examples("resuggest"))(resuggest.resuggest)
app.command("check", epilog=examples("check"))(maintenance.check)
app.command("backup", epilog=examples("backup"))(maintenance.backup)
app.command("restore", epilog=examples("restore"))(restore.restore)
app.command("schema", epilog=examples("schema"))(maintenance.schema)

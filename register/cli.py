"""Gathers the commands of all slices under `vacancy-register`."""

import sys

import click

from register.app import create_app, slice_modules
from register.core.db import db
from register.serving import SERVING
from register.settings import SettingsRefused


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Run and look after the national vacancy register."""
    try:
        app = create_app()
    except SettingsRefused as refused:
        for mistake in refused.mistakes:
            click.echo(mistake, err=True)
        sys.exit(2)
    context.with_resource(app.app_context())
    context.call_on_close(_let_go)


def _let_go() -> None:
    """Close the connections to the database, whatever the command came to."""
    db.session.remove()
    db.engine.dispose()


def _gather() -> None:
    for command in SERVING:
        main.add_command(command)
    for module in slice_modules("commands"):
        for command in module.COMMANDS:
            main.add_command(command)


_gather()

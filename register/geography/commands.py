"""Geography at a terminal."""

from __future__ import annotations

from pathlib import Path

import click

from register.core.terminal import Outcome, operational, progress
from register.geography.queries.authorities import DATA
from register.geography.queries.current import current_gazetteer, store_place
from register.geography.services.build import build_store
from register.geography.services.derive import derive_tables, write_tables


@click.group("geography")
def geography() -> None:
    """Postcodes, areas and authorities."""


@geography.command("build")
@click.option("--again", is_flag=True, help="Build it even if the same one is there.")
@operational
def build(*, again: bool) -> Outcome:
    """Build the store of postcodes and areas from the installed postcode directory."""
    place = store_place()
    report = build_store(place.folder, minimum=place.minimum, again=again, watch=progress)
    done = "built" if report.built else "already there"
    held = f"{report.postcodes:,} postcodes of {report.version} in {report.areas:,} areas"
    words = [f"{held} of {report.authorities} authorities: {done} ({report.seconds:.1f} s)."]
    if report.malformed:
        words.append(f"{report.malformed:,} entries are no postcodes and were left out.")
    if report.unknown_codes:
        words.append(f"No authority is known for the codes {', '.join(report.unknown_codes)}: derive the tables anew.")
    return Outcome(report.as_dict(), tuple(words), ok=report.complete)


@geography.command("derive")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=True,
    help="Folder with the published files, one folder a publisher.",
)
@operational
def derive(source: Path) -> Outcome:
    """Make the tables of authorities anew from published files; refused while a regulator's spelling is unknown.

    Towns are placed by the postcodes of schools, so that the store must have been built.
    """
    derived = derive_tables(source, DATA, current_gazetteer())
    report = {
        "tables": derived.counts,
        "unresolved": derived.unresolved,
        "without_dfe_code": derived.without_dfe_code,
        "written": not derived.unresolved,
    }
    if derived.unresolved:
        words = ["Nothing was written. No authority is known by these names of the regulators' files:"]
        return Outcome(report, (*words, *derived.unresolved), ok=False)
    write_tables(derived.tables, DATA)
    words = [f"{name}: {count} rows" for name, count in derived.counts.items()]
    words.append(f"{len(derived.without_dfe_code)} authorities have no DfE code.")
    return Outcome(report, tuple(words))


COMMANDS = (geography,)

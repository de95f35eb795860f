"""Organisations at a terminal."""

import click

from register.core import clock
from register.core.access import SERVICE
from register.core.db import transaction
from register.core.identifiers import Scheme
from register.core.terminal import Outcome, operational
from register.organisations import queries, services
from register.organisations.domain import OrganisationKind
from register.organisations.models import Organisation


class IdentifierPair(click.ParamType[tuple[Scheme, str]]):
    """`SCHEME:NUMBER`, such as gb-coh:01234567."""

    name = "SCHEME:NUMBER"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Scheme, str]:
        """Return the scheme and the number, as typed."""
        scheme, colon, number = str(value).partition(":")
        if not colon or not number:
            self.fail("give it as SCHEME:NUMBER, such as gb-coh:01234567", param, ctx)
        try:
            return Scheme(scheme), number
        except ValueError:
            self.fail(f"{scheme} is no scheme; one of {', '.join(Scheme)}", param, ctx)


@click.group("organisation")
def organisation() -> None:
    """Look after organisations."""


@organisation.command("add")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in OrganisationKind]), help="What it is.")
@click.option("--name", required=True, help="Its full name.")
@click.option("--brand", help="The name that others see; the full name by default.")
@click.option("--identifier", "identifiers", type=IdentifierPair(), multiple=True, help="What a register calls it.")
@operational
def add(kind: str, name: str, brand: str | None, identifiers: tuple[tuple[Scheme, str], ...]) -> Outcome:
    """Add one organisation. An authority's codes are found by its name."""
    if len(name) > 160 or len(brand or name) > 80:  # noqa: PLR2004 - the columns' widths
        raise click.BadParameter("the name is too long: 160 characters, and 80 for the one that others see")
    wanted = OrganisationKind(kind)
    given = (services.codes_by_name(name) if wanted is OrganisationKind.LOCAL_AUTHORITY else {}) | dict(identifiers)
    with transaction():
        made = services.create_organisation(
            wanted, name=name, brand=brand or name, identifiers=given, by=SERVICE, now=clock.now()
        )
        report = _report(made)
    return Outcome({"added": report}, (f"{name}: {report['id']}",))


@organisation.command("authorities")
@operational
def authorities() -> Outcome:
    """Add every local authority of today that is not there yet. None of them may buy before it is granted."""
    with transaction():
        made = services.add_missing_authorities(by=SERVICE, now=clock.now())
        count = len(made)
    return Outcome({"added": count}, (f"{count} authorities added.",))


@organisation.command("list")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganisationKind]), help="Only those of one kind.")
@operational
def listing(kind: str | None) -> Outcome:
    """List organisations by name."""
    found = queries.organisations_of_kind(OrganisationKind(kind)) if kind else queries.list_organisations()
    reports = [_report(one) for one in found]
    return Outcome(
        {"organisations": reports},
        tuple(f"{one['id']}  {one['kind']:<16} {one['name']}" for one in reports) or ("None yet.",),
    )


def _report(one: Organisation) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "name": one.name,
        "brand": one.brand,
        "identifiers": sorted(f"{pair.scheme.value}:{pair.identifier}" for pair in one.identifiers),
    }


COMMANDS = (organisation,)

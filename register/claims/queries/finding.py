"""What a provider may claim: settings by their numbers or by their owner, as groups of one owner each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from register.claims.domain.finding import Wanted
from register.claims.queries import waiting_among
from register.core.paging import Page
from register.organisations.queries import holders_of
from register.regulators.domain.owners import spellings_in_order
from register.regulators.models import Setting
from register.regulators.queries import settings_by_id
from register.regulators.queries.owners import count_of_owners, owners_named, owners_of, settings_numbered

MOST_CLAIMED = 500


@dataclass(frozen=True, slots=True)
class Group:
    """Settings of one owner: `total` counts all that the owner has, `free` may be claimed, `rest` may not."""

    key: str | None
    name: str
    spellings: tuple[str, ...]
    total: int
    free: tuple[Setting, ...]
    rest: tuple[Setting, ...]

    @property
    def rows(self) -> tuple[Setting, ...]:
        """All settings that the group shows."""
        return self.free + self.rest


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, for one organisation: who holds what of it, and which of its own claims wait."""

    groups: Page[Group]
    missing: tuple[str, ...]
    holders: dict[str, str]
    waiting: dict[str, str]


def find_claimable(wanted: Wanted, *, organisation_id: str, after: str | None = None) -> Found:
    """Return what an organisation asked for, one page of owners. A bad `after` raises RuleBroken."""
    cursor = None
    missing: tuple[str, ...] = ()
    if wanted.numbers:
        settings = list(settings_numbered(wanted.numbers))
        known = {one.identifier for one in settings}
        missing = tuple(number for number in wanted.numbers if number not in known)
    else:
        page = owners_named(wanted.words, after=after)
        settings, cursor = [one for owner in page.items for one in owner.settings], page.next_cursor
    ids = [one.id for one in settings]
    holders, waiting = holders_of(ids), waiting_among(ids, organisation_id=organisation_id)
    taken = set(waiting) | {one for one, holder in holders.items() if holder == organisation_id}
    totals = count_of_owners({one.owner_key for one in settings if one.owner_key})
    groups = [
        _group(key, list(of_owner), taken, totals) for key, of_owner in groupby(settings, key=lambda one: one.owner_key)
    ]
    return Found(Page(groups, cursor), missing, holders, waiting)


def chosen_settings(
    setting_ids: Iterable[str], owner_keys: Iterable[str], *, organisation_id: str
) -> Sequence[Setting]:
    """Return the settings that were ticked, singly or by their owner, as far as they may be claimed."""
    found = settings_by_id(setting_ids)
    for owner in owners_of(owner_keys).values():
        found |= {one.id: one for one in owner.settings}
    holders, waiting = holders_of(found), waiting_among(found, organisation_id=organisation_id)
    free = [
        one
        for one in found.values()
        if one.open and one.provision and one.id not in waiting and holders.get(one.id) != organisation_id
    ]
    free.sort(key=lambda one: (one.owner_key or "", one.provision or "", one.identifier, one.id))
    return free[:MOST_CLAIMED]


def _group(key: str | None, settings: list[Setting], taken: set[str], totals: dict[str, int]) -> Group:
    spellings = spellings_in_order((one.owner_published, 1) for one in settings if one.owner_published)
    free = tuple(one for one in settings if one.provision and one.id not in taken)
    rest = tuple(one for one in settings if one not in free)
    total = totals.get(key, len(settings)) if key else len(settings)
    return Group(key, spellings[0] if spellings else "", spellings, total, free, rest)

"""What waits for verifiers, as groups: the claims of one organisation on the settings of one owner."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, func, literal_column, or_, select

from register.claims.domain import ClaimStatus
from register.claims.domain.progress import ClaimState
from register.claims.models import Claim
from register.claims.queries.progress import approvals_of, progress_of
from register.core.db import db
from register.core.paging import Page, decode_cursor, encode_cursor
from register.organisations.queries import holders_of
from register.regulators.models import Setting
from register.regulators.queries import get_setting, settings_by_id

GROUPS = 20
MOST_IN_GROUP = 500


@dataclass(frozen=True, slots=True)
class WaitingGroup:
    """Claims that wait together; `claim_id` is the oldest of them, `mine` counts those that the reader approved."""

    claim_id: str
    organisation_id: str
    owner: str | None
    oldest: datetime
    total: int
    states: dict[ClaimState, int]
    held: int
    mine: int
    numbers: tuple[str, ...]


def waiting_groups(
    *, person_id: str | None, now: datetime, after: str | None = None, limit: int = GROUPS
) -> Page[WaitingGroup]:
    """Return one page of groups, the one that waits longest first. A bad `after` raises RuleBroken."""
    oldest, first = func.min(Claim.claimed_at), func.min(Claim.id)
    query = (
        select(Claim.organisation_id, _owner().label("owner"), oldest.label("oldest"), first.label("first"))
        .join(Setting, Setting.id == Claim.setting_id)
        .where(Claim.status == ClaimStatus.PROPOSED)
        .group_by(Claim.organisation_id, _owner())
    )
    if after:
        at, last = decode_cursor(after, parts=2)
        since = datetime.fromisoformat(str(at))
        query = query.having(or_(oldest > since, and_(oldest == since, first > str(last))))
    rows = db.session.execute(query.order_by(oldest, first).limit(limit + 1)).all()
    groups = _claims_of_groups({(row.organisation_id, row.owner) for row in rows[:limit]})
    items = [_group(groups[row.organisation_id, row.owner], person_id=person_id, now=now) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, encode_cursor(rows[limit - 1].oldest.isoformat(), rows[limit - 1].first) if more else None)


def group_of(claim: Claim) -> Sequence[Claim]:
    """Return the undecided claims of the same organisation on settings of the same owner, this one first."""
    setting = get_setting(claim.setting_id)
    found = _claims_of_groups({(claim.organisation_id, setting.owner_key or f"={setting.id}")})
    waiting = next(iter(found.values()), [])
    return sorted(waiting, key=lambda one: one.id != claim.id)[:MOST_IN_GROUP]


def count_unclaimed_of_owner(claim: Claim) -> int:
    """Return how many further settings the owner of a claimed setting has that nobody claims or holds."""
    setting = get_setting(claim.setting_id)
    if setting.owner_key is None:
        return 0
    claimed = select(Claim.setting_id).where(Claim.status == ClaimStatus.PROPOSED)
    found = db.session.scalars(
        select(Setting.id).where(
            Setting.owner_key == setting.owner_key,
            Setting.open,
            Setting.provision.is_not(None),
            Setting.id.not_in(claimed),
        )
    ).all()
    return len(set(found) - set(holders_of(found)))


def _owner() -> ColumnElement[str]:
    # Written out, not bound: what is selected and what is grouped by must be the same text to the database.
    return func.coalesce(Setting.owner_key, literal_column("'='", String) + Setting.id)


def _claims_of_groups(groups: set[tuple[str, str]]) -> dict[tuple[str, str], list[Claim]]:
    rows = db.session.execute(
        select(Claim, _owner().label("owner"))
        .join(Setting, Setting.id == Claim.setting_id)
        .where(
            Claim.status == ClaimStatus.PROPOSED,
            Claim.organisation_id.in_({organisation for organisation, _ in groups}),
            _owner().in_({owner for _, owner in groups}),
        )
        .order_by(Claim.claimed_at, Claim.id)
    )
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim, owner in rows:
        found[claim.organisation_id, owner].append(claim)
    return found


def _group(claims: Sequence[Claim], *, person_id: str | None, now: datetime) -> WaitingGroup:
    progress, settings = progress_of(claims), settings_by_id(one.setting_id for one in claims)
    approved = approvals_of(one.id for one in claims)
    oldest = claims[0]
    return WaitingGroup(
        claim_id=oldest.id,
        organisation_id=oldest.organisation_id,
        owner=settings[oldest.setting_id].owner_published,
        oldest=oldest.claimed_at,
        total=len(claims),
        states=dict(Counter(progress[one.id].state(now) for one in claims)),
        held=sum(progress[one.id].held for one in claims),
        mine=sum(person_id in approved.get(one.id, ()) for one in claims),
        numbers=tuple(settings[one.setting_id].identifier for one in claims[:3]),
    )

"""Statuses and rules of organisations, buying capacities and holdings: no tables, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST_WORDS = 280
DUE_BEFORE = timedelta(days=30)


class OrganisationKind(StrEnum):
    """What an organisation is; what it may do comes from its claims and its granted buying capacities."""

    PROVIDER = "provider"
    LOCAL_AUTHORITY = "local-authority"
    CONSORTIUM = "consortium"
    NATIONAL_BODY = "national-body"
    ACTING_BODY = "acting-body"  # acts for authorities without being one: a trust, a council's company, an NHS board


class CapacityKind(StrEnum):
    """As what a body buys."""

    AUTHORITY = "authority"
    CHILDRENS_TRUST = "childrens-trust"
    COUNCIL_COMPANY = "council-company"
    OUT_OF_HOURS_TEAM = "out-of-hours-team"
    DELEGATED_PROVIDER = "delegated-provider"
    NHS_CO_FUNDER = "nhs-co-funder"


class CapacityStatus(StrEnum):
    """What people have decided about a buying capacity; whether it stands on a day is computed."""

    PROPOSED = "proposed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


CAPACITY_MOVES: dict[CapacityStatus, frozenset[CapacityStatus]] = {
    CapacityStatus.PROPOSED: frozenset({CapacityStatus.GRANTED, CapacityStatus.REFUSED, CapacityStatus.WITHDRAWN}),
    CapacityStatus.GRANTED: frozenset({CapacityStatus.REVOKED}),
    CapacityStatus.REFUSED: frozenset(),
    CapacityStatus.WITHDRAWN: frozenset(),
    CapacityStatus.REVOKED: frozenset(),
}


class CapacityState(StrEnum):
    """What a buying capacity is worth on a day."""

    PROPOSED = "proposed"
    STANDING = "standing"
    DUE = "due"  # stands, and must be confirmed again or renewed within a month
    LAPSED = "lapsed"  # nobody confirmed it in time
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def stands(self) -> bool:
        """Whether the body may buy."""
        return self in {CapacityState.STANDING, CapacityState.DUE}


#: Which kinds of organisation may be granted which capacity.
GRANTED_TO: dict[CapacityKind, frozenset[OrganisationKind]] = {
    CapacityKind.AUTHORITY: frozenset({OrganisationKind.LOCAL_AUTHORITY}),
    CapacityKind.CHILDRENS_TRUST: frozenset({OrganisationKind.ACTING_BODY, OrganisationKind.PROVIDER}),
    CapacityKind.COUNCIL_COMPANY: frozenset({OrganisationKind.ACTING_BODY, OrganisationKind.PROVIDER}),
    CapacityKind.OUT_OF_HOURS_TEAM: frozenset({OrganisationKind.ACTING_BODY, OrganisationKind.LOCAL_AUTHORITY}),
    CapacityKind.DELEGATED_PROVIDER: frozenset({OrganisationKind.PROVIDER}),
    CapacityKind.NHS_CO_FUNDER: frozenset({OrganisationKind.ACTING_BODY}),
}
LONGEST_GRANT = timedelta(days=5 * 366)


class EvidenceKind(StrEnum):
    """What a register administrator was shown."""

    COUNCIL_CONSTITUTION = "council-constitution"
    COUNCIL_DECISION = "council-decision"
    DELEGATION_AGREEMENT = "delegation-agreement"
    SERVICE_CONTRACT = "service-contract"
    STATUTORY_DIRECTION = "statutory-direction"
    JOINT_FUNDING_AGREEMENT = "joint-funding-agreement"


class EndReason(StrEnum):
    """Why an organisation no longer holds a setting."""

    GIVEN_UP = "given-up"
    TAKEN_OVER = "taken-over"
    MISTAKE = "mistake"


# The word in "Oakway Care, home 3": one for each provision, so that a number and its word name one setting.
CODE_WORDS: dict[str | None, str] = {
    "CH": "home",
    "CH-SB": "short-break home",
    "SCH": "secure home",
    "SA": "supported accommodation",
    "IFA": "fostering agency",
    "LAF": "fostering service",
    "RFC": "family centre",
    "RSS": "school",
    "RHS": "holiday scheme",
}
OTHER_WORD = "service"


def code_word(provision: str | None) -> str:
    """Return the word that stands for a provision in an internal code."""
    return CODE_WORDS.get(provision, OTHER_WORD)


@dataclass(frozen=True, slots=True)
class CapacityDates:
    """What decides whether a granted capacity stands: its last day, and the last day without a new confirmation."""

    ends_on: date
    confirm_by: date

    @property
    def last_day(self) -> date:
        """The last day on which it stands unless somebody acts."""
        return min(self.ends_on, self.confirm_by)

    @property
    def remind_on(self) -> date:
        """The day on which those who must act are reminded."""
        return self.last_day - DUE_BEFORE


def capacity_problems(
    kind: CapacityKind,
    organisation_kind: OrganisationKind,
    *,
    scope: frozenset[str],
    own_gss: frozenset[str],
    ends_on: date,
    today: date,
) -> tuple[tuple[str, str], ...]:
    """Return what forbids proposing such a capacity, as (field, code); empty when nothing does.

    `scope` are the GSS codes it would be for, `own_gss` those of the organisation itself.
    """
    problems = []
    if organisation_kind not in GRANTED_TO[kind]:
        problems.append(("kind", "kind-of-organisation"))
    if not scope:
        problems.append(("scope", "no-authority"))
    if kind is CapacityKind.AUTHORITY and scope and scope != own_gss:
        problems.append(("scope", "not-its-own-area"))
    if ends_on <= today:
        problems.append(("ends_on", "not-in-the-future"))
    elif ends_on > today + LONGEST_GRANT:
        problems.append(("ends_on", "too-far"))
    return tuple(problems)


def state_of(status: CapacityStatus, dates: CapacityDates | None, on: date) -> CapacityState:
    """Return what a buying capacity is worth on a day in Europe/London."""
    if status is not CapacityStatus.GRANTED or dates is None:
        return CapacityState(status.value)
    if on > dates.ends_on:
        return CapacityState.ENDED
    if on > dates.confirm_by:
        return CapacityState.LAPSED
    return CapacityState.DUE if on >= dates.remind_on else CapacityState.STANDING

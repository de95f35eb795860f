"""What the fictional country's providers say of their settings, and the vacancies in every state they can be in."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from register.accounts.models import Membership
from register.core.access import PROVIDER_ROLES
from register.core.clock import starts_at
from register.core.outbox import enqueue
from register.demo.country import HISTORY
from register.demo.dwellings import Dwellings, read_premises
from register.demo.organisations import house_name
from register.demo.stages import Plan, write
from register.descriptions.domain.answers import Gender, youngest_for
from register.descriptions.domain.home import FEATURES, RatioDay, RatioNight
from register.descriptions.domain.needs import needs_for
from register.descriptions.domain.purposes import purposes_for
from register.descriptions.domain.sections import Section, asks_place, sections_of
from register.descriptions.models import RestrictedPlace, SettingDescription
from register.dwellings.models import HouseholdCount
from register.geography.queries import Gazetteer
from register.organisations.models import SettingHolder
from register.regulators.models import Setting
from register.vacancies.domain.contracts import ContractType, Solo
from register.vacancies.domain.status import OCCUPYING, Status, UnavailableReason
from register.vacancies.models import SettingNumbers, SettingNumbersHistory, Vacancy, VacancyHistory
from register.vacancies.services import state_of
from register.vacancies.services.ending import ENDING
from register.vacancies.services.watching import REMINDER

STATUSES = {
    Status.OPEN: 46,
    Status.PLANNED: 8,
    Status.HELD: 4,
    Status.MATCHING: 5,
    Status.FILLED: 18,
    Status.UNAVAILABLE: 8,
    Status.WITHDRAWN: 8,
    Status.DRAFT: 3,
}
HELD_FOR = timedelta(days=2)
FOSTERING = frozenset({"IFA", "LAF"})
EXCLUSION_REASONS = ("registration", "building", "skills", "others", "insurance")
ABOUT = (
    "A calm house with a garden and a team that stays.",
    "Small and homely, close to buses and a leisure centre.",
    "Therapeutic team with a psychologist who visits weekly.",
    "Experienced with children who have been let down before.",
    "Foster carers with room for brothers and sisters.",
    None,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A setting, who holds it, and the area by which others know it."""

    setting: Setting
    organisation_id: str
    area_id: str | None


def fill(session: Session, plan: Plan, gazetteer: Gazetteer) -> None:
    """Write descriptions, restricted places, vacancies and their history."""
    held = list(_held(session, plan, gazetteer))
    write(session, SettingDescription, (_description(plan, one) for one in held))
    dwellings = Dwellings(plan, gazetteer, read_premises(session))
    for one in held:
        dwellings.tell_premises(one.setting, one.organisation_id)
    write(session, RestrictedPlace, (_place(plan, one) for one in held if _asks_place(one.setting)))
    history: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    # The history goes out in the same stream, so that a million vacancies need no more memory than a thousand.
    pending: list[dict[str, Any]] = []
    for vacancy in _vacancies(plan, held, taken, dwellings):
        pending.append(_columns(vacancy))
        history += _history(vacancy)
        if len(pending) >= 2_000:
            dwellings.write_new(session)
            write(session, Vacancy, pending)
            write(session, VacancyHistory, history)
            pending, history = [], []
    dwellings.write_new(session)
    write(session, HouseholdCount, dwellings.counts())
    write(session, Vacancy, pending)
    write(session, VacancyHistory, history)
    numbers = list(_numbers(plan, held, taken))
    write(session, SettingNumbers, numbers)
    write(session, SettingNumbersHistory, (_told(one) for one in numbers))
    _look_at(session, plan)


def _look_at(session: Session, plan: Plan) -> None:
    """Have the providers looked at whose people are there to be reminded, and the holds when they run out."""
    ends_at = starts_at(plan.today + HELD_FOR)
    for vacancy_id in session.scalars(select(Vacancy.id).where(Vacancy.status == Status.HELD).order_by(Vacancy.id)):
        enqueue(session, topic=ENDING, key=vacancy_id, now=starts_at(plan.today), due_at=ends_at)
    organisations = session.scalars(
        select(Membership.organisation_id)
        .where(Membership.role.in_(PROVIDER_ROLES))
        .distinct()
        .order_by(Membership.organisation_id)
    )
    at = starts_at(plan.today)
    for organisation_id in organisations:
        enqueue(session, topic=REMINDER, key=organisation_id, now=at)


def _numbers(plan: Plan, held: list[Held], taken: Counter[str]) -> Iterator[dict[str, Any]]:
    """Give how many places of each setting are filled: most of those that no vacancy speaks of."""
    for one in held:
        rng = plan.rng(f"numbers:{one.setting.identifier}")
        left = (one.setting.registered_places or 0) - taken[one.setting.id]
        if left < 0 or not one.setting.registered_places or rng.random() < 0.1:
            continue
        yield {
            "setting_id": one.setting.id,
            "organisation_id": one.organisation_id,
            "version": 1,
            "filled": max(0, left - rng.choice((0, 0, 0, 1))),
            "changed_at": plan.moment(rng.randrange(1, 30), rng),
        }


def _told(numbers: dict[str, Any]) -> dict[str, Any]:
    at = numbers["changed_at"]
    row = {key: value for key, value in numbers.items() if key != "changed_at"}
    return row | {"what": "given", "as_at": at, "known_at": at, "person_id": None, "vacancy_id": None}


def _held(session: Session, plan: Plan, gazetteer: Gazetteer) -> Iterator[Held]:
    rows = session.execute(
        select(Setting, SettingHolder.organisation_id)
        .join(SettingHolder, SettingHolder.setting_id == Setting.id)
        .where(SettingHolder.held_until.is_(None))
        .order_by(Setting.identifier)
    )
    for setting, organisation_id in rows:
        areas = gazetteer.areas_of(setting.authority_gss or "")
        rng = plan.rng(f"area:{setting.identifier}")
        weights = [area.postcodes for area in areas]
        yield Held(setting, organisation_id, rng.choices(areas, weights)[0].id if areas else None)


def _description(plan: Plan, one: Held) -> dict[str, Any]:
    setting = one.setting
    rng = plan.rng(f"description:{setting.identifier}")
    offers = {need.code: _offer(rng) for need in needs_for(setting.provision) if rng.random() < 0.4}
    excludable = [need.code for need in needs_for(setting.provision) if need.may_exclude and need.code not in offers]
    youngest = max(youngest_for(setting.provision), rng.choice((0, 4, 6, 8, 8, 10, 11)))
    written = plan.moment(rng.randrange(300, 370), rng)
    asked = sections_of(setting.provision, hidden=setting.hidden)
    staffed = Section.STAFF in asked
    return {
        "setting_id": setting.id,
        "organisation_id": one.organisation_id,
        "version": 1,
        "answered": [section.value for section in asked],
        "area_id": one.area_id,
        "contact_team": "Referrals team",
        "contact_telephone": _telephone(rng),
        "contact_email": "referrals@trial.example",
        "out_of_hours_telephone": _telephone(rng),
        "age_min": youngest,
        "age_max": max(youngest, 17),
        "gender": rng.choice((Gender.ANY, Gender.ANY, Gender.FEMALE, Gender.MALE)),
        "purposes": [purpose.code for purpose in purposes_for(setting.provision) if rng.random() < 0.5],
        "needs": offers,
        "exclusions": {code: rng.choice(EXCLUSION_REASONS) for code in rng.sample(excludable, min(2, len(excludable)))},
        "education": [rng.choice(("none", "on-site", "local", "alternative"))],
        "languages": ["eng", *rng.sample(("cym", "urd", "pol", "bfi", "ara", "som", "ron"), rng.randrange(0, 2))],
        "about": rng.choice(ABOUT),
        "ratio_day": rng.choices(list(RatioDay), (10, 4, 2, 1, 0))[0].value if staffed else None,
        "ratio_night": rng.choices(list(RatioNight), (6, 4, 1))[0].value if staffed else None,
        "home": _home(rng) if Section.HOME in asked else {},
        "created_at": written,
        "changed_at": written,
    }


def _place(plan: Plan, one: Held) -> dict[str, Any]:
    rng = plan.rng(f"place:{one.setting.identifier}")
    district = (one.area_id or "").rpartition("-")[2] or "ZZ9"
    return {
        "setting_id": one.setting.id,
        "organisation_id": one.organisation_id,
        "name": house_name(plan, one.setting.identifier),
        # No unit ends in these letters: nobody's real address.
        "address": f"{rng.randrange(1, 99)} {rng.choice(('Specimen', 'Sample', 'Instance'))} Row",
        "postcode": f"{district} 9ZZ"[:8],
        "changed_at": starts_at(plan.today - HISTORY),
    }


def _asks_place(setting: Setting) -> bool:
    return asks_place(setting.provision, hidden=setting.hidden)


def _home(rng: random.Random) -> dict[str, str]:
    return {name: rng.choice(sorted(one.answers)) for name, one in FEATURES.items() if rng.random() < 0.7}


def _offer(rng: random.Random) -> str:
    return rng.choices(("core", "specialist", "not_offered"), (6, 2, 2))[0]


def _telephone(rng: random.Random) -> str:
    # The regulator of telephones keeps this range free for drama.
    return f"01632 960{rng.randrange(1000):03}"


def _vacancies(plan: Plan, held: list[Held], taken: Counter[str], dwellings: Dwellings) -> Iterator[Vacancy]:
    """Give vacancies; `taken` counts the places of each setting of which they speak as empty."""
    rng = plan.rng("vacancies")
    offering = [one for one in held if one.setting.open and one.setting.provision]
    fostering = [one for one in offering if one.setting.provision in FOSTERING] or offering
    for number in range(plan.vacancies if offering else 0):
        status = rng.choices(list(STATUSES), list(STATUSES.values()))[0]
        one = rng.choice(fostering if rng.random() < 0.25 else offering)
        left = (one.setting.registered_places or 0) - taken[one.setting.id]
        if status in OCCUPYING and one.setting.provision not in FOSTERING and left < 1:
            one, left = rng.choice(fostering), 0
        places = rng.choice((1, 1, 1, 2, 2, 3))
        if one.setting.provision not in FOSTERING:
            places = max(1, min(places, left))
        taking = status in OCCUPYING
        dwelling_id, room = dwellings.find_room(one.setting, one.organisation_id, places, taking=taking, rng=rng)
        if not room:
            one = rng.choice(fostering)
            dwelling_id, room = dwellings.find_room(one.setting, one.organisation_id, places, taking=taking, rng=rng)
        if not room:
            status = Status.WITHDRAWN  # a country without fostering: nobody else has room
        places = room or places
        if status in OCCUPYING:
            taken[one.setting.id] += places
        yield _vacancy(plan, number, one, dwelling_id, status, places, rng)


def _vacancy(
    plan: Plan, number: int, one: Held, dwelling_id: str | None, status: Status, places: int, rng: random.Random
) -> Vacancy:
    provision = one.setting.provision
    ended = status in {Status.FILLED, Status.WITHDRAWN}
    # Most were confirmed lately; some are stale, a few hidden; those that ended did so at any time in the history.
    days_ago = (
        rng.randrange(1, 400) if ended else rng.choices((rng.random() * 5, rng.randrange(8, 13), 20), (85, 10, 5))[0]
    )
    confirmed = plan.moment(days_ago, rng)
    created = min(confirmed, plan.moment(days_ago + rng.randrange(0, 25), rng))
    youngest = max(youngest_for(provision), rng.choice((0, 4, 6, 8, 10, 12)))
    emergency = rng.random() < 0.15
    solo = rng.choice((Solo.NO, Solo.NO, Solo.POSSIBLE, Solo.ONLY)) if places == 1 else Solo.NO
    later = plan.today + timedelta(days=rng.randrange(3, 60))
    needs = {need.code: _offer(rng) for need in needs_for(provision) if rng.random() < 0.25}
    purposes = [purpose.code for purpose in purposes_for(provision) if rng.random() < 0.4]
    return Vacancy(
        id=plan.id("vacancy", number),
        setting_id=one.setting.id,
        organisation_id=one.organisation_id,
        dwelling_id=dwelling_id,
        version=1 if status is Status.DRAFT else 2,
        status=status.value,
        subject_to_matching=rng.random() < 0.3,
        unavailable_reason=rng.choice(list(UnavailableReason)).value if status is Status.UNAVAILABLE else None,
        unavailable_until=later if status is Status.UNAVAILABLE else None,
        held_until=starts_at(plan.today + HELD_FOR) if status is Status.HELD else None,
        held_for=one.setting.authority_gss if status is Status.HELD else None,
        places=places,
        age_min=youngest,
        age_max=max(youngest, rng.choice((11, 14, 16, 17, 17, 17))),
        gender=rng.choice((Gender.ANY, Gender.ANY, Gender.FEMALE, Gender.MALE)).value,
        purposes=purposes,
        needs=needs,
        contract_types=sorted(
            rng.sample([ContractType.SPOT.value, ContractType.CALL.value, ContractType.BLOCK.value], 2)
        ),
        available_from=later if status is Status.PLANNED else confirmed.date(),
        notice_hours=rng.choice((0, 4, 24, 48, 72)),
        emergency=emergency,
        siblings_max=places if places > 1 else None,
        solo=solo.value,
        words=rng.choice((None, None, "Room with its own bathroom.", "School places nearby.", "Ready after matching.")),
        created_at=created,
        changed_at=confirmed,
        last_confirmed_at=confirmed,
        confirmed_by=None,
    )


def _columns(vacancy: Vacancy) -> dict[str, Any]:
    return {column.key: getattr(vacancy, column.key) for column in inspect(Vacancy).columns}


def _history(vacancy: Vacancy) -> list[dict[str, Any]]:
    """Return how it came to be as it is: drafted, published, and what happened last."""
    steps: list[tuple[str, Status, datetime, int]] = [("drafted", Status.DRAFT, vacancy.created_at, 1)]
    status = Status(vacancy.status)
    if status is not Status.DRAFT:
        offered = Status.PLANNED if status is Status.PLANNED else Status.OPEN
        steps.append(("published", offered, vacancy.created_at, 2))
    if status not in {Status.DRAFT, Status.PLANNED, Status.OPEN}:
        steps.append((status.value, status, vacancy.changed_at, 2))
    state = state_of(vacancy)
    return [
        {
            "vacancy_id": vacancy.id,
            "version": version,
            "what": what,
            "as_at": at,
            "known_at": at,
            "person_id": None,
            "state": state | {"status": stood.value},
        }
        for what, stood, at, version in steps
    ]

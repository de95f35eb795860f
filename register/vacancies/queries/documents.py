"""Reading vacancies as others may know them: everything that a search document is made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from register.core.db import db
from register.descriptions.domain.answers import Gender
from register.descriptions.domain.home import RatioDay, RatioNight
from register.descriptions.domain.needs import Offer, split_offers
from register.descriptions.domain.purposes import derived_purposes
from register.descriptions.models import SettingDescription
from register.descriptions.queries import descriptions_of, screen_many
from register.dwellings.queries import DwellingView, dwelling_views
from register.organisations.models import SettingHolder
from register.organisations.queries import holders_of, labels_of
from register.regulators.models import Setting
from register.regulators.queries import settings_by_id
from register.regulators.queries.published_places import published_areas
from register.vacancies.domain.contracts import Solo
from register.vacancies.domain.freshness import Due, FreshnessRule
from register.vacancies.domain.status import FINDABLE, Status
from register.vacancies.models import Vacancy
from register.vacancies.queries.freshness import due_of, freshness_rule


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """Everything that a search document is made of, as others may know it; it names no hidden place.

    `label` is brand and internal code, with the number of premises. `area_id` is geography's area of the dwelling where
    the vacancy has one, else of a hidden place where the holder gave it, else of the address that the regulator
    publishes; None where only the authority is known.
    `in_house_for` is the GSS code of the authority whose own it is. `exclusions` are the needs that the setting never
    accepts, each with its reason. `words` are what the holder wrote of vacancy and setting, left out where they hold
    what others may not read. `out_of_hours` says whether an emergency can be answered.
    """

    vacancy_id: str
    setting_id: str
    provider_id: str
    label: str
    status: Status
    subject_to_matching: bool
    provision: str
    nation: str
    authority_gss: str
    in_house_for: str | None
    area_id: str | None
    places: int
    age_min: int
    age_max: int
    gender: Gender
    purposes: frozenset[str]
    needs_core: frozenset[str]
    needs_specialist: frozenset[str]
    needs_not_offered: frozenset[str]
    exclusions: Mapping[str, str]
    contract_types: frozenset[str]
    available_from: date
    notice_hours: int
    emergency: bool
    siblings_max: int | None
    solo: Solo
    languages: tuple[str, ...]
    education: tuple[str, ...]
    ratio_day: RatioDay | None
    ratio_night: RatioNight | None
    home: dict[str, str]
    contact_team: str | None
    contact_telephone: str | None
    contact_email: str | None
    out_of_hours_telephone: str | None
    words: str
    confirmed_at: datetime
    due: Due


def findable_ids() -> Sequence[str]:
    """Return the ids of the vacancies whose status and setting let others find them, stale and hidden included."""
    return db.session.scalars(
        select(Vacancy.id)
        .join(Setting, Setting.id == Vacancy.setting_id)
        .join(
            SettingHolder,
            (SettingHolder.setting_id == Vacancy.setting_id)
            & (SettingHolder.organisation_id == Vacancy.organisation_id)
            & SettingHolder.held_until.is_(None),
        )
        .where(
            Vacancy.status.in_(FINDABLE),
            Vacancy.reserved_for.is_(None),
            Setting.open,
            Setting.provision.is_not(None),
            Setting.authority_gss.is_not(None),
        )
        .order_by(Vacancy.id)
    ).all()


def document_rows(
    vacancy_ids: Iterable[str], *, rule: FreshnessRule | None = None, buys_for: Collection[str] = ()
) -> dict[str, DocumentRow]:
    """Return what a search document of each vacancy is made of, by vacancy id; a fixed number of queries for many.

    A vacancy that is not there, or that others may not find (status, reserved, setting closed or out of scope, holder
    gone), is left out: its document is to be removed. Freshness leaves nothing out: the index compares the instants
    with now. With `buys_for`, the GSS codes of authorities, what is reserved or held for one of them is there too.
    """
    rule = rule or freshness_rule()
    found = db.session.scalars(
        select(Vacancy)
        .where(Vacancy.id.in_(list(vacancy_ids)), _found_by(buys_for))
        .execution_options(populate_existing=True)
    ).all()
    setting_ids = sorted({one.setting_id for one in found})
    settings = settings_by_id(setting_ids)
    holders = holders_of(setting_ids)
    labels = labels_of(setting_ids)
    descriptions = descriptions_of(setting_ids)
    dwellings = dwelling_views(one.dwelling_id for one in found if one.dwelling_id is not None)
    shown = [
        one
        for one in found
        if _may_be_found(one, settings.get(one.setting_id), holders.get(one.setting_id))
        and (one.dwelling_id is None or dwellings[one.dwelling_id].open)
    ]
    words = _words(shown, settings, descriptions, holders)
    areas = published_areas(settings[one.setting_id] for one in shown if one.dwelling_id is None)
    areas |= {setting_id: one.area_id for setting_id, one in descriptions.items() if one.area_id is not None}
    rows = {}
    for one in shown:
        setting, description = settings[one.setting_id], descriptions.get(one.setting_id)
        label, dwelling = labels.get(one.setting_id, ""), dwellings.get(one.dwelling_id or "")
        area = dwelling.area_id if dwelling else areas.get(one.setting_id)
        rows[one.id] = _row(
            one, setting, description, dwelling, area_id=area, label=label, words=words[one.id], rule=rule
        )
    return rows


def reserved_ids(buys_for: Collection[str]) -> Sequence[str]:
    """Return the ids of the vacancies that are reserved or held for one of these authorities (GSS codes)."""
    return db.session.scalars(
        select(Vacancy.id)
        .where(
            or_(
                and_(Vacancy.status.in_(FINDABLE), Vacancy.reserved_for.in_(buys_for)),
                and_(Vacancy.status == Status.HELD, Vacancy.held_for.in_(buys_for)),
            )
        )
        .order_by(Vacancy.id)
    ).all()


def _found_by(buys_for: Collection[str]) -> ColumnElement[bool]:
    everybody = and_(Vacancy.status.in_(FINDABLE), Vacancy.reserved_for.is_(None))
    if not buys_for:
        return everybody
    return or_(
        everybody,
        and_(Vacancy.status.in_(FINDABLE), Vacancy.reserved_for.in_(buys_for)),
        and_(Vacancy.status == Status.HELD, Vacancy.held_for.in_(buys_for)),
    )


def _may_be_found(vacancy: Vacancy, setting: Setting | None, holder: str | None) -> bool:
    return (
        setting is not None
        and setting.open
        and setting.provision is not None
        and setting.authority_gss is not None
        and vacancy.organisation_id == holder
    )


def _words(
    vacancies: Iterable[Vacancy],
    settings: dict[str, Setting],
    descriptions: dict[str, SettingDescription],
    holders: Mapping[str, str],
) -> dict[str, str]:
    # Screened again each time it leaves: a place or a key may have been given after the words were written.
    by_setting: dict[str, list[Vacancy]] = {}
    for one in vacancies:
        by_setting.setdefault(one.setting_id, []).append(one)
    texts = {
        setting_id: [
            descriptions[setting_id].about if setting_id in descriptions else None,
            *(one.words for one in each),
        ]
        for setting_id, each in by_setting.items()
    }
    findings = screen_many(texts, settings, holders=holders)
    clean: dict[str, str] = {}
    for setting_id, each in by_setting.items():
        kept = [
            text if text and not found else None
            for text, found in zip(texts[setting_id], findings[setting_id], strict=True)
        ]
        for one, own in zip(each, kept[1:], strict=True):
            clean[one.id] = " ".join(text for text in (own, kept[0]) if text)
    return clean


def _row(
    vacancy: Vacancy,
    setting: Setting,
    description: SettingDescription | None,
    dwelling: DwellingView | None,
    *,
    area_id: str | None,
    label: str,
    words: str,
    rule: FreshnessRule,
) -> DocumentRow:
    offers = split_offers(vacancy.needs)
    solo = Solo(vacancy.solo)
    derived = derived_purposes(emergency=vacancy.emergency, solo=solo is not Solo.NO, siblings_max=vacancy.siblings_max)
    return DocumentRow(
        vacancy_id=vacancy.id,
        setting_id=vacancy.setting_id,
        provider_id=vacancy.organisation_id,
        label=label if dwelling is None else dwelling.label(label),
        status=Status(vacancy.status),
        subject_to_matching=vacancy.subject_to_matching,
        provision=setting.provision or "",
        nation=setting.nation,
        authority_gss=dwelling.authority_gss if dwelling else setting.authority_gss or "",
        in_house_for=setting.in_house_for_gss,
        area_id=area_id,
        places=vacancy.places,
        age_min=vacancy.age_min,
        age_max=vacancy.age_max,
        gender=Gender(vacancy.gender),
        purposes=frozenset(vacancy.purposes) | derived,
        needs_core=offers[Offer.CORE],
        needs_specialist=offers[Offer.SPECIALIST],
        needs_not_offered=offers[Offer.NOT_OFFERED],
        exclusions=description.exclusions if description else {},
        contract_types=frozenset(vacancy.contract_types),
        available_from=vacancy.available_from,
        notice_hours=vacancy.notice_hours,
        emergency=vacancy.emergency,
        siblings_max=vacancy.siblings_max,
        solo=solo,
        languages=tuple(description.languages) if description else (),
        education=tuple(description.education) if description else (),
        ratio_day=RatioDay(description.ratio_day) if description and description.ratio_day else None,
        ratio_night=RatioNight(description.ratio_night) if description and description.ratio_night else None,
        home=dict(description.home) if description else {},
        contact_team=description.contact_team if description else None,
        contact_telephone=description.contact_telephone if description else None,
        contact_email=description.contact_email if description else None,
        out_of_hours_telephone=description.out_of_hours_telephone if description else None,
        words=words,
        confirmed_at=vacancy.last_confirmed_at,
        due=due_of(vacancy, setting, rule=rule),
    )

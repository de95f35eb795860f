"""The verdicts on a vacancy in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from flask_babel import format_date, get_locale, gettext, ngettext

from register.core.clock import local_date
from register.descriptions.domain.answers import EDUCATION_LABELS, EXCLUSION_LABELS, GENDER_LABELS, LANGUAGES, Gender
from register.vacancies.domain.contracts import Solo
from register.vacancies.queries import DocumentRow
from search.engine.words import query_words, words_of
from search.find.domain.asked import Asked
from search.find.domain.fit import Point, Verdict, judged
from search.find.domain.labels import TAKES_LABELS, name_of, name_of_need, name_of_purpose


@dataclass(frozen=True, slots=True)
class Explained:
    """What of a search a vacancy answers, what it does not, and what nobody has said."""

    fits: tuple[str, ...]
    misses: tuple[str, ...]
    unknown: tuple[str, ...]


def explained(row: DocumentRow, asked: Asked, *, now: datetime) -> Explained:
    """Explain a vacancy to whoever asked."""
    said: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for point in judged(row, asked, today=local_date(now)):
        said[point.verdict].append(in_words(point, row, asked))
    return Explained(
        (*said[Verdict.FITS], *says(row, asked)), tuple(said[Verdict.MISSES]), tuple(said[Verdict.UNKNOWN])
    )


def in_words(point: Point, row: DocumentRow, asked: Asked) -> str:
    """Say one verdict as an officer reads it."""
    return _SAYING[point.about](point, row, asked)


def says(row: DocumentRow, asked: Asked) -> tuple[str, ...]:
    """Name the words asked for that the vacancy says just so."""
    wanted = query_words(asked.words)
    said = set(words_of(f"{row.label} {row.words}")) if wanted else set()
    named = [word for word in wanted if word in said]
    return (gettext("Says: %(words)s", words=", ".join(named)),) if named else ()


def facts_of(row: DocumentRow) -> str:
    """Say whom a vacancy takes, how many and from when."""
    return _facts(row.age_min, row.age_max, row.gender, row.places, row.available_from, str(get_locale()))


# Many of a page's results, and of the next page's, say the same.
@lru_cache(maxsize=5_000)
def _facts(low: int, high: int, whom: Gender, number: int, free_from: date, _locale: str) -> str:
    ages = gettext("Ages %(low)d to %(high)d", low=low, high=high)
    places = ngettext("%(num)d place", "%(num)d places", number)
    day = format_date(free_from, "d MMMM yyyy")
    gender = str(GENDER_LABELS[whom])
    return f"{ages}. {gender}. {places}. {gettext('Available from %(day)s', day=day)}."


def _age(point: Point, row: DocumentRow, asked: Asked) -> str:
    ages = gettext("ages %(low)d to %(high)d", low=row.age_min, high=row.age_max)
    if point.verdict is Verdict.MISSES:
        return str(gettext("Takes %(ages)s only", ages=ages))
    if len(asked.ages) == 1:
        return str(gettext("Takes a child of %(age)d (%(ages)s)", age=asked.ages[0], ages=ages))
    listed = ", ".join(str(age) for age in asked.ages)
    return str(gettext("Takes children of %(listed)s (%(ages)s)", listed=listed, ages=ages))


def _gender(point: Point) -> str:
    name = name_of(TAKES_LABELS, point.code)
    if point.verdict is Verdict.UNKNOWN:
        return str(gettext("%(name)s: by discussion", name=name))
    return name if point.verdict is Verdict.FITS else str(gettext("%(name)s: not taken", name=name))


def _places(row: DocumentRow) -> str:
    return str(ngettext("%(num)d place only", "%(num)d places only", row.places))


def _siblings(point: Point, row: DocumentRow) -> str:
    if point.verdict is Verdict.UNKNOWN:
        return str(gettext("Brothers and sisters together: nothing is said"))
    most = row.siblings_max or 0
    if point.verdict is Verdict.FITS:
        return str(gettext("Takes up to %(most)d brothers and sisters together", most=most))
    return str(gettext("Takes no more than %(most)d brothers and sisters together", most=most))


def _need(point: Point, row: DocumentRow) -> str:
    need = name_of_need(point.code)
    if point.about == "desired-need":
        need = gettext("%(need)s (desirable)", need=need)
    match point.how:
        case "specialist":
            words = gettext("%(need)s: a specialism, not verified, so counted as normally accepted", need=need)
            return str(words)
        case "core":
            return str(gettext("%(need)s: normally accepted", need=need))
        case "not-offered":
            return str(gettext("%(need)s: not offered", need=need))
        case "excluded":
            reason = name_of({str(code): label for code, label in EXCLUSION_LABELS.items()}, row.exclusions[point.code])
            return str(gettext("%(need)s: never accepted (%(reason)s)", need=need, reason=reason))
    return str(gettext("%(need)s: nothing is said", need=need))


def _purpose(point: Point) -> str:
    purpose = name_of_purpose(point.code)
    return purpose if point.verdict is Verdict.FITS else gettext("%(purpose)s: not offered", purpose=purpose)


def _solo(row: DocumentRow) -> str:
    match row.solo:
        case Solo.ONLY:
            return str(gettext("The only child there, always"))
        case Solo.POSSIBLE:
            return str(gettext("Can be the only child there"))
    return str(gettext("Other children live there"))


def _emergency(row: DocumentRow) -> str:
    return str(gettext("Takes emergencies") if row.emergency else gettext("Does not take emergencies"))


def _available(row: DocumentRow) -> str:
    return str(gettext("Available from %(day)s", day=format_date(row.available_from, "d MMMM yyyy")))


def _notice(row: DocumentRow) -> str:
    return str(ngettext("Asks for %(num)d hour\u2019s notice", "Asks for %(num)d hours\u2019 notice", row.notice_hours))


def _education(point: Point) -> str:
    name = name_of({str(code): label for code, label in EDUCATION_LABELS.items()}, point.code)
    return _answer(point, name)


def _language(point: Point) -> str:
    return _answer(point, gettext("Language: %(name)s", name=name_of(LANGUAGES, point.code)))


def _answer(point: Point, name: str) -> str:
    match point.verdict:
        case Verdict.FITS:
            return name
        case Verdict.MISSES:
            return str(gettext("%(name)s: not offered", name=name))
    return str(gettext("%(name)s: nothing is said", name=name))


def _matching() -> str:
    return str(gettext("Whether the child fits with those who live there: subject to matching"))


_SAYING: Mapping[str, Callable[[Point, DocumentRow, Asked], str]] = {
    "age": _age,
    "gender": lambda point, _row, _asked: _gender(point),
    "places": lambda _point, row, _asked: _places(row),
    "siblings": lambda point, row, _asked: _siblings(point, row),
    "essential-need": lambda point, row, _asked: _need(point, row),
    "desired-need": lambda point, row, _asked: _need(point, row),
    "purpose": lambda point, _row, _asked: _purpose(point),
    "solo": lambda _point, row, _asked: _solo(row),
    "emergency": lambda _point, row, _asked: _emergency(row),
    "available": lambda _point, row, _asked: _available(row),
    "notice": lambda _point, row, _asked: _notice(row),
    "education": lambda point, _row, _asked: _education(point),
    "language": lambda point, _row, _asked: _language(point),
    "matching": lambda _point, _row, _asked: _matching(),
}

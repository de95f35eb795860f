"""Documents to try an index with."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from register.geography.domain.points import Point
from search.engine.documents import Content, VacancyDocument, content_hash

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
TODAY = NOW.date()

# Words of the field with the stem that Porter's algorithm gives; the stem is what makes two of them the same.
STEMS = {
    "therapeutic": "therapeut",
    "therapeutically": "therapeut",
    "autism": "autism",
    "rural": "rural",
    "homes": "home",
    "home": "home",
    "horse": "hors",
    "horses": "hors",
    "teaching": "teach",
    "teaches": "teach",
    "garden": "garden",
}
PROVISIONS = ("childrens-home", "fostering", "supported-accommodation")
GENDERS = ("any", "female", "male", "by-discussion")
PURPOSES = ("EMG", "STF", "LTF", "SIB2", "SOL")
NEEDS = ("AUT", "ADHD", "SEMH", "CSE", "PHY", "MED")
EDUCATION = ("none", "on-site", "local")
LANGUAGES = ("eng", "cym", "urd")
AUTHORITIES = ("E06000001", "E08000003", "E10000017", "W06000015")


def a_content(**changes: object) -> Content:
    """One ordinary vacancy, with what is said otherwise."""
    ordinary: dict[str, object] = {
        "provider_id": "oakway",
        "setting_id": "home-3",
        "status": "open",
        "provision": "childrens-home",
        "area_id": "E10000017-PR1",
        "authority": "E10000017",
        "region": "E12000002",
        "nation": "E92000001",
        "point": Point(53.76, -2.70),
        "age_min": 8,
        "age_max": 14,
        "gender": "any",
        "purposes": frozenset({"STF"}),
        "needs_core": frozenset({"SEMH"}),
        "places_open": 1,
        "available_from": TODAY,
        "contract_types": frozenset({"SPOT"}),
        "confirm_by": NOW + timedelta(days=7),
        "hidden_at": NOW + timedelta(days=14),
        "words": "Oakway Care, a rural home with a garden",
    }
    return Content(**{**ordinary, **changes})  # type: ignore[arg-type]


def a_document(vacancy_id: str = "v1", revision: int = 1, **changes: object) -> VacancyDocument:
    content = a_content(**changes)
    return VacancyDocument(vacancy_id, revision, content_hash(content), content)


def random_content(chance: random.Random, points: list[Point]) -> Content:
    """A vacancy anywhere, of any kind; some share a point, as vacancies of one area do."""
    low = chance.randint(0, 17)
    needs = chance.sample(NEEDS, chance.randint(0, 5))
    cut, refused = (chance.randint(0, len(needs)) for _ in range(2))
    confirm_by = NOW + timedelta(minutes=chance.randint(-20_000, 20_000))
    return a_content(
        provision=chance.choice(PROVISIONS),
        authority=chance.choice(AUTHORITIES),
        region=chance.choice(("E12000002", "W92000004")),
        point=chance.choice(points),
        age_min=low,
        age_max=chance.randint(low, 21),
        gender=chance.choice(GENDERS),
        purposes=frozenset(chance.sample(PURPOSES, chance.randint(0, 3))),
        needs_core=frozenset(needs[:cut][:refused]),
        needs_specialist=frozenset(needs[cut:refused]),
        needs_not_offered=frozenset(needs[refused:]),
        places_open=chance.randint(1, 4),
        available_from=TODAY + timedelta(days=chance.randint(-10, 60)),
        confirm_by=confirm_by,
        hidden_at=confirm_by + timedelta(days=7),
        emergency=chance.random() < 0.3,
        siblings_max=chance.randint(0, 4),
        solo=chance.random() < 0.3,
        education=frozenset(chance.sample(EDUCATION, chance.randint(0, 2))),
        languages=frozenset(chance.sample(LANGUAGES, chance.randint(0, 3))),
        words=" ".join(chance.choices(list(STEMS), k=chance.randint(0, 5))),
    )


def random_documents(seed: int, number: int) -> list[VacancyDocument]:
    chance = random.Random(seed)
    points = [
        Point(chance.uniform(50.0, 58.5), chance.uniform(-5.5, 1.7))
        if chance.random() < 0.5
        else Point(53.5 + chance.uniform(-0.3, 0.3), -2.5 + chance.uniform(-0.5, 0.5))
        for _ in range(max(1, number // 3))
    ]
    made = []
    for position in range(number):
        content = random_content(chance, points)
        made.append(VacancyDocument(f"v{position:04}", chance.randint(1, 9), content_hash(content), content))
    return made

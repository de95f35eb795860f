"""search-naive: the embedded search beside plain SQL (bounding box, LIKE, one count a facet) over the same vacancies.

500 requests as placement officers make them: 350 with words, a circle and two or three filters, 100 the same without
words, 50 with words nationwide, the soonest available first. Each asks four multi-select counts, the exact total and
the first 20 in order. Every answer of the two is compared, and one that differs stops the measurement.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from register.geography.domain.points import EARTH_RADIUS_M, METRES_IN_A_MILE, Point
from search.engine.adapters.embedded import EmbeddedIndex
from search.engine.documents import Content, VacancyDocument, content_hash
from search.engine.domain import Circle, chord_squared, unit_vector
from search.engine.request import SearchRequest, Sort
from search.engine.words import query_words
from tests.benchmark.measuring import Entry, percentile

SIZE = 100_000
GOAL = 0.15
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
FACETS = ("provision", "region", "gender", "purpose")
PROVISIONS = ("childrens-home", "fostering", "supported-accommodation", "family-centre", "school")
GENDERS = ("any", "any", "any", "female", "male", "by-discussion")
TAKES = {"female": ("female", "any", "by-discussion"), "male": ("male", "any", "by-discussion")}
PURPOSES = tuple(f"P{number}" for number in range(16))
NEEDS = tuple(f"N{number}" for number in range(50))
REGIONS = tuple(f"R{number}" for number in range(11))
# Six letters each, so that none is part of another, and none that stemming changes: LIKE then finds what FTS5 finds.
WORDS = [f"{a}a{b}i{c}o" for a in "bdfgklmnpr" for b in "bdfgklmnpr" for c in "bdfgklmnpr"]
CITIES = (
    (51.5, -0.1), (52.5, -1.9), (53.5, -2.2), (53.8, -1.5), (53.4, -3.0), (55.0, -1.6), (51.5, -2.6), (55.9, -4.2),
    (51.5, -3.2), (50.8, -1.1), (52.6, 1.3), (50.4, -4.1),
)  # fmt: skip


def documents(number: int) -> Iterator[VacancyDocument]:
    """Vacancies in 2,800 areas, most of them about cities, with about 25 words each, some far commoner than others."""
    chance = random.Random(7)
    areas = [
        Point(chance.uniform(50.2, 56.0), chance.uniform(-4.5, 1.5))
        if chance.random() < 0.4
        else Point(*(degrees + chance.gauss(0, 0.2) for degrees in chance.choice(CITIES)))
        for _ in range(2_800)
    ]
    weights = [1 / (rank + 10) for rank in range(len(WORDS))]
    for position in range(number):
        area = chance.randrange(len(areas))
        low = chance.randint(0, 15)
        needs = chance.sample(NEEDS, 12)
        confirm_by = NOW + timedelta(hours=chance.randint(-200, 168))
        content = Content(
            provider_id=f"provider-{position % 2500}",
            setting_id=f"setting-{position % 5600}",
            status="open",
            provision=chance.choice(PROVISIONS),
            area_id=f"area-{area}",
            authority=f"A{area % 175}",
            region=REGIONS[area % 11],
            nation="E",
            point=areas[area],
            age_min=low,
            age_max=low + chance.randint(2, 8),
            gender=chance.choice(GENDERS),
            purposes=frozenset(chance.sample(PURPOSES, 4)),
            needs_core=frozenset(needs[:8]),
            needs_specialist=frozenset(needs[8:]),
            places_open=chance.randint(1, 4),
            available_from=NOW.date() + timedelta(days=chance.randint(-30, 60)),
            confirm_by=confirm_by,
            hidden_at=confirm_by + timedelta(days=7),
            words=" ".join(chance.choices(WORDS, weights, k=25)),
        )
        yield VacancyDocument(f"v{position:07}", 1, content_hash(content), content)


def requests(number: int) -> Iterator[SearchRequest]:
    """The mix, in an order that is random and always the same."""
    chance = random.Random(11)
    kinds = ["words"] * (number * 7 // 10) + ["no words"] * (number // 5) + ["nationwide"] * (number // 10)
    chance.shuffle(kinds)
    for kind in kinds:
        chosen: dict[str, frozenset[str] | frozenset[int]] = {"age": frozenset({chance.randint(3, 17)})}
        chosen["provision"] = frozenset(chance.sample(PROVISIONS, 2))
        third = chance.random()
        if third < 0.3:
            chosen["gender"] = frozenset({chance.choice(("female", "male"))})
        elif third < 0.6:
            chosen["need"] = frozenset({chance.choice(NEEDS)})
        city = chance.choice(CITIES)
        near = Circle(
            Point(city[0] + chance.gauss(0, 0.1), city[1] + chance.gauss(0, 0.1)),
            chance.choice((10, 20, 30, 40)) * METRES_IN_A_MILE,
        )
        yield SearchRequest(
            now=NOW,
            near=None if kind == "nationwide" else near,
            words="" if kind == "no words" else " ".join(chance.sample(WORDS[:300], chance.choice((1, 1, 2)))),
            chosen=chosen,
            facets=FACETS,
            sort=Sort.AVAILABLE if kind == "nationwide" else Sort.DISTANCE,
        )


class PlainSql:
    """What one would write first: an indexed table, a bounding box, LIKE, a GROUP BY for each count."""

    def __init__(self, path: Path, made: Iterable[VacancyDocument]) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.executescript("""
            PRAGMA mmap_size=2147483648; PRAGMA cache_size=-262144;
            CREATE TABLE vacancy(id TEXT PRIMARY KEY, lat REAL, lon REAL, x REAL, y REAL, z REAL, provision TEXT,
                region TEXT, gender TEXT, needs TEXT, age_min INTEGER, age_max INTEGER, available_from TEXT,
                confirm_by INTEGER, hidden_at INTEGER, words TEXT);
            CREATE TABLE purpose(vacancy_id TEXT, code TEXT, PRIMARY KEY (vacancy_id, code)) WITHOUT ROWID;
        """)
        for one in made:
            content = one.content
            needs = f",{','.join(sorted(content.needs_core | content.needs_specialist))},"
            self._connection.execute(
                f"INSERT INTO vacancy VALUES ({','.join('?' * 16)})",
                (
                    one.vacancy_id, content.point.latitude, content.point.longitude, *unit_vector(content.point),
                    content.provision, content.region, content.gender, needs, content.age_min, content.age_max,
                    content.available_from.isoformat(), int(content.confirm_by.timestamp()),
                    int(content.hidden_at.timestamp()), content.words,
                ),
            )  # fmt: skip
            self._connection.executemany(
                "INSERT INTO purpose VALUES (?, ?)", [(one.vacancy_id, code) for code in content.purposes]
            )
        self._connection.executescript("CREATE INDEX by_place ON vacancy(lat, lon); ANALYZE;")

    def search(self, request: SearchRequest) -> tuple[list[str], int, dict[str, dict[str, int]]]:
        """The first 20 ids in order, the total, the counts."""
        conditions = self._conditions(request)
        order, order_values = "confirm_by <= ?, available_from, id", [int(request.now.timestamp())]
        if request.near is not None:
            chord, centre = _chord(request.near)
            order, order_values = f"round({2 * EARTH_RADIUS_M} * asin(sqrt({chord}) / 2) / 10), id", centre
        where, values = _where(conditions)
        ids = self._connection.execute(
            f"SELECT id FROM vacancy v WHERE {where} ORDER BY {order} LIMIT 20", [*values, *order_values]
        ).fetchall()
        total = self._connection.execute(f"SELECT count(*) FROM vacancy v WHERE {where}", values).fetchone()[0]
        facets = {name: self._count(name, conditions) for name in request.facets}
        return [row[0] for row in ids], total, facets

    def _count(self, name: str, conditions: dict[str, tuple[str, list[object]]]) -> dict[str, int]:
        where, values = _where({own: condition for own, condition in conditions.items() if own != name})
        if name == "purpose":
            table, column = "vacancy v JOIN purpose p ON p.vacancy_id = v.id", "p.code"
        else:
            table, column = "vacancy v", name
        counts = dict(
            self._connection.execute(
                f"SELECT {column}, count(*) FROM {table} WHERE {where} GROUP BY 1", values
            ).fetchall()
        )
        if name == "gender":
            sums = {choice: sum(counts.get(code, 0) for code in codes) for choice, codes in TAKES.items()}
            counts = {choice: number for choice, number in sums.items() if number}
        return counts

    @staticmethod
    def _conditions(request: SearchRequest) -> dict[str, tuple[str, list[object]]]:
        conditions: dict[str, tuple[str, list[object]]] = {"": ("hidden_at > ?", [int(request.now.timestamp())])}
        if request.near is not None:
            phi = request.near.radius_metres / EARTH_RADIUS_M * 57.29577951308232
            lam = phi / 0.53  # the widest a degree gets on this island
            lat, lon = request.near.centre.latitude, request.near.centre.longitude
            chord, centre = _chord(request.near)
            conditions["near"] = (
                f"lat BETWEEN ? AND ? AND lon BETWEEN ? AND ? AND {chord} <= ?",
                [lat - phi, lat + phi, lon - lam, lon + lam, *centre, chord_squared(request.near.radius_metres)],
            )
        for word in query_words(request.words):
            conditions[f"word {word}"] = ("words LIKE ?", [f"%{word}%"])
        for name, chosen in request.chosen.items():
            values = sorted(chosen)  # type: ignore[arg-type]  # sets only in this mix
            if name == "age":
                conditions[name] = ("age_min <= ? AND age_max >= ?", [values[0], values[-1]])
            elif name == "need":
                conditions[name] = ("needs LIKE ?", [f"%,{values[0]},%"])
            else:
                codes = [code for value in values for code in TAKES.get(value, (value,))]
                conditions[name] = (f"{name} IN ({','.join('?' * len(codes))})", codes)
        return conditions


def _chord(circle: Circle) -> tuple[str, list[float]]:
    x, y, z = unit_vector(circle.centre)
    return "((x - ?) * (x - ?) + (y - ?) * (y - ?) + (z - ?) * (z - ?))", [x, x, y, y, z, z]


def _where(conditions: dict[str, tuple[str, list[object]]]) -> tuple[str, list[object]]:
    sql = " AND ".join(condition for condition, _ in conditions.values())
    return sql, [value for _, values in conditions.values() for value in values]


def measure() -> Iterator[Entry]:
    """Compare the two over the same vacancies and requests."""
    size = f"{SIZE // 1000}k"
    with tempfile.TemporaryDirectory() as folder:
        made = list(documents(SIZE))
        index = EmbeddedIndex(Path(folder) / "index")
        began = time.perf_counter()
        with index.rebuild() as session:
            for start in range(0, SIZE, 5_000):
                session.put(made[start : start + 5_000])
            session.swap(tuple)
        built = time.perf_counter() - began
        naive = PlainSql(Path(folder) / "plain.sqlite", made)
        asked = list(requests(500))
        for request in asked[:25]:
            index.search(request)
            naive.search(request)
        ours, theirs = [], []
        for request in asked:
            began = time.perf_counter()
            found = index.search(request)
            middle = time.perf_counter()
            ids, total, facets = naive.search(request)
            theirs.append(time.perf_counter() - middle)
            ours.append(middle - began)
            if ([hit.vacancy_id for hit in found.hits], found.total, found.facets) != (ids, total, facets):
                raise AssertionError(f"the two answer differently: {request}")
        index.close()
    for share, goal in ((0.5, GOAL), (0.95, None)):
        mine, other = percentile(ours, share), percentile(theirs, share)
        yield Entry(
            f"search-naive:embedded:{size}:p{share * 100:.0f}", mine * 1000, "ms",
            f"plain SQL {other * 1000:.1f} ms", mine / other, most=goal,
        )  # fmt: skip
    yield Entry(f"search-build:embedded:{size}:rate", SIZE / built, "documents/s")

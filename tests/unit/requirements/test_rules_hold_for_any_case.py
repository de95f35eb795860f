"""What must hold of every rule, whatever the case: random cases from the vocabulary, random days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from prequal.requirements.domain.evaluation import Judge, Result, ask
from prequal.requirements.domain.evidence import Case, Entry, FieldType, Item, Renewal, Value
from prequal.requirements.domain.states import State
from tests.unit.requirements.judging import CATALOGUE, DEFAULTS, a_judge

DAYS = some.dates(date(2021, 1, 1), date(2031, 1, 1))
JUDGE = a_judge()
KEYS = some.sampled_from(sorted(CATALOGUE.requirements))
CODES = some.sampled_from([
    "active", "liquidation", "dissolved", "registered", "Active", "open", "CH", "shared", "Good", "Inadequate", "3",
    "1", "none", "mandatory", "PASS", "FAIL", "Standards Met", "waking", "charitable-company", "other",
])  # fmt: skip
ENTRIES = some.builds(
    Entry,
    code=some.sampled_from(["SUSPENSION", "IMPROVEMENT", "M13"]),
    since=DAYS,
    due_on=some.none() | DAYS,
    ended_on=some.none() | DAYS,
    decision=some.sampled_from(["", "accepted", "refused"]),
)
VALUES: dict[FieldType, some.SearchStrategy[Any]] = {
    FieldType.FLAG: some.booleans(),
    FieldType.NUMBER: some.integers(-5, 130) | some.decimals(0, 110, places=1),
    FieldType.PENCE: some.integers(-100, 2_000_000_000),
    FieldType.DAY: DAYS,
    FieldType.CODE: CODES,
    FieldType.CODES: some.lists(CODES, max_size=3).map(tuple),
    FieldType.TEXT: some.text(max_size=5),
    FieldType.ENTRIES: some.lists(ENTRIES, max_size=3).map(tuple),
    FieldType.RATES: some.dictionaries(some.sampled_from(["UK", "London", "0-2"]), some.integers(1, 3_000), max_size=2),
}


@some.composite
def cases(draw: some.DrawFn, key: str) -> Case:
    """A case with anything, or nothing, in each field that the requirement reads."""
    version = CATALOGUE.requirements[key].versions[0]
    items = {}
    wanted = [*version.evidence]
    for other in ("FIN-02",) if key == "FIN-03" else ():
        wanted += CATALOGUE.requirements[other].versions[0].evidence
    for one in wanted:
        known = CATALOGUE.vocabulary[one.of]
        values: dict[str, Value | None] = {
            name: draw(some.none() | VALUES[known.fields[name]]) for name in known.fields if name in one.fields
        }
        stale_from = draw(some.none() | DAYS) if known.origin == "fetched" else None
        if draw(some.integers(0, 5)):
            items[one.of] = Item(values, reference=one.of, stale_from=stale_from)
    profile = items.get("organisation/profile", Item({}))
    items["organisation/profile"] = replace(
        profile, values={**profile.values, "staff": draw(some.none() | some.integers(1, 20))}
    )
    renewals = {}
    for one in version.evidence if draw(some.booleans()) else ():
        known = CATALOGUE.vocabulary[one.of].fields
        later = {name: draw(VALUES[known[name]]) for name in one.fields}
        renewals[one.of] = Renewal(Item(later), draw(DAYS), draw(some.none() | DAYS))
    return Case(
        draw(some.sampled_from(sorted(version.provisions))),
        draw(some.sampled_from(version.nations)),
        items,
        frozenset(draw(some.lists(some.sampled_from(["gb-coh", "gb-chc", "ico"])))),
        renewals,
    )


@some.composite
def keys_and_cases(draw: some.DrawFn) -> tuple[str, Case]:
    key = draw(KEYS)
    return key, draw(cases(key))


MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(keys_and_cases(), DAYS)
def test_the_next_change_comes_on_its_day_and_not_before(asked: tuple[str, Case], as_at: date) -> None:
    key, case = asked
    found = JUDGE.evaluate(key, case, as_at)
    change = found.next_change
    if change is None:
        assert {JUDGE.evaluate(key, case, day).state for day in _days(as_at, as_at + timedelta(days=4_500))} == {
            found.state
        }
        return
    assert change.on > as_at
    assert JUDGE.evaluate(key, case, change.on).state is change.state
    assert change.state is not found.state
    assert {JUDGE.evaluate(key, case, day).state for day in _days(as_at, change.on - timedelta(days=1))} == {
        found.state
    }


def _days(first: date, last: date) -> list[date]:
    """Days of a stretch, its ends among them."""
    length = (last - first).days
    step = max(1, length // 40)
    return [first + timedelta(days=days) for days in (*range(0, length, step), length)]


@MANY
@given(keys_and_cases(), DAYS, some.data())
def test_what_becomes_unknown_never_turns_into_a_failure(asked: tuple[str, Case], as_at: date, data: Any) -> None:
    key, case = asked
    before = JUDGE.evaluate(key, case, as_at)
    if not case.items:
        return
    of = data.draw(some.sampled_from(sorted(case.items)))
    item = case.items[of]
    if not item.values:
        return
    name = data.draw(some.sampled_from(sorted(item.values)))
    less = replace(case, items={**case.items, of: replace(item, values={**item.values, name: None})})
    after = JUDGE.evaluate(key, less, as_at)
    if before.state is not State.FAIL:
        assert after.state is not State.FAIL


@MANY
@given(keys_and_cases(), DAYS)
def test_the_same_case_always_stands_the_same(asked: tuple[str, Case], as_at: date) -> None:
    key, case = asked
    again = replace(case, items=dict(reversed(list(case.items.items()))))
    assert JUDGE.evaluate(key, case, as_at) == JUDGE.evaluate(key, again, as_at)


def _rank(found: Result) -> int:
    return found.state.rank


@MANY
@given(keys_and_cases(), DAYS, some.integers(1, 2_000), some.data())
def test_a_later_day_of_review_or_end_is_never_worse(
    asked: tuple[str, Case], as_at: date, more: int, data: Any
) -> None:
    """Days in the future are left out: they are not known yet."""
    key, case = asked
    found = [
        (of, name)
        for of, item in case.items.items()
        for name, value in item.values.items()
        if isinstance(value, date) and name not in {"vacant_since", "appointed_on", "registered_on"}
    ]
    if not found:
        return
    of, name = data.draw(some.sampled_from(found))
    day = case.items[of].values[name]
    assert isinstance(day, date)
    later = day + timedelta(days=more)
    if name != "ends_on" and later > as_at:
        later = max(day, as_at)
    better = replace(
        case, items={**case.items, of: replace(case.items[of], values={**case.items[of].values, name: later})}
    )
    before, after = JUDGE.evaluate(key, case, as_at), JUDGE.evaluate(key, better, as_at)
    if before.state is State.FAIL and after.state in {State.EXPIRED, State.MISSING}:
        raise AssertionError("a later day hides no failure")
    if name != "ends_on" and day > as_at:
        return
    if key not in {
        "INS-01",
        "INS-02",
        "INS-03",
        "INS-04",
        "INS-06",
    }:  # an ended cover may be found too low once it runs
        assert _rank(after) >= _rank(before)


@MANY
@given(some.integers(0, 2_000_000_000), some.integers(0, 2_000_000_000), some.integers(0, 2_000_000_000))
def test_more_cover_is_never_worse_and_a_lower_demand_neither(limit: int, more: int, asked: int) -> None:
    def stands(limit: int, asked: int) -> int:
        values: dict[str, Value | None] = {"limit_pence": limit, "basis": "each-claim", "ends_on": date(2027, 1, 1)}
        case = Case("CH", "E", {"insurance-cover/public-liability": Item(values)})
        judge = Judge(CATALOGUE, [ask(CATALOGUE.requirements["INS-02"], moved={"pence": asked})])
        return judge.evaluate("INS-02", case, date(2026, 1, 1)).state.rank

    assert stands(limit + more, asked) >= stands(limit, asked)
    assert stands(limit, max(0, asked - more)) >= stands(limit, asked)


@MANY
@given(KEYS, some.data())
def test_a_parameter_within_its_bounds_is_taken_and_judges(key: str, data: Any) -> None:
    version = CATALOGUE.requirements[key].versions[0]
    moved: dict[str, Any] = {}
    for name, parameter in version.parameters.items():
        if parameter.choices:
            moved[name] = data.draw(some.sampled_from(parameter.choices))
        elif parameter.least is not None and parameter.most is not None:
            number = data.draw(some.integers(int(parameter.least), int(parameter.most)))
            moved[name] = Decimal(number) if parameter.unit in {"percent", "number"} else number
        if name in moved:
            assert parameter.move(moved[name]) == "within"
    judge = Judge(CATALOGUE, [*DEFAULTS.values(), ask(CATALOGUE.requirements[key], moved=moved)])
    assert judge.evaluate(key, data.draw(cases(key)), date(2026, 9, 1)).state in State

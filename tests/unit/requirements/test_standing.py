"""Order of evaluation, worst gate, grace, recognition, relief of small providers, bounds and changes of law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from prequal.requirements.domain.catalogue import Move
from prequal.requirements.domain.evaluation import Change, Result, standing
from prequal.requirements.domain.evidence import Case, Entry, Item, Renewal, Value
from prequal.requirements.domain.held import held_already
from prequal.requirements.domain.reasons import Reason
from prequal.requirements.domain.states import RequirementClass, State
from tests.unit.requirements.cases import AS_AT, ROWS, case_of
from tests.unit.requirements.judging import CATALOGUE, DEFAULTS, a_judge, judge, judge_row

ONE_DAY = timedelta(days=1)


def a_case(
    items: dict[str, dict[str, Value | None]], *, provision: str = "CH", nation: str = "E", **given: Any
) -> Case:
    return Case(provision, nation, {of: Item(values, reference=of) for of, values in items.items()}, **given)


def a_result(state: State, requirement_class: RequirementClass = RequirementClass.GATE, **given: Any) -> Result:
    return Result("INS-02", 1, requirement_class, state, Reason.NOT_GIVEN, {}, (), None, **given)


def test_the_order_of_evaluation_is_applicability_source_presence_validity_rule() -> None:
    values: dict[str, Value | None] = {"limit_pence": None, "basis": None, "ends_on": date(2026, 1, 1)}
    seen = [judge("INS-02", a_case({"insurance-cover/public-liability": values})).state]
    seen.append(
        judge("INS-02", a_case({"insurance-cover/public-liability": {**values, "limit_pence": 1, "basis": "b"}})).state
    )
    values |= {"limit_pence": 1, "basis": "b", "ends_on": date(2027, 6, 1)}
    seen.append(judge("INS-02", a_case({"insurance-cover/public-liability": values})).state)
    assert seen == [State.MISSING, State.EXPIRED, State.FAIL]


def test_an_overdue_source_is_stale_before_its_rule_is_read_and_what_it_says_still_counts() -> None:
    inadequate = Item({"overall": "Inadequate"}, stale_from=AS_AT)
    found = judge("REG-03", Case("CH", "E", {"regulator/judgement": inadequate}))
    assert (found.state, found.reason, found.beneath) == (State.SOURCE_STALE, Reason.SOURCE_OVERDUE, State.FAIL)
    assert standing([found]).state is State.FAIL
    good = judge("REG-03", Case("CH", "E", {"regulator/judgement": replace(inadequate, values={"overall": "Good"})}))
    overall = standing([good])
    assert (overall.state, overall.lets_in(), overall.lets_in(stale_stops=True)) == (State.SOURCE_STALE, True, False)


def test_a_source_that_will_be_overdue_says_when() -> None:
    item = Item({"overall": "Good"}, stale_from=date(2026, 10, 1))
    found = judge("REG-03", Case("CH", "E", {"regulator/judgement": item}))
    assert found.next_change == Change(date(2026, 10, 1), State.SOURCE_STALE, Reason.SOURCE_OVERDUE)


def test_without_a_judgement_the_floor_is_not_asked_and_newness_decides() -> None:
    case = a_case(
        {
            "regulator/judgement": {"judged": False, "overall": None},
            "regulator/registration": {"registered_on": date(2026, 5, 1)},
        }
    )
    assert judge("REG-03", case).state is State.NOT_APPLICABLE
    found = judge("REG-08", case)
    assert (found.state, found.next_change) == (
        State.PASS_PROVISIONAL,
        Change(date(2027, 5, 2), State.REVIEW, Reason.ALLOWANCE_OVER),
    )


def test_supported_accommodation_passes_provisionally_however_long_it_waits_for_its_inspection() -> None:
    case = a_case({"regulator/judgement": {"judged": False}}, provision="SA")
    found = judge("REG-08", case, as_at=date(2040, 1, 1))
    assert (found.state, found.next_change) == (State.PASS_PROVISIONAL, None)


@pytest.mark.parametrize("state", list(State))
def test_the_worst_gate_decides(state: State) -> None:
    assert standing([a_result(State.PASS), a_result(state), a_result(State.NOT_APPLICABLE)]).state is (
        State.PASS if state is State.NOT_APPLICABLE else state
    )


def test_the_states_are_in_the_order_of_the_field() -> None:
    order = "FAIL, EXPIRED, MISSING, REVIEW, SOURCE_STALE, PASS_PROVISIONAL, PASS_EXPIRING, PASS, NOT_APPLICABLE"
    assert ", ".join(sorted(State, key=lambda state: state.rank)) == order


def test_information_and_an_awards_questions_keep_nobody_out() -> None:
    results = [a_result(State.FAIL, RequirementClass.INFO), a_result(State.MISSING, RequirementClass.AWARD)]
    assert standing([*results, a_result(State.PASS)]).lets_in()
    assert not standing([a_result(State.FAIL, RequirementClass.MODULE)]).lets_in()


def test_expired_insurance_stops_at_once_and_a_policy_has_thirty_days() -> None:
    def stands(key: str, day: date) -> State:
        row = ROWS[key]
        return judge_row(key, row, as_at=day).state

    end = date(2027, 3, 31)
    assert [stands("INS-02", end - timedelta(days=days)) for days in (46, 45, 0, -1)] == [
        State.PASS, State.PASS_EXPIRING, State.PASS_EXPIRING, State.EXPIRED,
    ]  # fmt: skip
    review = date(2027, 6, 1)
    assert [stands("COR-03", date(2028, 6, 1) + timedelta(days=days)) for days in (0, 1, 30, 31)] == [
        State.PASS_EXPIRING, State.REVIEW, State.REVIEW, State.EXPIRED,
    ]  # fmt: skip
    assert stands("REG-13", review + ONE_DAY) is State.EXPIRED


def test_a_requirement_says_when_it_changes_and_to_what() -> None:
    found = judge_row("COR-03", ROWS["COR-03"], as_at=date(2028, 6, 2))
    assert found.next_change == Change(date(2028, 7, 2), State.EXPIRED, Reason.REVIEW_OVERDUE)


def test_a_good_judgement_answers_a_narrative_question_in_each_nation() -> None:
    judgements: dict[str, dict[str, Value | None]] = {
        "E": {"overall": "Good"}, "S": {"grades": ("4", "5")}, "W": {"themes": ("Good", "Excellent")},
    }  # fmt: skip
    for nation, values in judgements.items():
        found = judge("COR-09", a_case({"regulator/judgement": values}, nation=nation))
        assert (found.state, found.reason) == (State.PASS, Reason.RECOGNISED)
    lower = judge("COR-09", a_case({"regulator/judgement": {"grades": ("3", "5")}}, nation="S"))
    assert lower.state is State.MISSING


def test_a_judgement_answers_no_question_that_is_not_narrative() -> None:
    assert judge("SAF-01", a_case({"regulator/judgement": {"overall": "Outstanding"}})).state is State.MISSING


@pytest.mark.parametrize(("staff", "state"), [(10, State.NOT_APPLICABLE), (11, State.MISSING), (None, State.MISSING)])
def test_a_small_provider_may_leave_some_evidence_out(staff: int | None, state: State) -> None:
    assert judge("WRK-04", a_case({"organisation/profile": {"staff": staff}})).state is state


def test_a_small_provider_may_give_counts_and_others_give_a_percentage() -> None:
    figure: dict[str, Value | None] = {"count": 4, "total": 4, "counted_on": date(2026, 6, 1)}
    small = a_case({"organisation/profile": {"settings": 1}, "figure/enhanced-checks": figure})
    large = a_case({"organisation/profile": {"settings": 2, "staff": 30}, "figure/enhanced-checks": figure})
    assert judge("SAF-04", small).state is State.PASS
    assert judge("SAF-04", large).state is State.MISSING


def test_a_small_provider_with_few_placements_gives_no_guarantee() -> None:
    def stands(staff: int, placements: int) -> State:
        profile: dict[str, Value | None] = {"has_parent": True, "staff": staff, "yearly_placements_pence": placements}
        ratios: dict[str, Value | None] = {"current_ratio": 0, "net_assets_pence": 1}
        return judge("FIN-03", a_case({"organisation/profile": profile, "accounts/ratios": ratios})).state

    assert stands(5, 24_999_999) is State.NOT_APPLICABLE
    assert stands(5, 25_000_000) is State.MISSING
    assert stands(50, 1) is State.MISSING


def test_a_guarantee_is_asked_only_where_the_ratios_need_a_decision() -> None:
    row = ROWS["FIN-03"]
    assert judge_row("FIN-03", row, {"accounts/ratios:current_ratio": 2}).state is State.NOT_APPLICABLE


def test_the_law_moves_a_requirement_on_its_day() -> None:
    case = a_case(
        {
            "organisation/legal-form": {"form": "company-limited-by-shares", "grown_since_april_2027": True},
            "regulator/registration": {"registered_on": date(2019, 1, 1)},
        },
        nation="W",
    )
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2027, 4, 1), date(2030, 4, 1)]
    found = [judge("ORG-05", case, as_at=day) for day in days]
    assert [one.state for one in found] == [State.NOT_APPLICABLE, State.PASS, State.FAIL, State.REVIEW]
    assert [one.next_change.on if one.next_change else None for one in found] == [*days[1:], None]
    assert [one.version for one in found] == [1, 1, 2, 3]


def test_a_short_break_home_is_asked_as_a_home_and_other_services_nothing() -> None:
    case = case_of(ROWS["COR-08"])
    assert judge("COR-08", replace(case, provision="CH-SB")).state is State.PASS
    assert judge("COR-08", replace(case, provision="LAF")).state is State.NOT_APPLICABLE


def test_a_module_is_asked_only_where_it_is_on_and_what_is_disapplied_not_at_all() -> None:
    case = a_case({})

    def stands(**given: Any) -> dict[str, State]:
        return {one.key: one.state for one in a_judge().evaluate_all(case, AS_AT, **given)}

    assert stands()["DAT-03"] is State.NOT_APPLICABLE
    assert stands(modules=frozenset({"DAT-03"}))["DAT-03"] is State.MISSING
    assert stands(disapplied=frozenset({"SAF-01"}))["SAF-01"] is State.NOT_APPLICABLE
    assert len(stands()) == 74


def test_living_wage_is_a_gate_in_scotland_and_a_module_elsewhere() -> None:
    classes = DEFAULTS["COR-04"].requirement.versions[0].classes
    assert classes == {"S": RequirementClass.GATE, "E": RequirementClass.MODULE, "W": RequirementClass.MODULE}


def test_a_rate_that_is_not_loaded_is_the_registers_to_mend() -> None:
    row = ROWS["FOS-06"]
    assert judge("FOS-06", case_of(row)).state is State.SOURCE_STALE
    pay = judge_row("COR-04", ROWS["COR-04"], as_at=date(2027, 4, 30))
    assert pay.next_change == Change(date(2027, 5, 1), State.SOURCE_STALE, Reason.RATE_NOT_LOADED)


def test_a_notice_stops_while_it_is_open_and_is_looked_at_once_it_is_overdue() -> None:
    def stands(day: date, entry: Entry) -> Result:
        values: dict[str, Value | None] = {"notices": (entry,), "declared_on": date(2026, 6, 1)}
        fetched: dict[str, Value | None] = {"notices": ()}
        return judge("REG-02", a_case({"regulator/notices": fetched, "declaration/notices": values}), as_at=day)

    stopping = Entry(code="RESTRICT_ACCOMMODATION", since=date(2026, 7, 1), ended_on=date(2026, 8, 1))
    assert stands(date(2026, 7, 1), stopping).next_change == Change(date(2026, 8, 2), State.PASS, Reason.NO_NOTICE)
    assert stands(date(2026, 6, 30), stopping).next_change == Change(date(2026, 7, 1), State.FAIL, Reason.NOTICE_STOPS)
    other = Entry(code="COMPLIANCE", since=date(2026, 7, 1), due_on=date(2026, 8, 1))
    assert stands(date(2026, 8, 1), other).next_change == Change(date(2026, 8, 2), State.REVIEW, Reason.NOTICE_OVERDUE)


def test_a_ground_is_never_a_failure_before_people_have_decided() -> None:
    def stands(**given: Any) -> Result:
        grounds = (Entry(code="M15", since=date(2021, 1, 1), **given),)
        values: dict[str, Value | None] = {"grounds": grounds, "declared_on": date(2026, 6, 1)}
        return judge("EXC-01", a_case({"declaration/exclusion-mandatory": values}))

    assert stands().state is State.REVIEW
    assert stands(decision="accepted").state is State.PASS
    assert stands(decision="refused").state is State.FAIL
    assert stands(ended_on=date(2021, 8, 31), decision="refused").state is State.PASS
    ended = stands(ended_on=date(2021, 10, 10))
    assert (ended.state, ended.next_change) == (
        State.REVIEW,
        Change(date(2026, 10, 11), State.PASS, Reason.NO_GROUND),
    )


@pytest.mark.parametrize(
    ("key", "name", "value", "move"),
    [
        ("INS-02", "pence", 500_000_000, Move.WITHIN),
        ("INS-02", "pence", 499_999_999, Move.REFUSED),
        ("INS-02", "pence", 1_500_000_000, Move.NEEDS_REASON),
        ("INS-01", "pence", 1_500_000_000, Move.REFUSED),
        ("SAF-01", "months", 11, Move.REFUSED),
        ("SAF-01", "months", 36, Move.WITHIN),
        ("SAF-01", "months", 37, Move.REFUSED),
        ("WRK-04", "percent", 84, Move.REFUSED),
        ("SAF-04", "percent", 99, Move.REFUSED),
        ("REG-03", "floor", "Good", Move.WITHIN),
        ("REG-03", "floor", "Outstanding", Move.REFUSED),
        ("INS-06", "cyber_pence", 100_000_000, Move.NEEDS_REASON),
    ],
)
def test_a_framework_moves_a_value_within_its_bounds_only(key: str, name: str, value: Any, move: Move) -> None:
    assert CATALOGUE.requirements[key].versions[0].parameters[name].move(value) is move


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Please state your latest Ofsted inspection grade.", {"england-settings"}),
        ("Upload the ICO certificate", {"data-protection-registration"}),
        ("Complete a self-assessment against the National Minimum Standards", {"national-standards"}),
        ("How do you welcome a child on their first evening?", set()),
    ],
)
def test_a_question_for_what_is_held_already_is_recognised(question: str, held: set[str]) -> None:
    assert {one.key for one in held_already(CATALOGUE, question)} == held


def test_a_framework_says_how_many_children_are_placed_before_the_first_inspection() -> None:
    case = a_case({"regulator/judgement": {"judged": False}}, provision="SA")
    found = a_judge({"REG-08": {"placements": 3}}).evaluate("REG-08", case, AS_AT)
    assert (found.state, found.told["placements"]) == (State.PASS_PROVISIONAL, 3)
    assert "placements" not in judge("REG-08", case).told


def test_a_review_of_care_is_yearly_for_agencies_in_england_and_half_yearly_in_wales() -> None:
    reviewed: dict[str, Value | None] = {"reviewed_on": date(2025, 12, 1)}
    for nation, state in (("E", State.PASS), ("W", State.EXPIRED)):
        case = a_case({"figure/quality-review": reviewed}, provision="IFA", nation=nation)
        assert judge("REG-12", case).state is state


def test_a_number_by_which_a_fact_is_found_is_missing_and_a_fact_that_nobody_brings_is_not() -> None:
    profile: dict[str, Value | None] = {"incorporated": True}
    without = judge("ORG-01", a_case({"organisation/profile": profile}))
    assert (without.state, without.reason) == (State.MISSING, Reason.NUMBER_NOT_GIVEN)
    with_number = judge("ORG-01", a_case({"organisation/profile": profile}, identifiers=frozenset({"gb-coh"})))
    assert (with_number.state, with_number.reason) == (State.SOURCE_STALE, Reason.NOT_FETCHED)


OLD: dict[str, Value | None] = {"limit_pence": 1_000_000_000, "basis": "each-claim", "ends_on": date(2026, 9, 30)}
RENEWED: dict[str, Value | None] = {**OLD, "starts_on": date(2026, 10, 1), "ends_on": date(2027, 9, 30)}


def insured(day: date, *, received: date = date(2026, 9, 20), until: date | None = None, **changed: Value) -> Result:
    case = a_case({"insurance-cover/public-liability": OLD})
    renewal = Renewal(Item({**RENEWED, **changed}), received, until)
    return judge("INS-02", replace(case, renewals={"insurance-cover/public-liability": renewal}), as_at=day)


def test_a_renewal_in_time_never_lapses_because_nobody_has_looked_at_it_yet() -> None:
    for day in (date(2026, 9, 25), date(2026, 10, 1), date(2026, 12, 1)):
        assert (insured(day).state, insured(day).reason) == (State.PASS_EXPIRING, Reason.RENEWAL_PENDING)
    assert insured(date(2026, 10, 1)).next_change == Change(date(2027, 10, 1), State.EXPIRED, Reason.ENDED)


@pytest.mark.parametrize(
    "changed",
    [
        {"received": date(2026, 10, 1)},
        {"starts_on": date(2026, 10, 2)},
        {"limit_pence": 500_000_000},
        {"until": date(2026, 10, 3)},
    ],
    ids=["it came too late", "there is a gap", "its limit is too low", "its time is over"],
)
def test_a_renewal_that_would_not_do_holds_nothing(changed: dict[str, Any]) -> None:
    assert insured(date(2026, 10, 4), **changed).state is State.EXPIRED


def test_a_renewal_says_until_when_it_holds() -> None:
    found = insured(date(2026, 9, 25), until=date(2026, 10, 3))
    assert found.next_change == Change(date(2026, 10, 4), State.EXPIRED, Reason.ENDED)


def test_a_cover_that_has_not_begun_does_not_count() -> None:
    found = judge("INS-02", a_case({"insurance-cover/public-liability": RENEWED}))
    assert (found.state, found.next_change) == (State.MISSING, Change(date(2026, 10, 1), State.PASS, Reason.COVERED))


def test_a_word_that_says_there_is_no_judgement_is_none() -> None:
    case = a_case({"regulator/judgement": {"overall": "Not judged"}})
    assert (judge("REG-03", case).state, judge("REG-03", case).reason) == (State.NOT_APPLICABLE, Reason.NO_JUDGEMENT)

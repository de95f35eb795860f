"""Insurance, money and exclusion grounds."""

from datetime import date

from prequal.requirements.domain.states import State
from tests.unit.requirements.cases.row import LATELY, NONE, PROFILE, Row, an_entry, cover

ROWS: dict[str, Row] = {
    "INS-01": Row(
        {"organisation/profile": PROFILE, "insurance-cover/employers-liability": cover()},
        {"insurance-cover/employers-liability:limit_pence": 500_000_000},
        "insurance-cover/employers-liability:limit_pence",
    ),
    "INS-02": Row(
        {"insurance-cover/public-liability": cover()},
        {"insurance-cover/public-liability:ends_on": date(2026, 8, 31)},
        "insurance-cover/public-liability:basis",
        becomes=State.EXPIRED,
    ),
    "INS-03": Row(
        {"insurance-cover/abuse": cover(included=True, trigger="occurrence", limit_pence=500_000_000)},
        {"insurance-cover/abuse:included": False},
        "insurance-cover/abuse:trigger",
    ),
    "INS-04": Row(
        {"insurance-cover/professional-indemnity": cover(limit_pence=200_000_000)},
        {"insurance-cover/professional-indemnity:limit_pence": 199_999_999},
        "insurance-cover/professional-indemnity:ends_on",
    ),
    "INS-05": Row(
        {"insurance-cover/property": cover(), "declaration/motor": {"business_use": True}},
        {"declaration/motor:business_use": False},
        "insurance-cover/property:ends_on",
    ),
    "INS-06": Row(
        {"insurance-cover/cyber": cover(limit_pence=100_000_000)},
        {"insurance-cover/cyber:limit_pence": 50_000_000},
        "insurance-cover/cyber:limit_pence",
        moved={"cyber_pence": 100_000_000},
    ),
    "FIN-01": Row(
        {
            "accounts/years": {
                "years": 2,
                "latest_year_end_on": date(2026, 3, 31),
                "newer_than_two_years": False,
                "no_accounts_due_yet": False,
                "statement_of_standing": False,
            }
        },
        {"accounts/years:years": 1},
        "accounts/years:latest_year_end_on",
    ),
    "FIN-02": Row(
        {"accounts/ratios": {"current_ratio": 1, "net_assets_pence": 5}},
        {"accounts/ratios:net_assets_pence": -5},
        "accounts/ratios:current_ratio",
        becomes=State.REVIEW,
        lacks=State.SOURCE_STALE,
    ),
    "FIN-03": Row(
        {
            "organisation/profile": PROFILE,
            "accounts/ratios": {"current_ratio": 0, "net_assets_pence": 5},
            "declaration/parent-guarantee": {"offered": True},
        },
        {"declaration/parent-guarantee:offered": False},
        "declaration/parent-guarantee:offered",
    ),
    "FIN-04": Row(
        {
            "organisation/profile": {"designated": True},
            "declaration/financial-oversight": {"status": "recovery-plan-lodged"},
        },
        {"declaration/financial-oversight:status": "no answer that is offered"},
        "declaration/financial-oversight:status",
        becomes=State.REVIEW,
    ),
    "EXC-01": Row(
        {"declaration/exclusion-mandatory": {"grounds": NONE, "declared_on": LATELY}},
        {"declaration/exclusion-mandatory:grounds": an_entry("M13", decision="refused")},
        "declaration/exclusion-mandatory:grounds",
    ),
    "EXC-02": Row(
        {"declaration/exclusion-discretionary": {"grounds": NONE, "declared_on": LATELY}},
        {"declaration/exclusion-discretionary:grounds": an_entry("D5")},
        "declaration/exclusion-discretionary:grounds",
        becomes=State.REVIEW,
    ),
    "EXC-03": Row(
        {"debarment/record": {"entry": "none"}},
        {"debarment/record:entry": "mandatory"},
        "debarment/record:entry",
        lacks=State.SOURCE_STALE,
    ),
    "EXC-04": Row(
        {"organisation/profile": PROFILE, "relied-on/standings": {"states": ("PASS", "PASS_EXPIRING")}},
        {"relied-on/standings:states": ("PASS", "FAIL")},
        "organisation/profile:relies_on_others",
    ),
    "EXC-05": Row(
        {"declaration/exclusion-scotland": {"grounds": an_entry("D8", decision="accepted"), "declared_on": LATELY}},
        {"declaration/exclusion-scotland:grounds": an_entry("D8")},
        "declaration/exclusion-scotland:grounds",
        becomes=State.REVIEW,
        nation="S",
    ),
    "EXC-06": Row(
        {"declaration/blacklisting": {"findings": NONE, "declared_on": LATELY}},
        {"declaration/blacklisting:findings": an_entry("BLACKLISTING", ended_on=date(2024, 1, 1))},
        "declaration/blacklisting:declared_on",
        becomes=State.REVIEW,
        nation="W",
    ),
    "EXC-07": Row(
        {"declaration/conflicts": {"answer": "declared"}},
        {"declaration/conflicts:answer": "no answer that is offered"},
        "declaration/conflicts:answer",
        becomes=State.REVIEW,
    ),
}

"""An owner is one owner, however a file spells it."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.regulators.domain.owners import owner_key, spellings_in_order

NAMES = st.lists(
    st.sampled_from(["Oakway", "Care", "Homes", "&", "Children's", "24/7", "St.", "Ty-Mawr", "Élan", "(UK)"]),
    min_size=1,
    max_size=5,
).map(" ".join)


@pytest.mark.parametrize(
    "spelling",
    [
        "Oakway Care Limited",
        "OAKWAY CARE LTD",
        "oakway care ltd.",
        "  Oakway   Care  Ltd ",
        "The Oakway Care Limited",
        "Oakway Care",
        "Oakway-Care Ltd",
        "Oakway Care Ltd T/A Oakway Homes",
        "Oakway Care Ltd - t/a Oakway",
        "Oakway Care Limited trading as Larkfield Homes",
        "Oakway Care Ltd 01234567",
    ],
)
def test_spellings_of_one_owner_have_one_key(spelling: str) -> None:
    assert owner_key(spelling) == "oakway care"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K&G Care Ltd", "K & G Care Limited"),
        ("Athena Childrens Services", "Athena Children's services ltd"),
        ("Elm C.I.C.", "Elm Community Interest Company"),
        ("Elm and Oak Ltd", "Elm & Oak Limited"),
        ("Tŷ Elan Cyf", "Ty Elan Ltd"),
    ],
)
def test_what_people_write_in_two_ways_is_one(one: str, other: str) -> None:
    assert owner_key(one) == owner_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Elm Care Ltd", "Elm Care LLP"),
        ("Elm Care Ltd", "Elm Care Group Ltd"),
        ("Elm Care North Ltd", "Elm Care South Ltd"),
        ("Elm Trading Associates Ltd", "Elm Ltd"),
        ("Limited Edition Care", "Edition Care"),
    ],
)
def test_what_may_be_another_owner_stays_another(one: str, other: str) -> None:
    assert owner_key(one) != owner_key(other)


def test_no_name_has_no_key() -> None:
    assert owner_key(None) is None
    assert owner_key("  -  ") is None
    assert owner_key("The Limited") == "limited"


@given(NAMES, st.sampled_from(["", " Ltd", " LIMITED", " limited.", " Ltd "]), st.booleans(), st.booleans())
def test_case_spaces_and_legal_form_never_matter(name: str, form: str, the: bool, shout: bool) -> None:
    spelt = f"{'The ' if the else ''}{name.replace(' ', '  ')}{form}"
    assert owner_key(spelt.upper() if shout else spelt) == owner_key(name)


@given(st.text(max_size=400))
def test_a_key_is_its_own_key_and_fits_its_column(name: str) -> None:
    key = owner_key(name)
    if key is not None:
        assert len(key) <= 300
        assert owner_key(key) == key or key.split()[-1] in {"limited", "ltd", "cyf"} or key.startswith("the ")


@given(st.lists(st.tuples(st.sampled_from(["Elm", "Elm ", "ELM", "Oak"]), st.integers(1, 9)), max_size=6))
def test_spellings_are_named_once_the_commonest_first(counted: list[tuple[str, int]]) -> None:
    found = spellings_in_order(counted)
    assert len(set(found)) == len(found) == len({spelling.strip() for spelling, _ in counted})
    totals = {one: sum(count for spelling, count in counted if spelling.strip() == one) for one in found}
    assert [totals[one] for one in found] == sorted(totals.values(), reverse=True)


@pytest.mark.real_data
def test_the_owners_of_england_become_fewer_and_none_is_lost(shared_data: Path) -> None:
    path = shared_data / "ofsted" / "provider_at_march_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    column = rows[3].index("Organisation which owns the provider")
    spellings = {row[column] for row in rows[4:] if row[column].strip()}
    keys = {owner_key(one) for one in spellings}
    assert len(spellings) > 2_500
    assert None not in keys
    assert len(spellings) * 0.97 < len(keys) < len(spellings) - 30

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.accounts import domain
from register.accounts.domain import TryKind
from register.core.access import NOBODY, Capacity, Principal, Role, may_decide_about
from register.organisations.domain import OrganisationKind

KINDS = st.sampled_from(list(TryKind))


@given(KINDS, st.integers(min_value=0, max_value=10_000))
def test_a_wait_never_shrinks_with_another_failure_and_ends_at_an_hour(kind: TryKind, failures: int) -> None:
    wait = domain.lock_length(kind, failures)
    assert timedelta() <= wait <= domain.lock_length(kind, failures + 1) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (99, 60)]
)
def test_the_wait_for_an_account_doubles_after_five_failures(failures: int, minutes: int) -> None:
    assert domain.lock_length(TryKind.ACCOUNT, failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "too-short"),
        ("elevenchars", "too-short"),
        ("x" * 129, "too-long"),
        ("password1234", "too-common"),
        ("Passw0rd!2024", "too-common"),
        ("Welcome12345!", "too-common"),
        ("letmeinletmein", "too-common"),
        ("123456789012", "too-common"),
        ("qwertyuiop123", "too-common"),
        ("abcdefghijkl", "too-common"),
        ("aaaaaaaaaaaa", "too-common"),
        ("abababababab", "too-common"),
        ("summer-2026!!", "too-common"),
        ("MariaKaminska1", "personal"),
        ("maria@oakway1", "personal"),
    ],
)
def test_a_poor_password_is_refused_for_its_own_reason(password: str, problem: str) -> None:
    personal = ("Maria Kaminska", "maria@oakway.example", "Oakway Care")
    assert domain.password_problem(password, personal=personal) == problem


@pytest.mark.parametrize(
    "password",
    [
        "seven lanterns under water",
        "quiet herons over slate",
        "vT9#kq2LmZp0",
        "tŷ bach wrth y môr",
        "maria likes blue herons",
    ],
)
def test_a_good_password_needs_no_capital_and_no_digit(password: str) -> None:
    assert domain.password_problem(password, personal=("Maria Kaminska",)) is None


@given(st.text(min_size=0, max_size=200))
def test_whatever_is_typed_as_a_password_gets_an_answer(password: str) -> None:
    assert domain.password_problem(password, personal=("Maria",)) in {
        None,
        "too-short",
        "too-long",
        "too-common",
        "personal",
    }


def test_tokens_are_long_differ_and_need_no_escaping() -> None:
    tokens = {domain.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(one) == 43 and one.replace("-", "").replace("_", "").isalnum() for one in tokens)


@given(st.text(domain.RECOVERY_ALPHABET, min_size=12, max_size=12))
def test_a_recovery_code_is_read_however_it_is_typed(letters: str) -> None:
    code = f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    for typed in (code, code.lower(), letters, f" {letters[:4]} {letters[4:8]} {letters[8:]} "):
        assert domain.plain_recovery_code(typed) == code


def test_new_recovery_codes_differ_and_can_be_typed_back() -> None:
    codes = {domain.new_recovery_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(domain.plain_recovery_code(code) == code for code in codes)


@pytest.mark.parametrize("typed", ["", "123456", "ABCD-EFGH", "ABCD-EFGH-IJKL", "ABCD-EFGH-JKM0", "ABCD-EFGH-JKMN-P"])
def test_what_cannot_be_a_recovery_code_is_told_apart(typed: str) -> None:
    assert domain.plain_recovery_code(typed) is None


def test_a_kept_digest_depends_on_the_secret_and_the_kind() -> None:
    digests = {
        domain.keyed_digest(secret, kind, "192.0.2.1")
        for secret in ("a", "b")
        for kind in (TryKind.ADDRESS, TryKind.MAIL)
    }
    assert len(digests) == 4


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_every_kind_of_organisation_has_an_administrator_among_its_roles(kind: OrganisationKind) -> None:
    assert domain.ADMINISTRATOR_OF[kind] in domain.ROLES_OF[kind]


def test_every_role_exists_in_some_organisation() -> None:
    assert frozenset.union(*domain.ROLES_OF.values()) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_one_organisation_alone_go_without_a_second_factor(role: Role) -> None:
    own = {Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR, Role.SIGNATORY}
    assert domain.needs_second_factor([role]) is (role not in own)


@given(st.sets(st.sampled_from(list(Capacity))))
def test_both_sides_are_the_providers_and_any_other(sides: set[Capacity]) -> None:
    assert domain.is_on_both_sides(sides) is (Capacity.PROVIDING in sides and len(sides) > 1)


@given(
    st.sampled_from(list(Capacity)),
    st.sets(st.sampled_from(list(Capacity))),
    st.sampled_from(list(Capacity)),
    st.sets(st.sampled_from(["own", "other"])),
)
def test_nobody_decides_about_their_own_side_or_organisation(
    capacity: Capacity, others: set[Capacity], side: Capacity, organisations: set[str]
) -> None:
    principal = Principal(
        person_id="person",
        organisation_id="mine",
        capacity=capacity,
        sides=frozenset(others | {capacity}),
        organisations=frozenset(organisations | {"mine"}),
    )
    assert not may_decide_about(principal, "mine", side=side)
    assert may_decide_about(principal, "other", side=side) is (
        side not in principal.sides and "other" not in organisations
    )
    assert not may_decide_about(NOBODY, "other", side=side)

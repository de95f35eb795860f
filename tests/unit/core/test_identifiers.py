"""Identifiers: the scheme is said, the format is checked, nothing is guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.core.errors import RuleBroken
from register.core.identifiers import LONGEST, RULES, Scheme, holds, normal_identifier, public_link

SCHEMES = st.sampled_from(list(Scheme))

GOOD = {
    Scheme.OFSTED_URN: ("SC123456", "1234567"),
    Scheme.DFE_URN: ("123456",),
    Scheme.CI_CS: ("CS2019373681", "CS1999000001"),
    Scheme.CI_SP: ("SP2019000001",),
    Scheme.CIW_SIN: ("SIN-00009997-VPXP",),
    Scheme.GB_COH: ("01234567", "SC123456", "OC123456", "R0123456", "SP123456"),
    Scheme.GB_CHC: ("123456", "1234567"),
    Scheme.GB_SC: ("SC012345",),
    Scheme.GB_NIC: ("NIC123456",),
    Scheme.ICO: ("ZA123456", "Z1234567"),
    Scheme.GB_PPON: ("PBCD-1234-GHJC",),
    Scheme.LA_GSS: ("E08000003", "S12000033", "W06000015"),
    Scheme.LA_DFE: ("352",),
    Scheme.CQC: ("1-123456789",),
}

BAD = {
    Scheme.OFSTED_URN: ("XXXXXXX", "xxxxxxx", "123456", "12345678", "SC12345", "EY123456", "١٢٣٤٥٦٧"),
    Scheme.DFE_URN: ("12345", "1234567"),
    Scheme.CI_CS: ("CS1819373681", "CS201937368", "SP2019373681"),
    Scheme.CI_SP: ("SP123456",),
    Scheme.CIW_SIN: ("SIN-9997-VPXP", "SIN00009997VPXP"),
    Scheme.GB_COH: ("1234567", "ZZ123456", "SC12345"),
    Scheme.GB_CHC: ("12345", "SC123456"),
    Scheme.GB_SC: ("012345",),
    Scheme.GB_NIC: ("123456",),
    Scheme.ICO: ("A1234567",),
    Scheme.GB_PPON: ("PABC-1234-DFGH", "PBCD-1230-GHJK", "PBCD1234GHJK"),
    Scheme.LA_GSS: ("N09000001", "E0800003"),
    Scheme.LA_DFE: ("35", "E08000003"),
    Scheme.CQC: ("2-123456789", "1-12345"),
}


def test_every_scheme_has_a_rule_and_examples_here() -> None:
    assert set(RULES) == set(GOOD) == set(BAD) == set(Scheme)


@pytest.mark.parametrize(("scheme", "text"), [(scheme, text) for scheme, texts in GOOD.items() for text in texts])
def test_an_identifier_of_its_scheme_is_taken_as_it_stands(scheme: Scheme, text: str) -> None:
    assert normal_identifier(scheme, text) == text


@pytest.mark.parametrize(("scheme", "text"), [(scheme, text) for scheme, texts in BAD.items() for text in texts])
def test_an_identifier_of_another_shape_is_refused_with_an_example(scheme: Scheme, text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        normal_identifier(scheme, text)
    (reason,) = refused.value.reasons
    assert reason.field == "identifier"
    assert RULES[scheme].example in reason.text or reason.code == "placeholder"


def test_the_placeholder_for_not_inspected_is_named_for_what_it_is() -> None:
    with pytest.raises(RuleBroken) as refused:
        normal_identifier(Scheme.OFSTED_URN, "XXXXXXX")
    assert refused.value.reasons[0].code == "placeholder"


def test_one_text_holds_in_three_schemes_so_no_scheme_can_be_told_from_it() -> None:
    assert [scheme for scheme in Scheme if holds(scheme, "SC123456")] == [
        Scheme.OFSTED_URN,
        Scheme.GB_COH,
        Scheme.GB_SC,
    ]


@pytest.mark.parametrize("scheme", Scheme)
def test_the_example_of_a_scheme_holds(scheme: Scheme) -> None:
    assert holds(scheme, RULES[scheme].example)


@given(scheme=SCHEMES, data=st.data())
def test_what_holds_survives_spaces_and_small_letters(scheme: Scheme, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(RULES[scheme].pattern, fullmatch=True))
    at = data.draw(st.integers(0, len(text)))
    typed = f" {text[:at].lower()} {text[at:]}\t"
    assert normal_identifier(scheme, typed) == text
    assert len(text) <= LONGEST


@given(scheme=SCHEMES, text=st.text(max_size=20))
def test_any_text_is_either_refused_or_comes_back_in_the_schemes_own_form(scheme: Scheme, text: str) -> None:
    try:
        normal = normal_identifier(scheme, text)
    except RuleBroken:
        return
    assert holds(scheme, normal)
    assert normal_identifier(scheme, normal) == normal


@given(scheme=SCHEMES, text=st.text(max_size=20))
def test_a_link_is_only_built_from_what_holds(scheme: Scheme, text: str) -> None:
    link = public_link(scheme, text)
    if link is not None:
        assert holds(scheme, text)
        assert link.endswith(text)

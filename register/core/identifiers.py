"""Identifiers: always a scheme and a text; the scheme is said, never guessed.

`SC123456` is a provider's number at Ofsted, a Scottish company and, nearly, a Scottish charity. Each scheme has a
format; whether the thing exists is for whoever holds the scheme's register to say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from register.core.errors import Reason, RuleBroken

LONGEST = 40
SPACES = re.compile(r"\s+")
COMPANY_PREFIXES = (
    "SC|NI|OC|SO|NC|R0|IP|SP|RS|CE|CS|FC|AC|SL|LP|GE|GS|NL|NO|NP|NR|NV|OE|PC|RC|SA|SE|SF|SI|SR|SZ|ZC"  # may grow
)
PPON = "[BCDGHJLMNPQRTVWXYZ]"  # no letters that look like others
PLACEHOLDER_URN = "XXXXXXX"  # in children's returns: "not inspected by Ofsted"; identifies nothing


class Scheme(StrEnum):
    """Who gives the identifier out."""

    OFSTED_URN = "ofsted-urn"
    DFE_URN = "dfe-urn"
    CI_CS = "ci-cs"
    CI_SP = "ci-sp"
    CIW_SIN = "ciw-sin"
    GB_COH = "gb-coh"
    GB_CHC = "gb-chc"
    GB_SC = "gb-sc"
    GB_NIC = "gb-nic"
    ICO = "ico"
    GB_PPON = "gb-ppon"
    LA_GSS = "la-gss"
    LA_DFE = "la-dfe"
    CQC = "cqc"


@dataclass(frozen=True, slots=True)
class SchemeRule:
    """A scheme's name on screen, its format, an example of the format, and the public page of one identifier."""

    name: str
    pattern: re.Pattern[str]
    example: str
    link: Callable[[str], str] | None = None


def _rule(name: str, pattern: str, example: str, link: str | None = None) -> SchemeRule:
    return SchemeRule(name, re.compile(pattern), example, link.format if link else None)


RULES: dict[Scheme, SchemeRule] = {
    Scheme.OFSTED_URN: _rule(
        "Ofsted unique reference number",
        r"SC[0-9]{6}|[0-9]{7}",
        "SC000001",
        "http://reports.ofsted.gov.uk/inspection-reports/find-inspection-report/provider/CARE/{}",
    ),
    Scheme.DFE_URN: _rule(
        "Department for Education school number",
        r"[0-9]{6}",
        "100000",
        "https://get-information-schools.service.gov.uk/Establishments/Establishment/Details/{}",
    ),
    Scheme.CI_CS: _rule(
        "Care Inspectorate service number",
        r"CS(?:19|20)[0-9]{8}",
        "CS2019000001",
        "https://www.careinspectorate.com/index.php/care-services?detail={}",
    ),
    Scheme.CI_SP: _rule("Care Inspectorate provider number", r"SP(?:19|20)[0-9]{8}", "SP2019000001"),
    Scheme.CIW_SIN: _rule(
        "Care Inspectorate Wales service number",
        r"SIN-[0-9]{8}-[A-Z]{4}",
        "SIN-00000001-ABCD",
        "https://digital.careinspectorate.wales/directory/service/{}",
    ),
    Scheme.GB_COH: _rule(
        "Company number",
        rf"[0-9]{{8}}|(?:{COMPANY_PREFIXES})[0-9]{{6}}",
        "00000001",
        "https://find-and-update.company-information.service.gov.uk/company/{}",
    ),
    Scheme.GB_CHC: _rule(
        "Charity number, England and Wales",
        r"[0-9]{6,7}",
        "100001",
        "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{}",
    ),
    Scheme.GB_SC: _rule("Charity number, Scotland", r"SC[0-9]{6}", "SC000001"),
    Scheme.GB_NIC: _rule("Charity number, Northern Ireland", r"NIC[0-9]{6}", "NIC100001"),
    Scheme.ICO: _rule(
        "Data protection registration",
        r"Z(?:[A-Z][0-9]{6}|[0-9]{7})",
        "ZA000001",
        "https://ico.org.uk/ESDWebPages/Entry/{}",
    ),
    Scheme.GB_PPON: _rule(
        "Public procurement organisation number", rf"P{PPON}{{3}}-[1-9]{{4}}-{PPON}{{4}}", "PBBB-1111-BBBB"
    ),
    Scheme.LA_GSS: _rule("Authority code of the statistics office", r"[ESW][0-9]{8}", "E00000001"),
    Scheme.LA_DFE: _rule("Authority code of the Department for Education", r"[0-9]{3}", "100"),
    Scheme.CQC: _rule("Care Quality Commission number", r"1-[0-9]{6,12}", "1-000000001"),
}


def normal_identifier(scheme: Scheme, text: str) -> str:
    """Return an identifier as the scheme writes it: capitals, no spaces. Raises RuleBroken (field "identifier")."""
    normal = SPACES.sub("", text).upper()
    rule = RULES[scheme]
    if scheme is Scheme.OFSTED_URN and normal == PLACEHOLDER_URN:
        raise RuleBroken(
            Reason("identifier", "placeholder", f"{PLACEHOLDER_URN} stands for “not inspected by Ofsted”, not a number")
        )
    if not rule.pattern.fullmatch(normal) or not normal.isascii():
        raise RuleBroken(
            Reason("identifier", "format", f"This is not a {rule.name}: it should look like {rule.example}")
        )
    return normal


def holds(scheme: Scheme, text: str) -> bool:
    """Whether a text, as it stands, has the scheme's format."""
    return RULES[scheme].pattern.fullmatch(text) is not None and text.isascii()


def public_link(scheme: Scheme, identifier: str) -> str | None:
    """Return the public page about an identifier; None where there is none or the format does not hold.

    A children's home in Wales has no page of reports: whoever shows it knows what it is and leaves the link out.
    """
    link = RULES[scheme].link
    return link(identifier) if link is not None and holds(scheme, identifier) else None

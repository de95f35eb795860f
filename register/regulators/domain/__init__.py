"""What a setting's facts mean for the register: schemes, nations, what is hidden, which states there are."""

from enum import StrEnum

from register.core.identifiers import RULES, Scheme

#: Identifier schemes of settings: format and the nation whose regulator gives them.
SCHEMES = {
    Scheme.OFSTED_URN.value: (RULES[Scheme.OFSTED_URN].pattern, "E"),
    Scheme.CIW_SIN.value: (RULES[Scheme.CIW_SIN].pattern, "W"),
    Scheme.CI_CS.value: (RULES[Scheme.CI_CS].pattern, "S"),
}
#: The register's own scheme, for services that no regulator's file lists (an authority's in-house fostering).
OWN_SCHEME = "register"
IN_HOUSE_FOSTERING = "LAF"

#: Provision types whose place is a secret (pack 3.1).
HIDDEN_PLACE = frozenset({"CH", "CH-SB", "SCH", "SA"})
#: Provision types whose very name can lead to the place; supported accommodation is named by its provider.
HIDDEN_NAME = frozenset({"CH", "CH-SB", "SCH"})
#: Provision types that are registered by provider: files redact each address of theirs and still publish the name.
NAMED_BY_PROVIDER = frozenset({"SA"})

#: Provision types whose address is not repeated here although their regulator publishes it (pack 5.1): outside England,
#: where no file redacts, every place in which children live.
ADDRESS_KEPT_BACK = HIDDEN_PLACE | {"RSS", "RFC", "RHS"}

#: Facts that say where a setting is, or what it is called: not told of one whose place is a secret.
LEADS_TO_A_PLACE = frozenset(
    {
        "name",
        "address_1",
        "address_2",
        "address_3",
        "town",
        "county",
        "postcode",
        "region",
        "government_region",
        "authority",
        "premises_authority",
        "constituency",
    }
)

#: Provision types in the service's scope, by code, in the order of lists.
PROVISIONS = ("CH", "CH-SB", "SCH", "SA", "IFA", "LAF", "RFC", "RSS", "RHS")

#: Registration statuses, casefolded, that mean that the setting is no longer registered.
ENDED = frozenset({"resigned", "cancelled", "closed", "voluntarily cancelled", "inactive"})


class FileState(StrEnum):
    """How far a regulator's file is: being read, held for a person, being applied to settings, or done."""

    READING = "reading"
    HELD = "held"
    APPLYING = "applying"
    APPLIED = "applied"


class RowState(StrEnum):
    """How one row of the file that lists settings ended; each row has exactly one."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RESTORED = "restored"
    REJECTED = "rejected"


class NoteState(StrEnum):
    """What became of a newer report that a verifier noted: waits for a file, was confirmed, or contradicted."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    FLAGGED = "flagged"


def is_hidden(code: str | None, *, redacted: bool, public: bool = True) -> bool:
    """Return whether a setting's place is a secret."""
    return redacted or not public or code in HIDDEN_PLACE


def keeps_address_back(code: str | None, *, nation: str, hidden: bool) -> bool:
    """Return whether the regulator's address of a setting is shown to nobody: of hidden places and their like."""
    return hidden or (nation != "E" and code in ADDRESS_KEPT_BACK)


def may_show_name(code: str | None, *, redacted: bool, public: bool = True) -> bool:
    """Return whether the regulator's name of the setting may be shown: not where it can lead to a hidden place."""
    return public and code not in HIDDEN_NAME and (not redacted or code in NAMED_BY_PROVIDER)


def report_link(scheme: str, identifier: str, *, hidden: bool) -> str | None:
    """Build the regulator's public page of a setting, or None where there is none (source: pack 4.5).

    Of a hidden place outside England there is none: those pages say name and address, which Ofsted's do not.
    """
    if scheme == "ofsted-urn":
        return f"https://reports.ofsted.gov.uk/provider/CARE/{identifier}"
    if hidden:
        return None
    if scheme == "ci-cs":
        return f"https://www.careinspectorate.com/index.php/care-services?detail={identifier}"
    if scheme == "ciw-sin":
        return f"https://digital.careinspectorate.wales/directory/service/{identifier}"
    return None


def fits_scheme(scheme: str, identifier: str) -> bool:
    """Return whether an identifier has its scheme's shape."""
    pattern = SCHEMES.get(scheme)
    return pattern is not None and bool(pattern[0].fullmatch(identifier))

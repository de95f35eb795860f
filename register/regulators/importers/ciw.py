"""Care Inspectorate Wales' export of its directory: one CSV, every registered service.

Source: https://digital.careinspectorate.wales/directory (Open Government Licence v3). Telephone numbers,
web sites and the names of persons are not read; e-mail addresses are, and shown to nobody: claims are proved by them.
"""

from register.regulators.importers import provisions
from register.regulators.importers.facts import RATINGS, Source
from register.regulators.importers.layouts import Column, Facts, Layout, SourceLayouts
from register.regulators.importers.rows import Kind
from register.regulators.importers.values import count, day, fold, identifier, text

_SIN = identifier(r"SIN-\d{8}-[A-Z]{4}", "SIN-00009997-VPXP")

_COLUMNS = (
    Column("id", _SIN, ("Service URN", "Service ID"), few=False),
    Column("name", text, ("Service Name",)),
    Column("known_as", text, ("Known as",)),
    Column("service_type", text, ("Service Type",)),
    Column("service_subtype", text, ("Service Sub-Type", "Service Subtype", "Service Sub Type")),
    Column("service_for", text, ("Provision For",)),
    Column("address_1", text, ("Service Address Line 1",)),
    Column("address_2", text, ("Service Address Line 2",)),
    Column("address_3", text, ("Service Address Line 3",)),
    Column("town", text, ("Service Town/City", "Service Town")),
    Column("county", text, ("Service County",)),
    Column("postcode", text, ("Service Postcode",)),
    Column("authority", text, ("Local Authority",)),
    Column("places", count, ("Maximum No. of Places", "Maximum Number of Places", "Max No of Places"), few=False),
    Column("language", text, ("Main Operating Language of Service", "Main Language of Service")),
    Column("rating.as_published", text, ("Service Ratings", "Ratings")),
    Column("email", text, ("Primary Email Address",), few=False),
    Column("owner_name", text, ("Provider Name",)),
    Column("owner_id", text, ("Provider URN",)),
    Column("owner_type", text, ("Provider Type",)),
    Column("company_number", text, ("Company Number",)),
    Column("owner_registered_on", day, ("Provider Registration Date",)),
    Column("registered_on", day, ("Service Registration Date", "Registration Date")),
    Column("updated_on", day, ("Last Updated On", "Last Updated")),
)

_IGNORED = frozenset(
    {
        "",
        "primary telephone number",
        "website",
        "responsible individual names",
        "registered person names",
        "provider website",
        "provider no. of approved services",
    }
)
#: The themes as the ratings string names them.
_THEMES = {
    "well-being": "well_being",
    "wellbeing": "well_being",
    "care and support": "care_and_support",
    "care & support": "care_and_support",
    "leadership and management": "leadership_and_management",
    "leadership & management": "leadership_and_management",
    "environment": "environment",
}
_WITHHELD_WHEN_BLANK = ("address_1", "town", "postcode")


def _finish(facts: Facts) -> None:
    """Split the ratings by theme; mark blank addresses as withheld; keep single persons out."""
    if "rating.as_published" in facts:
        for rating in RATINGS:
            facts[f"rating.{rating}"] = None
        for part in str(facts["rating.as_published"] or "").split(";"):
            theme, _, rated = part.partition(":")
            if (key := _THEMES.get(fold(theme))) and rated.strip():
                facts[f"rating.{key}"] = rated.strip()
    if fold(str(facts.get("service_type") or "")) in provisions.PRIVATE_PERSONS:
        facts["owner_name"] = None
        for key in ("name", "known_as", "address_1", "address_2", "address_3", "town", "county", "postcode", "email"):
            if key in facts:
                facts[key] = None
    facts["redacted"] = all(facts.get(key) is None for key in _WITHHELD_WHEN_BLANK)


def _provision_of(facts: Facts) -> tuple[str, str | None]:
    kind, subtype = str(facts["service_type"]), facts.get("service_subtype")
    codes = provisions.CIW_CODES
    code = codes.get((fold(kind), fold(str(subtype or "")))) or codes.get((fold(kind), ""))
    if code == "IFA" and fold(str(facts.get("owner_type") or "")).startswith("local authority"):
        code = "LAF"
    return (f"{kind}: {subtype}" if subtype else kind), code


CIW = SourceLayouts(
    source=Source.CIW,
    publisher="Care Inspectorate Wales",
    columns=_COLUMNS,
    layouts=(
        Layout(
            "ciw-directory",
            Kind.SETTINGS,
            "directory of services",
            frozenset({"id", "service_type", "service_subtype", "authority"}),
        ),
    ),
    ignored=_IGNORED,
    finish=_finish,
    provision=_provision_of,
)

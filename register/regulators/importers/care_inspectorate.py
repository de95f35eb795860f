"""The Care Inspectorate's datastore, Scotland: one CSV a month, every registered care service.

Source: https://www.careinspectorate.com/index.php/publications-statistics (Open Government Licence v3). Columns about
complaints, requirements and enforcement carry their year in the heading and are not read.
"""

from register.regulators.importers import provisions
from register.regulators.importers.facts import Source
from register.regulators.importers.layouts import Column, Facts, Layout, SourceLayouts
from register.regulators.importers.rows import Kind
from register.regulators.importers.values import count, day, flag, fold, grade, identifier, text, year_month

_CS_NUMBER = identifier(r"CS(?:19|20)\d{8}", "CS2015342800")

_COLUMNS = (
    Column("id", _CS_NUMBER, ("CSNumber", "CaseNumber", "CS Number", "Case Number"), few=False),
    Column("service_type", text, ("CareService", "Care Service")),
    Column("service_subtype", text, ("Subtype", "Sub type", "Service subtype")),
    Column("sector", text, ("ServiceType", "Service Type")),
    Column("name", text, ("ServiceName", "Service Name")),
    Column("address_1", text, ("Address_line_1", "Address line 1")),
    Column("address_2", text, ("Address_line_2", "Address line 2")),
    Column("address_3", text, ("Address_line_3", "Address line 3")),
    Column("address_4", text, ("Address_line_4", "Address line 4")),
    Column("town", text, ("Service_town", "Town")),
    Column("postcode", text, ("Service_Postcode", "Postcode")),
    Column("owner_id", text, ("SP_number", "SPNumber", "SP number")),
    Column("owner_name", text, ("ServiceProvider", "Service_Provider", "Service Provider")),
    Column("owned_by_authority", flag(), ("Provided_by_Local_Authority",)),
    Column("email", text, ("Eforms_email_address", "Eforms email address"), few=False),
    Column("registration_status", text, ("ServiceStatus", "Service Status")),
    Column("registered_on", day, ("DateReg", "Date Registered")),
    Column("registered_in", year_month, ("Date_Reg",)),
    Column("data_zone", text, ("Datazone", "Data zone"), few=False),
    Column("integration_authority", text, ("Integration_Authority_Name",)),
    Column("authority", text, ("Council_Area_Name", "Council area", "Local authority", "Local_Authority_Name")),
    Column("region", text, ("Health_Board_Name", "Health board")),
    Column("places", count, ("Registered_Places", "Registered places"), few=False),
    Column("client_group", text, ("Client_group", "Client group")),
    Column("public_list", flag(), ("PublicList", "Public List")),
    Column("combined_service", flag(), ("Combined_Service_", "Combined Service")),
    Column("combined_with", text, ("CaseNumber_Combined", "CSNumber_Combined"), few=False),
    Column("grade.wellbeing", grade, ("KQ_Support_Wellbeing",), few=False),
    Column("grade.care_planning", grade, ("KQ_Care_and_Support_Planning",), few=False),
    Column("grade.setting", grade, ("KQ_Setting",), few=False),
    Column("grade.staff_team", grade, ("KQ_Staff_Team", "KQ_Staff"), few=False),
    Column("grade.leadership", grade, ("KQ_Leadership",), few=False),
    Column("grade.play_and_learning", grade, ("KQ_Care_Play_and_Learning",), few=False),
    Column("grade.theme_care_and_support", grade, ("Quality_of_Care_and_Support",), few=False),
    Column("grade.theme_environment", grade, ("Quality_of_Environment",), few=False),
    Column("grade.theme_staffing", grade, ("Quality_of_Staffing",), few=False),
    Column("grade.theme_management", grade, ("Quality_of_Mgmt_and_Lship",), few=False),
    Column("grade.lowest", grade, ("MinGrade",), few=False),
    Column("grade.highest", grade, ("MaxGrade",), few=False),
    Column("grades_published_on", day, ("Publication_of_Latest_Grading",)),
    Column("last_inspected_on", day, ("Last_inspection_Date", "Last inspection date")),
)

_IGNORED = frozenset(
    {
        "",
        "managername",
        "service phone number",
        "simd rank",
        "simdyyyy rank",
        "simdyyyy decile",
        "totalbeds",
        "singlebedrooms",
        "numberstaff",
        "radscore",
        "gradespread",
        "year month latest grade",
        "quality of information",
    }
)


def _finish(facts: Facts) -> None:
    """Withhold what must not be shown: services off the public list, single persons at home."""
    private = fold(str(facts.get("service_type") or "")) in provisions.PRIVATE_PERSONS
    if private or facts.get("public_list") is False:
        for key in (
            "name",
            "address_1",
            "address_2",
            "address_3",
            "address_4",
            "town",
            "postcode",
            "data_zone",
            "email",
        ):
            if key in facts:
                facts[key] = None
        facts["redacted"] = True
    if private:
        facts["owner_name"] = None


def _provision_of(facts: Facts) -> tuple[str, str | None]:
    kind, subtype = str(facts["service_type"]), facts.get("service_subtype")
    codes = provisions.CARE_INSPECTORATE_CODES
    code = codes.get((fold(kind), fold(str(subtype or "")))) or codes.get((fold(kind), ""))
    if code == "IFA" and facts.get("owned_by_authority"):
        code = "LAF"
    return (f"{kind}: {subtype}" if subtype else kind), code


CARE_INSPECTORATE = SourceLayouts(
    source=Source.CARE_INSPECTORATE,
    publisher="the Care Inspectorate",
    columns=_COLUMNS,
    layouts=(
        Layout(
            "care-inspectorate-datastore",
            Kind.SETTINGS,
            "datastore of care services",
            frozenset({"id", "service_type", "service_subtype", "registration_status"}),
        ),
    ),
    ignored=_IGNORED,
    finish=_finish,
    provision=_provision_of,
)

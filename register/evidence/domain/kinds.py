"""What may be given: kinds of evidence with their typed fields. A kind never knows which requirement it answers.

Keys and field names are those under which rules read them; a test holds the two vocabularies together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _


class FieldType(StrEnum):
    """What a field holds."""

    FLAG = "flag"
    NUMBER = "number"
    PENCE = "pence"
    DAY = "day"
    CODE = "code"
    CODES = "codes"
    TEXT = "text"


class Subject(StrEnum):
    """Whom evidence is about."""

    ORGANISATION = "organisation"
    SETTING = "setting"


class Group(StrEnum):
    """How kinds are listed."""

    INSURANCE = "insurance"
    POLICY = "policy"
    DOCUMENT = "document"
    FIGURE = "figure"


GROUP_LABELS: MappingProxyType[Group, LazyString] = MappingProxyType(
    {
        Group.INSURANCE: _("Insurance"),
        Group.POLICY: _("Policies"),
        Group.DOCUMENT: _("Documents and certificates"),
        Group.FIGURE: _("Figures"),
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `optional` may stay empty; `ahead` says that a day may lie in the future."""

    name: str
    type: FieldType
    label: LazyString
    optional: bool = False
    ahead: bool = False
    most: int = 1_000_000
    codes: Mapping[str, LazyString] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: about whom, whether there is a file, and what is asked of it."""

    key: str
    group: Group
    subject: Subject
    label: LazyString
    file: bool
    fields: tuple[Field, ...] = ()

    @property
    def is_schedule(self) -> bool:
        """Whether one file has a line for each of several covers."""
        return self.key == SCHEDULE


def _flag(name: str, label: LazyString) -> Field:
    return Field(name, FieldType.FLAG, label)


def _day(name: str, label: LazyString, *, optional: bool = False, ahead: bool = False) -> Field:
    return Field(name, FieldType.DAY, label, optional=optional, ahead=ahead)


def _count(name: str, label: LazyString, *, most: int = 1_000_000) -> Field:
    return Field(name, FieldType.NUMBER, label, most=most)


def _text(name: str, label: LazyString, *, optional: bool = False) -> Field:
    return Field(name, FieldType.TEXT, label, optional=optional)


_REVIEWED = _day("reviewed_on", _("When was it last reviewed?"))
_APPROVED = _text("approved_by", _("Who approved it? A role is enough"))
_COUNTED = _day("counted_on", _("On which day was this counted?"))
_SHARE = _count("share", _("Percentage"), most=100)
_ENDS = _day("ends_on", _("Last day"), ahead=True)

SCHEDULE = "insurance-schedule"
_BASIS = MappingProxyType({"each-claim": _("For each claim"), "aggregate": _("In all claims together")})
_TRIGGER = MappingProxyType({"occurrence": _("Events occurred"), "claims-made": _("Claims made")})
_COVER = (
    Field("limit_pence", FieldType.PENCE, _("Limit, in pounds"), most=100_000_000_000_00),
    Field("basis", FieldType.CODE, _("What is the limit for?"), codes=_BASIS),
    _text("insurer", _("Insurer")),
    _text("policy_number", _("Policy number")),
    _day("starts_on", _("First day of cover"), ahead=True),
    _day("ends_on", _("Last day of cover"), ahead=True),
)
_ABUSE = (
    _flag("included", _("Is abuse included?")),
    Field("trigger", FieldType.CODE, _("Which claims are covered?"), codes=_TRIGGER),
    _day("retroactive_on", _("Back to which day are claims covered?"), optional=True),
)
COVERS: MappingProxyType[str, tuple[LazyString, tuple[Field, ...]]] = MappingProxyType(
    {
        "employers-liability": (_("Employers' liability"), _COVER),
        "public-liability": (_("Public liability"), _COVER),
        "abuse": (_("Abuse"), (*_COVER, *_ABUSE)),
        "professional-indemnity": (_("Professional indemnity"), _COVER),
        "property": (_("Buildings and contents"), _COVER),
        "clinical-malpractice": (_("Clinical malpractice"), _COVER),
        "cyber": (_("Cyber"), _COVER),
        "directors-and-officers": (_("Directors and officers"), _COVER),
    }
)


def _policy(name: str, label: LazyString, *fields: Field, subject: Subject = Subject.ORGANISATION) -> Kind:
    return Kind(f"policy/{name}", Group.POLICY, subject, label, file=True, fields=(_REVIEWED, _APPROVED, *fields))


def _document(key: str, label: LazyString, *fields: Field, subject: Subject = Subject.SETTING) -> Kind:
    return Kind(key, Group.DOCUMENT, subject, label, file=True, fields=fields)


def _figure(name: str, label: LazyString, *fields: Field, subject: Subject = Subject.ORGANISATION) -> Kind:
    return Kind(f"figure/{name}", Group.FIGURE, subject, label, file=False, fields=fields)


_NIGHT = MappingProxyType({"waking": _("Awake"), "sleep-in": _("Asleep in the home"), "on-call": _("On call")})
_FORMATS = MappingProxyType(
    {"written": _("In writing"), "easy-read": _("Easy to read"), "pictures": _("In pictures"), "spoken": _("Spoken")}
)

_KINDS = (
    Kind(SCHEDULE, Group.INSURANCE, Subject.ORGANISATION, _("Insurance schedule or certificate"), file=True),
    _policy(
        "safeguarding",
        _("Safeguarding policy"),
        _flag("names_current_guidance", _("Does it follow your nation's present guidance?")),
    ),
    _policy(
        "safer-recruitment",
        _("Safer recruitment policy"),
        _flag("trained_person_on_panels", _("Is a trained person on every panel?")),
    ),
    _policy(
        "procedures",
        _("Set of procedures"),
        _day("allegations_reviewed_on", _("Allegations: last review")),
        _day("missing_reviewed_on", _("Missing children: last review")),
        _day("exploitation_reviewed_on", _("Exploitation and trafficking: last review")),
        _day("self_harm_reviewed_on", _("Self-harm: last review")),
        _day("online_safety_reviewed_on", _("Online safety: last review")),
        _day("medication_reviewed_on", _("Medication: last review")),
    ),
    _policy("prevent", _("Prevent risk assessment")),
    _policy(
        "complaints",
        _("Complaints, advocacy and whistleblowing policy"),
        _flag("covers_complaints", _("Does it cover complaints?")),
        _flag("covers_advocacy", _("Does it cover advocacy?")),
        _flag("covers_whistleblowing", _("Does it cover whistleblowing?")),
    ),
    _policy(
        "data-protection",
        _("Data protection policy"),
        _flag("lead_named", _("Does somebody lead on data protection?")),
        _flag("record_of_processing", _("Is there a record of processing?")),
        _flag("retention_schedule", _("Is there a schedule of what is kept how long?")),
    ),
    _policy(
        "modern-slavery",
        _("Modern slavery statement or policy"),
        _day("statement_published_on", _("When was the statement published?"), optional=True),
        _flag("six_areas_covered", _("Does it cover the six areas?")),
        _flag("policy_in_place", _("Is there a policy?")),
    ),
    _policy(
        "health-and-safety", _("Health and safety policy"), _flag("competent_person", _("Is there a competent person?"))
    ),
    _policy("equality", _("Equality policy")),
    _policy("business-continuity", _("Business continuity plan"), _day("tested_on", _("When was it last tried out?"))),
    _policy(
        "behaviour-support",
        _("Behaviour support policy"),
        _flag("no_restraint_used", _("Is restraint never used?")),
        subject=Subject.SETTING,
    ),
    _document(
        "document/statement-of-purpose",
        _("Statement of purpose and children's guide"),
        _day("reviewed_on", _("When was the statement of purpose last reviewed?")),
        _day("guide_reviewed_on", _("When was the children's guide last reviewed?")),
        _flag("is_of_this_setting", _("Are both about this setting?")),
        Field("guide_formats", FieldType.CODES, _("In which formats is there a guide?"), codes=_FORMATS),
    ),
    _document(
        "document/premises-review",
        _("Review of the location and premises"),
        _REVIEWED,
        _text("mitigations", _("What was done about its findings?"), optional=True),
    ),
    _document("document/fire-risk", _("Fire risk assessment"), _day("assessed_on", _("When was it made?"))),
    _document("certificate/restraint-training", _("Accreditation of the restraint training"), _ENDS),
    _document(
        "document/carbon-plan",
        _("Carbon reduction plan"),
        _text("address", _("Where is it published?"), optional=True),
        _day("published_on", _("When was it published?")),
        subject=Subject.ORGANISATION,
    ),
    _document(
        "certificate/carer-cover",
        _("Legal and damage cover for carers"),
        _text("scheme", _("Scheme")),
        _ENDS,
        subject=Subject.ORGANISATION,
    ),
    _document("certificate/cyber-essentials", _("Cyber Essentials certificate"), _ENDS, subject=Subject.ORGANISATION),
    Kind(
        "accounts/years",
        Group.DOCUMENT,
        Subject.ORGANISATION,
        _("Accounts"),
        file=True,
        fields=(
            _count("years", _("How many years of accounts are there?"), most=20),
            _day("latest_year_end_on", _("When did the latest year end?")),
            _flag("newer_than_two_years", _("Is the organisation newer than two years?")),
            _flag("no_accounts_due_yet", _("Are no accounts due yet?")),
            _flag("statement_of_standing", _("Is there a statement of standing?")),
            _flag("audited", _("Are they audited?")),
        ),
    ),
    _figure("enhanced-checks", _("Enhanced checks"), _SHARE, _COUNTED),
    _figure(
        "vulnerable-groups-scheme",
        _("Protecting Vulnerable Groups memberships"),
        _SHARE,
        _count("expiring_not_renewed", _("How many memberships end in 6 months without a renewal?")),
        _COUNTED,
    ),
    _figure("prevent-training", _("Prevent training"), _SHARE, _COUNTED),
    _figure("social-workers", _("Registered social workers"), _SHARE, _COUNTED),
    _figure("care-workers", _("Registered care workers"), _SHARE, _COUNTED),
    _figure("mandatory-training", _("Mandatory training"), _SHARE, _COUNTED),
    _figure("carer-reviews", _("Reviews of fostering households"), _SHARE, _COUNTED),
    _figure(
        "payments", _("Payment of invoices"), _count("average_days", _("Days to pay, on average"), most=400), _COUNTED
    ),
    _figure(
        "independent-visits",
        _("Independent visits"),
        _count("months_visited", _("In how many of the last 12 months was there a visit?"), most=12),
        _COUNTED,
        subject=Subject.SETTING,
    ),
    _figure("quality-review", _("Quality of care review"), _REVIEWED, subject=Subject.SETTING),
    _figure(
        "care-staff",
        _("Care staff"),
        _count("total", _("How many are in care roles?")),
        _count("qualified", _("How many of them are qualified?")),
        _count("in_window", _("How many are within their first two years?")),
        _COUNTED,
        subject=Subject.SETTING,
    ),
    _figure(
        "staffing",
        _("Staffing"),
        _text("day_ratio", _("Children to one member of staff by day")),
        Field("night_cover", FieldType.CODE, _("Who is there at night?"), codes=_NIGHT),
        _count("agency_percent", _("Shifts covered by agencies, in percent"), most=100),
        _flag("workforce_plan", _("Is there a workforce plan?")),
        _COUNTED,
        subject=Subject.SETTING,
    ),
    _figure(
        "specialisms",
        _("Model of care and specialisms"),
        _text("model", _("Model of care")),
        _count("therapy_hours", _("Hours of therapy a week"), most=200),
        _flag("clinical_lead", _("Is there a clinical lead?")),
        _count("claimed", _("How many specialisms are claimed?"), most=100),
        _count("evidenced", _("How many of them have a verified item?"), most=100),
        _COUNTED,
        subject=Subject.SETTING,
    ),
)
KINDS: MappingProxyType[str, Kind] = MappingProxyType({kind.key: kind for kind in _KINDS})


def items_asked() -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Give every item that evidence can bring, by the key under which rules read it, with its fields."""
    for kind in KINDS.values():
        if not kind.is_schedule:
            yield kind.key, kind.fields
    for cover, (_label, fields) in COVERS.items():
        yield f"insurance-cover/{cover}", fields

"""One object for every route parameter, owned by the organisation that somebody acts for.

The role matrix (tests/integration/access/test_role_matrix.py) opens every route with these. A new parameter needs a
line in SAMPLES; where the same name means something else on one route, a line in ON_ENDPOINT. A route whose objects the
same role of another organisation may open as well is named in SHARED, with the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import count

from register.accounts.models import Invitation
from register.claims.models import Claim
from register.claims.services.codes import ensure_first_claim
from register.core import clock
from register.core.access import Capacity, Role
from register.core.db import db, new_id, transaction
from register.core.identifiers import Scheme
from register.evidence.models import EvidenceFile
from register.evidence.services import offer_file, scan_file, store_file
from register.geography.queries.current import current_gazetteer
from register.organisations.domain import CapacityStatus, OrganisationKind
from register.organisations.models import ConsortiumMember, Organisation, OrganisationIdentifier
from register.regulators.models import Setting
from register.regulators.services.loading import load_file
from search.find.models import StoredSearch
from tests.builders.accounts import a_person, an_organisation_for
from tests.builders.api_keys import a_key
from tests.builders.claims import a_claim, a_dispute
from tests.builders.documents import a_pdf
from tests.builders.dwellings import a_household
from tests.builders.evidence import a_draft, an_evidence
from tests.builders.files import a_link_to_a_file
from tests.builders.opened_files import a_file, a_row
from tests.builders.organisations import a_capacity, a_consortium, a_holding, an_organisation
from tests.builders.regulators import a_setting
from tests.builders.vacancies import a_batch, a_restricted_place, a_vacancy

_numbers = count(1)


@dataclass
class World:
    """What belongs to an organisation in which a role is held; each thing is made when it is first asked for."""

    role: Role

    @cached_property
    def organisation_id(self) -> str:
        return an_organisation_for(self.role)

    @cached_property
    def provider(self) -> Organisation:
        """The organisation itself when it is a provider, else some provider."""
        if self.role.capacity is Capacity.PROVIDING:
            return db.session.get_one(Organisation, self.organisation_id)
        return an_organisation()

    @cached_property
    def colleague_id(self) -> str:
        return a_person(self.role, organisation_id=self.organisation_id).id

    @cached_property
    def invitation_id(self) -> str:
        invitation = Invitation(
            id=new_id(),
            token_digest=new_id(),
            email="invited@people.example",
            organisation_id=self.organisation_id,
            role=self.role,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=7),
        )
        with transaction() as session:
            session.add(invitation)
        return invitation.id

    @cached_property
    def setting_id(self) -> str:
        setting_id = a_setting()
        a_holding(setting_id, self.provider)
        return setting_id

    @cached_property
    def agency_id(self) -> str:
        setting_id = a_setting("IFA")
        a_holding(setting_id, self.provider, provision="IFA")
        return setting_id

    @cached_property
    def dwelling_id(self) -> str:
        return a_household(self.agency_id, self.provider.id)

    @cached_property
    def evidence_id(self) -> str:
        return an_evidence(self.provider.id, kind="figure/enhanced-checks", answers={"share": 100})

    @cached_property
    def evidence_with_files_id(self) -> str:
        a_restricted_place(self.setting_id, self.provider.id, name="Appletree House", address="3 Pippin Walk")
        shows_place = a_pdf("Appletree House")
        made = an_evidence(self.provider.id, kind="policy/equality", content=shows_place, redacted=a_pdf("A home"))
        db.session.rollback()
        for file in db.session.query(EvidenceFile).filter_by(organisation_id=self.provider.id).all():
            for work in (store_file, scan_file, offer_file):
                work(file.id, now=clock.now())
        return made

    @cached_property
    def insurance_draft_id(self) -> str:
        return a_draft(self.provider.id, kind="insurance-schedule")

    @cached_property
    def draft_id(self) -> str:
        return a_draft(self.provider.id)

    @cached_property
    def unheld_setting_id(self) -> str:
        return a_setting()

    @cached_property
    def vacancy_id(self) -> str:
        return a_vacancy(self.setting_id, self.provider.id)

    @cached_property
    def key_id(self) -> str:
        return a_key(self.organisation_id).id

    @cached_property
    def reference(self) -> str:
        a_vacancy(self.setting_id, self.provider.id, reference="room-1")
        return "room-1"

    @cached_property
    def batch_id(self) -> str:
        return a_batch(self.provider.id)

    @cached_property
    def claim_id(self) -> str:
        return a_claim(self.unheld_setting_id, self.provider).id

    @cached_property
    def first_claim_id(self) -> str:
        """A claim that is a first one and waits for its code."""
        setting = db.session.get_one(Setting, a_setting(owner_published="An owner of whom nothing is held"))
        claim = a_claim(setting.id, self.provider)
        with transaction():
            ensure_first_claim(db.session.get_one(Claim, claim.id), setting, now=clock.now())
        return claim.id

    @cached_property
    def rival_claim_id(self) -> str:
        """A claim of another organisation on a setting that this one holds."""
        setting_id = a_setting()
        a_holding(setting_id, self.provider)
        return a_claim(setting_id, an_organisation()).id

    @cached_property
    def dispute_id(self) -> str:
        return a_dispute(self.claim_id).id

    @cached_property
    def capacity_id(self) -> str:
        buyer = self.organisation_id if self.role.capacity is Capacity.BUYING else None
        organisation = db.session.get_one(Organisation, buyer) if buyer else an_organisation()
        return a_capacity(organisation, "E08000035", status=CapacityStatus.PROPOSED).id

    @cached_property
    def company_number(self) -> str:
        number = f"{next(_numbers):08}"
        with transaction() as session:
            session.add(
                OrganisationIdentifier(scheme=Scheme.GB_COH, identifier=number, organisation_id=self.organisation_id)
            )
        return number

    @cached_property
    def consortium_id(self) -> str:
        return a_consortium(an_organisation(OrganisationKind.LOCAL_AUTHORITY)).id

    @cached_property
    def consortium_member_id(self) -> str:
        found = db.session.query(ConsortiumMember).filter_by(consortium_id=self.consortium_id).one()
        return found.id

    @cached_property
    def file_id(self) -> str:
        db.session.rollback()
        return load_file(a_file(a_row()), name="file.csv", gone_percent=10_000.0, clock=clock.now).file_id

    @cached_property
    def search_id(self) -> str:
        origin = current_gazetteer().resolve_origin("M1").origin
        assert origin is not None, "the small country has M1"
        search = StoredSearch(
            id=new_id(),
            organisation_id=self.organisation_id,
            place_id=origin.place.id,
            radius_miles=20,
            words="",
            chosen={},
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
        with transaction() as session:
            session.add(search)
        return search.id


Sample = Callable[[World], str]

SAMPLES: dict[str, Sample] = {
    "batch_id": lambda world: world.batch_id,
    "capacity_id": lambda world: world.capacity_id,
    "claim_id": lambda world: world.claim_id,
    "dispute_id": lambda world: world.dispute_id,
    "cover": lambda _: "public-liability",
    "draft_id": lambda world: world.draft_id,
    "dwelling_id": lambda world: world.dwelling_id,
    "evidence_id": lambda world: world.evidence_id,
    "file_id": lambda world: world.file_id,
    "gss": lambda _: "E08000003",
    "identifier": lambda world: world.company_number,
    "invitation_id": lambda world: world.invitation_id,
    "key_id": lambda world: world.key_id,
    "kind": lambda _: "policy/safeguarding",
    "member_id": lambda world: world.consortium_member_id,
    "organisation_id": lambda world: world.organisation_id,
    "person_id": lambda world: world.colleague_id,
    "reference": lambda world: world.reference,
    "requirement_key": lambda _: "INS-02",
    "scheme": lambda _: "gb-coh",
    "search_id": lambda world: world.search_id,
    "section": lambda _: "place",
    "setting_id": lambda world: world.setting_id,
    "vacancy_id": lambda world: world.vacancy_id,
}

# The same name, but another object on this route: (endpoint, parameter).
ON_ENDPOINT: dict[tuple[str, str], Sample] = {
    ("claims.claim", "setting_id"): lambda world: world.unheld_setting_id,
    ("claims.enter_code", "claim_id"): lambda world: world.first_claim_id,
    ("claims.new_code", "claim_id"): lambda world: world.first_claim_id,
    ("claims.object_to_claim", "claim_id"): lambda world: world.rival_claim_id,
    **{
        (f"dwellings.{name}", "setting_id"): lambda world: world.agency_id
        for name in ("choose_authority", "counts", "listing", "new")
    },
    **{(f"evidence.{name}", "draft_id"): lambda world: world.insurance_draft_id for name in ("covers", "one_cover")},
    **{
        (f"evidence.{name}", "evidence_id"): lambda world: world.evidence_with_files_id
        for name in ("file", "redacted_file", "hold", "verify", "verify_file", "verify_redacted_file", "undo")
    },
    ("files.served", "token"): lambda _: a_link_to_a_file(),
}

# Routes by role whose objects are not one organisation's, each with the reason.
SHARED: dict[str, str] = {
    **dict.fromkeys(
        [f"evidence.{name}" for name in ("hold", "undo", "verify", "verify_file", "verify_redacted_file")],
        "verifiers look after the whole register; nobody decides about an organisation of their own",
    ),
    "evidence.start": "what can be given is the same for every provider; it is given for one's own organisation",
    "requirements.requirement": "what is asked nationally is there for everybody who is signed in",
    "claims.claim": "whoever runs a setting may claim it, before it is theirs",
    "regulators.in_house": "any authority may say that a setting is its own; whose it is already is a rule's to guard",
    "vacancies.vacancy": "a vacancy is there to be seen by all who buy, and by its own provider",
}

# Routes that refuse somebody in the right role and organisation by a further rule, each with the rule.
FURTHER_RULES: dict[str, str] = {
    "vacancies.confirm_batch": "what was held is an administrator's to decide",
    "vacancies.discard": "what was held is an administrator's to decide",
    "organisations.withdraw_capacity": "only whoever proposed a buying capacity takes the proposal back",
}


def values_for(endpoint: str, parameters: frozenset[str], world: World) -> dict[str, str]:
    """Return an object for each parameter of a route. Raises KeyError with what to do for a new one."""
    return {name: sample_of(endpoint, name)(world) for name in sorted(parameters)}


def sample_of(endpoint: str, name: str) -> Sample:
    """Return the sample of a parameter. Raises KeyError with what to do for a new one."""
    found = ON_ENDPOINT.get((endpoint, name)) or SAMPLES.get(name)
    if found is None:
        raise KeyError(f"{endpoint} takes <{name}>: give the role matrix an object for it in tests/access_samples.py")
    return found

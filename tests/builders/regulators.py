from datetime import date
from itertools import count

from register.core.clock import now
from register.core.db import new_id, own_transaction
from register.regulators.domain import is_hidden, may_show_name
from register.regulators.domain.owners import owner_key
from register.regulators.models import FactSet, Setting
from register.regulators.services.staging import facts_as_text, hash_of

NUMBERS = count(1_000_001)
PUBLISHED = {
    "CH": "Children's home",
    "CH-SB": "Children's home",
    "SCH": "Secure children's home",
    "SA": "Supported accommodation",
    "IFA": "Independent fostering agency",
    "RFC": "Residential family centre",
    "RSS": "Residential special school",
}


def a_setting(provision: str = "CH", **given: object) -> str:
    """Put an open setting into the register and return its id; any column may be given."""
    hidden = is_hidden(provision, redacted=False)
    values: dict[str, object] = {
        "id": new_id(),
        "scheme": "ofsted-urn",
        "identifier": str(next(NUMBERS)),
        "nation": "E",
        "provision": provision,
        "provision_published": PUBLISHED.get(provision, provision),
        "authority_gss": "E08000003",
        "authority_published": "Manchester",
        "hidden": hidden,
        "name_published": "Larkfield Fostering" if may_show_name(provision, redacted=False) else None,
        "owner_published": "Larkfield Care Limited",
        "registered_places": None if provision in {"IFA", "LAF"} else 4,
        "registration_status": "Active",
        "open": True,
        "first_listed_on": date(2025, 3, 31),
        "facts_as_of": date(2025, 3, 31),
        "awaiting_file": False,
        "created_at": now(),
        "changed_at": now(),
    }
    values |= given
    values.setdefault("owner_key", owner_key(values["owner_published"]))  # type: ignore[arg-type]
    with own_transaction() as session:
        session.add(Setting(**values))
    return str(values["id"])


def some_facts(**facts: object) -> str:
    """Put a set of facts into the register, as a file states them, and return its hash."""
    text = facts_as_text(facts)  # type: ignore[arg-type]
    with own_transaction() as session:
        session.add(FactSet(hash=hash_of(text), facts=text))
    return hash_of(text)

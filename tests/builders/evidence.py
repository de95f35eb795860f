"""Evidence of a provider, given through the services; files go as far as the worker has worked."""

import io

from register.core import clock
from register.core.access import Capacity, Principal, Role
from register.core.db import transaction
from register.evidence import services
from register.evidence.domain.kinds import KINDS
from register.evidence.queries import get_own_draft
from tests.builders.documents import a_pdf

REVIEWED = {"reviewed_on": "2026-01-12", "approved_by": "Board", "names_current_guidance": True}


def an_editor(organisation_id: str) -> Principal:
    return Principal(
        organisation_id=organisation_id,
        capacity=Capacity.PROVIDING,
        roles=frozenset({Role.PROVIDER_EDITOR}),
        organisations=frozenset({organisation_id}),
    )


def a_draft(organisation_id: str, *, kind: str = "policy/safeguarding", setting_id: str | None = None) -> str:
    """Begin to give evidence; returns the draft's id."""
    by = an_editor(organisation_id)
    with transaction():
        return services.start_draft(KINDS[kind], setting_id=setting_id, by=by, now=clock.now()).id


def an_evidence(
    organisation_id: str,
    *,
    kind: str = "policy/safeguarding",
    setting_id: str | None = None,
    content: bytes | None = None,
    name: str = "policy.pdf",
    redacted: bytes | None = None,
    answers: dict[str, object] | None = None,
) -> str:
    """Give evidence; returns the version's id."""
    by = an_editor(organisation_id)
    draft_id = a_draft(organisation_id, kind=kind, setting_id=setting_id)
    upload = services.take_upload(io.BytesIO(content or a_pdf()), name=name) if KINDS[kind].file else None
    copy = services.take_upload(io.BytesIO(redacted), name="redacted.pdf") if redacted is not None else None
    with transaction():
        draft = get_own_draft(draft_id, by=by)
        if upload is not None:
            services.give_file(draft, upload, by=by, now=clock.now())
        if copy is not None:
            services.give_redacted_copy(draft, copy, by=by, now=clock.now())
        if KINDS[kind].fields:
            services.answer(draft, kind, (), answers or REVIEWED, now=clock.now())
    with transaction():
        version = get_own_draft(draft_id, by=by).version
        return services.submit_evidence(draft_id, version=version, by=by, now=clock.now()).id

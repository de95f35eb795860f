"""What a provider has given: the list, one version, its files, and taking it back."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from register.core import clock
from register.core.access import current_principal, roles
from register.core.asking import Check, ask_again, step
from register.core.db import transaction
from register.evidence import queries, services
from register.evidence.domain.states import REDACTION_WORDS, Redaction
from register.evidence.domain.verification import RETURN_WORDS
from register.evidence.queries import Given
from register.evidence.routes.blueprint import GIVERS, READERS, blueprint, subject_name


@blueprint.get("/evidence")
@roles(*READERS)
def listing() -> str:
    """Show what one's organisation has given, the newest version of each, and what was begun."""
    by = current_principal()
    organisation_id = by.organisation_id or ""
    given = queries.evidence_of(organisation_id, by=by)
    newest = [next(versions) for _same, versions in groupby(given, key=_of_what)]
    waiting = queries.delayed(one.file.id for one in newest if one.file is not None)
    about = [
        (subject_name(setting_id), list(each))
        for setting_id, each in groupby(newest, key=lambda one: one.evidence.setting_id)
    ]
    return render_template(
        "evidence/listing.html",
        about=sorted(about, key=lambda one: (one[1][0].evidence.setting_id is not None, one[0])),
        drafts=[(one, queries.get_kind(one.kind)) for one in queries.drafts_of(organisation_id, by=by)],
        delayed=waiting,
        verifications=queries.verifications_of(one.evidence.id for one in newest),
        may_give=by.has(*GIVERS),
    )


@blueprint.get("/evidence/<evidence_id>")
@roles(*READERS)
def evidence(evidence_id: str) -> str:
    """Show one version: what it says, where its file is, which versions there are."""
    by = current_principal()
    found = queries.get_own_evidence(evidence_id, by=by)
    versions = queries.versions_of(found.organisation_id, setting_id=found.setting_id, kind=found.kind)
    given = next(one for one in versions if one.evidence.id == evidence_id)
    files = [one.id for one in (given.file, given.redacted) if one is not None]
    return render_template(
        "evidence/evidence.html",
        given=given,
        versions=versions,
        items=queries.items_of(evidence_id),
        delayed=queries.delayed(files),
        redaction=REDACTION_WORDS.get(Redaction(found.redaction)),
        again=_given_elsewhere(given),
        verification=queries.get_verification(evidence_id),
        return_words=RETURN_WORDS,
        may_give=by.has(*GIVERS),
    )


@blueprint.get("/evidence/<evidence_id>/file")
@roles(*READERS)
def file(evidence_id: str) -> Response:
    """Lead to the file by a link that lives for minutes, after the audit has it."""
    return _opened(evidence_id, redacted=False)


@blueprint.get("/evidence/<evidence_id>/redacted-file")
@roles(*READERS)
def redacted_file(evidence_id: str) -> Response:
    """Lead to the redacted copy in the same way."""
    return _opened(evidence_id, redacted=True)


@blueprint.route("/evidence/<evidence_id>/withdraw", methods=["GET", "POST"])
@roles(*GIVERS)
def withdraw(evidence_id: str) -> str | Response:
    """Ask whether evidence is really to be taken back, and take it."""
    by = current_principal()
    found = queries.get_own_evidence(evidence_id, by=by)
    here = url_for("evidence.evidence", evidence_id=evidence_id)
    if request.method == "POST" and step() == "confirm":
        with transaction():
            services.withdraw_evidence(evidence_id, by=by, now=clock.now())
        flash(_("Withdrawn."), "success")
        return redirect(here, 303)
    kind = queries.get_kind(found.kind)
    return ask_again(
        Check(
            title=_("Withdraw this evidence?"),
            lead=_(
                "It counts no longer. What relied on it until now keeps it, and you can give a new version at any time."
            ),
            rows=[(_("What"), str(kind.label)), (_("About"), subject_name(found.setting_id))],
            button=_l("Withdraw"),
            back=here,
            grave=True,
        )
    )


def _opened(evidence_id: str, *, redacted: bool) -> Response:
    link = services.open_file(evidence_id, redacted=redacted, by=current_principal(), now=clock.now())
    return redirect(link, 303)


def _of_what(given: Given) -> tuple[str | None, str]:
    return given.evidence.setting_id, given.evidence.kind


def _given_elsewhere(given: Given) -> list[tuple[str, str]]:
    """Return where else the same file was given: the kind and whom it is about."""
    if given.file is None:
        return []
    found = queries.same_file_elsewhere(given.file.id, organisation_id=given.evidence.organisation_id)
    others = [one for one in found if one.id != given.evidence.id and one.withdrawn_at is None]
    by = current_principal()
    mine = [one for one in others if by.settings is None or one.setting_id in by.settings]
    return sorted({(str(queries.get_kind(one.kind).label), subject_name(one.setting_id)) for one in mine})

"""Giving evidence, one thing a page: the file, what it says, a redacted copy where one is needed, check, give."""

from collections.abc import Callable
from contextlib import suppress

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from register.core import clock
from register.core.access import current_principal, roles
from register.core.db import transaction
from register.core.errors import NotFound, RuleBroken
from register.core.forms import Form, read_form, typed_day
from register.evidence import queries, services
from register.evidence.domain.answers import pounds_of
from register.evidence.domain.kinds import COVERS, GROUP_LABELS, KINDS, Field, FieldType, Kind, Subject
from register.evidence.domain.states import REDACTION_WORDS, Redaction
from register.evidence.models import EvidenceDraft, EvidenceFile
from register.evidence.ports import uploads
from register.evidence.routes.blueprint import (
    GIVERS,
    about_file,
    blueprint,
    fields_of,
    item_name,
    rows_of,
    subject_name,
)
from register.evidence.schemas import CoversSchema, SubmitSchema, schema_of
from register.evidence.services import Upload
from register.organisations.queries import labels_of, settings_of

Page = str | Response | tuple[str, int]
Taker = Callable[[Upload], EvidenceFile]
REFUSED = 422


@blueprint.get("/evidence/give")
@roles(*GIVERS)
def choose() -> str:
    """Show what may be given."""
    whole = current_principal().settings is None
    groups = [
        (label, [one for one in KINDS.values() if one.group is group and (whole or one.subject is Subject.SETTING)])
        for group, label in GROUP_LABELS.items()
    ]
    return render_template("evidence/choose.html", groups=[one for one in groups if one[1]])


@blueprint.route("/evidence/give/<path:kind>", methods=["GET", "POST"])
@roles(*GIVERS)
def start(kind: str) -> Page:
    """Begin to give evidence: about which setting, where it is about one; then as its first page asks."""
    found, by = queries.get_kind(kind), current_principal()
    setting_id = request.values.get("setting") or None
    if found.subject is Subject.ORGANISATION:
        queries.check_subject(None, by=by)
    elif setting_id is None:
        mine = [one for one in settings_of(by.organisation_id or "") if by.may_touch_setting(one)]
        labels = dict(sorted(labels_of(mine).items(), key=lambda item: item[1]))
        return render_template("evidence/setting.html", kind=found, labels=labels)
    else:
        queries.check_subject(setting_id, by=by)
    if request.method == "GET":
        return render_template("evidence/start.html", kind=found, subject=subject_name(setting_id), setting=setting_id)
    with transaction():
        draft_id = services.start_draft(found, setting_id=setting_id, by=by, now=clock.now()).id
    return _onwards(draft_id)


@blueprint.route("/evidence/drafts/<draft_id>/file", methods=["GET", "POST"])
@roles(*GIVERS)
def give_file(draft_id: str) -> Page:
    """Take the file."""
    draft, kind = _own(draft_id)
    if not kind.file:
        raise NotFound(_("There is no file to this kind of evidence."))
    return _take(draft, kind, redacted=False)


@blueprint.route("/evidence/drafts/<draft_id>/redacted", methods=["GET", "POST"])
@roles(*GIVERS)
def give_redacted(draft_id: str) -> Page:
    """Take the copy that others read."""
    draft, kind = _own(draft_id)
    return _take(draft, kind, redacted=True)


@blueprint.route("/evidence/drafts/<draft_id>/covers", methods=["GET", "POST"])
@roles(*GIVERS)
def covers(draft_id: str) -> Page:
    """Ask which covers an insurance has."""
    draft, kind = _own(draft_id)
    if not kind.is_schedule:
        raise NotFound(_("There are no covers to this kind of evidence."))
    before = [one.removeprefix("insurance-cover/") for one in _before(draft)]
    form = Form(values={"covers": draft.covers or before})
    if request.method == "POST":
        form = read_form(CoversSchema(), request.form)
        if form.ok:
            with transaction():
                services.choose_covers(queries.get_own_draft(draft_id, by=current_principal()), form.data["covers"])
            return _onwards(draft_id)
    names = {code: label for code, (label, _fields) in COVERS.items()}
    page = render_template("evidence/covers.html", draft=draft, kind=kind, form=form, names=names)
    return page if form.ok else (page, REFUSED)


@blueprint.route("/evidence/drafts/<draft_id>/details", methods=["GET", "POST"])
@roles(*GIVERS)
def details(draft_id: str) -> Page:
    """Ask what it says."""
    draft, kind = _own(draft_id)
    if not kind.fields:
        raise NotFound(_("There is no such page."))
    return _ask_item(draft, kind.key)


@blueprint.route("/evidence/drafts/<draft_id>/covers/<cover>", methods=["GET", "POST"])
@roles(*GIVERS)
def one_cover(draft_id: str, cover: str) -> Page:
    """Ask what it says of one cover of an insurance."""
    draft, kind = _own(draft_id)
    if not kind.is_schedule or cover not in COVERS:
        raise NotFound(_("There is no such page."))
    return _ask_item(draft, f"insurance-cover/{cover}")


@blueprint.route("/evidence/drafts/<draft_id>", methods=["GET", "POST"])
@roles(*GIVERS)
def check(draft_id: str) -> Page:
    """Show everything once more, and give it."""
    draft, kind = _own(draft_id)
    missing = _missing(draft, kind)
    if missing is not None and request.method == "GET":
        return redirect(missing, 303)
    form = Form(values={"version": draft.version})
    if request.method == "POST":
        form = read_form(SubmitSchema(), request.form)
        if form.ok:
            try:
                with transaction():
                    given = services.submit_evidence(
                        draft_id, version=form.data["version"], by=current_principal(), now=clock.now()
                    ).id
            except RuleBroken as broken:
                form.add(broken.reasons)
            else:
                flash(_("Thank you. You need not give this again until it changes or ends."), "success")
                return redirect(url_for("evidence.evidence", evidence_id=given), 303)
    draft, kind = _own(draft_id)
    files = queries.files_by_id(one for one in (draft.file_id, draft.redacted_file_id) if one)
    page = render_template(
        "evidence/check.html",
        draft=draft,
        kind=kind,
        form=form,
        file=files.get(draft.file_id or ""),
        redacted=files.get(draft.redacted_file_id or ""),
        items=[
            (item_page(draft, key), item_name(key), rows_of(key, draft.answers.get(key, {})))
            for key in _keys(draft, kind)
        ],
    )
    return page if form.ok else (page, REFUSED)


@blueprint.post("/evidence/drafts/<draft_id>/discard")
@roles(*GIVERS)
def discard(draft_id: str) -> Response:
    """Throw away what was begun."""
    with transaction():
        services.discard_draft(draft_id, by=current_principal())
    flash(_("Thrown away."), "success")
    return redirect(url_for("evidence.listing"), 303)


def _own(draft_id: str) -> tuple[EvidenceDraft, Kind]:
    draft = queries.get_own_draft(draft_id, by=current_principal())
    return draft, queries.get_kind(draft.kind)


def _keys(draft: EvidenceDraft, kind: Kind) -> list[str]:
    if kind.is_schedule:
        return [f"insurance-cover/{one}" for one in draft.covers]
    return [kind.key] if kind.fields else []


def _missing(draft: EvidenceDraft, kind: Kind) -> str | None:
    """Return the page that asks for what is still missing, or None."""
    if kind.file and draft.file_id is None:
        return url_for("evidence.give_file", draft_id=draft.id)
    if draft.redaction and draft.redacted_file_id is None:
        return url_for("evidence.give_redacted", draft_id=draft.id)
    if kind.is_schedule and not draft.covers:
        return url_for("evidence.covers", draft_id=draft.id)
    for key in _keys(draft, kind):
        if key not in draft.answers:
            return item_page(draft, key)
    return None


def _ask_item(draft: EvidenceDraft, key: str) -> Page:
    draft_id, asked = draft.id, fields_of(key)
    form = Form(values=_typed(asked, draft.answers.get(key) or _without_days(asked, _before(draft).get(key, {}))))
    if request.method == "POST":
        form = _read(asked)
        if form.ok:
            with suppress(RuleBroken):
                return _answered(draft_id, key, asked, form)
        draft, _kind = _own(draft_id)
    page = render_template("evidence/details.html", draft=draft, name=item_name(key), fields=asked, form=form)
    return page if form.ok else (page, REFUSED)


def item_page(draft: EvidenceDraft, key: str) -> str:
    """Return the page that asks about an item."""
    cover = key.removeprefix("insurance-cover/")
    if cover != key:
        return url_for("evidence.one_cover", draft_id=draft.id, cover=cover)
    return url_for("evidence.details", draft_id=draft.id)


def _onwards(draft_id: str) -> Response:
    draft, kind = _own(draft_id)
    return redirect(_missing(draft, kind) or url_for("evidence.check", draft_id=draft_id), 303)


def _take(draft: EvidenceDraft, kind: Kind, *, redacted: bool) -> Page:
    draft_id, form = draft.id, Form()
    if request.method == "POST":
        given = request.files.get("file")
        if given is None or not given.filename:
            form.errors["file"] = _("Choose a file")
        else:
            try:
                upload = services.take_upload(given.stream, name=given.filename)
                _keep(draft_id, upload, redacted=redacted)
            except RuleBroken as broken:
                form.add(broken.reasons)
            else:
                return _onwards(draft_id)
        draft, kind = _own(draft_id)
    page = render_template(
        "evidence/redacted.html" if redacted else "evidence/file.html",
        draft=draft,
        kind=kind,
        subject=subject_name(draft.setting_id),
        form=form,
        why=REDACTION_WORDS.get(Redaction(draft.redaction)),
        megabytes=uploads().limits.size // 1_000_000,
    )
    return page if form.ok else (page, REFUSED)


def _keep(draft_id: str, upload: Upload, *, redacted: bool) -> None:
    """Write an upload down; what is spooled goes where it is not needed: refused, or given before."""
    take = services.give_redacted_copy if redacted else services.give_file
    kept = False
    try:
        with transaction():
            draft = queries.get_own_draft(draft_id, by=current_principal())
            file = take(draft, upload, by=current_principal(), now=clock.now())
            kept, known = file.id == upload.id, about_file(file)
    finally:
        if not kept:
            services.forget_upload(upload.id)
    if not kept:
        flash(_("You gave us this file before, as %(name)s. We use that one.", name=known), "success")


def _before(draft: EvidenceDraft) -> dict[str, dict[str, object]]:
    """Return what the version before says; nothing for the first."""
    versions = queries.versions_of(draft.organisation_id, setting_id=draft.setting_id, kind=draft.kind)
    return queries.items_of(versions[0].evidence.id) if versions else {}


def _without_days(asked: tuple[Field, ...], values: dict[str, object]) -> dict[str, object]:
    """Leave days out: they are what a new version is given for."""
    days = {one.name for one in asked if one.type is FieldType.DAY}
    return {name: value for name, value in values.items() if name not in days}


def _typed(asked: tuple[Field, ...], values: dict[str, object]) -> dict[str, object]:
    """Return kept answers as a form shows them."""
    typed: dict[str, object] = {}
    for one in asked:
        value = values.get(one.name)
        if value is None:
            continue
        if one.type is FieldType.DAY:
            year, month, day = str(value).split("-")
            typed |= {f"{one.name}-day": int(day), f"{one.name}-month": int(month), f"{one.name}-year": year}
        elif one.type is FieldType.PENCE and isinstance(value, int):
            typed[one.name] = pounds_of(value)
        else:
            typed[one.name] = ("true" if value else "false") if one.type is FieldType.FLAG else value
    return typed


def _read(asked: tuple[Field, ...]) -> Form:
    """Read the fields of a form; what was typed into the parts of a day comes back with it."""
    source = MultiDict(request.form)
    parts: dict[str, object] = {}
    for one in asked:
        if one.type is FieldType.DAY:
            source[one.name] = typed_day(source, one.name)
            parts |= {f"{one.name}-{part}": source.get(f"{one.name}-{part}", "") for part in ("day", "month", "year")}
    form = read_form(schema_of(asked), source)
    form.values |= parts
    return form


def _answered(draft_id: str, key: str, asked: tuple[Field, ...], form: Form) -> Response:
    try:
        with transaction():
            draft = queries.get_own_draft(draft_id, by=current_principal())
            services.answer(draft, key, asked, form.data, now=clock.now())
    except RuleBroken as broken:
        form.add(broken.reasons)
        raise
    return _onwards(draft_id)

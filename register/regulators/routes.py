"""Pages of the register's list, of regulator files and their reports, and of what people add between two files."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from register.core import clock
from register.core.access import Role, current_principal, open_to_all, roles
from register.core.csv_files import MIMETYPE, Cell, as_cell, write_csv
from register.core.db import transaction
from register.core.errors import RuleBroken
from register.core.forms import Form, read_form
from register.geography.queries.authorities import authorities
from register.regulators.domain import LEADS_TO_A_PLACE, PROVISIONS
from register.regulators.domain.calendar import RHYTHMS, next_due
from register.regulators.domain.labels import (
    FILE_STATES,
    REGULATOR_OF,
    ROW_STATES,
    SOURCES,
    fact_label,
    provision_label,
)
from register.regulators.domain.labels import PROVISIONS as PROVISION_WORDS
from register.regulators.queries import count_settings, get_setting, search_settings
from register.regulators.queries.files import (
    changes_of,
    get_file,
    list_files,
    newest_dates,
    rejections_of,
    report_of,
    row_states_of,
    would_be_gone_by_type,
)
from register.regulators.schemas import CertificateSchema, InHouseSchema, ReportSchema, SearchSchema
from register.regulators.services.entering import (
    Certificate,
    NewerReport,
    create_in_house_fostering,
    enter_setting,
    mark_in_house,
    note_report,
)
from register.regulators.services.loading import confirm_held_file

blueprint = Blueprint("regulators", __name__)
READERS = (Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.AUDITOR)
DECIDERS = (Role.VERIFIER, Role.REGISTER_ADMINISTRATOR)


@blueprint.get("/settings")
@open_to_all
def settings() -> str:
    """List the register, by words, authority and type; never by a hidden name."""
    form = read_form(SearchSchema(), request.args)
    asked = form.data if form.ok else {}
    words, authority_gss, provision = asked.get("words"), asked.get("authority"), asked.get("provision")
    open_only = not asked.get("gone")
    page = search_settings(
        words=words,
        authority_gss=authority_gss,
        provision=provision,
        open_only=open_only,
        after=asked.get("after"),
    )
    more = {key: value for key, value in asked.items() if value and key != "after"}
    return render_template(
        "regulators/settings.html",
        page=page,
        total=count_settings(words=words, authority_gss=authority_gss, provision=provision, open_only=open_only),
        form=form,
        asked=asked,
        next_url=url_for(".settings", **more, after=page.next_cursor) if page.next_cursor else None,
        authorities=_authority_items(asked.get("authority"), _("All authorities")),
        provisions=_provision_items(asked.get("provision"), _("All types")),
        provision_label=provision_label,
    )


@blueprint.get("/register/files")
@roles(*READERS)
def reports() -> str:
    """List every file that was loaded, and when the next of each source is due."""
    return render_template(
        "regulators/reports.html",
        files=[(file, report_of(file)) for file in list_files()],
        sources=SOURCES,
        states=FILE_STATES,
        dues=_dues(),
        may_enter=current_principal().has(*DECIDERS),
    )


@blueprint.get("/register/calendar")
@open_to_all
def calendar() -> str:
    """Say for each source what is loaded, when the next issue is due, and whether it is overdue here."""
    return render_template("regulators/calendar.html", dues=_dues(), sources=SOURCES)


@blueprint.get("/register/files/<file_id>")
@roles(*READERS)
def report(file_id: str) -> str:
    """Show what became of a file, row by row where it matters."""
    file = get_file(file_id)
    after = request.args.get("after", 0, type=int)
    codes = _codes_open()
    # A row that could not be read is no authority's: only whoever may look at all of the file sees it.
    rejected = rejections_of(file_id, after=after) if codes is None else ()
    return render_template(
        "regulators/report.html",
        file=file,
        report=report_of(file),
        rejections=rejected,
        total_rejected=int(file.counts.get("rejected", 0)) + int(file.counts.get("rejected_beside", 0)),
        changes=changes_of(file_id, codes=codes),
        limited=codes is not None,
        missing=would_be_gone_by_type(file) if file.state == "held" else {},
        sources=SOURCES,
        row_states=ROW_STATES,
        file_states=FILE_STATES,
        fact_label=fact_label,
        may_confirm=current_principal().has(*DECIDERS),
    )


@blueprint.get("/register/files/<file_id>.csv")
@roles(*READERS)
def report_csv(file_id: str) -> Response:
    """Give every row of a report as CSV; which setting a row is about stays here where its place is a secret."""
    file = get_file(file_id)
    codes = _codes_open()
    rows: list[tuple[Cell, ...]] = []
    for row, identifier, state, changes, hidden in row_states_of(file_id, codes=codes):
        shown = "" if hidden else identifier
        for key, (before, after) in (changes or {"": ("", "")}).items():
            if not (hidden and key in LEADS_TO_A_PLACE):
                rows.append((row, shown, state, key, as_cell(before), as_cell(after), "", "", "", "", ""))
    rejected = rejections_of(file_id, limit=None) if codes is None else ()
    rows += [
        (one.row, "", "rejected", "", "", "", one.sheet, one.column, one.value, one.why, one.remedy) for one in rejected
    ]
    header = ("row", "identifier", "state", "fact", "from", "to", "sheet", "column", "value", "why", "remedy")
    answer = Response(write_csv(header, rows), mimetype=MIMETYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.source}-{file.as_of.isoformat()}-report.csv"'
    return answer


@blueprint.post("/register/files/<file_id>/confirm")
@roles(*DECIDERS)
def confirm(file_id: str) -> AnyResponse:
    """Decide that a held file is right; the worker applies it."""
    with transaction() as session:
        confirm_held_file(session, file_id, by=current_principal(), now=clock.now())
    flash(_("Confirmed. The file is being applied; this page shows when it is done."), "success")
    return redirect(url_for(".report", file_id=file_id), 303)


@blueprint.route("/settings/enter", methods=["GET", "POST"])
@roles(*DECIDERS)
def enter() -> str | tuple[str, int] | AnyResponse:
    """Enter a setting from its certificate, before its regulator's file lists it."""
    form = Form()
    if request.method == "POST":
        form = read_form(CertificateSchema(), request.form)
        if form.ok:
            try:
                with transaction() as session:
                    made = enter_setting(session, Certificate(**form.data), by=current_principal(), now=clock.now()).id
                return redirect(url_for("pages.setting", setting_id=made), 303)
            except RuleBroken as broken:
                form.add(broken.reasons)
    page = render_template(
        "regulators/enter.html",
        form=form,
        schemes=[
            {"value": scheme, "text": str(words), "checked": form.values.get("scheme") == scheme}
            for scheme, words in REGULATOR_OF.items()
            if scheme != "register"
        ],
        authorities=_authority_items(form.values.get("authority_gss"), ""),
        provisions=_provision_items(form.values.get("provision"), ""),
    )
    return (page, 422) if form.errors else page


@blueprint.route("/settings/<setting_id>/newer-report", methods=["GET", "POST"])
@roles(Role.VERIFIER)
def note_newer_report(setting_id: str) -> str | tuple[str, int] | AnyResponse:
    """Note a report that no file has yet."""
    setting = get_setting(setting_id)
    form = Form()
    if request.method == "POST":
        form = read_form(ReportSchema(), request.form)
        if form.ok:
            try:
                with transaction() as session:
                    note_report(session, setting_id, NewerReport(**form.data), by=current_principal(), now=clock.now())
                return redirect(url_for("pages.setting", setting_id=setting_id), 303)
            except RuleBroken as broken:
                form.add(broken.reasons)
                setting = get_setting(setting_id)
    page = render_template("regulators/note.html", form=form, setting=setting)
    return (page, 422) if form.errors else page


@blueprint.route("/settings/<setting_id>/in-house", methods=["GET", "POST"])
@roles(Role.VERIFIER, Role.REGISTER_ADMINISTRATOR, Role.COMMISSIONING_LEAD)
def in_house(setting_id: str) -> str | tuple[str, int] | AnyResponse:
    """Mark a setting as an authority's own, or take the mark off."""
    setting = get_setting(setting_id)
    form = Form()
    if request.method == "POST":
        form = read_form(InHouseSchema(), request.form)
        if form.ok:
            try:
                with transaction() as session:
                    chosen = form.data["authority_gss"]
                    mark_in_house(session, setting_id, authority_gss=chosen, by=current_principal(), now=clock.now())
                return redirect(url_for("pages.setting", setting_id=setting_id), 303)
            except RuleBroken as broken:
                form.add(broken.reasons)
                setting = get_setting(setting_id)
    principal = current_principal()
    only = None if principal.has(*DECIDERS) else principal.buys_for
    items = _authority_items(setting.in_house_for_gss, _("Nobody's own"), only=only)
    page = render_template("regulators/in_house.html", form=form, setting=setting, authorities=items)
    return (page, 422) if form.errors else page


@blueprint.route("/settings/own-fostering", methods=["GET", "POST"])
@roles(Role.COMMISSIONING_LEAD)
def own_fostering() -> str | tuple[str, int] | AnyResponse:
    """Create the fostering service of an authority that one buys for."""
    form = Form()
    principal = current_principal()
    if request.method == "POST":
        form = read_form(InHouseSchema(), request.form)
        if form.ok and form.data["authority_gss"]:
            try:
                with transaction() as session:
                    made = create_in_house_fostering(
                        session, form.data["authority_gss"], by=principal, now=clock.now()
                    ).id
                return redirect(url_for("pages.setting", setting_id=made), 303)
            except RuleBroken as broken:
                form.add(broken.reasons)
        else:
            form.errors.setdefault("authority_gss", _("Choose a local authority."))
    items = _authority_items(None, "", only=principal.buys_for)
    page = render_template("regulators/own_fostering.html", form=form, authorities=items)
    return (page, 422) if form.errors else page


def _codes_open() -> frozenset[str] | None:
    """Return the authorities whose rows an auditor may read, None where all are open."""
    principal = current_principal()
    return None if principal.has(*DECIDERS) else principal.audits


def _dues() -> list[object]:
    newest, today = newest_dates(), clock.local_date(clock.now())
    return [next_due(source, newest=newest.get(source), today=today) for source in RHYTHMS]


def _authority_items(chosen: str | None, blank: str, *, only: frozenset[str] | None = None) -> list[dict[str, object]]:
    items: list[dict[str, object]] = [{"value": "", "text": blank, "selected": not chosen}]
    return items + [
        {"value": one.gss, "text": one.name, "selected": one.gss == chosen}
        for one in authorities()
        if only is None or one.gss in only
    ]


def _provision_items(chosen: str | None, blank: str) -> list[dict[str, object]]:
    items: list[dict[str, object]] = [{"value": "", "text": blank, "selected": not chosen}]
    return items + [
        {"value": code, "text": str(PROVISION_WORDS[code]), "selected": code == chosen} for code in PROVISIONS
    ]

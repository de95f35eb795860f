"""The blueprint of evidence, who may come, and what its pages share."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask import Blueprint
from flask_babel import LazyString, format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from register.core.access import Role
from register.core.scanning import Verdict
from register.evidence.domain.answers import pounds_of
from register.evidence.domain.findings import Refusal
from register.evidence.domain.kinds import COVERS, KINDS, Field, FieldType
from register.evidence.domain.states import FileState, refusal_words
from register.evidence.models import EvidenceFile
from register.organisations.queries import label_of

blueprint = Blueprint("evidence", __name__)
READERS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR, Role.SIGNATORY)
GIVERS = (Role.PROVIDER_EDITOR, Role.PROVIDER_ADMINISTRATOR)
ORGANISATION = _l("The whole organisation")
_SCANNED: MappingProxyType[str | None, LazyString] = MappingProxyType(
    {
        Verdict.CLEAN: _l("Stored. No virus was found."),
        Verdict.NOT_SCANNED: _l("Stored. Not scanned for viruses."),
        None: _l("Stored. It waits for the virus scan."),
    }
)


def subject_name(setting_id: str | None) -> str:
    """Return whom evidence is about, as its owner calls it."""
    return (label_of(setting_id) or setting_id) if setting_id is not None else str(ORGANISATION)


def fields_of(key: str) -> tuple[Field, ...]:
    """Return what is asked of an item."""
    cover = key.removeprefix("insurance-cover/")
    return COVERS[cover][1] if cover in COVERS else KINDS[key].fields


def item_name(key: str) -> str:
    """Return what an item is called."""
    cover = key.removeprefix("insurance-cover/")
    return str(COVERS[cover][0] if cover in COVERS else KINDS[key].label)


def in_words(one: Field, value: object) -> str:
    """Return a kept answer as people read it."""
    if value is None or value == "":
        return str(_("Not said"))
    match one.type:
        case FieldType.FLAG:
            return str(_("Yes") if value else _("No"))
        case FieldType.PENCE if isinstance(value, int):
            return f"£{pounds_of(value)}"
        case FieldType.DAY:
            return str(format_date(date.fromisoformat(str(value)), "d MMMM yyyy"))
        case FieldType.CODE:
            return str(one.codes[str(value)]) if str(value) in one.codes else str(value)
        case FieldType.CODES if isinstance(value, list):
            return ", ".join(str(one.codes[code]) for code in value if code in one.codes)
        case _:
            return str(value)


def rows_of(key: str, values: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return an item's answers as (question, words)."""
    return [(str(one.label), in_words(one, values.get(one.name))) for one in fields_of(key)]


def state_words(file: EvidenceFile, *, delayed: bool) -> str:
    """Return where a file is, in plain words."""
    if file.state == FileState.REFUSED:
        return refusal_words(Refusal(file.reason or Refusal.UNREADABLE))
    if file.state == FileState.RECEIVED:
        if delayed:
            return str(_("Received. The file store is not answering just now: your file is safe, and is stored later."))
        return str(_("Received. It is being stored."))
    if file.state == FileState.STORED and delayed:
        return str(_("Stored. The virus scanner is not answering just now: your file is scanned by itself later."))
    return str(_SCANNED[file.verdict])


def about_file(file: EvidenceFile) -> str:
    """Return what a file is, in a few words."""
    kinds = {"application/pdf": _("PDF"), "image/heic": _("photograph")}
    kind = kinds.get(file.media_type, _("photograph"))
    pages = ngettext("%(num)d page", "%(num)d pages", file.pages)
    return f"{file.name} ({kind}, {pages})"


@blueprint.app_context_processor
def _for_templates() -> dict[str, object]:
    return {
        "evidence_state": state_words,
        "evidence_file_words": about_file,
        "evidence_subject": subject_name,
        "evidence_rows": rows_of,
        "evidence_item_name": item_name,
    }

"""What the register says of vacancies, as the index is to hold it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from register.core.db import db
from register.geography.queries import Gazetteer, current_gazetteer
from register.vacancies.domain.contracts import Solo
from register.vacancies.models import Vacancy
from register.vacancies.queries import DocumentRow, document_rows, findable_ids
from search.engine.documents import Content, Entry, content_hash
from search.engine.models import NOT_TO_BE_FOUND, SearchDocument

BATCH = 500
# Ids that are sorted anew at once: enough that a setting with many vacancies is read a few times, not hundreds.
CHUNK = 10_000


def read_contents(vacancy_ids: Iterable[str]) -> dict[str, Content]:
    """Re-read everything that documents are made of; a vacancy that is not to be found is left out.

    So is one in an authority that geography does not know: it has no place to be found at. Raises Unavailable where
    geography was never built.
    """
    gazetteer = current_gazetteer()
    contents = {vacancy_id: _content(row, gazetteer) for vacancy_id, row in document_rows(vacancy_ids).items()}
    return {vacancy_id: content for vacancy_id, content in contents.items() if content is not None}


def read_document(vacancy_id: str) -> Content | None:
    """Re-read what one document is made of, None where the vacancy is not to be found."""
    return read_contents([vacancy_id]).get(vacancy_id)


def known_ids() -> list[str]:
    """List every vacancy that there is or that the index was ever told of, those of one setting together."""
    vacancies = db.session.scalars(select(Vacancy.id).order_by(Vacancy.setting_id, Vacancy.id)).all()
    told_of = set(db.session.scalars(select(SearchDocument.vacancy_id)))
    return [*vacancies, *sorted(told_of.difference(vacancies))]


def told_revisions() -> Iterator[tuple[str, int, bool]]:
    """List (vacancy id, revision, whether it is to be found) of every document, by id."""
    rows = db.session.execute(
        select(SearchDocument.vacancy_id, SearchDocument.revision, SearchDocument.content_hash)
        .order_by(SearchDocument.vacancy_id)
        .execution_options(yield_per=1000)
    )
    for vacancy_id, revision, digest in rows:
        yield vacancy_id, revision, digest != NOT_TO_BE_FOUND


def register_entries() -> Iterator[Entry]:
    """List, by id, what the index should hold: hashes of the register as it is now, not as it was last told.

    The revision is the last told one; 0 where the index was never told.
    """
    ids = sorted(findable_ids())
    for start in range(0, len(ids), CHUNK):
        yield from sorted(_entries(ids[start : start + CHUNK]))


def _entries(vacancy_ids: Sequence[str]) -> Iterator[Entry]:
    # Vacancies of one setting together: most of a document is read of its setting.
    together = select(Vacancy.id).where(Vacancy.id.in_(vacancy_ids)).order_by(Vacancy.setting_id, Vacancy.id)
    ids = db.session.scalars(together).all()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        revisions = _revisions(batch)
        for vacancy_id, content in read_contents(batch).items():
            yield Entry(vacancy_id, revisions.get(vacancy_id, 0), content_hash(content))


def _revisions(vacancy_ids: Iterable[str]) -> dict[str, int]:
    """Return the revision last told of each of these vacancies."""
    columns = select(SearchDocument.vacancy_id, SearchDocument.revision)
    rows = db.session.execute(columns.where(SearchDocument.vacancy_id.in_(list(vacancy_ids))))
    return dict(rows.all())


def _content(row: DocumentRow, gazetteer: Gazetteer) -> Content | None:
    authority = gazetteer.authorities.current(row.authority_gss)
    # A whole authority where the holder has not said in which area the place is.
    area = gazetteer.find_area(row.area_id or row.authority_gss)
    if authority is None or area is None:
        return None
    # What a setting never accepts stands before what one of its vacancies says.
    never = frozenset(row.exclusions)
    return Content(
        provider_id=row.provider_id,
        setting_id=row.setting_id,
        status=row.status,
        provision=row.provision,
        area_id=area.id,
        authority=authority.gss,
        region=authority.region.gss,
        nation=row.nation,
        point=area.centroid,
        age_min=row.age_min,
        age_max=row.age_max,
        gender=row.gender,
        purposes=row.purposes,
        needs_core=row.needs_core - never,
        needs_specialist=row.needs_specialist - never,
        needs_not_offered=row.needs_not_offered | never,
        places_open=row.places,
        available_from=row.available_from,
        contract_types=row.contract_types,
        confirm_by=row.due.confirm_by,
        hidden_at=row.due.hidden_at,
        emergency=row.emergency,
        siblings_max=row.siblings_max or 0,
        solo=row.solo is not Solo.NO,
        education=frozenset(row.education),
        languages=frozenset(row.languages),
        words=" ".join(part for part in (row.label, row.words) if part),
    )

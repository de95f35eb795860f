from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from register.core import outbox
from register.core.db import Model, db, new_id, own_transaction
from register.core.relay import Relay
from register.organisations.models import Organisation
from register.regulators.models import Setting
from register.settings import Settings
from register.vacancies.handlers import SETTING_CHANGED
from register.vacancies.models import Vacancy
from search.engine import indexer, queries
from search.engine.documents import Entry
from search.engine.models import SearchDocument
from search.engine.ports import IndexMissing, VacancyIndex
from search.engine.queries import read_document
from search.engine.request import SearchRequest, Sort
from search.engine.service import REBUILD, TOPIC, find, vacancy_index
from tests.builders.organisations import an_organisation
from tests.builders.search import MANCHESTER, a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import Clock

Say = Callable[..., None]


def change(model: type[Model], key: str, **values: object) -> None:
    with own_transaction() as session:
        session.execute(update(model).where(model.id == key).values(**values))  # type: ignore[attr-defined]
    db.session.rollback()


def found(index: VacancyIndex, clock: Clock, **asked: object) -> list[str]:
    request = SearchRequest(now=clock(), sort=Sort.AVAILABLE, **asked)  # type: ignore[arg-type]
    return [hit.vacancy_id for hit in index.search(request).hits]


def revision(vacancy_id: str) -> int:
    db.session.rollback()
    row = db.session.get(SearchDocument, vacancy_id)
    assert row is not None
    return row.revision


def test_a_published_vacancy_is_found_and_a_withdrawn_one_is_not(index: VacancyIndex, say_changed: Say, clock: Clock):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    assert found(index, clock) == [vacancy_id]
    change(Vacancy, vacancy_id, status="withdrawn")
    say_changed(vacancy_id)
    assert found(index, clock) == []


def test_the_first_message_makes_the_index_of_everything_there_is(index: VacancyIndex, say_changed: Say, clock: Clock):
    unsaid, said = a_vacancy(), a_vacancy()
    say_changed(said)
    assert found(index, clock) == sorted([unsaid, said])


def test_the_document_places_a_vacancy_at_its_area_and_names_no_secret(index: VacancyIndex, clock: Clock):
    setting_id, organisation = a_held_setting()
    a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-M1", about="Near Thistledown House we garden.")
    a_restricted_place(setting_id, organisation.id)
    document = read_document(a_vacancy(setting_id, organisation.id, words="A quiet house"))
    assert document is not None
    assert document.area_id == f"{MANCHESTER}-M1"
    assert (document.authority, document.region, document.nation) == (MANCHESTER, "E12000002", "E")
    assert document.words == "Oakway Care, home 1 A quiet house"
    assert not {"Thistledown", "Quarrybank", "Netherby"} & set(repr(document).replace(",", " ").split())


def test_without_an_area_the_place_is_the_whole_authority(index: VacancyIndex):
    document = read_document(a_vacancy())
    assert document is not None
    assert document.area_id == MANCHESTER


def test_a_vacancy_in_an_authority_unknown_to_geography_is_not_found_rather_than_misplaced(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    setting_id, organisation = a_held_setting(authority_gss="E99999999")
    lost, other = a_vacancy(setting_id, organisation.id), a_vacancy()
    say_changed(lost, other)
    assert found(index, clock) == [other]
    assert indexer.compare(index).same


def test_equal_content_keeps_its_revision_and_any_change_adds_one(index: VacancyIndex, say_changed: Say):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    say_changed(vacancy_id)
    assert revision(vacancy_id) == 1
    change(Vacancy, vacancy_id, places=2)
    say_changed(vacancy_id)
    assert revision(vacancy_id) == 2


def test_facts_and_brand_change_documents_though_the_vacancy_does_not(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    setting_id, organisation = a_held_setting()
    vacancy_id = a_vacancy(setting_id, organisation.id)
    say_changed(vacancy_id)
    change(Organisation, organisation.id, brand="Brackenside")
    say_changed(setting_id, topic=SETTING_CHANGED)
    assert found(index, clock, words="brackenside") == [vacancy_id]
    change(Setting, setting_id, open=False)
    say_changed(setting_id, topic=SETTING_CHANGED)
    assert found(index, clock) == []


def test_one_vacancy_that_cannot_be_indexed_does_not_hold_up_the_others(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    bad, good = a_vacancy(purposes=[f"X{number}" for number in range(70)]), a_vacancy(purposes=[])
    with index.rebuild() as session:
        session.swap(tuple)
    say_changed(bad, good)
    assert found(index, clock) == [good]
    with own_transaction() as session:
        assert outbox.lag(session, topic=TOPIC, now=clock()).pending == 1


def test_while_geography_is_not_there_messages_wait_and_are_done_when_it_is(
    app: Flask, say_changed: Say, clock: Clock, settings: Settings
):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    with own_transaction() as session:
        assert session.scalars(select(outbox.OutboxMessage.last_error)).all() == ["Unavailable"]
    a_small_country(settings.data)
    clock.forward(minutes=1)
    say_changed()
    assert found(vacancy_index(), clock) == [vacancy_id]


def test_an_index_that_is_lost_is_asked_for_once_and_made_by_the_worker(
    index: VacancyIndex, say_changed: Say, clock: Clock, settings: Settings, relay: Relay
):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    for path in (settings.data / "index").glob("vacancies-*"):
        path.unlink()
    request = SearchRequest(now=clock(), sort=Sort.AVAILABLE)
    for _ in range(3):
        with pytest.raises(IndexMissing):
            find(request, now=clock())
    with own_transaction() as session:
        assert outbox.lag(session, topic=TOPIC, now=clock()).pending == 1
    relay.run_until_idle()
    assert [hit.vacancy_id for hit in find(request, now=clock()).hits] == [vacancy_id]


def test_compare_names_what_is_missing_outdated_and_extra_and_repair_mends_it(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    same, missing, outdated, extra = (a_vacancy() for _ in range(4))
    say_changed(same, outdated, extra)
    indexer.bring_up_to_date([missing], index=index, now=clock())
    change(Vacancy, outdated, places=3)
    change(Vacancy, extra, status="filled")
    later = a_vacancy()
    differences = indexer.compare(index)
    assert (differences.register, differences.index) == (4, 4)
    assert (differences.missing, differences.outdated, differences.extra) == ((later,), (outdated,), (extra,))
    indexer.repair(index, now=clock())
    after = indexer.compare(index)
    assert after.same
    assert (after.register, after.index) == (4, 4)


def test_repair_outdoes_revisions_that_a_register_restored_from_a_copy_has_forgotten(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    for places in (2, 3, 4):
        change(Vacancy, vacancy_id, places=places)
        say_changed(vacancy_id)
    with own_transaction() as session:
        row = session.get(SearchDocument, vacancy_id)
        vacancy = session.get(Vacancy, vacancy_id)
        assert row is not None
        assert vacancy is not None
        row.revision, vacancy.places = 1, 1
    indexer.repair(index, now=clock())
    assert indexer.compare(index).same
    assert revision(vacancy_id) == 5


def test_a_rebuild_remembers_what_was_removed_so_that_a_late_writer_cannot_bring_it_back(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    vacancy_id = a_vacancy()
    say_changed(vacancy_id)
    late = indexer.stamp([vacancy_id], now=clock())
    change(Vacancy, vacancy_id, status="withdrawn")
    say_changed(vacancy_id)
    assert indexer.rebuild(index, now=clock()) == 0
    index.put(late)
    assert found(index, clock) == []


def test_what_changes_while_an_index_is_made_is_in_it_when_it_is_taken_into_use(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    first, second = a_vacancy(), a_vacancy()
    say_changed(first, second)

    def meanwhile(batches: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
        yield from batches
        change(Vacancy, first, status="filled")
        change(Vacancy, second, places=4)
        indexer.bring_up_to_date([first, second, third()], index=index, now=clock())

    made: list[str] = []

    def third() -> str:
        made.append(a_vacancy())
        return made[0]

    assert indexer.rebuild(index, now=clock(), progress=meanwhile) == 2
    assert found(index, clock) == sorted([second, *made])
    assert indexer.compare(index).same


def test_check_of_an_index_that_is_not_there_counts_everything_as_missing(index: VacancyIndex):
    vacancy_id = a_vacancy()
    differences = indexer.compare(index)
    assert (differences.register, differences.index, differences.missing) == (1, 0, (vacancy_id,))


def test_a_rebuild_that_somebody_else_has_done_is_not_done_again(index: VacancyIndex, say_changed: Say, clock: Clock):
    a_vacancy()
    assert indexer.rebuild(index, now=clock(), only_if_missing=True) == 1
    before = list(index.entries())
    a_vacancy()
    assert indexer.rebuild(index, now=clock(), only_if_missing=True) is None
    say_changed(REBUILD)
    assert list(index.entries()) == before
    assert isinstance(before[0], Entry)


def test_another_holder_cannot_be_found_with_the_old_holders_vacancy(
    index: VacancyIndex, say_changed: Say, clock: Clock
):
    setting_id, _ = a_held_setting()
    say_changed(a_vacancy(setting_id, an_organisation().id))
    assert found(index, clock) == []


def test_a_rebuild_sees_what_others_saved_since_this_process_last_read(index: VacancyIndex, clock: Clock):
    first = a_vacancy()
    columns = {column.key: column for column in Vacancy.__table__.columns}
    row = {name: getattr(db.session.get_one(Vacancy, first), name) for name in columns}
    db.session.rollback()
    queries.known_ids()  # and the moment of this reading stays open
    with db.engine.begin() as another:
        another.execute(insert(Vacancy).values(row | {"id": new_id()}))
    assert indexer.rebuild(index, now=clock()) == 2

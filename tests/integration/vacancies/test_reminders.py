"""People are reminded before a vacancy is stale, and answer by the link in the mail without signing in."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from register.accounts.models import Membership, Person
from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.outbox import OutboxMessage
from register.vacancies import services
from register.vacancies.domain.status import Status
from register.vacancies.models import ConfirmationLink, Vacancy, VacancyHistory
from register.vacancies.queries import find_numbers
from register.vacancies.services.watching import REMINDER
from tests.builders.accounts import a_person, sign_in
from tests.builders.vacancies import a_held_setting, a_restricted_place, a_vacancy
from tests.integration.conftest import Clock
from tests.integration.vacancies.conftest import Post, link_in
from tests.integration.vacancies.test_pages import status_of
from tests.integration.vacancies.test_services import NOW, an_editor, terms


def published(setting_id: str, organisation_id: str, **given: object) -> str:
    by = an_editor(organisation_id)
    with transaction():
        vacancy_id = services.draft_vacancy(setting_id, terms(**given), by=by, now=NOW).id
        services.publish_vacancy(vacancy_id, by=by, now=NOW)
    return vacancy_id


def a_reminded_editor(
    post: Post, clock: Clock, *, vacancies: int = 1, **given: object
) -> tuple[Person, list[str], str]:
    """Somebody, their vacancies, and the path of the link that came by mail."""
    setting_id, provider = a_held_setting(registered_places=6)
    person = a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id)
    ids = [published(setting_id, provider.id, **given) for _ in range(vacancies)]
    clock.forward(days=6, hours=1)
    return person, ids, link_in(post()[0])


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def test_one_message_a_person_however_many_vacancies_and_once_for_each_stage(
    app: Flask, post: Post, clock: Clock
) -> None:
    setting_id, provider = a_held_setting(registered_places=6)
    keeper = a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id)
    deputy = a_person(Role.PROVIDER_ADMINISTRATOR, organisation_id=provider.id)
    a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id, settings=["another"])
    a_person(Role.SIGNATORY, organisation_id=provider.id)
    people = sorted((keeper.email, deputy.email))
    for _ in range(5):
        published(setting_id, provider.id)
    clock.forward(days=5)
    assert post() == [], "nothing is due yet"
    counts = []
    for _hour in range(24 * 19):
        clock.forward(hours=1)
        counts.append(len(post()))
    sent = post()
    assert sorted(one.to for one in sent[-2:]) == people
    assert len(sent) == 6, "before it is stale, when it is, when it is hidden: one message each to two people"
    assert counts[24] == 2 and "5 vacancies: are they still true?" in {one.subject for one in sent}
    assert "Confirm by 9 March 2026, 09:00." in sent[-1].body
    assert "Overdue since 9 March 2026, 09:00; nobody finds it from 16 March 2026, 09:00." in sent[2].body
    assert "Nobody finds it since 16 March 2026, 09:00." in sent[0].body


def test_whoever_confirms_in_time_is_not_reminded(app: Flask, post: Post, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id)
    published(setting_id, provider.id)
    for _week in range(3):
        clock.forward(days=5)
        with transaction():
            services.confirm_all(by=an_editor(provider.id), now=clock())
        assert post() == []
    waiting = db.session.scalar(select(func.count()).where(OutboxMessage.topic == "confirmation-reminder"))
    assert waiting is not None and waiting <= 4


def test_opening_the_link_changes_nothing_and_one_button_confirms(
    client: FlaskClient, post: Post, clock: Clock
) -> None:
    person, (vacancy_id,), link = a_reminded_editor(post, clock)
    for _ in range(3):
        page = client.get(link).get_data(as_text=True)
    db.session.rollback()
    assert db.session.get_one(Vacancy, vacancy_id).last_confirmed_at == NOW
    assert "Oakway Care, home 1" in page
    sent = form_of(page) | {f"answer-{vacancy_id}": "same"}
    answer = client.post("/answer", data=sent, follow_redirects=True)
    assert "1 answer saved." in answer.get_data(as_text=True)
    db.session.rollback()
    found = db.session.get_one(Vacancy, vacancy_id)
    assert (found.last_confirmed_at, found.confirmed_by, found.status) == (clock.at, person.id, Status.OPEN)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "VacancyConfirmed")).one()
    assert (event.person_id, event.details["means"]) == (person.id, "mail-link")
    last = db.session.scalars(select(VacancyHistory).order_by(VacancyHistory.id.desc())).first()
    assert last is not None and last.means == "mail-link"


def test_each_is_answered_by_itself_and_filling_moves_the_numbers(
    client: FlaskClient, post: Post, clock: Clock
) -> None:
    _person, ids, link = a_reminded_editor(post, clock, vacancies=4)
    setting_id = db.session.get_one(Vacancy, ids[0]).setting_id
    organisation_id = db.session.get_one(Vacancy, ids[0]).organisation_id
    with transaction():
        services.tell_filled(setting_id, 0, version=0, by=an_editor(organisation_id), now=clock())
    said = dict(zip((f"answer-{one}" for one in ids), ("same", "filled", "withdrawn", "later"), strict=True))
    sent = form_of(client.get(link).get_data(as_text=True)) | {"all": "each"} | said
    assert client.post("/answer", data=sent).status_code == 303
    assert [status_of(one) for one in ids] == [Status.OPEN, Status.FILLED, Status.WITHDRAWN, Status.OPEN]
    confirmed = [db.session.get_one(Vacancy, one).last_confirmed_at == clock.at for one in ids]
    assert confirmed == [True, True, True, False]
    told = find_numbers(setting_id, organisation_id)
    assert told is not None and told.filled == 1


@pytest.mark.parametrize("said", ["same", "filled", "withdrawn"])
def test_one_answer_for_all(client: FlaskClient, post: Post, clock: Clock, said: str) -> None:
    _person, ids, link = a_reminded_editor(post, clock, vacancies=3)
    sent = form_of(client.get(link).get_data(as_text=True)) | {"all": said}
    assert client.post("/answer", data=sent).status_code == 303
    after = {"same": Status.OPEN, "filled": Status.FILLED, "withdrawn": Status.WITHDRAWN}[said]
    assert {status_of(one) for one in ids} == {after}


def test_a_link_ends_with_the_date_for_which_it_was_sent_and_a_new_one_comes(
    client: FlaskClient, post: Post, clock: Clock
) -> None:
    _person, (vacancy_id,), link = a_reminded_editor(post, clock)
    clock.at = NOW + timedelta(days=7)
    gone = client.get(link)
    assert gone.status_code == 404 and "This link is no longer good" in gone.get_data(as_text=True)
    newer = link_in(post()[0])
    assert newer != link
    sent = form_of(client.get(newer).get_data(as_text=True)) | {f"answer-{vacancy_id}": "filled"}
    assert client.post("/answer", data=sent).status_code == 303
    assert status_of(vacancy_id) == Status.FILLED
    used = client.get(newer)
    assert used.status_code == 404, "all that it was about is answered"


def test_a_link_dies_with_its_persons_role(client: FlaskClient, post: Post, clock: Clock) -> None:
    person, (vacancy_id,), link = a_reminded_editor(post, clock)
    sent = form_of(client.get(link).get_data(as_text=True)) | {f"answer-{vacancy_id}": "withdrawn"}
    person_id = person.id
    with transaction() as session:
        session.execute(update(Membership).where(Membership.person_id == person_id).values(ended_at=clock()))
    assert client.get(link).status_code == 404
    assert client.post("/answer", data=sent).status_code == 404
    assert status_of(vacancy_id) == Status.OPEN


def test_a_link_reaches_no_vacancy_but_its_own_and_does_nothing_else(
    client: FlaskClient, post: Post, clock: Clock
) -> None:
    _person, (vacancy_id,), link = a_reminded_editor(post, clock)
    found = db.session.get_one(Vacancy, vacancy_id)
    later = a_vacancy(found.setting_id, found.organisation_id, status="planned")
    foreign = a_vacancy()
    sent = form_of(client.get(link).get_data(as_text=True))
    for other in (later, foreign):
        answers = {f"answer-{other}": "withdrawn", f"version-{other}": "1"}
        assert client.post("/answer", data=sent | answers).status_code == 422
        assert status_of(other) != Status.WITHDRAWN
    for word in ("open", "opened", "planned", "held", "published"):
        assert client.post("/answer", data=sent | {f"answer-{vacancy_id}": word}).status_code == 422
    raised = {f"answer-{vacancy_id}": "filled", f"places-{vacancy_id}": "5"}
    assert client.post("/answer", data=sent | raised).status_code == 422
    assert status_of(vacancy_id) == Status.OPEN


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_an_unknown_link_is_a_page_that_says_what_to_do(client: FlaskClient, token: str) -> None:
    for answer in (client.get(f"/answer?token={token}"), client.post("/answer", data={"token": token})):
        assert answer.status_code == 404
        assert "What you can do" in answer.get_data(as_text=True)


def test_whoever_answers_second_sees_both_versions(client: FlaskClient, post: Post, clock: Clock) -> None:
    _person, (vacancy_id,), link = a_reminded_editor(post, clock)
    sent = form_of(client.get(link).get_data(as_text=True)) | {f"answer-{vacancy_id}": "filled"}
    organisation_id = db.session.get_one(Vacancy, vacancy_id).organisation_id
    with transaction():
        services.change_vacancy(vacancy_id, terms(age_max=12), version=2, by=an_editor(organisation_id), now=clock())
    answer = client.post("/answer", data=sent)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "10 to 16" in page and "10 to 12" in page
    assert status_of(vacancy_id) == Status.OPEN
    again = form_of(page) | {f"answer-{vacancy_id}": "filled"}
    assert client.post("/answer", data=again).status_code == 303


def test_neither_mail_nor_page_says_a_name_or_place(client: FlaskClient, post: Post, clock: Clock) -> None:
    setting_id, provider = a_held_setting()
    a_restricted_place(setting_id, provider.id)
    a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id)
    published(setting_id, provider.id)
    clock.forward(days=6, hours=1)
    notice = post()[0]
    page = client.get(link_in(notice)).get_data(as_text=True)
    for text in (notice.subject, notice.body, page):
        assert not re.search("Thistledown|Quarrybank|Netherby|ZZ9", text)
    assert "Oakway Care, home 1" in notice.body


def test_only_a_digest_of_the_token_is_kept(app: Flask, post: Post, clock: Clock) -> None:
    _person, _ids, link = a_reminded_editor(post, clock)
    token = link.partition("token=")[2]
    kept = db.session.scalars(select(ConfirmationLink)).one()
    assert len(token) >= 43 and token not in kept.token_digest


def test_a_planned_place_whose_day_has_come_is_not_confirmed_by_mail(
    client: FlaskClient, post: Post, clock: Clock
) -> None:
    setting_id, provider = a_held_setting()
    person = a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id)
    vacancy_id = published(setting_id, provider.id, available_from=(NOW + timedelta(days=3)).date())
    assert status_of(vacancy_id) == Status.PLANNED
    clock.forward(days=3)
    notice = post()[0]
    assert "Its day has come" in notice.body
    sent = form_of(client.get(link_in(notice)).get_data(as_text=True)) | {f"answer-{vacancy_id}": "same"}
    assert client.post("/answer", data=sent).status_code == 422
    sign_in(client, person)
    opened = client.post(f"/vacancies/{vacancy_id}/status", data={"status": "open"})
    assert opened.status_code == 303


def test_an_organisation_that_cannot_be_reminded_holds_up_no_other(app: Flask, post: Post, clock: Clock) -> None:
    broken, kept = a_held_setting(), a_held_setting()
    people = [a_person(Role.PROVIDER_EDITOR, organisation_id=provider.id) for _, provider in (broken, kept)]
    for setting_id, provider in (broken, kept):
        published(setting_id, provider.id)
    with transaction() as session:
        session.execute(update(Membership).where(Membership.person_id == people[0].id).values(role="nobody-knows"))
    clock.forward(days=6, hours=1)
    assert [one.to for one in post()] == [people[1].email]
    waiting = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.topic == REMINDER, OutboxMessage.attempts > 0)
    ).all()
    assert [one.key for one in waiting] == [broken[1].id]

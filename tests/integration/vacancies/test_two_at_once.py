"""Two people at once, each in a transaction of their own."""

from threading import Barrier, Thread

from flask import Flask

from register.core.db import db, transaction
from register.core.errors import RuleBroken
from register.regulators.queries import get_setting
from register.vacancies import services
from register.vacancies.queries import numbers_of
from tests.builders.vacancies import a_held_setting, a_vacancy
from tests.integration.vacancies.test_services import NOW, an_editor


def test_two_who_publish_at_once_never_offer_more_than_is_registered(app: Flask) -> None:
    setting_id, provider = a_held_setting(registered_places=3)
    by = an_editor(provider.id)
    drafts = [a_vacancy(setting_id, provider.id, status="draft", places=2) for _ in range(4)]
    db.session.remove()
    together, refused = Barrier(len(drafts)), []

    def publish(vacancy_id: str) -> None:
        with app.app_context():
            together.wait(10)
            try:
                with transaction():
                    services.publish_vacancy(vacancy_id, by=by, now=NOW)
            except RuleBroken as broken:
                refused.append(broken.reasons[0].code)
            db.session.remove()

    threads = [Thread(target=publish, args=(one,)) for one in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["more-than-registered"] * 3
    found = numbers_of([get_setting(setting_id)], organisation_id=by.organisation_id or "")[setting_id]
    assert (found.open, found.left) == (2, 1)

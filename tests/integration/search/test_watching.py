"""An attack: an officer who watches the search every minute must not learn whether a place was filled or withdrawn."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from difflib import unified_diff
from pathlib import Path

import pytest
from sqlalchemy import update

from register.accounts.models import SignInSession
from register.core import migrate
from register.core.access import Capacity, Principal, Role
from register.core.db import db, transaction
from register.vacancies.domain.status import UnavailableReason
from register.vacancies.models import Vacancy
from register.vacancies.services import confirm_vacancy, hold_vacancy, make_unavailable, mark_filled, withdraw_vacancy
from search.engine import indexer
from search.engine.service import vacancy_index
from tests.access_samples import World
from tests.builders.accounts import a_person, sign_in
from tests.builders.search import MANCHESTER, a_small_country
from tests.builders.vacancies import a_description, a_held_setting, a_vacancy
from tests.integration.search.watching import Place, Seen, addresses_of, copies, minutes, open_place

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
# Every minute where something happens, every few hours for the rest of the week; 1 watches every minute of all of it.
STEP = int(os.environ.get("WATCH_STEP_MINUTES", "180"))
TIMES = minutes((0, 10, 1), (0, 7 * 24 * 60, STEP), (24 * 60 - 2, 24 * 60 + 2, 1))
ASKED = {"place": "M1 3AB", "radius": "5", "age": "12", "need-AUT": "essential", "need-SH": "desirable"}


class Story:
    """A provider's homes, one of whose vacancies leaves, and what an officer may open before it does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        migrate.upgrade(f"sqlite:///{folder / 'register.sqlite'}")
        a_small_country(folder)
        self.place = open_place(folder, at=START)
        with self.place.app.app_context():
            self._fill()
            db.session.remove()

    def _fill(self) -> None:
        setting_id, organisation = a_held_setting()
        a_description(setting_id, organisation.id, area_id=f"{MANCHESTER}-M1")
        self.vacancy_id = a_vacancy(setting_id, organisation.id, places=1, words="The one that leaves.")
        a_vacancy(setting_id, organisation.id, words="Another of the same home.")
        for number in range(21):
            other_id, other = a_held_setting("IFA" if number % 3 else "CH")
            a_description(other_id, other.id, area_id=f"{MANCHESTER}-{'M22' if number % 2 else 'M1'}")
            a_vacancy(other_id, other.id, words=f"Number {number}.", needs={"AUT": "core"} if number < 3 else {})
        self.provider = Principal(
            person_id=a_person(Role.PROVIDER_EDITOR, organisation_id=organisation.id).id,
            organisation_id=organisation.id,
            capacity=Capacity.PROVIDING,
            roles=frozenset({Role.PROVIDER_EDITOR}),
            sides=frozenset({Capacity.PROVIDING}),
            organisations=frozenset({organisation.id}),
        )
        world = World(Role.PLACEMENTS_OFFICER)
        vars(world).update(vacancy_id=self.vacancy_id, setting_id=setting_id, provider=organisation)
        sign_in(self.place.browser, a_person(Role.PLACEMENTS_OFFICER, organisation_id=world.organisation_id))
        with transaction() as session:
            session.execute(update(SignInSession).values(expires_at=START + 2 * WEEK))
        self.pages = addresses_of(self.place.app, Role.PLACEMENTS_OFFICER, world)
        self.search = f"/find/{world.search_id}"
        self.pages.append(f"/vacancies/{self.vacancy_id}?search={world.search_id}")
        indexer.rebuild(vacancy_index(), now=START)

    def act(self, place: Place, happens: Callable[[Story, datetime], object]) -> None:
        with place.app.app_context():
            with transaction():
                happens(self, place.at)
            db.session.remove()


HAPPENINGS: dict[str, Callable[[Story, datetime], object]] = {
    "withdrawn": lambda story, now: withdraw_vacancy(story.vacancy_id, by=story.provider, now=now),
    "filled": lambda story, now: mark_filled(story.vacancy_id, by=story.provider, now=now),
    "held": lambda story, now: hold_vacancy(story.vacancy_id, until=now + 2 * WEEK, by=story.provider, now=now),
    "unavailable": lambda story, now: make_unavailable(
        story.vacancy_id, reason=UnavailableReason.STAFFING, until=date(2026, 4, 1), by=story.provider, now=now
    ),
}


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path / "story")


def same(seen: dict[str, Seen]) -> None:
    """All worlds look alike, to the letter."""
    (_, first), *others = seen.items()
    assert not [address for address, (status, _, _) in first.items() if status >= 500]
    for name, other in others:
        assert list(other) == list(first), name
        for address, answer in first.items():
            if other[address] != answer:
                lines = unified_diff(answer[2].splitlines(), other[address][2].splitlines(), lineterm="", n=0)
                raise AssertionError(f"{address} tells {name} from the first: " + "\n".join(lines))


def look_often(story: Story, place: Place) -> Seen:
    return place.look([story.search, f"{story.search}?after=x", f"/vacancies/{story.vacancy_id}"])


def test_whoever_watches_for_a_week_cannot_tell_why_a_vacancy_has_gone(story: Story, tmp_path: Path):
    before = story.place.look([story.search])
    assert "The one that leaves." in before[story.search][2]
    with copies(story.place, tmp_path, HAPPENINGS) as places:
        for name, place in places.items():
            story.act(place, HAPPENINGS[name])
        # The index has not heard of it yet.
        same({name: look_often(story, place) for name, place in places.items()})
        for place in places.values():
            place.work()
        for since in TIMES:
            for place in places.values():
                place.at = START + since
                place.work()
            same({name: look_often(story, place) for name, place in places.items()})
        for since in (timedelta(minutes=1), timedelta(days=3)):
            for place in places.values():
                place.at = START + since
            same({name: place.ask(**ASKED) for name, place in places.items()})
            crawled = {name: place.crawl(story.pages) for name, place in places.items()}
            same(crawled)
    pages = crawled["filled"]
    assert len(pages) > 30
    assert pages[f"/vacancies/{story.vacancy_id}"][0] == 404
    assert not [address for address, (_, _, text) in pages.items() if "The one that leaves." in text]


def test_a_vacancy_that_nobody_confirmed_leaves_as_one_that_was_filled(story: Story, tmp_path: Path):
    hidden_at = START + timedelta(days=14)
    with story.place.app.app_context():
        with transaction() as session:
            session.execute(update(SignInSession).values(expires_at=hidden_at + WEEK))
            others = update(Vacancy).where(Vacancy.id != story.vacancy_id)
            session.execute(others.values(last_confirmed_at=hidden_at - timedelta(days=1)))
        indexer.repair(vacancy_index(), now=START)
    with copies(story.place, tmp_path, ("hidden", "filled", "withdrawn")) as places:
        for minute in range(-2, 6):
            for name, place in places.items():
                place.at = hidden_at + timedelta(minutes=minute)
                if minute == 0 and name != "hidden":
                    story.act(place, HAPPENINGS[name])
                place.work()
            same({name: look_often(story, place) for name, place in places.items()})
        same({name: place.crawl(story.pages) for name, place in places.items()})


def test_the_watcher_would_see_a_difference(story: Story, tmp_path: Path):
    """What is compared is not blind: a vacancy that stays, or says something else, is seen at once."""
    with copies(story.place, tmp_path, ("stays", "withdrawn")) as places:
        story.act(places["stays"], lambda story, now: confirm_vacancy(story.vacancy_id, by=story.provider, now=now))
        story.act(places["withdrawn"], HAPPENINGS["withdrawn"])
        with pytest.raises(AssertionError, match="tells withdrawn from the first"):
            same({name: look_often(story, place) for name, place in places.items()})

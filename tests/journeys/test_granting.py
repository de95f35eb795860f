"""An authority is added, and may buy only once two register administrators have looked at the evidence."""

from collections.abc import Callable
from datetime import date

from tests.journeys.people import administrator
from tests.journeys.running import Register
from tests.journeys.visiting import Visitor

Someone = Callable[..., Visitor]


def test_two_administrators_grant_a_buying_capacity(someone: Someone, register: Register) -> None:
    first = someone("first")
    administrator(first, register, name="Ada Fernhill")
    first.open("/organisations")
    first.press("Add an organisation")
    first.press("Continue")
    first.sees("There is a problem")
    first.choose("Local authority")
    first.fill("Full name", "Manchester City Council")
    first.press("Continue")
    first.sees("E08000003")
    first.press("Change")
    assert first.page.get_by_label("Full name", exact=True).input_value() == "Manchester City Council"
    first.press("Continue")
    first.press("Add organisation")
    first.sees("It cannot look for places")
    _propose(first)
    first.sees("Waits for a second administrator")
    where = first.page.url

    second = someone("second", phone=True, scripts=False)
    administrator(second, register, name="Ben Underhill")
    second.follow("To decide")
    second.follow("Manchester City Council")
    second.press("Decide")
    second.sees("Cabinet minutes, item 7")
    second.choose("Yes, grant it")
    second.press("Decide")
    second.sees("Stands")

    first.open(where)
    first.press("Confirm for another year")
    first.press("Confirm")
    first.sees("Choose what you were shown")
    first.open(where)
    first.press("Revoke")
    first.sees("can no longer look for places")
    first.press("Revoke")
    first.sees("Revoked by")


def _propose(visitor: Visitor) -> None:
    visitor.press("Propose a buying capacity")
    visitor.press("Continue")
    visitor.sees("Enter the last day")
    visitor.choose("Authority, for its own area")
    for box, value in (("Day", "31"), ("Month", "3"), ("Year", str(date.today().year + 2))):  # noqa: DTZ011 - any day
        visitor.fill(box, value)
    visitor.choose("A decision of the council or its cabinet")
    visitor.fill("Where can it be found again?", "Cabinet minutes, item 7")
    visitor.press("Continue")
    visitor.sees("Check before you propose this")
    visitor.press("Propose")

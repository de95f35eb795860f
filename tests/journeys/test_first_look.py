from collections.abc import Callable

import pytest

from tests.journeys.visiting import Visitor


@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_anybody_may_look_at_the_first_page(someone: Callable[..., Visitor], *, phone: bool, scripts: bool) -> None:
    visitor = someone("anybody", phone=phone, scripts=scripts)
    visitor.open("/")
    visitor.sees("National vacancy register")


def test_a_wrong_address_gets_a_page_in_plain_words(someone: Callable[..., Visitor]) -> None:
    visitor = someone("anybody")
    visitor.open("/no-such-page")
    visitor.sees("Page not found")

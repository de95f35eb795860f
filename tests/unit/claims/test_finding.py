import pytest

from register.claims.domain.finding import Wanted, read_wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Oakway Care", Wanted(words="Oakway Care")),
        ("SC123456", Wanted(numbers=("SC123456",))),
        ("sc 123456", Wanted(numbers=("SC123456",))),
        ("1234567, 7654321\n1234567", Wanted(numbers=("1234567", "7654321"))),
        ("CS2003015984;SIN-00009012-pkzs", Wanted(numbers=("CS2003015984", "SIN-00009012-PKZS"))),
        ("1234567 7654321 and 12", Wanted(numbers=("1234567", "7654321"), others=("and", "12"))),
        ("  ", Wanted()),
    ],
)
def test_numbers_are_told_from_names(typed: str, wanted: Wanted) -> None:
    assert read_wanted(typed) == wanted


def test_a_whole_spreadsheet_column_is_read_as_far_as_it_is_bearable() -> None:
    assert len(read_wanted("\n".join(str(number) for number in range(1_000_000, 1_009_000))).numbers) == 200

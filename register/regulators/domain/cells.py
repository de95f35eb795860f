"""Cells of a CSV file that a spreadsheet opens: text stays text."""

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: object) -> str:
    """Return a value as the text of a cell; one that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) and not isinstance(value, int) else text

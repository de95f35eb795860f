from pathlib import Path

from register.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_every_setting_is_on_the_page_with_its_words_and_no_other() -> None:
    listed = {}
    for line in PAGE.read_text().splitlines():
        if line.startswith("| `REGISTER_"):
            name, _default, words = (cell.strip() for cell in line.strip("|").split("|"))
            listed[name.strip("`")] = words
    expected = {f"REGISTER_{name.upper()}": one.description for name, one in Settings.model_fields.items()}
    assert listed == expected

"""Every word of a template goes through gettext, so that Welsh is a catalogue and no change of code."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

TAG = re.compile(r"<[^>]*>|&[a-z]+;|<!--.*?-->", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{3,}")
SCRIPT = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r"""\b(?:aria-label|alt|title|placeholder)="(?P<words>[^"{]*[A-Za-z]{3,}[^"]*)\"""")


@pytest.fixture
def templates(root: Path) -> list[Path]:
    return sorted((root / "templates").rglob("*.html"))


def untranslated(text: str) -> list[str]:
    """Words that stand in a template's HTML outside gettext."""
    tokens = list(Environment(autoescape=True).lex(text))
    # Expressions become a marker that is no word, so that a tag split by one is still whole.
    html = "".join(value if kind == "data" else ("" if kind != "variable_begin" else "1") for _, kind, value in tokens)
    spoken = [found["words"] for found in SPOKEN.finditer(html)]
    return spoken + WORDS.findall(TAG.sub(" ", SCRIPT.sub(" ", html)))


def test_the_check_sees_words_outside_gettext() -> None:
    assert untranslated("<p>Hello there</p>") == ["Hello", "there"]
    assert untranslated('<p>{{ _("Hello") }}</p>') == []
    assert untranslated('<nav aria-label="Pages"></nav>') == ["Pages"]


def test_no_template_holds_words_outside_gettext(root: Path, templates: list[Path]) -> None:
    found = {str(path.relative_to(root)): untranslated(path.read_text()) for path in templates}
    assert {path: words for path, words in found.items() if words} == {}

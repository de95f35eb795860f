"""A reader who follows the README finds everything, and nothing that is not there."""

import re
from pathlib import Path

import pytest

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")
DECISION = re.compile(r"^\d{4}-[a-z0-9-]+\.md$")
ONE_PAGE = 60
README_LINES = 120


def links(page: Path) -> list[Path]:
    """Files of the checkout that a page links to."""
    targets = (found["target"] for found in LINK.finditer(page.read_text()))
    return [(page.parent / target).resolve() for target in targets if "://" not in target and "mailto:" not in target]


@pytest.fixture
def pages(root: Path, files: tuple[Path, ...]) -> list[Path]:
    return [root / path for path in files if path.suffix == ".md"]


def test_the_readme_is_shorter_than_120_lines(root: Path) -> None:
    assert len((root / "README.md").read_text().splitlines()) < README_LINES


def test_the_readme_shows_the_two_commands(root: Path) -> None:
    readme = (root / "README.md").read_text()
    assert "make run" in readme
    assert "make test" in readme


def test_every_link_in_the_docs_leads_somewhere(root: Path, pages: list[Path]) -> None:
    broken = [f"{page.relative_to(root)}: {target}" for page in pages for target in links(page) if not target.exists()]
    assert not broken


def test_every_page_of_the_docs_is_reached_from_the_readme(root: Path, pages: list[Path]) -> None:
    reached: set[Path] = set()
    waiting = [root / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in links(page):
            if target.is_dir():
                waiting += target.glob("*.md")
            elif target.suffix == ".md" and target.exists():
                waiting.append(target)
    assert not [str(page.relative_to(root)) for page in pages if page not in reached]


def test_every_decision_is_one_page_with_a_number_of_its_own(root: Path, files: tuple[Path, ...]) -> None:
    decisions = [path for path in files if path.is_relative_to("docs/decisions") and path.name != "README.md"]
    assert not [str(path) for path in decisions if not DECISION.match(path.name)]
    assert not [str(path) for path in decisions if len((root / path).read_text().splitlines()) > ONE_PAGE]
    numbers = [path.name[:4] for path in decisions]
    assert len(numbers) == len(set(numbers))

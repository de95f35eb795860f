"""The glossary names words that the code uses, where it says they are."""

import re
from pathlib import Path

from register.organisations.domain import CODE_WORDS

PAGE = Path("docs/glossary.md")
PLACE = re.compile(r"\| `(?P<folder>[\w/.]+)` `(?P<name>\w+)` \|$")
CODE = re.compile(r"^\| `(?P<code>[A-Z-]+)` \|", re.MULTILINE)


def rows(root: Path) -> list[re.Match[str]]:
    return [found for line in (root / PAGE).read_text().splitlines() if (found := PLACE.search(line))]


def test_every_word_of_the_glossary_is_in_the_code_where_it_says(root: Path, files: tuple[Path, ...]) -> None:
    source = {path: (root / path).read_text() for path in files if path.suffix == ".py" and path.parts[0] != "tests"}
    lost = [
        f"{row['folder']}: {row['name']}"
        for row in rows(root)
        if not any(
            path.is_relative_to(row["folder"]) and re.search(rf"\b{row['name']}\b", text)
            for path, text in source.items()
        )
    ]
    assert len(rows(root)) > 50
    assert not lost


def test_no_term_of_the_glossary_is_explained_twice(root: Path) -> None:
    terms = [line.split("|")[1].strip() for line in (root / PAGE).read_text().splitlines() if line.startswith("| ")]
    terms = [term for term in terms if term not in {"term", "code", "---"}]
    assert len(terms) == len(set(terms))


def test_the_provision_codes_are_those_of_the_code(root: Path) -> None:
    assert CODE.findall((root / PAGE).read_text()) == list(CODE_WORDS)

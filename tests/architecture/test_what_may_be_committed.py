"""Nothing of one machine, nothing unfinished and nothing unexplained gets into the repository."""

import re
from pathlib import Path

TEXT = {
    ".py",
    ".md",
    ".html",
    ".js",
    ".css",
    ".toml",
    ".yml",
    ".json",
    ".lock",
    ".env",
    ".sql",
    ".sh",
    ".ini",
    ".mako",
    "",
}
# Pieced together, so that this file does not hold what it forbids.
MACHINE_PATHS = re.compile(
    r"(?<![\w.~/])/(?:work" + r"|root|home/\w+|Users/\w+|workspace|mnt|tmp" + r"/[\w.]+)(?:/|\b(?!\())", re.MULTILINE
)
REGISTRIES = re.compile(
    r"(?:--(?:extra-)?index-url|registry\s*=|artifactory|nexus\.|pypi\."
    r"org/simple|registry\.npmjs|files\.pythonhosted)"
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
NOQA = re.compile(r"#\s*noqa(?P<rest>.*)")
EXPLAINED = re.compile(r"^: [A-Z]+\d+(?:, ?[A-Z]+\d+)* - \S")
SKIPS = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
PATCHES = re.compile(
    r"patch(?:\.object)?\(\s*[\"'](?:register|search|prequal)\.|setattr\(\s*[\"'](?:register|search|prequal)\."
)
LARGEST = 400_000  # bytes; published data is never committed, derived tables are small


def found(root: Path, files: tuple[Path, ...], pattern: re.Pattern[str], *, suffixes: set[str]) -> list[str]:
    """Places as `file:line: text`."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path in files
        if path.suffix in suffixes and path != Path("tests/architecture") / Path(__file__).name
        for number, line in enumerate((root / path).read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_folder_of_somebodys_machine(root: Path, files: tuple[Path, ...]) -> None:
    assert not found(root, files, MACHINE_PATHS, suffixes=TEXT)


def test_no_file_names_a_package_registry(root: Path, files: tuple[Path, ...]) -> None:
    assert not found(root, files, REGISTRIES, suffixes=TEXT)


def test_nothing_is_left_to_be_done_later(root: Path, files: tuple[Path, ...]) -> None:
    assert not found(root, files, UNFINISHED, suffixes={".py", ".html", ".js", ".css", ".sh", ".toml"})


def test_every_silenced_lint_rule_has_its_code_and_its_reason(root: Path, files: tuple[Path, ...]) -> None:
    places = found(root, files, NOQA, suffixes={".py"})
    assert not [place for place in places if not EXPLAINED.match(NOQA.search(place)["rest"])]  # type: ignore[index]


def test_no_test_is_skipped(root: Path, files: tuple[Path, ...]) -> None:
    tests = tuple(path for path in files if path.parts[0] == "tests")
    assert not found(root, tests, SKIPS, suffixes={".py"})


def test_no_test_patches_a_module_of_ours(root: Path, files: tuple[Path, ...]) -> None:
    tests = tuple(path for path in files if path.parts[0] == "tests")
    assert not found(root, tests, PATCHES, suffixes={".py"})


def test_no_file_is_so_large_that_it_must_be_data(root: Path, files: tuple[Path, ...]) -> None:
    assert not [str(path) for path in files if (root / path).stat().st_size > LARGEST]


def test_scripts_that_are_called_by_name_can_be_run(root: Path, files: tuple[Path, ...]) -> None:
    scripts = [path for path in files if not path.suffix and (root / path).read_bytes().startswith(b"#!")]
    assert Path(".ci/run") in scripts
    assert not [str(path) for path in scripts if not (root / path).stat().st_mode & 0o111]

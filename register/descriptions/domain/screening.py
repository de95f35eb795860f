"""Finds what words for others may not hold: anything that leads to a hidden place or around the service.

Pure: takes a text and the words that are secret, gives back where each finding starts and ends in that text. It looks
through case, accents, full-width and look-alike letters, digits for letters, invisible characters and letters set
apart. It would rather stop a sentence too many than let a home be found: the writer sees the place and rewords it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Found(StrEnum):
    """What kind of thing a text holds that it may not."""

    POSTCODE = "postcode"
    TELEPHONE = "telephone"
    EMAIL = "email"
    LINK = "link"
    POSITION = "position"
    PLACE = "place"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One place in a text, from the character `start` up to, not including, `end`."""

    start: int
    end: int
    kind: Found


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text as a page shows it: marked where it may not stay."""

    text: str
    kind: Found | None


_APART = r"[\W_]"
_POSTCODE = re.compile(
    r"\b[a-z]{1,2}\d[a-z\d]?[\W_]{0,4}\d(?![ap]m\b)[a-z]{2}\b"
    # Every character set apart from the next: "l s 6 2 a b".
    rf"|\b[a-z](?:{_APART}[a-z])?{_APART}\d(?:{_APART}[a-z\d])?{_APART}{{1,3}}\d{_APART}[a-z]{_APART}[a-z]\b"
)
_SEPARATOR = r"[\s().\-–—]{0,3}"  # noqa: RUF001 - people type dashes of every length
_TELEPHONE = re.compile(
    rf"(?<![\d.])(?:(?:\+|00){_SEPARATOR}[1-9]|\(?0)(?:{_SEPARATOR}\d){{6,}}"
    r"|(?<!\d)\d{10,}"
    r"|(?<![\d.,])\d{3,}(?:[\s.\-]\d{3,})+(?!\d)"
)
_DATE = re.compile(r"\d{1,2}[\s.\-]\d{1,2}[\s.\-]\d{2,4}")
_YEARS = re.compile(r"(?:(?:19|20)\d\d[\s.\-]?)+")
_DIGIT_WORD = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|treble|triple|\d)"
_SPELT_TELEPHONE = re.compile(rf"\b{_DIGIT_WORD}(?:[\s,.\-]+{_DIGIT_WORD}){{6,}}\b")
_EMAIL = re.compile(
    r"[\w.+\-]+\s?@\s?[\w\-]+(?:\s?\.\s?[\w\-]+)*"
    r"|[\w.+\-]+\s*(?:[(\[{]\s*at\s*[)\]}]|\sat\s)\s*[\w\-]+\s*(?:[(\[{]\s*dot\s*[)\]}]|\sdot\s)\s*\w{2,}"
    r"|(?<!\w)@\w{3,}"
)
_ENDINGS = (
    "com|org|net|info|uk|co|io|eu|gov|nhs|sch|ac|wales|cymru|scot|london|care|school|charity|foundation|house|family|"
    "link|app|me|ly|be|page|site|website|online|xyz"
)
_LINK = re.compile(
    r"\b(?:https?|ftp|mailto|tel)\s?:\s?\S+|\bwww\s?\.\s?\S+|///\s?\w+(?:\.\w+)*"
    rf"|\b[a-z\d][a-z\d\-]*\.(?:[a-z\d\-]+\.)*(?:{_ENDINGS})\b(?:/\S*)?"
    rf"|\b[a-z\d\-]+(?:\s+|\s*[(\[])dot(?:\s+|[)\]]\s*)(?:{_ENDINGS})\b"
)
_POSITION = re.compile(
    r"-?\d{1,2}\.\d{3,}\s*[,;\s]\s*-?\d{1,3}\.\d{3,}"
    r"|\b[hjnost][a-hj-z]\s?(?:\d{3}\s?\d{3}|\d{4}\s?\d{4}|\d{5}\s?\d{5})\b"
)
_DIGIT = re.compile(r"\d")
_JOINED = re.compile(r"[a-z\d\-]\.[a-z\d\-]")


def _may_be_email(plain: str) -> bool:
    return "@" in plain or ("at" in plain and "dot" in plain)


def _may_be_link(plain: str) -> bool:
    return any(part in plain for part in _IN_LINKS) or _JOINED.search(plain) is not None


def _has_digit(plain: str) -> bool:
    return _DIGIT.search(plain) is not None


def _always(_plain: str) -> bool:
    return True


_IN_LINKS = ("http", "ftp", "mailto", "tel", "www", "///", "dot")
# What is looked for, and a quick look at whether it can be there at all: most texts hold nothing of the kind.
_PATTERNS: tuple[tuple[Found, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Found.EMAIL, _EMAIL, _may_be_email),
    (Found.LINK, _LINK, _may_be_link),
    (Found.POSTCODE, _POSTCODE, _has_digit),
    (Found.POSITION, _POSITION, _has_digit),
    (Found.TELEPHONE, _TELEPHONE, _has_digit),
    (Found.TELEPHONE, _SPELT_TELEPHONE, _always),
)

# Words of a name or an address that say nothing of which one it is. A name of such words alone is looked for whole.
GENERIC = frozenset(
    word
    for line in (
        "a an and at by for from in into near of off on or our that the this to up with within we you your their",
        "it its north south east west northern southern eastern western upper lower new old great little big",
        "small first second abode accommodation agency apartment apartments avenue bank barn boarding building",
        "bungalow care carers centre centres charity child children childrens cic close college community company",
        "cottage cottages court crescent developments drive end england estate family farm farmhouse field fields",
        "flat flats floor fostering foundation garden gardens gate group grange green grove hall heights hill",
        "holdings home homes house houses lane limited living llp lodge ltd main manor mansion mews mill mount",
        "opportunities outreach parade park people place placements plc project residence residential rise road",
        "row scheme school scotland secure service services short breaks square stables street support supported",
        "terrace therapeutic trust uk unit villa villas view villages wales walk way young youth road rd st ave",
        "ln dr cl ct cres sq tce gdns",
    )
    for word in line.split()
)
_SHORTEST = 3
_LETTERS = re.compile(r"[^\W_]+")
_LONG = 6
# Letters of other alphabets that look like ours.
_LOOKS_LIKE = str.maketrans("аеорсхуікмтнвѕјԁɡοανρτικ", "aeopcxyikmthbsjdgoavptik")
_TYPED_FOR = {"o": "o0", "i": "i1l|!", "l": "l1i|", "e": "e3", "a": "a4@", "s": "s5$", "t": "t7", "g": "g9", "b": "b8"}


def screen(
    text: str, *, secret: Iterable[str] = (), public: Iterable[str] = (), whole: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Find everything that a text for others may not hold, in the order of its place; overlaps are one finding.

    `secret` are the restricted name and each line of the restricted address; every telling word of them is looked for.
    `public` are words that everybody knows of the place anyway (the authority's name), left out of that. `whole` are
    phrases that are secret only as a whole, of which there may be many.
    """
    plain, places = _simplified(text)
    patterns = (*_secret_patterns(secret, public), *_whole_patterns(plain, whole))
    secret_words = ((Found.PLACE, one) for one in patterns)
    found = [*_general_findings(plain), *_matches(plain, secret_words)]
    if not found:
        return ()
    spans = (Finding(places[one.start], places[one.end - 1] + 1, one.kind) for one in found)
    return tuple(_merged(sorted(spans)))


def names_place(text: str, *, secret: Iterable[str], public: Iterable[str] = ()) -> bool:
    """Whether a text holds a telling word of the restricted name or address; for what may be an e-mail address."""
    plain, _ = _simplified(text)
    return any(pattern.search(plain) for pattern in _secret_patterns(secret, public))


def whole_phrases(name: str, address: str, *, public: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what says a place to whoever reads it anywhere: its name, and its street with and without the number."""
    return _whole_phrases(name, address, tuple(public))


# An index made anew asks for the same places again and again.
@lru_cache(maxsize=50_000)
def _whole_phrases(name: str, address: str, public: tuple[str, ...]) -> tuple[str, ...]:
    known = {word for phrase in public for word in telling_words(phrase)}
    lines = [line for line in re.split(r"[,\n]", address) if any(one.isdigit() for one in line)]
    phrases = (name, *lines, *(re.sub(r"^\W*\d+\w?\b", "", line) for line in lines))
    return tuple(one.strip() for one in phrases if set(telling_words(one)) - known)


def segments(text: str, findings: Iterable[Finding]) -> tuple[Segment, ...]:
    """Cut a text into pieces, marked where something was found."""
    pieces, at = [], 0
    for one in findings:
        if one.start > at:
            pieces.append(Segment(text[at : one.start], None))
        pieces.append(Segment(text[one.start : one.end], one.kind))
        at = one.end
    if at < len(text):
        pieces.append(Segment(text[at:], None))
    return tuple(pieces)


@lru_cache(maxsize=20_000)
def telling_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a name or an address line that tell which one it is, simplified."""
    plain, _ = _simplified(phrase)
    words = re.findall(r"[^\W\d_]+", plain.replace("'", ""))
    return tuple(word for word in words if len(word) >= _SHORTEST and word not in GENERIC)


def _secret_patterns(secret: Iterable[str], public: Iterable[str]) -> Iterator[re.Pattern[str]]:
    known = {word for phrase in public for word in telling_words(phrase)}
    wanted: dict[str, None] = {}
    for phrase in secret:
        telling = telling_words(phrase)
        if telling:
            wanted.update(dict.fromkeys(word for word in telling if word not in known))
        else:
            whole = _run_together(phrase)
            if len(whole) > _SHORTEST and not whole.isdigit():
                wanted[whole] = None
    yield from map(_pattern_of, wanted)


def _whole_patterns(plain: str, whole: Iterable[str]) -> Iterator[re.Pattern[str]]:
    together = "".join(_LETTERS.findall(plain))
    for phrase in whole:
        wanted = _run_together(phrase)
        if len(wanted) > _SHORTEST and wanted in together:
            yield _pattern_of(wanted)


@lru_cache(maxsize=20_000)
def _run_together(phrase: str) -> str:
    plain, _ = _simplified(phrase)
    return "".join(re.findall(r"[^\W_]+", plain))


@lru_cache(maxsize=20_000)
def _pattern_of(word: str) -> re.Pattern[str]:
    """Return what finds a word however it is spelt apart or disguised; kept, since compiling is the dearest step."""
    letters = (f"[{re.escape(_TYPED_FOR[one])}]" if one in _TYPED_FOR else re.escape(one) for one in word)
    spelt = rf"{_APART}*".join(letters)
    apart = rf"(?<![^\W_]){spelt}(?:'?s)?(?![^\W_])"
    # A long word tells the place also as a part of another: "thistledownhouse".
    within = f"|{re.escape(word)}" if len(word) >= _LONG else ""
    return re.compile(apart + within)


def _simplified(text: str) -> tuple[str, Sequence[int]]:
    """Return the text in plain small letters, and for each of its characters where it came from in the original."""
    if text.isascii():
        return text.lower().replace("`", "'"), range(len(text))
    parts = [_simplified_character(character) for character in text]
    return "".join(parts), [at for at, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=10_000)
def _simplified_character(character: str) -> str:
    plain = ""
    for one in unicodedata.normalize("NFKD", character).casefold().translate(_LOOKS_LIKE):
        category = unicodedata.category(one)
        if category == "Nd":
            plain += unicodedata.normalize("NFKC", str(unicodedata.digit(one)))
        elif category not in {"Mn", "Cf"}:
            plain += "'" if one in "‘’`´" else one  # noqa: RUF001 - apostrophes of every kind are one
    return plain


# Holders say the same of a setting beside each of its vacancies: what is found is kept for texts seen lately.
@lru_cache(maxsize=4_000)
def _general_findings(plain: str) -> tuple[Finding, ...]:
    return tuple(_matches(plain, ((kind, pattern) for kind, pattern, may in _PATTERNS if may(plain))))


def _matches(plain: str, patterns: Iterable[tuple[Found, re.Pattern[str]]]) -> Iterator[Finding]:
    for kind, pattern in patterns:
        for match in pattern.finditer(plain):
            if match.end() > match.start() and not _harmless(kind, match.group()):
                yield Finding(match.start(), match.end(), kind)


def _harmless(kind: Found, found: str) -> bool:
    if kind is not Found.TELEPHONE:
        return False
    return bool(_DATE.fullmatch(found.strip()) or _YEARS.fullmatch(found.strip()))


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    held: Finding | None = None
    for one in findings:
        if held is not None and one.start < held.end:
            held = Finding(held.start, max(held.end, one.end), held.kind)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held

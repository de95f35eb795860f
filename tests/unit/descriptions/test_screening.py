"""Words for others hold nothing that leads to a home."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.descriptions.domain import screening
from register.descriptions.domain.screening import Found, names_place, screen, segments, whole_phrases

SECRET = ("Thistledown House", "14 Quarrybank Rise", "Netherby")
PLAIN = st.sampled_from(
    [
        "A calm home with a large garden.",
        "We take children aged 8 to 17, two staff by day (1:1) and one awake at night.",
        "For a 12 to 14 year old, from 1 April 2026; school starts at 9.15.",
        "24/7 support, 38 weeks a year, 100 miles from the sea.",
        "",
    ]
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We are in LS6 2AB.", Found.POSTCODE),
        ("we are in ls62ab", Found.POSTCODE),
        ("it is L S 6 2 A B", Found.POSTCODE),
        ("EC1A-1BB", Found.POSTCODE),
        ("\uff2c\uff33\uff16 \uff12\uff21\uff22", Found.POSTCODE),
        ("L\u200bS6\u200b 2AB", Found.POSTCODE),
        ("call 0113 496 0123", Found.TELEPHONE),
        ("call +44 (0)7700 900123", Found.TELEPHONE),
        ("07700-900-123", Found.TELEPHONE),
        ("ring 496 0123", Found.TELEPHONE),
        ("oh seven seven oh oh nine double oh one", Found.TELEPHONE),
        ("mail jo@example.org", Found.EMAIL),
        ("mail jo [at] example [dot] org", Found.EMAIL),
        ("see https://example.org/home", Found.LINK),
        ("see www.example.org", Found.LINK),
        ("see ourhome.co.uk", Found.LINK),
        ("///filled.count.soap", Found.LINK),
        ("at 53.8008, -1.5491", Found.POSITION),
        ("at SE 29390 33450", Found.POSITION),
        ("Thistledown is calm", Found.PLACE),
        ("THISTLEDOWN's garden", Found.PLACE),
        ("Thistle down", Found.PLACE),
        ("T.h.i.s.t.l.e.d.o.w.n", Found.PLACE),
        ("Th1stled0wn", Found.PLACE),
        ("Thístledówn", Found.PLACE),
        ("our ThistledownHouse", Found.PLACE),
        ("off Quarrybank Rise", Found.PLACE),
        ("near Netherby", Found.PLACE),
    ],
)
def test_what_leads_to_a_home_is_found(text: str, kind: Found) -> None:
    assert kind in {one.kind for one in screen(text, secret=SECRET)}


@given(PLAIN)
def test_plain_words_pass(text: str) -> None:
    assert screen(text, secret=SECRET) == ()


def test_an_address_that_holds_the_name_is_seen_though_it_is_an_address() -> None:
    assert names_place("manager@thistledownhouse.example", secret=SECRET)
    assert not names_place("referrals@oakway.example", secret=SECRET)


def test_only_what_may_not_stay_is_marked() -> None:
    text = "Ring Thistledown on 01632 960 001 at once"
    assert [text[one.start : one.end] for one in screen(text, secret=SECRET)] == ["Thistledown", "01632 960 001"]


def test_the_authority_is_known_to_all() -> None:
    assert screen("Near the middle of Leeds", secret=("Leeds",), public=("Leeds",)) == ()
    assert screen("Near the middle of Leeds", secret=("Leeds",)) != ()


def test_words_of_the_trade_say_nothing_of_which_home() -> None:
    assert screen("A children's home with a garden", secret=("Garden House Children's Home",)) == ()


def test_a_name_of_such_words_alone_is_looked_for_whole() -> None:
    assert screen("The Lodge is calm", secret=("The Lodge",)) != ()
    assert screen("a lodge in the garden", secret=("The Lodge",)) == ()


@given(
    before=PLAIN,
    after=PLAIN,
    area=st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]?", fullmatch=True),
    gap=st.sampled_from(["", " ", "  ", "-", "."]),
    inward=st.from_regex(r"[0-9][ABD-HJLN-UW-Z]{2}", fullmatch=True),
    small=st.booleans(),
)
@settings(max_examples=60)
def test_a_postcode_is_found_wherever_it_stands(
    before: str, after: str, area: str, gap: str, inward: str, small: bool
) -> None:
    postcode = f"{area}{gap}{inward}"
    postcode = postcode.lower() if small else postcode
    text = f"{before} {postcode} {after}"
    places = [(one.start, one.end) for one in screen(text)]
    at = len(before) + 1
    assert any(start <= at and end >= at + len(postcode) for start, end in places)


@given(st.text(max_size=280))
@settings(max_examples=60)
def test_findings_lie_in_the_text_in_order_and_the_pieces_give_it_back(text: str) -> None:
    findings = screen(text, secret=SECRET)
    ends = [0, *(one.end for one in findings)]
    assert all(0 <= one.start < one.end <= len(text) for one in findings)
    assert all(one.start >= end for one, end in zip(findings, ends, strict=False))
    assert "".join(one.text for one in segments(text, findings)) == text


@given(st.sampled_from(["Thistledown", "Quarrybank", "Netherby"]), st.data())
@settings(max_examples=40)
def test_a_secret_word_is_found_however_it_is_written(word: str, data: st.DataObject) -> None:
    between = data.draw(st.lists(st.sampled_from(["", " ", ".", "-", "\u200b", "_"]), min_size=30, max_size=30))
    cased = [data.draw(st.sampled_from([one.lower(), one.upper()])) for one in word]
    written = "".join(one + gap for one, gap in zip(cased, between, strict=False))
    assert any(one.kind is Found.PLACE for one in screen(f"We call it {written} here", secret=SECRET))


def _character_by_character(text: str) -> tuple[str, list[int]]:
    plain, places = "", []
    for at, character in enumerate(text):
        for one in unicodedata.normalize("NFKD", character).casefold().translate(screening._LOOKS_LIKE):
            category = unicodedata.category(one)
            if category not in {"Mn", "Cf"}:
                digit = unicodedata.normalize("NFKC", str(unicodedata.digit(one))) if category == "Nd" else one
                plain += "'" if one in "\u2018\u2019`\u00b4" else digit
                places.append(at)
    return plain, places


_PIECES = st.sampled_from(
    [
        "ls6 2ab",
        "LS6\u00a02AB",
        "l s 6 2 a b",
        "07700 900123",
        "\uff10\uff11\uff16\uff13\uff12 960123",
        "oh one one three four nine six",
        "home@oakway.example",
        "home (at) oakway (dot) example",
        "@oakway",
        "https://x",
        "oakway.care",
        "oakway dot care",
        "www . oakway",
        "///filled.count.soap",
        "tel: 1",
        "53.4808, -2.2426",
        "SJ 843 977",
        "2 March 2026",
        "tell me.",
        "Thistledown",
        "th1stledown",
        "T h i s t l e d o w n",
        "\u0422histledown",
        "\u00b4s",
        "\ufb01re",
        "\u200b",
        " ",
        ". ",
        "-",
        "\n",
    ]
)


@given(st.lists(_PIECES | st.text(max_size=6), max_size=8).map("".join))
def test_quick_looks_leave_nothing_unfound(text: str) -> None:
    plain, places = _character_by_character(text)
    assert screening._simplified(text)[0] == plain
    secret = list(screening._secret_patterns(("Thistledown House",), ()))
    patterns = [(kind, pattern) for kind, pattern, _ in screening._PATTERNS]
    patterns += [(screening.Found.PLACE, pattern) for pattern in secret]
    expected = sorted(
        screening.Finding(places[found.start()], places[found.end() - 1] + 1, kind)
        for kind, pattern in patterns
        for found in pattern.finditer(plain)
        if found.end() > found.start() and not screening._harmless(kind, found.group())
    )
    assert screening.screen(text, secret=("Thistledown House",)) == tuple(screening._merged(expected))


def test_a_place_elsewhere_is_said_by_its_whole_name_or_its_street() -> None:
    phrases = whole_phrases("Thistledown House", "14 Quarrybank Rise\nNetherby, Leeds", public=["Leeds"])
    assert phrases == ("Thistledown House", "14 Quarrybank Rise", "Quarrybank Rise")
    for text in ("by Thistledown House", "thistle-down h0use is ours", "at Quarrybank Rise", "14, Quarrybank Rise"):
        assert [one.kind for one in screen(text, whole=phrases)] == [Found.PLACE] or "h0use" in text, text
    for text in ("Thistledown grows here.", "A house in Netherby.", "Near Leeds."):
        assert screen(text, whole=phrases) == (), text


def test_a_place_that_is_called_like_everybody_else_is_not_looked_for_elsewhere() -> None:
    assert whole_phrases("The Lodge", "2 High Street\nLeeds", public=["Leeds"]) == ("2 High Street", "High Street")
    assert whole_phrases("Leeds House", "", public=["Leeds"]) == ()

"""Giving evidence, as somebody in a browser does."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from register.core.access import Role
from register.core.audit import AuditEvent
from register.core.db import db, transaction
from register.core.relay import Relay
from register.evidence.models import Evidence, EvidenceFile, EvidenceItem
from register.organisations.models import Organisation
from register.regulators.models import Setting
from tests.builders.accounts import a_person, sign_in
from tests.builders.documents import a_changed_pdf, a_pdf, a_photograph, a_scan, a_word_file
from tests.builders.evidence import an_evidence
from tests.builders.organisations import a_holding
from tests.builders.regulators import a_setting
from tests.integration.evidence.conftest import REVIEW, Provider, day, given, started, uploaded

HOME_PAPER = {**day("assessed_on", "3 2 2026")}


def safeguarding(editor: FlaskClient, content: bytes | None = None) -> str:
    """Give a safeguarding policy; returns the path of its page."""
    answer = uploaded(editor, started(editor, "policy/safeguarding"), content)
    answer = editor.post(answer.location, data=REVIEW)
    return given(editor, answer.location).location


def test_a_policy_is_given_a_page_at_a_time_and_says_where_it_is(
    editor: FlaskClient, relay: Relay, provider: Provider
) -> None:
    answer = uploaded(editor, started(editor, "policy/safeguarding"))
    answer = editor.post(answer.location, data=REVIEW)
    check = editor.get(answer.location).get_data(as_text=True)
    assert "policy.pdf (PDF, 1 page)" in check
    assert "12 January 2026" in check
    page = given(editor, answer.location).location
    assert "It is being stored" in editor.get(page).get_data(as_text=True)
    relay.run_until_idle()
    text = editor.get(page).get_data(as_text=True)
    assert "Not scanned for viruses" in text
    assert "no virus" not in text.lower()
    [item] = db.session.scalars(select(EvidenceItem))
    assert item.key == "policy/safeguarding"
    assert item.values == {"reviewed_on": "2026-01-12", "approved_by": "The board", "names_current_guidance": True}


def test_an_insurance_schedule_is_one_file_with_a_line_for_each_cover(editor: FlaskClient) -> None:
    answer = uploaded(editor, started(editor, "insurance-schedule"), name="schedule.pdf")
    answer = editor.post(answer.location, data={"covers": ["public-liability", "abuse"]})
    cover = {"basis": "each-claim", "insurer": "Invented Mutual", "policy_number": "PL 2026 0099"}
    cover |= {**day("starts_on", "1 2 2026"), **day("ends_on", "31 1 2027")}
    answer = editor.post(answer.location, data={**cover, "limit_pence": "£10m"})
    assert "abuse" in answer.location
    answer = editor.post(
        answer.location, data={**cover, "limit_pence": "5,000,000", "included": "true", "trigger": "occurrence"}
    )
    page = editor.get(given(editor, answer.location).location).get_data(as_text=True)
    assert "£10,000,000" in page
    assert "£5,000,000" in page
    found = {one.key: one.values for one in db.session.scalars(select(EvidenceItem))}
    assert found["insurance-cover/public-liability"]["limit_pence"] == 1_000_000_000
    assert found["insurance-cover/abuse"]["ends_on"] == "2027-01-31"


def test_a_cover_that_was_answered_and_not_chosen_is_not_given(editor: FlaskClient) -> None:
    path = uploaded(editor, started(editor, "insurance-schedule")).location
    cover = {"limit_pence": "10m", "basis": "each-claim", "insurer": "Invented Mutual", "policy_number": "1"}
    cover |= {**day("starts_on", "1 2 2026"), **day("ends_on", "31 1 2027")}
    editor.post(f"{path}/cyber", data=cover)
    answer = editor.post(path, data={"covers": ["public-liability"]})
    editor.post(f"{path}/cyber", data=cover)
    answer = editor.post(answer.location, data=cover)
    assert given(editor, answer.location).status_code == 303
    assert [one.key for one in db.session.scalars(select(EvidenceItem))] == ["insurance-cover/public-liability"]


def test_a_new_version_is_asked_with_what_the_one_before_said_but_for_its_days(editor: FlaskClient) -> None:
    safeguarding(editor)
    path = uploaded(editor, started(editor, "policy/safeguarding"), a_pdf("Another year")).location
    form = editor.get(path).get_data(as_text=True)
    assert 'value="The board"' in form
    assert 'value="2026"' not in form
    answer = editor.post(path, data=REVIEW | day("reviewed_on", "1 3 2026"))
    page = editor.get(given(editor, answer.location).location).get_data(as_text=True)
    assert "Version 1 of" in page
    first, second = db.session.scalars(select(Evidence).order_by(Evidence.version))
    assert (first.version, second.version) == (1, 2)
    old = editor.get(f"/evidence/{first.id}").get_data(as_text=True)
    assert "There is a newer version" in old
    assert "12 January 2026" in old


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (a_word_file(), "policy.docx", "choose Save as or Export, then PDF"),
        (a_pdf() + b"MZ" + b"\0" * 9000, "policy.pdf", "There is more in this file"),
        (b"GIF89a", "policy.gif", "neither a PDF nor a photograph"),
        (a_pdf(), "a" * 200 + ".pdf", "short, plain name"),
    ],
    ids=["an office file", "two types", "another picture", "a huge name"],
)
def test_what_is_not_taken_is_refused_with_the_remedy_and_nothing_is_kept(
    editor: FlaskClient, app: Flask, content: bytes, name: str, words: str
) -> None:
    path = started(editor, "policy/safeguarding")
    answer = uploaded(editor, path, content, name)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert not db.session.scalars(select(EvidenceFile)).all()
    assert not list(app.extensions["register.uploads"].spool.glob("*"))


def test_a_page_without_a_file_asks_for_one(editor: FlaskClient) -> None:
    answer = editor.post(started(editor, "policy/safeguarding"), data={})
    assert answer.status_code == 422
    assert "Choose a file" in answer.get_data(as_text=True)


def test_answers_that_cannot_be_true_are_named_and_come_back_as_typed(editor: FlaskClient) -> None:
    path = uploaded(editor, started(editor, "policy/safeguarding")).location
    answer = editor.post(path, data=REVIEW | day("reviewed_on", "12 1 2031"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This day has not come yet" in page
    assert 'value="2031"' in page
    answer = editor.post(path, data={**day("reviewed_on", "31 2 2026"), "approved_by": "x" * 300})
    page = answer.get_data(as_text=True)
    assert "Enter a day, like 27 3 2026" in page
    assert "280 characters or fewer" in page
    assert "Choose yes or no" in page


def test_the_same_file_again_is_recognised_and_kept_once(editor: FlaskClient) -> None:
    safeguarding(editor)
    path = started(editor, "policy/equality")
    answer = uploaded(editor, path, name="same-again.pdf")
    assert "You gave us this file before, as policy.pdf" in editor.get(answer.location).get_data(as_text=True)
    assert len(db.session.scalars(select(EvidenceFile)).all()) == 1
    answer = editor.post(answer.location, data=REVIEW)
    page = editor.get(given(editor, answer.location).location).get_data(as_text=True)
    assert "The same file was given elsewhere" in page
    assert "Safeguarding policy" in page


def test_a_file_is_opened_by_a_short_link_and_the_audit_has_it_first(editor: FlaskClient, relay: Relay) -> None:
    page = safeguarding(editor)
    assert editor.get(f"{page}/file").status_code == 404
    assert "Download" not in editor.get(page).get_data(as_text=True)
    relay.run_until_idle()
    assert f'href="{page}/file"' in editor.get(page).get_data(as_text=True)
    link = editor.get(f"{page}/file").location
    served = editor.get(link.removeprefix("http://127.0.0.1:8000"))
    assert served.data == a_pdf()
    assert served.headers["Content-Disposition"].startswith("attachment")
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "Disclosed")).all()
    assert [(one.subject_kind, one.details["what"]) for one in told] == [("evidence", "evidence-file")]


def test_a_photograph_is_served_as_it_was_made_anew(editor: FlaskClient, provider: Provider, relay: Relay) -> None:
    with transaction() as session:
        session.get_one(Setting, provider.home_id).hidden = False
    page = safeguarding(editor, a_photograph("HEIF"))
    relay.run_until_idle()
    served = editor.get(editor.get(f"{page}/file").location.removeprefix("http://127.0.0.1:8000"))
    assert served.mimetype == "image/jpeg"
    assert "policy.jpg" in served.headers["Content-Disposition"]
    assert b"Invented Cameras" not in served.data


def test_withdrawn_evidence_stays_and_says_so(editor: FlaskClient) -> None:
    page = safeguarding(editor)
    assert "Withdraw this evidence?" in editor.get(f"{page}/withdraw").get_data(as_text=True)
    editor.post(f"{page}/withdraw", data={"step": "confirm"})
    assert "Withdrawn on" in editor.get(page).get_data(as_text=True)
    assert "Withdrawn on" in editor.get("/evidence").get_data(as_text=True)


def test_what_was_begun_is_found_again_and_can_be_thrown_away(editor: FlaskClient) -> None:
    path = uploaded(editor, started(editor, "policy/safeguarding")).location
    assert "Begun and not given yet" in editor.get("/evidence").get_data(as_text=True)
    draft = path.removesuffix("/details")
    editor.post(f"{draft}/discard")
    assert "Begun and not given yet" not in editor.get("/evidence").get_data(as_text=True)
    assert editor.get(draft).status_code == 404


def test_a_figure_has_no_file(editor: FlaskClient, provider: Provider) -> None:
    path = started(editor, "figure/care-staff", setting=provider.home_id)
    staff = {"total": "10", "qualified": "11", "in_window": "0", **day("counted_on", "1 2 2026")}
    assert "more than all of them" in editor.post(path, data=staff).get_data(as_text=True)
    answer = editor.post(path, data=staff | {"qualified": "8"})
    assert given(editor, answer.location).status_code == 303


class TestAHiddenHome:
    def paper(self, editor: FlaskClient, provider: Provider, content: bytes, name: str = "fire.pdf") -> str:
        path = started(editor, "document/fire-risk", setting=provider.home_id)
        answer = uploaded(editor, path, content, name)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    def test_a_document_that_does_not_show_the_place_needs_no_copy(
        self, editor: FlaskClient, provider: Provider
    ) -> None:
        assert self.paper(editor, provider, a_pdf("Fire risk assessment of home 1")).endswith("/details")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (a_pdf("Fire risk assessment of Thistledown House"), "show the name or address"),
            (a_changed_pdf(lambda pdf: pdf.docinfo.__setitem__("/Title", "Thistledown House")), "show the name"),
            (a_scan(), "pages of which we cannot read all"),
            (a_photograph(), "pages of which we cannot read all"),
        ],
        ids=["in its words", "in its title", "a scan", "a photograph"],
    )
    def test_one_that_shows_it_or_cannot_be_read_needs_a_copy_and_others_read_only_that(
        self, editor: FlaskClient, provider: Provider, content: bytes, why: str, relay: Relay
    ) -> None:
        path = self.paper(editor, provider, content)
        assert path.endswith("/redacted")
        assert why in editor.get(path).get_data(as_text=True)
        draft = path.removesuffix("/redacted")
        assert editor.get(draft).location.endswith("/redacted")
        refused = uploaded(editor, path, a_pdf("Copy of Thistle-down House"), "copy.pdf")
        assert "still shows the name or address" in refused.get_data(as_text=True)
        same = uploaded(editor, path, content, "copy.pdf").get_data(as_text=True)
        assert "the same file as the full one" in same or "still shows" in same
        answer = uploaded(editor, path, a_pdf("Fire risk assessment of our home"), "copy.pdf")
        answer = editor.post(answer.location, data=HOME_PAPER)
        page = given(editor, answer.location).location
        relay.run_until_idle()
        assert "Copy that others read" in editor.get(page).get_data(as_text=True)
        served = editor.get(editor.get(f"{page}/redacted-file").location.removeprefix("http://127.0.0.1:8000"))
        assert served.data == a_pdf("Fire risk assessment of our home")

    def test_a_file_whose_name_leads_there_is_refused(self, editor: FlaskClient, provider: Provider) -> None:
        path = started(editor, "document/fire-risk", setting=provider.home_id)
        answer = uploaded(editor, path, a_pdf("A fire risk assessment"), "Thistledown fire risk.pdf")
        assert answer.status_code == 422
        assert "name leads to a home" in answer.get_data(as_text=True)

    def test_answers_may_not_lead_there_either(self, editor: FlaskClient, provider: Provider) -> None:
        path = started(editor, "document/premises-review", setting=provider.home_id)
        path = uploaded(editor, path, a_pdf("A review of the premises")).location
        answer = editor.post(path, data={**day("reviewed_on", "1 2 2026"), "mitigations": "New locks at Thistledown"})
        assert answer.status_code == 422
        assert "leave out what leads to a home" in answer.get_data(as_text=True)

    def test_a_document_of_the_organisation_that_shows_a_home_needs_a_copy_too(self, editor: FlaskClient) -> None:
        answer = uploaded(editor, started(editor, "policy/safeguarding"), a_pdf("Homes: Thistledown House"))
        assert answer.location.endswith("/redacted")

    def test_one_of_the_organisation_that_cannot_be_read_may_show_a_home(self, editor: FlaskClient) -> None:
        answer = uploaded(editor, started(editor, "policy/safeguarding"), a_scan())
        assert "pages of which we cannot read all" in editor.get(answer.location).get_data(as_text=True)

    def test_one_of_the_organisation_may_show_a_home_whose_place_nobody_told_us(
        self, editor: FlaskClient, provider: Provider
    ) -> None:
        a_holding(a_setting(), db.session.get_one(Organisation, provider.organisation_id))
        answer = uploaded(editor, started(editor, "policy/safeguarding"))
        assert "You have not told us the name and address" in editor.get(answer.location).get_data(as_text=True)

    def test_a_home_whose_place_nobody_told_us_needs_a_copy(self, editor: FlaskClient, provider: Provider) -> None:
        other = a_setting()
        a_holding(other, db.session.get_one(Organisation, provider.organisation_id))
        path = started(editor, "document/fire-risk", setting=other)
        answer = uploaded(editor, path, a_pdf("A fire risk assessment"))
        assert "You have not told us the name and address" in editor.get(answer.location).get_data(as_text=True)


def test_a_role_for_named_settings_reaches_only_those(client: FlaskClient, provider: Provider) -> None:
    whole = an_evidence(provider.organisation_id)
    sign_in(
        client,
        a_person(Role.PROVIDER_EDITOR, organisation_id=provider.organisation_id, settings=[provider.home_id]),
    )
    assert client.get(f"/evidence/{whole}").status_code == 404
    assert client.get("/evidence/give/policy/safeguarding").status_code == 404
    assert "Safeguarding policy" not in client.get("/evidence").get_data(as_text=True)
    assert client.get(f"/evidence/give/document/fire-risk?setting={provider.home_id}").status_code == 200


def test_a_signatory_reads_and_does_not_give(client: FlaskClient, provider: Provider) -> None:
    whole = an_evidence(provider.organisation_id)
    sign_in(client, a_person(Role.SIGNATORY, organisation_id=provider.organisation_id))
    assert client.get(f"/evidence/{whole}").status_code == 200
    assert client.get("/evidence/give").status_code == 403

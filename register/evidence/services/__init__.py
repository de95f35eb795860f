"""What people do with evidence, and what the worker does with its files."""

from register.evidence.services.drafting import (
    answer,
    choose_covers,
    discard_draft,
    give_file,
    give_redacted_copy,
    start_draft,
)
from register.evidence.services.giving import open_file, submit_evidence, withdraw_evidence
from register.evidence.services.receiving import Upload, forget_upload, take_upload
from register.evidence.services.verifying import (
    accept_evidence,
    get_for_verifier,
    hold_evidence,
    open_for_verifier,
    return_evidence,
    undo_decision,
)
from register.evidence.services.working import offer_file, remove_file, scan_file, store_file

__all__ = [
    "Upload",
    "accept_evidence",
    "answer",
    "choose_covers",
    "discard_draft",
    "forget_upload",
    "get_for_verifier",
    "give_file",
    "give_redacted_copy",
    "hold_evidence",
    "offer_file",
    "open_file",
    "open_for_verifier",
    "remove_file",
    "return_evidence",
    "scan_file",
    "start_draft",
    "store_file",
    "submit_evidence",
    "take_upload",
    "undo_decision",
    "withdraw_evidence",
]

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
from register.evidence.services.working import offer_file, scan_file, store_file

__all__ = [
    "Upload",
    "answer",
    "choose_covers",
    "discard_draft",
    "forget_upload",
    "give_file",
    "give_redacted_copy",
    "offer_file",
    "open_file",
    "scan_file",
    "start_draft",
    "store_file",
    "submit_evidence",
    "take_upload",
    "withdraw_evidence",
]

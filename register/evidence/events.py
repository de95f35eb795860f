"""What happens to evidence, as the audit keeps it: ids and codes, never names of files and never what they say."""

from dataclasses import dataclass
from typing import ClassVar

from register.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileEvent(Event):
    """Something that happened to a file."""

    subject_kind: ClassVar[str] = "evidence-file"
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileReceived(EvidenceFileEvent):
    """A file was taken from a provider and waits to be stored."""

    sha256: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have it stored."""
        return (("evidence-store", self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileStored(EvidenceFileEvent):
    """A file is in the store and waits to be scanned."""

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have it scanned."""
        return (("evidence-scan", self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileScanned(EvidenceFileEvent):
    """A scanner looked at a file, or there is none."""

    verdict: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have it offered to those who may read it."""
        return (("evidence-offer", self.subject_id),)


class EvidenceFileOffered(EvidenceFileEvent):
    """A file may be read by those who may read the evidence that it is of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFileRefused(EvidenceFileEvent):
    """A file was refused after it was taken."""

    reason: str
    signature: str

    def messages(self) -> tuple[tuple[str, str], ...]:
        """Have its bytes removed."""
        return (("evidence-remove", self.subject_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEvent(Event):
    """Something that happened to a version of evidence; `setting` is empty where it is about the organisation."""

    subject_kind: ClassVar[str] = "evidence"
    organisation: str
    setting: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceGiven(EvidenceEvent):
    """A provider gave a version of evidence."""

    version: int


class EvidenceWithdrawn(EvidenceEvent):
    """A provider took a version of evidence back; it stays for what relied on it."""


class EvidenceAccepted(EvidenceEvent):
    """A verifier found that evidence is what it says it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReturned(EvidenceEvent):
    """A verifier sent evidence back."""

    reason: str


class EvidenceDecisionUndone(EvidenceEvent):
    """A verifier took a decision back within minutes."""

"""Where there is no virus scanner: nothing is ever called clean."""

from typing import BinaryIO

from register.core.scanning import Scan, Verdict


class NoScanner:
    """Says of every file that nobody has looked."""

    scans_nothing = True

    def scan(self, source: BinaryIO) -> Scan:  # noqa: ARG002 - the Protocol's signature
        """Say that nobody has looked."""
        return Scan(Verdict.NOT_SCANNED)

    def check(self) -> None:
        """Nothing is there that could fail."""

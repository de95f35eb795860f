"""The embedded mailbox: messages become files in the data folder and are read on a page of the service."""

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from register.adapters.mail_message import as_email
from register.core.errors import Unavailable
from register.core.notices import OutgoingNotice


class MailboxNotifier:
    """Keeps each message as one `.eml` file named by the notice's id; delivers nothing."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, notice: OutgoingNotice) -> None:
        """Write the message, or the same one again. Raises Unavailable when the folder cannot be written."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self.folder / f".{notice.id}"
            partial.write_bytes(as_email(notice, sender=self.sender).as_bytes())
            partial.rename(self.folder / f"{notice.id}.eml")
        except OSError:
            raise Unavailable("The local mailbox could not be written.") from None

    def messages(self, *, limit: int) -> Sequence[OutgoingNotice]:
        """Return the newest messages first; ids are in the order of their making."""
        newest = sorted(self.folder.glob("[!.]*.eml"), reverse=True)[:limit]
        return [_read(path) for path in newest]


def _read(path: Path) -> OutgoingNotice:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=SMTP)
    return OutgoingNotice(path.stem, str(message["To"]), str(message["Subject"]), str(message.get_content()))

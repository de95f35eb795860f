"""Mail by GOV.UK Notify, through one template that holds ((subject)) and ((body))."""

import logging

from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from register.core.errors import Unavailable
from register.core.notices import OutgoingNotice

SECONDS = 20

# Its warnings quote what the service answered, which may quote what was sent.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


class NotifyNotifier:
    """Hands messages to GOV.UK Notify; the notice's id is the reference under which Notify finds it again."""

    def __init__(self, api_key: str, *, template: str, url: str) -> None:
        self.api_key = api_key
        self.template = template
        self.url = url

    def send(self, notice: OutgoingNotice) -> None:
        """Hand the message over. Raises Unavailable when Notify is away or refuses it."""
        # One client a message: it is not safe for several threads.
        client = NotificationsAPIClient(self.api_key, base_url=self.url, timeout=SECONDS)  # type: ignore[no-untyped-call]  # publishes no types
        try:
            client.send_email_notification(  # type: ignore[no-untyped-call]  # publishes no types
                email_address=notice.to,
                template_id=self.template,
                personalisation={"subject": " ".join(notice.subject.split()), "body": notice.body},
                reference=notice.id,
            )
        except (HTTPError, InvalidResponse):
            raise Unavailable("GOV.UK Notify did not take the message.") from None
        finally:
            client.request_session.close()

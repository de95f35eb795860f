"""Text that the database holds encrypted: of use only together with the service's secret key."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

LONGEST = 255


class SealedText(TypeDecorator[str]):
    """A short secret (up to about 100 characters), encrypted with a key derived from the application's.

    A copy of the database alone gives nothing away. Whoever changes the secret key makes such values unreadable:
    they then read as None, as if they had never been given, and the log says so.
    """

    impl = String(LONGEST)
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Encrypt."""
        return None if value is None else _box().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Decrypt."""
        if value is None:
            return None
        try:
            return _box().decrypt(value.encode()).decode()
        except InvalidToken:
            current_app.logger.warning("a sealed text cannot be read with this secret key")
            return None


def _box() -> Fernet:
    derived = hashlib.sha256(b"sealed text:" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))

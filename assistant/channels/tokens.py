"""Tokens of a visit: signed, for 30 minutes, good for one channel and one origin only.

In: the server's secret, a channel, an origin. Out: a token, and the session that a token stands for. In it stand a random
session id and a time; channel and origin go into the key, so that a token names neither and is worth nothing elsewhere. The
one home of itsdangerous.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner

LIFETIME = 30 * 60
RENEWABLE = 24 * 3600
"""Seconds after which a visit that comes back begins anew."""
SHAPE = re.compile(r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{4,12}\.[A-Za-z0-9_-]{43}")


class Refused(Exception):
    """A token that opens nothing; `expired` when it once did."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "invalid")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one channel and one origin."""

    secret: bytes
    channel: str
    origin: str

    def begin(self) -> str:
        """A new session id."""
        return secrets.token_urlsafe(16)

    def token(self, session: str) -> str:
        """A token for a session, from now."""
        return self._signer().sign(session).decode()

    def session(self, token: str, lifetime: int = LIFETIME) -> str:
        """Whose token it is. Raises Refused for one that is forged, altered, of elsewhere or too old."""
        if not SHAPE.fullmatch(token):
            raise Refused(expired=False)
        value, _, signature = token.rpartition(".")
        signer = self._signer()
        # The last character of a signature has two bits that mean nothing: only the one true spelling is taken.
        if not hmac.compare_digest(signer.get_signature(value.encode()).decode(), signature):
            raise Refused(expired=False)
        try:
            return signer.unsign(token, max_age=lifetime).decode()
        except SignatureExpired:
            raise Refused(expired=True) from None
        except BadSignature:
            raise Refused(expired=False) from None

    def _signer(self) -> TimestampSigner:
        salt = "\n".join(("anze.widget", self.channel, self.origin))
        return TimestampSigner(self.secret, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)

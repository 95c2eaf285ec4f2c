"""A request of a portal's page: for which channel and from whom, whose visit it belongs to, and how often it may come.

In: ASGI scopes, the secret of the tokens, the counters. Out: Calls and Visits. Raises Refusal for what may not be answered.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.access.limits import Limits, address_key
from assistant.channels.model import Channel, Visit
from assistant.channels.tokens import RENEWABLE, Signer
from assistant.channels.tokens import Refused as BadToken
from assistant.web import metrics
from assistant.web.widget import wire
from assistant.web.widget.requests import spoken
from assistant.web.widget.wire import Refusal

if TYPE_CHECKING:
    from starlette.types import Scope

CALLS_A_QUESTION = 4
"""What an address may ask beside each question: sessions, provisions, feedback."""
CHECKS = "60/minute"
"""The check page, of one address."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a portal's page that may be answered: from whom, for which channel, to do what."""

    channel: Channel
    origin: str
    address: str
    action: str
    document: str = ""
    number: str = ""


def token_of(call: Call, scope: Scope, secret: bytes) -> str:
    """A token for the visit that the request goes on with, else for a new one."""
    signer = Signer(secret, call.channel.id, call.origin)
    session = signer.begin()
    if old := wire.bearer(scope):
        with suppress(BadToken):  # one of yesterday, or of no use here: the visit begins anew
            session = signer.session(old, RENEWABLE)
    return signer.token(session)


def visit_of(call: Call, scope: Scope, secret: bytes) -> Visit:
    """Whose token it is. Raises Refusal."""
    token = wire.bearer(scope)
    if not token:
        raise Refusal(401, "invalid_token", "缺少访问凭证；请重新打开问答窗口")
    try:
        session = Signer(secret, call.channel.id, call.origin).session(token)
    except BadToken as error:
        if error.expired:
            raise Refusal(401, "expired", "停留太久，访问凭证已过期；请再发一次") from None
        raise Refusal(401, "invalid_token", "访问凭证无效；请重新打开问答窗口") from None
    return Visit(call.channel.id, call.origin, session)


async def count_call(limits: Limits, call: Call) -> None:
    """Everything but a question, of one address."""
    key = f"{call.channel.id}\n{address_key(call.address)}"
    await _take(limits, "widget-calls", key, f"{call.channel.limits.address_minute * CALLS_A_QUESTION}/minute")


async def count_question(limits: Limits, call: Call, visit: Visit) -> None:
    """The counters of the address, the session and the channel; the narrowest first."""
    most = call.channel.limits
    session, address, channel = f"{visit.channel}\n{visit.session}", address_key(call.address), visit.channel
    for name, key, per in (
        ("widget-session", session, f"{most.session_minute}/minute"),
        ("widget-session", session, f"{most.session_day}/day"),
        ("widget-address", f"{channel}\n{address}", f"{most.address_minute}/minute"),
        ("widget-address", f"{channel}\n{address}", f"{most.address_day}/day"),
        ("widget-channel", channel, f"{most.channel_minute}/minute"),
        ("widget-channel", channel, f"{most.channel_day}/day"),
    ):
        await _take(limits, name, key, per)


async def count_check(limits: Limits, address: str) -> None:
    await _take(limits, "widget-checks", address_key(address), CHECKS)


async def _take(limits: Limits, name: str, key: str, per: str) -> None:
    if wait := await limits.take(name, key, per):
        metrics.limited(name.replace("-", "_"))
        raise Refusal(429, "limited", f"问得太快了，请在 {spoken(wait)}后再试", wait)

"""What portals ask: scripts, the webmaster's check, sessions, answers, provisions, feedback.

In: ASGI requests under /widget, from anyone's browser on the pages of a portal. Out: responses; those to a channel carry the
Access-Control headers of the one origin that asked, after it was found in the channel's list. Everything that decides is read
on the server: the token, the origin, the channel as it is now (`calls`). The engine may join later; until then visitors are
told to wait.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.access.limits import Limits
from assistant.access.proxies import address_of
from assistant.channels.model import Channel
from assistant.channels.origins import allows
from assistant.channels.scope import open_documents
from assistant.channels.store import Held, secret
from assistant.channels.tokens import LIFETIME
from assistant.records import given
from assistant.web.html import page
from assistant.web.plain import json_response, response
from assistant.web.widget import wire
from assistant.web.widget.answers import Answers, Crowded
from assistant.web.widget.asking import Questions, threads_of
from assistant.web.widget.calls import Call, count_call, count_check, count_question, token_of, visit_of
from assistant.web.widget.check import check
from assistant.web.widget.provision import provision_json
from assistant.web.widget.requests import last_event, origin_of, query_of, question_of, raw_path, reason_of
from assistant.web.widget.wire import Gone, Refusal
from assistant.web.widget.words import region_note, texts_json
from ingest.config import Settings
from ingest.model import BadInput

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from assistant.engine import Engine
    from assistant.records.store import Records

log = logging.getLogger(__name__)
PREFIX = "/widget/"
ROUTE = re.compile(r"/widget/c/([A-Za-z0-9-]{1,60})/(session|ask|feedback|provisions/([^/]{1,80})/([^/]{1,40}))")
METHODS = {"session": "POST", "ask": "POST", "feedback": "POST", "provisions": "GET"}
QUOTE_LIMIT = 5_000
NO_SUCH = "没有这个地址"
LOADING = "服务正在启动，请稍候再试"


class Widget:
    """Opened once with the records, in the event loop of the server; `engine` is put in when it is ready."""

    def __init__(self, settings: Settings, records: Records, limits: Limits) -> None:
        self.settings, self.records, self.limits = settings, records, limits
        self.held, self.secret = Held(records), secret(records)
        self.answers = Answers(threads_of(settings), settings.answer_queue, settings.answer_seconds)
        self.questions = Questions(records, self.secret, self.answers)
        self.engine: Engine | None = None

    def close(self) -> None:
        self.answers.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == "/widget/check":
            await self._check(scope, receive, send)
            return
        found = ROUTE.fullmatch(path)
        if not found or "%" in raw_path(scope).removeprefix(PREFIX).partition("/provisions/")[0]:
            await Refusal(404, "not_found", NO_SUCH).app({"vary": "Origin"})(scope, receive, send)
            return
        action = found[2].partition("/")[0]
        headers: Mapping[str, str] = {"vary": "Origin"}
        try:
            origin = origin_of(scope)
            channel = await self._channel(found[1])
            if not allows(channel.origins, origin):
                raise Refusal(403, "origin", "这个网页不在本渠道的允许名单里；请网站管理员打开 /widget/check 查看原因")
            headers = wire.cors(origin.text)
            if scope["method"] == "OPTIONS":
                answer = response(204, b"", "text/plain", wire.preflight(origin.text, METHODS[action]))
                await answer(scope, receive, send)
                return
            call = Call(channel, origin.text, address_of(scope), action, found[3] or "", found[4] or "")
            await self._answer(call, headers, scope, receive, send)
        except Refusal as refusal:
            await refusal.app(headers)(scope, receive, send)
        except BadInput as error:
            log.warning("渠道 %s 的请求没有处理：%s", found[1], error)
            failed = Refusal(503, "unavailable", "服务暂时不可用，请稍后再试", 10)
            await failed.app(headers)(scope, receive, send)
        except Gone:
            return

    async def _answer(self, call: Call, headers: Mapping[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != METHODS[call.action]:
            raise Refusal(405, "invalid", f"这个地址只接受 {METHODS[call.action]}")
        if call.channel.off:
            raise Refusal(503, "off", f"本服务暂停：{call.channel.off}", 300)
        if call.action != "ask":
            await count_call(self.limits, call)
        if call.action == "session":
            content = await self._session(call, scope, receive)
        elif call.action == "provisions":
            content = await self._provision(call, scope)
        elif call.action == "feedback":
            content = await self._feedback(call, scope, receive)
        else:
            await self._ask(call, headers, scope, receive, send)
            return
        await json_response(200, content, headers)(scope, receive, send)

    async def _channel(self, id: str) -> Channel:
        found = self.held.get(id) if self.held.fresh else await asyncio.to_thread(self.held.get, id)
        if found is None:
            raise Refusal(404, "channel", "没有这个渠道；请网站管理员核对脚本标签里的渠道代号")
        return found

    # ---- sessions

    async def _session(self, call: Call, scope: Scope, receive: Receive) -> dict[str, Any]:
        await wire.read_json(scope, receive)
        generation = self.engine.generation if self.engine else None
        out = {
            "token": token_of(call, scope, self.secret),
            "expires_in": LIFETIME,
            "texts": texts_json(call.channel, generation),
            "limits": {"question": self.settings.question_limit},
        }
        note = region_note(call.channel, generation)
        return {**out, "region_note": note} if note else out

    def _engine(self) -> Engine:
        if self.engine is None or not self.engine.ready:
            raise Refusal(503, "loading", LOADING, 3)
        return self.engine

    # ---- questions

    async def _ask(self, call: Call, headers: Mapping[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        visit = visit_of(call, scope, self.secret)
        body = await wire.read_json(scope, receive)
        question, streamed = question_of(body, self.settings.question_limit)
        key = (visit.channel, visit.session, question.id)
        same = hashlib.sha256(repr((question.text, question.history)).encode("utf-8", "replace")).hexdigest()
        asked = self.answers.find(key)
        if asked is None:
            engine = self._engine()
            await count_question(self.limits, call, visit)
            asked = self.answers.find(key) or self.questions.begin(engine, call.channel, visit, question, key, same)
        if asked.same != same:
            raise Refusal(422, "invalid", "这个编号已经用于另一个问题；每个问题要用新的编号")
        try:
            self.answers.enter(asked)
        except Crowded:
            raise Refusal(429, "limited", "这个问题同时打开了太多连接；请稍候再试", 5) from None
        if streamed:
            await wire.stream(receive, send, self.answers, asked, last_event(scope), headers)
        else:
            content = await wire.whole(receive, self.answers, asked)
            await json_response(200, content, headers)(scope, receive, send)

    # ---- provisions and feedback

    async def _provision(self, call: Call, scope: Scope) -> dict[str, Any]:
        visit_of(call, scope, self.secret)
        generation = self._engine().generation
        query = query_of(scope)
        quote = query.get("quote", [""])[0][:QUOTE_LIMIT]
        opened = open_documents(call.channel, generation.catalog)
        find = partial(provision_json, generation, call.document, call.number, quote, opened)
        found = await asyncio.to_thread(find)
        if found is None:
            raise Refusal(404, "provision", "没有这一条，或它不在本渠道开放的范围里")
        return found

    async def _feedback(self, call: Call, scope: Scope, receive: Receive) -> dict[str, Any]:
        visit = visit_of(call, scope, self.secret)
        body = await wire.read_json(scope, receive)
        answer, helpful, note = body.get("answer"), body.get("helpful"), body.get("note", "")
        if not isinstance(answer, str) or not isinstance(helpful, bool) or not isinstance(note, str):
            raise Refusal(422, "invalid", "反馈应有 answer（答复编号）和 helpful（true 或 false），note 应为文字")
        reason = reason_of(body.get("reason"))
        await self.answers.settled()
        keep = partial(given.judge, self.records, visit.person, answer, helpful=helpful, reason=reason, note=note)
        try:
            await asyncio.to_thread(keep)
        except BadInput as error:
            status = 404 if str(error) == given.NOT_YOURS else 422
            raise Refusal(status, "invalid", str(error)) from None
        return {"kept": True}

    # ---- the webmaster's page

    async def _check(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page, or JSON for who does not ask for HTML."""
        from starlette.requests import Request

        if scope["method"] not in ("GET", "HEAD"):
            await Refusal(405, "invalid", "这个地址只接受 GET").app({"allow": "GET, HEAD"})(scope, receive, send)
            return
        try:
            await count_check(self.limits, address_of(scope))
            query = query_of(scope)
            asked = {name: query.get(name, [""])[0] for name in ("channel", "origin")}
            host = wire.only(scope, "host") or ""
            here = f"{scope['scheme']}://{host}"
            report = await asyncio.to_thread(check, **asked, find=self.held.get, engine=self.engine, here=here)
        except Refusal as refusal:
            await refusal.app({})(scope, receive, send)
        except BadInput as error:
            log.warning("渠道没有核对：%s", error)
            await Refusal(503, "unavailable", "记录库暂时不可用，请稍后再试", 10).app({})(scope, receive, send)
        else:
            if "text/html" in (wire.first(scope, "accept") or ""):
                answer: ASGIApp = page(Request(scope), "widget_check.html", report=report)
            else:
                # Read by the self-test on the portal's own page, which may be one that no channel knows yet.
                answer = json_response(200, report.to_json(), {"access-control-allow-origin": "*"})
            await answer(scope, receive, send)

"""Two small servers of the standard library: a portal with pages of its own, and a scripted server that speaks the widget's contract.

In: pages with their headers; what the scripted server is to say. Out: their addresses, and everything that was asked of them.
The scripted server serves the real script files, so that what is tested is what is shipped; what it says is up to the test.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.browser.conftest import ROOT

FILES = ROOT / "assistant" / "web" / "static" / "widget"
TEXTS: dict[str, Any] = {
    "title": "安全生产责任规定问答",
    "greeting": "您好。这里可以查安全生产责任制的规定，每句话都注明出处，可以点开核对原文。",
    "placeholder": "例如：迟报事故怎么问责",
    "office": "某省应急管理厅政策法规处",
    "contact": "电话 0000-12345678（工作日 9:00—17:00）",
    "complaint": "对答复有意见，请拨打上述电话或到大厅 3 号窗口反映。",
    "privacy": "提问内容会保存 30 天，用来改进答复；请不要填写姓名、电话、证件号等个人信息。",
    "made_of": "答复由程序从收录的法规原文摘录，仅供参考，以正式文本为准。",
    "generated_label": "内容由人工智能生成",
    "as_of": "收录截至 2026 年 11 月 28 日。",
    "examples": ["迟报生产安全事故怎么问责", "乡镇党委书记有哪些职责", "多久检查一次安全生产工作"],
}
QUOTE = "对迟报、漏报、谎报或者瞒报生产安全事故负有领导责任的；"
FUJIAN = "《福建省党政领导干部安全生产责任制实施细则》"
ANSWER: dict[str, Any] = {
    "id": "a1", "question": "迟报怎么问责", "outcome": "answered", "mode": "extractive",
    "text": f"**采取通报、诫勉、停职检查、调整职务、责令辞职、降职、免职或者处分等方式问责**。[2]\n\n据{FUJIAN}（已施行，自2018年9月28日起施行）：\n\n"
    f"- 应当问责的情形：第十九条第（三）项，“{QUOTE}”[1]\n\n"
    "- 问责方式：第二十条，“对存在本实施细则第十九条情形的责任人员，应当根据情况采取通报、诫勉等方式问责。”[2]\n\n"
    "- 从重追究：第二十二条第（四）项，“迟报、漏报、谎报导致事故扩大的。”[3]",
    "citations": [
        {"n": 1, "provision": "fujian/19.1.3", "label": f"{FUJIAN}第十九条第（三）项", "quote": QUOTE, "url": "/d/fujian/19#p1.3", "region": "福建省", "effective": "2018-09-28"},
        {"n": 2, "provision": "fujian/20", "label": f"{FUJIAN}第二十条", "quote": "对存在本实施细则第十九条情形的责任人员", "url": "/d/fujian/20", "region": "福建省", "effective": "2018-09-28"},
        {"n": 3, "provision": "fujian/22.1.4", "label": f"{FUJIAN}第二十二条第（四）项", "quote": "迟报、漏报、谎报导致事故扩大的", "url": "/d/fujian/22#p1.4", "region": "福建省", "effective": "2018-09-28"},
    ],
    "table": None, "suggestions": ["福建由谁负责问责？", "福建哪些情形可以从轻、减轻追究？", "枣庄是怎么规定的？"],
    "plain": "", "worded": None,
}  # fmt: skip
PROVISION: dict[str, Any] = {
    "label": "第十九条", "title": FUJIAN, "path": "第五章 责任追究", "force": "已施行，自2018年9月28日起施行",
    "nodes": [
        {"label": "", "text": "党政领导干部有下列情形之一的，应当按照有关规定进行问责：", "level": 0, "number": "19.1", "spans": [{"text": "党政领导干部有下列情形之一的，应当按照有关规定进行问责：", "mark": False}]},
        {"label": "（二）", "text": "阻挠、干涉安全生产监管执法的；", "level": 1, "number": "19.1.2", "spans": [{"text": "阻挠、干涉安全生产监管执法的；", "mark": False}]},
        {"label": "（三）", "text": QUOTE, "level": 1, "number": "19.1.3", "spans": [{"text": QUOTE, "mark": True}]},
    ],
    "url": "/d/fujian/19", "refers_to": [{"label": "第二十条", "url": "/d/fujian/20", "id": "fujian/20"}], "referred_by": [],
}  # fmt: skip


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in mid-answer is no error here."""


@dataclass
class Portal:
    """Pages of another origin. `requests` holds what was asked of it, so that it also serves as a trap."""

    url: str = ""
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def put(self, path: str, html: str, **headers: str) -> str:
        """Serve a page; names of headers with _ for -. Its address."""
        self.pages[path] = (html, {name.replace("_", "-"): value for name, value in headers.items()})
        return self.url + path


@contextmanager
def portal() -> Iterator[Portal]:
    out = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            out.requests.append(self.path)
            html, headers = out.pages.get(urlsplit(self.path).path, ("", {}))
            body = html.encode()
            self.send_response(200 if html else 404)
            for name, value in {
                "content-type": "text/html; charset=utf-8",
                "content-length": str(len(body)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None:
            pass

    with _running(Handler) as url:
        out.url = url
        yield out


@dataclass
class Script:
    """What the scripted server says.

    `events` are the pairs (name, data) of a stream, or None for those of `answer`, `second` those of a follow-up; it sends them `piece` bytes at a time, waits
    `pause` seconds before each, and `cuts` the connection so often, each time `cut_after` events further on. `status` other than
    200 refuses questions with `refusal`. A `redirect` sends questions elsewhere. `heeds_last` is whether it goes on after Last-Event-ID or starts over under the same ids.
    """

    url: str = ""
    texts: dict[str, Any] = field(default_factory=lambda: dict(TEXTS))
    answer: dict[str, Any] = field(default_factory=lambda: dict(ANSWER))
    events: list[tuple[str, Any]] | None = None
    second: list[tuple[str, Any]] | None = None
    provision: dict[str, Any] = field(default_factory=lambda: dict(PROVISION))
    piece: int = 0
    pause: float = 0.0
    cuts: int = 0
    cut_after: int = 3
    heeds_last: bool = True
    status: int = 200
    refusal: dict[str, Any] = field(default_factory=dict)
    retry_after: str = ""
    redirect: str = ""
    expired: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    last_ids: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def reset(self) -> None:
        fresh = Script(url=self.url)
        self.__dict__.update(fresh.__dict__)

    def stream(self) -> list[tuple[str, Any]]:
        if self.second is not None and self.asked and self.asked[-1]["history"]:
            return self.second
        if self.events is not None:
            return self.events
        steps = [
            ("step", {"name": "understand", "label": "理解问题"}),
            ("step", {"name": "retrieve", "label": "检索条文"}),
        ]
        said = [("sentence", {"text": part}) for part in self.answer["text"].split("\n\n")]
        return [*steps, *said, ("answer", self.answer)]


@contextmanager
def scripted() -> Iterator[Script]:
    script = Script()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_OPTIONS(self) -> None:
            self._send(204, b"", "text/plain")

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            script.requests.append(self.path)
            script.cookies += self.headers.get_all("cookie", [])
            name = "widget.js" if path == "/widget.js" else path.removeprefix("/widget/")
            if "/provisions/" in path:
                self._json(200, script.provision)
            elif name.endswith(".js") and "/" not in name and (FILES / name).is_file():
                self._send(200, (FILES / name).read_bytes(), "text/javascript; charset=utf-8")
            else:
                self._json(404, {"error": {"message": unquote(path)}})

        def do_POST(self) -> None:
            script.requests.append(self.path)
            body = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
            if self.path.endswith("/session"):
                self._json(
                    200,
                    {"token": "secret-token", "expires_in": 1800, "texts": script.texts, "limits": {"question": 500}},
                )
            elif self.path.endswith("/feedback"):
                script.feedback.append(body)
                self._json(200, {})
            elif script.expired:
                script.expired -= 1
                self._json(401, {"error": {"message": "会话已过期"}})
            elif script.redirect:
                self._send(307, b"", "text/plain", {"location": script.redirect})
            elif script.status != 200:
                self._json(
                    script.status,
                    {"error": script.refusal},
                    {"retry-after": script.retry_after} if script.retry_after else {},
                )
            else:
                self._answer(body)

        def _answer(self, body: dict[str, Any]) -> None:
            script.asked.append(body)
            last = self.headers.get("last-event-id", "")
            script.last_ids.append(last)
            events = list(enumerate(script.stream(), start=1))
            if last and script.heeds_last:
                events = [event for event in events if event[0] > int(last)]
            cutting = script.cuts > 0
            script.cuts -= cutting
            self._head(200, "text/event-stream", {"transfer-encoding": "chunked"})
            for sent, (id, (name, data)) in enumerate(events):
                if cutting and sent == script.cut_after:
                    time.sleep(0.2)  # what was sent is read first: a browser drops what is unread when a stream breaks
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                time.sleep(script.pause)
                text = f"id: {id}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
                size = script.piece or len(text)
                for at in range(0, len(text), size):
                    part = text[at : at + size]
                    self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def _head(self, status: int, kind: str, more: dict[str, str]) -> None:
            self.send_response(status)
            allowed = {
                "access-control-allow-origin": "*", "access-control-allow-headers": "authorization, content-type, last-event-id",
                "access-control-expose-headers": "retry-after", "cross-origin-resource-policy": "cross-origin",
            }  # fmt: skip
            for name, value in {"content-type": kind, **allowed, **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
            self._head(status, kind, {"content-length": str(len(body)), **(more or {})})
            self.wfile.write(body)

        def _json(self, status: int, data: Any, more: dict[str, str] | None = None) -> None:
            self._send(status, json.dumps(data, ensure_ascii=False).encode(), "application/json", more)

        def log_message(self, *_: Any) -> None:
            pass

    with _running(Handler) as url:
        script.url = url
        yield script


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = _Quiet(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)

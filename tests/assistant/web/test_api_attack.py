"""Abuses of the API, each sent over a real socket to the program itself: refused with a reason, at once, without much memory.

A row is its name, what is sent, and which statuses may come back; 0 stands for a connection that was closed without an answer.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from assistant.web.guard import ADDRESS_LIMIT, BODY_LIMIT, HEADERS_LIMIT
from assistant.web.problems import KIND, SORTS
from tests.assistant.web.served import PATIENCE, Served
from tests.conftest import ROOT

HANG = 10.0
"""Seconds after which something hangs; what was measured is printed. An answer is meant to come within one second."""
ROOM = 120 * 2**20
"""Bytes by which all of these together may raise the most memory that the server ever held."""
ASK, FEEDBACK = "/api/v1/ask", "/api/v1/feedback"
KEY = b"\x00KEY\x00"
"""Stands for the key, which is made when the server starts."""


@dataclass(frozen=True)
class Abuse:
    """Bytes to send piece by piece, with a pause after each."""

    name: str
    pieces: Sequence[bytes]
    statuses: tuple[int, ...]
    pause: float = 0.0
    slow: bool = False


def head(method: str, path: str, *lines: str, host: bool = True, key: bool = True) -> bytes:
    named = ["Host: 127.0.0.1"] if host else []
    rows = [f"{method} {path} HTTP/1.1", *named, *lines, "Connection: close"]
    text = "\r\n".join(rows).encode("latin-1")
    return text + (b"\r\nAuthorization: Bearer " + KEY if key else b"") + b"\r\n\r\n"


def post(name: str, body: bytes, *statuses: int, path: str = ASK, kind: str = "application/json") -> Abuse:
    start = head("POST", path, f"Content-Type: {kind}", f"Content-Length: {len(body)}")
    return Abuse(name, [start + body], statuses or (400, 422))


def question(value: object) -> bytes:
    return json.dumps({"question": value}).encode()


def get(name: str, path: str, *statuses: int, lines: Sequence[str] = ()) -> Abuse:
    return Abuse(name, [head("GET", path, *lines)], statuses or (404, 422))


JSON_TYPE = "Content-Type: application/json"
OF_JSON = [
    post("不是 JSON", b"question=1"),
    post("半个 JSON", b'{"question": "', 400),
    post("空体", b"", 422),
    post("只有空白", b" \n ", 400),
    post("两个 JSON", b'{"question": "a"}{"question": "b"}', 400),
    post("尾部多逗号", b'{"question": "a",}', 400),
    post("单引号", b"{'question': 'a'}", 400),
    post("重复的字段", b'{"question": "a", "question": "b"}', 400),
    post("重复的字段藏在转义里", b'{"question": "a", "questio\\u006e": "b"}', 400),
    post("NaN", b'{"question": NaN}', 400),
    post("Infinity", b'{"question": "a", "history": [-Infinity]}', 400),
    post("十万层数组", b"[" * 100_000, 400),
    post("十万层数组，闭合", b"[" * 100_000 + b"]" * 100_000, 400),
    post("四万层对象", b'{"a":' * 40_000 + b"1" + b"}" * 40_000, 400),
    post("九百层嵌套在字段里", b'{"question": ' + b"[" * 900 + b"]" * 900 + b"}", 400, 422),
    post("二十万位整数", b'{"question": ' + b"9" * 200_000 + b"}"),
    post("指数极大的数", b'{"question": 1e999999}'),
    post("UTF-16", '{"question": "a"}'.encode("utf-16"), 400),
    post("UTF-8 带 BOM", b"\xef\xbb\xbf" + question("a"), 400),
    post("坏的 UTF-8", b'{"question": "\xff\xfe"}', 400),
    post("超长编码的斜杠", b'{"question": "\xc0\xaf"}', 400),
    post("UTF-8 里的半个代理对", b'{"question": "\xed\xa0\x80"}', 400),
    post("转义的半个代理对", b'{"question": "\\ud800"}', 422),
    post("倒过来的代理对", b'{"question": "\\udc00\\ud800"}', 422),
    post("空字符", b'{"question": "a\\u0000b"}', 422),
    post("生的空字符", b'{"question": "a\x00b"}', 400),
    post("控制字符", b'{"question": "\\u001b[31m"}', 422),
    post("history 里的空字符", b'{"question": "a", "history": ["\\u0000"]}', 422),
]
OF_TYPES = [
    post("问题是数", question(1), 422),
    post("问题是真", question(True), 422),
    post("问题是空值", question(None), 422),
    post("问题是数组", question(["a"]), 422),
    post("问题是对象", question({"$gt": ""}), 422),
    post("整个是数组", b"[]", 422),
    post("整个是文字", b'"a"', 422),
    post("整个是空值", b"null", 422),
    post("没有问题", b"{}", 422),
    post("问题是空的", question("  \t"), 422),
    post("问题太长", question("长" * 501), 422),
    post("问题极长", question("a" * 200_000), 422),
    post("history 太多", json.dumps({"question": "a", "history": ["b"] * 5000}).encode(), 422),
    post("history 太长", json.dumps({"question": "a", "history": ["b" * 501]}).encode(), 422),
    post("history 是文字", b'{"question": "a", "history": "b"}', 422),
    post("regions 五千个", json.dumps({"question": "a", "regions": ["fujian"] * 5000}).encode(), 422),
    post("regions 是注入", json.dumps({"question": "a", "regions": ["' OR 1=1 --"]}).encode(), 422),
    post("regions 是路径", json.dumps({"question": "a", "regions": ["../../etc/passwd"]}).encode(), 422),
    post("多出的字段", b'{"question": "a", "role": "admin"}', 422),
    post("原型污染", b'{"question": "a", "__proto__": {"admin": true}}', 422),
    post("五千个字段", json.dumps({f"f{i}": 1 for i in range(5000)}).encode(), 422),
    post("评价别人的回答", b'{"answer": "' + b"0" * 32 + b'", "helpful": true}', 404, path=FEEDBACK),
    post("评价的编号是注入", b'{"answer": "1\' OR \'1\'=\'1", "helpful": true}', 422, path=FEEDBACK),
    post("评价的说明太长", json.dumps({"answer": "0" * 32, "helpful": False, "note": "长" * 501}).encode(), 422, path=FEEDBACK),
    post("评价写成文字", b'{"answer": "' + b"0" * 32 + b'", "helpful": "yes"}', 422, path=FEEDBACK),
]  # fmt: skip
OF_BODIES = [
    post("体太大", b" " * (BODY_LIMIT + 1), 413),
    Abuse("声称一个太字节", [head("POST", ASK, JSON_TYPE, f"Content-Length: {2**40}") + b"{"], (413,)),
    Abuse("声称两万位长", [head("POST", ASK, JSON_TYPE, "Content-Length: " + "9" * 20_000)], (400, 413, 431)),
    Abuse("负的长度", [head("POST", ASK, JSON_TYPE, "Content-Length: -1") + b"{}"], (400,)),
    Abuse("长度不是数", [head("POST", ASK, JSON_TYPE, "Content-Length: 0x10") + b"{}"], (400,)),
    Abuse("两个不同的长度", [head("POST", ASK, JSON_TYPE, "Content-Length: 2", "Content-Length: 20") + b"{}"], (400,)),
    Abuse("长度与分块并用", [head("POST", ASK, JSON_TYPE, "Content-Length: 4", "Transfer-Encoding: chunked") + b"0\r\n\r\n"], (400, 415, 422)),
    Abuse("不认识的传输编码", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: gzip, xchunked") + b"{}"], (400, 501)),
    Abuse("体比声称的短", [head("POST", ASK, JSON_TYPE, "Content-Length: 100") + b'{"question": "a"}'], (408,), slow=True),
    Abuse("体比声称的长", [head("POST", ASK, JSON_TYPE, "Content-Length: 3") + question("a")], (400,)),
    Abuse("分块没有结尾", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: chunked"), b"5\r\n     \r\n"], (408,), slow=True),
    Abuse("分块不停", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: chunked"), *[b"4000\r\n" + b" " * 0x4000 + b"\r\n"] * 64], (413,)),
    Abuse("分块的长度不是数", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: chunked") + b"zz\r\n{}\r\n0\r\n\r\n"], (400,)),
    Abuse("分块的长度太大", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: chunked") + b"F" * 40 + b"\r\n"], (400, 408), slow=True),
    Abuse("一字节一字节地传体", [head("POST", ASK, JSON_TYPE, "Content-Length: 60"), *[b" "] * 15], (408,), pause=0.1, slow=True),
    Abuse("一字节一字节地传头", [b"GET /api/v1/documents HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", *[b"a"] * 15], (408, 0), pause=0.1, slow=True),
    Abuse("只连上不说话", [], (408, 0), slow=True),
    Abuse("压缩的体", [head("POST", ASK, JSON_TYPE, "Content-Encoding: gzip", "Content-Length: 4") + b"\x1f\x8b\x08\x00"], (415,)),
    post("体是表单", b"question=a", 415, kind="application/x-www-form-urlencoded"),
    post("体是多段表单", b"--x\r\n\r\n--x--", 415, kind="multipart/form-data; boundary=x"),
    post("体是文字", question("a"), 415, kind="text/plain"),
    post("体是 XML", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", 415, kind="application/xml"),
    post("别的字符集", question("a"), 415, kind="application/json; charset=utf-7"),
    post("类型是乱码", question("a"), 415, kind=";;;/"),
    Abuse("没有类型", [head("POST", ASK, "Content-Length: 17") + b'{"question": "a"}'], (415,)),
]  # fmt: skip
OF_HEADERS = [
    get("Accept 只要图片", "/api/v1/documents", 406, lines=["Accept: image/png"]),
    get("Accept 是乱码", "/api/v1/documents", 406, lines=["Accept: ;;,,q=;"]),
    get("Accept 都不要", "/api/v1/documents", 406, lines=["Accept: */*;q=0"]),
    get("一个极长的头", "/api/v1/documents", 431, 400, lines=["X-Long: " + "a" * HEADERS_LIMIT]),
    get("一万个头", "/api/v1/documents", 431, 400, lines=[f"X-{i}: 1" for i in range(10_000)]),
    Abuse("头没有尽头", [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", *[b"X-A: " + b"a" * 16_000 + b"\r\n"] * 40], (400, 0)),
    get("头里有空字符", "/api/v1/documents", 400, lines=["X-A: a\x00b"]),
    get("头名里有空格", "/api/v1/documents", 400, lines=["X A: b"]),
    get("别的主机名", "/api/v1/documents", 400, 421, lines=["Host: evil.test"]),
    Abuse("只有别的主机名", [head("GET", "/api/v1/documents", "Host: evil.test", host=False)], (421,)),
    Abuse("没有主机名", [head("GET", "/api/v1/documents", host=False)], (400,)),
    Abuse("主机名像地址", [head("GET", "/api/v1/documents", "Host: [::1", host=False)], (400, 421)),
    Abuse("冒充代理说的主机名", [head("GET", "/api/v1/documents", "Host: evil.test", "X-Forwarded-Host: 127.0.0.1", host=False)], (421,)),
    Abuse("假密钥", [head("GET", "/api/v1/documents", "Authorization: Bearer anze_" + "A" * 43, key=False)], (401,)),
    Abuse("密钥是注入", [head("GET", "/api/v1/documents", "Authorization: Bearer ' OR 1=1", key=False)], (401,)),
    Abuse("空密钥", [head("GET", "/api/v1/documents", "Authorization: Bearer ", key=False)], (401,)),
    Abuse("密钥极长", [head("GET", "/api/v1/documents", "Authorization: Bearer anze_" + "A" * 40_000, key=False)], (401,)),
    Abuse("来自别的网站，不带密钥", [head("POST", ASK, JSON_TYPE, "Origin: http://evil.test", "Content-Length: 17", key=False) + b'{"question": "a"}'], (403,)),
    Abuse("自称在本机，不带密钥", [head("POST", ASK, JSON_TYPE, "Origin: null", "X-Forwarded-For: 127.0.0.1", "Content-Length: 2", key=False) + b"{}"], (403,)),
]  # fmt: skip
OF_METHODS = [
    Abuse("DELETE", [head("DELETE", ASK)], (405,)),
    Abuse("PUT", [head("PUT", "/api/v1/documents", "Content-Length: 0")], (405,)),
    Abuse("TRACE", [head("TRACE", ASK)], (405,)),
    Abuse("CONNECT", [head("CONNECT", "127.0.0.1:22")], (400,)),
    Abuse("没有的方法", [head("HACK", ASK)], (405,)),
    Abuse("极长的方法", [head("A" * 10_000, ASK)], (400, 405)),
    Abuse("改写方法的头", [head("GET", ASK, "X-HTTP-Method-Override: POST")], (405,)),
    Abuse("GET 带体", [head("GET", ASK, JSON_TYPE, "Content-Length: 17") + b'{"question": "a"}'], (405,)),
    Abuse("HTTP/9.9", [b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n"], (400,)),
    Abuse("不是 HTTP", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n"], (400, 0)),
    Abuse("请求走私", [head("POST", ASK, JSON_TYPE, "Transfer-Encoding: chunked", "Transfer-Encoding: identity") + b"0\r\n\r\nGET /x HTTP/1.1\r\n\r\n"], (400, 501)),
]  # fmt: skip
OF_PATHS = [
    get("路径穿越", "/api/v1/documents/../../../etc/passwd", 404),
    get("编码的路径穿越", "/api/v1/documents/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404),
    get("两重编码的路径穿越", "/api/v1/documents/%252e%252e%252fetc%252fpasswd", 404),
    get("反斜杠", "/api/v1/provisions/..%5c..%5cwindows/1", 404),
    get("代号里的空字符", "/api/v1/documents/fujian%00.txt", 400),
    get("代号里的换行", "/api/v1/documents/a%0d%0aSet-Cookie:%20a=b", 404),
    get("代号是注入", "/api/v1/documents/fujian'%20OR%20'1'='1", 404),
    get("代号是通配符", "/api/v1/provisions/*/1*", 404),
    get("条号是通配符", "/api/v1/provisions/fujian/%5B0-9%5D*", 404),
    get("条号极长", "/api/v1/provisions/fujian/" + "9" * 20_000, 404),
    get("条号是负数", "/api/v1/provisions/fujian/-1", 404),
    get("坏的百分号", "/api/v1/documents/%zz%ff%c0%af", 404),
    get("网址极长", "/api/v1/documents?" + "a" * ADDRESS_LIMIT, 414),
    get("没有的接口", "/api/v1/../../admin", 404),
    get("结尾多一个斜杠", "/api/v1/documents/", 404),
    get("职责的页码是负数", "/api/v1/duties?offset=-1", 422),
    get("职责的页码极大", "/api/v1/duties?offset=" + "9" * 4000, 422),
    get("职责的页太大", "/api/v1/duties?limit=100000", 422),
    get("职责的地区没有收录", "/api/v1/duties?region=atlantis", 422),
    get("职责的频次认不出", "/api/v1/duties?every=%F0%9F%92%A9", 422),
    get("职责的条件太长", "/api/v1/duties?who=" + "a" * 61, 422),
    get("对比一份", "/api/v1/compare?place=fujian&topic=a", 422),
    get("对比没有事项", "/api/v1/compare?place=fujian&place=hebei", 422),
    get("对比一百份", "/api/v1/compare?topic=a" + "&place=fujian" * 100, 422),
    get("对比的事项太长", "/api/v1/compare?place=fujian&place=hebei&topic=" + "a" * 101, 422),
]
ABUSES = [*OF_JSON, *OF_TYPES, *OF_BODIES, *OF_HEADERS, *OF_METHODS, *OF_PATHS]


def status_of(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answer)
    return int(found[1]) if found else 0


@pytest.fixture(scope="module")
def took(served: Served) -> dict[str, float]:
    """Seconds that each abuse took; filled as they run."""
    assert served.ask("GET", "/api/v1/documents").status == 200
    return {}


@pytest.mark.parametrize("abuse", ABUSES, ids=[a.name for a in ABUSES])
def test_an_abuse_is_refused_with_a_reason(served: Served, took: dict[str, float], abuse: Abuse) -> None:
    begun = time.monotonic()
    answer = served.raw(*(p.replace(KEY, served.key.encode()) for p in abuse.pieces), pause=abuse.pause, timeout=HANG)
    took[abuse.name] = time.monotonic() - begun - (PATIENCE if abuse.slow else 0)
    status = status_of(answer)
    assert status in abuse.statuses, answer[:600]
    if status < 400:
        return
    heads, _, body = answer.partition(b"\r\n\r\n")
    assert KIND in heads.decode().lower()
    said = json.loads(body)
    assert (said["status"], said["title"]) == (status, SORTS[status].title)
    assert said["detail"] == said["error"]["message"]
    assert re.search("[\u4e00-\u9fff]", said["detail"])
    assert not re.search("[\u4e00-\u9fff]", said["detail_en"]) or status == 422
    for secret in (b"Traceback", str(ROOT).encode(), b"site-packages", served.key.encode()):
        assert secret not in answer


def test_after_all_of_them_it_works_and_has_not_grown(served: Served, took: dict[str, float]) -> None:
    """Runs after the rows above, in one process with them."""
    before = served.memory()
    for abuse in ABUSES:
        if not abuse.slow:
            served.raw(*(p.replace(KEY, served.key.encode()) for p in abuse.pieces), timeout=HANG)
    assert served.memory() - before < ROOM
    answer = served.ask("POST", ASK, {"question": "迟报事故怎么问责", "regions": ["福建"]})
    assert (answer.status, answer.json()["outcome"]) == (200, "answered")
    lines = [json.loads(line) for line in served.log.read_text().splitlines() if line.startswith("{")]
    assert not [line for line in lines if "trace" in line]
    slowest = max(took, key=lambda name: took[name])
    late = [name for name, seconds in took.items() if seconds > 1]
    print(f"\n{len(ABUSES)} 种滥用，最慢 {took[slowest]:.2f} 秒（{slowest}），超过 1 秒的 {len(late)} 种 {late}")


def test_there_are_enough_of_them() -> None:
    assert len({a.name for a in ABUSES}) == len(ABUSES) >= 60

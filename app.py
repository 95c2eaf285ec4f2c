"""Starts the server: staff page, provision pages and API in one process.

In: --host, --port, and ANZE_… settings. Out: the address on standard output, then a server until it is stopped.
Exit 2 with one sentence when the address cannot be used. Heavy packages are imported by the server's own threads.
"""

from __future__ import annotations

import argparse
import errno
import logging
import os
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.config import Settings

QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    # Gradio sums up all events of a server after each of them, for a page that is closed here.
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": str(10**9),
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
}
HEAD_LIMIT = 128 * 1024
"""Bytes of a request's first line and headers; assistant.web.guard allows less and says so."""
EXAMPLES = """例：
  python app.py                               在 127.0.0.1:7860 提供服务
  python app.py --port 8080                   换一个端口
  ANZE_USERS_FILE=users.toml python app.py --host 0.0.0.0 --port 80   让本机以外登录访问
默认值取自环境变量 ANZE_HOST、ANZE_PORT。索引须已建好：python -m ingest build
"""


def main(arguments: list[str] | None = None) -> int:
    """Serve until stopped; returns the exit code."""
    options = _parser().parse_args(arguments)
    os.environ.update(QUIET)
    from assistant.access.mode import mode_of
    from assistant.web.boot import create
    from assistant.web.logs import configure
    from ingest.config import load_settings
    from ingest.model import BadInput

    try:
        settings = load_settings()
        settings = replace(settings, host=options.host or settings.host, port=options.port or settings.port)
        mode_of(settings)
        configure(settings)
        site = create(settings)
        listening = _listen(settings.host, settings.port)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    _serve(settings, site, listening)
    return 0


def _serve(settings: Settings, site: Any, listening: socket.socket) -> None:
    import uvicorn

    from assistant.web.connection import patient

    class Server(uvicorn.Server):
        def handle_exit(self, *arguments: Any) -> None:
            # Pages still open are cut off when it stops, and each would print a traceback.
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
            super().handle_exit(*arguments)

    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"安责问答：http://{shown}:{settings.port} （已开始服务，正在载入条文）", flush=True)
    # h11 bounds what it takes of a head, which httptools does not. Who is behind a proxy is for assistant.access.proxies to say.
    config = uvicorn.Config(
        site, http=patient(settings.body_seconds), ws="none", h11_max_incomplete_event_size=HEAD_LIMIT, proxy_headers=False, server_header=False,
        log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped in order
        Server(config).run(sockets=[listening])


def _parser() -> argparse.ArgumentParser:
    from ingest.options import Parser

    parser = Parser("python app.py", description="启动安责问答：问答页面、条文页和接口。", epilog=EXAMPLES)
    parser.add_argument("--host", metavar="地址", help="监听的地址（默认 127.0.0.1，只有本机能访问）")
    parser.add_argument("--port", metavar="端口", type=_port, help="监听的端口（默认 7860）")
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text}：端口应为 1 到 65535 的整数")
    return int(text)


def _listen(host: str, port: int) -> socket.socket:
    """Take the address before anything heavy starts. Raises BadInput saying what to do when it cannot be had."""
    from ingest.model import BadInput

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        code = error.errno if isinstance(error, OSError) else 0
        if code == errno.EADDRINUSE:
            raise BadInput(
                f"{host}:{port} 已被占用；请停掉占用它的程序，或换一个端口，例如 --port {port % 65535 + 1}"
            ) from None
        if code == errno.EACCES:
            raise BadInput(f"没有权限使用 {host}:{port}；1024 以下的端口需要管理员权限，请换一个端口") from None
        raise BadInput(f"不能在 {host}:{port} 提供服务（{error}）；请检查 --host 和 --port") from None


if __name__ == "__main__":
    sys.exit(main())

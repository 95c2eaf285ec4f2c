"""Settings: one frozen object, built once from ANZE_… variables and an optional .env. The only file that reads them.

In: a mapping (the environment unless a test passes another). Out: Settings. Raises BadInput naming the variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ingest.model import BadInput

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_INDEX = ROOT / "data" / "index"
DEFAULT_LIBRARY = ROOT / "data" / "library"
DEFAULT_DATABASE = f"sqlite:///{ROOT / 'data' / 'records.sqlite'}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; README lists each with its default."""

    host: str = "127.0.0.1"
    port: int = 7860
    index: Path = DEFAULT_INDEX
    library: Path = DEFAULT_LIBRARY
    encoder: str = ""
    chroma_url: str = ""
    question_limit: int = 500
    database_url: str = field(default=DEFAULT_DATABASE, repr=False)
    retention_days: int = 365
    users_file: Path | None = None
    user_header: str = ""
    admins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    llm_base_url: str = ""
    llm_model: str = ""
    llm_api_key: str = field(default="", repr=False)
    llm_replay: str = ""
    llm_react_s: float = 2.0
    llm_first_s: float = 30.0
    llm_gap_s: float = 15.0
    llm_total_s: float = 120.0
    llm_cool_s: float = 30.0


def load_settings(environ: Mapping[str, str] | None = None, dotenv: Path = ROOT / ".env") -> Settings:
    """Read the settings; a variable of the environment wins over one of the .env file."""
    values = {**_read_dotenv(dotenv), **(os.environ if environ is None else environ)}
    return Settings(
        host=values.get("ANZE_HOST") or "127.0.0.1",
        port=_whole(values, "ANZE_PORT", 7860, 1, 65535),
        index=Path(values.get("ANZE_INDEX") or DEFAULT_INDEX),
        library=Path(values.get("ANZE_LIBRARY") or DEFAULT_LIBRARY),
        encoder=values.get("ANZE_ENCODER", ""),
        chroma_url=values.get("ANZE_CHROMA_URL", "").rstrip("/"),
        question_limit=_whole(values, "ANZE_QUESTION_LIMIT", 500, 1, 10_000),
        database_url=values.get("ANZE_DATABASE_URL") or DEFAULT_DATABASE,
        retention_days=_whole(values, "ANZE_RETENTION_DAYS", 365, 1, 36_500),
        users_file=Path(values["ANZE_USERS_FILE"]) if values.get("ANZE_USERS_FILE") else None,
        user_header=values.get("ANZE_USER_HEADER", "").strip().lower(),
        admins=_names(values, "ANZE_ADMINS"),
        trusted_proxies=_names(values, "ANZE_TRUSTED_PROXIES") or ("127.0.0.1", "::1"),
        llm_base_url=values.get("ANZE_LLM_BASE_URL", "").rstrip("/"),
        llm_model=values.get("ANZE_LLM_MODEL", ""),
        llm_api_key=_secret(values, "ANZE_LLM_API_KEY"),
        llm_replay=values.get("ANZE_LLM_REPLAY", ""),
        llm_react_s=_seconds(values, "ANZE_LLM_REACT_S", 2.0),
        llm_first_s=_seconds(values, "ANZE_LLM_FIRST_S", 30.0),
        llm_gap_s=_seconds(values, "ANZE_LLM_GAP_S", 15.0),
        llm_total_s=_seconds(values, "ANZE_LLM_TOTAL_S", 120.0),
        llm_cool_s=_seconds(values, "ANZE_LLM_COOL_S", 30.0),
    )


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()  # Windows 记事本写 BOM
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}：读不出来（{error}）；应是 UTF-8 的“名=值”行") from None
    out = {}
    for line in lines:
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            out[name.strip()] = value.strip().strip("\"'")
    return out


def _names(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """A list parted by commas, Chinese ones too."""
    return tuple(part.strip() for part in values.get(name, "").replace("，", ",").split(",") if part.strip())


def _secret(values: Mapping[str, str], name: str) -> str:
    """The secret itself, or what the file holds that `NAME_FILE` names."""
    path = values.get(f"{name}_FILE", "")
    if not path:
        return values.get(name, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{name}_FILE={path}：读不出来；应是只含口令的 UTF-8 文件") from None


def _whole(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = values.get(name, "")
    if not raw:
        return default
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise BadInput(f"{name}={raw}：应为 {low} 到 {high} 的整数；改好后再启动")
    return int(raw)


def _seconds(values: Mapping[str, str], name: str, default: float) -> float:
    raw = values.get(name, "")
    if not raw:
        return default
    if not re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", raw) or not 0 < float(raw) <= 3600:
        raise BadInput(f"{name}={raw}：应为 0 到 3600 之间的秒数，如 2 或 0.5；改好后再启动")
    return float(raw)

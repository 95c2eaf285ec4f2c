"""The chat model of the office's own network, behind any OpenAI-compatible address. The only module that knows one.

In: Settings. Out: a LangChain chat model, or None: it is off unless ANZE_LLM_BASE_URL and ANZE_LLM_MODEL are set, and nothing
depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from langchain_core.language_models import BaseChatModel

from ingest.config import Settings

CONNECT, ANSWER = 2.0, 30.0
"""Seconds until it must react, and until it must have answered."""


@contextmanager
def chat_model(settings: Settings) -> Iterator[BaseChatModel | None]:
    """The model while it is wanted; its connections are closed afterwards. It asks once: who calls decides about retries."""
    if not (settings.llm_base_url and settings.llm_model):
        yield None
        return
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    with httpx.Client(timeout=httpx.Timeout(ANSWER, connect=CONNECT)) as http:
        yield ChatOpenAI(
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=SecretStr(settings.llm_api_key or "none"),
            temperature=0,
            max_retries=0,
            http_client=http,
        )

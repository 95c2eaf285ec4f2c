"""Channels in the records, on SQLite and on a real PostgreSQL; and the secret that all processes share."""

from __future__ import annotations

import string
import threading
from dataclasses import replace

import pytest

from assistant.channels import store
from assistant.channels.model import Channel, Limits, Texts, limits_of, texts_of
from assistant.channels.tokens import Refused, Signer
from assistant.records.actions import actions
from assistant.records.store import Records, open_records
from ingest.model import BadInput

NEW = Channel(
    "fz", "福州", ("https://www.fuzhou.gov.cn",), ("福建",), Limits(5), Texts(office="应急局", examples=("甲？",))
)


def test_a_channel_comes_back_as_it_was_put_in(records: Records) -> None:
    store.add(records, NEW, "张三")
    found = store.channel(records, "fz")
    assert replace(found, created="", created_by="", changed="", changed_by="") == NEW
    assert (found.created_by, found.created) == ("张三", found.changed)
    with pytest.raises(BadInput, match="已有「fz」"):
        store.add(records, NEW, "张三")


def test_every_change_says_who_and_why(records: Records) -> None:
    store.add(records, NEW, "张三")
    store.switch_off(records, "fz", "门户改版", "李四")
    assert store.channel(records, "fz").off == "门户改版"
    assert store.channel(records, "fz").changed_by == "李四"
    store.switch_on(records, "fz", "李四")
    store.remove(records, "fz", "王五")
    done = [(a.action, a.target, a.person, a.detail) for a in actions(records)]
    assert done[:3] == [
        ("删除渠道", "fz", "王五", ""),
        ("启用渠道", "fz", "李四", ""),
        ("停用渠道", "fz", "李四", "门户改版"),
    ]
    with pytest.raises(BadInput, match="没有「fz」"):
        store.channel(records, "fz")
    with pytest.raises(BadInput, match="停用的原因"):
        store.switch_off(records, "fz", " ", "李四")


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (replace(NEW, id="Fz"), "不合格式"),
        (replace(NEW, id="a/b"), "不合格式"),
        (replace(NEW, name=""), "渠道名称"),
        (replace(NEW, origins=()), "没有来源"),
        (replace(NEW, origins=("https://*.gov.cn",)), "太宽"),
        (replace(NEW, documents=("",)), "开放的文件"),
    ],
)
def test_what_cannot_be_a_channel(records: Records, channel: Channel, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        store.add(records, channel, "张三")
    assert store.channels(records) == []


def test_limits_and_texts_are_checked_by_name() -> None:
    assert limits_of({"address_minute": "7"}).address_minute == 7
    assert texts_of({"examples": "甲？|乙？", "office": "局"}) == Texts(office="局", examples=("甲？", "乙？"))
    for wrong, said in (({"a": "1"}, "没有「a」"), ({"address_day": "0"}, "整数"), ({"address_day": "一"}, "整数")):
        with pytest.raises(BadInput, match=said):
            limits_of(wrong)
    with pytest.raises(BadInput, match="最多 6 个"):
        texts_of({"examples": "|".join("七六五四三二一")})
    with pytest.raises(BadInput, match="控制字符"):
        texts_of({"title": "\x07"})
    with pytest.raises(BadInput, match="必须有“人工智能生成”"):  # what generated content must say is no portal's choice
        texts_of({"generated_label": "本站整理"})
    assert texts_of({"generated_label": ""}).generated_label == ""


def test_the_secret_is_made_once_for_all_processes(url: str) -> None:
    opened = [open_records(url) for _ in range(6)]
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda r=r: found.append(store.secret(r))) for r in opened]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for records in opened:
        records.close()
    assert len(found) == 6
    assert len(set(found)) == 1
    assert len(found[0]) == 32


def test_what_a_server_holds_is_fresh_within_two_seconds(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(records, NEW, "张三")
    held, moment = store.Held(records), 1000.0
    monkeypatch.setattr("assistant.channels.store.time.monotonic", lambda: moment)
    assert held.get("fz") is not None
    store.switch_off(records, "fz", "改版", "张三")
    found = held.get("fz")
    assert found is not None
    assert found.off == ""
    moment += 2.1
    found = held.get("fz")
    assert found is not None
    assert found.off == "改版"


def test_a_token_is_good_for_its_channel_and_origin_alone() -> None:
    signer = Signer(b"s" * 32, "a", "https://a.cn")
    session = signer.begin()
    token = signer.token(session)
    assert signer.session(token) == session
    others = (
        Signer(b"t" * 32, "a", "https://a.cn"),
        Signer(b"s" * 32, "b", "https://a.cn"),
        Signer(b"s" * 32, "a", "https://b.cn"),
    )
    for other in others:
        with pytest.raises(Refused, match="invalid"):
            other.session(token)
    with pytest.raises(Refused, match="expired"):
        signer.session(token, -1)
    assert "a.cn" not in token


def test_a_token_has_one_spelling() -> None:
    """Two bits of the last character stand for nothing; a token that differs in them alone is another text all the same."""
    signer = Signer(b"s" * 32, "a", "https://a.cn")
    token = signer.token(signer.begin())
    for last in string.ascii_letters + string.digits + "-_":
        if last != token[-1]:
            with pytest.raises(Refused, match="invalid"):
                signer.session(token[:-1] + last)

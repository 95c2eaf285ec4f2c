"""Thumbs down -> draft cases, for a person to check and move to data/cases.

In: Reports of the records and the generation. Out: Drafts, and a file of them that `eval.cases` loads. What the person named as the
right provision is looked up as a question's would be; where it is not found, the provisions cited stand in its place.
Nothing here decides what is right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

from assistant.evidence.lookup import look_up
from assistant.model import Outcome
from assistant.records.feedback import Reason, Report
from assistant.records.store import stamp
from assistant.understand.question import Held, read
from eval.cases import DEFAULT, SCHEMA, Case, Expect
from eval.summary import inert
from ingest.generation import Generation
from ingest.manifest import write_file
from ingest.model import BadInput

DRAFTS = DEFAULT.parent / "drafts" / "feedback.jsonl"
"""Not in data/cases, where `eval run` and the gate would take drafts for cases."""
CHINA = timezone(timedelta(hours=8))
BASIS = "工作人员说没有帮助的答复；期望未经核对，核对后移入 data/cases 并去掉 draft 标签"


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as far as feedback can make one; `checks` are what a person must look at, `note` what was said."""

    case: Case
    reason: Reason
    note: str
    checks: tuple[str, ...]


def since_stamp(day: str) -> str:
    """The beginning of a day in China as the records keep times; of no day, the beginning of all."""
    if not day:
        return ""
    try:
        return stamp(datetime.combine(date.fromisoformat(day), time(), CHINA))
    except ValueError:
        raise BadInput(f"--since {day}：不是日期；应写成 2026-11-23 这样") from None


def drafts(reports: Sequence[Report], generation: Generation) -> list[Draft]:
    """One for each report, in their order; a question that held nothing but what cannot be stored makes none."""
    held = Held(generation.catalog, generation.knows, generation.store.cited_titles())
    return [_draft(report, generation, held) for report in reports if report.question]


def _draft(report: Report, generation: Generation, held: Held) -> Draft:
    said, reason = report.feedback, report.feedback.reason or Reason.OTHER
    cited = list(dict.fromkeys(str(c["provision"]) for c in report.answer["citations"]))
    present = [id for id in cited if generation.provision(id)]
    right = _resolved(report, present, generation, held)
    before = Outcome(report.answer["outcome"])
    outcome = Outcome.ANSWERED if right or before is Outcome.UNAVAILABLE else before
    case = Case(
        id=f"fb-{said.id[:12]}",
        question=report.question,
        history=tuple(filter(None, report.history)),
        regions=tuple(filter(None, report.regions)),
        expect=Expect(outcome=outcome, cites=tuple(right or present)),
        tags=("draft", reason.value),
    )
    return Draft(case, reason, said.note, tuple(_checks(report, right, cited, present)))


def _resolved(report: Report, cited: Sequence[str], generation: Generation, held: Held) -> list[str]:
    """The provisions that the person named: by id, or in words (福建第二十条); without a text's name, in the text cited."""
    named = report.feedback.provision
    ids = [part for part in named.replace("，", " ").replace("、", " ").replace(",", " ").split() if "/" in part]
    if ids:
        return [id for id in dict.fromkeys(ids) if generation.provision(id)]
    asked = read(named, (), held)
    if not asked.mentions or asked.elsewhere:
        return []
    same_text = cited and report.feedback.reason is not Reason.WRONG_PLACE
    return list(dict.fromkeys(look_up(asked, generation, cited[0] if same_text else "").ids))


def _checks(report: Report, right: Sequence[str], cited: Sequence[str], present: Sequence[str]) -> Iterator[str]:
    named = report.feedback.provision
    if right:
        yield f"应引的是不是「{named}」"
    elif named:
        yield f"索引里找不到「{named}」，请改成条款代号"
    if not right:
        yield "应引的条款：现在填的是答复引过的" if present else "应引的条款：答复没有引，请补上"
        if gone := [id for id in cited if id not in present]:
            yield f"索引里已没有 {'、'.join(gone)}，没有写入"
    if report.feedback.reason is Reason.WRONG_PLACE:
        yield "该是哪个地区"
    if any("已隐去〕" in text for text in (report.question, *report.history)):
        yield "问题里有隐去的号码，请改写"
    yield "结果、contains"


def write(path: Path, made: Sequence[Draft], today: date, *, force: bool) -> None:
    """A file of cases with its header. Raises BadInput when there is one already and `force` is not given."""
    require_free(path, force=force)
    header = {"schema": SCHEMA, "written": today.isoformat(), "author": "用户反馈", "basis": BASIS}
    rows = [header, *(draft.case.model_dump(mode="json") for draft in made)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    except OSError as error:
        raise BadInput(f"{path}：写不了（{error.strerror}）；请换一个 --out") from None


def require_free(path: Path, *, force: bool) -> None:
    """Raise BadInput rather than overwrite drafts that somebody may be checking."""
    if path.exists() and not force:
        raise BadInput(f"{path} 已经有了，里面可能有核对过的草稿；请换一个 --out，或加 --force 覆盖")


def lines(path: Path, made: Sequence[Draft]) -> Iterator[str]:
    """What was written, and what a person must check."""
    yield "用例\t原因\t问题\t期望引用\t说明\t要核对"
    for draft in made:
        cells = (
            draft.case.id,
            draft.reason.shown,
            draft.case.question,
            "、".join(draft.case.expect.cites) or "无",
            draft.note or "无",
            "；".join(draft.checks),
        )
        yield "\t".join(inert(cell) for cell in cells)
    yield f"写入 {path}：{len(made)} 个草稿，逐个核对后移入 data/cases 下的文件，去掉 draft 标签"
    if path.resolve().parent == DEFAULT:
        yield "注意：data/cases 下的文件，eval run 和发布门槛都当作正式用例"

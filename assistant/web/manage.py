"""The administrator's pages: the documents held, drafts seen beside their source, publishing with its progress, who did what.

In: requests of a person who may manage; forms and files. Out: pages, each also as a fragment for the staff page. Nothing is changed
by looking; what changes something is a form that is sent, runs as a job, and is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from assistant import facts
from assistant.manage import drafts
from assistant.manage.drafts import FIELDS, LIMIT, Draft, Look
from assistant.manage.jobs import Workshop
from assistant.records.actions import actions, record_action
from assistant.web.html import page
from assistant.web.links import url_of
from assistant.web.staff.people import person_of
from ingest import library
from ingest.label import number_label, title_mark
from ingest.load import KINDS
from ingest.model import BadInput, Finding

NOT_ALLOWED = "只有管理员可以管理文件；需要时请找管理员。"
SHOWN_ACTIONS = 50
NAMES = dict(
    zip(
        FIELDS,
        (
            "代号",
            "标题",
            "地区",
            "文种",
            "制发机关",
            "文号",
            "印发日期",
            "施行日期",
            "状态",
            "解释机关",
            "所解读的法规",
            "来源（网址或出处）",
        ),
        strict=True,
    )
)
HINTS = {
    "id": "条款网址和引用里的名字，定了就不要改",
    "region": "全称，如 上海市；全国性的写 中国",
    "kind": "实施细则、办法、条例、通知、解读……",
    "issued": "2026-01-31；文中没有写就留空",
    "effective": "2026-01-31；文中没有写就留空",
    "status": "已施行、尚未施行、已废止",
    "interprets": "只有解读要填",
}
LEVELS = {"error": "错误", "warning": "注意", "notice": "说明"}


def router(workshop: Workshop) -> APIRouter:
    """The addresses under /manage."""
    out = APIRouter(prefix="/manage", include_in_schema=False, dependencies=[Depends(may_manage)])
    _add_overview(out, workshop)
    _add_drafts(out, workshop)
    _add_changes(out, workshop)
    return out


class NotAllowed(Exception):
    """Someone who may not manage opened a page of the administrator's."""


def may_manage(request: Request) -> None:
    """Raises NotAllowed for all but administrators."""
    if not person_of(request).may_manage:
        raise NotAllowed


def not_allowed_page(request: Request) -> Response:
    """403 in words."""
    return page(request, "told.html", 403, title="没有权限", said=NOT_ALLOWED)


def _add_overview(out: APIRouter, workshop: Workshop) -> None:
    @out.get("")
    def overview(request: Request) -> Response:
        return _overview(request, workshop)


def _overview(request: Request, workshop: Workshop, said: str = "", status: int = 200) -> Response:
    generation = workshop.engine.generation
    documents = [
        {
            "id": s.id,
            "title": title_mark(s.title),
            "region": s.region,
            "url": url_of(s.id),
            "force": facts.force_line(s, generation.document(s.id)),
        }
        for s in generation.catalog.sources
    ]
    return page(
        request, "manage.html", status, said=said, documents=documents, drafts=drafts.all_drafts(_folder(workshop)),
        states=library.states(workshop.shelf), actions=actions(workshop.records, SHOWN_ACTIONS), generation=generation.name,
        kinds="、".join(kind.removeprefix(".") for kind in KINDS), accept=",".join(KINDS), limit=LIMIT // 2**20,
    )  # fmt: skip


def _add_drafts(out: APIRouter, workshop: Workshop) -> None:
    folder = _folder(workshop)

    @out.post("/drafts")
    def bring(
        request: Request, file: Annotated[UploadFile | None, File()] = None, title: Annotated[str, Form()] = "",
        text: Annotated[str, Form()] = "",
    ) -> Response:  # fmt: skip
        person = person_of(request)
        try:
            if file is not None and file.filename:
                draft = drafts.bring(folder, person.name, file.filename, file.file.read(LIMIT + 1))
            else:
                draft = drafts.paste(folder, person.name, title, text)
        except BadInput as error:
            return _overview(request, workshop, str(error), 422)
        record_action(workshop.records, person.id, "上传草稿", draft.name)
        return RedirectResponse(f"/manage/drafts/{draft.id}", 303)

    @out.get("/drafts/{id}")
    def seen(request: Request, id: str) -> Response:
        return _with_draft(request, workshop, id, lambda draft: _draft_page(request, workshop, draft))

    @out.post("/drafts/{id}")
    async def fill_in(request: Request, id: str) -> Response:
        form = await request.form()
        row = {name: str(form.get(name, "")) for name in FIELDS}
        return _with_draft(
            request,
            workshop,
            id,
            lambda draft: _filled_in(request, workshop, drafts.fill_in(draft, row), form.get("do")),
        )

    @out.post("/drafts/{id}/discard")
    def discard(request: Request, id: str) -> Response:
        def gone(draft: Draft) -> Response:
            drafts.discard(draft)
            record_action(workshop.records, person_of(request).id, "删除草稿", draft.name)
            return RedirectResponse("/manage", 303)

        return _with_draft(request, workshop, id, gone)


def _with_draft(request: Request, workshop: Workshop, id: str, then: Callable[[Draft], Response]) -> Response:
    try:
        return then(drafts.find(_folder(workshop), id))
    except BadInput as error:
        return _overview(request, workshop, str(error), 404)


def _filled_in(request: Request, workshop: Workshop, draft: Draft, wanted: Any) -> Response:
    if wanted != "publish":
        return RedirectResponse(f"/manage/drafts/{draft.id}", 303)
    catalog = workshop.shelf.catalog()
    seen = drafts.look(draft, catalog)
    if not seen.publishable or seen.problem:
        return _draft_page(request, workshop, draft, 422)
    source, regions = drafts.source_of(seen, catalog)
    person = person_of(request)

    def work(say: Callable[[str], None]) -> library.State:
        return library.publish(
            workshop.shelf, workshop.index, workshop.engine.encoder, draft.file, source, regions, person.name, say
        )

    try:
        job = workshop.start(person, "发布", f"{source.id} {source.title}", work, lambda: drafts.discard(draft))
    except BadInput as error:
        return _draft_page(request, workshop, draft, 409, str(error))
    return RedirectResponse(f"/manage/jobs/{job.number}", 303)


def _draft_page(request: Request, workshop: Workshop, draft: Draft, status: int = 200, said: str = "") -> Response:
    catalog = workshop.shelf.catalog()
    seen = drafts.look(draft, catalog)
    held = next((s for s in catalog.sources if s.id == seen.row.get("id")), None)
    return page(
        request, "draft.html", status, draft=draft, seen=seen, said=said or seen.problem, held=held, names=NAMES, hints=HINTS,
        levels=LEVELS, provisions=_provisions(seen), findings=_findings(seen),
    )  # fmt: skip


def _findings(seen: Look) -> list[Finding]:
    """What the audit found, its places by their names in the law."""
    found = seen.prepared.findings if seen.prepared else ()
    return [replace(f, where=number_label(f.where.partition("/")[2])) if "/" in f.where else f for f in found]


def _provisions(seen: Look) -> list[dict[str, Any]]:
    """What was parsed, a line each with its depth."""
    found = seen.prepared.document.provisions if seen.prepared else ()
    return [
        {
            "number": p.number,
            "name": number_label(p.number),
            "depth": p.number.count("."),
            "path": p.path,
            "text": p.text,
        }
        for p in found
    ]


def _add_changes(out: APIRouter, workshop: Workshop) -> None:
    def start(
        request: Request, what: str, target: str, work: Callable[[str, Callable[[str], None]], library.State]
    ) -> Response:
        person = person_of(request)
        try:
            job = workshop.start(person, what, target, lambda say: work(person.name, say))
        except BadInput as error:
            return _overview(request, workshop, str(error), 409)
        return RedirectResponse(f"/manage/jobs/{job.number}", 303)

    @out.post("/documents/{id}/withdraw")
    def withdraw(request: Request, id: str) -> Response:
        return start(
            request,
            "撤下",
            id,
            lambda name, say: library.withdraw(workshop.shelf, workshop.index, workshop.engine.encoder, id, name, say),
        )

    @out.post("/back/{number}")
    def back(request: Request, number: int) -> Response:
        target = f"第 {number} 次变动之后" if number else "最初的收录"
        return start(
            request,
            "回到",
            target,
            lambda name, say: library.go_back(
                workshop.shelf, workshop.index, workshop.engine.encoder, number, name, say
            ),
        )

    @out.get("/jobs/{number}")
    def job(request: Request, number: int) -> Response:
        try:
            return page(request, "job.html", job=workshop.job(number))
        except BadInput as error:
            return _overview(request, workshop, str(error), 404)


def _folder(workshop: Workshop) -> Any:
    return workshop.shelf.folder / "drafts"

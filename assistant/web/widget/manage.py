"""`/manage/channels`: the channels of portals, for administrators. Plain forms; every change is written down with who made it.

In: form fields, one setting each; lists a line each. Out: HTML, or a redirect after a change; a sentence over the same form when a field
will not do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from assistant.channels import store
from assistant.channels.model import LIMIT_NAMES, TEXT_NAMES, Channel, Limits, Texts, limits_of, texts_of
from assistant.channels.tag import policy_lines, script_tag
from assistant.texts import message
from assistant.web.html import page
from assistant.web.manage import may_manage
from assistant.web.staff.people import person_of
from ingest.model import BadInput

if TYPE_CHECKING:
    from assistant.records.store import Records

ADDRESS = "/manage/channels"


def router(records: Records) -> APIRouter:
    """The addresses under /manage/channels."""
    out = APIRouter(prefix=ADDRESS, include_in_schema=False, dependencies=[Depends(may_manage)])

    @out.get("")
    def listed(request: Request) -> Response:
        return _listed(request, records)

    @out.post("")
    async def add(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            new = store.add(records, _filled(Channel(form.get("id", "").strip(), ""), form), person_of(request).id)
        except BadInput as error:
            return _listed(request, records, str(error), form, 422)
        return RedirectResponse(f"{ADDRESS}/{new.id}", 303)

    @out.get("/{id}")
    def seen(request: Request, id: str) -> Response:
        return _seen(request, records, id)

    @out.post("/{id}")
    async def change(request: Request, id: str) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        try:
            _change(records, id, form, person_of(request).id)
        except BadInput as error:
            return _seen(request, records, id, str(error), form, 422)
        return RedirectResponse(ADDRESS if form.get("do") == "remove" else f"{ADDRESS}/{id}", 303)

    return out


def _change(records: Records, id: str, form: Mapping[str, str], person: str) -> None:
    wanted = form.get("do", "save")
    if wanted == "off":
        store.switch_off(records, id, form.get("reason", ""), person)
    elif wanted == "on":
        store.switch_on(records, id, person)
    elif wanted == "remove":
        store.remove(records, id, person)
    else:
        store.change(records, _filled(store.channel(records, id), form), person)


def _filled(before: Channel, form: Mapping[str, str]) -> Channel:
    """The channel with the fields of the form. Raises BadInput for one that will not do."""
    limits = {f.name: form[f.name].strip() for f in fields(Limits) if form.get(f.name, "").strip()}
    texts = {f.name: form[f.name] for f in fields(Texts) if f.name in form}
    return replace(
        before,
        name=form.get("name", before.name),
        origins=_lines(form["origins"]) if "origins" in form else before.origins,
        documents=_lines(form["documents"]) if "documents" in form else before.documents,
        limits=limits_of(limits, before.limits),
        texts=texts_of(texts, before.texts),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _listed(
    request: Request, records: Records, said: str = "", form: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    return page(request, "channels.html", status, said=said, channels=store.channels(records), form=form or {})


def _seen(
    request: Request,
    records: Records,
    id: str,
    said: str = "",
    form: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    try:
        channel = store.channel(records, id)
    except BadInput as error:
        return _listed(request, records, said or str(error), None, 404)
    here = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return page(
        request, "channel.html", status, said=said, channel=channel, rows=_rows(channel, form or {}),
        limits=_limits(channel, form or {}), texts=_texts(channel, form or {}), tag=script_tag(id, here),
        policy=policy_lines(here),
    )  # fmt: skip


def _rows(channel: Channel, form: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields: what was typed, or what is so."""
    own = {"name": channel.name, "origins": "\n".join(channel.origins), "documents": "\n".join(channel.documents)}
    return {name: form.get(name, value) for name, value in own.items()}


def _limits(channel: Channel, form: Mapping[str, str]) -> list[dict[str, str]]:
    row = asdict(channel.limits)
    return [{"id": n, "label": label, "value": form.get(n, str(row[n]))} for n, label in LIMIT_NAMES.items()]


def _texts(channel: Channel, form: Mapping[str, str]) -> list[dict[str, Any]]:
    row = {**asdict(channel.texts), "examples": " | ".join(channel.texts.examples)}
    return [
        {"id": n, "label": label, "value": form.get(n, row[n]), "default": message(f"widget.{n}")}
        for n, label in TEXT_NAMES.items()
    ]

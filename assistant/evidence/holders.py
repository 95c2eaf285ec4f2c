"""Whose rows of the duty register are meant by 书记, 县长, 部门一把手, or by words as they are printed.

In: a document and what people call a duty-holder. Out: Duties, and the provision that applies them to a level that the text
has no rows of its own for. Unlike an answer on one clause, this is the whole list: what binds an office under a wider name
(各级政府主要负责人, 党委、政府领导干部) belongs to it, what names another level does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence.register import introduced, register
from assistant.evidence.units import per_document
from assistant.model import Duty
from assistant.understand.offices import LEVELS, Office, find_levels, find_offices
from ingest.fold import fold_text
from ingest.model import Document, Kind, Provision

LEVELLED = re.compile("|".join(printed for _, printed in LEVELS))
FROM_COUNTY_UP = "县级以上"
BELOW_COUNTY = "乡镇、街道、园区"
TOWN_AND_COUNTRY = re.compile(r"城[乡镇]")
"""「住房城乡建设部门」 is of no 乡."""
PERSON = re.compile(r"(?:负责人|干部|成员|书记|主任)$")
BODY = ("部门", "机关")
"""Offices that are whole departments: every person listed for one is meant."""
EVERYBODY: tuple[tuple[str, str], ...] = (
    (r"党政领导干部$", r""),
    (r"党委(?:、|和)政府领导干部$", r"党委|政府|常委|镇街"),
    (r"(?:机构|部门)的?领导干部$", r"部门"),
)
"""Who is meant together, and the offices that are among them: 「区（市）党委、政府领导干部要…」 binds the heads too."""
NEAR = 8
"""「主要负责人应当把…」: so many characters after the holder may still tell whose head is meant."""


def of_holder(document: Document, who: str) -> tuple[Sequence[Duty], Provision | None]:
    """Rows whose holder is printed so; else those of the office and level that people call so; else those with the words.

    Of an office no row of whose level is there, the rows of other levels where the text applies them to it, with the
    provision that does.
    """
    rows, words, offices = register(document), fold_text(who), find_offices(who)
    printed = [d for d in rows if words in fold_text(d.holder) or words in fold_text(introduced(d.lead))]
    exactly = any(words in (fold_text(d.holder), fold_text(introduced(d.lead))) for d in printed)
    if exactly or not offices:
        return printed, None
    found = _of_offices(document, [office for office, _ in offices])
    levels = find_levels(who)
    fitting = [d for d in found if not levels or _of_level(d, levels)]
    own = [d for d in found if not _is_everybody(d)]
    reference = _applied_to(document, levels) if own and not any(d in fitting for d in own) else None
    return (found if reference else fitting), reference


def _of_offices(document: Document, offices: Sequence[Office]) -> list[Duty]:
    """Rows of all the offices named together (应急局的局长), else of any (书记和县长); a person only for a person named."""
    texts = {p.id: p.text for p in document.provisions}
    people = [not office.name.endswith(BODY) for office in offices]
    rows = [(d, [_holds(office, d, texts[d.provision]) for office in offices]) for d in register(document)]
    if together := [d for d, held in rows if all(held)]:
        return together
    named = [any(h and p for h, p in zip(held, people, strict=True)) or not any(people) for _, held in rows]
    return [d for (d, held), n in zip(rows, named, strict=True) if any(held) and (n or not _is_own_person(d))]


def _is_everybody(duty: Duty) -> bool:
    return any(re.search(together, duty.holder) for together, _ in EVERYBODY)


def _is_own_person(duty: Duty) -> bool:
    """Whether a row is somebody's within the list: 「主要负责人…」 in the list of a department's leaders."""
    return duty.holder not in duty.lead and bool(PERSON.search(duty.holder))


def _holds(office: Office, duty: Duty, text: str) -> bool:
    """Whether a row is the office's: by its own holder, or by the list it stands in where the holder is no other person."""
    patterns = [re.compile(p) for p in (*office.printed, *office.loosely)]
    is_body = office.name.endswith(BODY)
    if any(p.search(duty.holder) for p in patterns):
        return True
    if not is_body and any(re.search(h, duty.holder) and re.search(o, office.name) for h, o in EVERYBODY):
        return True
    if is_body or not _is_own_person(duty):
        return any(p.search(duty.lead + duty.holder) for p in patterns)
    told = text[: len(duty.holder) + NEAR] if text.startswith(duty.holder) else duty.holder
    # 「；」：「党委工作机关…：主要负责人」不是党委主要负责人
    list_and_holder = [f"{duty.lead}；{duty.holder}", f"{duty.lead}；{told}"]
    return any(m.end() > len(duty.lead) + 1 for p in patterns for whole in list_and_holder for m in p.finditer(whole))


def _of_level(duty: Duty, levels: Sequence[str]) -> bool:
    """Whether a row binds one of the levels asked: it names that level, or names none (各级政府主要负责人)."""
    for text in (duty.holder, duty.lead):
        bare = TOWN_AND_COUNTRY.sub("", text)
        if FROM_COUNTY_UP in bare:
            return any(not re.search(level, BELOW_COUNTY) for level in levels)
        if LEVELLED.search(bare):
            return any(re.search(level, bare) for level in levels)
    return True


@per_document
def _applications(document: Document) -> tuple[Provision, ...]:
    """「…参照本实施细则执行」: what applies the text to those whom it does not name otherwise."""
    clauses = (Kind.PARAGRAPH, Kind.ITEM)
    return tuple(p for p in document.provisions if p.kind in clauses and re.search(r"参照本[^，。]{2,6}执行", p.text))


def _applied_to(document: Document, levels: Sequence[str]) -> Provision | None:
    return next((p for p in _applications(document) for level in levels if re.search(level, p.text)), None)

"""Sixty script payloads in every place where the widget shows text, as whole streams and in pieces of 1, 3 and 7 characters.

After each: no script has run, no element or attribute is there but the renderer's own, nobody but the server was asked, and the
payload stands there as the text that it is (else the test would pass over a place that shows nothing).
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.widget.conftest import Visitor, Widget, html
from tests.browser.widget.payloads import PAYLOADS
from tests.browser.widget.serving import ANSWER, PROVISION, TEXTS, Portal, Script

VISIT = r"""async ([server, greeting, asked]) => {
  const TAGS = new Set(`div section h2 h3 p ul ol li button span strong br table thead tbody tr th td mark a blockquote form fieldset legend label
    input textarea article details summary dl dt dd svg path`.split(/\s+/));
  const NAMES = new Set(`class id role type title lang dir hidden tabindex start scope href target rel name value rows maxlength placeholder disabled
    for open aria-label aria-labelledby aria-describedby aria-modal aria-expanded aria-haspopup aria-pressed aria-live aria-atomic aria-hidden aria-busy
    viewBox fill stroke stroke-width stroke-linejoin stroke-linecap d enterkeyhint style`.split(/\s+/));
  const seen = {}, wrong = [];
  const root = () => document.querySelector("anze-widget")?.shadowRoot;
  const find = (selector) => [...(root()?.querySelectorAll(selector) || [])].pop();
  async function until(what, test) {
    for (const end = Date.now() + 20000; !test(); await new Promise((go) => setTimeout(go, 4))) if (Date.now() > end) throw new Error(`never: ${what}`);
  }
  // The text now, and everything that a renderer of ours would not have made.
  function look(stage) {
    const labels = [...root().querySelectorAll("[aria-label],[placeholder]")].map((e) => (e.getAttribute("aria-label") || "") + "\n" + (e.getAttribute("placeholder") || ""));
    seen[stage] = [root().textContent, ...labels].join("\n");
    for (const e of root().querySelectorAll("*")) {
      const tag = e.tagName.toLowerCase();
      if (!TAGS.has(tag)) wrong.push(tag);
      if (tag === "svg" && e.parentNode.tagName !== "BUTTON") wrong.push("svg outside a button");
      for (const a of e.attributes) if (!NAMES.has(a.name)) wrong.push(`${tag} ${a.name}`);
      if (e.style.cssText && !/^min-height: \d+px;$/.test(e.style.cssText)) wrong.push(`style ${e.style.cssText}`);
      if (tag === "a" && !e.href.startsWith(`${server}/`)) wrong.push(`href ${e.href}`);
    }
    if (document.querySelectorAll("body > :not(main, script, anze-widget)").length) wrong.push("outside the widget");
  }
  const press = (words) => [...root().querySelectorAll(".panel button")].find((b) => b.textContent === words).click();
  const ask = (words) => {
    find("#question").value = words;
    find(".compose").requestSubmit();
  };

  document.querySelector("anze-widget")?.remove();
  localStorage.clear();
  sessionStorage.clear();
  const script = document.createElement("script");
  script.dataset.channel = "k";
  if (greeting) script.dataset.greeting = greeting;
  script.src = `${server}/widget.js`;
  script.onload = () => script.remove();
  document.body.append(script);
  await until("launcher", () => find(".open"));
  find(".open").click();
  await until("notice", () => find(".accept"));
  look("notice");
  find(".accept").click();
  look("examples");
  ask(asked);
  await until("step", () => find(".step").textContent.includes("【step】"));
  look("step");
  await until("answer", () => find(".sources"));
  look("answer");
  seen.sentence = [...root().querySelectorAll("[role=status] p")].slice(1, -1).map((p) => p.textContent).join("");
  press("通俗说法");
  look("plain");
  press("原文");
  find(".text button.n").click();
  await until("provision", () => find(".leaf mark"));
  look("leaf");
  find(".leaf .tools button").click();
  press("没有帮助");
  await until("reasons", () => find(".why"));
  look("why");
  ask("出错");
  await until("failure", () => [...root().querySelectorAll(".badge")].pop()?.textContent.startsWith("未完成"));
  look("failed");
  return { seen, wrong: [...new Set(wrong)], hits: window.hits };
}"""
SHOWN = {
    "notice": ("title", "placeholder", "office", "contact", "complaint", "privacy", "made_of", "as_of", "region_note"),
    "examples": ("examples",),
    "step": ("step",),
    "answer": ("asked", "text", "column", "cell", "suggestion", "label", "generated_label", "model"),
    "plain": ("plain",),
    "leaf": ("provision", "law", "path", "force", "node", "span", "plainspan", "refers", "referred"),
    "failed": ("refusal",),
}
"""Which texts are to be seen at which moment of a visit."""


def hostile(script: Script, payload: str, pieces: int) -> dict[str, Any]:
    """Every text of every response; each opens with its own mark, so that its place can be found again."""
    said: dict[str, str] = {}

    def put(place: str) -> str:
        said[place] = f"【{place}】{payload}"
        return said[place]

    script.texts = {name: [put("examples")] if name == "examples" else put(name) for name in (*TEXTS, "region_note")}
    citation = {
        **ANSWER["citations"][0],
        "label": put("label"),
        "quote": put("quote"),
        "url": payload,
        "region": put("region"),
        "provision": f"x/{payload}",
    }
    table = {"columns": [put("column"), "b"], "rows": [[put("cell"), "c"]]}
    answer = {
        **ANSWER, "outcome": "partial", "text": f"{put('text')} [1]", "citations": [citation], "table": table, "suggestions": [put("suggestion")],
        "plain": put("plain"), "worded": {"model": put("model"), "label": "内容由人工智能生成"}, "id": payload,
    }  # fmt: skip
    other = {"label": put("refers"), "url": payload, "id": f"x/{payload}"}
    node = {"label": put("node"), "text": payload, "level": payload, "number": payload}
    script.provision = {
        **PROVISION, "label": put("provision"), "title": put("law"), "path": [put("path")], "force": put("force"), "url": payload, "refers_to": [other],
        "referred_by": [{**other, "label": put("referred")}], "nodes": [{**node, "spans": [{"text": put("span"), "mark": True}, {"text": put("plainspan"), "mark": False}]}],
    }  # fmt: skip
    sentence = put("sentence")
    script.piece = pieces
    parts = [sentence[at : at + pieces] for at in range(0, len(sentence), pieces)]
    stream = [("step", {"name": payload, "label": put("step")}), *(("sentence", {"text": part}) for part in parts)]
    script.events = [*stream, ("answer", answer)]
    script.second = [*stream, ("error", {"message": put("refusal"), "kind": payload})]
    return said


def run(widget: Widget, script: Script, payload: str, pieces: int) -> list[str]:
    """A whole visit over hostile words, in a widget begun anew; the places that were looked at."""
    said = hostile(script, payload, pieces)
    said["asked"], said["own"] = f"【asked】{payload}", f"【own】{payload}"
    own = pieces == 7
    found = widget.page.evaluate(VISIT, [script.url, said["own"] if own else "", said["asked"]])
    assert found["wrong"] == [], payload
    assert found["hits"] == 0, payload
    shown = {**SHOWN, "notice": (*SHOWN["notice"], "own" if own else "greeting")}
    for moment, places in shown.items():
        for place in places:
            assert bare(said[place]) in bare(found["seen"][moment]), f"{place} is not shown: {said[place]!r}"
    heard = "".join(found["seen"]["sentence"].split())
    assert heard[:10] == "【sentence】", "each piece was announced as it came"
    return [place for places in shown.values() for place in (*places,)] + ["sentence", "quote", "url", "id"]


def bare(text: str) -> str:
    """Without what Markdown takes for its own, which is the same wherever it stands."""
    return text.replace("**", "").split("\n")[0] if len(text) < 300 else text.replace("**", "")


@pytest.mark.parametrize("pieces", [1, 3, 7])
def test_no_payload_runs_in_any_place(
    visitor: Visitor, script: Script, site: Portal, trap: Portal, pieces: int
) -> None:
    trap.requests.clear()
    widget = visitor()
    widget.page.add_init_script("window.hits = 0; window.hit = () => { window.hits++; }")
    widget.page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    widget.page.goto(site.put("/injection", html("<main></main>")))
    assert len(set(PAYLOADS)) == 60
    looked = [
        place for payload in PAYLOADS for place in run(widget, script, payload.replace("{trap}", trap.url), pieces)
    ]
    assert widget.elsewhere(script.url, site.url) == []
    assert trap.requests == []
    assert widget.errors == []
    print(
        f"\n注入：{len(PAYLOADS)} 个载荷 × {len(set(looked))} 处文字，流每次 {pieces} 字：{len(looked)} 次核对，"
        "运行的脚本 0，外来请求 0，外来元素 0"
    )

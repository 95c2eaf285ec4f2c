// One question with its answer, from the first step to the thumbs.
// In: what the panel offers (desk) and a turn {question, text, answer, state}. Out: its node, and what to do as events come.
import { renderer, spoken } from "./markdown.js";
import { asText, copy, label } from "./take.js";

const OUTCOMES = {
  partial: ["部分可答", "warn"], not_in_corpus: ["未收录或没有规定", "warn"], off_topic: ["与收录的法规无关", ""],
  clarify: ["需要补充", ""], unavailable: ["服务故障，没有查成", "bad"],
};
const REFUSED = { busy: "请稍后再问", asked: "没有提交" };
const HANDED_OVER = ["partial", "not_in_corpus", "unavailable"];
const REASONS = { wrong_provision: "引错条款", missing_provision: "漏了条款", wrong_place: "地区不对", unclear: "看不懂", other: "其他" };

export function turnView(desk, turn) {
  const { kit, texts, voice } = desk;
  const { element } = kit;
  const badges = element("div", { class: "badges" });
  const step = element("p", { class: "step" }, "正在回答");
  const text = element("div", { class: "text" });
  const below = element("div");
  const node = element("article", { class: "turn" }, element("h3", { class: "asked" }, turn.question), element("div", { class: "answer" }, badges, step, text, below));
  let plain = false;

  const button = (words, click, more) => element("button", { type: "button", class: "plain", click, ...more }, words);
  const cited = (n) => (turn.answer?.citations || []).find((c) => c.n === n);
  const open = (citation) => (event) => desk.leaf(citation, event.currentTarget);
  const render = renderer(element, (n) => {
    const citation = cited(n);
    if (!citation) return element("span", { class: "n" }, `[${n}]`);
    return element("button", { type: "button", class: "n", "aria-label": `依据 ${n}：${citation.label}`, click: open(citation) }, `[${n}]`);
  });

  function badge(words, kind) {
    if (words) badges.append(element("span", { class: `badge ${kind || ""}` }, words));
  }

  function write() {
    text.replaceChildren();
    const answer = turn.answer;
    render.append(text, plain && answer.plain ? answer.plain : answer.text);
    const table = answer.table;
    if (table && !text.querySelector("table") && Array.isArray(table.columns) && Array.isArray(table.rows)) {
      const cell = (value) => (value && typeof value === "object" ? value.text ?? "" : value);
      text.append(render.table(table.columns.map(cell), table.rows.map((row) => (Array.isArray(row) ? row : Object.values(row)).map(cell))));
    }
  }

  function contact() {
    const { office, contact: by } = texts();
    if (!office && !by) return null;
    return element("div", { class: "contact" }, element("p", null, `可以向${office || "主办单位"}询问。`), by && element("p", null, by));
  }

  function wording() {
    const set = (on) => {
      plain = on;
      write();
      for (const other of [original, simple]) other.setAttribute("aria-pressed", String((other === simple) === on));
      kit.say(on ? "已换成通俗说法" : "已换成原文");
    };
    const original = button("原文", () => set(false), { "aria-pressed": "true" });
    const simple = button("通俗说法", () => set(true), { "aria-pressed": "false" });
    return element("div", { class: "switch", role: "group", "aria-label": "说法" }, original, simple);
  }

  function sources() {
    const all = turn.answer.citations || [];
    if (!all.length) return null;
    const row = (c) => element("li", null, element("button", { type: "button", click: open(c) }, element("span", null, `[${c.n}]`), element("span", null, c.label)));
    return element("ul", { class: "sources", "aria-label": "依据" }, ...all.map(row));
  }

  function tools() {
    const out = element("div", { class: "tools" });
    if (voice) {
      const read = button("朗读", () => {
        if (read.textContent !== "朗读") return voice.stop();
        read.textContent = "停止朗读";
        voice.read(spoken(plain && turn.answer.plain ? turn.answer.plain : turn.answer.text), () => (read.textContent = "朗读"));
      });
      out.append(read);
    }
    const copied = button("复制", async () => {
      await copy(kit, asText(turn, texts(), plain));
      copied.textContent = "已复制";
      kit.say("已复制");
      kit.native.later(() => (copied.textContent = "复制"), 2000);
    }, { class: "plain extra" });
    out.append(copied);
    if (turn.answer.outcome !== "unavailable") out.append(...thumbs(out));
    return out;
  }

  function thumbs(where) {
    const told = element("span", { class: "hint" });
    const show = (words) => (told.textContent = words);
    const give = (helpful) => async (event) => {
      const pressed = event.currentTarget;
      where.parentNode.querySelector(".why")?.remove();
      if (!(await desk.feedback({ answer: turn.answer.id, helpful }, show))) return;
      for (const other of both) other.setAttribute("aria-pressed", String(other === pressed));
      if (helpful) return;
      const form = why(pressed, show);
      where.after(form);
      form.querySelector("input").focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    };
    const both = [true, false].map((helpful) => button(helpful ? "有帮助" : "没有帮助", give(helpful), { "aria-pressed": "false" }));
    return [...both, told];
  }

  function why(from, show) {
    const name = `why${turn.answer.id}`;
    const reasons = Object.keys(REASONS).map((reason) => element("label", null, element("input", { type: "radio", name, value: reason }), REASONS[reason]));
    const note = element("textarea", { rows: "2", maxlength: "500" });
    const form = element("form", { class: "why", submit: async (event) => {
      event.preventDefault();
      const reason = form.querySelector("input:checked")?.value;
      const sent = { answer: turn.answer.id, helpful: false };
      if (reason) sent.reason = reason;
      if (note.value.trim()) sent.note = note.value.trim();
      if (!(await desk.feedback(sent, show))) return;
      form.remove();
      from.focus();
    } },
    element("fieldset", null, element("legend", null, "哪里不对（可不填）"), ...reasons),
    element("label", { class: "whole" }, "补充说明（请勿填写个人信息）", note),
    element("div", { class: "tools" }, element("button", { type: "submit", class: "solid" }, "提交"), button("收起", () => {
      form.remove();
      from.focus();
    })));
    return form;
  }

  function suggestions() {
    const all = turn.answer.suggestions || [];
    if (!all.length) return null;
    const chip = (words) => element("li", null, element("button", { type: "button", class: "chip", click: () => desk.send(words) }, words));
    return element("div", { class: "next" }, element("h3", { class: "lead" }, turn.answer.outcome === "clarify" ? "请选一个" : "还可以问"), element("ul", { class: "chips" }, ...all.map((s) => chip(String(s)))));
  }

  return {
    node,
    step: (words) => (step.textContent = words),
    // A turn of the page before, that never got its answer.
    restored() {
      if (turn.text) render.append(text, turn.text);
      this.ended("这个问题没有回答完。");
    },
    sentence(words, worded) {
      if (worded.label && !turn.worded) {
        turn.worded = { label: worded.label, model: worded.model };
        badge(label(turn, texts()), "warn");
      }
      turn.text = turn.text ? `${turn.text}\n\n${words}` : words;
      if (desk.whole()) return;
      render.append(text, words);
      // A sentence that is all marks has nothing to say; saying nothing would silence the rest.
      const aloud = spoken(words);
      if (aloud) kit.say(aloud);
    },
    done() {
      const answer = turn.answer;
      step.hidden = true;
      badges.replaceChildren();
      const [words, kind] = OUTCOMES[answer.outcome] || [];
      badge(words, kind);
      badge(label(turn, texts()), "warn");
      if (answer.plain) badges.append(wording());
      else if (!answer.worded && answer.citations?.length) badge("原文摘录");
      write();
      below.replaceChildren();
      for (const part of [HANDED_OVER.includes(answer.outcome) ? contact() : null, sources(), tools()]) if (part) below.append(part);
      const next = suggestions();
      if (next) node.append(next);
    },
    // Cut, stopped or failed: what has come stays, and is marked.
    ended(words, kind) {
      step.hidden = true;
      badges.replaceChildren();
      const failed = turn.state === "failed" && !REFUSED[kind];
      badge(failed ? "服务故障，没有答成" : turn.state === "failed" ? REFUSED[kind] : turn.state === "stopped" ? "未完成：已停止" : "未完成：连接中断", failed ? "bad" : "warn");
      if (turn.text) badge(label(turn, texts()), "warn");
      if (desk.whole() && turn.text && !text.childNodes.length) render.append(text, turn.text);
      below.replaceChildren(element("p", null, words));
      if (failed || turn.state === "cut") {
        const help = contact();
        if (help) below.append(help);
      }
      below.append(element("div", { class: "tools" }, button(turn.state === "stopped" ? "重新回答" : "再试一次", () => desk.again(turn))));
    },
    begun() {
      step.hidden = false;
      step.textContent = "正在回答";
      badges.replaceChildren();
      below.replaceChildren();
    },
    clear: () => text.replaceChildren(),
    old() {
      node.querySelector(".next")?.remove();
      node.style.minHeight = "";
    },
  };
}

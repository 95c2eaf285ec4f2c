// A conversation as plain text, to be copied, saved or printed. Generated wording keeps its label wherever it goes.
// In: a turn {question, answer, state} and the texts of the session. Out: text; or a file, or a page to print.
import { spoken } from "./markdown.js";

const STATES = { cut: "（未完成：连接中断）", stopped: "（未完成：已停止）" };

// Markers stay, since the list of sources below explains them.
function shown(text) {
  return text.replace(/\*\*/g, "").replace(/\\([\\`*_~<&|#[\]()])/g, "$1").replace(/^\s*\|?[\s:|-]+\|[\s:|-]*\n/gm, "").replace(/<br\s*\/?>/gi, "\n").trim();
}

// While sentences come in, the turn itself knows whose they are.
export function label(turn, texts) {
  const worded = turn.answer ? turn.answer.worded : turn.worded;
  return worded ? `${texts.generated_label || worded.label || "内容由人工智能生成"}${worded.model ? `（模型：${worded.model}）` : ""}` : "";
}

export function asText(turn, texts, plain) {
  const answer = turn.answer;
  const said = label(turn, texts);
  if (!answer) return [shown(turn.text || ""), STATES[turn.state] || "", said].filter(Boolean).join("\n");
  const lines = [shown(plain && answer.plain ? answer.plain : answer.text)];
  const sources = (answer.citations || []).map((c) => `[${c.n}] ${c.label}：“${c.quote}”`);
  if (sources.length) lines.push("", "依据：", ...sources);
  if (said) lines.push("", said);
  return lines.join("\n");
}

export function conversation(turns, texts) {
  const head = [texts.title, texts.made_of, texts.as_of].filter(Boolean);
  const body = turns.map((turn) => `问：${turn.question}\n\n${asText(turn, texts)}`);
  return [...head, `导出时间：${new Date().toLocaleString("zh-CN")}`, "", body.join("\n\n――――――――\n\n"), ""].join("\n");
}

export async function copy(kit, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain http there is no clipboard API.
    const area = kit.element("textarea", { class: "heard", "aria-hidden": "true" });
    const had = kit.shadow.activeElement;
    area.value = text;
    kit.root.append(area);
    area.select();
    kit.doc.execCommand("copy");
    area.remove();
    had?.focus();
  }
}

export function save(kit, text) {
  const url = kit.native.URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain;charset=utf-8" }));
  const link = kit.element("a", { href: url, download: "安责问答.txt" });
  kit.root.append(link);
  link.click();
  link.remove();
  kit.native.later(() => kit.native.URL.revokeObjectURL(url), 10000);
}

// In a window of its own: printing the page would print the page.
export function print(kit, text) {
  const other = kit.win.open("", "_blank");
  if (!other) return false;
  const pre = other.document.createElement("pre");
  pre.textContent = text;
  pre.style.cssText = "white-space:pre-wrap;font:16px/1.7 system-ui,sans-serif";
  other.document.title = "安责问答";
  other.document.body.append(pre);
  other.print();
  return true;
}

export { spoken };

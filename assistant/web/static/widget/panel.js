// The conversation: a dialog that leaves the page usable. In: the loader's kit. Out: open(), close(), box().
// Arriving text never moves the focus, and the log is not scrolled under the reader; one status region says what happened.
import { leafView } from "./leaf.js";
import { LOOK } from "./look.js";
import { settings } from "./settings.js";
import { spoken } from "./markdown.js";
import { voice } from "./speech.js";
import { turnView } from "./turn.js";
import { Trouble, connect, unique } from "./wire.js";

const KEPT_TURNS = 20;
const HISTORY = 6;
const EMPTY = { title: "安责问答", greeting: "", placeholder: "请输入问题", examples: [] };

export function start(kit) {
  const { element, icon, native } = kit;
  kit.dress(kit.shadow, LOOK);
  const wire = connect(kit);
  const spot = `widget.${kit.channel}`;
  const state = { open: false, accepted: false, turns: [], texts: { ...EMPTY }, limit: 500, ready: false, running: null, ...remembered() };
  const views = new Map();

  function remembered() {
    const had = kit.kept("sessionStorage", spot);
    return { accepted: had.accepted === true, turns: Array.isArray(had.turns) ? had.turns : [] };
  }
  function remember() {
    // One on its way when the page is left is found unfinished on the next.
    const turns = state.turns.slice(-KEPT_TURNS).map(({ question, text, answer, worded, state: how, id }) => ({ question, text, answer, worded, state: how === "asked" ? "cut" : how, id }));
    kit.keep("sessionStorage", spot, { open: state.open, accepted: state.accepted, turns });
  }

  const title = element("h2", { id: "title", tabindex: "-1" }, EMPTY.title);
  const tool = (words, path, click, more) => element("button", { type: "button", "aria-label": words, title: words, click, ...more }, icon(path));
  const box = element("textarea", { id: "question", rows: "2", "aria-describedby": "typed", "aria-label": "问题", enterkeyhint: "send" });
  const typed = element("p", { class: "hint", id: "typed" });
  const send = element("button", { type: "submit", class: "solid" }, "发送");
  const compose = element("form", { class: "compose", submit: submit }, box, send, typed);
  const log = element("div", { class: "log", role: "region", "aria-label": "对话", tabindex: "0" });
  const talk = element("div", { class: "main" }, log, compose);
  const desk = {
    kit, wire, voice: voice(kit.win), texts: () => state.texts, whole: () => settled.whole(), turns: () => state.turns,
    send: ask, again, feedback, leaf: (citation, by) => leaf.open(citation, by),
    talk: (on) => (talk.hidden = !on),
  };
  const leaf = leafView(desk);
  const settled = settings(desk);
  const gear = tool("设置", "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4", () => settled.toggle(gear), { "aria-expanded": "false" });
  const widen = tool("加宽", "M14 4h6v6M10 20H4v-6M20 4l-7 7M4 20l7-7", () => widen.setAttribute("aria-pressed", String(panel.classList.toggle("wide"))), { class: "widen", "aria-pressed": "false" });
  const anew = tool("新对话", "M12 5v14M5 12h14", fresh);
  const closer = tool("关闭", "M6 6l12 12M18 6L6 18", () => close());
  const foot = element("details", { class: "foot" });
  const panel = element("section", { class: "panel", role: "dialog", "aria-modal": "false", "aria-labelledby": "title", hidden: true, keydown: keys },
    element("div", { class: "bar" }, title, gear, widen, anew, closer), settled.node, talk, leaf.node, foot);
  kit.root.append(panel);
  box.addEventListener("input", count);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit(event);
  });

  function keys(event) {
    // The page's own shortcuts must not hear what is typed here.
    event.stopPropagation();
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (!leaf.node.hidden) leaf.back();
    else if (!settled.node.hidden) settled.toggle(gear);
    else close();
  }

  function count() {
    const length = [...box.value].length;
    typed.textContent = length > state.limit ? `超过 ${length - state.limit} 字，最多 ${state.limit} 字` : length > state.limit * 0.8 ? `${length} / ${state.limit} 字` : "";
    typed.classList.toggle("over", length > state.limit);
  }

  function busy(on) {
    send.textContent = on ? "停止" : "发送";
    send.classList.toggle("stop", on);
  }

  // What is shown before the first question: whose service it is, how answers are made, what becomes of a question.
  function welcome() {
    const texts = state.texts;
    const greeting = kit.set.greeting || texts.greeting;
    const out = [];
    if (greeting) out.push(element("div", { class: "card" }, element("p", null, greeting), ...[texts.region_note, texts.made_of, texts.as_of].filter(Boolean).map((t) => element("p", { class: "hint" }, t))));
    if (!state.accepted) {
      out.push(element("div", { class: "card notice" }, element("h3", null, "提问之前"), element("p", null, texts.privacy || "请不要在问题里写姓名、电话、证件号等个人信息。"),
        element("button", { type: "button", class: "solid accept", click: accept }, "知道了，开始提问")));
    } else if (texts.examples?.length) {
      out.push(element("h3", { class: "lead" }, "可以这样问"), element("ul", { class: "chips" }, ...texts.examples.map((words) => element("li", null, element("button", { type: "button", class: "chip", click: () => ask(String(words)) }, words)))));
    }
    return out;
  }
  function accept() {
    state.accepted = true;
    remember();
    draw();
    box.focus();
  }

  function about() {
    const texts = state.texts;
    const rows = [["主办", texts.office], ["联系", texts.contact], ["投诉与建议", texts.complaint], ["隐私", texts.privacy], ["答复怎样得来", texts.made_of], ["数据", texts.as_of]];
    const list = element("dl");
    for (const [name, words] of rows) if (words) list.append(element("dt", null, name), element("dd", null, linked(String(words))));
    const open = foot.open;
    foot.replaceChildren(element("summary", null, element("span", null, texts.office || texts.made_of || "", element("span", { class: "date" }, texts.as_of)), element("span", null, "关于与投诉")), list);
    foot.open = open;
    foot.hidden = !list.childNodes.length;
  }
  // A text that is nothing but an address becomes a link; nothing is fetched until it is followed.
  function linked(words) {
    return /^https?:\/\/[^\s"'<>]+$/.test(words) ? element("a", { href: words, target: "_blank", rel: "noopener noreferrer" }, words) : words;
  }

  function draw() {
    title.textContent = state.texts.title || EMPTY.title;
    box.placeholder = state.texts.placeholder || EMPTY.placeholder;
    box.disabled = send.disabled = !state.ready || !state.accepted;
    about();
    views.clear();
    log.replaceChildren(...(state.ready ? welcome() : [element("p", { class: "step" }, "正在接通")]));
    for (const turn of state.turns) place(turn);
  }
  function place(turn) {
    const view = turnView(desk, turn);
    views.set(turn, view);
    log.append(view.node);
    if (turn.answer) view.done();
    else if (turn.state !== "asked") view.restored();
    if (turn !== state.turns[state.turns.length - 1]) view.old();
    return view;
  }

  async function begin() {
    if (state.ready) return;
    draw();
    try {
      const session = await wire.session();
      state.texts = { ...EMPTY, region_note: session.region_note, ...session.texts };
      state.limit = Number(session.limits?.question) || 500;
      state.ready = true;
      const inside = panel.contains(kit.shadow.activeElement);
      draw();
      if (inside && state.open) settle();
    } catch (error) {
      log.replaceChildren(element("div", { class: "card" }, element("h3", null, "没有接通"), element("p", null, error.message), element("button", { type: "button", class: "solid", click: begin }, "再试一次")));
      kit.say(error.message);
    }
  }
  // The focus goes where one acts next; only on opening, never when text arrives.
  function settle() {
    if (state.ready && state.accepted) box.focus({ preventScroll: true });
    else title.focus({ preventScroll: true });
  }

  function submit(event) {
    event.preventDefault();
    if (state.running) return stop();
    const words = box.value.trim();
    if (!words || [...words].length > state.limit) return count();
    box.value = "";
    count();
    return ask(words);
  }

  function ask(words) {
    if (state.running || !state.accepted || !state.ready) return null;
    const earlier = state.turns.filter((turn) => turn.state === "done").map((turn) => turn.question);
    for (const turn of state.turns) views.get(turn)?.old();
    for (const part of log.querySelectorAll(":scope > .chips, :scope > .lead")) part.remove();
    const turn = { id: unique(), question: words, text: "", answer: null, state: "asked", history: earlier.slice(-HISTORY), seen: { ids: new native.Set(), last: "" } };
    state.turns.push(turn);
    const view = place(turn);
    if (!leaf.node.hidden) {
      leaf.shut();
      talk.hidden = false;
    }
    // Room below for the answer, so that the question can stand at the top and nothing is scrolled later.
    view.node.style.minHeight = `${log.clientHeight - 24}px`;
    log.scrollTop = view.node.offsetTop - log.offsetTop - 8;
    if (kit.win.getComputedStyle(panel).overflowY === "auto") panel.scrollTop = view.node.offsetTop - 8;
    // A chip that was pressed goes away with its list; the focus must not fall out of the dialog.
    if (!panel.contains(kit.shadow.activeElement)) box.focus({ preventScroll: true });
    return run(turn, view);
  }

  // The same question again: after a cut under the same id, so that what has come already is not sent twice.
  function again(turn) {
    if (state.running) return null;
    const view = views.get(turn);
    if (turn.state !== "cut" || !turn.seen) {
      const at = state.turns.indexOf(turn);
      Object.assign(turn, { id: unique(), text: "", worded: null, seen: { ids: new native.Set(), last: "" }, history: state.turns.slice(0, at).filter((t) => t.state === "done").map((t) => t.question).slice(-HISTORY) });
      view.clear();
    }
    turn.state = "asked";
    view.begun();
    box.focus({ preventScroll: true });
    return run(turn, view);
  }

  async function run(turn, view) {
    const control = new native.Abort();
    state.running = control;
    busy(true);
    remember();
    kit.say("");
    kit.say("正在回答");
    const on = {
      step: (data) => view.step(data.label),
      sentence: (data) => view.sentence(String(data.text), data),
      answer: (data) => (turn.answer = data),
      again: () => view.step("连接中断，正在重新连接"),
    };
    try {
      await wire.ask({ id: turn.id, question: turn.question, history: turn.history, stream: true }, on, control.signal, turn.seen);
      turn.state = "done";
      view.done();
      const count = turn.answer.citations?.length || 0;
      if (settled.whole()) kit.say(spoken(turn.answer.text));
      kit.say(count ? `回答完毕，共 ${count} 条依据` : "回答完毕");
    } catch (error) {
      turn.state = control.signal.aborted ? "stopped" : error.kind === "cut" || turn.text ? "cut" : "failed";
      const known = error instanceof Trouble;
      const after = known && error.retryAfter && !error.message.includes("再试") ? `请在 ${Math.ceil(error.retryAfter)} 秒后再试。` : "";
      const words = turn.state === "stopped" ? "已停止，这个问题没有回答完。" : known ? error.message + after : "答复没有显示出来，请再试一次。";
      view.ended(words, error.kind);
      kit.say(words);
      if (!known && turn.state !== "stopped") console.info("anze:", String(error));
    } finally {
      state.running = null;
      busy(false);
      remember();
    }
  }
  function stop() {
    if (state.running) state.running.abort();
  }

  async function feedback(body, show) {
    const failed = await wire.feedback(body).then(() => "", (error) => error.message);
    const words = failed || "谢谢，已记下";
    kit.say(words);
    show(words);
    return !failed;
  }

  function fresh() {
    stop();
    desk.voice?.stop();
    state.turns = [];
    leaf.shut();
    talk.hidden = false;
    remember();
    draw();
    log.scrollTop = 0;
    kit.say("");
    kit.say("已开始新对话");
    settle();
  }

  function open(quiet) {
    panel.hidden = false;
    state.open = true;
    kit.shown(true);
    remember();
    if (!quiet) settle();
    begin();
  }
  function close(quiet) {
    if (panel.hidden) return;
    panel.hidden = true;
    state.open = false;
    desk.voice?.stop();
    kit.shown(false);
    remember();
    if (!quiet) kit.back();
  }

  return { open, close, box: () => (panel.hidden ? null : panel) };
}

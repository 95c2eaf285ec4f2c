// What a conversation does in the browser: counting, copying, markers and their cards, feedback, renaming, being read aloud.
(() => {
  const box = () => document.querySelector("#question textarea");
  let shown = "";
  let spoken = null;

  function count() {
    const out = document.getElementById("typed");
    if (!out || !box()) return;
    const words = `${box().value.length} / ${out.dataset.limit} 字`;
    // Only when it differs: writing is itself a mutation, and follow() runs on each.
    if (out.textContent !== words) out.textContent = words;
  }

  async function write(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain http on a host name there is no clipboard API.
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  async function copy(button) {
    await write(button.dataset.copy);
    button.focus();
    button.textContent = "已复制";
    say("已复制");
    setTimeout(() => (button.textContent = button.dataset.label), 2000);
  }

  // Words copied out of an answer take along what their markers stand for.
  document.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    const from = selection.anchorNode;
    const turn = (from?.closest ? from : from?.parentElement)?.closest(".turn .text")?.closest(".turn");
    if (!turn || selection.isCollapsed) return;
    const text = selection.toString();
    const cards = [...new Set(text.match(/\[\d+\]/g) || [])].map((n) => turn.querySelector(`.card[data-n="${n.slice(1, -1)}"] .label`));
    if (!cards.some(Boolean)) return;
    const sources = cards.filter(Boolean).map((label) => label.innerText.trim());
    event.clipboardData.setData("text/plain", `${text}\n\n${sources.join("\n")}`);
    event.preventDefault();
  });

  // One region that stays, so that a screen reader hears when an answer has come.
  function say(words) {
    if (!spoken) {
      spoken = document.body.appendChild(document.createElement("div"));
      spoken.id = "spoken";
      spoken.setAttribute("role", "status");
    }
    if (spoken.textContent !== words) spoken.textContent = words;
  }

  function progress(turn) {
    const cards = turn.querySelectorAll(".card").length;
    say(turn.querySelector(".steps") ? "正在回答" : cards ? `回答完毕，共 ${cards} 条依据` : "回答完毕");
  }

  function light(turn, numbers, on) {
    for (const n of numbers) {
      turn.querySelector(`.card[data-n="${n}"]`)?.classList.toggle("lit", on);
      for (const said of turn.querySelectorAll(".said")) if (said.dataset.n.split(" ").includes(n)) said.classList.toggle("lit", on);
    }
  }

  function over(event, on) {
    const target = event.target.closest?.("a.cite, .card");
    if (target) light(target.closest(".turn"), [target.dataset.n], on);
  }
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => over(event, on));
  }

  function toCard(link) {
    const card = document.getElementById(link.getAttribute("href").slice(1));
    card.scrollIntoView({ block: "nearest" });
    card.focus({ preventScroll: true });
    centre(card);
  }

  function toText(button) {
    const card = button.closest(".card");
    const link = card.closest(".turn").querySelector(`a.cite[data-n="${card.dataset.n}"]`);
    link?.scrollIntoView({ block: "center" });
    link?.focus({ preventScroll: true });
  }

  // The marked words in the middle of the stretch of the article that is in sight.
  function centre(root) {
    root.querySelectorAll(".opened").forEach(toMark);
  }

  const centred = new WeakMap();

  function toMark(whole) {
    const mark = whole.querySelector("mark");
    if (!mark || !whole.clientHeight) return;
    // From the beginning of a paragraph, so that no line is cut in two.
    const wanted = mark.getBoundingClientRect().top - whole.clientHeight / 3;
    const tops = [...whole.querySelectorAll("p")].map((p) => p.getBoundingClientRect().top);
    const before = Math.max(...tops.filter((top) => top <= wanted), whole.getBoundingClientRect().top - whole.scrollTop);
    whole.scrollTop += before - whole.getBoundingClientRect().top - 6;
  }

  document.addEventListener("toggle", async (event) => {
    const details = event.target;
    if (!details.matches?.("details.later") || !details.open || details.dataset.done) return;
    details.dataset.done = "1";
    const whole = details.querySelector(".opened");
    const answer = await fetch(details.dataset.url).catch(() => null);
    whole.innerHTML = answer?.ok ? await answer.text() : "条文没有取到，请稍候再试。";
    if (!answer?.ok) delete details.dataset.done;
    whole.tabIndex = 0;
    centre(details);
  }, true);

  const REASONS = ["引错条款", "漏了条款", "地区不对", "看不懂", "其他"];

  async function send(thumbs, body) {
    const answer = await fetch("/staff/feedback", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ turn: thumbs.dataset.turn, ...body }),
    }).catch(() => null);
    if (answer?.ok) return "";
    return (await answer?.json().catch(() => null))?.error?.message || "没有存下，请稍候再试。";
  }

  async function thumb(button) {
    const thumbs = button.closest(".thumbs");
    const tools = button.closest(".tools");
    const helpful = button.dataset.helpful === "1";
    tools.querySelector("form.why")?.remove();
    const failed = await send(thumbs, { helpful });
    if (failed) return say(failed);
    for (const other of thumbs.children) other.setAttribute("aria-pressed", String(other === button));
    if (helpful) return say("谢谢，已记下");
    tools.append(why(thumbs));
    tools.querySelector("form.why").scrollIntoView({ block: "nearest" });
    tools.querySelector("form.why input").focus({ preventScroll: true });
  }

  function why(thumbs) {
    const form = document.createElement("form");
    form.className = "why";
    const name = `why${thumbs.dataset.turn}`;
    const radios = REASONS.map((r) => `<label><input type="radio" name="${name}" value="${r}">${r}</label>`).join("");
    form.innerHTML = `<fieldset><legend>哪里不对（可不填）</legend>${radios}</fieldset>
      <label class="wide">应当引哪一条（知道的话）<input name="provision" maxlength="100" placeholder="例如：福建细则第二十条"></label>
      <label class="wide">补充说明<textarea name="note" rows="2" maxlength="500"></textarea></label>
      <span><button type="submit" class="thumb">提交</button> <button type="button" class="thumb" data-cancel>收起</button></span>`;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const reason = form.querySelector("input[type=radio]:checked")?.value || "";
      const failed = await send(thumbs, { helpful: false, reason, provision: form.elements.provision.value, note: form.elements.note.value });
      const said = Object.assign(document.createElement("p"), { className: "quiet", textContent: failed || "谢谢，已记下，会用来改进。" });
      failed ? form.querySelector("p")?.remove() : form.replaceWith(said);
      if (failed) form.append(said);
      say(said.textContent);
    });
    form.querySelector("[data-cancel]").onclick = () => {
      form.remove();
      thumbs.querySelector("[data-helpful='0']").focus();
    };
    return form;
  }

  function rename(button) {
    const title = button.closest("li").querySelector(".title");
    const input = Object.assign(document.createElement("input"), { value: button.dataset.title, maxLength: 60 });
    input.setAttribute("aria-label", "对话名称");
    title.replaceWith(input);
    input.select();
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      if (keep && input.value.trim() && input.value !== button.dataset.title) {
        input.dispatchEvent(new CustomEvent("act", { bubbles: true, detail: { do: "rename", id: button.dataset.id, title: input.value } }));
      } else input.replaceWith(title);
    };
    input.onkeydown = (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
      event.stopPropagation();
    };
    input.onblur = () => end(true);
  }

  function print(button) {
    const turn = button.closest(".turn");
    turn.classList.add("printed");
    window.print();
    turn.classList.remove("printed");
  }

  // The address of the conversation, so that a page opened again shows it again.
  function address(id) {
    const url = new URL(location.href);
    if (url.pathname !== "/" || (url.searchParams.get("c") || "") === id) return;
    id ? url.searchParams.set("c", id) : url.searchParams.delete("c");
    history.replaceState(history.state, "", url);
  }

  function follow() {
    count();
    for (const whole of document.querySelectorAll("#past .opened, #live .opened")) {
      const place = whole.closest("#past, #live").id; // a turn that is moved to the earlier ones loses what was scrolled
      if (centred.get(whole) === place) continue;
      centred.set(whole, place);
      toMark(whole);
    }
    const conversation = document.querySelector("#live .conversation");
    const turn = document.querySelector("#live .turn");
    if (!turn) {
      if (shown) address("");
      shown = "";
      return;
    }
    if (conversation) address(conversation.dataset.conversation);
    // When it appears, and again when its answer has made the page long enough to bring it to the top.
    const state = turn.querySelector(".asked p").textContent + (turn.querySelector(".steps") ? " asked" : ` answered ${turn.id}`);
    if (state !== shown) {
      shown = state;
      turn.scrollIntoView({ block: "start" });
    }
    progress(turn);
  }

  // Gradio goes silent when the server has gone while a question was being answered.
  async function watch() {
    const turn = document.querySelector("#live .turn");
    if (!turn?.querySelector(".steps")) return;
    const alive = await fetch("/healthz").then((answer) => answer.ok, () => false);
    if (!alive && turn.isConnected) window.anze.away();
  }

  setInterval(watch, 4000);
  document.addEventListener("input", count);
  document.addEventListener("click", (event) => {
    const target = event.target.closest("button, a.cite");
    if (!target) return;
    if (target.matches("a.cite")) {
      event.preventDefault();
      toCard(target);
    } else if (target.matches(".copy")) copy(target);
    else if (target.matches(".card .n")) toText(target);
    else if (target.matches(".thumb[data-helpful]")) thumb(target);
    else if (target.matches(".rename")) rename(target);
    else if (target.matches(".print")) print(target);
    else if (target.matches("#send, [data-do=edit], #stop, #new")) setTimeout(() => box()?.focus(), 50);
  });
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  });
})();

// Loaded before Gradio: its own texts follow the browser's language, and ours is always Chinese.
Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });

(() => {
  const box = () => document.querySelector("#question textarea");
  let shown = "";
  let spoken = null;

  function count() {
    const out = document.getElementById("count");
    if (!out || !box()) return;
    const words = `${box().value.length} / ${out.dataset.limit} 字`;
    // Only when it differs: writing is itself a mutation, and follow() runs on each.
    if (out.textContent !== words) out.textContent = words;
  }

  function fill(text) {
    const area = box();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Over plain http on a host name there is no clipboard API.
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "已复制";
    setTimeout(() => (button.textContent = "复制引文"), 2000);
  }

  // One region that stays, so that a screen reader hears when an answer has come.
  function speak(turn) {
    if (!spoken) {
      spoken = document.body.appendChild(document.createElement("div"));
      spoken.id = "spoken";
      spoken.setAttribute("role", "status");
    }
    const cards = turn.querySelectorAll(".card").length;
    const words = turn.querySelector(".steps") ? "正在查找条文" : cards ? `已回答，引用 ${cards} 处条文` : "已回答";
    if (spoken.textContent !== words) spoken.textContent = words;
  }

  function follow() {
    count();
    const turn = document.querySelector("#live .turn");
    if (!turn) { shown = ""; return; }
    // When it appears, and again when its answer has made the page long enough to bring it to the top.
    const state = turn.id + (turn.querySelector(".steps") ? " asked" : " answered");
    if (state !== shown) {
      shown = state;
      turn.scrollIntoView({ block: "start" });
    }
    speak(turn);
  }

  // Gradio goes silent when the server has gone while a question was being answered.
  async function watch() {
    const turn = document.querySelector("#live .turn");
    if (!turn?.querySelector(".steps") || turn.querySelector(".lost")) return;
    const alive = await fetch("/healthz").then((answer) => answer.ok, () => false);
    if (alive || !turn.isConnected) return;
    const words = turn.querySelector(".answered").appendChild(document.createElement("p"));
    words.className = "lost";
    words.setAttribute("role", "alert");
    words.textContent = "与服务的连接断了，这个问题没有回答完。请稍后刷新页面再问。";
  }

  setInterval(watch, 4000);
  document.addEventListener("input", count);
  document.addEventListener("click", (event) => {
    const target = event.target.closest(".copy, .fill, a.cite");
    if (!target) return;
    if (target.matches(".copy")) copy(target);
    else if (target.matches(".fill")) fill(target.dataset.fill);
    else {
      event.preventDefault();
      const card = document.getElementById(target.getAttribute("href").slice(1));
      card.scrollIntoView({ block: "start" });
      card.focus({ preventScroll: true });
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(follow).observe(document.body, { childList: true, subtree: true });
  });
})();

// Loaded before Gradio: its own texts follow the browser's language, and ours is always Chinese. Also what the whole page
// shares: the banner for what went wrong on the way to the server, and the drawer with earlier conversations.
Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });

window.anze = (() => {
  const LOST = "与服务的连接断了，这个问题可能没有回答完。连上以后本页会自动重新载入，写好的字还在。";
  const BACK = "刚才与服务的连接断了，现在已经连上；没有回答完的问题请再发送一次。";
  const KEPT = "anze.draft";
  const AGAIN = 2000;
  const REFUSED = {
    401: "登录已过期，请重新登录；写好的字请先复制。",
    403: "没有权限做这件事。",
    413: "内容太大，没有发出去。",
    429: "问得太频繁，请稍候再问。",
    none: "与服务的连接断了，请稍候再试。",
    503: "现在提问的人太多，请稍候再问；写好的字还在。",
  };

  let returned = false;
  function banner(text, link) {
    const bar = document.getElementById("banner");
    if (!bar) return;
    returned = text === BACK;
    bar.hidden = !text;
    bar.replaceChildren();
    if (!text) return;
    bar.append(text);
    if (link) bar.append(Object.assign(document.createElement("a"), link));
    const close = Object.assign(document.createElement("button"), { type: "button", className: "linklike", textContent: "关闭" });
    close.onclick = () => banner("");
    bar.append(close);
  }

  // Once a connection broke, Gradio sends nothing more until the page is loaded anew; what was written is kept over that.
  let lost = 0;
  function away() {
    banner(LOST);
    window.anze.undo();
    lost ||= setInterval(async () => {
      const ready = await real("/readyz").then((answer) => answer.ok, () => false);
      if (!ready) return;
      clearInterval(lost);
      try {
        sessionStorage.setItem(KEPT, document.querySelector("#question textarea")?.value || "");
      } catch {
        // A browser that keeps nothing loses the words, not the page.
      }
      location.reload();
    }, AGAIN);
  }

  // After the page was loaded anew: what was in the box, or null where nothing had been lost.
  function back() {
    try {
      const words = sessionStorage.getItem(KEPT);
      sessionStorage.removeItem(KEPT);
      if (words !== null) banner(BACK);
      return words;
    } catch {
      return null;
    }
  }

  function refused(status) {
    window.anze.undo();
    const here = encodeURIComponent(location.pathname + location.search);
    banner(REFUSED[status] || "服务没有接受这个请求，请稍候再试。", status === 401 ? { href: `/login?next=${here}`, textContent: "重新登录" } : null);
  }

  // Gradio says nothing, or something in English, when the server refuses or has gone.
  const real = window.fetch;
  window.fetch = async (...given) => {
    const url = String(given[0]?.url || given[0]);
    const ours = url.includes("/gradio_api/queue/join") || url.startsWith("/staff/");
    // Gradio asks for this, again and again, once it has given up a connection.
    if (url.includes("/gradio_api/app_id")) away();
    try {
      const answer = await real(...given);
      if (ours && !answer.ok) refused(answer.status);
      else if (ours && !returned) banner("");
      if (ours && answer.ok) window.anze.accepted(given[1]?.body);
      return answer;
    } catch (error) {
      if (ours) url.startsWith("/staff/") ? banner(REFUSED.none) : away();
      throw error;
    }
  };

  function scope(places, documents) {
    const names = [...(places || []), ...(documents || []).map((id) => document.querySelector(`#documents [data-id="${id}"]`)?.textContent || id)];
    const label = document.querySelector("#scope > button span");
    if (label) label.textContent = names.length ? `范围：只查 ${places.concat(documents.length ? [`${documents.length} 份文件`] : []).join("、")}` : "范围：全部收录";
  }

  function drawer(open) {
    document.body.classList.toggle("history", open);
    document.querySelector("[data-drawer]")?.setAttribute("aria-expanded", String(document.body.classList.contains("history")));
  }

  // The bar takes two lines on a narrow screen or in large type; what stays below it must know.
  document.addEventListener("DOMContentLoaded", () => {
    const bar = document.querySelector("header.bar");
    const told = () => document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`);
    new ResizeObserver(told).observe(bar);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer]")) drawer();
    else if (!event.target.closest("#history") || event.target.closest("#listed .title, #new")) drawer(false);
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target) || event.target.closest(".menu-list")) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (document.body.classList.contains("history")) {
      drawer(false);
      document.querySelector("[data-drawer]")?.focus();
    }
  });
  return { banner, scope, away, back };
})();

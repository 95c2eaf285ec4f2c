// The views beside the chat open in the page itself, so that a conversation is not lost: their addresses are pages of their
// own, of which only the content is fetched. The address bar shows theirs, so that it can be kept, sent and opened again.
(() => {
  const VIEWS = ["/compare", "/duties", "/d", "/coverage", "/manage"];
  const place = () => document.getElementById("view");
  let shown = "";
  let latest = 0;
  const ours = (url) => url.origin === location.origin && VIEWS.some((v) => url.pathname === v || url.pathname.startsWith(`${v}/`));

  function mark(path) {
    for (const link of document.querySelectorAll("header.bar nav a")) {
      const own = new URL(link.href).pathname;
      const open = path ? own !== "/" && (path === own || path.startsWith(`${own}/`)) : own === "/";
      open ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
    }
  }

  function chat(on) {
    place().hidden = on;
    document.querySelector("gradio-app").hidden = !on;
    document.body.classList.toggle("viewing", !on);
  }

  async function open(address, { push = true, body = null } = {}) {
    const url = new URL(address, location.origin);
    const mine = ++latest;
    chat(false);
    mark(url.pathname);
    place().setAttribute("aria-busy", "true");
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "X-Fragment": "1" } }).catch(() => null);
    // Whoever has clicked on meanwhile wants the later one.
    if (mine !== latest) return;
    place().removeAttribute("aria-busy");
    if (!answer) return failed("没有打开：与服务的连接断了，请稍候再试。");
    if (answer.status === 401) return failed("登录已过期。", { href: `/login?next=${encodeURIComponent(url.pathname + url.search)}`, target: "_self", textContent: "重新登录" });
    if (answer.status === 413) return failed("文件太大，没有上传：最多 20 MB。");
    const at = new URL(answer.url || url);
    const html = await answer.text();
    if (mine !== latest) return;
    place().innerHTML = html;
    shown = at.pathname + at.search;
    if (push) history.pushState({}, "", shown + (at.hash || url.hash));
    const again = place().querySelector("[data-again]");
    if (again) setTimeout(() => again.isConnected && open(at, { push: false }), Number(again.dataset.again));
    const content = place().querySelector(".page");
    if (content?.dataset.title) document.title = `${content.dataset.title} - 安责问答`;
    const anchor = content?.dataset.anchor || (at.hash || url.hash).slice(1);
    const target = anchor && document.getElementById(decodeURIComponent(anchor));
    target ? target.scrollIntoView() : scrollTo(0, 0);
    const heading = place().querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }

  function failed(words, link) {
    const told = Object.assign(document.createElement("p"), { className: "page", role: "alert", textContent: words });
    if (link) told.append(Object.assign(document.createElement("a"), link));
    place().replaceChildren(told);
  }

  function arrive() {
    if (location.pathname === "/") {
      latest++;
      place().removeAttribute("aria-busy");
      chat(true);
      mark("");
      shown = "";
      document.title = "安责问答";
    } else if (location.pathname + location.search !== shown) open(location.href, { push: false });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || link.target || link.hasAttribute("download") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = new URL(link.href);
    if (link.closest("header.bar nav") && url.pathname === "/") {
      event.preventDefault();
      if (location.pathname !== "/") history.pushState({}, "", "/");
      arrive();
    } else if (ours(url) && !link.getAttribute("href").startsWith("#")) {
      event.preventDefault();
      open(url);
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const url = new URL(form.action || location.href);
    if (!form.closest("#view") || form.target || !ours(url)) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (form.method === "post") return open(url, { body: data });
    url.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
    open(url);
  });
  addEventListener("popstate", arrive);
  addEventListener("DOMContentLoaded", () => mark(""));
})();

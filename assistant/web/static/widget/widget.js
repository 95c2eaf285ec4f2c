// The loader: a button in a shadow tree; the conversation itself is fetched when it is opened for the first time.
// In: <script async src="S/widget.js" data-channel="K">, with data-position, data-color, data-greeting, data-size, data-check.
// Out: <anze-widget> at the end of the body, and window.anze with open(), close(), show(). Asks nobody but S, sets no cookie.
// The shadow tree is open: it keeps styles apart, which is all that a shadow tree can keep apart on someone else's page, and
// the accessibility checkers of a portal can look into an open one only.
(() => {
  "use strict";
  const doc = document;
  const win = window;
  const script = doc.currentScript || doc.querySelector('script[data-channel][src*="/widget.js"]');
  if (!script || doc.querySelector("anze-widget")) return;
  const set = script.dataset;
  const base = new URL(".", script.src).href;
  const origin = new URL(base).origin;
  // Taken now: scripts of the page may replace them later (Prototype and its like do).
  const native = {
    fetch: win.fetch.bind(win), parse: JSON.parse, stringify: JSON.stringify, later: win.setTimeout.bind(win), never: win.clearTimeout.bind(win),
    frame: win.requestAnimationFrame.bind(win), URL: win.URL, Set: win.Set, Decoder: win.TextDecoder, Abort: win.AbortController,
    Promise: win.Promise, Sheet: win.CSSStyleSheet,
  };
  const violations = [];
  doc.addEventListener("securitypolicyviolation", (event) => {
    const ours = `${event.blockedURI} ${event.sourceFile}`.includes(origin);
    if (ours && violations.length < 20) violations.push(event);
  });

  // Storage may be forbidden or full; then nothing is remembered and all else works.
  function kept(area, key) {
    try {
      return native.parse(win[area].getItem(`anze.${key}`)) || {};
    } catch {
      return {};
    }
  }
  function keep(area, key, value) {
    try {
      win[area].setItem(`anze.${key}`, native.stringify(bare(value)));
    } catch {
      // See above.
    }
  }
  // Without a prototype: a page's Array.prototype.toJSON would otherwise make a string of every list.
  function bare(value) {
    if (value === null || typeof value !== "object") return value;
    const out = Array.isArray(value) ? [] : {};
    for (const key of Object.keys(value)) out[key] = bare(value[key]);
    return Object.setPrototypeOf(out, null);
  }

  // A colour of the portal, and what can be read on it and in its tone.
  const parts = (hex) => [1, 3, 5].map((i) => parseInt(hex.substr(i, 2), 16));
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const WHITE = [255, 255, 255];
  function readable(colour, ground, end) {
    let out = colour;
    for (let step = 1; contrast(out, ground) < 5 && step <= 20; step++) out = colour.map((c, i) => Math.round(c + ((end[i] - c) * step) / 20));
    return `rgb(${out.join(",")})`;
  }
  function colours(given) {
    const hex = /^#[\da-f]{3}$/i.test(given) ? given.replace(/[\da-f]/gi, "$&$&") : given;
    if (!/^#[\da-f]{6}$/i.test(hex)) return "";
    const own = parts(hex);
    const on = contrast(own, WHITE) >= 4.5 ? "#fff" : "#000";
    const dark = readable(own, [35, 45, 59], WHITE);
    return `.root{--bar:${hex};--on-bar:${on};--accent:${readable(own, [238, 242, 248], [0, 0, 0])};--on-accent:#fff}
      @media (prefers-color-scheme:dark){.root{--bar:${hex};--on-bar:${on};--accent:${dark};--on-accent:#000}}`;
  }

  const LOOK = `
:host{all:initial!important;direction:ltr!important;unicode-bidi:isolate!important;position:fixed!important;inset:auto 0 0 auto!important;
  width:0!important;height:0!important;margin:0!important;padding:0!important;border:0!important;overflow:visible!important;background:none!important;
  display:block!important;z-index:2147483647!important}
:host(.gone){display:none!important}
.root{--ink:#1f2733;--quiet:#4f5968;--line:#d9dee6;--strong:#7d8797;--paper:#fff;--ground:#f5f6f8;--tint:#eef2f8;--mark:#fff1b8;
  --warn:#6b4e00;--bad:#8a1f1f;--accent:#1d4078;--on-accent:#fff;--bar:#1d4078;--on-bar:#fff;--target:max(44px,2.75em);color-scheme:light;
  font:400 1em/1.65 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif;color:var(--ink);
  text-align:left;-webkit-text-size-adjust:100%;text-size-adjust:100%}
@media (prefers-color-scheme:dark){.root{color-scheme:dark;--ink:#e4e8ee;--quiet:#b4bdca;--line:#364050;--strong:#8b97a8;--paper:#1a2029;
  --ground:#12161d;--tint:#232d3b;--mark:#564700;--warn:#ecc25c;--bad:#ff9d94;--accent:#a3c4f3;--on-accent:#0f1f3a;--bar:#15294a}}
*{box-sizing:border-box}
[hidden]{display:none!important}
button{font:inherit;color:inherit;cursor:pointer;margin:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.heard{position:fixed;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.launch,.bubble{position:fixed;right:max(20px,env(safe-area-inset-right));bottom:max(20px,env(safe-area-inset-bottom))}
.left .launch,.left .bubble{right:auto;left:max(20px,env(safe-area-inset-left))}
.launch{display:flex;background:var(--bar);color:var(--on-bar);border:1px solid var(--on-bar);border-radius:8px;box-shadow:0 2px 10px rgb(0 0 0/.25)}
.launch button{background:none;border:0;min-height:max(48px,3em);border-radius:7px}
.launch .open{display:flex;align-items:center;gap:.5em;padding:0 .4em 0 1em;font-weight:600;letter-spacing:.05em}
.launch .hide{min-width:44px;padding:0;font-size:1.125em}
.launch button:hover{background:rgb(255 255 255/.14)}
.launch :focus-visible{outline-color:var(--on-bar);outline-offset:-5px}
.launch svg{width:1.5em;height:1.5em}
.away .launch:not(:focus-within){opacity:0;pointer-events:none}
.bubble{background:var(--paper);border:1px solid var(--strong);border-radius:8px;padding:1em;width:min(20em,100vw - 40px);box-shadow:0 6px 24px rgb(0 0 0/.22)}
.bubble p{margin:0 0 .75em}
.bubble div{display:flex;flex-wrap:wrap;gap:.5em}
.bubble button{min-height:var(--target);padding:.25em 1em;border:1px solid var(--accent);border-radius:6px;background:none;color:var(--accent)}
.bubble .main{background:var(--accent);color:var(--on-accent)}
@media (forced-colors:active){.launch,.bubble{border:1px solid}}
@media print{:host{display:none!important}}`;

  function element(tag, properties, ...children) {
    const out = doc.createElement(tag);
    for (const name of Object.keys(properties || {})) {
      const value = properties[name];
      if (typeof value === "function") out.addEventListener(name, value);
      else if (value === true) out.setAttribute(name, "");
      else if (value !== false && value != null) out.setAttribute(name, value);
    }
    for (const child of children) if (child != null) out.appendChild(typeof child === "object" ? child : doc.createTextNode(String(child)));
    return out;
  }
  function icon(path) {
    const svg = doc.createElementNS("http://www.w3.org/2000/svg", "svg");
    const drawn = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linejoin": "round", "stroke-linecap": "round", "aria-hidden": "true" };
    for (const name of Object.keys(drawn)) svg.setAttribute(name, drawn[name]);
    svg.appendChild(doc.createElementNS(svg.namespaceURI, "path")).setAttribute("d", path);
    return svg;
  }
  // A page without adoptedStyleSheets is an old browser; one whose policy forbids styles keeps the plain look there.
  function dress(shadow, css) {
    try {
      const sheet = new native.Sheet();
      sheet.replaceSync(css);
      shadow.adoptedStyleSheets = [...shadow.adoptedStyleSheets, sheet];
    } catch {
      shadow.appendChild(element("style", null, css));
    }
  }

  function begin() {
    if (doc.querySelector("anze-widget")) return;
    if (!customElements.get("anze-widget")) customElements.define("anze-widget", class extends HTMLElement {});
    const host = doc.createElement("anze-widget");
    const shadow = host.attachShadow({ mode: "open" });
    dress(shadow, LOOK);
    const own = colours(set.color || "");
    if (own) dress(shadow, own);

    const side = set.position === "left" ? "left" : "right";
    const status = element("div", { role: "status", "aria-live": "polite", "aria-atomic": "false", class: "heard" });
    const opener = element("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false", click: () => open() },
      icon("M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5"), element("span", null, "安责问答"));
    const hider = element("button", { type: "button", class: "hide", "aria-label": "不再显示安责问答按钮", click: () => askToHide() }, "×");
    const launch = element("div", { class: "launch" }, opener, hider);
    const root = element("div", { class: `root ${side}`, lang: "zh-CN", dir: "ltr" }, status, launch);
    shadow.appendChild(root);
    let bubble = null;
    let panel = null;
    let loading = null;
    let failed = 0;

    // Each sentence is a node of its own: added ones are read out, and what came before is not read again.
    function say(words) {
      if (words) status.appendChild(element("p", null, words));
      else status.textContent = "";
    }

    function tell(words, buttons) {
      if (bubble) bubble.remove();
      bubble = element("div", { class: "bubble", role: "group", "aria-label": "安责问答" }, element("p", null, words), element("div", null, ...buttons));
      bubble.addEventListener("keydown", (event) => event.key === "Escape" && untell());
      launch.hidden = true;
      root.appendChild(bubble);
      say("");
      say(words);
      buttons[0].focus({ preventScroll: true });
    }
    function untell() {
      bubble.remove();
      bubble = null;
      launch.hidden = false;
      opener.focus({ preventScroll: true });
    }
    const button = (words, click, main) => element("button", { type: "button", class: main ? "main" : "", click }, words);

    function askToHide() {
      const link = doc.querySelector('a[href="#anze"]');
      const back = link ? `网页上的“${link.textContent.trim()}”` : "网页上指向 #anze 的链接";
      tell(`不再显示这个按钮？以后要用时，点${back}即可恢复。`, [button("不再显示", hide, true), button("取消", untell)]);
    }
    function hide() {
      if (bubble) untell();
      keep("localStorage", "widget", { ...kept("localStorage", "widget"), gone: true });
      if (panel) panel.close();
      host.classList.add("gone");
    }
    function show() {
      const had = kept("localStorage", "widget");
      if (had.gone) keep("localStorage", "widget", { ...had, gone: false });
      host.classList.remove("gone");
      lift();
    }

    const kit = {
      doc, win, native, base, origin, root, shadow, set, side, status, element, icon, dress, say, kept, keep, bare, violations, hide,
      channel: set.channel || "",
      shown(on) {
        launch.hidden = on;
        opener.setAttribute("aria-expanded", String(on));
        root.classList.remove("away");
      },
      back: () => opener.focus({ preventScroll: true }),
    };

    async function open(quiet) {
      try {
        if (!quiet) show();
        if (bubble) untell();
        if (!panel) {
          opener.setAttribute("aria-busy", "true");
          loading = loading || import(`${base}widget/panel.js${failed ? `?${failed}` : ""}`);
          panel = (await loading).start(kit);
        }
        panel.open(quiet);
      } catch (error) {
        loading = null;
        failed++;
        if (!quiet) tell("问答没有载入，请检查网络后再试。网页的其余部分不受影响。", [button("再试一次", () => open(), true), button("关闭", untell)]);
        console.info("anze:", String(error));
      } finally {
        opener.removeAttribute("aria-busy");
      }
    }

    // Never over what has the focus (WCAG 2.4.11): to the other side, and where that does not help out of the way.
    function covers(target) {
      const box = (panel && panel.box()) || launch;
      const a = box.getBoundingClientRect();
      const b = target.getBoundingClientRect();
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide <= 0 || high <= 0) return false;
      const large = b.width * b.height > (win.innerWidth * win.innerHeight) / 2;
      return !large || wide * high > (b.width * b.height) / 2;
    }
    function makeRoom() {
      const target = doc.activeElement;
      if (!target || target === host || target === doc.body || target === doc.documentElement || bubble) return;
      root.classList.remove("away");
      root.className = root.className.replace(/\b(left|right)\b/, side);
      const clear = () => {
        if (!covers(target)) return true;
        root.className = root.className.replace(/\b(left|right)\b/, (now) => (now === "left" ? "right" : "left"));
        return !covers(target);
      };
      if (clear()) return;
      if (panel && panel.box()) {
        panel.close(true);
        if (clear()) return;
      }
      root.classList.add("away");
    }
    doc.addEventListener("focusin", (event) => event.target !== host && native.frame(makeRoom));
    win.addEventListener("resize", () => native.frame(makeRoom));
    doc.addEventListener("click", (event) => {
      const link = event.target.closest && event.target.closest('a[href="#anze"]');
      if (!link) return;
      event.preventDefault();
      open();
    });

    // Above every z-index of the page, where the browser knows a top layer.
    function lift() {
      try {
        host.popover = "manual";
        host.showPopover();
      } catch {
        // Then the z-index of :host has to do.
      }
    }
    doc.body.appendChild(host);
    if (kept("localStorage", "widget").gone) host.classList.add("gone");
    lift();
    win.anze = { open: () => open(), close: () => panel && panel.close(), show };
    if ("check" in set) import(`${base}widget/check.js`).then((check) => check.start(kit), (error) => console.info("anze:", String(error)));
    // A conversation that was open on the page before goes on here, unless it would fill the screen.
    if (kept("sessionStorage", `widget.${kit.channel}`).open && win.innerWidth > 640 && !host.classList.contains("gone")) open(true);
  }

  function safely() {
    try {
      begin();
    } catch (error) {
      console.info("anze:", String(error));
    }
  }
  if (doc.body) safely();
  else doc.addEventListener("DOMContentLoaded", safely);
})();

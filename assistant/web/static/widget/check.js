// The webmaster's self-test, shown in the page where data-check is written: what works here, what does not, what to write instead.
// In: the loader's kit, with the policy violations seen so far. Out: a list, newest state, in plain Chinese. Asks S only.
// A script tag that is itself blocked cannot say so: then S/widget/check?origin=… tells, opened in the browser by hand.
const LOOK = `
.check{position:fixed;left:20px;top:20px;width:min(34em,100vw - 40px);max-height:calc(100vh - 40px);overflow-y:auto;background:var(--paper);
  border:2px solid var(--accent);border-radius:8px;padding:1em 1.25em;box-shadow:0 6px 24px rgb(0 0 0/.22);overflow-wrap:anywhere}
.check h2{font-size:1.125em;margin:0 0 .5em}
.check ol{list-style:none;margin:0;padding:0}
.check li{border-top:1px solid var(--line);padding:.5em 0}
.check strong{margin-right:.5em}
.check .no strong{color:var(--bad)}
.check code{display:block;font-family:ui-monospace,monospace;font-size:.9375em;background:var(--ground);border:1px solid var(--line);padding:.4em .6em;margin:.3em 0 0;white-space:pre-wrap;user-select:all}
.check button{min-height:44px;border:1px solid var(--accent);border-radius:6px;background:none;color:var(--accent);padding:.25em 1em;margin:.5em .5em 0 0}`;
const NEEDED = { "script-src": "脚本", "connect-src": "连接", "style-src": "样式" };

// The policy as it should read: S added to the directive that forbade it, or to what default-src allows.
export function corrected(policy, directive, origin) {
  const rows = policy.split(";").map((row) => row.trim()).filter(Boolean);
  const name = directive.replace(/-(elem|attr)$/, "");
  const at = (wanted) => rows.findIndex((row) => row.split(/\s+/)[0].toLowerCase() === wanted);
  const found = [directive, name].find((wanted) => at(wanted) >= 0);
  const values = (row) => row.split(/\s+/).slice(1).filter((value) => value !== "'none'" && value !== origin);
  const from = found || (at("default-src") >= 0 ? "default-src" : "");
  const row = [found || name, ...(from ? values(rows[at(from)]) : ["'self'"]), origin].join(" ");
  if (found) rows[at(found)] = row;
  else rows.push(row);
  return rows.join("; ");
}

export function start(kit) {
  const { element, native, origin } = kit;
  kit.dress(kit.shadow, LOOK);
  const list = element("ol");
  const again = element("button", { type: "button", click: () => run() }, "重新检测");
  const shut = element("button", { type: "button", click: () => node.remove() }, "关闭");
  const node = element("section", { class: "check", role: "region", "aria-label": "安责问答接入自检" }, element("h2", null, "安责问答接入自检"), element("p", null, `服务：${origin}　渠道：${kit.channel || "（没有写）"}　本页：${kit.win.origin}`), list, again, shut);
  kit.root.append(node);

  function row(good, words, ...instead) {
    const mark = good === null ? "…" : good ? "正常" : "有误";
    list.append(element("li", { class: good === false ? "no" : "" }, element("strong", null, mark), words, ...instead.map((text) => element("code", null, text))));
  }

  function policies() {
    const seen = new native.Set();
    for (const event of kit.violations) {
      const directive = event.effectiveDirective || event.violatedDirective;
      if (seen.has(directive)) continue;
      seen.add(directive);
      const what = NEEDED[directive.replace(/-(elem|attr)$/, "")] || "内容";
      const report = event.disposition === "report" ? "（只报告，没有拦下）" : "";
      row(false, `本页的内容安全策略（Content-Security-Policy）的 ${directive} 不允许来自 ${origin} 的${what}${report}。把这个响应头改成：`, `Content-Security-Policy: ${corrected(event.originalPolicy, directive, origin)}`);
    }
    if (!seen.size) row(true, "内容安全策略没有拦下小窗的任何内容");
  }

  function page() {
    row(true, "脚本已载入");
    if (!kit.channel) row(false, "脚本标签没有写渠道代号。改成：", `<script async src="${kit.base}widget.js" data-channel="渠道代号"></script>`);
    const mixed = kit.win.location.protocol === "https:" && !kit.base.startsWith("https:");
    if (mixed) row(false, "本页用 https，服务地址用 http，浏览器会拦下（混合内容）。服务改用 https，标签改成：", `<script async src="${kit.base.replace(/^http:/, "https:")}widget.js" data-channel="${kit.channel}"></script>`);
    else row(true, "没有混合内容");
    if (kit.win.origin === "null") row(false, "本页的来源是 null：它在带 sandbox 的 iframe 里，或从文件打开。给 iframe 加上 allow-same-origin，或从网站打开。", '<iframe sandbox="allow-scripts allow-same-origin allow-popups" …>');
    else if (kit.win !== kit.win.top) row(true, "本页在 iframe 里；小窗只显示在这个框架之内");
  }

  async function scripts() {
    try {
      await import(`${kit.base}widget/panel.js`);
      row(true, "问答窗口的脚本可以载入");
    } catch {
      row(false, `问答窗口的脚本 ${kit.base}widget/panel.js 没有载入；原因见下面的策略一项，或者网络不通。`);
    }
  }

  async function listed() {
    const address = `${kit.base}widget/check?origin=${encodeURIComponent(kit.win.origin)}&channel=${encodeURIComponent(kit.channel)}`;
    let found;
    try {
      const response = await native.fetch(address, { headers: { accept: "application/json" }, credentials: "omit" });
      found = native.parse(await response.text());
    } catch {
      row(false, "没有连上服务的自检地址：被策略拦下，或者网络不通。可在浏览器里直接打开：", address);
      return;
    }
    for (const part of found.findings || []) row(part.right === true, String(part.found ?? ""), ...(part.advice ? [String(part.advice)] : []));
    if (found.error) row(false, String(found.error.message));
  }

  async function session() {
    if (!kit.channel) return;
    try {
      const response = await native.fetch(`${kit.base}widget/c/${encodeURIComponent(kit.channel)}/session`, { method: "POST", credentials: "omit", headers: { "content-type": "application/json" }, body: "{}" });
      const said = native.parse(await response.text());
      if (response.ok) row(true, "可以开始会话");
      else row(false, `服务没有接受本页：${said.error?.message || response.status}`);
    } catch {
      row(false, `没有能开始会话。若上面各项都正常，多半是来源 ${kit.win.origin} 不在渠道的允许名单里。请服务的管理员加上：`, kit.win.origin);
    }
  }

  async function run() {
    again.disabled = true;
    list.replaceChildren();
    page();
    await scripts();
    await listed();
    await session();
    // Violations are told a moment after what they stopped.
    await new native.Promise((done) => native.later(done, 200));
    policies();
    again.disabled = false;
    node.dataset.done = "";
    kit.say("自检完毕");
  }
  run();
}

// A provision inside the widget, with what was quoted marked in it. In: a citation {provision, label, quote, url}; ids of others.
// Out: a view that goes back where it came from. Links lead to our own server only.
export function safe(kit, url) {
  try {
    const whole = new kit.native.URL(String(url), kit.base);
    return whole.origin === kit.origin && /^https?:$/.test(whole.protocol) ? whole.href : "";
  } catch {
    return "";
  }
}

export function leafView(desk) {
  const { kit } = desk;
  const { element } = kit;
  const node = element("div", { class: "leaf", hidden: true, tabindex: "-1", role: "region", "aria-label": "条文" });
  const trail = [];
  let from = null;
  let wanted = 0;

  const button = (words, click, kind = "plain") => element("button", { type: "button", class: kind, click }, words);

  function back() {
    trail.pop();
    if (trail.length) return show(trail[trail.length - 1]);
    wanted++;
    node.hidden = true;
    desk.talk(true);
    if (from?.isConnected) from.focus();
    return null;
  }

  function others(title, list) {
    if (!Array.isArray(list) || !list.length) return [];
    const row = (other) => element("li", null, other.id ? button(other.label, () => visit({ provision: String(other.id), label: other.label, quote: "", url: other.url }), "chip") : other.label);
    return [element("h3", null, title), element("ul", { class: "chips short" }, ...list.map(row))];
  }

  function line(part) {
    const level = Math.max(0, Math.min(3, Number(part.level) || 0));
    const out = element("p", { class: `node l${level}` }, part.label || "");
    for (const span of part.spans || [{ text: part.text }]) out.append(span.mark ? element("mark", null, span.text ?? "") : String(span.text ?? ""));
    return out;
  }

  function outside(url) {
    const href = safe(kit, url);
    return href ? element("p", null, element("a", { href, target: "_blank", rel: "noopener" }, "在新窗口打开原文")) : null;
  }

  async function show(citation) {
    const mine = ++wanted;
    const head = element("h3", { tabindex: "-1" }, citation.label);
    const body = element("div", null, element("p", { class: "hint" }, "正在取条文"));
    node.replaceChildren(element("div", { class: "tools" }, button(trail.length > 1 ? "← 返回上一条" : "← 返回对话", back)), head, body);
    node.hidden = false;
    desk.talk(false);
    node.scrollTop = 0;
    head.focus({ preventScroll: true });
    try {
      const found = await desk.wire.provision(citation.provision, citation.quote);
      if (mine !== wanted) return;
      const label = String(found.label || citation.label);
      head.textContent = !found.title || label.includes(found.title) ? label : `${found.title} ${label}`;
      const path = Array.isArray(found.path) ? found.path.join(" ") : found.path || "";
      const facts = [path, found.force].filter(Boolean).join("；");
      body.replaceChildren();
      if (facts) body.append(element("p", { class: "path" }, facts));
      for (const part of found.nodes || []) body.append(line(part));
      const link = outside(found.url || citation.url);
      if (link) body.append(link);
      body.append(...others("引用", found.refers_to), ...others("被引用", found.referred_by));
      const mark = body.querySelector("mark");
      // What is in sight already stays, and with it the title above: which law it is.
      const seen = node.getBoundingClientRect();
      if (mark && mark.getBoundingClientRect().bottom > seen.bottom - 24) node.scrollTop = mark.getBoundingClientRect().top - seen.top - node.clientHeight / 3;
    } catch (error) {
      if (mine !== wanted) return;
      body.replaceChildren(element("p", null, error.message), button("再试一次", () => show(citation)));
      const link = outside(citation.url);
      if (link) body.append(link);
      kit.say(error.message);
    }
  }

  function visit(citation) {
    trail.push(citation);
    return show(citation);
  }

  return {
    node,
    open(citation, by) {
      trail.length = 0;
      from = by;
      return visit(citation);
    },
    back,
    shut() {
      trail.length = 0;
      wanted++;
      node.hidden = true;
    },
  };
}

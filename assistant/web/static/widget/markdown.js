// The Markdown of answers as DOM nodes: paragraphs, lists, tables, quotations, **bold**, markers [n]. All else stays text.
// In: text, and what to put where [n] stands. Out: nodes. No string ever becomes markup: createElement and text nodes only.
const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,3})[.)])\s+/;
const INLINE = /\*\*(.+?)\*\*|\[(\d{1,3})\](?![(:])|<br\s*\/?>|\\([\\`*_~<&|#[\]()])/gi;

export function renderer(element, marker) {
  function inline(parent, text) {
    let at = 0;
    for (const found of text.matchAll(INLINE)) {
      if (found.index > at) parent.append(text.slice(at, found.index));
      if (found[1] !== undefined) inline(parent.appendChild(element("strong")), found[1]);
      else if (found[2] !== undefined) parent.append(marker(Number(found[2])) || found[0]);
      else parent.append(found[3] !== undefined ? found[3] : element("br"));
      at = found.index + found[0].length;
    }
    if (at < text.length) parent.append(text.slice(at));
    return parent;
  }

  // A cell ends at a | that is not escaped.
  const cells = (line) => line.trim().replace(/^\|/, "").replace(/(^|[^\\])\|$/, "$1").split(/(?<!\\)\|/);
  const isRule = (line) => /^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line || "") && line.includes("|");

  // A table scrolls in a frame of its own, which the keyboard can reach.
  function table(head, rows) {
    const row = (kind, line) => {
      const out = element("tr");
      line.forEach((cell, i) => {
        const words = String(cell ?? "").trim();
        // The corner of a comparison is empty, and so heads nothing.
        const heads = (kind === "th" || i === 0) && words;
        out.append(inline(element(heads ? "th" : "td", heads ? { scope: kind === "th" ? "col" : "row" } : null), words));
      });
      return out;
    };
    const whole = element("table", null, element("thead", null, row("th", head)), element("tbody"));
    for (const line of rows) whole.lastChild.append(row("td", line));
    return element("div", { class: "scroll", role: "region", "aria-label": "表格，可左右滚动", tabindex: "0" }, whole);
  }

  function list(lines) {
    const numbered = ITEM.exec(lines[0])[1];
    const out = element(numbered ? "ol" : "ul", numbered && numbered !== "1" ? { start: numbered } : null);
    for (const line of lines) {
      if (ITEM.test(line)) out.append(inline(element("li"), line.replace(ITEM, "")));
      else inline(out.lastChild, `\n${line.trim()}`);
    }
    return out;
  }

  const HEADING = /^\s{0,3}#{1,6}\s+/;
  const QUOTE = /^\s{0,3}>\s?/;
  function block(lines) {
    if (isRule(lines[1])) return table(cells(lines[0]), lines.slice(2).map(cells));
    if (ITEM.test(lines[0])) return list(lines);
    if (HEADING.test(lines[0])) return inline(element("p", { class: "heading" }), lines[0].replace(HEADING, ""));
    if (QUOTE.test(lines[0])) return inline(element("blockquote"), lines.map((line) => line.replace(QUOTE, "")).join("\n"));
    return inline(element("p"), lines.join("\n"));
  }

  // Where a block ends: a list, a table or a heading may follow a line of text without an empty line between.
  function length(lines) {
    if (HEADING.test(lines[0])) return 1;
    const inTable = isRule(lines[1]);
    const inList = ITEM.test(lines[0]);
    for (let i = 1; i < lines.length; i++) {
      const begins = HEADING.test(lines[i]) || isRule(lines[i + 1]) || QUOTE.test(lines[i]) !== QUOTE.test(lines[0]);
      if (inTable ? i > 1 && !lines[i].includes("|") : begins || (!inList && ITEM.test(lines[i]))) return i;
    }
    return lines.length;
  }

  // Into a container after what it holds. Items that come one by one become one list.
  function append(container, text) {
    for (const part of text.replace(/\r\n?/g, "\n").split(/\n\s*\n/)) {
      for (let lines = part.split("\n").filter((line) => line.trim()); lines.length; ) {
        const end = length(lines);
        const made = block(lines.slice(0, end));
        lines = lines.slice(end);
        const last = container.lastElementChild;
        if (last && last.tagName === made.tagName && made.tagName.endsWith("L")) last.append(...made.childNodes);
        else container.append(made);
      }
    }
  }

  return { append, inline, table };
}

// As it is read aloud or announced: without marks and markers.
export function spoken(text) {
  return text
    .replace(/\[\d{1,3}\]/g, "")
    .replace(/^\s*\|?[\s:|-]+\|[\s:|-]*$/gm, "")
    .replace(/\|/g, "，")
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/\*\*|^\s{0,3}(?:[-*+>]|#{1,6})\s+/gm, "")
    .replace(/\\([\\`*_~<&|#[\]()])/g, "$1")
    .replace(/，(\s*，)+/g, "，")
    .trim();
}

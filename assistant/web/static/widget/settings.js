// What a reader may set: text size, 长辈版, answers at once or as they come; and taking the conversation away.
// In: what the panel offers. Out: a node, toggle(button), whole(). Kept in this browser only.
import { conversation, print, save } from "./take.js";

const SIZES = { normal: "标准", large: "大", larger: "特大" };

export function settings(desk) {
  const { kit } = desk;
  const { element } = kit;
  const had = kit.kept("localStorage", "widget");
  const asked = kit.set.size || "";
  const now = {
    size: SIZES[had.size] ? had.size : SIZES[asked] ? asked : "normal",
    elder: typeof had.elder === "boolean" ? had.elder : asked === "elder",
    whole: had.whole === true,
  };
  const button = (words, click) => element("button", { type: "button", class: "plain", click }, words);
  const sizes = Object.keys(SIZES).map((size) => [size, button(SIZES[size], () => change({ size, elder: false }))]);
  const elder = button("长辈版", () => change({ elder: !now.elder }));
  const whole = button("不逐句显示", () => change({ whole: !now.whole }));
  const row = (words, ...children) => element("div", { class: "row", role: "group", "aria-label": words }, element("span", { "aria-hidden": "true" }, words), ...children);
  const node = element("div", { class: "set", hidden: true, role: "group", "aria-label": "设置" },
    row("字号", ...sizes.map(([, made]) => made), elder),
    row("答复", whole),
    row("对话", button("存为文本", () => take(save)), button("打印", () => take(print))),
    row("小窗", button("不再显示", () => kit.hide())));

  function take(how) {
    if (!desk.turns().length) return kit.say("还没有对话");
    return how(kit, conversation(desk.turns(), desk.texts()));
  }
  function change(to) {
    Object.assign(now, to);
    kit.keep("localStorage", "widget", { ...kit.kept("localStorage", "widget"), size: now.size, elder: now.elder, whole: now.whole });
    apply();
  }
  function apply() {
    for (const size of Object.keys(SIZES)) kit.root.classList.toggle(`size-${size}`, !now.elder && size === now.size);
    kit.root.classList.toggle("elder", now.elder);
    for (const [size, made] of sizes) made.setAttribute("aria-pressed", String(!now.elder && size === now.size));
    elder.setAttribute("aria-pressed", String(now.elder));
    whole.setAttribute("aria-pressed", String(now.whole));
  }
  apply();

  return {
    node,
    whole: () => now.whole,
    toggle(from) {
      node.hidden = !node.hidden;
      from.setAttribute("aria-expanded", String(!node.hidden));
      if (node.hidden) from.focus();
    },
  };
}

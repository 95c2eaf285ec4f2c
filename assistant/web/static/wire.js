// Between the page and Gradio: what people do goes out as events of one component, what is to be shown comes back as JSON.
// A question is on the screen as soon as it is sent; the server's answer then takes the place of what waits.
(() => {
  const part = (id) => document.querySelector(`#${id} .html-container, #${id}`);
  const box = () => document.querySelector("#question textarea");
  const SILENCE = 30_000;
  let trigger = null;
  let sent = null;
  // While another conversation is on its way, what is asked waits for it: else it would be added to the one before.
  let settling = 0;
  let held = null;
  // When what stands in the list, and what stands in the talk, was made: their events come one after the other, or not.
  const made = { list: 0, talk: 0 };

  function put(id, html) {
    inner(id).innerHTML = html;
  }

  // Gradio wraps the content of an HTML component; ours lies beside it, where Gradio never writes.
  function inner(id) {
    const outer = document.getElementById(id);
    return outer.querySelector(":scope > .ours") || outer.appendChild(Object.assign(document.createElement("div"), { className: "ours" }));
  }

  function write(text) {
    const area = box();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const numbered = (root) => root.querySelector(".turn:not(.pending)")?.id || "";

  function pending(text, replace) {
    const live = inner("live");
    sent = { text, before: [...live.childNodes], replace };
    if (!replace && numbered(live)) inner("past").append(...live.childNodes);
    const turn = document.createElement("section");
    turn.className = "turn pending";
    turn.innerHTML = '<div class="asked"><span class="who" aria-hidden="true">问</span><div><p></p></div></div><div class="pair"><div class="answered"><ol class="steps"><li aria-current="step">正在查找条文</li></ol></div></div>';
    turn.querySelector("p").textContent = text;
    live.replaceChildren(turn);
    window.anze.banner("");
    welcome(false);
    busy(true);
    const mine = sent;
    setTimeout(() => {
      if (sent !== mine || !live.querySelector(".turn.pending")) return;
      window.anze.banner("半分钟没有回音，请再发送一次；写好的字还在。");
      undo();
    }, SILENCE);
  }

  // The server said no: everything as it was, and the words back in the box.
  function undo() {
    if (!sent) return;
    inner("live").replaceChildren(...sent.before);
    welcome(!document.querySelector("#live .turn, #past .turn"));
    if (!box().value) write(sent.text);
    busy(false);
    sent = null;
  }

  // The server took the question: it need not stand in the box as well.
  function accepted(body) {
    if (sent && String(body).includes(JSON.stringify(sent.text)) && box().value.trim() === sent.text) write("");
  }

  // Stopped before the server had anything of it to show.
  function stopped() {
    const turn = inner("live").querySelector(".turn.pending .answered");
    if (!turn) return;
    turn.innerHTML = '<p class="quiet">已停止，这个问题没有回答完。</p>';
    if (sent && !box().value) write(sent.text);
  }

  function welcome(on) {
    document.getElementById("welcome").hidden = !on;
  }

  function busy(on) {
    document.body.classList.toggle("busy", on);
    const stop = document.getElementById("stop");
    stop.setAttribute("aria-disabled", String(!on));
  }

  function live(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const place = inner("live");
    const waiting = place.querySelector(".turn.pending");
    if (!waiting && numbered(place) && numbered(place) !== numbered(fresh.content)) inner("past").append(...place.childNodes);
    place.replaceChildren(fresh.content);
  }

  function show(value) {
    if (!value) return;
    const screen = JSON.parse(value);
    if ("listed" in screen && screen.at > made.list) {
      made.list = screen.at;
      put("listed", screen.listed);
    }
    const talks = Object.keys(screen).some((name) => name !== "at" && name !== "listed");
    if (!talks) settle();
    if (!talks || screen.at <= made.talk) return;
    made.talk = screen.at;
    if ("past" in screen) {
      put("past", screen.past);
      put("live", screen.live || "");
    } else if ("live" in screen) live(screen.live);
    if ("notice" in screen) put("notice", screen.notice);
    if ("box" in screen && (screen.box || !sent || box().value.trim() === sent.text)) write(screen.box);
    if ("welcome" in screen) welcome(screen.welcome);
    if (screen.busy === false && !("live" in screen)) stopped();
    if ("busy" in screen) busy(screen.busy);
    else if (screen.notice && sent) undo();
    if (screen.busy === false) sent = null;
    settle();
  }

  function settle() {
    clearTimeout(settling);
    settling = 0;
    if (held) setTimeout(held);
    held = null;
  }

  function change() {
    clearTimeout(settling);
    settling = setTimeout(settle, 5000);
  }

  function hold(event, then) {
    event.preventDefault();
    event.stopImmediatePropagation();
    held = then;
  }

  const editing = () => !!document.querySelector("#notice [data-editing]");
  const limit = () => Number(document.getElementById("typed")?.dataset.limit || Infinity);

  function asked(text, replace) {
    text = text.trim();
    if (text && text.length <= limit() && !document.body.classList.contains("busy")) pending(text, replace);
  }

  // Before Gradio sees it: Enter that ends the choice of a character of an input method sends nothing.
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("#question textarea") || event.key !== "Enter") return;
    if (event.isComposing || event.keyCode === 229) return event.stopImmediatePropagation();
    if (event.shiftKey) return;
    if (settling) return hold(event, () => document.getElementById("send").click());
    if (document.body.classList.contains("busy")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else asked(event.target.value, editing());
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target.closest("#send, #new, [data-do]");
    if (!target || !document.getElementById("desk")?.contains(target)) return;
    if (target.id === "new") {
      write("");
      return change();
    }
    const listed = target.closest("#listed");
    if (settling && !listed) return hold(event, () => target.isConnected && target.click());
    if (target.id === "send") return asked(box().value, editing());
    const detail = { ...target.dataset };
    if (listed) {
      if (detail.do !== "restore") change();
      return trigger("select", detail);
    }
    if (document.body.classList.contains("busy")) return;
    if (detail.do === "ask") asked(detail.text, false);
    if (detail.do === "retry") asked(document.querySelector("#live .asked p").textContent, true);
    trigger("submit", detail);
  }, true);
  document.addEventListener("act", (event) => trigger("select", event.detail));

    // What stood in the box before the page was loaded anew, once there is a box.
  function restore(words) {
    if (words && !box()) setTimeout(restore, 100, words);
    else if (words && !box().value) write(words);
  }

  function wire(send) {
    trigger = send;
    restore(window.anze.back());
  }

  Object.assign(window.anze, { wire, show, undo, accepted });
})();

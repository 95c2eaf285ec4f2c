// All that is said to the server: the session, questions as a stream, provisions, feedback. Nobody else is ever asked.
// In: the loader's kit. Out: functions that return data or throw Trouble, whose message is a sentence for the reader.
const TRIES = 5;
const SILENCE = 60000;
const LONGEST = 4 * 2 ** 20;
const WORDS = {
  offline: "没有连上问答服务，请检查网络后再试。这不代表没有相关规定。",
  down: "问答服务暂时没有应答，请稍后再试。这不代表没有相关规定。",
  cut: "连接中断，答复没有收完。这不代表没有相关规定。",
  refused: "这个网站没有接通问答服务，请告知网站管理员。",
};

export class Trouble extends Error {
  constructor(kind, message, retryAfter) {
    super(message || WORDS[kind] || WORDS.down);
    this.kind = kind;
    this.retryAfter = retryAfter || 0;
  }
}

export function connect(kit) {
  const { native } = kit;
  const base = `${kit.base}widget/c/${encodeURIComponent(kit.channel)}/`;
  const wait = (ms) => new native.Promise((done) => native.later(done, ms));
  let token = "";
  let until = 0;
  let opening = null;

  async function send(path, { method = "POST", body, headers = {}, signal } = {}) {
    const all = { ...headers };
    if (body !== undefined) all["content-type"] = "application/json";
    if (token) all.authorization = `Bearer ${token}`;
    const sent = { method, headers: all, signal, credentials: "omit", mode: "cors", cache: "no-store", redirect: "error", referrerPolicy: "strict-origin-when-cross-origin" };
    if (body !== undefined) sent.body = native.stringify(kit.bare(body));
    try {
      return await native.fetch(base + path, sent);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Trouble("offline");
    }
  }

  async function trouble(response) {
    let said = {};
    try {
      said = native.parse(await response.text());
    } catch {
      // A proxy's own page, not ours.
    }
    const error = said?.error || said || {};
    const after = Number(response.headers.get("retry-after") || error.retry_after) || 0;
    const full = response.status === 429 || ["busy", "limited", "loading"].includes(error.kind);
    const kind = full ? "busy" : response.status === 403 ? "refused" : response.status >= 500 ? "down" : "asked";
    return new Trouble(kind, typeof error.message === "string" ? error.message : "", after);
  }

  // One session for the page, renewed a minute before it ends; two who ask at once wait for the same one.
  function session() {
    opening = opening || renew().finally(() => (opening = null));
    return opening;
  }
  async function renew() {
    let response = await send("session", { body: {} });
    if (response.status === 401 && token) {
      token = "";
      response = await send("session", { body: {} });
    }
    if (!response.ok) throw await trouble(response);
    const data = await response.json();
    token = String(data.token);
    until = Date.now() + Math.max(30, Number(data.expires_in) || 0) * 1000;
    return data;
  }

  async function call(path, options) {
    if (!token || Date.now() > until - 60000) await session();
    let response = await send(path, options);
    if (response.status === 401) {
      token = "";
      await session();
      response = await send(path, options);
    }
    if (!response.ok) throw await trouble(response);
    return response;
  }

  // Events of a stream, whatever pieces it comes in.
  async function* events(body) {
    const reader = body.getReader();
    const decoder = new native.Decoder();
    let held = "";
    let timer = 0;
    try {
      for (;;) {
        const silent = new native.Promise((_, fail) => (timer = native.later(() => fail(new Trouble("cut")), SILENCE)));
        const { done, value } = await native.Promise.race([reader.read(), silent]).finally(() => native.never(timer));
        if (done) return;
        held = (held + decoder.decode(value, { stream: true })).replace(/\r\n/g, "\n");
        if (held.length > LONGEST) throw new Trouble("down");
        for (let end = held.indexOf("\n\n"); end >= 0; end = held.indexOf("\n\n")) {
          const event = parsed(held.slice(0, end));
          held = held.slice(end + 2);
          if (event) yield event;
        }
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }
  function parsed(text) {
    const event = { id: "", name: "message", data: "" };
    for (const line of text.split("\n")) {
      const [, field, value] = /^(id|event|data): ?(.*)$/.exec(line) || [];
      if (field === "data") event.data += (event.data ? "\n" : "") + value;
      else if (field) event[field === "event" ? "name" : "id"] = value;
    }
    if (!event.data) return null;
    event.data = native.parse(event.data);
    return event;
  }

  // A question until its answer is there. A cut stream is taken up after the last event that came; none is handed on twice.
  async function ask(asked, on, signal, seen) {
    for (let tries = 0; ; tries++) {
      try {
        const headers = { accept: "text/event-stream", ...(seen.last ? { "last-event-id": seen.last } : {}) };
        const response = await call("ask", { body: asked, headers, signal });
        for await (const event of events(response.body)) {
          if (event.id) {
            if (seen.ids.has(event.id)) continue;
            seen.ids.add(event.id);
            seen.last = event.id;
            tries = 0;
          }
          if (event.name === "error") throw new Trouble(event.data.kind || "down", event.data.message, event.data.retry_after);
          if (on[event.name]) on[event.name](event.data);
          if (event.name === "answer") return;
        }
        throw new Trouble("cut");
      } catch (error) {
        if (signal.aborted) throw error;
        const cut = !(error instanceof Trouble) || error.kind === "cut" || (error.kind === "offline" && (seen.last || tries > 0));
        if (!cut) throw error;
        if (tries + 1 >= TRIES) throw new Trouble("cut");
        on.again();
        await wait(300 * 2 ** tries);
        if (signal.aborted) throw error;
      }
    }
  }

  return {
    session,
    ask,
    provision: async (id, quote) => {
      const at = id.indexOf("/");
      const path = `provisions/${encodeURIComponent(id.slice(0, at))}/${encodeURIComponent(id.slice(at + 1))}`;
      return (await call(`${path}${quote ? `?quote=${encodeURIComponent(quote)}` : ""}`, { method: "GET" })).json();
    },
    feedback: async (body) => void (await call("feedback", { body })),
  };
}

// randomUUID is there over https only.
export function unique() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  let hex = "";
  for (const byte of bytes) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

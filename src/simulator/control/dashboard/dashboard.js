// The dashboard of the control plane. It holds the token in this tab only (sessionStorage), sends it as a header
// only, and puts what it gets into the page as text only.
"use strict";

const KEPT = "ucp-assay-control-token";
const SHOWN = 100; // exchanges kept in the page
const LOOK = 5000; // milliseconds between looks at what no event tells
const CONDITIONS = ["rate_limit", "idempotency_storage_down", "internal_failure", "unavailable"];

const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem(KEPT) || "";
let chosen = "default";
let stream = null; // AbortController of the open stream
let looking = 0;
let clock = null; // last clock told, and when

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = String(text);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function complain(message) {
  const trouble = byId("trouble");
  trouble.textContent = message;
  trouble.hidden = !message;
}

async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, {
    method, headers, cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  const read = await answer.json();
  if (!answer.ok) {
    if (answer.status === 401) leave();
    throw new Error(`${read.code}: ${read.what} (${read.where}). ${read.mend}`);
  }
  return read;
}

const at = (rest) => `/v1/sessions/${encodeURIComponent(chosen)}${rest}`;

// Every list is read to its end, page by page.
async function all(path, key) {
  const found = [];
  let cursor = null;
  do {
    const page = await call("GET", `${path}?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
    found.push(...page[key]);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

// Does what was asked for and shows what came of it; a failure is told and nothing else.
async function act(action) {
  try {
    complain("");
    await action();
    await look();
  } catch (error) {
    complain(error.message);
  }
}

function showSessions(sessions) {
  const rows = sessions.map((session) => {
    const row = make("tr");
    if (session.id === chosen) row.className = "chosen";
    const name = make("td");
    const button = make("button", session.id, { type: "button", "data-session": session.id });
    button.addEventListener("click", () => choose(session.id));
    name.append(button);
    row.append(name);
    const cells = [session.world, session.version, session.checkouts, session.orders, session.exchanges, session.webhooks.pending];
    row.append(...cells.map((value) => make("td", value)));
    return row;
  });
  byId("sessions").tBodies[0].replaceChildren(...rows);
}

function showClock(told) {
  clock = { told, at: Date.now() };
  byId("freeze").disabled = told.frozen;
  byId("resume").disabled = !told.frozen;
  const hours = Math.round((told.ahead_millis || 0) / 36000) / 100;
  byId("pace").textContent = told.frozen ? "stands still" : hours ? `runs, ${hours} h ahead` : "runs with the system";
  tick();
}

function tick() {
  if (!clock) return;
  const millis = clock.told.millis + (clock.told.frozen ? 0 : Date.now() - clock.at);
  byId("now").textContent = new Date(millis).toISOString().replace(/\.\d+Z$/, "Z");
}

function toggle(label, on, change) {
  const box = make("input", undefined, { type: "checkbox", "aria-label": label });
  box.checked = on;
  box.addEventListener("change", () => act(() => change(box.checked)));
  return box;
}

// Rules switched off in this tab, so that they can be switched on again: session to rules.
const off = new Map();

function showFaults(armed) {
  const resting = off.get(chosen) || new Map();
  off.set(chosen, resting);
  for (const one of armed) resting.delete(one.id);
  const entries = [
    ...armed.map((one) => ({ ...one, on: true })),
    ...[...resting].map(([id, one]) => ({ ...one, id, on: false })),
  ];
  const rows = entries.map((one) => {
    const row = make("tr", undefined, { "data-rule": one.id });
    const cell = make("td");
    cell.append(toggle(`rule ${one.id}`, one.on, async (on) => {
      if (on) {
        await call("POST", at("/faults"), { ...one.rule, id: one.id });
        resting.delete(one.id);
      } else {
        const did = await call("DELETE", at(`/faults/${encodeURIComponent(one.id)}`));
        resting.set(one.id, { rule: one.rule, fired: did.fired });
      }
    }));
    row.append(cell, make("td", one.id), make("td", one.rule.fault), make("td", one.rule.chance ?? 1), make("td", one.fired));
    return row;
  });
  byId("faults").tBodies[0].replaceChildren(...rows);
}

function showConditions(holding) {
  const items = CONDITIONS.map((kind) => {
    const item = make("li");
    const label = make("label");
    label.append(toggle(`condition ${kind}`, holding.includes(kind), (on) =>
      call(on ? "PUT" : "DELETE", at(`/conditions/${kind}`), on ? {} : undefined)), ` ${kind}`);
    item.append(label);
    return item;
  });
  byId("conditions").replaceChildren(...items);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function headers(list) {
  return list.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function showExchange({ number, exchange }) {
  const status = exchange.response ? exchange.response.status : 0;
  const item = make("li", undefined, { value: number, "data-number": number });
  const details = make("details");
  const time = new Date(exchange.at).toISOString().slice(11, 19);
  const summary = make("summary", `${time} ${exchange.kind} ${exchange.request.method} ${exchange.request.url} `);
  summary.append(make("strong", status || "no answer", { class: `status-${Math.floor(status / 100)}` }));
  if (exchange.operation) summary.append(` ${exchange.operation}`);
  details.append(summary);
  if (exchange.notes.length) details.append(make("p", exchange.notes.join("; ")));
  details.append(make("pre", `${headers(exchange.request.headers)}\n\n${pretty(exchange.request.body)}`));
  if (exchange.response) {
    details.append(make("pre", `${status}\n${headers(exchange.response.headers)}\n\n${pretty(exchange.response.body)}`));
  }
  item.append(details);
  const list = byId("exchanges");
  list.prepend(item);
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}

// One event of the stream: lines up to an empty one.
function told(block) {
  let name = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (!data) return;
  const value = JSON.parse(data);
  if (name === "exchange") showExchange(value);
  if (name === "state") showClock(value.clock);
  if (name === "end") byId("stream").textContent = `ended: ${value.reason}`;
}

// EventSource cannot send a header, and the token must not stand in a URL: the stream is read by fetch.
async function follow() {
  if (stream) stream.abort();
  const mine = new AbortController();
  stream = mine;
  byId("exchanges").replaceChildren();
  while (!mine.signal.aborted) {
    try {
      const session = await call("GET", at(""));
      const after = Math.max(0, session.exchanges - SHOWN);
      byId("exchanges").replaceChildren();
      const answer = await fetch(at(`/events?after=${after}`), {
        headers: { Authorization: `Bearer ${token}` }, cache: "no-store", redirect: "error", signal: mine.signal,
      });
      if (!answer.ok) throw new Error(`the stream answered ${answer.status}`);
      byId("stream").textContent = "connected";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach(told);
      }
    } catch (error) {
      if (mine.signal.aborted) return;
      byId("stream").textContent = `not connected: ${error.message}`;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function look() {
  const sessions = await all("/v1/sessions", "sessions");
  const session = sessions.find((one) => one.id === chosen) || sessions[0];
  if (session.id !== chosen) return choose(session.id);
  showSessions(sessions);
  showClock(session.clock);
  showConditions(session.conditions);
  showFaults(await all(at("/faults"), "faults"));
}

function choose(id) {
  chosen = id;
  for (const place of document.querySelectorAll("span.chosen")) place.textContent = id;
  follow();
  return act(async () => {});
}

async function enter() {
  const own = await call("GET", "/v1/token");
  sessionStorage.setItem(KEPT, token);
  byId("link").textContent = `token ${own.id}: ${own.scopes.join(", ")}`;
  byId("entry").hidden = true;
  byId("board").hidden = false;
  byId("leave").hidden = false;
  const faults = await all("/v1/faults", "catalogue");
  byId("catalogue").replaceChildren(...faults.map((one) => make("option", one.about, { value: one.id })));
  await choose(chosen);
  clearInterval(looking);
  looking = setInterval(() => look().catch((error) => complain(error.message)), LOOK);
}

function leave() {
  token = "";
  sessionStorage.removeItem(KEPT);
  clearInterval(looking);
  if (stream) stream.abort();
  byId("board").hidden = true;
  byId("leave").hidden = true;
  byId("entry").hidden = false;
  byId("link").textContent = "not signed in";
}

byId("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  byId("token").value = "";
  complain("");
  enter().catch((error) => complain(error.message));
});
byId("leave").addEventListener("click", leave);
byId("freeze").addEventListener("click", () => act(() => call("POST", at("/clock/freeze"))));
byId("resume").addEventListener("click", () => act(() => call("POST", at("/clock/resume"))));
byId("advance").addEventListener("click", () =>
  act(() => call("POST", at("/clock/advance"), { milliseconds: Math.round(Number(byId("amount").value) * 60000) })));
byId("arm").addEventListener("submit", (event) => {
  event.preventDefault();
  act(async () => {
    await call("POST", at("/faults"), { fault: byId("fault").value.trim(), chance: Number(byId("chance").value) });
    byId("fault").value = "";
  });
});
setInterval(tick, 1000);
if (token) enter().catch((error) => complain(error.message));

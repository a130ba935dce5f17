// A contract-vector runner in Node, with nothing but its built-in modules. The protocol: vectors/PROTOCOL.md.
import { createHash, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify } from "node:crypto";
import { createInterface } from "node:readline";

class Refused extends Error {
  constructor(output) { super("invalid"); this.output = output; }
}
const need = (condition, output = {}) => { if (!condition) throw new Refused(output); };
const base64 = (text) => Buffer.from(text, "base64");
const encode = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

function decode(text) {
  need(typeof text === "string" && /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1);
  const bytes = Buffer.from(text, "base64url");
  need(encode(bytes) === text); // one value has one spelling
  return bytes;
}

// Canonical JSON. JSON.stringify writes numbers and strings as RFC 8785 asks; names sort by UTF-16 as JavaScript sorts.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

// JSON.parse keeps the last of two equal names and lets lone surrogates and infinities pass: I-JSON does not. It also
// sorts names that look like numbers, which does no harm here.
function strict(text) {
  let parsed;
  try { parsed = JSON.parse(text); } catch { throw new Refused({}); }
  const check = (value) => {
    if (typeof value === "number") need(Number.isFinite(value));
    else if (typeof value === "string") need(value.isWellFormed());
    else if (value && typeof value === "object") Object.entries(value).forEach(([name, inner]) => { check(name); check(inner); });
  };
  check(parsed);
  need(countNames(text) === names(parsed));
  return parsed;
}
const names = (value) => value && typeof value === "object"
  ? Object.values(value).reduce((sum, inner) => sum + names(inner), Array.isArray(value) ? 0 : Object.keys(value).length) : 0;
const countNames = (text) => [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/gs)].filter((match) => match[1]).length;

const CURVES = { "P-256": [32, "ES256", "sha256"], "P-384": [48, "ES384", "sha384"] };
const STATUSES = ["incomplete", "requires_escalation", "ready_for_complete", "complete_in_progress", "completed", "canceled"];
const PRIVATE = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

function importKey(jwk) {
  need(jwk && typeof jwk === "object" && !Array.isArray(jwk) && typeof jwk.kid === "string" && jwk.kty === "EC");
  need(!PRIVATE.some((member) => member in jwk) && Object.hasOwn(CURVES, jwk.crv) && (jwk.use ?? "sig") === "sig");
  const [size, alg, hash] = CURVES[jwk.crv];
  need((jwk.alg ?? alg) === alg && decode(jwk.x).length === size && decode(jwk.y).length === size);
  try {
    const key = createPublicKey({ key: { kty: "EC", crv: jwk.crv, x: jwk.x, y: jwk.y }, format: "jwk" });
    return { key, size, alg, hash };
  } catch { throw new Refused({}); }
}

// Signs, and verifies its own work as a receiver would: the header, then header..signature over the payload.
function makeJws({ kid, alg, pem }, bytes, form) {
  const [size, , hash] = Object.values(CURVES).find((curve) => curve[1] === alg);
  const key = createPrivateKey(pem);
  const header = form === "base64url" ? { alg, kid } : { alg, kid, b64: false, crit: ["b64"] };
  const head = encode(JSON.stringify(header));
  const input = Buffer.concat([Buffer.from(`${head}.`), form === "base64url" ? Buffer.from(encode(bytes)) : bytes]);
  const signature = sign(hash, input, { key, dsaEncoding: "ieee-p1363" });
  need(signature.length === 2 * size);
  const keys = [{ kid, alg, use: "sig", ...createPublicKey(key).export({ format: "jwk" }) }];
  const jws = `${head}..${encode(signature)}`;
  const found = families["detached-jws"]({ jws, payload_base64: bytes.toString("base64"), keys });
  return { alg, kid, payload: found.payload, accepted: found.kid === kid };
}

const families = {
  "base64url": (i) => (i.op === "encode" ? { text: encode(Buffer.from(i.hex, "hex")) } : { hex: decode(i.text).toString("hex") }),
  "jcs": (i) => {
    if (i.op === "number") {
      const value = Buffer.from(i.ieee754, "hex").readDoubleBE(0);
      need(Number.isFinite(value));
      return { canonical: JSON.stringify(value) };
    }
    let text = i.json;
    try { text ??= new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(base64(i.json_base64)); } catch { throw new Refused({}); }
    return { canonical: canonical(strict(text)) };
  },
  "jwk": ({ jwk }) => {
    const { alg, key } = importKey(jwk);
    const { crv, kty, x, y } = jwk;
    const spki = key.export({ type: "spki", format: "der" }).toString("base64");
    return { kid: jwk.kid, alg, thumbprint: encode(sha256(canonical({ crv, kty, x, y }))), spki };
  },
  "detached-jws": ({ op, jws, payload_base64, keys, payload: form, key: signer }) => {
    if (op === "sign") return makeJws(signer, base64(payload_base64), form);
    const parts = jws.split(".");
    need(parts.length === 3 && parts[1] === "");
    const signature = decode(parts[2]);
    const header = strict0(decode(parts[0]));
    const { alg, kid, crit, b64 = true } = header;
    need(!("crit" in header) || (Array.isArray(crit) && crit.length > 0 && crit.every((c) => c === "b64" && "b64" in header)));
    need(typeof b64 === "boolean" && (b64 || "crit" in header) && typeof kid === "string");
    const { key, size, alg: own, hash } = importKey(keys.find((known) => known.kid === kid));
    need(alg === own && signature.length === 2 * size);
    const payload = base64(payload_base64);
    const signed = Buffer.concat([Buffer.from(`${parts[0]}.`), b64 ? Buffer.from(encode(payload)) : payload]);
    need(verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, signature));
    return { kid, payload: b64 ? "base64url" : "unencoded" };
  },
  "totals": ({ totals }, version) => {
    const problems = version === "2026-01-11" ? check(totals, false) : check(totals, true);
    need(problems.length === 0, { problems });
    return {};
  },
  "message-severity": ({ messages, status: said }) => {
    if (!messages) return need(STATUSES.includes(said)) ?? { terminal: said === "completed" || said === "canceled" };
    const wanted = { error: ["code", "content", "severity"], warning: ["code", "content"], info: ["content"] };
    const order = ["unrecoverable", "recoverable", "requires_buyer_input", "requires_buyer_review"];
    const actions = ["stop", "mend", "collect_input", "collect_review"];
    need(messages.every((m) => Object.hasOwn(wanted, m?.type) && wanted[m.type].every((name) => typeof m[name] === "string")));
    const errors = messages.filter((m) => m.type === "error").map((m) => order.indexOf(m.severity));
    need(errors.every((at) => at >= 0));
    const status = errors.some((at) => at >= 2) ? "requires_escalation" : errors.length ? "incomplete" : "ready_for_complete";
    const shown = messages.map(({ type, code = null, path = null, content, presentation = "notice" }) => ({
      code, path, content, presentation: type === "warning" ? presentation : null,
    }));
    return { status, action: errors.length ? actions[Math.min(...errors)] : "proceed", shown };
  },
  // Exact: BigInt. Currencies and labels are left out: an operation without an answer is unsupported.
  "amounts": ({ op, json, amounts, ...i }) => {
    const [a, b, n, d] = [i.amount, i.other ?? i.count, i.numerator, i.denominator].map((number) => BigInt(number ?? 0));
    if (op === "scaled") need(d !== 0n);
    const up = () => (a < 0n ? -1n : 1n) * (((a < 0n ? -a : a) * n * 2n + d) / (2n * d)); // halves away from zero
    const outcome = { read: () => strict(json), plus: () => a + b, minus: () => a - b, negated: () => -a, times: () => a * b,
      sum: () => amounts.reduce((sum, one) => sum + BigInt(one), 0n), scaled: up }[op]?.();
    if (outcome === undefined) return undefined;
    need(typeof outcome !== "object" && Number.isSafeInteger(typeof outcome === "bigint" ? Number(outcome) : outcome));
    return { minor: Number(outcome) };
  },
  "order-status": ({ quantity: { total, fulfilled } }) => ({
    status: total === 0 ? "removed" : fulfilled >= total ? "fulfilled" : fulfilled > 0 ? "partial" : "processing",
  }),
  "idempotency": (i) => {
    if (i.op === "key") need(/^[A-Za-z0-9_.:~-]{16,255}$/.test(i.key) && !i.key.includes("\n"));
    else {
      const print = (r) => sha256(JSON.stringify([r.method, r.target, r.body_base64]));
      need(timingSafeEqual(print(i.first), print(i.second)), { code: "idempotency_conflict" });
    }
    return {};
  },
};

function strict0(bytes) {
  let value;
  try { value = JSON.parse(bytes.toString()); } catch { throw new Refused({}); }
  need(value && typeof value === "object" && !Array.isArray(value));
  return value;
}

// Every rule that totals break, each once. Sums are exact: BigInt.
function check(totals, signed) {
  const known = ["subtotal", "items_discount", "discount", "fulfillment", "tax", "fee", "total"];
  const found = new Set();
  if (!Array.isArray(totals) || totals.some((e) => typeof e?.type !== "string")) return ["malformed"];
  const amount = (e) => { if (Number.isSafeInteger(e.amount)) return BigInt(e.amount); found.add("amount"); };
  const reduces = (e) => e.type === "discount" || e.type === "items_discount";
  const sum = (list) => list.reduce((a, b) => (a === undefined || b === undefined ? undefined : a + b), 0n);
  for (const e of totals) {
    const value = amount(e);
    const own = !known.includes(e.type);
    if (own && !signed) found.add("kind");
    if (own && signed && typeof e.display_text !== "string") found.add("label");
    if (value !== undefined && (signed ? !own && e.type !== "total" && (reduces(e) ? value >= 0n : value < 0n) : value < 0n)) found.add("sign");
    if (signed && "lines" in e) {
      const lines = Array.isArray(e.lines) ? e.lines : [];
      const parts = sum(lines.map(amount));
      if (!Array.isArray(e.lines) || (parts !== undefined && (parts !== value || lines.some((l) => typeof l.display_text !== "string")))) found.add("lines");
    }
  }
  const of = (type) => totals.filter((e) => e.type === type);
  for (const type of ["subtotal", "total"]) if (of(type).length > 1 || (signed && of(type).length === 0)) found.add(`${type}_count`);
  const parts = sum(totals.filter((e) => e.type !== "total").map((e) => { const v = amount(e); return v !== undefined && !signed && reduces(e) ? -v : v; }));
  if (of("total").length === 1 && parts !== undefined && amount(of("total")[0]) !== undefined && parts !== amount(of("total")[0])) found.add("sum");
  return ["malformed", "amount", "subtotal_count", "total_count", "sign", "kind", "label", "lines", "sum"].filter((name) => found.has(name));
}

function answer({ id, family, version, input }) {
  try {
    const output = families[family](input, version);
    return output ? { id, result: "valid", output } : { id, result: "unsupported" };
  } catch (error) {
    if (error instanceof Refused) return { id, result: "invalid", output: error.output };
    return { id, result: "error", message: String(error) };
  }
}

const hello = { protocol: 1, name: "node-example", version: "1", families: Object.keys(families), window: 16 };
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  process.stdout.write(`${JSON.stringify("hello" in message ? { hello } : answer(message))}\n`);
}

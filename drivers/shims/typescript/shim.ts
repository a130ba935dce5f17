// Shim template: lets ucp-assay drive a connector that is a TypeScript or JavaScript library.
//
// One question per line on standard input, one answer per line on standard output (docs/connector-drivers.md).
// Replace the bodies of the functions below by calls of your library; delete those it does not have, and the
// same lines in the driver file. As it stands the template talks plain, unsigned REST, so that it can be tried:
//
//     argv: [node, --experimental-strip-types, "${driver.dir}/shims/typescript/shim.ts"]     (Node 22.6 or newer)
//
// Only types that can be erased are used. Node trusts the harness and finds the business through
// NODE_EXTRA_CA_CERTS, HTTPS_PROXY and NODE_USE_ENV_PROXY (22.21 or newer), which the harness sets.

import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Question = { op: string; business: string; id?: string; key?: string; whole?: Json; checkout?: Json };

class Refused extends Error {
  code: string;
  data: Json;
  constructor(code: string, text: string, data: Json) {
    super(text);
    this.code = code;
    this.data = data;
  }
}

// Nothing but answers may be printed to standard output.
console.log = console.error;

// Replace this by your library's client.
async function request(question: Question, method: string, path: string, body?: Json): Promise<Json> {
  const headers: Record<string, string> = {
    accept: "application/json",
    "ucp-agent": 'profile="https://agent.example/profile.json"',
    "request-id": randomUUID(),
  };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (method !== "GET") headers["idempotency-key"] = question.key ?? randomUUID();
  const answer = await fetch(question.business + path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  let told: { [name: string]: Json } = {};
  try {
    told = JSON.parse(text);
  } catch {
    // What is no JSON is told as text.
  }
  throw new Refused(typeof told.code === "string" ? told.code : `http_${answer.status}`, text.slice(0, 500), told);
}

const operations: Record<string, (question: Question) => Promise<Json>> = {
  discover: (question) => request(question, "GET", "/.well-known/ucp"),
  // "whole" is the content in the layout of the version that the business speaks.
  create: (question) => request(question, "POST", "/checkout-sessions", question.whole),
  get: (question) => request(question, "GET", `/checkout-sessions/${encodeURIComponent(question.id ?? "")}`),
  // "checkout" holds only what changes, "whole" all of it: an update replaces everything.
  update: (question) =>
    request(question, "PUT", `/checkout-sessions/${encodeURIComponent(question.id ?? "")}`, question.whole),
  cancel: (question) =>
    request(question, "POST", `/checkout-sessions/${encodeURIComponent(question.id ?? "")}/cancel`, {}),
};

async function answer(question: Question): Promise<Json> {
  const operation = operations[question.op];
  if (operation === undefined) return { err: "unknown_op", msg: `there is no operation ${question.op}` };
  try {
    return { ok: await operation(question) };
  } catch (error) {
    if (error instanceof Refused) return { err: error.code, msg: error.message, data: error.data };
    const cause = error instanceof Error ? error : new Error(String(error));
    return { err: cause.name, msg: cause.message.slice(0, 500) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() !== "") process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}

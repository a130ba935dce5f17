// Our vectors against npm packages nobody here wrote. Usage: cross-check.mjs RESOLVED_SCHEMAS_DIR (packages: NODE_PATH's folder
// as second argument). Every disagreement must be listed in scripts/cross-check-known.json and explained in docs/cross-checks.md.
import { createPublicKey, verify } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [schemas, packages] = process.argv.slice(2);
const load = createRequire(join(packages, "package.json")); // an absolute folder
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const known = JSON.parse(readFileSync(join(root, "scripts/cross-check-known.json")));
// Flags of rules that are UCP's own, not the standard's: a general library cannot know them.
const ucp = ["MINIMUM", "ALGORITHM", "CURVE", "WEBHOOK", "TIME", "STATUS", "SEVERAL", "DIGEST"];

// Packages for `import` only: their entry is looked up by hand, since they lie in a folder of their own.
const entry = (name, file) => import(pathToFileURL(join(packages, "node_modules", name, file)));
const { default: canonicalize } = await entry("canonicalize", "lib/canonicalize.js");
const jose = await entry("jose", "dist/webapi/index.js");
const headers = load("structured-headers");
const { httpbis } = load("http-message-signatures");
const Ajv = load("ajv/dist/2020.js").default;
const formats = load("ajv-formats").default;

const tests = (family) => readdirSync(join(root, "vectors", family)).filter((name) => name.endsWith(".json") && name !== "schema.json")
  .flatMap((name) => {
    const file = JSON.parse(readFileSync(join(root, "vectors", family, name)));
    return file.tests.map((test) => ({ name: `${family}/${name.slice(0, -5)}/${test.id}`, file, test, input: test.input }));
  });
const attempt = async (call) => { try { return await call(); } catch { return undefined; } };

const outcomes = [];
const note = (library, one, agrees) => outcomes.push({ library, ...one, agrees });

for (const one of tests("jcs")) {
  if (one.test.result !== "valid") continue; // what is refused is refused by the parser in front
  const value = one.input.op === "number" ? Buffer.from(one.input.ieee754, "hex").readDoubleBE(0) : JSON.parse(one.input.json);
  note("canonicalize", one, (await attempt(() => canonicalize(value))) === one.test.expected.canonical);
}
for (const one of tests("detached-jws").filter(({ input }) => !input.op)) { // making signatures is for runners
  const accepted = await attempt(async () => {
    const [head, middle, signature, ...more] = one.input.jws.split(".");
    if (middle !== "" || more.length) return undefined; // the library takes the parts, not the text
    const header = jose.decodeProtectedHeader({ protected: head });
    const key = await jose.importJWK(one.input.keys.find((jwk) => jwk.kid === header.kid), header.alg);
    const payload = Buffer.from(one.input.payload_base64, "base64");
    const encoded = header.b64 === false ? new Uint8Array(payload) : payload.toString("base64url");
    await jose.flattenedVerify({ protected: head, payload: encoded, signature }, key, { algorithms: ["ES256", "ES384"] });
    return true;
  });
  note("jose", one, (accepted === true) === (one.test.result === "valid"));
}
for (const one of tests("structured-field").filter(({ input }) => input.op === "dictionary")) {
  const text = one.input.lines.map((line) => line.trim()).join(", ");
  const got = await attempt(() => headers.serializeDictionary(headers.parseDictionary(text)));
  note("structured-headers", one, one.test.result === "valid" ? got === one.test.expected.canonical : got === undefined);
}
for (const one of [...tests("http-signature-request"), ...tests("http-signature-webhook")]) {
  if (one.input.op !== "verify" || one.test.flags.some((flag) => ucp.includes(flag))) continue;
  const { request, keys } = one.input;
  const lines = {};
  for (const [name, value] of request.headers) (lines[name.toLowerCase()] ??= []).push(value);
  const query = request.query === null ? "" : `?${request.query}`;
  const message = { method: request.method, url: `${request.scheme}://${request.authority}${request.path}${query}`, headers: lines };
  const keyLookup = async ({ keyid }) => {
    const jwk = keys.find((key) => key.kid === keyid);
    const hash = jwk?.crv === "P-384" ? "sha384" : "sha256";
    return jwk && { id: keyid, verify: async (data, signature) => verify(hash, data, { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, signature) };
  };
  const accepted = await attempt(() => httpbis.verifyMessage({ keyLookup, notAfter: new Date(0) && 1e12 }, message));
  note("http-message-signatures (npm)", one, (accepted === true) === (one.test.result === "valid"));
}
const compiled = new Map();
for (const one of tests("schema")) {
  const { op, operation, direction, kind, capabilities = [], document } = one.input;
  if (op === "answer") continue; // which schema it is held against is part of the question
  const names = capabilities.map((name) => name.replace("dev.ucp.shopping.", "")).join("+");
  const path = join(schemas, one.file.versions[0], op === "body" ? `${operation}.${direction}.${names}.json` : `${kind}.json`);
  if (!existsSync(path)) continue;
  if (!compiled.has(path)) {
    const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true });
    formats(ajv);
    compiled.set(path, ajv.compile(JSON.parse(readFileSync(path))));
  }
  note("ajv", one, compiled.get(path)(document) === (one.test.result === "valid"));
}

let status = 0;
const counts = {};
for (const { library, name, test, agrees } of outcomes.filter(({ test }) => test.result !== "acceptable")) {
  const total = (counts[library] ??= [0, 0]);
  total[0] += 1;
  const reason = known[library]?.[name];
  if (!agrees) total[1] += 1;
  if (!agrees && !reason) { status = 1; console.log(`NEW ${library}: ${name}: expected ${test.result}: ${test.comment}`); }
  if (agrees && reason) { status = 1; console.log(`GONE ${library}: ${name} agrees now: take it off the list (${reason})`); }
}
for (const [library, [total, differ]] of Object.entries(counts)) console.log(`${library}: ${total} compared, ${total - differ} agree, ${differ} differ`);
process.exit(status);

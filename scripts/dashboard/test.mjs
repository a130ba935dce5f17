// The dashboard in headless Chromium, against a merchant this script starts: what a person would do, and what a
// person must never see. Prints one line per check; exit 1 at the first that fails, 77 when there is no browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [binary, modules, picture] = process.argv.slice(2);
const browserPath = [process.env.UCP_ASSAY_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
  .find((path) => path && existsSync(path));
if (!browserPath || !existsSync(join(modules, "playwright-core"))) {
  console.log(`dashboard-test: SKIPPED, ${browserPath ? "no playwright-core" : "no Chromium"} here`);
  process.exit(77);
}
const { chromium } = createRequire(join(modules, "_"))("playwright-core");

let merchant;
let folder;
const problems = [];

function check(what, holds, seen = "") {
  if (!holds) throw new Error(`${what}${seen === "" ? "" : `: ${seen}`}`);
  console.log(`ok  ${what}`);
}

// Starts the merchant and reads from what it prints where it is.
async function start() {
  folder = mkdtempSync(join(tmpdir(), "ucp-assay-dashboard-"));
  const tokenFile = join(folder, "token");
  const token = `dashboard-test-${"0123456789abcdef".repeat(3)}`;
  writeFileSync(tokenFile, token, { mode: 0o600 });
  merchant = spawn(binary, ["merchant", "--port", "0", "--tls", "off", "--auth", "optional", "--allow-plain-http",
    "--scenario", "flower-shop", "--control=127.0.0.1:0", "--control-token-file", tokenFile], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  const ready = new Promise((resolve, reject) => {
    merchant.on("exit", (code) => reject(new Error(`the merchant ended with ${code}`)));
    merchant.stdout.on("data", (data) => {
      printed += data;
      if (printed.includes("Stop with Ctrl-C")) resolve();
    });
  });
  await ready;
  const find = (label) => printed.match(new RegExp(`^${label} +(\\S+)`, "m"))[1];
  return { token, control: find("control"), shop: find("merchant") };
}

// A request of a platform that is refused, but recorded, with things in it that nobody may see.
async function shop(url) {
  const answer = await fetch(`${url}/checkout-sessions`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Authorization": "Bearer canary-secret-of-a-platform", "UCP-Agent": 'profile="http://localhost:1/none.json"' },
    body: JSON.stringify({ line_items: [{ item: { id: "bouquet_roses" }, quantity: 2 }], buyer: { email: "canary@example.com" } }),
  });
  await answer.text();
}

async function api({ token, control }, method, path, body) {
  const answer = await fetch(new URL(path, control), {
    method, body: body && JSON.stringify(body),
    headers: { Authorization: `Bearer ${token}`, ...(body && { "Content-Type": "application/json" }) },
  });
  return answer.status === 204 ? null : answer.json();
}

async function signIn(page, stage) {
  await page.goto(stage.control);
  check("the page asks for the token and shows nothing else", await page.isVisible("#entry") && !(await page.isVisible("#board")));
  await page.fill("#token", "x".repeat(40));
  await page.click("#enter button");
  await page.waitForFunction(() => document.getElementById("trouble").textContent.includes("unauthorized"));
  check("a wrong token is refused, and said so", !(await page.isVisible("#board")));
  await page.fill("#token", stage.token);
  await page.click("#enter button");
  await page.waitForSelector("#board:not([hidden])");
  await page.waitForFunction(() => document.getElementById("stream").textContent === "connected");
  check("the right one opens the board", (await page.textContent("#link")).includes("full"));
}

async function sessions(page, stage) {
  await api(stage, "POST", "/v1/sessions", { id: "second", world: { name: "minimal" } });
  await page.waitForSelector('#sessions button[data-session="second"]');
  check("a session opened elsewhere appears", (await page.locator("#sessions tbody tr").count()) === 2);
  await page.click('#sessions button[data-session="second"]');
  await page.waitForFunction(() => document.querySelector("span.chosen").textContent === "second");
  await page.click('#sessions button[data-session="default"]');
  await page.waitForFunction(() => document.getElementById("stream").textContent === "connected");
}

async function exchanges(page, stage) {
  await shop(stage.shop);
  await page.waitForSelector("#exchanges li summary:has-text('create_checkout')");
  await page.click("#exchanges li summary:has-text('create_checkout')");
  const text = await page.textContent("#exchanges");
  check("a live exchange appears with its body", text.includes("bouquet_roses"));
  check("and is redacted", text.includes("[redacted") && !text.includes("canary"), text.match(/.{20}canary.{20}/)?.[0] ?? "");
}

async function clock(page, stage) {
  const millis = async () => (await api(stage, "GET", "/v1/sessions/default/clock")).millis;
  await page.click("#freeze");
  await page.waitForFunction(() => document.getElementById("pace").textContent === "stands still");
  const before = await millis();
  check("the clock can be frozen", before === (await millis()));
  await page.fill("#amount", "90");
  await page.click("#advance");
  const shown = new Date(before + 90 * 60000).toISOString().replace(/\.\d+Z$/, "Z");
  await page.waitForFunction((time) => document.getElementById("now").textContent === time, shown);
  check("and advanced", (await millis()) === before + 90 * 60000);
  await page.click("#resume");
  await page.waitForFunction(() => document.getElementById("pace").textContent.startsWith("runs, 1.5"));
  check("and runs on from there", (await millis()) >= before + 90 * 60000);
}

async function switches(page, stage) {
  const box = 'input[aria-label="condition unavailable"]';
  await page.check(box);
  await page.waitForFunction(() => document.getElementById("trouble").hidden);
  const holding = async () => (await api(stage, "GET", "/v1/sessions/default/conditions")).conditions.length;
  await page.waitForFunction((selector) => document.querySelector(selector).checked, box);
  check("a condition is switched on", (await holding()) === 1);
  await page.uncheck(box);
  await page.waitForFunction((selector) => !document.querySelector(selector).checked, box);
  check("and off", (await holding()) === 0);
  const catalogue = (await api(stage, "GET", "/v1/faults?limit=1000")).catalogue;
  check("the catalogue is offered", (await page.locator("#catalogue option").count()) === catalogue.length, catalogue.length);
  if (catalogue.length === 0) {
    await page.fill("#fault", "no.such");
    await page.click("#arm button");
    await page.waitForFunction(() => document.getElementById("trouble").textContent.includes("no.such"));
    check("an unknown fault is refused, and said so", true);
    return;
  }
  const armed = async () => (await api(stage, "GET", "/v1/sessions/default/faults")).faults;
  await page.fill("#fault", catalogue[0].id);
  await page.click("#arm button");
  await page.waitForSelector("#faults tbody tr");
  check("a fault is armed", (await armed())[0].rule.fault === catalogue[0].id);
  const rule = page.locator("#faults tbody input[type=checkbox]").first();
  await rule.uncheck();
  await page.waitForFunction(() => !document.querySelector("#faults tbody input").checked);
  check("switched off", (await armed()).length === 0);
  await page.locator("#faults tbody input[type=checkbox]").first().check();
  await page.waitForFunction(() => document.querySelector("#faults tbody input").checked);
  check("and on again under the same name", (await armed()).length === 1);
}

async function secrecy(page, stage, urls) {
  check("the token stood in no URL", urls.every((url) => !url.includes(stage.token)));
  check("nor in the page, a cookie or local storage", await page.evaluate((token) =>
    !document.documentElement.outerHTML.includes(token) && document.cookie === "" && localStorage.length === 0, stage.token));
  await page.reload();
  await page.waitForSelector("#board:not([hidden])");
  check("it is kept for this tab", true);
  const injected = await page.evaluate(() => {
    const script = document.createElement("script");
    try { script.textContent = "window.injected = true"; } catch { return false; }
    document.body.append(script);
    return window.injected === true;
  });
  check("nothing inline runs", !injected);
  await page.click("#leave");
  check("and forgotten when asked to", await page.evaluate(() => sessionStorage.length === 0));
}

// A page of another origin with the token in its hands gets nothing.
async function foreign(browser, stage) {
  const page = await browser.newPage();
  await page.goto(`${stage.shop}/`);
  const outcome = await page.evaluate(async ({ control, token }) => {
    const headers = { Authorization: `Bearer ${token}` };
    const tries = [fetch(`${control}v1/sessions`, { headers }), fetch(`${control}v1/sessions`), fetch(`${control}v1/sessions/default/reset`, { method: "POST" })];
    return (await Promise.allSettled(tries)).map((one) => one.status);
  }, stage);
  check("a page of another origin reads and does nothing", outcome.every((one) => one === "rejected"), outcome.join());
  await page.close();
}

async function run() {
  const stage = await start();
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 1180, height: 1000 } });
  const urls = [];
  page.on("request", (request) => urls.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  page.setDefaultTimeout(20000);
  try {
    await signIn(page, stage);
    problems.length = 0; // the refused token is told on the console, as it should be
    await sessions(page, stage);
    await exchanges(page, stage);
    await clock(page, stage);
    await switches(page, stage);
    if (picture) await page.screenshot({ path: picture, fullPage: true });
    const expected = /400 \(Bad Request\)/;
    check("the console shows no error", problems.every((one) => expected.test(one)), problems.join("; "));
    await secrecy(page, stage, urls);
    await foreign(browser, stage);
  } catch (error) {
    if (picture) await page.screenshot({ path: picture, fullPage: true });
    throw error;
  } finally {
    await browser.close();
  }
}

try {
  await run();
  console.log("dashboard-test: ok");
} catch (error) {
  console.log(`dashboard-test: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  merchant?.removeAllListeners("exit");
  merchant?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
}

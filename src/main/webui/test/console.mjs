// SPDX-License-Identifier: Apache-2.0
// Uses the console as people do, in a real browser. Run by ConsoleIT, which does what is asked of it
// on lines that begin with @@: stop kills the server, start starts it again, tamper changes an event
// of an account behind the server's back.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const { UNWIND_URL: url, UNWIND_BROWSER: executablePath, UNWIND_SCREENS: screens, UNWIND_ADMIN: admin } = process.env;
const ACCOUNTS = 1000;
const PATIENCE = 60_000;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await mkdir(screens, { recursive: true });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const context = await browser.newContext({ viewport: { width: 1360, height: 840 }, acceptDownloads: true });
const faults = [];

/** A page that notes what goes wrong in it. */
async function open(where) {
  const opened = await where.newPage();
  opened.setDefaultTimeout(PATIENCE);
  opened.on("pageerror", (error) => faults.push(error.stack));
  opened.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) {
      faults.push(message.text());
    }
  });
  return opened;
}

const page = await open(context);
await page.addInitScript({ content: axe });
await page.addInitScript(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries().filter((one) => !one.hadRecentInput)) {
      const what = entry.sources.map(({ node }) => (node?.outerHTML ?? "gone").slice(0, 80));
      window.shifts.push({ value: entry.value, what });
    }
  }).observe({ type: "layout-shift", buffered: true });
});

const seen = (text) => page.getByText(text).first().waitFor();
const button = (name, at = page) => at.getByRole("button", { name, exact: false }).first();
const view = async (name, at = page) => {
  await at.getByRole("navigation").getByRole("link", { name }).click();
  await at.getByRole("heading", { level: 1, name }).waitFor({ state: "attached" });
};

// Nothing of this may wait without an end, whatever the browser does.
setTimeout(() => {
  console.log("not done after ten minutes");
  process.exit(1);
}, 600_000).unref();

async function step(name, act) {
  const begun = Date.now();
  await act();
  console.log(`${name}: ${Date.now() - begun} ms`);
}

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Nothing serious, nor in the dark, where the colours alone are others. */
async function accessible(what) {
  for (const [colorScheme, runOnly] of [["dark", ["color-contrast"]], ["light", RULES]]) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules }), runOnly);
    const serious = found.violations.filter((one) => one.impact === "serious" || one.impact === "critical");
    assert.deepEqual(
      serious.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`),
      [],
      `${what}, ${colorScheme}`,
    );
  }
}

/** What the API says, with the cookie that the page has. */
const ask = (path, init = {}) =>
  page.evaluate(
    async ([where, more]) => {
      const answer = await fetch(`/unwind/v1${where}`, { ...more, headers: { "Unwind-Console": "1" } });
      return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
    },
    [path, init],
  );

/** Goes on by Tab until what has the focus says this. */
async function tabTo(text) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(() => document.activeElement?.textContent ?? "");
    if (text.test(now)) {
      return;
    }
  }
  throw new Error(`Tab does not come to ${text}`);
}

const shoot = (name) => page.screenshot({ path: `${screens}/console-${name}.png`, animations: "disabled" });

async function signIn(name, secret, at = page) {
  await at.getByLabel("Name or key id").fill(name);
  await at.getByLabel("Password, token or key secret").fill(secret);
  await at.keyboard.press("Enter");
}

/** Elements of the page: they are bounded by what is in sight, not by what there is. */
async function bounded(what) {
  const elements = await page.evaluate(() => document.getElementsByTagName("*").length);
  assert.ok(elements < 2000, `${what} has ${elements} elements`);
}

/** Goes through a table from its top to its end, and counts what it has shown. */
async function reached(label) {
  // A page behind another is given no frames.
  await page.bringToFront();
  return page.getByRole("grid", { name: label }).evaluate(async (grid) => {
    const seen = new Set();
    for (let top = 0; top <= grid.scrollHeight; top += Math.max(32, grid.clientHeight)) {
      grid.scrollTop = top;
      await new Promise((done, late) => {
        requestAnimationFrame(() => requestAnimationFrame(done));
        setTimeout(() => late(new Error(`no frame at ${grid.scrollTop} of ${grid.scrollHeight}`)), 30_000);
      });
      grid.querySelectorAll("[role=row][aria-rowindex]").forEach((row) => seen.add(row.getAttribute("aria-rowindex")));
    }
    grid.scrollTop = 0;
    return seen.size - 1;
  });
}

await step("signs in", async () => {
  await page.goto(`${url}/unwind`);
  await page.getByLabel("Name or key id").waitFor();
  await accessible("sign-in");
  await signIn("risk-1", "wrong");
  await page.getByRole("alert").waitFor();
  await signIn("risk-1", "a password of tests");
  await page.getByRole("grid", { name: "Accounts" }).locator("[aria-rowindex='2']").waitFor();
  const [cookie] = await context.cookies();
  assert.ok(cookie.httpOnly && cookie.sameSite === "Strict");
  assert.equal(cookie.name, `unwind-${new URL(url).port}`);
  assert.equal(await page.evaluate(() => document.cookie), "");
});

await step("looks at the desk", async () => {
  const grid = page.getByRole("grid", { name: "Accounts" });
  await page.waitForFunction((rows) => document.querySelector("[role=grid]").getAttribute("aria-rowcount") === rows, String(1 + ACCOUNTS));
  assert.ok((await grid.getByRole("row").count()) < 80, "rows out of sight do not exist");
  await bounded("the desk");
  await seen("9,991");
  await seen("Live");
  await seen(/^ · \d s$/);
  await shoot("desk");
  assert.equal(await reached("Accounts"), ACCOUNTS, "every account can be come to");
  await grid.focus();
  await page.keyboard.press("End");
  await grid.locator(`[aria-rowindex="${1 + ACCOUNTS}"]`).waitFor();
  await bounded("the end of the desk");
  await page.keyboard.press("/");
  await page.keyboard.type("macro-969");
  await seen("1 of 1,000 accounts");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: "Account macro-969" }).getByText("S1").first().waitFor();
  await accessible("account");
  await page.getByRole("searchbox", { name: "Search accounts" }).fill("");
  await page.getByRole("columnheader", { name: "Account" }).getByRole("button").click();
});

await step("previews and flattens 300 positions", async () => {
  await page.getByRole("main").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  // The desk has a search of the same name.
  await page.getByRole("heading", { level: 1, name: "Flatten" }).waitFor({ state: "attached" });
  await page.getByRole("searchbox", { name: "Search accounts" }).fill("equities");
  await button("Choose these 30").click();
  await accessible("choice");
  await button("Preview").click();
  await button("Flatten 300 positions…").waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes("Deciding"));
  await accessible("preview");
  await button("Flatten 300 positions…").click();
  const dialog = page.getByRole("dialog");
  await accessible("confirmation");
  await dialog.getByRole("textbox").fill("299");
  assert.ok(await dialog.getByRole("button", { name: "Flatten 300 positions" }).isDisabled());
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await ask("/liquidations")).body.total, 0, "Escape never trades");
  await button("Flatten 300 positions…").click();
  await dialog.getByRole("textbox").fill("300");
  await page.keyboard.press("Enter");
  const cells = page.getByRole("img", { name: /flat, \d+ not closed, of 300/ });
  await page.waitForFunction((drawn) => Number.parseInt(drawn.getAttribute("aria-label")) > 100, await cells.elementHandle());
  await bounded("the run");
  await shoot("flatten");
  await seen("All 300 positions flat");
  const { body } = await ask("/liquidations?limit=100");
  assert.equal(body.total, 30);
  assert.ok(body.liquidations.every((one) => one.status === "FILLED"));
  await button("Done").click();
});

await step("flattens by keyboard alone, while the server is lost and comes back", async () => {
  await page.getByRole("main").focus();
  await page.keyboard.press("/");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("held");
  await seen("held-1");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await tabTo(/^Preview$/);
  // From the button before it: cancelling first is switched off, so that what an order holds fails.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await button("Flatten 9 positions…").waitFor();
  await page.waitForFunction(() => !document.body.textContent.includes("Deciding"));
  await tabTo(/^Flatten 9 positions/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await seen("Closing");
  console.log("@@ stop");
  await seen("The server does not answer");
  await seen(/^ ?Not connected for \d+ s/);
  console.log("@@ start");
  await accessible("lost");
  await page.getByText("The server does not answer").waitFor({ state: "detached", timeout: 120_000 });
  await seen("9 of 10 positions flat, 1 not");
  await seen("QUANTITY_HELD");
  await seen("Preview again with them cancelled first.");
  await accessible("failures");
  await button("Preview again").click();
  await button("Flatten 1 position…").waitFor();
  await page.getByText("1 order that is cancelled").click();
  await page.getByRole("group", { name: "Orders that are cancelled" }).getByRole("row", { name: /held-1 S10 Sell 5/ }).waitFor();
  await accessible("cancels");
  await button("Flatten 1 position…").click();
  await page.getByRole("dialog").getByRole("textbox").fill("1");
  await page.keyboard.press("Enter");
  await seen("All 1 position flat");
  await button("Done").click();
});

await step("shows again what has changed since it was seen", async () => {
  await page.getByRole("searchbox", { name: "Search accounts" }).fill("macro-1");
  await page.getByRole("grid").getByText("macro-1", { exact: true }).click();
  await button("Preview").click();
  await button("Flatten 1 position…").click();
  const changed = await page.evaluate(async () => {
    const answer = await fetch("/unwind/v1/liquidations", {
      method: "POST",
      headers: { "Unwind-Console": "1", "Content-Type": "application/json", Prefer: "wait=20" },
      body: JSON.stringify({ account: "macro-1", scope: "ACCOUNT", percentage: "50" }),
    });
    return answer.status;
  });
  assert.equal(changed, 200);
  await page.getByRole("dialog").getByRole("textbox").fill("1");
  await page.keyboard.press("Enter");
  await seen("is not what you confirmed");
  await button("Look again").click();
  await page.getByRole("dialog", { name: "The book has changed" }).waitFor();
  await page.keyboard.press("Escape");
  assert.equal((await ask("/liquidations?account=macro-1")).body.total, 1);
});

await step("halts and lifts", async () => {
  await view("Halt");
  await page.getByRole("searchbox", { name: "Search accounts" }).fill("macro-369");
  await page.getByRole("grid").getByText("macro-369", { exact: true }).click();
  await button("Halt 1 account…").click();
  await page.getByLabel("Reason, kept with the latch").fill("daily loss limit");
  await accessible("halting");
  await page.keyboard.press("Enter");
  await seen("1 of 1 account blocked");
  await page.getByRole("grid").getByText("Halted").waitFor();
  await button("Lift 1 latch…").click();
  await page.getByLabel("Reason, kept with the latch").fill("reviewed");
  await page.getByRole("dialog").getByRole("button", { name: "Lift", exact: true }).click();
  await seen("1 of 1 latch lifted");
  await page.getByRole("grid").getByText("Active").waitFor();
  assert.equal((await ask("/accounts/macro-369/trading-state")).body.state, "ACTIVE");
});

await step("signs in again over what one was at, where the session has ended", async () => {
  await ask("/session", { method: "DELETE" });
  const again = page.getByRole("dialog", { name: "The session has ended" });
  await again.waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  // A browser closes a dialog at the second one, whatever the page says; it is opened again.
  await again.waitFor();
  await signIn("risk-1", "a password of tests");
  await again.waitFor({ state: "detached" });
  await seen("1 of 1 latch lifted");
});

await step("lifts what two have to lift", async () => {
  const settings = await fetch(`${url}/unwind/v1/accounts/macro-370/settings`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${admin}`, "Content-Type": "application/json" },
    body: JSON.stringify({ requireSecondPerson: true }),
  });
  assert.equal(settings.status, 200);
  const state = async () => (await ask("/accounts/macro-370/trading-state")).body.state;
  await page.getByRole("searchbox", { name: "Search accounts" }).fill("macro-370");
  await button("None").click();
  await page.getByRole("grid").getByText("macro-370", { exact: true }).click();
  await button("Halt 1 account…").click();
  await page.getByLabel("Reason, kept with the latch").fill("daily loss limit");
  await page.keyboard.press("Enter");
  await page.getByRole("grid").getByText("Halted").waitFor();
  await button("Lift 1 latch…").click();
  await page.getByLabel("Reason, kept with the latch").fill("limits reset");
  await page.getByRole("dialog").getByRole("button", { name: "Lift", exact: true }).click();
  await seen("It stays latched until somebody else confirms it.");
  const asked = page.getByRole("region", { name: "Liftings that wait for a second person" });
  await asked.getByRole("button", { name: "Take back" }).waitFor();
  assert.equal(await asked.getByRole("button", { name: "Confirm" }).count(), 0, "nobody confirms what he has asked for");
  await accessible("a lifting that waits");
  assert.equal(await state(), "HALTED");

  const others = await browser.newContext({ viewport: { width: 1360, height: 840 } });
  const second = await open(others);
  await second.goto(`${url}/unwind#/halt`);
  await signIn("risk-2", "another password", second);
  const waits = second.getByRole("region", { name: "Liftings that wait for a second person" });
  await waits.getByText("risk-1 asks for active: limits reset").waitFor();
  await waits.getByText("halted by risk-1: daily loss limit").waitFor();
  await waits.getByRole("button", { name: "Confirm" }).click();
  await waits.waitFor({ state: "detached" });
  await page.getByRole("grid").getByText("Active").waitFor();
  assert.equal(await state(), "ACTIVE");
  await others.close();
});

await step("reads the log", async () => {
  await view("Log");
  await seen("reviewed");
  await shoot("log");
  await page.getByLabel("Account", { exact: true }).fill("macro-369");
  await page.keyboard.press("Enter");
  await seen("Halted: daily loss limit");
  await seen(/^Chain of \d+ to \d+ verified/);
  await accessible("log");
  const [download] = await Promise.all([page.waitForEvent("download"), button("Export CSV").click()]);
  const text = await readFile(await download.path(), "utf8");
  assert.match(text, /^at,account,/);
  assert.match(text, /macro-369,.*ACCOUNT_LATCHED,Halted: daily loss limit,risk-1/);
  assert.doesNotMatch(text, /equities/);
});

await step("moves little by itself", async () => {
  // Alarms push down what is below them: a failure here, a changed log after this.
  const shifts = await page.evaluate(() => window.shifts);
  const sum = shifts.reduce((all, { value }) => all + value, 0);
  assert.ok(sum < 0.1, `the layout shifts by ${sum}: ${JSON.stringify(shifts)}`);
});

await step("shows where the log is not what was chained", async () => {
  const { body } = await ask("/events?account=macro-369&kind=ACCOUNT_LATCHED");
  const { seq } = body.events[0];
  console.log(`@@ tamper macro-369 ${seq}`);
  await page.waitForFunction(async (at) => {
    const answer = await fetch("/unwind/v1/accounts/macro-369/proof", { headers: { "Unwind-Console": "1" } });
    return (await answer.json()).faults.some((fault) => fault.seq === at);
  }, seq);
  await button("Look again").click();
  await seen(/^Chain of \d+ to \d+ broken/);
  const told = page.getByRole("alert").filter({ hasText: "macro-369" });
  await told.getByText("the event was changed").waitFor();
  await told.getByRole("button", { name: `No. ${seq}, account latched` }).waitFor();
  await accessible("a broken log");
  await page.getByLabel("Account", { exact: true }).fill("macro-370");
  await page.keyboard.press("Enter");
  await seen(/^Chain of \d+ to \d+ verified/);
});

await step("draws charts", async () => {
  await view("Charts");
  await page.getByRole("img", { name: /Exposure of the/ }).waitFor();
  await page.getByRole("img", { name: /3\d liquidations of the last day/ }).waitFor();
  await page.getByRole("img", { name: /Quantity held/ }).or(page.getByText("Quantity held")).first().waitFor({ state: "attached" });
  await accessible("charts");
});

await step("signs out, and shows a reader no more than it may do", async () => {
  await button("Sign out").click();
  await page.getByLabel("Name or key id").waitFor();
  assert.equal((await ask("/session")).status, 401);
  await signIn("READERKEY", "a secret of tests");
  await view("Desk");
  await page.getByRole("grid", { name: "Accounts" }).getByText("macro-1", { exact: true }).waitFor();
  assert.equal(await page.getByRole("button", { name: /Flatten|Halt/ }).count(), 0);
  await view("Flatten");
  await seen("does not close them");
});

await step("shows a trader what it may close, and no latch", async () => {
  await button("Sign out").click();
  await seen("Closes positions: never more");
  await signIn("trader-1", "a third password");
  await view("Flatten");
  await seen("0 accounts with 0 positions chosen");
  await button("Choose all 1").click();
  await button("Preview").click();
  await button("Flatten 10 positions…").waitFor();
  await view("Desk");
  await seen("1 account");
  assert.equal(await page.getByRole("button", { name: /Halt/ }).count(), 0);
  await page.getByRole("navigation").getByRole("link", { name: "Halt" }).click();
  await seen("is for the roles risk and admin");
});

assert.deepEqual(faults, []);
await browser.close();

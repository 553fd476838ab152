import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { chromium, type BrowserContext, type Locator, type Page } from "playwright-core";

const home = path.join(process.env["XDG_CACHE_HOME"] ?? path.join(os.homedir(), ".cache"), "mlf-lsp", "workbench");
const node = path.join(home, "node", "bin", "node");
const codeServer = path.join(home, "code", "node_modules", "code-server");
const chromiumFile = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const shots = path.join(import.meta.dirname, "shots");

/** How long a test waits for what it expects, in milliseconds. Machines that test are small and busy. */
export const patience = 45_000;

const quiet = {
  "files.autoSave": "off",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.experimentalOnboarding": false,
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  "terminal.integrated.gpuAcceleration": "off", // so that its text is in the page
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
  "workbench.colorTheme": "Default Dark Modern",
};

export interface Options {
  readonly vsix: string;
  readonly settings?: Record<string, unknown>;
  /** Whether folders ask to be trusted; they are all trusted by default. */
  readonly trust?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** A real VS Code, served by code-server and shown in a browser without a screen. */
export class Workbench {
  readonly page: Page;
  /** The folder of this run: user data, extensions, home. */
  readonly dir: string;
  private readonly server: ChildProcess;
  private readonly browser: BrowserContext;
  private readonly port: number;

  private constructor(dir: string, port: number, server: ChildProcess, browser: BrowserContext, page: Page) {
    this.dir = dir;
    this.port = port;
    this.server = server;
    this.browser = browser;
    this.page = page;
  }

  static async start(options: Options): Promise<Workbench> {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "mlf-lsp-workbench-"));
    for (const d of ["data/User", "extensions", "home", "browser"]) {
      fs.mkdirSync(path.join(dir, d), { recursive: true });
    }
    const settings = { ...quiet, "security.workspace.trust.enabled": options.trust === true, ...options.settings };
    fs.writeFileSync(path.join(dir, "data/User/settings.json"), JSON.stringify(settings));
    const common = ["--user-data-dir", path.join(dir, "data"), "--extensions-dir", path.join(dir, "extensions"), "--config", path.join(dir, "config.yaml")];
    const gitconfig = path.join(dir, "gitconfig"); // pictures show nobody's name
    fs.writeFileSync(gitconfig, "[user]\n\tname = Ada Lovelace\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n");
    const env = { ...process.env, GIT_CONFIG_GLOBAL: gitconfig, GIT_CONFIG_NOSYSTEM: "1", HOME: path.join(dir, "home"), XDG_CACHE_HOME: path.join(dir, "home", ".cache"), ...options.env };
    await finished(spawn(node, [codeServer, ...common, "--install-extension", options.vsix], { env }));
    const port = await freePort();
    const log = fs.openSync(path.join(dir, "server.log"), "a");
    const server = spawn(
      node,
      [codeServer, ...common, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"].concat(
        options.trust === true ? [] : ["--disable-workspace-trust"],
      ),
      { env, stdio: ["ignore", log, log], detached: true },
    );
    fs.closeSync(log);
    await eventually("the workbench to serve", async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok);
    const browser = await chromium.launchPersistentContext(path.join(dir, "browser"), {
      executablePath: chromiumFile,
      headless: true,
      viewport: { width: 1280, height: 800 },
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    const page = browser.pages()[0] ?? (await browser.newPage());
    page.setDefaultTimeout(patience);
    await page.route(
      (url) => url.hostname !== "127.0.0.1",
      (route) => route.abort(),
    ); // nothing but this machine
    return new Workbench(dir, port, server, browser, page);
  }

  /** The processes of language servers that this workbench started. */
  servers(): number[] {
    return fs.readdirSync("/proc").filter((d) => /^\d+$/.test(d)).map(Number).filter((pid) => {
      try {
        const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return words[0]?.startsWith(this.dir) === true && words[1] === "server";
      } catch {
        return false; // it ended meanwhile
      }
    });
  }

  /** Opens a folder and waits for the workbench, then opens a file in it. */
  async open(folder: string, file?: string): Promise<void> {
    await this.page.goto(`http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(folder)}`, { waitUntil: "domcontentloaded" });
    await this.page.waitForSelector(".monaco-workbench .statusbar");
    if (file !== undefined) {
      await this.openFile(file);
    }
  }

  async openFile(file: string): Promise<void> {
    const name = path.basename(file);
    await this.quick("Control+p", file, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  }

  /** Runs a command from the palette. */
  async run(title: string): Promise<void> {
    await this.quick("F1", `>${title}`, title);
  }

  private async quick(key: string, text: string, row: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget input").first();
    const found = this.page.locator(".quick-input-widget .monaco-list-row", { hasText: row }).first();
    await eventually(`${row} in the quick pick`, async () => {
      await this.page.keyboard.press(key);
      await input.fill(text, { timeout: 3000 });
      await found.click({ timeout: 6000 });
      return true;
    }, () => this.page.keyboard.press("Escape")); // what still loads takes the focus away
  }

  /** Takes a row of the quick pick that is open. */
  async choose(row: string): Promise<void> {
    await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: row }).first().click();
  }

  /** The text of the active editor as far as it is shown. */
  async shown(): Promise<string> {
    const lines = await this.page.locator(".editor-instance .monaco-editor .view-line").all();
    const placed = await Promise.all(lines.map(async (l) => ({ top: parseInt(await l.evaluate((e) => (e as unknown as { style: { top: string } }).style.top)), text: (await l.textContent()) ?? "" })));
    return placed
      .sort((a, b) => a.top - b.top)
      .map((l) => l.text.replaceAll("\u00a0", " "))
      .join("\n");
  }

  /** Goes to a line and column, both from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Escape");
    const input = this.page.locator(".quick-input-widget input").first();
    await this.page.keyboard.press("Control+g");
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Shows the hover at the cursor and waits until it holds a text. */
  async hover(text: string): Promise<void> {
    const hover = this.page.locator(".monaco-hover", { hasText: text }).first();
    await eventually(`a hover with ${text}`, async () => {
      await this.page.keyboard.press("Control+k");
      await this.page.keyboard.press("Control+i");
      await hover.waitFor({ timeout: 4000 });
      return true;
    }, () => this.page.keyboard.press("Escape"));
  }

  /** Squiggles of a severity, as they are drawn. */
  squiggles(severity: "error" | "warning" | "info" = "warning"): Locator {
    return this.page.locator(`.editor-instance .squiggly-${severity}`);
  }

  /** Opens the menu of fixes at the cursor and takes the one with the title. */
  async fix(title: string, seen: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    const row = this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
    await eventually(`the fix ${title}`, async () => {
      await this.page.mouse.move(1200, 780); // a hover would swallow the key
      await this.page.waitForTimeout(500);
      await this.page.keyboard.press("Control+.");
      await row.waitFor({ timeout: 4000 });
      return true;
    }, () => this.page.keyboard.press("Escape"));
    await seen();
    await row.click();
  }

  /** Makes the side bar wider, in pixels. */
  async widen(by: number): Promise<void> {
    const box = await this.page.locator(".part.sidebar").boundingBox();
    assert.ok(box);
    await this.page.mouse.move(box.x + box.width, 400);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + box.width + by, 400, { steps: 4 });
    await this.page.mouse.up();
  }

  async save(file: string, expected: RegExp): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await eventually(`${file} to be saved with ${expected.source}`, () => expected.test(fs.readFileSync(file, "utf8")));
  }

  /** Leaves a picture, of the whole page or of a part of it. */
  async shot(name: string, clip?: { x: number; y: number; width: number; height: number }): Promise<void> {
    fs.mkdirSync(shots, { recursive: true });
    await this.page.screenshot({ path: path.join(shots, `${name}.png`), ...(clip ? { clip } : {}) });
  }

  async close(): Promise<void> {
    await this.page.close({ runBeforeUnload: false });
    await this.browser.close();
    const gone = new Promise((resolve) => this.server.once("exit", resolve));
    if (this.server.pid !== undefined && this.server.exitCode === null) {
      process.kill(-this.server.pid, "SIGTERM"); // its extension hosts would wait for the page to come back
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5000))]);
    }
    fs.rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
  }
}

/** Waits until something holds; errors count as not yet. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, between?: () => Promise<void>): Promise<void> {
  const end = Date.now() + patience;
  for (let last: unknown; ; ) {
    try {
      if (await holds()) {
        return;
      }
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) {
      throw new Error(`waited in vain for ${what}`, { cause: last });
    }
    await between?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A copy of a folder of the repository, to work in. */
export function copyOf(folder: string): string {
  const root = path.resolve(import.meta.dirname, "../../../..");
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "mlf-lsp-")));
  const to = path.join(dir, path.basename(folder));
  fs.cpSync(path.join(root, folder), to, { recursive: true });
  return to;
}

async function finished(p: ChildProcess): Promise<void> {
  let output = "";
  p.stdout?.on("data", (d: Buffer) => (output += d.toString()));
  p.stderr?.on("data", (d: Buffer) => (output += d.toString()));
  const code = await new Promise((resolve) => p.once("exit", resolve));
  if (code !== 0) {
    throw new Error(output);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const s = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = s.address() as net.AddressInfo;
      s.close(() => {
        resolve(port);
      });
    });
  });
}

/** A test that leaves a picture of where it failed. */
export function scenario(w: () => Workbench, name: string, run: () => void | Promise<void>): void {
  test(name, { timeout: 180_000 }, async () => {
    try {
      await run();
    } catch (e) {
      await w()
        .shot(`failed-${name.replace(/\W+/g, "-")}`)
        .catch(() => undefined);
      throw e;
    }
  });
}

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State, TransportKind, WorkDoneProgress, type StaticFeature } from "vscode-languageclient/node";
import { candidates, oldestServer, tooOld, versionIn, type Candidate } from "./binary.ts";
import type { Status } from "./protocol.ts";
import { configured, configPrefix } from "./settings.ts";

/** How the server is doing. */
export type Health = { readonly state: "starting" | "running" | "stopped" } | { readonly state: "failed"; readonly reason: string };

const restartsAllowed = 4;
const restartWindow = 3 * 60 * 1000; // milliseconds

/** The documents that projects are judged by: programs and what they run in. */
const documents = [
  { language: "python", scheme: "file" },
  { language: "python", scheme: "untitled" },
  { language: "python", scheme: "vscode-notebook-cell" },
  ...[
    "**/{Dockerfile,Containerfile,*.Dockerfile,*.dockerfile,Dockerfile.*}",
    "**/MLproject",
    "**/*.{yaml,yml}",
    "**/{pyproject.toml,uv.lock,poetry.lock,pdm.lock,Pipfile,Pipfile.lock,setup.cfg}",
    "**/{*requirements*,constraints*}.{txt,in}",
    "**/requirements/*.{txt,in}",
    "**/{.env,*.env,Makefile,Apptainer,Singularity,*.def,*.sh}",
  ].map((pattern) => ({ scheme: "file", pattern })),
];

/** The language server: which program it is, and its life from start to end. */
export class Server implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  private readonly context: vscode.ExtensionContext;
  private readonly changed = new vscode.EventEmitter<Health>();
  private readonly told = new vscode.EventEmitter<Status>();
  private client: LanguageClient | undefined;
  private program: Candidate | undefined;
  private queue: Promise<void> = Promise.resolve();
  private ends: number[] = [];
  private commands = 0;
  private now: Health = { state: "stopped" };

  /** Carries out commands of the server in the editor's own way, where it has one: then it gives a promise. */
  intercept: (command: string, argument: unknown) => Promise<void> | undefined = () => undefined;

  /** Fires when the server starts, runs, fails or stops. */
  readonly onDidChangeHealth = this.changed.event;
  /** Fires when the server says how the projects stand. */
  readonly onDidChangeStatus = this.told.event;

  constructor(context: vscode.ExtensionContext) {
    this.context = context;
    this.log = vscode.window.createOutputChannel("mlf-lsp", { log: true });
  }

  get health(): Health {
    return this.now;
  }

  /** The program that runs or would run; undefined when there is none. */
  get file(): string | undefined {
    return this.program?.file;
  }

  /** Starts the server, after stopping the one that runs. Several calls are done one after the other. */
  async restart(): Promise<void> {
    this.queue = this.queue.then(async () => {
      await this.stop();
      await this.start();
    });
    return this.queue;
  }

  /** Asks the server; fails when none runs. */
  async request<T>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<T> {
    const client = this.running();
    // A token that is not there would be taken for a second parameter.
    return token ? client.sendRequest<T>(method, params, token) : client.sendRequest<T>(method, params);
  }

  /**
   * Has the server carry out one of its commands. Its progress goes to report; the server shows none of its own.
   */
  async command<T>(command: string, argument: object = {}, token?: vscode.CancellationToken, report?: vscode.Progress<{ message?: string; increment?: number }>): Promise<T> {
    const workDoneToken = `mlf-lsp-${++this.commands}`;
    let percent = 0;
    const listening = this.running().onProgress(WorkDoneProgress.type, workDoneToken, (p) => {
      if (p.kind === "report") {
        const now = p.percentage ?? percent;
        report?.report({ message: p.message ?? "", increment: now - percent });
        percent = now;
      }
    });
    try {
      return await this.request<T>("workspace/executeCommand", { command, arguments: [argument], workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  }

  private running(): LanguageClient {
    if (this.client?.state !== State.Running) {
      throw new Error("mlf-lsp is not running. Restart it, or look into its log.");
    }
    return this.client;
  }

  dispose(): void {
    void this.stop();
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client) {
      await client.dispose().catch((e: unknown) => {
        this.log.warn(`the server did not end in time: ${text(e)}`);
      });
    }
    this.become({ state: "stopped" });
  }

  private async start(): Promise<void> {
    this.become({ state: "starting" });
    try {
      this.program = await this.find();
      this.log.info(`starting ${this.program.file} (${this.program.origin})`);
      this.client = this.makeClient(this.program.file);
      await this.client.start();
    } catch (e) {
      this.client = undefined;
      this.fail(text(e));
    }
  }

  /** Finds the program and, unless it came with the extension, asks it for its version. */
  private async find(): Promise<Candidate> {
    const setting = vscode.workspace.getConfiguration("mlf").get("server.path", "");
    const list = candidates({
      setting,
      extensionFolder: this.context.extensionPath,
      workspaceFolder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: homedir(),
      platform: process.platform,
      env: process.env,
    });
    for (const c of list) {
      const there = await access(c.file, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (!there) {
        continue;
      }
      if (c.origin !== "bundled") {
        await checkVersion(c);
      }
      return c;
    }
    throw new Error(
      setting.trim() === ""
        ? "This package of the extension holds no mlf-lsp for this machine, and none is on the PATH. Install the package for your platform, or name a program in the settings."
        : `The setting mlf.server.path names ${list[0]?.file ?? setting}, which is no program that can be run. Correct it, or leave it empty for the bundled one.`,
    );
  }

  private makeClient(command: string): LanguageClient {
    const run = { command, args: ["server"], transport: TransportKind.stdio };
    const client = new LanguageClient("mlf", "mlf-lsp", run, {
      documentSelector: documents,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => this.settings(undefined),
      initializationFailedHandler: () => false,
      middleware: {
        executeCommand: async (command, args: unknown[], next) => {
          const argument = args[0] as { show?: boolean } | undefined;
          return (argument?.show === true ? this.intercept(command, argument) : undefined) ?? ((await next(command, args)) as unknown);
        },
        workspace: {
          configuration: (params) => params.items.map((item) => (item.section === "mlf" ? this.settings(item.scopeUri) : null)),
        },
      },
      errorHandler: {
        error: (_error, _message, count) => ({ action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown, handled: true }),
        closed: () => this.closed(),
      },
    });
    client.registerFeature(announces);
    client.onNotification("mlf/status", (status: Status) => {
      this.told.fire(status);
    });
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) {
        return;
      }
      if (newState === State.Running) {
        const info = client.initializeResult?.serverInfo;
        this.log.info(`${info?.name ?? "the server"} ${info?.version ?? ""} is running`);
        this.become({ state: "running" });
      } else if (newState === State.Starting) {
        this.become({ state: "starting" });
      }
    });
    return client;
  }

  /** Decides what follows when the server ended without being asked. */
  private closed(): { action: CloseAction; handled: true } {
    const now = Date.now();
    this.ends = [...this.ends.filter((t) => now - t < restartWindow), now];
    if (this.ends.length <= restartsAllowed) {
      this.log.warn("the server ended unexpectedly and is started again");
      return { action: CloseAction.Restart, handled: true };
    }
    this.client = undefined;
    this.fail(`mlf-lsp ended ${this.ends.length} times within three minutes. Its log says why.`);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  /** The settings as the server takes them, for a folder or file. */
  private settings(scope: string | undefined): Record<string, unknown> {
    const config = vscode.workspace.getConfiguration("mlf", scope === undefined ? null : vscode.Uri.parse(scope));
    const keys = configKeys(this.context);
    return {
      diagnostics: config.get("diagnostics"),
      codeLens: config.get("codeLens"),
      inlayHints: config.get("inlayHints"),
      hardware: config.get("hardware"),
      logLevel: config.get("logLevel"),
      config: configured(keys, (key) => config.inspect(`config.${key}`)),
    };
  }

  private become(health: Health): void {
    this.now = health;
    this.changed.fire(health);
  }

  private fail(reason: string): void {
    this.log.error(reason);
    this.become({ state: "failed", reason });
    const settings = "Open Settings";
    const again = "Restart";
    const log = "Show Log";
    void vscode.window.showErrorMessage(reason, settings, again, log).then((choice) => {
      if (choice === settings) {
        void vscode.commands.executeCommand(settingsCommand(), { query: "mlf.server.path" });
      } else if (choice === again) {
        this.ends = [];
        void this.restart();
      } else if (choice === log) {
        this.log.show();
      }
    });
  }
}

/** The settings where the path of the program is, or would be, set. */
function settingsCommand(): string {
  const set = vscode.workspace.getConfiguration("mlf").inspect("server.path");
  if (set?.workspaceValue !== undefined) {
    return "workbench.action.openWorkspaceSettings";
  }
  return vscode.env.remoteName === undefined ? "workbench.action.openSettings2" : "workbench.action.openRemoteSettings";
}

/** Says that the extension takes mlf/status. */
const announces: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...(capabilities.experimental as object | undefined), mlfStatus: true };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" }),
  clear: () => undefined,
};

async function checkVersion(c: Candidate): Promise<void> {
  const where = c.origin === "setting" ? "The setting mlf.server.path names" : "The PATH leads to";
  const version = await promisify(execFile)(c.file, ["version"], { timeout: 10_000 }).then(
    ({ stdout }) => versionIn(stdout),
    () => undefined,
  );
  if (version === undefined) {
    throw new Error(`${where} ${c.file}, which is not mlf-lsp. Correct it, or leave it empty for the bundled one.`);
  }
  if (tooOld(version)) {
    throw new Error(`${where} mlf-lsp ${version}, but this extension needs ${oldestServer} or newer. Update it, or use the bundled one.`);
  }
}

/** The keys of mlf-lsp.yaml that have a setting, by the manifest. */
function configKeys(context: vscode.ExtensionContext): string[] {
  const manifest = context.extension.packageJSON as { contributes: { configuration: { properties: Record<string, unknown> }[] } };
  return manifest.contributes.configuration
    .flatMap((section) => Object.keys(section.properties))
    .filter((key) => key.startsWith(configPrefix))
    .map((key) => key.slice(configPrefix.length));
}

export function text(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}

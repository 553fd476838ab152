import * as vscode from "vscode";
import type { Status } from "./protocol.ts";
import type { Server } from "./server.ts";
import { capital, counted, met, statusText, statusTip } from "./words.ts";

/** Shows how the server and the project are doing: in the status bar, and beside the language of the editor. */
export class StatusBar implements vscode.Disposable {
  private readonly server: Server;
  private readonly item = vscode.window.createStatusBarItem("mlf-lsp.status", vscode.StatusBarAlignment.Left, -10);
  private readonly language = vscode.languages.createLanguageStatusItem("mlf-lsp", [{ language: "python" }, { language: "dockerfile" }, { pattern: "**/{MLproject,mlf-lsp.yaml}" }]);
  private readonly disposables: { dispose(): unknown }[];
  private status: Status | undefined;

  constructor(server: Server) {
    this.server = server;
    this.item.name = "mlf-lsp";
    this.item.command = "mlf-lsp.menu";
    this.language.name = "mlf-lsp";
    this.disposables = [
      this.item,
      this.language,
      server.onDidChangeHealth(() => {
        this.status = undefined;
        this.show();
      }),
      server.onDidChangeStatus((status) => {
        this.status = status;
        this.show();
      }),
    ];
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** The menu that the status bar opens. */
  async menu(): Promise<void> {
    const s = this.status;
    const items: (vscode.QuickPickItem & { command?: string; args?: unknown[] })[] = [];
    const add = (label: string, command: string, description = "", ...args: unknown[]): void => {
      items.push({ label, command, description, args });
    };
    const divide = (label: string): void => {
      items.push({ label, kind: vscode.QuickPickItemKind.Separator });
    };
    if (s) {
      divide("This workspace");
      add("$(warning) Findings", "workbench.actions.view.problems", counted(s.findings));
      add("$(checklist) Requirements", "mlf-lsp.showRequirements", met(s.requirements) || "nothing trains here");
      add("$(server-environment) Hardware", "mlf-lsp.hardwareReport", s.hardware ?? "");
      divide("Do");
      add("$(wand) Fix All in Workspace", "mlf-lsp.fixWorkspace");
      add("$(search) Check Workspace", "mlf-lsp.checkWorkspace");
      add("$(beaker) Verify Determinism", "mlf-lsp.verify");
    }
    divide("mlf-lsp");
    add("$(new-folder) Create Project", "mlf-lsp.createProject");
    add("$(book) Explain Rule", "mlf-lsp.explainRule");
    add("$(refresh) Restart Server", "mlf-lsp.restart");
    add("$(output) Show Log", "mlf-lsp.showLog");
    add("$(link-external) Open Documentation", "mlf-lsp.openDocumentation");
    const choice = await vscode.window.showQuickPick(items, { title: "mlf-lsp", placeHolder: s ? "What next?" : this.said(), matchOnDescription: true });
    if (choice?.command !== undefined) {
      await vscode.commands.executeCommand(choice.command, ...(choice.args ?? []));
    }
  }

  private said(): string {
    const h = this.server.health;
    return h.state === "failed" ? h.reason : h.state === "running" ? "Nothing has been judged yet" : `The server is ${h.state}`;
  }

  private show(): void {
    const health = this.server.health;
    this.item.backgroundColor = health.state === "failed" ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.language.busy = health.state === "starting" || this.status?.state === "working";
    this.language.severity = health.state === "failed" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.language.command = health.state === "failed" ? { title: "Restart", command: "mlf-lsp.restart" } : { title: "Show Log", command: "mlf-lsp.showLog" };
    if (health.state !== "running") {
      this.item.text = health.state === "failed" ? "$(error) mlf" : health.state === "starting" ? "$(loading~spin) mlf" : "$(circle-slash) mlf";
      this.item.tooltip = this.said();
      this.language.text = health.state === "failed" ? "mlf-lsp cannot run" : `mlf-lsp is ${health.state}`;
      this.language.detail = health.state === "failed" ? health.reason : "";
    } else if (this.status) {
      this.item.text = statusText(this.status).text;
      this.item.tooltip = new vscode.MarkdownString(statusTip(this.status));
      this.language.text = capital(counted(this.status.findings));
      this.language.detail = met(this.status.requirements);
    } else {
      this.item.text = "$(pass) mlf";
      this.item.tooltip = this.said();
      this.language.text = "mlf-lsp is running";
      this.language.detail = "";
    }
    this.item.show();
  }
}

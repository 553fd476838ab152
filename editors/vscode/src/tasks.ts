import * as vscode from "vscode";
import type { Server } from "./server.ts";

interface Definition extends vscode.TaskDefinition {
  readonly command: string;
  readonly args?: readonly string[];
}

/** Tasks of type "mlf-lsp": the check of a folder, its findings going to Problems, and whatever tasks.json defines. */
export class Tasks implements vscode.TaskProvider {
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  provideTasks(): vscode.Task[] {
    return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
      const check = this.make({ type: "mlf-lsp", command: "check" }, folder);
      check.group = vscode.TaskGroup.Test;
      return [check];
    });
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as Definition;
    const folder = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
    return folder ? this.make(definition, folder) : undefined;
  }

  private make(definition: Definition, folder: vscode.WorkspaceFolder): vscode.Task {
    const { command, args = [] } = definition;
    const all = command === "check" && !args.some((a) => a.startsWith("--format")) ? [command, "--format", "concise", ...args] : [command, ...args];
    const run = new vscode.ProcessExecution(this.server.file ?? "mlf-lsp", all, { cwd: folder.uri.fsPath });
    return new vscode.Task(definition, folder, [command, ...args].join(" "), "mlf-lsp", run, command === "check" ? "$mlf-lsp" : []);
  }
}

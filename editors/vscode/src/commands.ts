import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as vscode from "vscode";
import type { Counts, Overview, Severity } from "./protocol.ts";
import type { Pages } from "./pages.ts";
import type { Server } from "./server.ts";
import { counted } from "./words.ts";

/** Judges all projects anew and says what was found. */
export async function checkWorkspace(server: Server): Promise<void> {
  const r = await working("Checking the workspace", (report, token) =>
    server.command<{ findings: Counts; files: number; skipped: { uri: string; reason: string }[] }>("mlf.checkWorkspace", {}, token, report),
  );
  const skipped = r.skipped.length === 0 ? "" : `, ${r.skipped.length} skipped`;
  const problems = "Show Problems";
  const text = `mlf-lsp: ${counted(r.findings)} in ${r.files} files${skipped}.`;
  if ((await vscode.window.showInformationMessage(text, problems)) === problems) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  }
}

/** Repairs all that can be repaired without changing what is computed; the edits stay unsaved, to be looked at. */
export async function fixWorkspace(server: Server): Promise<void> {
  const r = await working("Fixing the workspace", (report, token) =>
    server.command<{ fixed: number; files: string[]; refused: string[] }>("mlf.fixWorkspace", {}, token, report),
  );
  if (r.fixed === 0) {
    void vscode.window.showInformationMessage("mlf-lsp: there is nothing that can be repaired without changing what is computed.");
    return;
  }
  const save = "Save All";
  const text = `mlf-lsp: repaired ${r.fixed} findings in ${r.files.length} files${r.refused.length > 0 ? `; not possible: ${r.refused.join("; ")}` : ""}.`;
  if ((await vscode.window.showInformationMessage(text, save)) === save) {
    await vscode.workspace.saveAll(false);
  }
}

/** Repairs what can be repaired safely in the file that is open. */
export async function fixFile(): Promise<void> {
  await vscode.commands.executeCommand("editor.action.sourceAction", { kind: "source.fixAll.mlf", apply: "first" });
}

/** Has findings repaired whenever a Python file is saved. */
export async function fixOnSave(): Promise<void> {
  const config = vscode.workspace.getConfiguration("editor", { languageId: "python" });
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  const actions = config.get<Record<string, unknown>>("codeActionsOnSave", {});
  await config.update("codeActionsOnSave", { ...actions, "source.fixAll.mlf": "explicit" }, target, true);
  void vscode.window.showInformationMessage("Python files are repaired when they are saved, by editor.codeActionsOnSave.");
}

interface Rule {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly summary: string;
}

/** Shows the page of a rule: the one given, else one that the user picks, those at the cursor first. */
export async function explainRule(server: Server, pages: Pages, code: string | undefined): Promise<void> {
  if (code !== undefined) {
    await pages.rule(code);
    return;
  }
  if (server.file === undefined) {
    throw new Error("mlf-lsp is not running. Restart it, or look into its log.");
  }
  const { stdout } = await promisify(execFile)(server.file, ["rules", "list", "--format", "json"], { maxBuffer: 1 << 24 });
  const here = atCursor();
  const item = (r: Rule): vscode.QuickPickItem & { code: string } => ({ label: r.code, description: r.name, detail: r.summary, code: r.code });
  const rules = JSON.parse(stdout) as Rule[];
  const near = rules.filter((r) => here.includes(r.code));
  const items = [
    ...(near.length > 0 ? [{ label: "At the cursor", kind: vscode.QuickPickItemKind.Separator, code: "" }, ...near.map(item), { label: "All rules", kind: vscode.QuickPickItemKind.Separator, code: "" }] : []),
    ...rules.filter((r) => !here.includes(r.code)).map(item),
  ];
  const choice = await vscode.window.showQuickPick(items, { title: "Explain Rule", placeHolder: "A code, a name or words", matchOnDescription: true, matchOnDetail: true });
  if (choice) {
    await pages.rule(choice.code);
  }
}

/** The codes of findings at the cursor. */
function atCursor(): string[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    return [];
  }
  return vscode.languages
    .getDiagnostics(editor.document.uri)
    .filter((d) => d.source === "mlf-lsp" && d.range.contains(editor.selection.active))
    .map((d) => (typeof d.code === "object" ? String(d.code.value) : String(d.code)));
}

/** Runs a program of the project several times in a terminal and compares the runs. */
export async function verify(server: Server): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder || server.file === undefined) {
    throw new Error("Open the folder of a project first: verify runs one of its programs.");
  }
  const overview = await server.request<Overview>("mlf/overview", {}).catch(() => undefined);
  const programs = (overview?.projects ?? []).flatMap((p) => p.entryPoints.map((e) => e.location.uri)).filter((uri) => uri.endsWith(".py"));
  const first = programs[0];
  const suggestion = first === undefined ? "python train.py" : `python ${vscode.workspace.asRelativePath(vscode.Uri.parse(first), false)}`;
  const command = await vscode.window.showInputBox({
    title: "Verify Determinism",
    prompt: "The command that trains. It is run several times, and the runs are compared.",
    value: suggestion,
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === "" ? "Which command trains?" : undefined),
  });
  if (command === undefined) {
    return;
  }
  const run = new vscode.ShellExecution(`${quoted(server.file)} verify -- ${command}`, { cwd: folder.uri.fsPath });
  const task = new vscode.Task({ type: "mlf-lsp", command: "verify" }, folder, "verify", "mlf-lsp", run, []);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: true };
  await vscode.tasks.executeTask(task);
}

/** A path as shells take it. */
function quoted(file: string): string {
  if (process.platform === "win32") {
    return /\s/.test(file) ? `& "${file}"` : file;
  }
  return /^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", `'\\''`)}'`;
}

type Report = vscode.Progress<{ message?: string; increment?: number }>;

async function working<T>(title: string, work: (report: Report, token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, work);
}

import * as vscode from "vscode";
import { checkWorkspace, explainRule, fixFile, fixOnSave, fixWorkspace, verify } from "./commands.ts";
import { createProject } from "./create.ts";
import { Pages } from "./pages.ts";
import type { Place } from "./protocol.ts";
import { Server, text } from "./server.ts";
import { StatusBar } from "./status.ts";
import { Tasks } from "./tasks.ts";
import { DeterminismView, openPlace } from "./tree.ts";

const documentation = "https://github.com/mlf-core/mlf-lsp#documentation";

/** Starts the extension. The server is started beside it, so that nothing waits for it. */
export function activate(context: vscode.ExtensionContext): void {
  const started = performance.now();
  const server = new Server(context);
  const pages = new Pages(server, context.extensionUri);
  const status = new StatusBar(server);
  const view = new DeterminismView(server);
  const command = (name: string, run: (...args: never[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`mlf-lsp.${name}`, async (...args: never[]) => {
      try {
        await run(...args);
      } catch (e) {
        if (!(e instanceof vscode.CancellationError)) {
          server.log.error(`${name}: ${text(e)}`);
          void vscode.window.showErrorMessage(text(e));
        }
      }
    });
  server.intercept = (name, argument) => {
    switch (name) {
      case "mlf.hardwareReport":
        return pages.hardware();
      case "mlf.showRequirements":
        return pages.requirements();
      case "mlf.explainRule":
        return pages.rule((argument as { code: string }).code);
    }
    return undefined;
  };
  context.subscriptions.push(
    server,
    server.log,
    pages,
    status,
    view,
    vscode.tasks.registerTaskProvider("mlf-lsp", new Tasks(server)),
    command("menu", () => status.menu()),
    command("createProject", () => createProject(server)),
    command("checkWorkspace", () => checkWorkspace(server)),
    command("fixFile", fixFile),
    command("fixWorkspace", () => fixWorkspace(server)),
    command("fixOnSave", fixOnSave),
    command("hardwareReport", () => pages.hardware()),
    command("saveHardwareReport", () => pages.saveHardware()),
    command("showRequirements", () => pages.requirements()),
    command("explainRule", (what?: string | { code?: string }) => explainRule(server, pages, typeof what === "object" ? what.code : what)),
    command("verify", () => verify(server)),
    command("restart", () => server.restart()),
    command("showLog", () => {
      server.log.show();
    }),
    command("openDocumentation", () => vscode.env.openExternal(vscode.Uri.parse(documentation))),
    command("openPlace", (place: Place) => openPlace(place)),
    command("refresh", () => {
      view.refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("mlf.server.path")) {
        void server.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()), // settings of the folder count from now on
  );
  void server.restart();
  server.log.info(`activated in ${(performance.now() - started).toFixed(1)} ms`);
}

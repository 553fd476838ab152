import * as vscode from "vscode";
import { Server } from "./server.ts";

/** Starts the extension. The server is started beside it, so that nothing waits for it. */
export function activate(context: vscode.ExtensionContext): void {
  const server = new Server(context);
  context.subscriptions.push(
    server,
    server.log,
    vscode.commands.registerCommand("mlf-lsp.restart", () => server.restart()),
    vscode.commands.registerCommand("mlf-lsp.showLog", () => {
      server.log.show();
    }),
    vscode.commands.registerCommand("mlf-lsp.openDocumentation", () => vscode.env.openExternal(vscode.Uri.parse("https://github.com/mlf-core/mlf-lsp#documentation"))),
    vscode.workspace.onDidChangeConfiguration((e) => {
      if (e.affectsConfiguration("mlf.server.path")) {
        void server.restart();
      } else if (e.affectsConfiguration("mlf")) {
        void server.settingsChanged();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()), // settings of the folder count from now on
  );
  void server.restart();
}

import * as vscode from "vscode";
import type { Server } from "./server.ts";

/** A page of the server in a tab beside the code. */
interface Page {
  readonly id: "hardware" | "requirements";
  readonly title: string;
  readonly command: string;
}

const hardware: Page = { id: "hardware", title: "Hardware", command: "mlf.hardwareReport" };
const requirements: Page = { id: "requirements", title: "Requirements", command: "mlf.showRequirements" };

/** Pages run no scripts and fetch nothing. */
const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`;

/** They follow the editor's colours and fonts. */
const style = `
body { background: transparent; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); margin: 1rem; }
a { color: var(--vscode-textLink-foreground); }
code, pre { font-family: var(--vscode-editor-font-family); }
section { border-color: var(--vscode-widget-border, #8884); }
.against { color: var(--vscode-errorForeground); }
`;

/** The panels of the extension: hardware and requirements as the server writes them, rules as Markdown. */
export class Pages implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly server: Server;
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly rules = new Map<string, string>();
  private readonly registration: vscode.Disposable;

  private readonly icon: vscode.Uri;

  constructor(server: Server, folder: vscode.Uri) {
    this.server = server;
    this.icon = vscode.Uri.joinPath(folder, "media", "icon.png");
    this.registration = vscode.workspace.registerTextDocumentContentProvider("mlf-lsp-rule", this);
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.panels.values()) {
      panel.dispose();
    }
  }

  async hardware(): Promise<void> {
    await this.show(hardware);
  }

  async requirements(): Promise<void> {
    await this.show(requirements);
  }

  private async show(page: Page): Promise<void> {
    const { content } = await this.server.command<{ content?: string }>(page.command, { format: "html" });
    let panel = this.panels.get(page.id);
    if (!panel) {
      panel = vscode.window.createWebviewPanel(`mlf-lsp.${page.id}`, page.title, vscode.ViewColumn.Active, { enableScripts: false, enableFindWidget: true, localResourceRoots: [] });
      panel.iconPath = this.icon;
      panel.onDidDispose(() => this.panels.delete(page.id));
      this.panels.set(page.id, panel);
    } else {
      panel.reveal();
    }
    panel.webview.html = styled(content ?? "");
  }

  /** Writes the hardware report into a file of the user's choice. */
  async saveHardware(): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const to = await vscode.window.showSaveDialog({
      title: "Save Hardware Report",
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, "hardware.json") } : {}),
      filters: { JSON: ["json"], YAML: ["yaml", "yml"], HTML: ["html"], Text: ["txt"] },
    });
    if (!to) {
      return;
    }
    const format = { json: "json", yaml: "yaml", yml: "yaml", html: "html" }[to.path.split(".").at(-1) ?? ""] ?? "table";
    const { content } = await this.server.command<{ content: string }>(hardware.command, { format });
    await vscode.workspace.fs.writeFile(to, Buffer.from(content));
    await vscode.window.showTextDocument(to);
  }

  /** Shows the page of a rule as Markdown. */
  async rule(code: string): Promise<void> {
    const { name, page } = await this.server.command<{ name: string; page: string }>("mlf.explainRule", { code });
    const uri = vscode.Uri.from({ scheme: "mlf-lsp-rule", path: `/${code} ${name}.md` });
    this.rules.set(uri.path, page);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.rules.get(uri.path) ?? "";
  }
}

/** Puts our rules behind those of the page. */
export function styled(html: string): string {
  return html.replace("<style>", () => `${policy}<style>`).replace("</style>", () => `${style}</style>`);
}

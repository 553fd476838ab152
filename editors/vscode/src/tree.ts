import * as vscode from "vscode";
import { tree, type Icon, type Node } from "./overview.ts";
import type { Overview, Place } from "./protocol.ts";
import type { Server } from "./server.ts";

const icons: Record<Icon, [string, string?]> = {
  project: ["folder"],
  program: ["play-circle"],
  met: ["pass", "testing.iconPassed"],
  partly: ["circle-large-outline", "list.warningForeground"],
  unmet: ["error", "list.errorForeground"],
  nothing: ["dash"],
  error: ["error", "list.errorForeground"],
  warning: ["warning", "list.warningForeground"],
  info: ["info"],
  hint: ["lightbulb"],
  versions: ["package"],
  hardware: ["server-environment"],
  list: ["list-tree"],
};

const settle = 300; // milliseconds: several changes in a row are one

/** The view "Determinism": what the server knows of the projects that are open. */
export class DeterminismView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly server: Server;
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Node>;
  private readonly disposables: { dispose(): unknown }[];
  private timer: NodeJS.Timeout | undefined;
  private nodes: Node[] | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(server: Server) {
    this.server = server;
    this.view = vscode.window.createTreeView("mlf-lsp.determinism", { treeDataProvider: this, showCollapseAll: true });
    this.disposables = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => {
        this.refresh();
      }),
      server.onDidChangeHealth(() => {
        this.refresh();
      }),
      server.onDidChangeStatus(() => {
        this.refresh();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** Asks the server anew, soon, if anybody looks. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.nodes = undefined;
      this.changed.fire(undefined);
    }, settle);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) {
      return [...(node.children ?? [])];
    }
    this.nodes ??= await this.ask();
    return this.nodes;
  }

  private async ask(): Promise<Node[]> {
    if (this.server.health.state !== "running") {
      return [];
    }
    const overview = await this.server.request<Overview>("mlf/overview", {});
    const nodes = tree(overview);
    const counts = overview.projects.flatMap((p) => p.causes.filter((c) => c.severity === "error" || c.severity === "warning").map((c) => c.count));
    const sum = counts.reduce((a, b) => a + b, 0);
    this.view.badge = sum > 0 ? { value: sum, tooltip: `${sum} findings` } : undefined;
    return nodes;
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const children = node.children ?? [];
    const state = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(node.label, children.length === 0 ? state.None : node.open === true ? state.Expanded : state.Collapsed);
    item.id = node.id;
    item.description = node.description ?? "";
    item.tooltip = node.tip ?? node.label;
    if (node.icon) {
      const [icon, color] = icons[node.icon];
      item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    }
    if (node.place) {
      item.command = { title: "Open", command: "mlf-lsp.openPlace", arguments: [node.place] };
    } else if (node.icon === "hardware") {
      item.command = { title: "Hardware Report", command: "mlf-lsp.hardwareReport" };
    }
    item.contextValue = node.code !== undefined ? "rule" : node.icon ?? "";
    return item;
  }
}

/** Shows a place of the tree in an editor. */
export async function openPlace(place: Place): Promise<void> {
  const { line, character } = place.range.start; // to select all of it would scroll its beginning out of sight
  const selection = new vscode.Range(line, character, line, character);
  const uri = vscode.Uri.parse(place.uri, true);
  if (uri.path.endsWith(".ipynb") && uri.scheme === "file") {
    await vscode.commands.executeCommand("vscode.open", uri);
    return;
  }
  await vscode.commands.executeCommand("vscode.open", uri, { selection } satisfies vscode.TextDocumentShowOptions);
}

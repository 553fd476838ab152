import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { pick, type } from "./input.ts";
import type { Question, Template } from "./protocol.ts";
import type { Server } from "./server.ts";
import { walk, type Step } from "./steps.ts";

const title = "Create Project";

/** Asks the server what to ask, and what is wrong with the answers so far. */
type Ask = (answers: Record<string, string>) => Promise<Question[]>;

/** Asks for a template, its answers and a place, step by step with a way back, and makes the project. */
export async function createProject(server: Server): Promise<void> {
  const { templates } = await server.command<{ templates: Template[] }>("mlf.templates");
  const answers: Record<string, string> = {};
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  let parent = folder?.scheme === "file" ? path.dirname(folder.fsPath) : homedir();
  let template: Template | undefined;

  const ask: Ask = async (given) => {
    if (!template) {
      return [];
    }
    return (await server.command<{ questions: Question[] }>("mlf.templateQuestions", { template: template.handle, answers: given })).questions;
  };

  const chooseTemplate: Step = {
    run: async ({ number, total, first }) => {
      const items = templates.map((t) => ({ label: t.name, description: t.handle, detail: t.summary, template: t }));
      return pick({
        title,
        step: number,
        totalSteps: total,
        first,
        placeholder: "A template: each trains the same model in every run",
        items,
        active: items.find((i) => i.template === template),
        take: (item) => {
          template = item.template;
        },
      });
    },
  };
  const chooseFolder: Step = {
    run: async ({ number, total, first }) =>
      type({
        title,
        step: number,
        totalSteps: total,
        first,
        prompt: "The folder to make the project in. It gets a folder of its own there.",
        value: parent,
        check: async (value) => ((await isFolder(value)) ? undefined : "There is no such folder."),
        take: (value) => {
          parent = expanded(value);
        },
        button: { icon: "folder-opened", tooltip: "Browse…", press: browse },
      }),
  };
  const done = await walk(async () => [chooseTemplate, ...(await ask(answers)).map((q) => answer(q, answers, ask)), chooseFolder]);
  if (!done || !template) {
    return;
  }
  const made = template;
  const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Creating a project from ${made.name}` }, () =>
    server.command<{ folder: string; files: string[] }>("mlf.createProject", { template: made.handle, parent: vscode.Uri.file(parent).toString(), answers }),
  );
  await offer(vscode.Uri.parse(result.folder), result.files.length);
}

/** The step that asks one question of a template. */
function answer(q: Question, answers: Record<string, string>, ask: Ask): Step {
  const value = answers[q.name] ?? q.answer ?? q.default;
  const take = (given: string): void => {
    answers[q.name] = given;
  };
  return {
    run: async ({ number, total, first }) => {
      const common = { title, step: number, totalSteps: total, first };
      if (q.choices) {
        const items = q.choices.map((label) => ({ label, description: label === q.default ? "default" : "" }));
        return pick({
          ...common,
          placeholder: q.prompt,
          items,
          active: items.find((i) => i.label === value),
          take: (item) => {
            take(item.label);
          },
        });
      }
      return type({
        ...common,
        prompt: q.prompt,
        value,
        check: async (given) => (await ask({ ...answers, [q.name]: given })).find((x) => x.name === q.name)?.problem,
        take,
      });
    },
  };
}

async function offer(folder: vscode.Uri, files: number): Promise<void> {
  if (!vscode.workspace.workspaceFolders) {
    await vscode.commands.executeCommand("vscode.openFolder", folder);
    return;
  }
  const here = "Open";
  const beside = "Open in New Window";
  const add = "Add to Workspace";
  const choice = await vscode.window.showInformationMessage(`Made ${files} files in ${folder.fsPath}.`, here, beside, add);
  if (choice === add) {
    vscode.workspace.updateWorkspaceFolders(vscode.workspace.workspaceFolders.length, 0, { uri: folder });
  } else if (choice !== undefined) {
    await vscode.commands.executeCommand("vscode.openFolder", folder, { forceNewWindow: choice === beside });
  }
}

async function browse(value: string): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: vscode.Uri.file(expanded(value)),
    openLabel: "Create Here",
    title: "The folder to make the project in",
  });
  return chosen?.[0]?.fsPath;
}

function expanded(value: string): string {
  return value.replace(/^~(?=$|[\\/])/, () => homedir());
}

async function isFolder(value: string): Promise<boolean> {
  const file = expanded(value.trim());
  return path.isAbsolute(file) && (await stat(file).then((s) => s.isDirectory(), () => false));
}

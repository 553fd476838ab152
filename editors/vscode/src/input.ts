import * as vscode from "vscode";
import type { Outcome } from "./steps.ts";

interface Common {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  /** Whether there is a step to go back to. */
  readonly first: boolean;
  readonly placeholder?: string;
}

/** Lets the user pick one of several; a choice is handed to take. */
export async function pick<T extends vscode.QuickPickItem>(
  options: Common & { readonly items: readonly T[]; readonly active?: T | undefined; readonly take: (item: T) => void },
): Promise<Outcome> {
  const box = vscode.window.createQuickPick<T>();
  box.items = options.items;
  box.matchOnDescription = true;
  box.matchOnDetail = true;
  if (options.active) {
    box.activeItems = [options.active];
  }
  return ask(box, options, (done) => {
    const item = box.activeItems[0];
    if (item) {
      options.take(item);
      done("next");
    }
  });
}

/** Lets the user type a text, which is checked as it is typed; problems keep the box open. */
export async function type(
  options: Common & {
    readonly prompt: string;
    readonly value: string;
    readonly check: (value: string) => Promise<string | undefined>;
    readonly take: (value: string) => void;
    readonly button?: { readonly icon: string; readonly tooltip: string; readonly press: (value: string) => Promise<string | undefined> };
  },
): Promise<Outcome> {
  const box = vscode.window.createInputBox();
  box.prompt = options.prompt;
  box.value = options.value;
  let latest = 0;
  const judge = async (): Promise<string | undefined> => {
    const mine = ++latest;
    const problem = await options.check(box.value);
    if (mine === latest) {
      box.validationMessage = problem ?? "";
    }
    return problem;
  };
  box.onDidChangeValue(() => void judge());
  return ask(
    box,
    options,
    (done) => {
      box.busy = true;
      void judge()
        .then((problem) => {
          if (problem === undefined) {
            options.take(box.value);
            done("next");
          }
        })
        .finally(() => {
          box.busy = false;
        });
    },
    options.button,
  );
}

async function ask(
  box: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  options: Common,
  accept: (done: (o: Outcome) => void) => void,
  button?: { readonly icon: string; readonly tooltip: string; readonly press: (value: string) => Promise<string | undefined> },
): Promise<Outcome> {
  box.title = options.title;
  box.step = options.step;
  box.totalSteps = options.totalSteps;
  box.placeholder = options.placeholder ?? "";
  box.ignoreFocusOut = true;
  const extra = button ? [{ iconPath: new vscode.ThemeIcon(button.icon), tooltip: button.tooltip }] : [];
  box.buttons = [...(options.first ? [] : [vscode.QuickInputButtons.Back]), ...extra];
  try {
    return await new Promise<Outcome>((done) => {
      box.onDidAccept(() => {
        accept(done);
      });
      box.onDidHide(() => {
        done("cancel");
      });
      box.onDidTriggerButton((pressed) => {
        if (pressed === vscode.QuickInputButtons.Back) {
          done("back");
        } else if (button) {
          void button.press(box.value).then((value) => {
            if (value !== undefined) {
              box.value = value;
            }
            box.show();
          });
        }
      });
      box.show();
    });
  } finally {
    box.dispose();
  }
}

import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before } from "node:test";
import { copyOf, eventually, scenario as anyScenario, Workbench } from "./workbench.ts";

const vsix = process.env["MLF_LSP_VSIX"];
assert.ok(vsix, "set MLF_LSP_VSIX to the package to test");

const demo = copyOf("testdata/demo");
let w: Workbench;
before(async () => {
  w = await Workbench.start({ vsix });
  fs.copyFileSync(path.join(import.meta.dirname, "project/baseline.py"), path.join(demo, "liver_seg/baseline.py"));
  fs.mkdirSync(path.join(demo, ".vscode"));
  await w.open(demo);
});
after(async () => {
  await w.close();
  fs.rmSync(path.dirname(demo), { recursive: true });
});

const scenario = (name: string, run: () => void | Promise<void>): void => {
  anyScenario(() => w, name, run);
};

/** Settings of the folder, which the workbench sees at once. */
function settings(values: Record<string, unknown>): void {
  fs.writeFileSync(inDemo(".vscode/settings.json"), JSON.stringify(values));
}

const inDemo = (file: string): string => path.join(demo, file);

scenario("a finding is drawn, explained, repaired and gone", async () => {
  await w.openFile("liver_seg/utils/seeding.py");
  await w.squiggles().first().waitFor();
  await w.shot("squiggles");
  await w.goTo(19, 12);
  await w.hover("cuDNN");
  await w.shot("hover-rule");

  const before = await w.squiggles().count();
  await w.goTo(19, 12);
  await w.fix("Turn cuDNN's benchmark off", () => w.shot("fix-menu"));
  await eventually("the fix to be in the text", async () => (await w.shown()).includes("cudnn.benchmark = False"));
  await eventually("the finding to vanish", async () => (await w.squiggles().count()) < before);
  await w.save(inDemo("liver_seg/utils/seeding.py"), /cudnn\.benchmark = False/);
});

scenario("an operation has a card, with this machine's GPU", async () => {
  await w.openFile("liver_seg/models/blocks.py");
  await w.squiggles("error").first().waitFor();
  await w.goTo(27, 28);
  await w.hover("this machine");
  await w.shot("hover-operation");
  await w.shot("picture-findings", { x: 353, y: 36, width: 880, height: 420 });
  await w.page.keyboard.press("Escape");
});

scenario("MaxPool3d becomes a convolution, seeds are set, and the findings vanish", async () => {
  await w.openFile("liver_seg/baseline.py");
  await w.squiggles("error").first().waitFor();
  await w.goTo(10, 28);
  await w.fix("Replace MaxPool3d by a strided Conv3d", async () => {
    await w.shot("fix-pooling");
    await w.shot("picture-fixes", { x: 353, y: 36, width: 920, height: 420 });
  });
  await eventually("the convolution", async () => (await w.shown()).includes("self.pool = nn.Conv3d(8, 8, kernel_size=2, stride=2)"));
  await w.squiggles("error").first().waitFor({ state: "detached" });

  await w.goTo(9, 25);
  await w.fix("Seed NumPy and PyTorch", () => w.shot("fix-seeds"));
  await eventually("the seeds", async () => (await w.shown()).includes("torch.manual_seed(SEED)"));
  await eventually("the findings of seeds to vanish", async () => (await w.squiggles().count()) <= 1);
  await w.shot("repaired");
  await w.save(inDemo("liver_seg/baseline.py"), /np\.random\.seed\(SEED\)/);
});

scenario("what can be repaired safely is repaired when a file is saved", async () => {
  settings({ "editor.codeActionsOnSave": { "source.fixAll.mlf": "explicit" } });
  await w.openFile("liver_seg/data/datamodule.py");
  await w.squiggles().first().waitFor();
  await w.goTo(1, 1);
  await w.page.keyboard.press("End");
  await w.page.keyboard.type(" ");
  await w.save(inDemo("liver_seg/data/datamodule.py"), /sorted\(os\.listdir\(self\.data_dir\)\)/);
  await w.shot("fixed-on-save");
});

scenario("cells of notebooks have findings", async () => {
  await w.openFile("notebooks/explore.ipynb");
  const cell = w.page.locator(".notebookOverlay .squiggly-warning").first();
  await cell.waitFor();
  await w.shot("notebook");
});

scenario("check is a task whose findings become problems", async () => {
  settings({ "mlf.diagnostics": "openFiles" }); // so that the server says nothing of files that are closed
  const type = w.page.locator(".quick-input-widget .monaco-list-row", { hasText: "mlf-lsp" }).first();
  await eventually("the types of tasks", async () => {
    await w.run("Tasks: Run Task");
    await type.waitFor({ timeout: 8000 });
    return true;
  });
  await type.click();
  await w.choose("mlf-lsp: check");
  await w.page.locator(".terminal-outer-container").waitFor();
  await w.shot("task");
  await w.run("Problems: Focus on Problems View");
  await w.page.locator(".markers-panel .monaco-list-row", { hasText: "blocks.py" }).first().waitFor();
  await w.page.locator(".markers-panel .monaco-list-row", { hasText: "MaxPool3d has no deterministic backward" }).first().waitFor();
  await w.shot("problems");
  await w.run("View: Hide Panel");
  settings({});
});

scenario("the status bar opens a menu", async () => {
  const item = w.page.locator(".statusbar-item", { hasText: /mlf \d+ · \d\/5/ });
  await item.waitFor();
  await item.click();
  await w.page.locator(".quick-input-widget .monaco-list-row", { hasText: "requirements met" }).waitFor();
  await w.shot("menu");
  await w.page.keyboard.press("Escape");
});

scenario("the view Determinism shows programs, requirements and causes", async () => {
  await w.page.locator('.activitybar .action-item a[aria-label^="Determinism"]').click();
  const row = (text: string) => w.page.locator(".pane-body .monaco-list-row", { hasText: text }).first();
  await row("Random numbers are seeded").waitFor();
  await w.widen(160);
  await row("Random numbers are seeded").click();
  await row("nondeterministic-op").click();
  await row("interpolate").waitFor();
  await w.shot("determinism");
  await w.shot("picture-determinism", { x: 0, y: 36, width: 520, height: 764 });
  await row("interpolate").click();
  await w.page.locator('.tab.active[data-resource-name="unet3d.py"]').waitFor();
  await w.shot("determinism-opened");
});

scenario("hardware, requirements and rules have pages", async () => {
  const page = (text: string) => w.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").getByText(text).first();
  await w.run("View: Close All Editors"); // notebooks are pages, too
  await w.run("mlf-lsp: Hardware Report");
  await page("architecture").waitFor();
  await w.shot("hardware");
  await w.shot("picture-hardware", { x: 510, y: 36, width: 770, height: 560 });
  await w.run("mlf-lsp: Show Requirements");
  await page("Random numbers are seeded").waitFor();
  await w.shot("requirements");
  await w.run("mlf-lsp: Explain Rule");
  await w.page.locator('.quick-input-widget input[placeholder="A code, a name or words"]').fill("MLF301");
  await w.choose("MLF301");
  await page("nondeterministic-op").waitFor();
  await w.shot("rule");
  await w.run("View: Close All Editors");
});

scenario("a program is run several times in a terminal, and its runs are compared", async () => {
  fs.writeFileSync(inDemo("repeat.py"), 'print("loss", sum(range(10)))\n');
  await w.run("mlf-lsp: Verify Determinism");
  const input = w.page.locator(".quick-input-widget input").first();
  await w.page.locator(".quick-input-message", { hasText: "The command that trains" }).waitFor();
  assert.match(await input.inputValue(), /^python \S+\.py$/);
  await w.shot("verify-question");
  await input.fill("python3 repeat.py");
  await w.page.keyboard.press("Enter");
  await w.page.locator(".xterm-rows", { hasText: /equal/ }).first().waitFor();
  await w.shot("verify");
  await w.run("View: Hide Panel");
});

scenario("the walkthrough has pictures", async () => {
  await w.run("View: Close Primary Side Bar"); // pictures need room
  await w.run("Welcome: Open Walkthrough");
  await w.choose("The same training, the same model");
  await w.page.locator(".getting-started-step", { hasText: "Five requirements" }).click();
  await w.page.locator('.getting-started-media img[alt^="The view Determinism"]').waitFor();
  await w.shot("walkthrough");
  await w.run("View: Focus into Primary Side Bar");
  await w.run("View: Close All Editors");
});

scenario("the extension starts within 50 milliseconds", () => {
  const logs = fs.readdirSync(path.join(w.dir, "data/logs"), { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith("/mlf-lsp.log"));
  const times = logs.flatMap((f) => [...fs.readFileSync(path.join(w.dir, "data/logs", f), "utf8").matchAll(/activated in ([\d.]+) ms/g)].map((m) => Number(m[1])));
  assert.ok(times.length > 0);
  assert.ok(Math.min(...times) < 50, `activation took ${times.join(", ")} ms`);
});

scenario("the server is started again when it dies", async () => {
  await w.openFile("liver_seg/train.py");
  await w.goTo(24, 5);
  await w.squiggles("error").first().waitFor();
  const before = w.servers();
  assert.equal(before.length, 1);
  process.kill(before[0] ?? 0, "SIGKILL");
  await eventually("another server", () => w.servers().some((pid) => !before.includes(pid)));
  await w.goTo(24, 5);
  await w.fix("Read the text of --deterministic");
  await eventually("the fix of the new server", async () => !(await w.shown()).includes("type=bool"));
  await w.shot("restarted");
  await w.save(inDemo("liver_seg/train.py"), /deterministic/);
});

scenario("a wrong path is told, with a way out", async () => {
  settings({ "mlf.server.path": "/nowhere/mlf-lsp" });
  const told = w.page.locator(".notification-toast", { hasText: "/nowhere/mlf-lsp" });
  await told.waitFor();
  await w.shot("wrong-path");
  await told.getByText("Open Settings").waitFor();

  settings({ "mlf.server.path": "/bin/true" });
  const another = w.page.locator(".notification-toast", { hasText: "/bin/true, which is not mlf-lsp" });
  await another.waitFor();
  await another.getByText("Open Settings").click();
  await w.page.locator(".settings-editor", { hasText: "The program" }).waitFor();
  await w.shot("settings-path");
  await eventually("the settings to close", async () => (await w.page.locator(".settings-editor").count()) === 0, () => w.page.keyboard.press("Escape"));

  settings({});
  await eventually("the bundled server", () => w.servers().length === 1);
});

scenario("a project is created step by step, opened, and clean", async () => {
  const input = w.page.locator(".quick-input-widget input").first();
  const title = w.page.locator(".quick-input-title");
  await w.run("mlf-lsp: Create Project");
  await w.page.locator(".quick-input-widget .monaco-list-row", { hasText: "mlflow-pytorch" }).waitFor();
  await w.shot("create-template");
  await w.shot("picture-create", { x: 240, y: 0, width: 800, height: 400 });
  await w.choose("mlflow-pytorch");
  await w.page.locator(".quick-input-message", { hasText: "Name of the project" }).waitFor();
  await input.fill("!");
  await w.page.keyboard.press("Enter");
  await w.page.waitForTimeout(500);
  await w.shot("create-problem");
  await input.fill("Liver CT");
  await w.page.keyboard.press("Enter");
  await w.page.locator(".quick-input-message", { hasText: "in one sentence" }).waitFor();
  await w.shot("create-question");
  await w.page.locator(".quick-input-titlebar .codicon-quick-input-back").click();
  await w.page.locator(".quick-input-message", { hasText: "Name of the project" }).waitFor();
  assert.equal(await input.inputValue(), "Liver CT");

  const folder = w.page.locator(".quick-input-message", { hasText: "The folder to make the project in" });
  for (let step = 0; step < 20 && !(await folder.isVisible()); step++) {
    const before = await title.textContent();
    await w.page.keyboard.press("Enter");
    await eventually("the next step", async () => (await title.textContent()) !== before);
  }
  const parent = path.dirname(demo);
  await input.fill("/nowhere");
  await w.page.locator(".quick-input-message", { hasText: "There is no such folder" }).waitFor();
  await input.fill(parent);
  await w.page.locator(".quick-input-message", { hasText: "There is no such folder" }).waitFor({ state: "hidden" });
  await w.shot("create-folder");
  await w.page.keyboard.press("Enter");
  const made = w.page.locator(".notification-toast", { hasText: "files in" });
  await made.waitFor();
  await w.shot("create-made");
  await made.getByText("Open", { exact: true }).click();
  await w.page.locator(".explorer-folders-view", { hasText: "MLproject" }).waitFor();
  const item = w.page.locator(".statusbar-item", { hasText: /mlf 0 · \d\/5/ });
  await item.waitFor();
  await w.shot("created");
});

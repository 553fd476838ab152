import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before } from "node:test";
import { copyOf, eventually, scenario, Workbench } from "./workbench.ts";

const vsix = process.env["MLF_LSP_VSIX"];
assert.ok(vsix, "set MLF_LSP_VSIX to the package to test");

const demo = copyOf("testdata/demo");
let w: Workbench;
before(async () => {
  w = await Workbench.start({ vsix, trust: true, settings: { "security.workspace.trust.startupPrompt": "never" } });
});
after(async () => {
  await w.close();
  fs.rmSync(path.dirname(demo), { recursive: true });
});

scenario(
  () => w,
  "in a folder that is not trusted findings are shown by the bundled server, and nothing of the folder is run",
  async () => {
    const evil = path.join(demo, "evil");
    fs.writeFileSync(evil, `#!/bin/sh\ntouch ${demo}/harm\necho mlf-lsp 9.9.9\n`, { mode: 0o755 });
    fs.mkdirSync(path.join(demo, ".vscode"));
    fs.writeFileSync(path.join(demo, ".vscode/settings.json"), JSON.stringify({ "mlf.server.path": evil }));
    await w.open(demo);
    await w.openFile("liver_seg/utils/seeding.py");
    await w.squiggles().first().waitFor();
    await w.goTo(18, 12);
    await w.shot("untrusted");
    assert.equal(w.servers().length, 1);
    assert.ok(!fs.existsSync(path.join(demo, "harm")), "a program of the folder ran");
    await w.page.keyboard.press("F1");
    await w.page.locator(".quick-input-widget input").first().fill(">mlf-lsp: ");
    await w.page.locator(".quick-input-widget .monaco-list-row", { hasText: "mlf-lsp: Check Workspace" }).waitFor();
    assert.equal(await w.page.locator(".quick-input-widget .monaco-list-row", { hasText: "mlf-lsp: Verify Determinism" }).count(), 0);
    await w.shot("untrusted-commands");
    await w.page.keyboard.press("Escape");
  },
);

scenario(
  () => w,
  "once the folder is trusted, its settings count",
  async () => {
    await w.run("Workspaces: Manage Workspace Trust");
    await w.page.locator(".workspace-trust-editor").waitFor();
    await w.shot("trust");
    await w.page.locator(".workspace-trust-editor").getByText("Trust", { exact: true }).click();
    await eventually("the program of the folder to be asked", () => fs.existsSync(path.join(demo, "harm")));
  },
);

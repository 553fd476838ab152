import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { copyOf, eventually, Workbench } from "./workbench.ts";

const vsix = process.env["MLF_LSP_VSIX"];
assert.ok(vsix, "set MLF_LSP_VSIX to the package to test");

let w: Workbench;
before(async () => {
  w = await Workbench.start({ vsix });
});
after(() => w.close());

/** A test that leaves a picture of where it failed. */
function scenario(name: string, run: () => Promise<void>): void {
  test(name, { timeout: 180_000 }, async () => {
    try {
      await run();
    } catch (e) {
      await w.shot(`failed-${name.replace(/\W+/g, "-")}`).catch(() => undefined);
      throw e;
    }
  });
}

scenario("a finding is drawn, explained, repaired and gone", async () => {
  const demo = copyOf("testdata/demo");
  await w.open(demo, "liver_seg/utils/seeding.py");
  await w.squiggles().first().waitFor();
  await w.shot("squiggles");

  await w.goTo(19, 12);
  await w.page.keyboard.press("Control+k");
  await w.page.keyboard.press("Control+i");
  await w.page.locator(".monaco-hover", { hasText: "cuDNN" }).first().waitFor();
  await w.shot("hover");

  const before = await w.squiggles().count();
  await w.goTo(19, 12);
  await w.fix("Turn cuDNN's benchmark off", "fix-menu");
  await eventually("the fix to be in the text", async () => (await w.shown()).includes("cudnn.benchmark = False"));
  await eventually("the finding to vanish", async () => (await w.squiggles().count()) < before);
  await w.shot("fixed");
  await w.save(path.join(demo, "liver_seg/utils/seeding.py"), /cudnn\.benchmark = False/);
  fs.rmSync(path.dirname(demo), { recursive: true });
});

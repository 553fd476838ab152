import assert from "node:assert/strict";
import { test } from "node:test";
import type { Status } from "../../src/protocol.ts";
import { counted, met, statusText, statusTip } from "../../src/words.ts";

const none = { error: 0, warning: 0, info: 0, hint: 0, suppressed: 0 };
const clean: Status = { state: "idle", findings: none, entryPoints: 1, requirements: { met: 5, of: 5 }, hardware: "no GPU", projects: [] };

test("findings are counted in words", () => {
  assert.equal(counted(none), "no findings");
  assert.equal(counted({ ...none, hint: 3, suppressed: 2 }), "no findings");
  assert.equal(counted({ ...none, error: 1, warning: 2, info: 1 }), "1 error, 2 warnings, 1 note");
});

test("requirements are counted where there are some", () => {
  assert.equal(met({ met: 4, of: 5 }), "4 of 5 requirements met");
  assert.equal(met({ met: 0, of: 0 }), "");
});

test("the status bar shows findings and requirements", () => {
  assert.deepEqual(statusText(clean), { text: "$(check-all) mlf 0 · 5/5", severity: "none" });
  assert.deepEqual(statusText({ ...clean, findings: { ...none, error: 1, warning: 2, info: 7 } }), { text: "$(warning) mlf 3 · 5/5", severity: "error" });
  assert.deepEqual(statusText({ ...clean, findings: { ...none, warning: 2 }, requirements: { met: 0, of: 0 } }), { text: "$(warning) mlf 2", severity: "warning" });
  assert.equal(statusText({ ...clean, state: "working" }).text, "$(loading~spin) mlf 0 · 5/5");
});

test("the tip says all of it", () => {
  assert.equal(statusTip({ ...clean, findings: { ...none, error: 1 } }), "1 error\n\n5 of 5 requirements met\n\nno GPU");
  assert.equal(statusTip({ ...clean, requirements: { met: 0, of: 0 }, hardware: null }), "No findings");
});

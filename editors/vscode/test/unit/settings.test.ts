import assert from "node:assert/strict";
import { test } from "node:test";
import { configured, type Levels } from "../../src/settings.ts";

const of = (levels: Record<string, Levels>) => configured(Object.keys(levels), (key) => levels[key]);

test("what nobody set is left out, so that the project's file counts", () => {
  assert.deepEqual(of({ ignore: { globalValue: undefined }, "fail-on": {} }), {});
  assert.deepEqual(configured(["unknown"], () => undefined), {});
});

test("nearer levels win", () => {
  assert.deepEqual(of({ "target-device": { globalValue: "cpu", workspaceValue: "cuda" } }), { "target-device": "cuda" });
  assert.deepEqual(of({ ignore: { globalValue: ["MLF1"], workspaceFolderValue: [] } }), { ignore: [] });
  assert.deepEqual(of({ "require-reasons": { globalValue: true, workspaceValue: false } }), { "require-reasons": false });
});

test("maps are merged entry by entry", () => {
  assert.deepEqual(of({ pins: { globalValue: { torch: "2.4.1", numpy: "1.26.4" }, workspaceValue: { torch: "2.8.0" } } }), {
    pins: { torch: "2.8.0", numpy: "1.26.4" },
  });
});

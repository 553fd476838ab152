import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";

const schema = (name: string): object => JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, "../../schemas", name), "utf8")) as object;

test("the schemas of YAML files are valid and tell right from wrong", () => {
  const ajv = new Ajv2020({ strict: false });
  const config = ajv.compile(schema("mlf-lsp.schema.json"));
  assert.ok(config({ "target-device": "cuda", pins: { torch: "2.4.1" } }));
  assert.ok(!config({ "target-device": "gpu" }));
  const pack = ajv.compile(schema("mlf-lsp-rules.schema.json"));
  assert.ok(!pack({ operations: "none" }));
});

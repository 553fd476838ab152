import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, expand, tooOld, versionIn, type Surroundings } from "../../src/binary.ts";

const linux: Surroundings = {
  setting: "",
  extensionFolder: "/ext",
  workspaceFolder: "/work space",
  home: "/home/me",
  platform: "linux",
  env: { PATH: "/usr/bin::/opt/bin", VENV: "/venv" },
};

test("without a setting the bundled program comes before those on the PATH", () => {
  assert.deepEqual(candidates(linux), [
    { file: "/ext/server/mlf-lsp", origin: "bundled" },
    { file: "/usr/bin/mlf-lsp", origin: "PATH" },
    { file: "/opt/bin/mlf-lsp", origin: "PATH" },
  ]);
});

test("a setting is the only candidate", () => {
  assert.deepEqual(candidates({ ...linux, setting: " /x/mlf-lsp " }), [{ file: "/x/mlf-lsp", origin: "setting" }]);
});

test("Windows programs have a suffix, and the PATH other separators", () => {
  const names = candidates({ ...linux, platform: "win32", env: { Path: "C:\\a;C:\\b" } }).map((c) => c.file);
  assert.deepEqual(names, ["/ext/server/mlf-lsp.exe", "C:\\a/mlf-lsp.exe", "C:\\b/mlf-lsp.exe"]);
});

test("variables of a path are replaced", () => {
  assert.equal(expand("~/bin/mlf-lsp", linux), "/home/me/bin/mlf-lsp");
  assert.equal(expand("~", linux), "/home/me");
  assert.equal(expand("/a~b", linux), "/a~b");
  assert.equal(expand("${workspaceFolder}/bin/mlf-lsp", linux), "/work space/bin/mlf-lsp");
  assert.equal(expand("${env:VENV}/bin/mlf-lsp", linux), "/venv/bin/mlf-lsp");
  assert.equal(expand("bin/mlf-lsp", linux), "/work space/bin/mlf-lsp");
  assert.equal(expand("bin/mlf-lsp", { ...linux, workspaceFolder: undefined }), "bin/mlf-lsp");
});

test("the version is read from what mlf-lsp prints, and from nothing else", () => {
  assert.equal(versionIn("mlf-lsp 1.2.3 linux/amd64 go1.26.8\n"), "1.2.3");
  assert.equal(versionIn("mlf-lsp (devel) linux/amd64 go1.26.8\n"), "(devel)");
  assert.equal(versionIn("Python 3.12.1\n"), undefined);
  assert.equal(versionIn(""), undefined);
});

test("versions are compared as numbers; builds of no release will do", () => {
  assert.equal(tooOld("0.9.10", "0.10.0"), true);
  assert.equal(tooOld("v0.9.10-dirty", "0.10.0"), true);
  assert.equal(tooOld("0.10.0", "0.10.0"), false);
  assert.equal(tooOld("1.0.0", "0.10.0"), false);
  assert.equal(tooOld("0.10.0-3-gabc", "0.10.0"), false);
  assert.equal(tooOld("(devel)", "0.10.0"), false);
  assert.equal(tooOld("6857d10", "0.10.0"), false);
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";

const root = path.resolve(import.meta.dirname, "../..");

interface Manifest {
  readonly contributes: {
    readonly commands: { command: string }[];
    readonly menus: Record<string, { command: string }[]>;
    readonly problemPatterns: { regexp: string; file: number; line: number; column: number; severity: number; code: number; message: number }[];
    readonly walkthroughs: { icon: string; steps: { description: string; media: { image: string }; completionEvents: string[] }[] }[];
    readonly snippets: { path: string }[];
    readonly viewsWelcome: { contents: string }[];
  };
}
const { contributes } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const sources = fs
  .readdirSync(path.join(root, "src"))
  .map((f) => fs.readFileSync(path.join(root, "src", f), "utf8"))
  .join("\n");

test("each command of the manifest is there, and each that is used is of the manifest", () => {
  const commands = contributes.commands.map((c) => c.command);
  for (const command of commands) {
    assert.ok(sources.includes(`command("${command.replace("mlf-lsp.", "")}"`), `${command} is not registered`);
  }
  const welcome = [...contributes.viewsWelcome.map((v) => v.contents), ...contributes.walkthroughs.flatMap((w) => w.steps.map((s) => s.description))];
  const used = [...Object.values(contributes.menus).flatMap((m) => m.map((i) => i.command)), ...welcome.flatMap((t) => [...t.matchAll(/command:(mlf-lsp\.\w+)\)/g)].map((m) => m[1] ?? ""))];
  for (const command of used) {
    assert.ok(commands.includes(command), `${command} is not in the manifest`);
  }
});

test("pictures and snippets are there", () => {
  const files = [...contributes.walkthroughs.flatMap((w) => [w.icon, ...w.steps.map((s) => s.media.image)]), ...contributes.snippets.map((s) => s.path)];
  for (const file of files) {
    assert.ok(fs.existsSync(path.join(root, file)), `${file} is missing`);
  }
});

test("the problem matcher reads what check prints", () => {
  const [p] = contributes.problemPatterns;
  assert.ok(p);
  const read = (line: string): (string | undefined)[] => {
    const m = new RegExp(p.regexp).exec(line);
    return m ? [m[p.file], m[p.line], m[p.column], m[p.severity], m[p.code], m[p.message]] : [];
  };
  assert.deepEqual(read("a b/train.py:27:21: error MLF301 MaxPool3d: no backward"), ["a b/train.py", "27", "21", "error", "MLF301", "MaxPool3d: no backward"]);
  assert.deepEqual(read("explore.ipynb:cell 3:2:11: warning MLF409 text"), ["explore.ipynb", "2", "11", "warning", "MLF409", "text"]);
  assert.deepEqual(read("C:\\p\\train.py:1:2: info MLF601 text"), ["C:\\p\\train.py", "1", "2", "info", "MLF601", "text"]);
  assert.deepEqual(read("3 errors, 8 warnings, 5 info in 9 of 15 files"), []);
});

/** A snippet as it stands in the editor when nothing is filled in. */
function expanded(body: string | string[]): string {
  return [body].flat().join("\n").replace(/\$\{\d+:([^}]*)\}/g, "$1").replace(/\$\d+/g, "");
}

const program = process.env["MLF_LSP"];

test("code from snippets has no findings", { skip: program === undefined && "set MLF_LSP to the program" }, () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "mlf-lsp-snippets-"));
  const snippets = JSON.parse(fs.readFileSync(path.join(root, "snippets/python.json"), "utf8")) as Record<string, { prefix: string | string[]; body: string | string[] }>;
  const of = (prefix: string): string => expanded(Object.values(snippets).find((s) => [s.prefix].flat().includes(prefix))?.body ?? "");
  const write = (name: string, ...parts: string[]): void => {
    fs.writeFileSync(path.join(dir, name), parts.join("\n"));
  };
  const loader = "from torch.utils.data import DataLoader, TensorDataset\n\ndataset = TensorDataset(torch.randn(8, 3))\n";
  write("torch_program.py", of("mlf-seed-torch"), loader, of("mlf-loader-torch"), "print(random.random(), np.random.rand())", "model = torch.nn.Linear(3, 1).cuda()", "for (x,) in loader:", "    model(x.cuda()).sum().backward()", "");
  write("tensorflow_program.py", of("mlf-seed-tensorflow"), "print(tf.random.normal([2]))", "");
  write("lightning_program.py", of("mlf-seed-lightning"), "import torch", "", "print(torch.rand(2))", "");
  write("files_program.py", "from pathlib import Path", "", 'folder = Path("data")', of("mlf-files"), "for file in files:", "    print(file)", "");
  try {
    const out = execFileSync(program ?? "", ["check", "--no-cache", "--format", "concise", "--pin", "torch==2.8.0", "--pin", "tensorflow==2.18.0", "--fail-on", "never", dir], { encoding: "utf8", cwd: dir });
    assert.equal(out, "");
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { tree, where, type Node } from "../../src/overview.ts";
import type { Overview, Place, Project } from "../../src/protocol.ts";

const at = (uri: string, line: number): Place => ({ uri, range: { start: { line, character: 0 }, end: { line, character: 5 } } });

const project: Project = {
  root: "file:///p",
  name: "liver-ct",
  configuration: null,
  device: "auto",
  versions: [{ package: "torch", version: "2.4.1", from: "requirements.txt:3" }],
  entryPoints: [{ name: "train.py", kind: "main guard", from: "", location: at("file:///p/train.py", 69) }],
  requirements: [
    { id: "seeds", title: "Random numbers are seeded", verdict: "not met", summary: "One source differs.", evidence: [{ text: "draws", for: false, code: "MLF110", location: at("file:///p/a%20b.py", 3) }] },
    { id: "container", title: "Training runs in a container", verdict: "met", summary: "It does.", evidence: [] },
  ],
  met: 1,
  of: 2,
  causes: [
    {
      code: "MLF301",
      name: "nondeterministic-op",
      summary: "an operation",
      severity: "error",
      count: 2,
      url: "",
      findings: [
        { message: "no deterministic backward", severity: "error", symbol: "torch.nn.MaxPool3d", location: at("file:///p/m.py", 26) },
        { message: "no deterministic backward", severity: "error", location: at("vscode-notebook-cell:/p/n.ipynb#W0", 1) },
      ],
    },
  ],
};
const overview: Overview = { hardware: "no GPU", projects: [project] };

function lines(nodes: readonly Node[], depth = 0): string[] {
  return nodes.flatMap((n) => [`${"  ".repeat(depth)}${n.icon ?? ""}: ${n.label} | ${n.description ?? ""}`, ...lines(n.children ?? [], depth + 1)]);
}

test("a project alone is shown by its parts", () => {
  assert.deepEqual(lines(tree(overview)), [
    "program: Entry points | 1",
    "  program: train.py | main guard",
    "partly: Requirements | 1 of 2 met",
    "  unmet: Random numbers are seeded | not met",
    "    unmet: draws | a b.py:4",
    "  met: Training runs in a container | met",
    "list: Findings by cause | 2",
    "  error: nondeterministic-op | MLF301 · 2",
    "    error: torch.nn.MaxPool3d | m.py:27",
    "    error: no deterministic backward | n.ipynb:2",
    "versions: Judged by | torch 2.4.1",
    "  versions: torch 2.4.1 | requirements.txt:3",
    "hardware: This machine | no GPU",
  ]);
});

test("several projects have a node each", () => {
  const other = { ...project, root: "file:///q", name: "lungs" };
  const nodes = tree({ hardware: null, projects: [project, other] });
  assert.deepEqual(
    nodes.map((n) => [n.label, n.description]),
    [
      ["liver-ct", "1/2"],
      ["lungs", "1/2"],
    ],
  );
});

test("no two nodes share an id, which VS Code would refuse", () => {
  const other = { ...project, root: "file:///q", name: "lungs" };
  const ids: string[] = [];
  const collect = (nodes: readonly Node[]): void => {
    for (const n of nodes) {
      ids.push(n.id);
      collect(n.children ?? []);
    }
  };
  collect(tree({ hardware: "x", projects: [project, other] }));
  assert.equal(new Set(ids).size, ids.length);
});

test("a project without findings and programs says so", () => {
  const quiet = { ...project, versions: [], entryPoints: [], requirements: [], met: 0, of: 0, causes: [] };
  assert.deepEqual(lines(tree({ hardware: null, projects: [quiet] })), ["met: Findings by cause | none"]);
  assert.deepEqual(tree({ hardware: "no GPU", projects: [] }), []);
});

test("programs show their own requirements where the server knows them", () => {
  const program = { name: "train.py", kind: "main guard", from: "MLproject:3", location: at("file:///p/train.py", 0), requirements: project.requirements };
  const [programs] = tree({ hardware: null, projects: [{ ...project, entryPoints: [program] }] });
  assert.equal(programs?.children?.[0]?.description, "main guard, MLproject:3");
  assert.equal(programs.children[0].children?.length, 2);
});

test("places are named as people do", () => {
  assert.equal(where(at("file:///a/b%20c.py", 0)), "b c.py:1");
});

import type { Cause, Overview, Place, Project, Requirement, Severity } from "./protocol.ts";

/** A line of the tree "Determinism". */
export interface Node {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly tip?: string;
  readonly icon?: Icon;
  /** Where a click leads. */
  readonly place?: Place;
  /** The rule that "Explain Rule" explains. */
  readonly code?: string;
  readonly children?: readonly Node[];
  readonly open?: boolean;
}

export type Icon = "project" | "program" | "met" | "partly" | "unmet" | "nothing" | Severity | "versions" | "hardware" | "list";

/** The tree of an overview: with one project its parts, with several a node for each. */
export function tree(o: Overview): Node[] {
  const projects = o.projects.map((p) => project(p, o.projects.length === 1));
  const first = projects[0];
  const nodes = projects.length === 1 && first ? [...(first.children ?? [])] : projects;
  if (o.hardware !== null && projects.length > 0) {
    nodes.push({ id: "hardware", label: "This machine", description: o.hardware, tip: o.hardware, icon: "hardware" });
  }
  return nodes;
}

function project(p: Project, alone: boolean): Node {
  const children: Node[] = [];
  const id = (part: string): string => `${p.root}#${part}`;
  if (p.entryPoints.length > 0) {
    children.push({
      id: id("programs"),
      label: "Entry points",
      description: String(p.entryPoints.length),
      icon: "program",
      open: true,
      children: p.entryPoints.map((e, i) => ({
        id: id(`program-${i}`),
        label: e.name,
        description: [e.kind, e.from].filter((s) => s !== "").join(", "),
        tip: `A program starts in ${e.name}.`,
        icon: "program",
        place: e.location,
        ...(e.requirements ? { children: e.requirements.map((r) => requirement(r, id(`program-${i}-${r.id}`))) } : {}),
      })),
    });
  }
  if (p.of > 0) {
    children.push({
      id: id("requirements"),
      label: "Requirements",
      description: `${p.met} of ${p.of} met`,
      icon: p.met === p.of ? "met" : "partly",
      open: true,
      children: p.requirements.map((r) => requirement(r, id(r.id))),
    });
  }
  children.push({
    id: id("causes"),
    label: "Findings by cause",
    description: p.causes.length === 0 ? "none" : String(p.causes.reduce((n, c) => n + c.count, 0)),
    icon: p.causes.length === 0 ? "met" : "list",
    open: true,
    children: p.causes.map((c) => cause(c, id(c.code))),
  });
  if (p.versions.length > 0) {
    children.push({
      id: id("versions"),
      label: "Judged by",
      description: p.versions.map((v) => `${v.package} ${v.version}`).join(", "),
      icon: "versions",
      children: p.versions.map((v) => ({ id: id(`version-${v.package}`), label: `${v.package} ${v.version}`, description: v.from, icon: "versions" })),
    });
  }
  return {
    id: id("project"),
    label: p.name,
    description: p.of === 0 ? "" : `${p.met}/${p.of}`,
    tip: p.root,
    icon: "project",
    open: alone,
    children,
  };
}

const verdicts = { met: "met", "partly met": "partly", "not met": "unmet", "nothing to judge": "nothing" } as const;

function requirement(r: Requirement, id: string): Node {
  return {
    id,
    label: r.title,
    description: r.verdict,
    tip: r.summary,
    icon: verdicts[r.verdict],
    children: r.evidence.map((e, i) => ({
      id: `${id}-${i}`,
      label: e.text,
      tip: e.text,
      icon: e.for ? "met" : "unmet",
      ...(e.location ? { place: e.location, description: where(e.location) } : {}),
      ...(e.code !== undefined ? { code: e.code } : {}),
    })),
  };
}

function cause(c: Cause, id: string): Node {
  return {
    id,
    label: c.name,
    description: `${c.code}${c.count > 1 ? ` · ${c.count}` : ""}`,
    tip: c.summary,
    icon: c.severity,
    code: c.code,
    children: c.findings.map((f, i) => ({
      id: `${id}-${i}`,
      label: f.symbol ?? f.message,
      description: where(f.location),
      tip: f.message,
      icon: f.severity,
      place: f.location,
      code: c.code,
    })),
  };
}

/** "train.py:27" for a place. */
export function where(p: Place): string {
  const name = decodeURIComponent(p.uri.split(/[?#]/)[0]?.split("/").at(-1) ?? "");
  return `${name}:${p.range.start.line + 1}`;
}

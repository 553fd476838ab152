import * as path from "node:path";

/** The oldest mlf-lsp that this extension can talk to: it follows docs/lsp.md from this release on. */
export const oldestServer = "0.1.0";

/** Where a program comes from, which decides how its absence is told. */
export type Origin = "setting" | "bundled" | "PATH";

export interface Candidate {
  readonly file: string;
  readonly origin: Origin;
}

export interface Surroundings {
  /** The setting mlf.server.path; empty for none. */
  readonly setting: string;
  readonly extensionFolder: string;
  readonly workspaceFolder: string | undefined;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

/** The places to look for mlf-lsp, in order. A setting is the only one: it is never silently replaced by another program. */
export function candidates(s: Surroundings): Candidate[] {
  const name = s.platform === "win32" ? "mlf-lsp.exe" : "mlf-lsp";
  const setting = s.setting.trim();
  if (setting !== "") {
    return [{ file: expand(setting, s), origin: "setting" }];
  }
  const delimiter = s.platform === "win32" ? ";" : ":";
  const folders = (s.env["PATH"] ?? s.env["Path"] ?? "").split(delimiter).filter((dir) => dir !== "");
  return [
    { file: path.join(s.extensionFolder, "server", name), origin: "bundled" },
    ...folders.map((dir): Candidate => ({ file: path.join(dir, name), origin: "PATH" })),
  ];
}

/** Replaces ~, ${workspaceFolder} and ${env:NAME}; what is relative belongs to the workspace. */
export function expand(setting: string, s: Pick<Surroundings, "workspaceFolder" | "home" | "env">): string {
  const text = setting
    .replace(/^~(?=$|[\\/])/, () => s.home)
    .replaceAll("${workspaceFolder}", () => s.workspaceFolder ?? "")
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => s.env[name] ?? "");
  return path.isAbsolute(text) || s.workspaceFolder === undefined ? text : path.resolve(s.workspaceFolder, text);
}

/** The version in the output of `mlf-lsp version`; undefined when another program wrote it. */
export function versionIn(output: string): string | undefined {
  return /^mlf-lsp (\S+)/.exec(output)?.[1];
}

/** Whether a version is older than the oldest that will do. Builds without a release's version are taken to be new. */
export function tooOld(version: string, oldest: string = oldestServer): boolean {
  const have = release(version);
  const need = release(oldest);
  if (!have || !need) {
    return false;
  }
  for (const [i, n] of need.entries()) {
    const h = have[i] ?? 0;
    if (h !== n) {
      return h < n;
    }
  }
  return false;
}

function release(version: string): number[] | undefined {
  const m = /^v?(\d+)\.(\d+)\.(\d+)(?![\d.])/.exec(version);
  return m?.slice(1).map(Number);
}

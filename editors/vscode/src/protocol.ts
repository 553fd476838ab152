/** What the server answers beyond the protocol; docs/lsp.md is the contract. */

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
  readonly suppressed: number;
}

export interface Met {
  readonly met: number;
  readonly of: number;
}

export interface Status {
  readonly state: "working" | "idle";
  readonly findings: Counts;
  readonly entryPoints: number;
  readonly requirements: Met;
  readonly hardware: string | null;
  readonly projects: readonly { readonly root: string; readonly name: string }[];
}

export interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

export type Severity = "error" | "warning" | "info" | "hint";

export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly verdict: "met" | "partly met" | "not met" | "nothing to judge";
  readonly summary: string;
  readonly evidence: readonly { readonly text: string; readonly for: boolean; readonly code?: string; readonly location?: Place }[];
}

export interface Cause {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly count: number;
  readonly url: string;
  readonly findings: readonly { readonly message: string; readonly severity: Severity; readonly symbol?: string; readonly location: Place }[];
}

export interface EntryPoint {
  readonly name: string;
  readonly kind: string;
  readonly from: string;
  readonly location: Place;
  /** Those of this program alone, where the server knows them. */
  readonly requirements?: readonly Requirement[];
}

export interface Project {
  readonly root: string;
  readonly name: string;
  readonly configuration: string | null;
  readonly device: string;
  readonly versions: readonly { readonly package: string; readonly version: string; readonly from: string }[];
  readonly entryPoints: readonly EntryPoint[];
  readonly requirements: readonly Requirement[];
  readonly met: number;
  readonly of: number;
  readonly causes: readonly Cause[];
}

export interface Overview {
  readonly hardware: string | null;
  readonly projects: readonly Project[];
}

export interface Template {
  readonly handle: string;
  readonly version: string;
  readonly name: string;
  readonly domain: string;
  readonly libraries: readonly string[];
  readonly summary: string;
  readonly description: string;
}

export interface Question {
  readonly name: string;
  readonly prompt: string;
  readonly default: string;
  readonly choices?: readonly string[];
  readonly required: boolean;
  readonly answer?: string;
  readonly problem?: string;
}

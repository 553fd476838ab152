import type { Counts, Met, Severity, Status } from "./protocol.ts";

/** "3 errors, 1 warning": what there is of each severity that counts; "no findings" for none. */
export function counted(c: Counts): string {
  const parts = [plural(c.error, "error"), plural(c.warning, "warning"), plural(c.info, "note")].filter((p) => p !== "");
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

function plural(n: number, what: string): string {
  return n === 0 ? "" : `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** "4 of 5 requirements met", "" where there is nothing to judge. */
export function met(r: Met): string {
  return r.of === 0 ? "" : `${r.met} of ${r.of} requirements met`;
}

/** The item of the status bar. */
export function statusText(s: Status): { text: string; severity: Severity | "none" } {
  const f = s.findings;
  const icon = s.state === "working" ? "$(loading~spin)" : f.error + f.warning > 0 ? "$(warning)" : "$(check-all)";
  const parts = [String(f.error + f.warning)];
  if (s.requirements.of > 0) {
    parts.push(`${s.requirements.met}/${s.requirements.of}`);
  }
  return { text: `${icon} mlf ${parts.join(" · ")}`, severity: f.error > 0 ? "error" : f.warning > 0 ? "warning" : "none" };
}

/** What a screen reader and the pointer's hover say of the status. */
export function statusTip(s: Status): string {
  return [capital(counted(s.findings)), met(s.requirements), s.hardware ?? ""].filter((p) => p !== "").join("\n\n");
}

export function capital(s: string): string {
  return s.charAt(0).toUpperCase() + s.slice(1);
}

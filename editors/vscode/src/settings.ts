/** What VS Code knows of one setting, level by level. */
export interface Levels {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The prefix of settings that stand for keys of mlf-lsp.yaml. */
export const configPrefix = "mlf.config.";

/**
 * The keys of mlf-lsp.yaml that somebody set in the editor. Defaults are left out: they would hide what the project's own file
 * says. Nearer levels win; maps are merged entry by entry, as VS Code does.
 */
export function configured(keys: readonly string[], inspect: (key: string) => Levels | undefined): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const levels = inspect(key);
    for (const value of [levels?.globalValue, levels?.workspaceValue, levels?.workspaceFolderValue]) {
      if (value === undefined || value === null) {
        continue;
      }
      const before = out[key];
      out[key] = isMap(before) && isMap(value) ? { ...before, ...value } : value;
    }
  }
  return out;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

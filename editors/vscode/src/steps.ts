/** What a step of a guided input came to: go on, go back, or stop. */
export type Outcome = "next" | "back" | "cancel";

export interface Step {
  /** Whether the step has anything to ask, given the answers so far. Steps that do not are passed over in both directions. */
  readonly applies?: () => boolean;
  readonly run: (position: { readonly number: number; readonly total: number; readonly first: boolean }) => Promise<Outcome>;
}

/**
 * Walks through steps, back and forth, until the last is done. The list is asked for anew before each step, since answers decide
 * what is asked next. Gives false when the user stopped.
 */
export async function walk(steps: () => readonly Step[] | Promise<readonly Step[]>): Promise<boolean> {
  const trail: number[] = [];
  let at = 0;
  for (;;) {
    const list = await steps();
    while (at < list.length && list[at]?.applies?.() === false) {
      at++;
    }
    const step = list[at];
    if (!step) {
      return true;
    }
    const asked = list.filter((s) => s.applies?.() !== false);
    switch (await step.run({ number: asked.indexOf(step) + 1, total: asked.length, first: trail.length === 0 })) {
      case "next":
        trail.push(at);
        at++;
        break;
      case "back":
        at = trail.pop() ?? 0;
        break;
      case "cancel":
        return false;
    }
  }
}

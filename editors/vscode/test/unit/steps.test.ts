import assert from "node:assert/strict";
import { test } from "node:test";
import { walk, type Outcome, type Step } from "../../src/steps.ts";

/** Walks through named steps with given outcomes and tells what was seen. */
async function seen(names: (() => string[]) | string[], outcomes: Outcome[], skip: string[] = []): Promise<[string[], boolean]> {
  const log: string[] = [];
  const step = (name: string): Step => ({
    applies: () => !skip.includes(name),
    run: ({ number, total, first }) => {
      log.push(`${name} ${number}/${total}${first ? " first" : ""}`);
      return Promise.resolve(outcomes.shift() ?? "cancel");
    },
  });
  const done = await walk(() => (typeof names === "function" ? names() : names).map(step));
  return [log, done];
}

test("steps follow one another", async () => {
  assert.deepEqual(await seen(["a", "b"], ["next", "next"]), [["a 1/2 first", "b 2/2"], true]);
});

test("back leads to the step before, and from the first one nowhere else", async () => {
  assert.deepEqual(await seen(["a", "b", "c"], ["next", "next", "back", "back", "back", "next", "next", "next"]), [
    ["a 1/3 first", "b 2/3", "c 3/3", "b 2/3", "a 1/3 first", "a 1/3 first", "b 2/3", "c 3/3"],
    true,
  ]);
});

test("steps that do not apply are passed over both ways", async () => {
  assert.deepEqual(await seen(["a", "b", "c"], ["next", "back", "next", "next"], ["b"]), [["a 1/2 first", "c 2/2", "a 1/2 first", "c 2/2"], true]);
});

test("cancel ends it", async () => {
  assert.deepEqual(await seen(["a", "b"], ["next", "cancel"]), [["a 1/2 first", "b 2/2"], false]);
});

test("answers decide what is asked next", async () => {
  let more = false;
  const names = (): string[] => (more ? ["a", "b", "c"] : ["a"]);
  const log: string[] = [];
  const done = await walk(() =>
    names().map((name) => ({
      run: () => {
        log.push(name);
        more = true;
        return Promise.resolve("next" as const);
      },
    })),
  );
  assert.deepEqual([log, done], [["a", "b", "c"], true]);
});

/** Which roles go together: « Gestion » of something never goes without its « Consultation » (ACC-02). The hub completes them too. */
import type { Schemas } from "../../api/client";

export type RoleOption = Schemas["RoleOptionJson"];

/** The roles once one of them was ticked or unticked, in the order of the options. */
export function afterToggle(options: RoleOption[], held: readonly string[], changed: string, isOn: boolean): string[] {
  const after = new Set(held);
  if (isOn) {
    after.add(changed);
    const needed = options.find((each) => each.value === changed)?.needs;
    if (needed) after.add(needed);
  } else {
    after.delete(changed);
    for (const each of options) if (each.needs === changed) after.delete(each.value);
  }
  return inOrder(options, after);
}

/** The roles that say all: a « Consultation » goes without saying where its « Gestion » is held. */
export function inBrief(options: RoleOption[], held: readonly string[]): string[] {
  const implied = new Set(options.filter((each) => held.includes(each.value)).map((each) => each.needs));
  return options.filter((each) => held.includes(each.value) && !implied.has(each.value)).map((each) => each.label);
}

export function inOrder(options: { value: string }[], held: Iterable<string>): string[] {
  const kept = new Set(held);
  return options.map((each) => each.value).filter((each) => kept.has(each));
}

import type { Me } from "./me";
import { paths } from "./paths";

const PATH_BY_KEY: Record<string, string> = {
  CASES: paths.cases,
  SUBSCRIPTIONS: paths.subscriptions,
  ACCOUNTS: paths.accounts,
  STATISTICS: paths.statistics,
  ADMINISTRATION: paths.administration,
};

export interface Entry {
  label: string;
  path: string;
}

/** The entries of the menu that the hub opens to a person, in its order. */
export function entriesOf(me: Me): Entry[] {
  return me.menu.flatMap(({ key, label, isAllowed }) => {
    const path = PATH_BY_KEY[key];
    return isAllowed && path !== undefined ? [{ label, path }] : [];
  });
}

/** Where a person begins: the télédossiers, or the first thing that is open to him. */
export function homeOf(me: Me): string {
  return entriesOf(me)[0]?.path ?? paths.cases;
}

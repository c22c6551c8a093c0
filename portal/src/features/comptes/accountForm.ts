/** The form of an account: what it holds, what it asks of the hub, and nothing that was not touched. */
import type { Schemas } from "../../api/client";
import type { Account, Options } from "./accounts";
import { changesIn, wordsIn } from "../../shared/form/changes";
import { inOrder } from "./roleRules";

export interface AccountValues {
  email: string;
  civility: string;
  firstName: string;
  lastName: string;
  function: string;
  phoneNumber: string;
  actorType: string;
  roles: string[];
  habilitations: string[];
}

type Body = Schemas["AccountBody"];
/** A field that is left out stays as it is. */
export type Change = Partial<Schemas["AccountChangeBody"]>;
export type TypeOption = Options["actorTypes"][number];

export const PHONE = { pattern: { value: /^\s*\+?[0-9(][0-9 .()-]{4,28}\s*$/, message: "Ce numéro de téléphone n'est pas valide. Exemple : 04 99 00 12 34" } };

export function typeOf(options: Options, actorType: string): TypeOption | undefined {
  return options.actorTypes.find((each) => each.value === actorType);
}

/** The roles that a type may have, as they are offered. */
export function rolesOf(options: Options, type: TypeOption | undefined): { value: string; label: string }[] {
  return options.roles.filter((each) => type?.possibleRoles.includes(each.value)).map(({ value, label }) => ({ value, label }));
}

/** A new account: the first type offered, with its default roles. */
export function blankValues(options: Options): AccountValues {
  const type = options.actorTypes[0];
  const person = { email: "", civility: "", firstName: "", lastName: "", function: "", phoneNumber: "" };
  return { ...person, actorType: type?.value ?? "", roles: type?.defaultRoles ?? [], habilitations: [] };
}

/** An account as its form shows it: roles and habilitations in the order they are offered, so that the same is the same. */
export function valuesOf(account: Account, options: Options): AccountValues {
  const processes = options.processes.map(({ code }) => code);
  const left = account.habilitations.filter((each) => !processes.includes(each));
  return {
    email: account.email,
    civility: account.civility ?? "",
    firstName: account.firstName,
    lastName: account.lastName,
    function: account.function ?? "",
    phoneNumber: account.phoneNumber ?? "",
    actorType: account.actorType,
    roles: inOrder(options.roles, account.roles),
    habilitations: [...processes.filter((each) => account.habilitations.includes(each)), ...left],
  };
}

/** What a new account's form asks for; `organisation` "" is one's own. */
export function bodyOf(values: AccountValues, options: Options, organisation: string): Body {
  const hasHabilitations = typeOf(options, values.actorType)?.hasHabilitations ?? false;
  return {
    email: values.email.trim(),
    actorType: values.actorType as Body["actorType"],
    civility: civilityOf(values),
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    function: values.function.trim() || null,
    phoneNumber: values.phoneNumber.trim() || null,
    roles: values.roles as Body["roles"],
    habilitations: hasHabilitations ? values.habilitations : [],
    organisation: organisation === "" ? null : organisation,
  };
}

/** What has changed, and nothing else. */
export function changeOf(before: AccountValues, values: AccountValues, options: Options): Change {
  const change: Change = {};
  if (values.civility !== before.civility) change.civility = civilityOf(values);
  for (const name of ["firstName", "lastName"] as const) if (values[name].trim() !== before[name]) change[name] = values[name].trim();
  for (const name of ["function", "phoneNumber"] as const) if (values[name].trim() !== before[name]) change[name] = values[name].trim() || null;
  const isAnotherType = values.actorType !== before.actorType;
  if (isAnotherType) change.actorType = values.actorType as NonNullable<Change["actorType"]>;
  if (isAnotherType || !isSame(values.roles, before.roles)) change.roles = values.roles as NonNullable<Change["roles"]>;
  const hasHabilitations = typeOf(options, values.actorType)?.hasHabilitations ?? false;
  if (hasHabilitations && !isSame(values.habilitations, before.habilitations)) change.habilitations = values.habilitations;
  return change;
}

const LABELS: Record<keyof Omit<AccountValues, "email">, string> = {
  civility: "Civilité",
  function: "Fonction",
  firstName: "Prénom",
  lastName: "Nom",
  phoneNumber: "Téléphone",
  actorType: "Type de compte",
  roles: "Rôles",
  habilitations: "Habilitations",
};

/** What somebody else has changed in the meantime, as the form names it. */
export function changesBetween(before: AccountValues, after: AccountValues, options: Options): string[] {
  const labelOf = (known: { value: string; label: string }[], value: string) => known.find((each) => each.value === value)?.label ?? value;
  return changesIn<AccountValues>(LABELS, before, after, (values, field) => {
    if (field === "roles") return wordsIn({ roles: values.roles.map((each) => labelOf(options.roles, each)) }, "roles");
    if (field === "actorType") return labelOf(options.actorTypes, values.actorType);
    return wordsIn(values, field);
  });
}

function civilityOf({ civility }: AccountValues): NonNullable<Body["civility"]> | null {
  return civility === "" ? null : (civility as NonNullable<Body["civility"]>);
}

function isSame(some: string[], others: string[]): boolean {
  return some.length === others.length && some.every((each) => others.includes(each));
}

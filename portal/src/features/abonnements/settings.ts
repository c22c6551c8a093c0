/** A subscription as its form has it, and back. */
import type { Schemas } from "../../api/client";
import { NO_MAIL, type Subscription } from "./subscriptions";

export interface Values {
  accessMode: string;
  notificationFrequency: string;
  email: string;
  activationDate: string;
  delegateEmail: string;
}

export function valuesOf({ accessMode, notificationFrequency, email, activationDate, delegateEmail }: Subscription): Values {
  return { accessMode, notificationFrequency, email: email ?? "", activationDate: activationDate ?? "", delegateEmail: delegateEmail ?? "" };
}

/** What is sent: on the state that was seen. An address that nothing is mailed to, and that is not shown, is not kept. */
export function bodyOf(values: Values, { version }: Subscription): Schemas["SubscriptionFormBody"] {
  return {
    accessMode: values.accessMode as "PORTAIL" | "API",
    notificationFrequency: values.notificationFrequency as Schemas["SubscriptionFormBody"]["notificationFrequency"],
    email: values.notificationFrequency === NO_MAIL ? null : blankless(values.email),
    activationDate: blankless(values.activationDate),
    delegateEmail: blankless(values.delegateEmail),
    version,
    confirm: false,
  };
}

function blankless(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" ? null : trimmed;
}

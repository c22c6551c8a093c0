import { Alert } from "@codegouvfr/react-dsfr/Alert";
import type { Me } from "../me";

/** What the person should know, on every page, until it is so no more. */
export function Warnings({ me }: { me: Me }) {
  return me.warnings.map((words) => <Alert key={words} className="warning" severity="warning" small description={words} />);
}

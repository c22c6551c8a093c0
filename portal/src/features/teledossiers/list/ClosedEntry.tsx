import { Link } from "react-router";
import type { Me } from "../../../app/me";
import { entriesOf } from "../../../app/menu";
import { Empty } from "../../../shared/Empty";

/** Why a person sees no télédossiers, and where he may go instead. */
export function ClosedEntry({ reason, me }: { reason: string; me: Me }) {
  const open = entriesOf(me);
  return (
    <Empty title="Vous n'avez pas accès aux télédossiers">
      <p>{reason}</p>
      {open.length > 0 && (
        <ul className="fr-btns-group fr-btns-group--inline fr-btns-group--center">
          {open.map(({ path, label }) => (
            <li key={path}>
              <Link className="fr-btn fr-btn--secondary" to={path}>
                {label}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Empty>
  );
}

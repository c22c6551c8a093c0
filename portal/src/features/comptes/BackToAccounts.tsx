import { Link } from "react-router";
import { paths } from "../../app/paths";

/** Back to the list as it was. */
export function BackToAccounts({ search }: { search: string }) {
  return (
    <p>
      <Link className="fr-link fr-icon-arrow-left-line fr-link--icon-left" to={`${paths.accounts}${search}`}>
        Liste des comptes
      </Link>
    </p>
  );
}

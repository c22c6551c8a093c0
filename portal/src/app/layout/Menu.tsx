import { SideMenu } from "@codegouvfr/react-dsfr/SideMenu";
import { useLocation } from "react-router";
import type { Me } from "../me";
import { paths } from "../paths";

const PATH_BY_KEY: Record<string, string> = {
  CASES: paths.cases,
  SUBSCRIPTIONS: paths.subscriptions,
  ACCOUNTS: paths.accounts,
  STATISTICS: paths.statistics,
  ADMINISTRATION: paths.administration,
};

/** The menu: only what the person's roles open. */
export function Menu({ me }: { me: Me }) {
  const { pathname } = useLocation();
  const isAt = (path: string) => (path === "/" ? pathname === "/" || pathname.startsWith("/teledossiers/") : pathname.startsWith(path));
  const items = me.menu.flatMap((entry) => {
    const path = PATH_BY_KEY[entry.key];
    return entry.isAllowed && path !== undefined ? [{ text: entry.label, isActive: isAt(path), linkProps: { href: path } }] : [];
  });
  const several = me.organisations.length > 1 ? [{ text: "Changer d'organisation", isActive: isAt(paths.chooseOrganisation), linkProps: { href: paths.chooseOrganisation } }] : [];
  return <SideMenu id="menu" align="left" burgerMenuButtonText="Menu" items={[...items, ...several]} className="menu" />;
}

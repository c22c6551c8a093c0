import { SideMenu } from "@codegouvfr/react-dsfr/SideMenu";
import { useLocation } from "react-router";
import type { Me } from "../me";
import { entriesOf } from "../menu";
import { paths } from "../paths";

/** The menu: only what the person's roles open. */
export function Menu({ me }: { me: Me }) {
  const { pathname } = useLocation();
  const isAt = (path: string) => (path === "/" ? pathname === "/" || pathname.startsWith("/teledossiers/") : pathname === path || pathname.startsWith(`${path}/`));
  const items = entriesOf(me).map(({ label, path }) => ({ text: label, isActive: isAt(path), linkProps: { href: path } }));
  const several = me.organisations.length > 1 ? [{ text: "Changer d'organisation", isActive: isAt(paths.chooseOrganisation), linkProps: { href: paths.chooseOrganisation } }] : [];
  return <SideMenu id="menu" align="left" burgerMenuButtonText="Menu" items={[...items, ...several]} className="menu" />;
}

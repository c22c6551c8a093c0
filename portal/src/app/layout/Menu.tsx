import { SideMenu } from "@codegouvfr/react-dsfr/SideMenu";
import { useLocation } from "react-router";
import { mustChoose, type Me } from "../me";
import { entriesOf } from "../menu";
import { paths } from "../paths";

/** The menu: only what the person's roles open. */
export function Menu({ me }: { me: Me }) {
  const { pathname } = useLocation();
  const isAt = (path: string) => (path === "/" ? pathname === "/" || pathname.startsWith("/teledossiers/") : pathname === path || pathname.startsWith(`${path}/`));
  const items = mustChoose(me) ? [] : entriesOf(me);
  const choice = mustChoose(me) ? "Choisir l'organisation" : "Changer d'organisation";
  const several = me.organisations.length > 1 ? [{ label: choice, path: paths.chooseOrganisation }] : [];
  const shown = [...items, ...several].map(({ label, path }) => ({ text: label, isActive: isAt(path), linkProps: { href: path } }));
  return <SideMenu id="menu" align="left" burgerMenuButtonText="Menu" items={shown} className="menu" />;
}

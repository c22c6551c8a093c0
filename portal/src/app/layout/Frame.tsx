import { Footer } from "@codegouvfr/react-dsfr/Footer";
import { headerFooterDisplayItem } from "@codegouvfr/react-dsfr/Display";
import { Header } from "@codegouvfr/react-dsfr/Header";
import { SkipLinks } from "@codegouvfr/react-dsfr/SkipLinks";
import { useEffect, type ReactNode } from "react";
import type { Me } from "../me";
import { leavePage } from "../leaving";
import { homeOf } from "../menu";
import { paths } from "../paths";
import { Messages } from "./Messages";
import { useOtherTabs } from "./useOtherTabs";
import { useSignOut } from "./useSignOut";
import { useSkipLinks } from "./useSkipLinks";

export const SUPPORT = "support@hubee.numerique.gouv.fr";

const brandTop = (
  <>
    République
    <br />
    Française
  </>
);

/** What stands around every page: header, messages, footer. `hasMenu`: the page has the menu, which may be skipped to. */
export function Frame({ me, hasMenu = false, children }: { me: Me | null; hasMenu?: boolean; children: ReactNode }) {
  const signOut = useSignOut();
  useOtherTabs();
  useSkipLinks();
  useEffect(() => {
    // react-dsfr names this block, which says nothing of a block without a role.
    document.getElementById("header-menu-modal-fr-header")?.setAttribute("role", "group");
  }, []);
  return (
    <>
      <SkipLinks
        links={[
          { anchor: "#contenu", label: "Contenu" },
          ...(hasMenu ? [{ anchor: "#menu", label: "Menu" }] : []),
          { anchor: "#pied-de-page", label: "Pied de page" },
        ]}
      />
      <Header
        brandTop={brandTop}
        homeLinkProps={{ href: me === null ? paths.cases : homeOf(me), title: "Accueil – HubEE" }}
        serviceTitle="HubEE – Hub d'Échange de l'État"
        serviceTagline={me?.organisation?.name ?? (me === null ? "Recevoir et traiter les télédossiers" : "Organisation à choisir")}
        quickAccessItems={
          me === null
            ? [{ iconId: "fr-icon-question-line", text: "Aide", linkProps: { href: paths.help } }]
            : [
                { iconId: "fr-icon-question-line", text: "Aide", linkProps: { href: paths.help } },
                { iconId: "fr-icon-account-circle-line", text: `${me.firstName} ${me.lastName}`, linkProps: { href: paths.myAccount, title: "Mon compte" } },
                { iconId: "fr-icon-logout-box-r-line", text: "Se déconnecter", buttonProps: { onClick: () => leavePage(() => void signOut()) } },
              ]
        }
      />
      <main id="contenu" tabIndex={-1}>
        <Messages />
        {children}
      </main>
      <Footer
        id="pied-de-page"
        accessibility="partially compliant"
        accessibilityLinkProps={{ href: paths.accessibility }}
        termsLinkProps={{ href: paths.legal }}
        contentDescription="HubEE transporte les télédossiers des démarches en ligne entre les opérateurs de services et les administrations qui les instruisent."
        bottomItems={[
          { text: "Aide", linkProps: { href: paths.help } },
          headerFooterDisplayItem,
          { text: `Support : ${SUPPORT}`, linkProps: { href: `mailto:${SUPPORT}` } },
        ]}
      />
    </>
  );
}

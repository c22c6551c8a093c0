import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { api, ask } from "../../api/client";
import { meQuery, type Me } from "../../app/me";
import { announce } from "../../app/messages";
import { Loading } from "../../shared/Loading";
import { StatusBadge } from "../../shared/StatusBadge";
import { ProofDialog } from "./ProofDialog";
import { Section } from "./Section";

const AuthenticatorSetup = lazy(() => import("./AuthenticatorSetup").then((each) => ({ default: each.AuthenticatorSetup })));
const RecoveryCodes = lazy(() => import("./RecoveryCodes").then((each) => ({ default: each.RecoveryCodes })));

/** The second factor: codes by mail, or an authenticator with its recovery codes (AUT-06). */
export function AuthenticatorSection({ me }: { me: Me }) {
  const [isSettingUp, setSettingUp] = useState(false);
  const [asked, setAsked] = useState<"RENEW" | "REMOVE" | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const queries = useQueryClient();
  const isAside = isSettingUp || codes !== null;
  const wasAside = useRef(isAside);
  useEffect(() => {
    if (wasAside.current && !isAside) heading.current?.focus(); // what held the focus is gone
    wasAside.current = isAside;
  }, [isAside]);

  const readMe = () => queries.fetchQuery({ ...meQuery, staleTime: 0 });
  const show = async (made: string[]) => {
    setSettingUp(false);
    setCodes(made);
    await readMe();
  };
  const renew = async (currentPassword: string) => {
    const { recoveryCodes } = await ask(api.POST("/portal/v1/me/recovery-codes", { body: { currentPassword, code: null } }));
    setAsked(null);
    setCodes(recoveryCodes);
  };
  const remove = async (currentPassword: string) => {
    await ask(api.DELETE("/portal/v1/me/authenticator", { body: { currentPassword, code: null } }));
    await readMe();
    setAsked(null);
    announce("L'application d'authentification est retirée de votre compte. Vos codes de secours ne sont plus valables.");
    setTimeout(() => heading.current?.focus()); // after the dialog has given the focus back to a button that is gone
  };

  return (
    <Section title="Double authentification" headingRef={heading} aside={<StatusBadge label={me.hasAuthenticator ? "Application en service" : "Sans application"} kind={me.hasAuthenticator ? "done" : "over"} />}>
      <Suspense fallback={<Loading height="12rem" />}>
        {codes !== null ? (
          <RecoveryCodes
            codes={codes}
            email={me.email}
            onKept={() => {
              setCodes(null);
              announce("Vos codes de secours sont prêts à servir.");
            }}
          />
        ) : isSettingUp ? (
          <AuthenticatorSetup onDone={show} onCancel={() => setSettingUp(false)} />
        ) : me.hasAuthenticator ? (
          <>
            <p>À chaque connexion, un code de votre application d'authentification vous est demandé. Si vous ne l'avez plus sous la main, un code de secours la remplace.</p>
            <div className="actions">
              <Button priority="secondary" onClick={() => setAsked("RENEW")}>
                Renouveler les codes de secours
              </Button>
              <Button priority="tertiary" onClick={() => setAsked("REMOVE")}>
                Retirer l'application
              </Button>
            </div>
          </>
        ) : (
          <>
            <p>
              Une application d'authentification, sur votre téléphone ou votre ordinateur, affiche un code qui change toutes les 30 secondes. Il vous est demandé à chaque connexion, en
              plus de votre mot de passe, à la place du code par mail.
            </p>
            <Button priority="secondary" onClick={() => setSettingUp(true)}>
              Activer une application d'authentification
            </Button>
          </>
        )}
      </Suspense>
      {asked === "RENEW" && (
        <ProofDialog title="Renouveler les codes de secours" confirmLabel="Renouveler les codes" act={renew} onClose={() => setAsked(null)}>
          Dix nouveaux codes seront créés. Ceux que vous avez conservés ne seront plus valables.
        </ProofDialog>
      )}
      {asked === "REMOVE" && (
        <ProofDialog title="Retirer l'application d'authentification" confirmLabel="Retirer l'application" act={remove} onClose={() => setAsked(null)}>
          Votre compte sera moins bien protégé : si un second code vous est demandé à la connexion, il sera de nouveau envoyé par mail. Vos codes de secours ne seront plus
          valables.
        </ProofDialog>
      )}
    </Section>
  );
}

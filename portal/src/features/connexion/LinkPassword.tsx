import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { api, ask } from "../../api/client";
import { Refusal, wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { paths } from "../../app/paths";
import { Failure } from "../../shared/Failure";
import { Loading } from "../../shared/Loading";
import { Page } from "../../shared/Page";
import "./connexion.css";
import { NewPasswordForm } from "./NewPasswordForm";

interface Props {
  title: string;
  purpose: "ACTIVATION" | "RESET";
  lead: string;
  /** What to do where the link is worth nothing any more. */
  otherwise: ReactNode;
}

/** Setting a password by a mailed link, whose secret stays in this page: not in its address, nor in the browser's history. */
export function LinkPassword({ title, purpose, lead, otherwise }: Props) {
  const token = useFragment();
  const link = useQuery({
    queryKey: ["link", purpose, token],
    queryFn: async () => {
      await ask(api.POST("/portal/v1/password/link", { body: { token, purpose } }));
      return true;
    },
    enabled: token !== "",
    staleTime: Infinity,
    gcTime: 0,
  });
  const navigate = useNavigate();
  const act = async (password: string) => {
    await ask(api.POST("/portal/v1/password", { body: { token, purpose, password } }));
    announce("Votre mot de passe est enregistré. Connectez-vous.", { onNextPage: true });
    await navigate(paths.signIn, { replace: true });
  };
  if (link.data) {
    return (
      <Page title={title} lead={<p>{lead}</p>}>
        <NewPasswordForm act={act} />
      </Page>
    );
  }
  const isDead = link.error instanceof Refusal && link.error.status === 400;
  return (
    <Page title={title}>
      {token === "" ? (
        <Dead words="Pour votre sécurité, cette page ne garde pas le lien : ouvrez-le de nouveau depuis le mail que vous avez reçu.">{otherwise}</Dead>
      ) : isDead ? (
        <Dead words={wordsOf(link.error).join(" ")}>{otherwise}</Dead>
      ) : link.isError ? (
        <Failure error={link.error} retry={() => void link.refetch()} title="Le lien n'a pas pu être vérifié" />
      ) : (
        <Loading label="Vérification du lien…" height="20rem" />
      )}
    </Page>
  );
}

function Dead({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="step-form">
      <div role="alert" className="why-here">
        <Alert severity="warning" small description={words} />
      </div>
      {children}
      <div className="step-actions">
        <Button linkProps={{ href: paths.forgottenPassword }}>Mot de passe oublié</Button>
        <Button priority="secondary" linkProps={{ href: paths.signIn }}>
          Aller à la connexion
        </Button>
      </div>
    </div>
  );
}

/** What stands behind the # of the address; it is taken out of it as soon as it is read. */
function useFragment(): string {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const [fragment, setFragment] = useState(hash.slice(1));
  if (hash !== "" && hash.slice(1) !== fragment) setFragment(hash.slice(1)); // another link, opened in the same page
  useEffect(() => {
    if (hash !== "") void navigate(pathname, { replace: true });
  }, [hash, pathname, navigate]);
  return fragment;
}

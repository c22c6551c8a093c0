import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useLocation, useNavigate } from "react-router";
import { api, ask } from "../../api/client";
import { Refusal } from "../../api/refusal";
import { paths } from "../../app/paths";
import { FormFaults } from "../../shared/form/FormFaults";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { followedQuery } from "./queries";

/** The link of the mail. Its token leaves the address at once; a button uses it, so that no reader of mails does. */
export function Component() {
  const { hash, pathname } = useLocation();
  const [token] = useState(() => hash.slice(1));
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({ defaultValues: {} });
  useEffect(() => {
    if (hash !== "") void navigate(pathname, { replace: true });
  }, [hash, pathname, navigate]);
  const [isUsed, setUsed] = useState(false);
  const submit = useSubmit(form, async () => {
    const followed = await ask(api.POST("/portal/v1/requests/confirm", { body: { token } })).catch((error: unknown) => {
      setUsed(error instanceof Refusal && error.status === 400);
      throw error;
    });
    queries.setQueryData(followedQuery(followed.reference).queryKey, followed);
    await navigate(paths.followedRequest(followed.reference), { replace: true, state: { isConfirmed: true } });
  });
  return (
    <Page title="Confirmer une demande">
      {token === "" ? (
        <>
          <Alert severity="warning" small description="Le lien de confirmation est incomplet. Ouvrez de nouveau celui du mail que vous avez reçu." />
          <Button className="fr-mt-3w" priority="secondary" linkProps={{ href: paths.request }}>
            Présenter une demande
          </Button>
        </>
      ) : (
        <form onSubmit={submit} noValidate>
          <p>Confirmez que la demande d'abonnement présentée avec votre adresse est bien la vôtre. Elle sera ensuite examinée par l'opérateur en charge de chaque démarche.</p>
          <FormFaults form={form} />
          <div className="actions">
            {!isUsed && <SubmitButton form={form}>Confirmer ma demande</SubmitButton>}
            {form.formState.errors.root !== undefined && (
              <Button priority="secondary" linkProps={{ href: paths.request }}>
                Présenter une nouvelle demande
              </Button>
            )}
          </div>
        </form>
      )}
    </Page>
  );
}

import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { Navigate, useLocation, useNavigate } from "react-router";
import { api, ask } from "../../api/client";
import { session } from "../../api/session";
import { meQuery, useMe, type Me } from "../../app/me";
import { homeOf } from "../../app/menu";
import { announce } from "../../app/messages";
import { FormFaults } from "../../shared/form/FormFaults";
import { RadioField } from "../../shared/form/fields";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { pageOf, placeFor } from "./back";
import "./connexion.css";

export function Component() {
  const me = useMe();
  if (me.organisations.length < 2) return <Navigate to={homeOf(me)} replace />; // nothing to choose: the hub knows the one there is
  return (
    <Page
      title="Choix de l'organisation"
      lead={
        <p>
          Vous êtes délégué technique de {me.organisations.length} organisations. Choisissez celle pour laquelle vous agissez ; vous pourrez en changer à tout moment dans le
          menu, avec « Changer d'organisation ».
        </p>
      }
    >
      <Choice me={me} />
    </Page>
  );
}

function Choice({ me }: { me: Me }) {
  const form = useForm({ defaultValues: { organisation: me.organisation?.id ?? "" }, mode: "onTouched" });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { state } = useLocation() as { state: { back?: string } | null };
  const submit = useSubmit(form, async ({ organisation }) => {
    await ask(api.PUT("/portal/v1/session/organisation", { body: { organisation } }));
    session.change();
    const after = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] }); // they were the other organisation's
    announce(`Vous agissez maintenant pour ${after.organisation?.name ?? "cette organisation"}.`, { onNextPage: true });
    await navigate(placeFor(after, pageOf(state?.back)));
  });
  return (
    <form className="step-form" onSubmit={submit} noValidate>
      <FormFaults form={form} />
      <RadioField
        form={form}
        name="organisation"
        label="Organisation"
        isRequired
        options={me.organisations.map(({ id, name }) => ({
          value: id,
          label: name,
          hint: id === me.organisation?.id ? "Organisation actuelle" : undefined,
        }))}
      />
      <div className="step-actions">
        <SubmitButton form={form}>Choisir cette organisation</SubmitButton>
        {me.organisation !== null && (
          <Button priority="secondary" linkProps={{ href: homeOf(me) }}>
            Annuler
          </Button>
        )}
      </div>
    </form>
  );
}

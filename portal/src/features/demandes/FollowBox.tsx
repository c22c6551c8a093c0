import { Button } from "@codegouvfr/react-dsfr/Button";
import { useForm } from "react-hook-form";
import { useNavigate } from "react-router";
import { paths } from "../../app/paths";
import { TextField } from "../../shared/form/fields";

/** « Vous avez déjà présenté une demande ? »: by its reference. */
export function FollowBox() {
  const form = useForm({ defaultValues: { reference: "" }, mode: "onTouched" });
  const navigate = useNavigate();
  return (
    <section className="follow" aria-labelledby="suivre">
      <h2 id="suivre">Vous avez déjà présenté une demande ?</h2>
      <form onSubmit={form.handleSubmit(({ reference }) => navigate(paths.followedRequest(encodeURIComponent(reference.trim()))))} noValidate>
        <TextField form={form} name="reference" label="Référence de la demande" hint="Elle figure dans les mails que vous avez reçus." isRequired input={{ autoComplete: "off", spellCheck: false }} />
        <Button type="submit" priority="secondary" disabled={!form.formState.isValid}>
          Suivre la demande
        </Button>
      </form>
    </section>
  );
}

import { PasswordInput } from "@codegouvfr/react-dsfr/blocks/PasswordInput";
import { useForm } from "react-hook-form";
import { api, ask } from "../../api/client";
import { FormFaults } from "../../shared/form/FormFaults";
import { TextField } from "../../shared/form/fields";
import { SubmitButton } from "../../shared/form/SubmitButton";
import { useSubmit } from "../../shared/form/useSubmit";
import { Page } from "../../shared/Page";
import { useSignedIn } from "./useSignedIn";

export function Component() {
  const form = useForm({ defaultValues: { email: "", password: "" }, mode: "onTouched" });
  const signedIn = useSignedIn();
  const submit = useSubmit(form, async (values) => {
    await signedIn(await ask(api.POST("/portal/v1/session", { body: values })));
  });
  return (
    <Page title="Connexion">
      <form onSubmit={submit} noValidate>
        <FormFaults form={form} />
        <TextField form={form} name="email" label="Adresse électronique" isRequired input={{ type: "email", autoComplete: "username" }} />
        <PasswordInput label="Mot de passe *" nativeInputProps={{ ...form.register("password", { required: true }), autoComplete: "current-password" }} />
        <SubmitButton form={form}>Se connecter</SubmitButton>
      </form>
    </Page>
  );
}

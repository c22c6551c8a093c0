import { useId } from "react";
import type { UseFormReturn } from "react-hook-form";
import "./new-password.css";
import { PasswordField } from "./PasswordField";
import { isStrong, judge, TOO_WEAK } from "./passwordRules";

export interface NewPassword {
  password: string;
  confirmation: string;
}

/** A new password, its rules that tick while it is typed, and the same again. */
export function NewPasswordFields<Values extends NewPassword>({ form: given }: { form: UseFormReturn<Values> }) {
  const form = given as unknown as UseFormReturn<NewPassword>;
  const rulesId = useId();
  const judged = judge(form.watch("password"));
  const count = judged.filter(({ isMet }) => isMet).length;
  return (
    <>
      <PasswordField
        form={form}
        name="password"
        label="Nouveau mot de passe"
        autoComplete="new-password"
        describedBy={rulesId}
        rules={{
          validate: (value) => isStrong(value) || TOO_WEAK,
          onChange: () => {
            if (form.getValues("confirmation") !== "") void form.trigger("confirmation");
          },
        }}
      />
      <ul id={rulesId} className="password-rules" aria-label="Votre mot de passe doit contenir :">
        {judged.map(({ words, isMet }) => (
          <li key={words} data-met={isMet}>
            <span className={isMet ? "fr-icon-checkbox-circle-fill" : "password-rule-open"} aria-hidden="true" />
            {words}
            <span className="fr-sr-only">{isMet ? " : rempli" : " : à remplir"}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="fr-sr-only">
        {count > 0 && `${count} ${count > 1 ? "conditions remplies" : "condition remplie"} sur ${judged.length}`}
      </p>
      <PasswordField
        form={form}
        name="confirmation"
        label="Confirmation du mot de passe"
        autoComplete="new-password"
        rules={{ validate: (value, { password }) => value === password || "Les deux mots de passe ne sont pas identiques." }}
      />
    </>
  );
}

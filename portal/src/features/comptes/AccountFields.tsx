import { Button } from "@codegouvfr/react-dsfr/Button";
import type { UseFormReturn } from "react-hook-form";
import { CheckboxesField, EMAIL, RadioField, SelectField, TextField } from "../../shared/form/fields";
import type { Options } from "./accounts";
import { PHONE, rolesOf, typeOf, type AccountValues } from "./accountForm";
import { afterToggle } from "./roleRules";

type Form = UseFormReturn<AccountValues>;

/** Who the person is. The address is asked for once, when the account is made. */
export function PersonFields({ form, options, asksAddress = false }: { form: Form; options: Options; asksAddress?: boolean }) {
  return (
    <div className="form-columns">
      {asksAddress && (
        <div className="form-whole">
          <TextField
            form={form}
            name="email"
            label="Adresse électronique"
            hint="L'adresse personnelle de l'utilisateur : elle lui servira d'identifiant et ne pourra plus être modifiée. Exemple : prenom.nom@mairie.fr"
            isRequired
            rules={EMAIL}
            maxLength={320}
            input={{ type: "email", autoComplete: "off" }}
          />
        </div>
      )}
      <SelectField form={form} name="civility" label="Civilité" options={[{ value: "", label: "Non précisée" }, ...options.civilities.map((value) => ({ value, label: value }))]} />
      <TextField form={form} name="function" label="Fonction" maxLength={100} input={{ autoComplete: "off" }} />
      <TextField form={form} name="firstName" label="Prénom" isRequired maxLength={100} input={{ autoComplete: "off" }} />
      <TextField form={form} name="lastName" label="Nom" isRequired maxLength={100} input={{ autoComplete: "off" }} />
      <TextField form={form} name="phoneNumber" label="Téléphone" hint="Exemple : 04 99 00 12 34" rules={PHONE} maxLength={30} input={{ type: "tel", autoComplete: "off" }} />
    </div>
  );
}

interface TypeChoice {
  value: string;
  label: string;
  hint?: string;
  isDisabled?: boolean;
}

/** What kind of account it is, and what it may do. Another type comes with its default roles. */
export function RightsFields({ form, options, types }: { form: Form; options: Options; types: TypeChoice[] }) {
  const type = typeOf(options, form.watch("actorType"));
  const setRoles = (roles: string[]) => form.setValue("roles", roles, { shouldDirty: true, shouldTouch: true });
  return (
    <>
      <RadioField
        form={form}
        name="actorType"
        label="Type de compte"
        isRequired
        options={types}
        rules={{ onChange: (event: { target: { value: string } }) => setRoles(typeOf(options, event.target.value)?.defaultRoles ?? []) }}
      />
      <CheckboxesField
        form={form}
        name="roles"
        label="Rôles"
        hint="La « Gestion » comprend toujours la « Consultation » : l'une coche l'autre, et disparaît avec elle."
        options={rolesOf(options, type)}
        onToggle={(before, changed, isOn) => afterToggle(options.roles, before, changed, isOn)}
      />
    </>
  );
}

/** For which processes the person may treat télédossiers, where the type has habilitations. */
export function HabilitationsFields({ form, options, held }: { form: Form; options: Options; held: string[] }) {
  const type = typeOf(options, form.watch("actorType"));
  const ticked = form.watch("habilitations");
  if (type?.hasHabilitations !== true) return <p>Ce type de compte n'a pas d'habilitation.</p>;
  const offered = options.processes.map(({ code, name }) => ({ value: code, label: name, hint: code }));
  // Those of a process that the organisation has left can only be taken away.
  const left = held.filter((code) => !offered.some((each) => each.value === code)).map((code) => ({ value: code, label: code, hint: "L'organisation n'y est plus abonnée." }));
  if (offered.length + left.length === 0) return <p>L'organisation n'est abonnée à aucune démarche : il n'y a pas d'habilitation à donner.</p>;
  const isWhole = offered.every((each) => ticked.includes(each.value));
  return (
    <>
      {offered.length > 1 && (
        <Button
          type="button"
          priority="tertiary"
          size="small"
          className="tick-all"
          onClick={() => form.setValue("habilitations", isWhole ? [] : offered.map((each) => each.value), { shouldDirty: true, shouldTouch: true })}
        >
          {isWhole ? "Tout décocher" : "Tout cocher"}
        </Button>
      )}
      <CheckboxesField
        form={form}
        name="habilitations"
        label="Démarches"
        hint="Les démarches dont cette personne voit et traite les télédossiers, si ses rôles le permettent. Sans habilitation, elle n'en voit aucun."
        options={[...offered, ...left]}
      />
    </>
  );
}

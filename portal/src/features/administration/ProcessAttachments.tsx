import { useController, type UseFormReturn } from "react-hook-form";
import { SelectField, TextField } from "../../shared/form/fields";
import { FormatsField } from "./FormatsField";
import { ListField } from "./ListField";
import type { Values } from "./processes";
import { bytesOf, UNITS } from "../../shared/sizes";

/** What télédossiers of the process may carry. */
export function AttachmentsPart({ form }: { form: UseFormReturn<Values> }) {
  const types = useController({ control: form.control, name: "attachmentTypesEnabled" });
  return (
    <section className="form-part">
      <h2>Pièces jointes</h2>
      <p className="form-part-lead">Un fichier d'un autre format, d'un autre type ou plus grand est refusé au dépôt. Les fichiers sont transportés tels quels : le hub ne les lit pas.</p>
      <FormatsField
        form={form}
        name="attachmentFormatsEnabled"
        label="Formats que l'opérateur peut déposer"
        hint="Avec le télédossier, ou plus tard pour le compléter"
      />
      <FormatsField
        form={form}
        name="siAttachmentFormatsEnabled"
        label="Formats que le service instructeur peut envoyer"
        hint="Aucun coché : le bouton « Ajouter une pièce jointe » est grisé pour cette démarche"
      />
      <ListField
        legend="Types de pièces"
        hint="Les noms que le programme de l'opérateur donne aux pièces, écrits exactement : 10870-PDF, flux-pacs…"
        addLabel="Type à ajouter"
        values={types.field.value}
        onChange={types.field.onChange}
        maxLength={100}
      />
      <div className="size-field">
        <TextField
          form={form}
          name="amount"
          label="Taille maximale"
          hint="D'une pièce jointe"
          isRequired
          input={{ inputMode: "decimal", autoComplete: "off" }}
          rules={{ validate: (amount, { unit }) => bytesOf({ amount: String(amount), unit }) !== null || "Un nombre est attendu. Exemple : 100", deps: ["unit"] }}
        />
        <SelectField form={form} name="unit" label="Unité" options={UNITS.map(({ value, label }) => ({ value, label }))} />
      </div>
    </section>
  );
}

import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { CheckboxesField } from "../../shared/form/fields";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { FORMAT_NAMES, formatName, type Values } from "./processes";

interface Props {
  form: UseFormReturn<Values>;
  name: "attachmentFormatsEnabled" | "siAttachmentFormatsEnabled";
  label: string;
  hint: string;
}

/** MIME types: the known ones as boxes, by their French names; any other is added by hand. */
export function FormatsField({ form, name, label, hint }: Props) {
  const [added, setAdded] = useState<string[]>(() => form.getValues(name).filter((each) => !(each in FORMAT_NAMES)));
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const add = () => {
    const mime = typed.trim().toLowerCase();
    const isKnown = mime in FORMAT_NAMES || added.includes(mime);
    if (!isKnown && !/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(mime)) {
      setFault("Un type MIME s'écrit comme application/pdf ou image/jpeg.");
      return;
    }
    setFault(null);
    if (!isKnown) setAdded([...added, mime]);
    const chosen = form.getValues(name);
    if (!chosen.includes(mime)) form.setValue(name, [...chosen, mime], { shouldDirty: true, shouldValidate: true });
    setTold(`${formatName(mime)} est autorisé.`);
    setTyped("");
  };
  return (
    <div className="formats">
      <CheckboxesField
        form={form}
        name={name}
        label={label}
        hint={hint}
        options={[...Object.keys(FORMAT_NAMES), ...added].map((mime) => ({ value: mime, label: formatName(mime), ...(mime in FORMAT_NAMES ? { hint: mime } : {}) }))}
      />
      <div className="list-field-add">
        <Input
          label={`Autre format, ${name === "attachmentFormatsEnabled" ? "opérateur" : "service instructeur"}`}
          hintText="Son type MIME, par exemple image/webp"
          state={fault === null ? "default" : "error"}
          stateRelatedMessage={fault}
          nativeInputProps={{
            value: typed,
            maxLength: 255,
            autoComplete: "off",
            onChange: (event) => setTyped(event.target.value),
            onKeyDown: (event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            },
          }}
        />
        <Button type="button" priority="secondary" iconId="fr-icon-add-line" onClick={add}>
          Ajouter
        </Button>
      </div>
      <p className="fr-sr-only" role="status">
        {told}
      </p>
    </div>
  );
}

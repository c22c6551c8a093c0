import { useWatch, type UseFormReturn } from "react-hook-form";
import { RadioField, SelectField, TextField } from "../../shared/form/fields";
import { idOf, type Organisation } from "./organisations";
import { PURGE_STATUSES, retentionInWords, statusName, type Values } from "./processes";

interface Props {
  form: UseFormReturn<Values>;
}

const DAYS = { validate: (days: unknown) => /^\d{1,5}$/.test(String(days)) || "Un nombre entier de jours est attendu." };
const CODE = { validate: (code: unknown) => /^[^|,/\s]{1,30}$/.test(String(code).trim()) || "30 caractères au plus, sans espace, barre ni virgule. Exemple : EtatCivil" };
const YES_NO = (yes: string, no: string) => [
  { value: "oui", label: "Oui", hint: yes },
  { value: "non", label: "Non", hint: no },
];

/** What a process is called, and whose it is. */
export function IdentityPart({ form, isNew, operators }: Props & { isNew: boolean; operators: Organisation[] }) {
  return (
    <section className="form-part">
      <h2>Identification</h2>
      <div className="form-grid">
        {isNew && (
          <TextField form={form} name="code" label="Code" hint="Celui que les programmes emploient ; il ne peut plus être changé" isRequired rules={CODE} input={{ autoComplete: "off" }} />
        )}
        <TextField form={form} name="name" label="Nom" hint="Tel que les communes le lisent" isRequired maxLength={100} input={{ autoComplete: "off" }} />
        <SelectField
          form={form}
          name="osl"
          label="Opérateur"
          hint="Lui seul dépose des télédossiers, les supervise et décide des abonnements"
          isRequired
          options={[{ value: "", label: "Choisir un opérateur", isDisabled: true }, ...operators.map((each) => ({ value: idOf(each), label: each.name }))]}
        />
        <TextField
          form={form}
          name="personLabel"
          label="Libellé de la personne"
          hint="« Personne concernée » ou, pour CertDc, « Personne décédée »"
          isRequired
          maxLength={50}
          input={{ autoComplete: "off" }}
        />
      </div>
      <TextField form={form} name="description" label="Description" isLong rows={3} maxLength={1000} />
      <RadioField
        form={form}
        name="isActivated"
        label="Démarche active"
        options={YES_NO("Elle reçoit des abonnements et des télédossiers.", "Nouveaux abonnements et nouveaux dépôts sont refusés ; les télédossiers en cours peuvent être terminés.")}
      />
    </section>
  );
}

/** What the two sides may tell each other. */
export function ExchangesPart({ form }: Props) {
  return (
    <section className="form-part">
      <h2>Échanges avec la personne concernée</h2>
      <RadioField
        form={form}
        name="messageToTransmitter"
        label="Messages autorisés"
        options={YES_NO("Le service instructeur peut envoyer un message à la personne, par l'opérateur.", "Le bouton « Envoyer un message » est grisé.")}
      />
      <RadioField
        form={form}
        name="messageWithStatus"
        label="Message avec le changement de statut"
        options={YES_NO("Un message doit accompagner le changement de statut.", "Le message est facultatif, sauf le motif d'un refus et la demande de complément.")}
      />
      <RadioField
        form={form}
        name="authorizedAwaiting"
        label="Demande de complément"
        options={YES_NO("Le statut « En attente de complément » est proposé.", "Le statut « En attente de complément » n'est pas valide pour cette démarche.")}
      />
    </section>
  );
}

/** How long what is transported is kept. */
export function RetentionPart({ form }: Props) {
  const [status, purge, archive, deletion] = useWatch({
    control: form.control,
    name: ["statusBeforeFileDeletion", "timeBeforeFileDeletion", "timeBeforeArchiving", "timeBeforeFolderDeletion"],
  });
  const words = retentionInWords({ statusBeforeFileDeletion: status, timeBeforeFileDeletion: purge, timeBeforeArchiving: archive, timeBeforeFolderDeletion: deletion });
  const isListed = PURGE_STATUSES.some((each) => each.value === status);
  const days = { inputMode: "numeric", autoComplete: "off" } as const;
  return (
    <section className="form-part">
      <h2>Durées de conservation</h2>
      <p className="form-part-lead">Les tâches planifiées les appliquent chaque jour. Une durée changée vaut aussi pour les télédossiers déjà reçus. Un télédossier rouvert recommence à zéro.</p>
      <div className="form-grid">
        <SelectField
          form={form}
          name="statusBeforeFileDeletion"
          label="Statut de purge"
          hint="À partir de ce statut, les pièces jointes peuvent être supprimées"
          isRequired
          options={[...PURGE_STATUSES, ...(isListed ? [] : [{ value: status, label: statusName(status) }])]}
        />
        <TextField form={form} name="timeBeforeFileDeletion" label="Délai de purge" hint="En jours, après le statut de purge" isRequired rules={DAYS} input={days} />
        <TextField form={form} name="timeBeforeArchiving" label="Délai d'archivage" hint="En jours, après « Clos »" isRequired rules={DAYS} input={days} />
        <TextField form={form} name="timeBeforeFolderDeletion" label="Délai de suppression" hint="En jours, après l'archivage" isRequired rules={DAYS} input={days} />
      </div>
      <div className="retention">
        <p>Ce que cela donne</p>
        <ul>
          {words.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </div>
    </section>
  );
}

/** How organisations come to subscribe. */
export function SubscriptionsPart({ form }: Props) {
  return (
    <section className="form-part">
      <h2>Abonnements</h2>
      <RadioField
        form={form}
        name="subscriptionValidation"
        label="Validation des demandes"
        options={[
          { value: "Manual", label: "Manuelle", hint: "L'opérateur, ou à défaut l'administration nationale, accepte ou refuse chaque demande." },
          { value: "Auto", label: "Automatique", hint: "La demande d'un administrateur local connecté est acceptée aussitôt ; celle d'une personne inconnue attend une décision." },
        ]}
      />
      <TextField form={form} name="legalJustification" label="Justification légale" hint="Le texte qui fonde la démarche" isLong rows={3} maxLength={1000} />
    </section>
  );
}

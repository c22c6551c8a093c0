import { Button } from "@codegouvfr/react-dsfr/Button";
import type { ReactNode } from "react";
import { useMe } from "../../../app/me";
import { announce } from "../../../app/messages";
import { inWords } from "../../../shared/words";
import type { CaseDetail } from "./case";

/** Who, what, since when. */
export function Facts({ detail }: { detail: CaseDetail }) {
  const { person } = detail;
  const me = useMe();
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h2 id="facts-title">{person.label}</h2>
      <p className="person">
        {person.firstName} {person.lastName}
      </p>
      {person.email === null ? <p className="person-email">Adresse électronique non communiquée</p> : <Email address={person.email} />}
      <dl>
        <Fact term="Reçu le">{inWords(detail.receivedAt)}</Fact>
        <Fact term="Opérateur">{detail.operator.name}</Fact>
        {me.organisation?.id !== detail.organisation.id && <Fact term="Destinataire">{detail.organisation.name}</Fact>}
        {detail.folderNumber !== null && detail.folderNumber !== detail.number && <Fact term="Numéro du dossier">{detail.folderNumber}</Fact>}
        {detail.updatedAt !== null && <Fact term="Dernière modification">{inWords(detail.updatedAt)}</Fact>}
        {detail.closedAt !== null && <Fact term="Clos le">{inWords(detail.closedAt)}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Email({ address }: { address: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      announce("L'adresse électronique est copiée.");
    } catch {
      announce("L'adresse électronique n'a pas pu être copiée : sélectionnez-la.", { severity: "warning" });
    }
  };
  return (
    <p className="person-email">
      <a className="fr-link" href={`mailto:${address}`}>
        {address}
      </a>
      <Button priority="tertiary no outline" size="small" iconId="fr-icon-clipboard-line" title="Copier l'adresse électronique" onClick={() => void copy()}>
        Copier
      </Button>
    </p>
  );
}

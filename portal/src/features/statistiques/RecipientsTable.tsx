import { Button } from "@codegouvfr/react-dsfr/Button";
import { useState } from "react";
import { DataTable } from "../../shared/DataTable";
import { count, plural } from "../../shared/words";
import type { Report } from "./statistics";

const SHOWN = 20;

/** Of one process: what each organisation was sent and has open, those with most open ones first. */
export function RecipientsTable({ report: { recipients, isCut } }: { report: Report }) {
  const [isWhole, setWhole] = useState(recipients.length <= SHOWN);
  const rows = isWhole ? recipients : recipients.slice(0, SHOWN);
  return (
    <>
      <p>
        {plural(recipients.length, "organisation destinataire", "organisations destinataires")} depuis l'ouverture de la démarche, celles qui ont le plus de télédossiers ouverts en premier.
        {isCut && ` La liste est coupée : au-delà de ${plural(recipients.length, "organisation")}, les autres ne sont pas montrées.`}
      </p>
      <DataTable
        caption="Chiffres par organisation"
        rows={rows}
        rowKey={(each) => each.organisation}
        columns={[
          { key: "name", header: "Organisation", isRowHeader: true, cell: (each) => each.name ?? each.organisation },
          { key: "siret", header: "SIRET", cell: (each) => each.organisation.split("-")[1] },
          { key: "received", header: "Reçus", isAtEnd: true, cell: (each) => count(each.received) },
          { key: "open", header: "Ouverts", isAtEnd: true, cell: (each) => count(each.open) },
        ]}
      />
      {!isWhole && (
        <Button className="statistics-more" priority="tertiary" onClick={() => setWhole(true)}>
          {`Afficher les ${count(recipients.length)} organisations`}
        </Button>
      )}
    </>
  );
}

import { Alert } from "@codegouvfr/react-dsfr/Alert";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { useRef, useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { DataTable } from "../../shared/DataTable";
import { StatusBadge } from "../../shared/StatusBadge";
import { count, dayInWords, plural } from "../../shared/words";
import { chainInWords, type ChainReport } from "./audit";

interface Found {
  day: string;
  chains: ChainReport[];
  waiting: number;
  isWhole: boolean;
}

const columns = [
  { key: "chain", header: "Chaîne", isRowHeader: true, cell: (each: ChainReport) => <span className="code">{chainInWords(each.chain)}</span> },
  { key: "records", header: "Enregistrements lus", isAtEnd: true, cell: (each: ChainReport) => count(each.records) },
  { key: "exported", header: "Mise à l'abri", cell: (each: ChainReport) => (each.isExported ? "Export scellé, comparé" : "Aucun export") },
  {
    key: "fault",
    header: "Résultat",
    cell: (each: ChainReport) =>
      each.fault === null ? (
        <StatusBadge label="Intacte" kind="done" />
      ) : (
        <>
          <StatusBadge label="Non conforme" kind="refused" />
          <span className="below">{each.fault}</span>
        </>
      ),
  },
];

/** « Vérifier la chaîne »: the chains of a day are read whole by the hub, part by part, and each is said to be intact or not. */
export function Verification({ day }: { day: string }) {
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState<string[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const verify = async () => {
    if (isBusy) return;
    setIsBusy(true);
    setFailure([]);
    setFound(null);
    try {
      const chains: ChainReport[] = [];
      let after: string | null = null;
      do {
        const part: Part = await ask(
          api.GET("/portal/v1/administration/audit/verification", { params: { query: { ...(day === "" ? {} : { day }), ...(after === null ? {} : { after }) } } }),
        );
        chains.push(...part.chains);
        after = part.next;
        setFound({ day: part.day, chains: [...chains], waiting: part.waiting, isWhole: after === null });
      } while (after !== null);
      heading.current?.focus();
    } catch (error) {
      setFailure(wordsOf(error));
    } finally {
      setIsBusy(false);
    }
  };
  const faulty = found?.chains.filter((each) => each.fault !== null) ?? [];
  return (
    <section className="verification">
      <h2 ref={heading} tabIndex={-1}>
        Vérification
      </h2>
      <p>
        Le hub relit toutes les chaînes {day === "" ? "d'aujourd'hui" : `du ${dayInWords(`${day}T12:00:00Z`)}`}, recalcule chaque empreinte et la compare, aux exports scellés aussi : une journée terminée doit être mise à l'abri le lendemain.
      </p>
      <Button priority="secondary" iconId="fr-icon-shield-line" onClick={() => void verify()} nativeButtonProps={{ "aria-disabled": isBusy, "aria-busy": isBusy }}>
        {isBusy ? "Vérification en cours…" : "Vérifier la chaîne"}
      </Button>
      <div className="fr-mt-2w" role="status">
        {found !== null && !found.isWhole && <p>{plural(found.chains.length, "chaîne lue", "chaînes lues")}, la vérification continue…</p>}
        {found?.isWhole && faulty.length === 0 && (
          <Alert
            severity="success"
            small
            description={
              found.chains.length === 0
                ? "Aucune chaîne ce jour-là : il n'y a rien à vérifier."
                : `Aucune anomalie : ${plural(found.chains.length, "chaîne intacte", "chaînes intactes")}, ${plural(sum(found.chains), "enregistrement relu", "enregistrements relus")}.`
            }
          />
        )}
        {found?.isWhole && found.waiting > 0 && <p className="fr-hint-text fr-mt-1w">{plural(found.waiting, "fait récent attend d'être enchaîné", "faits récents attendent d'être enchaînés")} dans la minute.</p>}
      </div>
      <div role="alert">
        {found?.isWhole && faulty.length > 0 && (
          <Alert
            severity="error"
            small
            description={`${plural(faulty.length, "chaîne non conforme", "chaînes non conformes")} sur ${count(found.chains.length)}. Conservez les preuves et prévenez le responsable de la sécurité.`}
          />
        )}
        {failure.length > 0 && <Alert severity="error" small description={`La vérification n'a pas abouti. ${failure.join(" ")}`} />}
      </div>
      {found?.isWhole && found.chains.length > 0 && (
        <div className="fr-mt-2w">
          <DataTable
            caption={`Chaînes du ${dayInWords(`${found.day}T12:00:00Z`)}`}
            showsCaption
            columns={columns}
            rows={[...found.chains].sort((one, other) => Number(other.fault !== null) - Number(one.fault !== null))}
            rowKey={(each) => each.chain}
          />
        </div>
      )}
    </section>
  );
}

interface Part {
  day: string;
  chains: ChainReport[];
  waiting: number;
  next: string | null;
}

function sum(chains: ChainReport[]): number {
  return chains.reduce((total, each) => total + each.records, 0);
}

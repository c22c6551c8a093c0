import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { isForbidden, Refusal, wordsOf } from "../../api/refusal";
import { download } from "../../api/transfers";
import { announce } from "../../app/messages";
import { holds, useMe } from "../../app/me";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { OrganisationPicker } from "../../shared/OrganisationPicker";
import { Page } from "../../shared/Page";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { searchNow } from "../../shared/searchNow";
import { StatisticsFilters } from "./StatisticsFilters";
import { StatisticsReport } from "./StatisticsReport";
import { criteriaOf, fileOf, searchOf, type Criteria } from "./criteria";
import { spanInWords } from "./scale";
import { isNothing, processesQuery, statisticsQuery } from "./statistics";
import "./statistics.css";

export function Component() {
  const me = useMe();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const criteria = criteriaOf(search);
  const report = useQuery(statisticsQuery(criteria));
  const processes = useQuery(processesQuery(criteria.organisation));
  const isClosed = isForbidden(report.error);
  const { isBusy, fetchFile } = useFile(criteria);
  const periodFault = report.error instanceof Refusal ? (report.error.messageByField.until ?? report.error.messageByField.from) : undefined;

  const go = (change: Partial<Criteria>) => void navigate({ search: searchOf({ ...criteriaOf(searchNow()), ...change }) });
  return (
    <Page
      title="Statistiques et supervision"
      lead={<p>Les télédossiers que vous voyez, leurs délais et leur ancienneté. Ces nombres ont au plus cinq minutes de retard.</p>}
      actions={
        !isClosed && (
          <>
            <Button priority="tertiary" iconId="fr-icon-refresh-line" onClick={() => void report.refetch()}>
              Actualiser
            </Button>
            <ReasonedButton iconId="fr-icon-download-line" reason={null} isBusy={isBusy} onClick={() => void fetchFile()}>
              Exporter (CSV)
            </ReasonedButton>
          </>
        )
      }
    >
      {holds(me, "ADMINISTRATION") && (
        <OrganisationPicker value={criteria.organisation} none="Toutes les organisations" onChange={(organisation) => go({ organisation, process: "" })} />
      )}
      {!isClosed && <StatisticsFilters criteria={criteria} processes={processes.data ?? []} shown={report.data} fault={periodFault} onChange={go} />}
      {periodFault !== undefined ? (
        <Empty title="Choisissez une autre période" />
      ) : (
        <Loaded query={report} height="60rem">
          {(found) => (
            <div className="statistics" aria-busy={report.isPlaceholderData}>
              <p role="status" className="statistics-period">
                {report.isPlaceholderData ? "Chargement…" : sentence(spanInWords({ first: found.firstDay, last: found.lastDay }))}
              </p>
              {isNothing(found) ? (
                <Empty title="Aucun télédossier sur cette période">
                  <p>Les nombres apparaissent dans les cinq minutes qui suivent la réception d'un télédossier.</p>
                </Empty>
              ) : (
                <StatisticsReport report={found} />
              )}
            </div>
          )}
        </Loaded>
      )}
    </Page>
  );
}

function useFile(criteria: Criteria): { isBusy: boolean; fetchFile: () => Promise<void> } {
  const [isBusy, setBusy] = useState(false);
  const fetchFile = async () => {
    setBusy(true);
    try {
      await download(fileOf(criteria));
      announce("Le fichier des statistiques est téléchargé.");
    } catch (error) {
      announce("Le fichier n'a pas pu être téléchargé.", { severity: "error", details: wordsOf(error) });
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, fetchFile };
}

function sentence(words: string): string {
  return `Période : ${words}.`;
}

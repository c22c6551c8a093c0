import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { DataTable } from "../../shared/DataTable";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { StatusBadge } from "../../shared/StatusBadge";
import { Declined, useConfirmed } from "../../shared/useConfirmed";
import { inShort, plural } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { mailsQuery } from "./lookQueries";
import { ageInWords, stateInWords, subjectOf, type UnsentMail } from "./mails";

export function Component() {
  return (
    <AdministrationFrame>
      <Mails />
    </AdministrationFrame>
  );
}

function Mails() {
  const query = useQuery(mailsQuery);
  const queries = useQueryClient();
  const { confirmed, dialog } = useConfirmed();
  const [busyId, setBusyId] = useState<string | null>(null);
  const retry = async (mail: UnsentMail) => {
    setBusyId(mail.id);
    try {
      const send = (isConfirmed: boolean) => ask(api.POST("/portal/v1/administration/mails/{id}/retry", { params: { path: { id: mail.id } }, body: { isConfirmed } }));
      await confirmed(send, { title: "Renvoyer le mail ?", confirmLabel: "Renvoyer" });
      announce(`Le mail « ${subjectOf(mail)} » à ${mail.to} va être envoyé.`);
      document.querySelector<HTMLElement>("main h1")?.focus(); // its row, which had the focus, goes
    } catch (error) {
      if (!(error instanceof Declined)) announce("Le mail n'a pas été renvoyé.", { severity: "error", details: wordsOf(error) });
    } finally {
      setBusyId(null);
      await queries.invalidateQueries({ queryKey: mailsQuery.queryKey });
    }
  };
  const columns = [
    { key: "subject", header: "Mail", isRowHeader: true, cell: (each: UnsentMail) => subjectOf(each) },
    { key: "to", header: "Destinataire", cell: (each: UnsentMail) => each.to },
    {
      key: "created",
      header: "Demandé",
      cell: (each: UnsentMail) => (
        <>
          {inShort(each.createdAt)}
          <span className="below">Il y a {ageInWords(each.ageMinutes)}</span>
        </>
      ),
    },
    {
      key: "state",
      header: "État",
      cell: (each: UnsentMail) => {
        const { label, kind, more } = stateInWords(each);
        return (
          <>
            <StatusBadge label={label} kind={kind} />
            <span className="below">{more}</span>
          </>
        );
      },
    },
    {
      key: "retry",
      header: "Renvoyer",
      isHeaderHidden: true,
      isAtEnd: true,
      cell: (each: UnsentMail) => (
        <ReasonedButton size="sm" iconId="fr-icon-mail-line" reason={null} isBusy={busyId === each.id} label={`Renvoyer « ${subjectOf(each)} » à ${each.to}`} onClick={() => void retry(each)}>
          Renvoyer
        </ReasonedButton>
      ),
    },
  ];
  return (
    <Page
      title="Mails non partis"
      actions={
        <Button priority="secondary" iconId="fr-icon-refresh-line" onClick={() => void query.refetch()}>
          Actualiser
        </Button>
      }
      lead={
        <p>
          Les mails que le service d'envoi a refusés plusieurs fois, et ceux dont l'envoi a été coupé. Avant de renvoyer, vérifiez que l'adresse est bonne. Les adresses sont masquées.
        </p>
      }
    >
      {dialog}
      <Loaded query={query}>
        {(mails) =>
          mails.length === 0 ? (
            <Empty title="Tous les mails sont partis">
              <p>Rien n'attend d'être renvoyé.</p>
            </Empty>
          ) : (
            <>
              <p className="tally" role="status">
                {plural(mails.length, "mail non parti", "mails non partis")}
              </p>
              <DataTable caption="Mails non partis" columns={columns} rows={mails} rowKey={(each) => each.id} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

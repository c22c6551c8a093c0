import { useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { paths } from "../../app/paths";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { RouterLink } from "../../shared/RouterLink";
import { StatusBadge } from "../../shared/StatusBadge";
import { useConfirmed } from "../../shared/useConfirmed";
import { inWords } from "../../shared/words";
import { RefusalDialog } from "./RefusalDialog";
import { KIND_BY_STATUS } from "./requests";

type Request = Schemas["RequestJson"];

interface Props {
  request: Request;
  processName: string;
  onDecided: () => Promise<void>;
}

/** One request: who asks for what, and the decision. */
export function RequestCard({ request, processName, onDecided }: Props) {
  const [isBusy, setIsBusy] = useState(false);
  const [isRefusing, setIsRefusing] = useState(false);
  const { ask: askPerson, dialog } = useConfirmed();
  const person = request.localAdministrator;
  const administrator = `${person.firstName ?? ""} ${person.lastName ?? ""}`.trim();
  const accept = async () => {
    const words = [
      `${request.organisationName} sera abonnée à « ${processName} » ; l'organisation est créée si HubEE ne la connaît pas encore.`,
      `Si elle n'a pas d'administrateur local, un compte est créé pour ${administrator} (${person.email}), avec un lien d'activation envoyé par mail. Sinon, ses administrateurs sont informés et décident.`,
    ];
    if (!(await askPerson({ title: "Accepter la demande ?", confirmLabel: "Accepter la demande", words }))) return;
    setIsBusy(true);
    try {
      await ask(api.POST("/portal/v1/requests/{id}/accept", { params: { path: { id: request.id } } }));
      announce(`La demande de ${request.organisationName} est acceptée.`, { details: ["L'abonnement est créé. Le demandeur est informé par mail."] });
    } catch (error) {
      announce("La demande n'a pas été acceptée.", { severity: "error", details: wordsOf(error) });
    }
    await onDecided();
    setIsBusy(false);
  };
  const name = `la demande de ${request.organisationName} pour ${processName}`;
  return (
    <li className="request">
      <div className="followed-head">
        <h2>
          {request.organisationName} – {processName}
        </h2>
        <StatusBadge label={request.label} kind={KIND_BY_STATUS[request.status] ?? "info"} />
      </div>
      <dl className="details">
        <Detail name="SIRET et code d'implantation">{request.organisation.split("-").slice(1).join(" – ")}</Detail>
        <Detail name="Code postal et territoire">{[request.postalCode, request.territory].filter(Boolean).join(" – ")}</Detail>
        <Detail name="Administrateur local">
          {[administrator, person.function].filter(Boolean).join(", ")}
          <br />
          {[person.email, person.phoneNumber].filter(Boolean).join(" – ")}
        </Detail>
        <Detail name="Délégué technique">{request.delegateEmail ?? "Aucun"}</Detail>
        <Detail name="Demandeur">{request.requesterEmail}</Detail>
        <Detail name="Demande présentée">{inWords(request.createdAt)}</Detail>
        {request.confirmedAt !== null && <Detail name="Adresse confirmée">{inWords(request.confirmedAt)}</Detail>}
        {request.decidedAt !== null && <Detail name="Décision">{inWords(request.decidedAt)}</Detail>}
        {request.rejectionReason !== null && <Detail name="Motif du refus">{request.rejectionReason}</Detail>}
      </dl>
      {request.status === "WAITING" && (
        <div className="actions">
          <ReasonedButton kind="primary" size="sm" iconId="fr-icon-check-line" reason={null} isBusy={isBusy} label={`Accepter ${name}`} onClick={() => void accept()}>
            Accepter
          </ReasonedButton>
          <ReasonedButton size="sm" iconId="fr-icon-close-line" reason={null} isBusy={isBusy} label={`Refuser ${name}`} onClick={() => setIsRefusing(true)}>
            Refuser
          </ReasonedButton>
        </div>
      )}
      {request.subscriptionId !== null && <RouterLink href={paths.subscription(request.subscriptionId)}>Voir l'abonnement</RouterLink>}
      {isRefusing && <RefusalDialog request={request} processName={processName} onClose={() => setIsRefusing(false)} onDecided={onDecided} />}
      {dialog}
    </li>
  );
}

function Detail({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import { Button } from "@codegouvfr/react-dsfr/Button";
import { useState } from "react";
import { api, ask } from "../../../api/client";
import { announce } from "../../../app/messages";
import type { CaseDetail, Reload, Target } from "./case";
import { StatusDialog } from "./StatusDialog";

/** The support's hand on a status that nobody else can undo: apart from all the rest. */
export function ForcedStatus({ detail, targets, reload }: { detail: CaseDetail; targets: Target[]; reload: Reload }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="support" aria-labelledby="support-title">
      <h2 id="support-title">Support HubEE</h2>
      <p>
        Forcer un statut corrige une erreur que l'organisation ne peut pas corriger elle-même. L'opérateur et l'organisation en sont informés ; votre action et
        son motif sont inscrits dans l'historique et dans le journal d'audit.
      </p>
      {targets.length === 0 ? (
        <p>Ce télédossier est archivé : son statut ne peut plus être forcé.</p>
      ) : (
        <Button priority="secondary" iconId="fr-icon-tools-line" onClick={() => setOpen(true)}>
          Forcer un statut
        </Button>
      )}
      {isOpen && (
        <StatusDialog
          title="Forcer un statut"
          detail={detail}
          targets={targets}
          none={null}
          reload={reload}
          onClose={() => setOpen(false)}
          send={async ({ status, reason, version, id, confirm }) => {
            const body = { status, reason: reason ?? "", version, id, confirm };
            const done = await ask(api.POST("/portal/v1/cases/{caseId}/force-status", { params: { path: { caseId: detail.id } }, body }));
            announce(`Le télédossier est maintenant au statut « ${done.label} ».`);
            await reload();
          }}
        />
      )}
    </section>
  );
}

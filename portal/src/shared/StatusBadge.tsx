import "./status-badge.css";

/** How a status looks; the words always say it too. */
const KIND_BY_LABEL: Record<string, string> = {
  Nouveau: "new",
  Reçu: "info",
  "En cours": "active",
  "En attente de complément": "waiting",
  Traité: "done",
  Refusé: "refused",
  "Erreur d'intégration": "refused",
  Clos: "over",
  Archivé: "over",
  Actif: "done",
  Active: "done",
  Inactif: "over",
  Inactive: "over",
  Suspendu: "waiting",
};

/** The status of a télédossier, a subscription, a request or an account, at a glance. */
export function StatusBadge({ label, kind = KIND_BY_LABEL[label] ?? "info" }: { label: string; kind?: string }) {
  return (
    <span className="status-badge" data-kind={kind}>
      {label}
    </span>
  );
}

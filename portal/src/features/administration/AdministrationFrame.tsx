import type { ReactNode } from "react";
import { useLocation } from "react-router";
import { useMe } from "../../app/me";
import { paths } from "../../app/paths";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import "./administration.css";

const PARTS = [
  { path: paths.administration, label: "Vue d'ensemble" },
  { path: paths.organisations, label: "Organisations" },
  { path: paths.processes, label: "Démarches" },
  { path: paths.clients, label: "Clients API" },
  { path: paths.audit, label: "Journal d'audit" },
  { path: paths.jobs, label: "Tâches planifiées" },
  { path: paths.mails, label: "Mails non partis" },
] as const;

const FOR_NATIONAL = "Cette page est réservée aux administrateurs nationaux (support HubEE).";

/** What stands around every page of the administration: its navigation; for anybody else, that it is not for him. */
export function AdministrationFrame({ children }: { children: ReactNode }) {
  const entry = useMe().menu.find((each) => each.key === "ADMINISTRATION");
  const { pathname } = useLocation();
  if (entry === undefined || !entry.isAllowed) {
    return (
      <Page title="Accès refusé" lead={<p>{entry?.reason ?? FOR_NATIONAL}</p>}>
        <RouterLink className="fr-btn fr-btn--secondary" href={paths.cases}>
          Revenir à l'accueil
        </RouterLink>
      </Page>
    );
  }
  const isAt = (path: string) => (path === paths.administration ? pathname === path : pathname === path || pathname.startsWith(`${path}/`));
  return (
    <>
      <nav className="parts" aria-label="Administration">
        <ul>
          {PARTS.map(({ path, label }) => (
            <li key={path}>
              <RouterLink href={path} aria-current={isAt(path) ? "page" : undefined}>
                {label}
              </RouterLink>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </>
  );
}

import { useQuery } from "@tanstack/react-query";
import { wordsOf } from "../../api/refusal";
import { paths } from "../../app/paths";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { AdministrationFrame } from "./AdministrationFrame";
import { isTroubled } from "./jobs";
import { jobsQuery, mailsQuery, REQUESTS_COUNTED, requestsQuery } from "./lookQueries";
import { Watch } from "./Watch";

export function Component() {
  return (
    <AdministrationFrame>
      <Overview />
    </AdministrationFrame>
  );
}

const KEPT = [
  { path: paths.organisations, label: "Organisations", words: "Services instructeurs, opérateurs, éditeurs : créer, corriger, inactiver." },
  { path: paths.processes, label: "Démarches", words: "Les règles de chaque démarche : formats, tailles, messages, durées de conservation." },
  { path: paths.clients, label: "Clients API", words: "Les identifiants des programmes des partenaires." },
  { path: paths.audit, label: "Journal d'audit", words: "Qui a fait quoi, jour par jour, et la preuve que rien n'y a été changé." },
];

const SUPPORT = [
  { path: paths.subscriptions, label: "Abonnements", words: "Voir et modifier l'abonnement de n'importe quelle organisation." },
  { path: paths.accounts, label: "Comptes", words: "Premier administrateur local, délégué technique, second facteur perdu." },
  { path: paths.cases, label: "Télédossiers", words: "Corriger un statut passé par erreur, avec une trace." },
];

function Overview() {
  const [jobs, mails, requests] = [useQuery(jobsQuery), useQuery(mailsQuery), useQuery(requestsQuery)];
  const troubled = jobs.data?.filter(isTroubled).length;
  const waiting = requests.data?.length;
  const toldOf = (query: typeof jobs | typeof mails | typeof requests) => (query.isError ? wordsOf(query.error).join(" ") : null);
  return (
    <Page title="Administration" lead={<p>Ce qui demande votre attention, puis tout ce que vous administrez.</p>}>
      <h2 className="watches-title">À surveiller</h2>
      <ul className="watches">
        <Watch path={paths.jobs} label="Tâches en échec ou en retard" count={troubled} allIsWell="Toutes les tâches sont à jour." failure={toldOf(jobs)} retry={() => void jobs.refetch()} />
        <Watch path={paths.mails} label="Mails non partis" count={mails.data?.length} allIsWell="Tous les mails sont partis." failure={toldOf(mails)} retry={() => void mails.refetch()} />
        <Watch
          path={paths.requests}
          label="Demandes d'abonnement en attente"
          count={waiting}
          isAtLeast={waiting === REQUESTS_COUNTED}
          allIsWell="Aucune demande n'attend."
          failure={toldOf(requests)}
          retry={() => void requests.refetch()}
        />
      </ul>
      <h2 className="watches-title">Référentiel et traçabilité</h2>
      <Links links={KEPT} />
      <h2 className="watches-title">Assistance aux organisations</h2>
      <Links links={SUPPORT} />
    </Page>
  );
}

function Links({ links }: { links: { path: string; label: string; words: string }[] }) {
  return (
    <ul className="part-links">
      {links.map(({ path, label, words }) => (
        <li key={path}>
          <RouterLink href={path}>{label}</RouterLink>
          <span className="below">{words}</span>
        </li>
      ))}
    </ul>
  );
}

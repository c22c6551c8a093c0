import { Button } from "@codegouvfr/react-dsfr/Button";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask } from "../../api/client";
import { wordsOf } from "../../api/refusal";
import { announce } from "../../app/messages";
import { paths } from "../../app/paths";
import { DataTable } from "../../shared/DataTable";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { OrganisationName, useOrganisationName } from "../../shared/OrganisationPicker";
import { Page } from "../../shared/Page";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { RouterLink } from "../../shared/RouterLink";
import { useConfirmed } from "../../shared/useConfirmed";
import { inShort } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import type { Client, ClientSecret } from "./clients";
import { idOf } from "./organisations";
import { processesQuery } from "./processesQuery";
import { SecretDialog } from "./SecretDialog";

const ROWS = 25;

export function Component() {
  return (
    <AdministrationFrame>
      <Clients />
    </AdministrationFrame>
  );
}

function Clients() {
  const [search] = useSearchParams();
  const page = Math.max(1, Math.floor(Number(search.get("page"))) || 1);
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["administration", "clients", page],
    // One more than is shown tells whether there is a page after.
    queryFn: () => ask(api.GET("/portal/v1/administration/clients", { params: { query: { offSet: (page - 1) * ROWS, maxResult: ROWS + 1 } } })),
    placeholderData: keepPreviousData,
  });
  const processes = useQuery(processesQuery);
  const nameByCode = new Map(processes.data?.map((each) => [each.code, each.name]));
  const { ask: confirm, dialog } = useConfirmed();
  const [rotated, setRotated] = useState<ClientSecret | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const act = async (deed: () => Promise<void>, failed: string) => {
    setIsBusy(true);
    try {
      await deed();
      await queries.invalidateQueries({ queryKey: ["administration", "clients"] });
    } catch (error) {
      announce(failed, { severity: "error", details: wordsOf(error) });
    } finally {
      setIsBusy(false);
    }
  };
  const whose = ({ processCodes }: Client, organisation: string) => {
    const names = processCodes.map((each) => nameByCode.get(each) ?? each);
    return `Organisation : ${organisation}.${names.length === 0 ? "" : ` ${names.length > 1 ? "Démarches" : "Démarche"} : ${names.join(", ")}.`}`;
  };
  const rotate = async (client: Client, organisation: string) => {
    const isConfirmed = await confirm({
      title: "Renouveler le secret ?",
      confirmLabel: "Renouveler le secret",
      words: [
        `Client ${client.scope} ${client.clientId}.`,
        whose(client, organisation),
        "L'ancien secret cesse aussitôt de donner des jetons ; ceux qui ont été donnés valent encore une heure au plus. Le nouveau secret n'est montré qu'une fois.",
      ],
    });
    if (!isConfirmed) return;
    await act(
      async () => setRotated(await ask(api.POST("/portal/v1/administration/clients/{clientId}/rotate", { params: { path: { clientId: client.clientId } } }))),
      "Le secret n'a pas été renouvelé.",
    );
  };
  const revoke = async (client: Client, organisation: string) => {
    const isConfirmed = await confirm({
      title: "Révoquer le client ?",
      confirmLabel: "Révoquer le client",
      words: [
        `Client ${client.scope} ${client.clientId}.`,
        whose(client, organisation),
        "Ses programmes n'auront plus accès au hub, au plus tard dans une minute. Un client révoqué ne peut pas être rétabli : il faut en créer un autre.",
      ],
    });
    if (!isConfirmed) return;
    await act(
      async () => {
        await ask(api.DELETE("/portal/v1/administration/clients/{clientId}", { params: { path: { clientId: client.clientId } } }));
        announce("Le client est révoqué.");
        document.querySelector<HTMLElement>("main h1")?.focus(); // its row, which had the focus, goes
      },
      "Le client n'a pas été révoqué.",
    );
  };
  const columns = [
    { key: "client", header: "Client ID", isRowHeader: true, cell: (each: Client) => <span className="code">{each.clientId}</span> },
    { key: "scope", header: "Portée", cell: (each: Client) => each.scope },
    {
      key: "organisation",
      header: "Organisation",
      cell: (each: Client) => (
        <>
          <RouterLink href={paths.organisation(idOf(each.organization))}>
            <OrganisationName id={idOf(each.organization)} />
          </RouterLink>
          <span className="below code">{idOf(each.organization)}</span>
        </>
      ),
    },
    { key: "reach", header: "Étendue", cell: (each: Client) => <Reach client={each} nameByCode={nameByCode} /> },
    { key: "dates", header: "Créé, renouvelé", cell: (each: Client) => <Dates client={each} /> },
    {
      key: "actions",
      header: "Actions",
      isHeaderHidden: true,
      cell: (each: Client) => <Acts client={each} isBusy={isBusy} onRotate={(organisation) => void rotate(each, organisation)} onRevoke={(organisation) => void revoke(each, organisation)} />,
    },
  ];
  return (
    <Page
      title="Clients API"
      actions={
        <Button iconId="fr-icon-add-line" linkProps={{ href: paths.newClient }}>
          Créer un client
        </Button>
      }
      lead={<p>Les identifiants des programmes des partenaires, du plus ancien au plus récent. Ceux d'un abonnement se copient et se régénèrent aussi depuis la page de l'abonnement.</p>}
    >
      {dialog}
      {rotated !== null && <SecretDialog title="Nouveau secret du client" client={rotated} onClose={() => setRotated(null)} />}
      <Loaded query={query}>
        {(found) => {
          const rows = found.slice(0, ROWS);
          return (
            <>
              {rows.length === 0 ? (
                <Empty title={page === 1 ? "Aucun client API" : "Cette page est vide"} />
              ) : (
                <DataTable caption="Clients API" columns={columns} rows={rows} rowKey={(each) => each.clientId} isBusy={query.isPlaceholderData || isBusy} />
              )}
              {(page > 1 || found.length > ROWS) && (
                <nav className="paging" aria-label="Pages">
                  {page > 1 && (
                    <RouterLink className="fr-link fr-icon-arrow-left-s-line fr-link--icon-left" href={`${paths.clients}?page=${page - 1}`}>
                      Page précédente
                    </RouterLink>
                  )}
                  <span>Page {page}</span>
                  {found.length > ROWS && (
                    <RouterLink className="fr-link fr-icon-arrow-right-s-line fr-link--icon-right" href={`${paths.clients}?page=${page + 1}`}>
                      Page suivante
                    </RouterLink>
                  )}
                </nav>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const REACH: Record<string, string> = { OSL: "Toutes ses démarches", ADMIN: "Tout le hub", DATAPASS: "Organisations et abonnements" };

function Reach({ client, nameByCode }: { client: Client; nameByCode: ReadonlyMap<string, string> }) {
  if (client.processCodes.length === 0) return REACH[client.scope] ?? client.scope;
  return client.processCodes.map((code) => {
    const name = nameByCode.get(code) ?? code;
    return (
      <Fragment key={code}>
        {client.subscriptionId === null ? name : <RouterLink href={paths.subscription(client.subscriptionId)}>Abonnement à {name}</RouterLink>}
        <span className="below code">{code}</span>
      </Fragment>
    );
  });
}

/** What may be done with a client, of an organisation that is named. */
function Acts({ client, isBusy, onRotate, onRevoke }: { client: Client; isBusy: boolean; onRotate: (organisation: string) => void; onRevoke: (organisation: string) => void }) {
  const organisation = useOrganisationName(idOf(client.organization));
  return (
    <div className="row-actions">
      <ReasonedButton size="sm" kind="tertiary" reason={null} isBusy={isBusy} label={`Renouveler le secret de ${client.clientId}`} onClick={() => onRotate(organisation)}>
        Renouveler
      </ReasonedButton>
      <ReasonedButton size="sm" kind="tertiary" reason={null} isBusy={isBusy} label={`Révoquer ${client.clientId}`} onClick={() => onRevoke(organisation)}>
        Révoquer
      </ReasonedButton>
    </div>
  );
}

function Dates({ client }: { client: Client }) {
  return (
    <>
      {inShort(client.createDateTime)}
      {client.rotateDateTime !== null && <span className="below">Secret renouvelé le {inShort(client.rotateDateTime)}</span>}
    </>
  );
}

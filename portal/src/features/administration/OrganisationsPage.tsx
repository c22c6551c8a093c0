import { Button } from "@codegouvfr/react-dsfr/Button";
import { Pagination } from "@codegouvfr/react-dsfr/Pagination";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api } from "../../api/client";
import { askPage } from "../../api/pages";
import { paths } from "../../app/paths";
import { DataTable } from "../../shared/DataTable";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { searchNow } from "../../shared/searchNow";
import { StatusBadge } from "../../shared/StatusBadge";
import { plural } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { OrganisationFilters } from "./OrganisationFilters";
import { idOf, type Organisation, siretInWords, stateInWords } from "./organisations";

const ROWS = 25;

const columns = [
  {
    key: "name",
    header: "Organisation",
    isRowHeader: true,
    isSortable: true,
    cell: (each: Organisation) => (
      <>
        <RouterLink href={paths.organisation(idOf(each))}>{each.name}</RouterLink>
        <span className="below code">{idOf(each)}</span>
      </>
    ),
  },
  { key: "type", header: "Type", isSortable: true, cell: (each: Organisation) => each.type },
  { key: "company_register", header: "SIRET", isSortable: true, cell: (each: Organisation) => siretInWords(each.companyRegister) },
  { key: "territory", header: "Territoire", isSortable: true, cell: (each: Organisation) => [each.postalCode, each.territory].filter(Boolean).join(" ") },
  { key: "status", header: "État", cell: (each: Organisation) => <StatusBadge label={stateInWords(each.status)} /> },
];

export function Component() {
  return (
    <AdministrationFrame>
      <Organisations />
    </AdministrationFrame>
  );
}

function Organisations() {
  const [search, setSearch] = useSearchParams();
  const [type, siret, order] = [search.get("type") ?? "", search.get("siret") ?? "", search.get("tri") ?? ""];
  const page = Math.max(1, Math.floor(Number(search.get("page"))) || 1);
  const query = useQuery({
    queryKey: ["administration", "organisations", { type, siret, order, page }],
    queryFn: () =>
      askPage(
        api.GET("/portal/v1/administration/organisations", {
          params: {
            query: {
              offSet: (page - 1) * ROWS,
              maxResult: ROWS,
              ...(type === "" ? {} : { type }),
              ...(siret === "" ? {} : { companyRegister: siret }),
              ...(order === "" ? {} : { orderBy: order }),
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const become = (changes: Record<string, string>) => {
    const after = searchNow();
    for (const [name, value] of Object.entries({ page: "", ...changes })) {
      if (value === "") after.delete(name);
      else after.set(name, value);
    }
    setSearch(after);
  };
  const [, direction, sorted] = /^(asc|desc)\((\w+)\)$/.exec(order) ?? [];
  return (
    <Page
      title="Organisations"
      actions={
        <Button iconId="fr-icon-add-line" linkProps={{ href: paths.newOrganisation }}>
          Créer une organisation
        </Button>
      }
      lead={<p>Les services instructeurs, les opérateurs, l'administration nationale et les éditeurs que le hub connaît.</p>}
    >
      <OrganisationFilters key={`${type}|${siret}`} type={type} siret={siret} onFilter={become} />
      <Loaded query={query}>
        {({ rows, total }) => (
          <>
            <p className="tally" role="status">
              {plural(total, "organisation")}
            </p>
            {rows.length === 0 ? (
              <Empty title="Aucune organisation ne correspond">
                <p>Modifiez les filtres, ou créez l'organisation.</p>
              </Empty>
            ) : (
              <DataTable
                caption="Organisations"
                columns={columns}
                rows={rows}
                rowKey={idOf}
                isBusy={query.isPlaceholderData}
                sort={{ key: sorted ?? "", isDescending: direction === "desc", onSort: (key, isDescending) => become({ tri: `${isDescending ? "desc" : "asc"}(${key})` }) }}
              />
            )}
            {total > ROWS && (
              <div className="paging">
                <Pagination
                  count={Math.ceil(total / ROWS)}
                  defaultPage={page}
                  key={page}
                  getPageLinkProps={(number) => {
                    const there = new URLSearchParams(search);
                    there.set("page", String(number));
                    return { href: `${paths.organisations}?${there}` };
                  }}
                />
              </div>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

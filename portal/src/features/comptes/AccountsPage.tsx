import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { isForbidden } from "../../api/refusal";
import { holds, useMe } from "../../app/me";
import { paths } from "../../app/paths";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { OrganisationPicker } from "../../shared/OrganisationPicker";
import { Page } from "../../shared/Page";
import { ReasonedButton } from "../../shared/ReasonedButton";
import { searchNow } from "../../shared/searchNow";
import { plural } from "../../shared/words";
import { AccountFilters } from "./AccountFilters";
import { AccountsTable } from "./AccountsTable";
import { accountsQuery, optionsQuery } from "./accounts";
import { criteriaOf, isFiltered, searchOf, type Criteria } from "./criteria";
import "./accounts.css";

export function Component() {
  const me = useMe();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const criteria = criteriaOf(search);
  const accounts = useQuery(accountsQuery(criteria));
  const options = useQuery(optionsQuery(criteria.organisation));
  const list = useRef<HTMLElement>(null);
  useFocusOnTurn(list, criteria.cursor);

  const go = (change: Partial<Criteria>) => navigate({ search: searchOf({ ...criteriaOf(searchNow()), cursor: "", ...change }) });
  const none = { actorType: "", active: "", text: "" };
  return (
    <Page
      title="Gestion des comptes"
      lead={<p>Les personnes de l'organisation qui accèdent au Portail HubEE, et ce qu'elles peuvent y faire.</p>}
      actions={
        <ReasonedButton
          kind="primary"
          iconId="fr-icon-user-add-line"
          reason={holds(me, "GESTION_UTILISATEURS") ? noTypes(options.data?.actorTypes.length) : "Vous ne disposez pas du rôle « Gestion des utilisateurs »."}
          onClick={() => void navigate({ pathname: paths.newAccount, search: searchOf({ organisation: criteria.organisation }) })}
        >
          Ajouter un utilisateur
        </ReasonedButton>
      }
    >
      {holds(me, "ADMINISTRATION") && (
        <OrganisationPicker value={criteria.organisation} none={me.organisation?.name ?? ""} onChange={(organisation) => void go({ ...none, organisation })} />
      )}
      {!isForbidden(accounts.error) && <AccountFilters criteria={criteria} types={options.data?.actorTypes ?? []} onChange={(change) => void go(change)} />}
      <section ref={list} tabIndex={-1} aria-label="Liste des comptes" className="accounts-list">
        <Loaded query={accounts} height="24rem">
          {(page) => (
            <>
              <p role="status" className="fr-sr-only">
                {accounts.isPlaceholderData ? "Chargement…" : `${plural(page.accounts.length, "compte")} sur cette page`}
              </p>
              {page.accounts.length === 0 ? (
                <Empty title={isFiltered(criteria) ? "Aucun compte ne correspond à ces critères" : "Aucun compte"}>
                  {isFiltered(criteria) && page.next === null && (
                    <Button
                      priority="secondary"
                      onClick={() => {
                        list.current?.focus(); // the button goes
                        void go(none);
                      }}
                    >
                      Effacer les filtres
                    </Button>
                  )}
                </Empty>
              ) : (
                <AccountsTable accounts={page.accounts} roles={options.data?.roles ?? []} myId={me.id} listSearch={searchOf(criteria)} isBusy={accounts.isPlaceholderData} />
              )}
              <nav aria-label="Pages de la liste" className="actions accounts-pages">
                {criteria.cursor !== "" && (
                  <Button priority="tertiary" iconId="fr-icon-arrow-left-s-first-line" linkProps={{ href: `${paths.accounts}${searchOf({ ...criteria, cursor: "" })}` }}>
                    Début de la liste
                  </Button>
                )}
                {page.next !== null && !accounts.isPlaceholderData && (
                  <Button priority="secondary" iconId="fr-icon-arrow-right-s-line" iconPosition="right" linkProps={{ href: `${paths.accounts}${searchOf({ ...criteria, cursor: page.next })}` }}>
                    Page suivante
                  </Button>
                )}
              </nav>
            </>
          )}
        </Loaded>
      </section>
    </Page>
  );
}

function noTypes(types: number | undefined): string | null {
  return types === 0 ? "Une organisation de ce type n'a pas de compte sur le portail." : null;
}

/** Another page of the list: its beginning is where one reads on. */
function useFocusOnTurn(list: React.RefObject<HTMLElement | null>, cursor: string): void {
  const shown = useRef(cursor);
  useEffect(() => {
    if (shown.current === cursor) return;
    shown.current = cursor;
    list.current?.focus();
  }, [cursor, list]);
}

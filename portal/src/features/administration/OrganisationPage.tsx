import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { useNavigate, useParams } from "react-router";
import { api, ask } from "../../api/client";
import { announce } from "../../app/messages";
import { paths } from "../../app/paths";
import { useSeen } from "../../shared/form/useSeen";
import { useSubmit } from "../../shared/form/useSubmit";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { inWords } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { OrganisationForm } from "./OrganisationForm";
import { bodyOf, changesBetween, identityOf, idOf, NEW, siretInWords, TYPES, valuesOf, type Organisation, type Values } from "./organisations";

/** « nouvelle », or the id of the one to change. */
export function Component() {
  const { id = "" } = useParams();
  return <AdministrationFrame>{id === "nouvelle" ? <NewOrganisation /> : <ExistingOrganisation key={id} id={id} />}</AdministrationFrame>;
}

function NewOrganisation() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm<Values>({ defaultValues: NEW, mode: "onTouched" });
  const submit = useSubmit(form, async (values) => {
    const made = await ask(api.POST("/portal/v1/administration/organisations", { body: bodyOf(values) }));
    await queries.invalidateQueries({ queryKey: ["administration", "organisations"] });
    announce(`L'organisation « ${made.name} » est créée.`, { onNextPage: true });
    await navigate(paths.organisation(idOf(made)));
  });
  return (
    <Page title="Créer une organisation" lead={<BackToList />}>
      <OrganisationForm form={form} isNew submitLabel="Créer l'organisation" submit={submit} />
    </Page>
  );
}

const organisationQuery = (id: string) =>
  queryOptions({
    queryKey: ["administration", "organisations", "one", id],
    queryFn: async () => {
      const identity = identityOf(id);
      if (identity === null) return null;
      const { type, companyRegister } = identity;
      const found = await ask(api.GET("/portal/v1/administration/organisations", { params: { query: { type, companyRegister, maxResult: 1000 } } }));
      return found.find((each) => idOf(each) === id) ?? null;
    },
  });

function ExistingOrganisation({ id }: { id: string }) {
  const query = useQuery(organisationQuery(id));
  if (query.data === undefined) {
    return (
      <Page title="Organisation" lead={<BackToList />}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  }
  return query.data === null ? (
    <Page title="Organisation introuvable" lead={<BackToList />}>
      <Empty title="Aucune organisation n'a cet identifiant">
        <p className="code">{id}</p>
      </Empty>
    </Page>
  ) : (
    <Known organisation={query.data} />
  );
}

function Known({ organisation }: { organisation: Organisation }) {
  const queries = useQueryClient();
  const id = idOf(organisation);
  const form = useForm<Values>({ defaultValues: valuesOf(organisation), mode: "onTouched" });
  const { save, notice } = useSeen(form, organisation, {
    title: "Cette organisation a été modifiée",
    valuesOf,
    changesBetween,
    readAgain: async () => (await queries.fetchQuery({ ...organisationQuery(id), staleTime: 0 })) ?? organisation,
  });
  const submit = useSubmit(form, async (values) => {
    const params = { path: { id } };
    const changed = await save((seen) => ask(api.PUT("/portal/v1/administration/organisations/{id}", { params, body: { ...bodyOf(values), version: seen.updateDateTime } })));
    queries.setQueryData(organisationQuery(id).queryKey, changed);
    await queries.invalidateQueries({ queryKey: ["administration", "organisations"] });
    announce(`L'organisation « ${changed.name} » est enregistrée.`);
    document.querySelector<HTMLElement>("main h1")?.focus();
  });
  return (
    <Page title={organisation.name} lead={<BackToList />}>
      <dl className="identity">
        <div>
          <dt>Identifiant</dt>
          <dd className="code">{id}</dd>
        </div>
        <div>
          <dt>Type</dt>
          <dd>{TYPES.find((each) => each.value === organisation.type)?.label ?? organisation.type}</dd>
        </div>
        <div>
          <dt>SIRET</dt>
          <dd>{siretInWords(organisation.companyRegister)}</dd>
        </div>
        <div>
          <dt>Code d'implantation</dt>
          <dd>{organisation.branchCode}</dd>
        </div>
        <div>
          <dt>Créée le</dt>
          <dd>{inWords(organisation.createDateTime)}</dd>
        </div>
        {organisation.updateDateTime !== null && (
          <div>
            <dt>Modifiée le</dt>
            <dd>{inWords(organisation.updateDateTime)}</dd>
          </div>
        )}
      </dl>
      <OrganisationForm form={form} isNew={false} submitLabel="Enregistrer les modifications" submit={submit} notice={notice} />
    </Page>
  );
}

function BackToList() {
  return (
    <RouterLink className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={paths.organisations}>
      Toutes les organisations
    </RouterLink>
  );
}

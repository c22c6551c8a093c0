import { useQuery, useQueryClient } from "@tanstack/react-query";
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
import { StatusBadge } from "../../shared/StatusBadge";
import { inWords } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { useOperators } from "./organisations";
import { ProcessForm } from "./ProcessForm";
import { processesQuery } from "./processesQuery";
import { bodyOf, changesBetween, NEW, valuesOf, type Process, type Values } from "./processes";

/** « nouvelle », or the code of the one to change. */
export function Component() {
  const { code = "" } = useParams();
  return <AdministrationFrame>{code === "nouvelle" ? <NewProcess /> : <ExistingProcess key={code} code={code} />}</AdministrationFrame>;
}

function NewProcess() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const operators = useOperators();
  const form = useForm<Values>({ defaultValues: NEW, mode: "onTouched" });
  const submit = useSubmit(form, async (values) => {
    const made = await ask(api.POST("/portal/v1/administration/processes", { body: bodyOf(values) }));
    await queries.invalidateQueries({ queryKey: processesQuery.queryKey });
    announce(`La démarche « ${made.name} » est créée.`, { onNextPage: true });
    await navigate(paths.process(made.code));
  });
  return (
    <Page title="Créer une démarche" lead={<BackToList />}>
      <Loaded query={operators}>{(known) => <ProcessForm form={form} isNew operators={known} submitLabel="Créer la démarche" submit={submit} />}</Loaded>
    </Page>
  );
}

function ExistingProcess({ code }: { code: string }) {
  const query = useQuery(processesQuery);
  const found = query.data?.find((each) => each.code === code);
  if (query.data === undefined) {
    return (
      <Page title="Démarche" lead={<BackToList />}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  }
  return found === undefined ? (
    <Page title="Démarche introuvable" lead={<BackToList />}>
      <Empty title="Aucune démarche n'a ce code">
        <p className="code">{code}</p>
      </Empty>
    </Page>
  ) : (
    <Known process={found} />
  );
}

function Known({ process }: { process: Process }) {
  const queries = useQueryClient();
  const operators = useOperators();
  const form = useForm<Values>({ defaultValues: valuesOf(process), mode: "onTouched" });
  const { save, notice } = useSeen(form, process, {
    title: "Cette démarche a été modifiée",
    valuesOf,
    changesBetween,
    readAgain: async () => (await queries.fetchQuery({ ...processesQuery, staleTime: 0 })).find((each) => each.code === process.code) ?? process,
  });
  const submit = useSubmit(form, async (values) => {
    const params = { path: { code: process.code } };
    const changed = await save((seen) => ask(api.PUT("/portal/v1/administration/processes/{code}", { params, body: { ...bodyOf(values), version: seen.updateDateTime } })));
    queries.setQueryData(processesQuery.queryKey, (before) => before?.map((each) => (each.code === changed.code ? changed : each)));
    announce(`La démarche « ${changed.name} » est enregistrée.`);
    document.querySelector<HTMLElement>("main h1")?.focus();
  });
  return (
    <Page title={process.name} lead={<BackToList />}>
      <dl className="identity">
        <div>
          <dt>Code</dt>
          <dd className="code">{process.code}</dd>
        </div>
        <div>
          <dt>État</dt>
          <dd>
            <StatusBadge label={process.isActivated ? "Active" : "Inactive"} />
          </dd>
        </div>
        <div>
          <dt>Créée le</dt>
          <dd>{inWords(process.creationDateTime)}</dd>
        </div>
        {process.updateDateTime !== null && (
          <div>
            <dt>Modifiée le</dt>
            <dd>{inWords(process.updateDateTime)}</dd>
          </div>
        )}
      </dl>
      <Loaded query={operators}>
        {(known) => <ProcessForm form={form} isNew={false} operators={known} submitLabel="Enregistrer les modifications" submit={submit} notice={notice} />}
      </Loaded>
    </Page>
  );
}

function BackToList() {
  return (
    <RouterLink className="fr-link fr-icon-arrow-left-line fr-link--icon-left" href={paths.processes}>
      Toutes les démarches
    </RouterLink>
  );
}

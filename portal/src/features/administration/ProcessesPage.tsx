import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useQuery } from "@tanstack/react-query";
import { paths } from "../../app/paths";
import { DataTable } from "../../shared/DataTable";
import { Empty } from "../../shared/Empty";
import { fold } from "../../shared/fold";
import { Loaded } from "../../shared/Loaded";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { StatusBadge } from "../../shared/StatusBadge";
import { useSearchText } from "../../shared/useSearchText";
import { plural } from "../../shared/words";
import { AdministrationFrame } from "./AdministrationFrame";
import { idOf, useOperators } from "./organisations";
import { formatName, type Process } from "./processes";
import { processesQuery } from "./processesQuery";
import { sizeInWords } from "../../shared/sizes";

export function Component() {
  return (
    <AdministrationFrame>
      <Processes />
    </AdministrationFrame>
  );
}

function Processes() {
  const query = useQuery(processesQuery);
  const operators = useOperators();
  const nameById = new Map(operators.data?.map((each) => [idOf(each), each.name]));
  const [text, setText] = useSearchText("texte");
  const [state, setState] = useSearchText("etat");
  const isShown = (each: Process) =>
    fold(`${each.code} ${each.name} ${nameById.get(idOf(each.osl)) ?? ""}`).includes(fold(text.trim())) && (state === "" || each.isActivated === (state === "actives"));
  const columns = [
    {
      key: "name",
      header: "Démarche",
      isRowHeader: true,
      cell: (each: Process) => (
        <>
          <RouterLink href={paths.process(each.code)}>{each.name}</RouterLink>
          <span className="below code">{each.code}</span>
        </>
      ),
    },
    { key: "osl", header: "Opérateur", cell: (each: Process) => nameById.get(idOf(each.osl)) ?? <span className="code">{idOf(each.osl)}</span> },
    { key: "formats", header: "Formats déposés", cell: (each: Process) => each.attachmentFormatsEnabled.map(formatName).join(", ") || "Aucun" },
    { key: "size", header: "Taille maximale", isAtEnd: true, cell: (each: Process) => sizeInWords(each.attachmentMaxSizeEnabled) },
    { key: "validation", header: "Validation", cell: (each: Process) => (each.subscriptionValidation === "Auto" ? "Automatique" : "Manuelle") },
    { key: "state", header: "État", cell: (each: Process) => <StatusBadge label={each.isActivated ? "Active" : "Inactive"} /> },
  ];
  return (
    <Page
      title="Démarches"
      actions={
        <Button iconId="fr-icon-add-line" linkProps={{ href: paths.newProcess }}>
          Créer une démarche
        </Button>
      }
      lead={<p>Une démarche est une fiche de règles : en ajouter une ne demande aucun développement.</p>}
    >
      <search className="filters">
        <Input label="Rechercher" nativeInputProps={{ type: "search", value: text, placeholder: "Nom, code ou opérateur", onChange: (event) => setText(event.target.value) }} />
        <Select label="État" nativeSelectProps={{ value: state, onChange: (event) => setState(event.target.value) }}>
          <option value="">Toutes</option>
          <option value="actives">Actives</option>
          <option value="inactives">Inactives</option>
        </Select>
      </search>
      <Loaded query={query}>
        {(all) => {
          const shown = all.filter(isShown);
          return (
            <>
              <p className="tally" role="status">
                {plural(shown.length, "démarche")}
              </p>
              {shown.length === 0 ? (
                <Empty title="Aucune démarche ne correspond">
                  <p>Modifiez la recherche, ou créez la démarche.</p>
                </Empty>
              ) : (
                <DataTable caption="Démarches" columns={columns} rows={shown} rowKey={(each) => each.code} />
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

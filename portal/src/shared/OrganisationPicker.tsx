/** For the national administration: of which organisation a page shows something. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { Select } from "@codegouvfr/react-dsfr/Select";
import { useState } from "react";
import { api, ask, type Schemas } from "../api/client";
import { announce } from "../app/messages";
import { Dialog } from "./Dialog";
import { Empty } from "./Empty";
import { Loaded } from "./Loaded";
import "./organisation-picker.css";

type Organisation = Schemas["OrganisationAnswer"];

const MOST = 1000;
const SHOWN = 20;
const SIRET = /^\d{14}$/;

export function organisationId({ type, companyRegister, branchCode }: Pick<Organisation, "type" | "companyRegister" | "branchCode">): string {
  return `${type}-${companyRegister}-${branchCode}`;
}

const listQuery = (query: { type?: string; companyRegister?: string }) =>
  queryOptions({
    queryKey: ["organisations", query],
    queryFn: () => ask(api.GET("/portal/v1/administration/organisations", { params: { query: { ...query, orderBy: "name", maxResult: MOST } } })),
    staleTime: 60_000,
  });

/** The name of an organisation of which the id is known: its id until the name has come. */
export function useOrganisationName(id: string): string {
  const query = useQuery(listQuery({ companyRegister: id.split("-")[1] ?? "" }));
  return query.data?.find((each) => organisationId(each) === id)?.name ?? id;
}

export function OrganisationName({ id }: { id: string }) {
  return useOrganisationName(id);
}

interface Props {
  /** The organisation's id, or "" where none is chosen. */
  value: string;
  /** What is shown where none is chosen. */
  none: string;
  /** Only services that instruct may be chosen. */
  isInstructing?: boolean;
  onChange: (id: string) => void;
}

/** Which organisation is shown, and a dialog to choose another. */
export function OrganisationPicker({ value, none, isInstructing = false, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="organisation-picker">
      <p>
        Organisation : <strong>{value === "" ? none : <OrganisationName id={value} />}</strong>
      </p>
      <Button priority="secondary" size="small" iconId="fr-icon-building-line" onClick={() => setOpen(true)}>
        Choisir une organisation
      </Button>
      {value !== "" && (
        <Button priority="tertiary no outline" size="small" onClick={() => onChange("")}>
          {`Revenir à : ${none}`}
        </Button>
      )}
      {isOpen && (
        <ChooseDialog
          isInstructing={isInstructing}
          onClose={() => setOpen(false)}
          onChoose={(chosen) => {
            setOpen(false);
            announce(`Organisation affichée : ${chosen.name}.`, { severity: "info" });
            onChange(organisationId(chosen));
          }}
        />
      )}
    </div>
  );
}

function ChooseDialog({ isInstructing, onClose, onChoose }: { isInstructing: boolean; onClose: () => void; onChoose: (chosen: Organisation) => void }) {
  const [type, setType] = useState("SI");
  const [text, setText] = useState("");
  const register = text.replaceAll(/\s/g, "");
  const query = useQuery(listQuery(SIRET.test(register) ? { companyRegister: register, ...(isInstructing && { type }) } : { type }));
  return (
    <Dialog title="Choisir une organisation" isLarge onClose={onClose} actions={[{ children: "Annuler", priority: "secondary", onClick: onClose }]}>
      <div className="organisation-search">
        {!isInstructing && (
          <Select label="Type" nativeSelectProps={{ value: type, onChange: (event) => setType(event.target.value) }}>
            <option value="SI">Service instructeur (SI)</option>
            <option value="OSL">Opérateur de services en ligne (OSL)</option>
            <option value="Admin">Administration nationale (Admin)</option>
          </Select>
        )}
        <Input label="Nom ou SIRET" hintText={isInstructing ? undefined : "Un SIRET complet (14 chiffres) cherche dans tous les types."} nativeInputProps={{ value: text, maxLength: 100, onChange: (event) => setText(event.target.value) }} />
      </div>
      <Loaded query={query} height="12rem">
        {(every) => {
          const found = SIRET.test(register) ? every : every.filter((each) => folded(`${each.name} ${organisationId(each)} ${each.postalCode}`).includes(folded(text)));
          const shown = found.slice(0, SHOWN);
          return (
            <>
              <p role="status">{told(found.length, every.length)}</p>
              {shown.length === 0 ? (
                <Empty title="Aucune organisation ne correspond" />
              ) : (
                <ul className="organisation-list">
                  {shown.map((each) => (
                    <li key={organisationId(each)}>
                      <button type="button" onClick={() => onChoose(each)}>
                        <span className="organisation-name">{each.name}</span>
                        <span className="organisation-detail">
                          SIRET {each.companyRegister} – {each.postalCode} {each.territory}
                        </span>
                      </button>
                    </li>
                  ))}
                </ul>
              )}
            </>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

function told(found: number, read: number): string {
  const partly = read >= MOST ? ` La recherche par nom porte sur les ${MOST} premières : cherchez les autres par leur SIRET.` : "";
  if (found === 0) return `Aucune organisation.${partly}`;
  if (found > SHOWN) return `${found} organisations, les ${SHOWN} premières sont affichées : précisez la recherche.${partly}`;
  return `${found === 1 ? "1 organisation" : `${found} organisations`}.${partly}`;
}

function folded(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();
}

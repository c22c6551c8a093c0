import { Button } from "@codegouvfr/react-dsfr/Button";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { api, ask } from "../../../api/client";
import { wordsOf } from "../../../api/refusal";

/** The organisation whose télédossiers the national administration looks into, found by its SIRET. */
export default function OrganisationFilter({ chosen, onChange }: { chosen: string | undefined; onChange: (organisation: string | undefined) => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const siret = chosen === undefined ? typed.replaceAll(/\s/g, "") : (/-(\d{14})-/.exec(chosen)?.[1] ?? "");
  const found = useQuery({
    queryKey: ["organisations", siret],
    queryFn: () => ask(api.GET("/portal/v1/administration/organisations", { params: { query: { type: "SI", companyRegister: siret } } })),
    enabled: /^\d{14}$/.test(siret),
    staleTime: 5 * 60_000,
  });
  const idOf = (each: { type: string; companyRegister: string; branchCode: string }) => `${each.type}-${each.companyRegister}-${each.branchCode}`;
  if (chosen !== undefined) {
    const name = found.data?.find((each) => idOf(each) === chosen)?.name;
    return (
      <div className="cases-organisation">
        <p>
          Organisation : <strong>{name ?? chosen}</strong>
        </p>
        <Button priority="tertiary" size="small" onClick={() => onChange(undefined)}>
          Changer d'organisation
        </Button>
      </div>
    );
  }
  return (
    <div className="cases-organisation">
      <div className="fr-input-group">
        <label className="fr-label" htmlFor={id}>
          SIRET de l'organisation
        </label>
        <input id={id} className="fr-input" inputMode="numeric" autoComplete="off" maxLength={18} value={typed} onChange={(event) => setTyped(event.target.value)} />
      </div>
      <div role="status" className="cases-organisations">
        {found.isError && wordsOf(found.error).join(" ")}
        {found.data?.length === 0 && "Aucun service instructeur n'a ce SIRET."}
        {found.data?.map((each) => (
          <Button key={idOf(each)} priority="secondary" size="small" onClick={() => onChange(idOf(each))}>
            {each.name}
          </Button>
        ))}
      </div>
    </div>
  );
}

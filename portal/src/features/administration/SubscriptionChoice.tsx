import { Input } from "@codegouvfr/react-dsfr/Input";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { api, ask } from "../../api/client";
import { RadioField } from "../../shared/form/fields";
import { Empty } from "../../shared/Empty";
import { Loaded } from "../../shared/Loaded";
import type { Values } from "./clients";
import { idOf, siretOf } from "./organisations";

/** The subscription of a program of an instructing service: by the SIRET of its organisation. */
export function SubscriptionChoice({ form }: { form: UseFormReturn<Values> }) {
  const [typed, setTyped] = useState("");
  const siret = siretOf(typed);
  const isWhole = /^\d{14}$/.test(siret);
  const query = useQuery({
    queryKey: ["administration", "subscriptions", siret],
    queryFn: async () => {
      const organisations = await ask(api.GET("/portal/v1/administration/organisations", { params: { query: { companyRegister: siret, maxResult: 100 } } }));
      const listed = await Promise.all(
        organisations.map((each) => ask(api.GET("/portal/v1/subscriptions", { params: { query: { organisation: idOf(each), maxResult: 1000 } } }))),
      );
      return listed.flat().filter((each) => each.status !== "Refusé");
    },
    enabled: isWhole,
  });
  return (
    <>
      <Input
        label="SIRET de l'organisation *"
        hintText="14 chiffres : ses abonnements sont alors proposés"
        nativeInputProps={{ value: typed, inputMode: "numeric", autoComplete: "off", onChange: (event) => setTyped(event.target.value) }}
      />
      {isWhole && (
        <Loaded query={query} height="6rem">
          {(found) =>
            found.length === 0 ? (
              <Empty title="Aucun abonnement pour ce SIRET">
                <p>Vérifiez le numéro, ou créez d'abord l'abonnement.</p>
              </Empty>
            ) : (
              <RadioField
                form={form}
                name="subscriptionId"
                label="Abonnement"
                isRequired
                options={found.map((each) => ({
                  value: each.id,
                  label: `${each.processName} (${each.processCode})`,
                  hint: `${each.organisationName ?? each.organisation} – ${each.status}, modalité ${each.accessMode === "API" ? "API" : "Portail"}`,
                }))}
              />
            )
          }
        </Loaded>
      )}
    </>
  );
}

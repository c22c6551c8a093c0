import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ask } from "../../api/client";
import type { Me } from "../../app/me";
import { paths } from "../../app/paths";
import { RouterLink } from "../../shared/RouterLink";
import { Section } from "./Section";

/** Who the person is and what he may do: shown, and whom to ask to have it changed. */
export function Identity({ me }: { me: Me }) {
  const organisations = me.organisations.map(({ id, name }) => (
    <li key={id}>
      {name}
      {me.organisations.length > 1 && id === me.organisation?.id && " (organisation actuelle)"}
    </li>
  ));
  return (
    <Section title="Mon identité et mes droits">
      <dl className="facts">
        <Fact name="Nom">{`${me.firstName} ${me.lastName}`}</Fact>
        <Fact name="Adresse électronique (identifiant)">{me.email}</Fact>
        <Fact name="Type de compte">{me.actorLabel}</Fact>
        <Fact name={organisations.length > 1 ? "Organisations" : "Organisation"}>
          <ul>{organisations}</ul>
          {organisations.length > 1 && (
            <RouterLink className="fr-link" href={paths.chooseOrganisation}>
              Changer d'organisation
            </RouterLink>
          )}
        </Fact>
        <Fact name="Rôles">{me.roleLabels.length === 0 ? "Aucun rôle" : <List items={me.roleLabels} />}</Fact>
        {me.habilitations.length > 0 && (
          <Fact name="Habilitations">
            <Habilitations codes={me.habilitations} />
          </Fact>
        )}
      </dl>
      <p className="fr-hint-text">
        Ces informations ne se modifient pas ici. {me.whomToAsk} L'adresse électronique est votre identifiant : elle ne peut pas être modifiée.
      </p>
    </Section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function List({ items }: { items: string[] }) {
  return (
    <ul>
      {items.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

/** By the name of the process; by its code until it is known, or where the organisation is not subscribed any more. */
function Habilitations({ codes }: { codes: string[] }) {
  const processes = useQuery({ queryKey: ["processes"], queryFn: () => ask(api.GET("/portal/v1/processes")), staleTime: 300_000 });
  const nameByCode = new Map(processes.data?.map(({ code, name }) => [code, name]));
  return <List items={codes.map((code) => nameByCode.get(code) ?? code)} />;
}

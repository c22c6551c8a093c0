/** What each step of a subscription request asks. */
import { useQuery } from "@tanstack/react-query";
import { EMAIL, TextField } from "../../shared/form/fields";
import { Loaded } from "../../shared/Loaded";
import { ProcessChoices } from "./ProcessChoices";
import { optionsQuery } from "./queries";
import { SIRET } from "./requests";
import { StepForm, type StepProps } from "./StepForm";

export function OrganisationStep(props: StepProps) {
  return (
    <StepForm {...props}>
      {(form) => (
        <>
          <p className="fr-mb-3w">Les champs marqués d'un astérisque (*) sont obligatoires.</p>
          <TextField
            form={form}
            name="companyRegister"
            label="Numéro SIRET"
            hint="14 chiffres. Exemple : 213 805 443 00016"
            isRequired
            rules={SIRET}
            input={{ inputMode: "numeric", autoComplete: "off" }}
          />
          <TextField
            form={form}
            name="branchCode"
            label="Code d'implantation"
            hint="Pour une commune, son code INSEE. Exemple : 38544"
            isRequired
            rules={{ pattern: { value: /^\s*[0-9A-Za-z]{1,10}\s*$/, message: "Ce code compte 10 chiffres ou lettres au plus, sans espace." } }}
            input={{ autoComplete: "off" }}
          />
          <TextField form={form} name="organisationName" label="Nom de l'organisation" hint="Exemple : Mairie de Vienne" isRequired maxLength={255} input={{ autoComplete: "organization" }} />
          <TextField form={form} name="postalCode" label="Code postal" isRequired maxLength={10} input={{ autoComplete: "postal-code" }} />
          <TextField form={form} name="territory" label="Territoire" hint="Facultatif. Exemple : Isère" maxLength={255} input={{ autoComplete: "off" }} />
        </>
      )}
    </StepForm>
  );
}

export function AdministratorStep(props: StepProps) {
  return (
    <StepForm {...props}>
      {(form) => (
        <>
          <p>Cette personne sera responsable des abonnements de l'organisation et deviendra son administratrice ou son administrateur local.</p>
          <TextField form={form} name="localAdministrator.lastName" label="Nom" isRequired maxLength={255} input={{ autoComplete: "off" }} />
          <TextField form={form} name="localAdministrator.firstName" label="Prénom" isRequired maxLength={255} input={{ autoComplete: "off" }} />
          <TextField
            form={form}
            name="localAdministrator.email"
            label="Adresse électronique personnelle"
            hint="Seules les adresses personnelles sont autorisées, pas celles d'un service (mairie@, accueil@…). Exemple : prenom.nom@mairie.fr"
            isRequired
            rules={EMAIL}
            maxLength={320}
            input={{ type: "email", autoComplete: "off" }}
          />
          <TextField form={form} name="localAdministrator.function" label="Fonction" hint="Facultatif" maxLength={255} input={{ autoComplete: "off" }} />
          <TextField
            form={form}
            name="localAdministrator.phoneNumber"
            label="Téléphone"
            hint="Facultatif. Exemple : 04 74 00 00 00"
            rules={{ pattern: { value: /^\s*\+?[0-9(][0-9 .()-]{4,28}\s*$/, message: "Ce numéro de téléphone n'est pas dans le bon format. Exemple : 04 74 00 00 00" } }}
            input={{ type: "tel", autoComplete: "off" }}
          />
          <TextField
            form={form}
            name="requesterEmail"
            label="Votre adresse électronique, si vous n'êtes pas cette personne"
            hint="Facultatif. Le lien de confirmation et les nouvelles de la demande y sont envoyés ; sinon, à l'administrateur local."
            rules={EMAIL}
            maxLength={320}
            input={{ type: "email", autoComplete: "email" }}
          />
        </>
      )}
    </StepForm>
  );
}

export function DelegateStep(props: StepProps) {
  return (
    <StepForm {...props}>
      {(form) => (
        <>
          <p>
            Le délégué technique est <strong>obligatoirement une personne extérieure</strong> à votre organisation, à qui vous souhaitez déléguer la gestion de vos abonnements : un personnel chez
            l'éditeur de votre logiciel métier, ou d'un syndicat à qui vous avez délégué la gestion de vos logiciels.
          </p>
          <p>Il n'est à définir que si vous souhaitez intégrer directement les données dans vos logiciels métiers. Si vous utilisez uniquement le Portail HubEE, laissez ce champ vide.</p>
          <TextField
            form={form}
            name="delegateEmail"
            label="Adresse électronique du délégué technique"
            hint="Facultatif"
            rules={EMAIL}
            maxLength={320}
            input={{ type: "email", autoComplete: "off" }}
          />
        </>
      )}
    </StepForm>
  );
}

export function ProcessesStep(props: StepProps) {
  const options = useQuery(optionsQuery);
  return (
    <Loaded query={options} label="Chargement des démarches…">
      {(processes) => (
        <StepForm {...props}>
          {(form) => (
            <>
              <p>Un abonnement est nécessaire pour chacune des démarches dont vous souhaitez recevoir les télédossiers.</p>
              <ProcessChoices form={form} processes={processes} isForOwn={false} />
            </>
          )}
        </StepForm>
      )}
    </Loaded>
  );
}

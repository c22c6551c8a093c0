/** Every page. All but the home page, where most begin, are loaded when they are first shown. A page's file exports `Component`. */
import { lazy, type ComponentType } from "react";
import { Route, Routes } from "react-router";
import { Component as CasesPage } from "../features/teledossiers/CasesPage";
import { PublicFrame } from "./layout/PublicFrame";
import { SignedInFrame } from "./layout/SignedInFrame";
import { NotFoundPage } from "./NotFoundPage";

type PageModule = { Component: ComponentType };
const page = (load: () => Promise<PageModule>) => lazy(() => load().then(({ Component }) => ({ default: Component })));

const forSignedIn: Record<string, ComponentType> = {
  "/": CasesPage,
  "/teledossiers/:caseId": page(() => import("../features/teledossiers/CasePage")),
  "/abonnements": page(() => import("../features/abonnements/SubscriptionsPage")),
  "/abonnements/demandes": page(() => import("../features/demandes/RequestsPage")),
  "/abonnements/demarches": page(() => import("../features/demandes/OwnRequestPage")),
  "/abonnements/:id": page(() => import("../features/abonnements/SubscriptionPage")),
  "/comptes": page(() => import("../features/comptes/AccountsPage")),
  "/comptes/nouveau": page(() => import("../features/comptes/NewAccountPage")),
  "/comptes/:accountId": page(() => import("../features/comptes/AccountPage")),
  "/mon-compte": page(() => import("../features/mon-compte/MyAccountPage")),
  "/statistiques": page(() => import("../features/statistiques/StatisticsPage")),
  "/administration": page(() => import("../features/administration/AdministrationPage")),
  "/administration/organisations": page(() => import("../features/administration/OrganisationsPage")),
  "/administration/organisations/:id": page(() => import("../features/administration/OrganisationPage")),
  "/administration/demarches": page(() => import("../features/administration/ProcessesPage")),
  "/administration/demarches/:code": page(() => import("../features/administration/ProcessPage")),
  "/administration/clients": page(() => import("../features/administration/ClientsPage")),
  "/administration/clients/nouveau": page(() => import("../features/administration/NewClientPage")),
  "/administration/journal": page(() => import("../features/administration/AuditPage")),
  "/administration/taches": page(() => import("../features/administration/JobsPage")),
  "/administration/mails": page(() => import("../features/administration/MailsPage")),
  "/organisation": page(() => import("../features/connexion/ChooseOrganisationPage")),
};

const forAnybody: Record<string, ComponentType> = {
  "/connexion": page(() => import("../features/connexion/SignInPage")),
  "/connexion/verification": page(() => import("../features/connexion/SecondFactorPage")),
  "/connexion/nouveau-mot-de-passe": page(() => import("../features/connexion/RenewPasswordPage")),
  "/mot-de-passe-oublie": page(() => import("../features/connexion/ForgottenPasswordPage")),
  "/activation": page(() => import("../features/connexion/ActivationPage")),
  "/mot-de-passe": page(() => import("../features/connexion/ResetPasswordPage")),
  "/demande": page(() => import("../features/demandes/RequestPage")),
  "/demande/confirmation": page(() => import("../features/demandes/RequestConfirmationPage")),
  "/demande/:reference": page(() => import("../features/demandes/FollowedRequestPage")),
  "/aide": page(() => import("../features/aide/HelpPage")),
  "/accessibilite": page(() => import("../features/aide/AccessibilityPage")),
  "/mentions-legales": page(() => import("../features/aide/LegalPage")),
  "*": NotFoundPage,
};

const routesOf = (pages: Record<string, ComponentType>) => Object.entries(pages).map(([path, Component]) => <Route key={path} path={path} element={<Component />} />);

export function Pages() {
  return (
    <Routes>
      <Route element={<SignedInFrame />}>{routesOf(forSignedIn)}</Route>
      <Route element={<PublicFrame />}>{routesOf(forAnybody)}</Route>
    </Routes>
  );
}

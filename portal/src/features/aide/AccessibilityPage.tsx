import { SUPPORT } from "../../app/layout/Frame";
import { Page } from "../../shared/Page";
import "./help.css";

/** The statement that article 47 of the law of 11 February 2005 asks for, after the RGAA's model. */
export function Component() {
  return (
    <Page title="Déclaration d'accessibilité">
      <div className="text-page">
        <p>
          La Direction interministérielle du numérique (DINUM) s'engage à rendre ses services numériques accessibles, conformément à l'article 47 de la loi n° 2005-102 du 11 février
          2005. Cette déclaration s'applique au Portail HubEE.
        </p>
        <h2>État de conformité</h2>
        <p>
          Le Portail HubEE est <strong>partiellement conforme</strong> avec le Référentiel général d'amélioration de l'accessibilité (RGAA), version 4.1, en raison des vérifications qui
          n'ont pas encore été faites, énumérées ci-dessous.
        </p>
        <p>Cette mention résulte d'une vérification par l'équipe qui développe le portail. Aucun audit n'a encore été conduit par un tiers : aucun taux de conformité ne peut donc être annoncé.</p>
        <h2>Résultats des tests</h2>
        <h3>Ce qui a été vérifié</h3>
        <ul>
          <li>Chaque écran, dans ses principaux états (liste, liste vide, erreur, fenêtre ouverte, fautes de saisie), par l'outil axe-core, règles WCAG 2.1 de niveaux A et AA, en clair et en sombre, sur grand écran et sur téléphone.</li>
          <li>L'affichage sans défilement horizontal à partir de 320 pixels de large.</li>
          <li>Les parcours principaux au clavier seul, la place du focus après chaque changement de page et chaque fenêtre.</li>
          <li>Les titres de page, l'ordre des titres, les étiquettes des champs et l'annonce des messages aux technologies d'assistance, par des tests automatiques.</li>
          <li>L'absence d'information donnée par la couleur seule, le respect du réglage « réduire les animations ».</li>
        </ul>
        <h3>Ce qui ne l'a pas été</h3>
        <ul>
          <li>Un audit des critères du RGAA par un tiers.</li>
          <li>L'emploi des lecteurs d'écran (NVDA, JAWS, VoiceOver, TalkBack) par des personnes qui s'en servent chaque jour.</li>
          <li>Les navigateurs autres que Chromium : les tests automatiques ne s'exécutent que sur celui-ci.</li>
        </ul>
        <h2>Contenus non accessibles</h2>
        <h3>Non-conformités</h3>
        <p>Les vérifications faites n'ont laissé aucune non-conformité connue. Celles qui restent à faire peuvent en révéler.</p>
        <h3>Contenus non soumis à l'obligation d'accessibilité</h3>
        <p>Les pièces jointes des télédossiers viennent des opérateurs, des usagers et des services : le hub les transporte telles quelles, sans les lire ni les changer.</p>
        <h2>Établissement de cette déclaration</h2>
        <p>Cette déclaration a été établie le 25 novembre 2026.</p>
        <h3>Technologies utilisées</h3>
        <ul>
          <li>HTML5, CSS, JavaScript, WAI-ARIA</li>
          <li>Système de design de l'État (DSFR)</li>
        </ul>
        <h3>Environnement et outils de test</h3>
        <ul>
          <li>Chromium, sous Linux, à 1 440, 390 et 320 pixels de large</li>
          <li>axe-core, Playwright</li>
        </ul>
        <h2>Retour d'information et contact</h2>
        <p>
          Si vous n'arrivez pas à accéder à un contenu ou à un service, écrivez au support HubEE : <a href={`mailto:${SUPPORT}`}>{SUPPORT}</a>. Une solution accessible ou le contenu sous une
          autre forme vous sera proposé.
        </p>
        <h2>Voies de recours</h2>
        <p>Si vous avez signalé un défaut d'accessibilité qui vous empêche d'accéder à un contenu ou à un service du portail et que vous n'avez pas obtenu de réponse satisfaisante, vous pouvez :</p>
        <ul>
          <li>
            écrire un message au{" "}
            <a href="https://formulaire.defenseurdesdroits.fr/" target="_blank" rel="noopener external noreferrer" title="Défenseur des droits – nouvelle fenêtre">
              Défenseur des droits
            </a>
            ;
          </li>
          <li>
            contacter{" "}
            <a href="https://www.defenseurdesdroits.fr/saisir/delegues" target="_blank" rel="noopener external noreferrer" title="le délégué du Défenseur des droits dans votre région – nouvelle fenêtre">
              le délégué du Défenseur des droits dans votre région
            </a>
            ;
          </li>
          <li>envoyer un courrier par la poste (gratuit, ne pas mettre de timbre) : Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07.</li>
        </ul>
      </div>
    </Page>
  );
}

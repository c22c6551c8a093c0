import { Accordion } from "@codegouvfr/react-dsfr/Accordion";
import { Button } from "@codegouvfr/react-dsfr/Button";
import { Input } from "@codegouvfr/react-dsfr/Input";
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { SUPPORT } from "../../app/layout/Frame";
import { paths } from "../../app/paths";
import { Empty } from "../../shared/Empty";
import { Page } from "../../shared/Page";
import { RouterLink } from "../../shared/RouterLink";
import { useSearchText } from "../../shared/useSearchText";
import { plural } from "../../shared/words";
import { Answer, Marked } from "./Answer";
import { FAQ } from "./faq";
import { found, wordsIn } from "./search";
import "./help.css";

/** With so few results their answers are shown at once. */
const FEW = 3;

export function Component() {
  const [typed, type] = useSearchText("recherche");
  const { hash } = useLocation();
  const [toggled, setToggled] = useState<Record<string, boolean>>({});
  const linked = hash.slice(1);
  // What a link leads to is shown, whatever was searched before; typing takes the link out of the address.
  const words = wordsIn(linked === "" ? typed : "");
  const sections = found(FAQ, words);
  const count = sections.reduce((total, section) => total + section.questions.length, 0);
  const isSearching = words.length > 0;
  const isOpen = (id: string) => toggled[id] ?? (id === linked || (isSearching && count <= FEW));

  useEffect(() => {
    const target = linked === "" ? null : document.getElementById(linked);
    if (target === null) return;
    // Once the browser has done what it does with an anchor, which takes the focus away.
    const later = setTimeout(() => {
      target.scrollIntoView();
      (target.querySelector<HTMLElement>(".fr-accordion__btn") ?? target).focus({ preventScroll: true });
    });
    return () => clearTimeout(later);
  }, [linked]);

  const ask = (text: string) => {
    setToggled({});
    type(text);
  };
  return (
    <Page title="Aide" lead={<p>Les réponses aux questions les plus fréquentes sur HubEE, son portail et ses démarches.</p>}>
      <search>
        <form className="help-search" noValidate onSubmit={(event) => event.preventDefault()}>
          <Input
            label="Rechercher dans l'aide"
            hintText="Un ou plusieurs mots, par exemple : mot de passe oublié"
            nativeInputProps={{ type: "search", value: linked === "" ? typed : "", autoComplete: "off", onChange: (event) => ask(event.target.value) }}
          />
          {linked === "" && typed !== "" && (
            <Button type="button" priority="secondary" onClick={() => ask("")}>
              Effacer la recherche
            </Button>
          )}
        </form>
      </search>
      <p className="help-count" role="status">
        {isSearching ? (count === 0 ? "Aucune réponse" : plural(count, "réponse")) : plural(count, "question")}
      </p>
      {!isSearching && (
        <nav className="help-summary" aria-labelledby="sommaire">
          <h2 id="sommaire">Sommaire</h2>
          <ul>
            {FAQ.map((section) => (
              <li key={section.id}>
                <RouterLink href={`${paths.help}#${section.id}`}>{section.title}</RouterLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {count === 0 && (
        <Empty title="Aucune réponse ne contient tous ces mots">
          <p>
            Essayez avec moins de mots, ou écrivez au support : <a href={`mailto:${SUPPORT}`}>{SUPPORT}</a>
          </p>
        </Empty>
      )}
      {sections.map((section) => (
        <section key={section.id} className="help-section" aria-labelledby={section.id}>
          <h2 id={section.id} tabIndex={-1}>
            {section.title}
          </h2>
          {section.questions.map(({ id, question, answer }) => (
            <div key={id} id={id} className="help-question">
              <Accordion
                id={`question-${id}`}
                titleAs="h3"
                label={<Marked text={question} words={words} />}
                expanded={isOpen(id)}
                onExpandedChange={(expanded) => setToggled((before) => ({ ...before, [id]: expanded }))}
              >
                <Answer blocks={answer} words={words} />
                <p className="help-anchor">
                  <RouterLink className="fr-link fr-link--sm fr-icon-links-line fr-link--icon-left" href={`${paths.help}#${id}`}>
                    Lien vers cette question
                  </RouterLink>
                </p>
              </Accordion>
            </div>
          ))}
        </section>
      ))}
    </Page>
  );
}

import { describe, expect, it } from "vitest";
import { FAQ } from "./faq";
import { found, marked, plainText, wordsIn } from "./search";

const idsFor = (typed: string) => found(FAQ, wordsIn(typed)).flatMap((section) => section.questions.map((each) => each.id));
const shown = (text: string, typed: string) =>
  marked(text, wordsIn(typed))
    .map(({ text: part, isMatch }) => (isMatch ? `[${part}]` : part))
    .join("");

describe("the search of the help", () => {
  it("asks for every word, whatever its accents and case, from its beginning", () => {
    expect(idsFor("MOT de passé oublie")).toContain("mot-de-passe-oublie");
    expect(idsFor("delegue techn")).toContain("delegue-technique");
    expect(idsFor("deconnecte 60 minutes")).toContain("deconnexion-automatique");
    expect(idsFor("élégué")).toEqual([]);
    expect(idsFor("certdc trottinette")).toEqual([]);
  });
  it("passes over words that say nothing, unless there are no others", () => {
    expect(wordsIn("Comment je change l'adresse ?")).toEqual(["change", "adresse"]);
    expect(wordsIn("le")).toEqual(["le"]);
    expect(wordsIn("  ")).toEqual([]);
  });
  it("shows everything where nothing is asked", () => {
    expect(found(FAQ, [])).toEqual(FAQ);
  });
  it("does not find the addresses that links lead to", () => {
    expect(plainText("Voir [la liste](/comptes), puis [cliquer](/comptes/nouveau)")).toBe("Voir la liste, puis cliquer");
  });
  it("leaves out headings without a result", () => {
    expect(found(FAQ, wordsIn("swagger")).map((each) => each.id)).toEqual(["logiciel-metier"]);
  });
});

describe("the marks", () => {
  it("stand where the words begin one of the text's, and lose no character", () => {
    expect(shown("Télédossier déjà reçu : télé", "tele")).toBe("[Télé]dossier déjà reçu : [télé]");
    expect(shown("Mise en œuvre, l'œil", "oeu")).toBe("Mise en [œu]vre, l'œil");
    expect(shown("Mise en œuvre", "o")).toBe("Mise en [œ]uvre");
    expect(shown("Numéro n° 2017-602", "2017")).toBe("Numéro n° [2017]-602");
    expect(shown("Rien ici", "")).toBe("Rien ici");
  });
});

describe("the questions", () => {
  const all = FAQ.flatMap((section) => [section.id, ...section.questions.map((each) => each.id)]);
  it("each have an address of their own", () => {
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((each) => !/^[a-z0-9-]+$/.test(each))).toEqual([]);
  });
  it("lead only to pages, anchors and addresses that are there", () => {
    const links = FAQ.flatMap((section) => section.questions.flatMap((each) => each.answer.flat().flatMap((line) => [...line.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? ""))));
    const pages = ["/", "/connexion", "/mot-de-passe-oublie", "/demande", "/abonnements", "/comptes", "/comptes/nouveau", "/mon-compte", "/accessibilite", "/openapi.json"];
    const isThere = (link: string) => link.startsWith("mailto:") || link.startsWith("https://") || pages.includes(link) || (link.startsWith("/aide#") && all.includes(link.slice(6)));
    expect(links.filter((each) => !isThere(each))).toEqual([]);
    expect(links.length).toBeGreaterThan(30);
  });
});

import { expect, it } from "vitest";
import { button, field, fill, show } from "../../vitest.page";
import { Component as AuditPage } from "./AuditPage";

it("asks once for what is narrowed by an address and a day", async () => {
  const asked: string[] = [];
  show("/administration/journal", <AuditPage />, (path, { url }) => {
    if (path !== "/portal/v1/administration/audit") return undefined;
    asked.push(new URL(url).search);
    return { records: [], next: null };
  });
  const [day, author, filter] = [await field("Jour"), await field("Auteur"), await button("Filtrer")];
  fill(day, "2026-11-01");
  fill(author, "axelle@hubee.example");
  await Promise.resolve();
  filter.click();
  await button("Effacer les filtres");
  await new Promise((done) => setTimeout(done, 100));
  expect(asked).toEqual(["", "?day=2026-11-01&actor=axelle%40hubee.example"]);
  expect(window.location.search).toBe("?jour=2026-11-01");
});

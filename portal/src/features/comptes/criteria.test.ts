import { expect, it } from "vitest";
import { criteriaOf, isFiltered, queryOf, searchOf } from "./criteria";

it("an address says which accounts are shown, and back", () => {
  const address = "?type=AGENT&actif=non&recherche=lou+m&organisation=SI-1-2&page=abc";
  const criteria = criteriaOf(new URLSearchParams(address));
  expect(searchOf(criteria)).toBe(address);
  expect(queryOf(criteria)).toEqual({ actorType: ["AGENT"], active: false, text: "lou m", organisation: "SI-1-2", cursor: "abc" });
});

it("nothing asked is nothing sent", () => {
  const criteria = criteriaOf(new URLSearchParams("?actif=peut-etre&autre=1"));
  expect(queryOf(criteria)).toEqual({});
  expect(searchOf({ ...criteria, active: "" })).toBe("");
  expect(isFiltered({ ...criteria, active: "", organisation: "SI-1-2" })).toBe(false);
});

import { describe, expect, it } from "vitest";
import { changed, criteriaOf, filtersIn, isDay, searchOf, withoutFilters } from "./criteria";

const of = (address: string) => criteriaOf(new URLSearchParams(address));

describe("an address says which télédossiers are shown", () => {
  it("is read as it was written", () => {
    const address = "?label=Nouveau&label=En+cours&process=CERTDC&process=EtatCivil&from=2026-11-01&until=2026-11-30&text=LEF%C3%88VRE&order=person&direction=asc&cursor=abc";
    expect(searchOf(of(address))).toBe(address);
  });
  it("says nothing of what is not asked for", () => expect(searchOf(of(""))).toBe(""));
  it.each(["label=Perdu", "from=hier", "from=0002-01-01", "until=2026-13-45", "order=size", "direction=up", "text=+++", `text=${"a".repeat(101)}`, "cursor=", "process=", "page=3"])(
    "passes over %s, which the hub would refuse",
    (address) => expect(of(address)).toEqual({ label: [], process: [] }),
  );
  it("keeps statuses in the order of a life, each once", () => {
    expect(of("label=Clos&label=Nouveau&label=Clos").label).toEqual(["Nouveau", "Clos"]);
  });
});

describe("a list that changes", () => {
  it("begins anew with other filters", () => {
    expect(searchOf(changed(of("label=Clos&cursor=abc"), { text: "mar" }))).toBe("?label=Clos&text=mar");
  });
  it("loses a filter that is emptied", () => expect(searchOf(changed(of("text=mar&from=2026-01-01"), { text: "" }))).toBe("?from=2026-01-01"));
  it("keeps its order without its filters", () => {
    expect(searchOf(withoutFilters(of("label=Clos&process=X&text=a&from=2026-01-01&order=person&direction=asc&cursor=b")))).toBe("?order=person&direction=asc");
  });
  it("counts what narrows it: both dates are one filter, the order is none", () => {
    expect(filtersIn(of("label=Clos&label=Reçu&process=X&from=2026-01-01&until=2026-02-01&order=person"))).toBe(3);
    expect(filtersIn(of("order=person&cursor=a"))).toBe(0);
  });
});

it("knows a day from one that is still being typed", () => {
  expect(["2026-01-31", "0202-01-31", "2026-1-3", ""].map(isDay)).toEqual([true, false, false, false]);
});

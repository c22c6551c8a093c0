import { describe, expect, it } from "vitest";
import { criteriaOf, fileOf, queryOf, searchOf } from "./criteria";

const of = (address: string) => criteriaOf(new URLSearchParams(address));

describe("the address of the statistics", () => {
  it("says nothing of the last thirty days of everything", () => {
    expect(searchOf(of(""))).toBe("");
    expect(queryOf(of(""))).toEqual({ days: 30 });
  });
  it("tells a period, a process, an organisation, and back", () => {
    const address = "?periode=90&demarche=EtatCivil&organisation=SI-1-2";
    expect(searchOf(of(address))).toBe(address);
    expect(queryOf(of(address))).toEqual({ days: 90, process: ["EtatCivil"], organisation: "SI-1-2" });
  });
  it("tells days, which the file has too", () => {
    const address = "?periode=dates&du=2026-11-01&au=2026-11-23";
    expect(searchOf(of(address))).toBe(address);
    expect(fileOf(of(address))).toBe("/portal/v1/statistics.csv?from=2026-11-01&until=2026-11-23");
  });
  it("is of thirty days where it cannot be read", () => {
    expect(queryOf(of("?periode=12&du=2026-11-01"))).toEqual({ days: 30 });
    expect(queryOf(of("?periode=dates&du=hier&au=2026-11-23"))).toEqual({ days: 30 });
  });
});

import { describe, expect, it } from "vitest";
import { delayInWords, percentOf, shortDay, spansOf, spanInWords, topOf, type Day } from "./scale";

function days(first: string, count: number): Day[] {
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => ({ day: new Date(start + index * 86_400_000).toISOString().slice(0, 10), received: index, finished: 1 }));
}

const sum = (values: { received: number }[]) => values.reduce((total, each) => total + each.received, 0);

describe("the days of a chart", () => {
  it("are days for a month, weeks from Monday on for a quarter, months for a year", () => {
    expect(spansOf(days("2026-11-01", 30))).toHaveLength(30);
    const weeks = spansOf(days("2026-09-01", 90)); // a Tuesday
    expect(weeks[0]).toMatchObject({ first: "2026-09-01", last: "2026-09-06" });
    expect(weeks[1]).toMatchObject({ first: "2026-09-07", last: "2026-09-13", finished: 7 });
    expect(spansOf(days("2026-01-01", 365))).toHaveLength(12);
  });
  it.each([1, 30, 90, 366])("are all there, whatever they are put into: %i", (count) => {
    expect(sum(spansOf(days("2026-01-01", count)))).toBe(sum(days("2026-01-01", count)));
  });
  it("none are none", () => expect(spansOf([])).toEqual([]));
  it("are told in words", () => {
    expect(spanInWords({ first: "2026-11-01", last: "2026-11-01" })).toBe("1er novembre 2026");
    expect(spanInWords({ first: "2026-11-02", last: "2026-11-08" })).toBe("du 2 novembre 2026 au 8 novembre 2026");
    expect(shortDay("2026-11-02")).toBe("02/11");
  });
});

describe("a scale", () => {
  it.each([
    [0, 2],
    [2, 2],
    [3, 4],
    [9, 10],
    [10, 10],
    [11, 20],
    [41, 60],
    [99, 100],
    [1234, 2000],
  ])("up to %i ends at %i", (largest, top) => expect(topOf(largest)).toBe(top));
  it.each([1, 3, 7, 23, 101, 999, 12_345])("holds %i, and its half is whole", (largest) => {
    expect(topOf(largest)).toBeGreaterThanOrEqual(largest);
    expect(topOf(largest) % 2).toBe(0);
  });
  it("measures in percent, of nothing too", () => {
    expect(percentOf(1, 3)).toBe("33.33%");
    expect(percentOf(0, 0)).toBe("0%");
  });
});

describe("a delay", () => {
  it.each([
    [null, "–"],
    [0.4, "moins d'une minute"],
    [45.2, "45 min"],
    [60, "1 h"],
    [200, "3 h 20 min"],
    [24 * 60, "1 jour"],
    [52 * 60, "2 jours 4 h"],
  ])("of %s minutes reads « %s »", (minutes, words) => expect(delayInWords(minutes)).toBe(words));
});

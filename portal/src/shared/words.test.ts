import { describe, expect, it } from "vitest";
import { count, dayInWords, hourOf, inShort, inWords, isoDay, plural, share, sizeOf } from "./words";

describe("dates are written in the time of Paris", () => {
  it.each([
    ["2026-11-23T13:05:00Z", "23 novembre 2026 à 14:05"],
    ["2026-07-01T22:30:00Z", "2 juillet 2026 à 00:30"],
    ["2026-03-29T00:59:59Z", "29 mars 2026 à 01:59"], // the clocks go forward a second later
    ["2026-03-29T01:00:00Z", "29 mars 2026 à 03:00"],
    ["2026-10-25T00:30:00Z", "25 octobre 2026 à 02:30"], // twice that night
    ["2026-10-25T01:30:00Z", "25 octobre 2026 à 02:30"],
  ])("%s is « %s »", (instant, words) => expect(inWords(instant)).toBe(words));
  it("agrees with the platform on every day and around every change of the clocks", () => {
    const platform = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", dateStyle: "long", timeStyle: "short" });
    const months = [2, 3, 9, 10];
    const changes = Array.from({ length: 30 }, (_, each) => 2010 + each).flatMap((year) =>
      months.flatMap((month) => Array.from({ length: 24 * 7 + 4 }, (_, hours) => Date.UTC(year, month, 0) - hours * 3_600_000 + 4 * 3_600_000)),
    );
    const days = Array.from({ length: 365 * 30 }, (_, each) => Date.UTC(2010, 0, 1, 11, 59) + each * 86_400_000);
    for (const at of [...changes, ...days]) {
      expect(inWords(new Date(at)).replace(/^1er /, "1 ")).toBe(platform.format(at));
    }
  });
  it("refuses what is no instant", () => expect(() => inWords("demain")).toThrow(RangeError));
  it("says « 1er »", () => expect(dayInWords("2026-12-01T12:00:00Z")).toBe("1er décembre 2026"));
  it("is short where space is", () => expect(inShort("2026-11-03T13:05:00Z")).toBe("03/11/2026 à 14:05"));
  it("says the hour alone", () => expect(hourOf("2026-11-03T08:05:00Z")).toBe("09:05"));
  it("knows which day it is there", () => expect(isoDay("2026-11-23T23:30:00Z")).toBe("2026-11-24"));
});

describe("sizes and numbers", () => {
  it.each([
    [0, "0 octet"],
    [1, "1 octet"],
    [999, "999 octets"],
    [1000, "1 Ko"],
    [96_400, "96,4 Ko"],
    [12_345_678, "12,3 Mo"],
    [999_999, "1\u202f000 Ko"],
    [1_000_000_000, "1 Go"],
  ])("%d bytes are « %s »", (bytes, words) => expect(sizeOf(bytes)).toBe(words));
  it("parts thousands by thin spaces", () => expect(count(1234567)).toBe("1\u202f234\u202f567"));
  it("keeps what comes after the comma", () => expect(count(12345.5)).toBe("12\u202f345,5"));
  it.each([
    [0, "0\u00a0%"],
    [0.985, "98,5\u00a0%"],
    [0.1234, "12,3\u00a0%"],
    [1, "100\u00a0%"],
  ])("the share %d is « %s »", (value, words) => expect(share(value)).toBe(words));
  it("agrees with its number", () => {
    expect([0, 1, 2, 1234].map((each) => plural(each, "télédossier"))).toEqual(["0 télédossier", "1 télédossier", "2 télédossiers", "1\u202f234 télédossiers"]);
  });
});

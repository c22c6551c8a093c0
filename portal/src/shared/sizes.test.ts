import { describe, expect, it } from "vitest";
import { bytesOf, sizeFrom, sizeInWords } from "./sizes";

describe("sizes of attachments", () => {
  it("are written in the largest unit that says them exactly, and read back as they were", () => {
    for (const bytes of [0, 1, 1023, 1024, 1536, 10_000_000, 104_857_600, 1_073_741_824, 1_610_612_736]) {
      expect(bytesOf(sizeFrom(bytes))).toBe(bytes);
    }
    expect(sizeInWords(1)).toBe("1 octet");
    expect(sizeInWords(104_857_600)).toBe("100 Mo");
    expect(sizeInWords(1_073_741_824)).toBe("1 Go");
    expect(sizeInWords(1_610_612_736)).toBe("1,5 Go");
    expect(sizeInWords(10_000_000)).toBe("10\u202f000\u202f000 octets");
  });
  it("are read with a comma or a point, and not otherwise", () => {
    expect(bytesOf({ amount: " 1,5 ", unit: "Ko" })).toBe(1536);
    expect(bytesOf({ amount: "1.5", unit: "Ko" })).toBe(1536);
    for (const amount of ["", "-1", "1e3", "cent", "1,5,2", "1 000"]) expect(bytesOf({ amount, unit: "Mo" })).toBeNull();
    expect(bytesOf({ amount: "1", unit: "To" })).toBeNull();
  });
});

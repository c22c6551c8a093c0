/** Sizes as a form takes them: an amount and its unit. The hub's processes count as computers do, a Mo being 1,024 Ko. */
import { plural } from "./words";

export const UNITS = [
  { value: "Go", label: "Go", bytes: 1024 ** 3 },
  { value: "Mo", label: "Mo", bytes: 1024 ** 2 },
  { value: "Ko", label: "Ko", bytes: 1024 },
  { value: "octets", label: "octets", bytes: 1 },
] as const;

export interface Size {
  amount: string;
  unit: string;
}

/** A number of bytes in the largest unit that writes it exactly, with two decimals at the most. */
export function sizeFrom(bytes: number): Size {
  const unit = UNITS.find((each) => bytes >= each.bytes && Number.isInteger((bytes / each.bytes) * 100)) ?? UNITS[3];
  return { amount: String(bytes / unit.bytes).replace(".", ","), unit: unit.value };
}

/** The number of bytes that an amount says, or null where it says none. */
export function bytesOf({ amount, unit }: Size): number | null {
  const written = amount.trim().replace(",", ".");
  const bytes = UNITS.find((each) => each.value === unit)?.bytes;
  if (bytes === undefined || !/^\d+(\.\d+)?$/.test(written)) return null;
  return Math.round(Number(written) * bytes);
}

/** « 100 Mo »: exactly what a process was given as its limit. */
export function sizeInWords(bytes: number): string {
  const { amount, unit } = sizeFrom(bytes);
  return unit === "octets" ? plural(bytes, "octet") : `${amount} ${unit}`;
}

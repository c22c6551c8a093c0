/** How dates, sizes and numbers are written for people: in French, in the time of Paris. */
const PARIS = "Europe/Paris";
const day = new Intl.DateTimeFormat("fr-FR", { timeZone: PARIS, day: "numeric", month: "long", year: "numeric" });
const shortDay = new Intl.DateTimeFormat("fr-FR", { timeZone: PARIS, day: "2-digit", month: "2-digit", year: "numeric" });
const hour = new Intl.DateTimeFormat("fr-FR", { timeZone: PARIS, hour: "2-digit", minute: "2-digit" });
const number = new Intl.NumberFormat("fr-FR");
const decimal = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("fr-FR", { style: "percent", maximumFractionDigits: 1 });

/** « 23 novembre 2026 à 14:05 » */
export function inWords(instant: string | Date): string {
  return `${dayInWords(instant)} à ${hourOf(instant)}`;
}

/** « 23 novembre 2026 » */
export function dayInWords(instant: string | Date): string {
  return day.format(new Date(instant)).replace(/^1 /, "1er ");
}

/** « 23/11/2026 à 14:05 », where space is short. */
export function inShort(instant: string | Date): string {
  return `${shortDay.format(new Date(instant))} à ${hourOf(instant)}`;
}

/** « 14:05 » */
export function hourOf(instant: string | Date): string {
  return hour.format(new Date(instant));
}

/** The day it is in Paris, as forms and addresses write it: « 2026-11-23 ». */
export function isoDay(instant: string | Date): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: PARIS }).format(new Date(instant));
}

/** « 96 Ko » */
export function sizeOf(bytes: number): string {
  const units = ["octets", "Ko", "Mo", "Go"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const written = unit === 0 || size >= 100 ? number.format(Math.round(size)) : decimal.format(size);
  return `${written} ${bytes <= 1 ? "octet" : units[unit]}`;
}

/** « 1 234 » */
export function count(value: number): string {
  return number.format(value);
}

/** « 98,5 % » */
export function share(value: number): string {
  return percent.format(value);
}

/** « 3 télédossiers », « 1 télédossier » */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${Math.abs(value) < 2 ? one : many}`;
}

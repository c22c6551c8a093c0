/**
 * How dates, sizes and numbers are written for people: in French, in the time of Paris.
 *
 * Without Intl, whose first use costs a phone more than a tenth of a second, at every start of the portal. The tests compare with it.
 */
const MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
const MARCH = 2;
const OCTOBER = 9;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** 01:00 UTC of a month's last Sunday, when Europe changes its clocks (directive 2000/84/CE). */
function lastSunday(year: number, month: number): number {
  const lastDay = Date.UTC(year, month + 1, 0, 1);
  return lastDay - new Date(lastDay).getUTCDay() * DAY;
}

/** What the clocks of Paris show, as ISO 8601 without its zone: « 2026-11-23T14:05:00.000 ». Throws a RangeError for what is no instant. */
function inParis(instant: string | Date): string {
  const at = new Date(instant);
  const year = at.getUTCFullYear();
  const isSummer = at.getTime() >= lastSunday(year, MARCH) && at.getTime() < lastSunday(year, OCTOBER);
  return new Date(at.getTime() + (isSummer ? 2 : 1) * HOUR).toISOString().slice(0, -1);
}

/** « 23 novembre 2026 à 14:05 » */
export function inWords(instant: string | Date): string {
  return `${dayInWords(instant)} à ${hourOf(instant)}`;
}

/** « 23 novembre 2026 » */
export function dayInWords(instant: string | Date): string {
  const [year, month, day] = isoDay(instant).split("-").map(Number);
  return `${day === 1 ? "1er" : day} ${MONTHS[month! - 1]} ${year}`;
}

/** « 23/11/2026 à 14:05 », where space is short. */
export function inShort(instant: string | Date): string {
  return `${isoDay(instant).split("-").reverse().join("/")} à ${hourOf(instant)}`;
}

/** « 14:05 » */
export function hourOf(instant: string | Date): string {
  return inParis(instant).slice(11, 16);
}

/** The day it is in Paris, as forms and addresses write it: « 2026-11-23 ». */
export function isoDay(instant: string | Date): string {
  return inParis(instant).slice(0, 10);
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
  const written = unit === 0 || size >= 100 ? count(Math.round(size)) : decimal(size);
  return `${written} ${bytes <= 1 ? "octet" : units[unit]}`;
}

/** « 1 234 », « 2,5 » */
export function count(value: number): string {
  const [whole, fraction] = String(value).split(".");
  const grouped = whole!.replace(/\B(?=(?:\d{3})+$)/g, "\u202f");
  return fraction === undefined ? grouped : `${grouped},${fraction}`;
}

/** « 98,5 % » */
export function share(value: number): string {
  return `${decimal(value * 100)}\u00a0%`;
}

/** « 98,5 »: one digit after the comma, none where it would be 0. */
function decimal(value: number): string {
  return count(Number(value.toFixed(1)));
}

/** « 3 télédossiers », « 1 télédossier » */
export function plural(value: number, one: string, many: string = `${one}s`): string {
  return `${count(value)} ${Math.abs(value) < 2 ? one : many}`;
}

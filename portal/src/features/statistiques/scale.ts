/** How charts are measured: round scales, and days put together where they are too many to be told apart. */
import type { Schemas } from "../../api/client";
import { dayInWords, plural } from "../../shared/words";

export type Day = Schemas["DayJson"];

/** Some days together: one, a week from Monday on, or a month. */
export interface Span {
  first: string;
  last: string;
  received: number;
  finished: number;
}

const MOST_DAYS = 35;
const MOST_DAYS_BY_WEEK = 190;

export type Grain = "jour" | "semaine" | "mois";

export function grainOf(days: number): Grain {
  return days <= MOST_DAYS ? "jour" : days <= MOST_DAYS_BY_WEEK ? "semaine" : "mois";
}

/** The days of a period as a chart shows them; nothing is left out. */
export function spansOf(days: Day[]): Span[] {
  const grain = grainOf(days.length);
  const spans = new Map<string, Span>();
  for (const { day, received, finished } of days) {
    const key = grain === "jour" ? day : grain === "semaine" ? mondayOf(day) : day.slice(0, 7);
    const span = spans.get(key);
    if (span === undefined) spans.set(key, { first: day, last: day, received, finished });
    else spans.set(key, { ...span, last: day, received: span.received + received, finished: span.finished + finished });
  }
  return [...spans.values()];
}

function mondayOf(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** « 23 novembre 2026 », or « du 16 novembre 2026 au 22 novembre 2026 ». */
export function spanInWords({ first, last }: Pick<Span, "first" | "last">): string {
  return first === last ? dayInWords(first) : `du ${dayInWords(first)} au ${dayInWords(last)}`;
}

/** « 23/11 » */
export function shortDay(day: string): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}`;
}

/** Where a scale from 0 ends: a round number at or above the largest, that two halves share evenly. */
export function topOf(largest: number): number {
  if (largest <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(largest));
  const top = [1, 2, 4, 6, 8, 10].map((each) => each * power).find((each) => each >= largest) ?? 10 * power;
  return top % 2 === 0 ? top : top * 2;
}

/** A part of a whole in percent, as SVG takes it. */
export function percentOf(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100}%`;
}

/** « 45 min », « 3 h 20 min », « 2 j 4 h »: a delay of so many minutes. */
export function delayInWords(minutes: number | null): string {
  if (minutes === null) return "–";
  const whole = Math.round(minutes);
  if (whole < 1) return "moins d'une minute";
  if (whole < 60) return `${whole} min`;
  if (whole < 24 * 60) return `${Math.floor(whole / 60)} h${whole % 60 === 0 ? "" : ` ${whole % 60} min`}`;
  const hours = Math.round(whole / 60);
  return `${plural(Math.floor(hours / 24), "jour")}${hours % 24 === 0 ? "" : ` ${hours % 24} h`}`;
}

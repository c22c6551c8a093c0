/** Lists that come page by page: the rows of one, and how many there are in all. */
import { ask } from "./client";

export interface Rows<Row> {
  rows: Row[];
  total: number;
}

/** A page of a list, whose total its Content-Range tells: « Subscriptions 0-24/54 ». */
export async function askRows<Row>(call: Promise<{ data?: Row[]; error?: unknown; response: Response }>): Promise<Rows<Row>> {
  const answered = await call;
  const rows = await ask(Promise.resolve(answered));
  return { rows, total: totalOf(answered.response) ?? rows.length };
}

function totalOf(response: Response): number | null {
  const found = /\/(\d+)$/.exec(response.headers.get("Content-Range") ?? "")?.[1];
  return found === undefined ? null : Number(found);
}

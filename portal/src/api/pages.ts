/** Lists that the hub answers page by page, and tells of in `Content-Range`: « Organizations 0-24/100 ». */
import { ask } from "./client";

export interface PageOf<Row> {
  rows: Row[];
  total: number;
}

/** A page's rows, and how many there are in all. Throws as `ask` does. */
export async function askPage<Row>(call: Promise<{ data?: Row[]; error?: unknown; response: Response }>): Promise<PageOf<Row>> {
  const answer = await call;
  const rows = await ask(Promise.resolve(answer));
  return { rows, total: totalOf(answer.response.headers.get("Content-Range")) ?? rows.length };
}

export function totalOf(header: string | null): number | null {
  const told = /\/(\d+)$/.exec(header ?? "")?.[1];
  return told === undefined ? null : Number(told);
}

/**
 * The portal's API, typed from openapi.json. Every call goes through here: it carries what protects the session, notes
 * when the session ends, and turns refusals into {@link Refusal}.
 */
import createClient, { type Middleware } from "openapi-fetch";
import { isErrorBody, Refusal } from "./refusal";
import type { components, paths } from "./schema";
import { session } from "./session";

export type Schemas = components["schemas"];

/** For calls that no person asked for: they do not prolong the session. */
export const AUTOMATIC = { "X-Automatic-Refresh": "true" } as const;

/** The endings of a session, among the reasons of a 401; the others are about a sign-in under way. */
const ENDINGS = new Set(["EXPIRED", "TOO_LATE", "SIGNED_OUT", "CLOSED", "RIGHTS"]);

const guard: Middleware = {
  onRequest({ request }) {
    const { csrfToken } = session.read();
    if (request.method !== "GET" && csrfToken !== null) request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  async onResponse({ response }) {
    await noteSession(response);
    return undefined;
  },
};

let reads = new AbortController();

/** Give up what is being read: once the session is over it would only be refused. */
export function giveUpReads(): void {
  reads.abort();
  reads = new AbortController();
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request: Request) => fetch(request, request.method === "GET" ? { signal: AbortSignal.any([request.signal, reads.signal]) } : {}),
});
api.use(guard);

/** Note what an answer tells of the session; for calls that do not go through `api` too. */
export async function noteSession(response: Response): Promise<void> {
  const endsAt = response.headers.get("X-Session-Ends-At");
  if (endsAt !== null) session.prolong(new Date(endsAt), Number(response.headers.get("X-Session-Ends-In")));
  if (response.status !== 401) return;
  const body: unknown = await response.clone().json().catch(() => null);
  if (!isErrorBody(body) || body.reason === undefined || !ENDINGS.has(body.reason)) return;
  session.end({ reason: body.reason, message: body.errors?.[0]?.message ?? "" });
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer of a call. Throws a Refusal when the hub refuses, and whatever `fetch` throws when it cannot be reached. */
export async function ask<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (!response.ok) throw new Refusal(response.status, isErrorBody(error) ? error : {});
  return data as Data;
}

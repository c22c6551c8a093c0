/** A refusal of the hub, as every screen handles it. */
export class Refusal extends Error {
  readonly status: number;
  /** One sentence or several, in French, ready to be read. */
  readonly messages: string[];
  /** What is wrong with a form, by field. */
  readonly messageByField: Record<string, string>;
  /** CONFIRMATION, CHANGED, or why there is no session. */
  readonly reason: string | null;

  constructor(status: number, body: ErrorBody) {
    const entries = body.errors ?? [];
    const messages = entries.filter((each) => each.field === undefined).map((each) => each.message);
    super(messages[0] ?? entries[0]?.message ?? UNREACHABLE);
    this.name = "Refusal";
    this.status = status;
    this.messages = messages;
    this.messageByField = Object.fromEntries(entries.flatMap((each) => (each.field === undefined ? [] : [[each.field, each.message]])));
    this.reason = body.reason ?? null;
  }
}

export interface ErrorBody {
  errors?: { code?: number; message: string; field?: string }[];
  reason?: string;
}

const UNREACHABLE = "Le hub ne répond pas. Vérifiez votre connexion, puis réessayez.";

/** What to tell of any failure: the hub's own words, or that it could not be reached. */
export function wordsOf(error: unknown): string[] {
  if (!(error instanceof Refusal)) return [UNREACHABLE];
  const words = [...error.messages, ...Object.values(error.messageByField)];
  return words.length > 0 ? words : [error.message];
}

/** Whether the hub refuses it to this person: to ask again changes nothing. */
export function isForbidden(error: unknown): boolean {
  return error instanceof Refusal && error.status === 403;
}

/** Whether the hub may have done what it was asked, and the answer did not come through. */
export function isUnanswered(error: unknown): boolean {
  return !(error instanceof Refusal) || error.status >= 500;
}

/** Read the body of a refusal, whatever it is. */
export async function refusalOf(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => null);
  return new Refusal(response.status, isErrorBody(body) ? body : {});
}

export function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && Array.isArray((body as ErrorBody).errors);
}

/**
 * Files from the hub, with progress. A small one comes with the answer; a large one is prepared by the hub, and
 * fetched by a link once it is ready.
 */
import { api, ask, AUTOMATIC, noteSession, type Schemas } from "./client";
import { Refusal, refusalOf } from "./refusal";
import { session } from "./session";

export type Preparation = Schemas["PreparationJson"];

/** How far a transfer is: a share between 0 and 1, or null while it cannot be told. */
export type Progress = (share: number | null) => void;

const POLL_MS = 1500;

/**
 * Bring a file to the person's disk. Answers the preparation where the hub made one (it tells what was left out).
 * Throws a Refusal.
 */
export async function download(path: string, { method = "GET", progress = () => {}, signal }: DownloadOptions = {}): Promise<Preparation | null> {
  const headers: Record<string, string> = { Accept: "*/*" };
  const { csrfToken } = session.read();
  if (method !== "GET" && csrfToken !== null) headers["X-CSRF-Token"] = csrfToken;
  const response = await fetch(path, { method, headers, signal: signal ?? null });
  await noteSession(response);
  if (!response.ok) throw await refusalOf(response);
  if (response.status === 202) return fetchPrepared((await response.json()) as Preparation, { progress, signal });
  save(await readAll(response, progress), fileNameOf(response));
  return null;
}

export interface DownloadOptions {
  method?: "GET" | "POST";
  progress?: Progress;
  signal?: AbortSignal | undefined;
}

/** Wait until the hub has prepared a file, then fetch it. Throws a Refusal with the hub's reason where it could not. */
export async function fetchPrepared(preparation: Preparation, { progress = () => {}, signal }: DownloadOptions = {}): Promise<Preparation> {
  let present = preparation;
  progress(null);
  while (present.status === "WAITING") {
    await pause(POLL_MS, signal);
    present = await ask(
      api.GET("/portal/v1/preparations/{preparationId}", { params: { path: { preparationId: present.id } }, headers: AUTOMATIC, signal: signal ?? null }),
    );
  }
  if (present.status === "FAILED" || present.link === null) {
    throw new Refusal(400, { errors: [{ message: present.message ?? "Le fichier n'a pas pu être préparé. Réessayez." }] });
  }
  const anchor = document.createElement("a");
  anchor.href = present.link; // it answers as a download, under its own name: the page stays
  anchor.download = present.fileName;
  click(anchor);
  progress(1);
  return present;
}

async function readAll(response: Response, progress: Progress): Promise<Blob> {
  const total = Number(response.headers.get("Content-Length"));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let read = 0;
  const reader = response.body?.getReader();
  if (reader === undefined) return response.blob();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    read += value.length;
    progress(total > 0 ? Math.min(read / total, 1) : null);
  }
  return new Blob(parts, { type: "application/octet-stream" });
}

/** Put something that the page holds on the person's disk. */
export function save(content: Blob, fileName: string): void {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(content);
  anchor.download = fileName;
  click(anchor);
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}

function click(anchor: HTMLAnchorElement): void {
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}

/** The name that a Content-Disposition header gives (RFC 6266): the encoded one first. */
export function fileNameOf(response: Response): string {
  const header = response.headers.get("Content-Disposition") ?? "";
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  if (encoded !== undefined) return decodeURIComponent(encoded);
  return /filename="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, "$1") ?? "telechargement";
}

export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}

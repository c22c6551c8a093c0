/**
 * Files to the hub: a small one in one request, a large one in parts that go straight to the store, by links the hub signs.
 * A large one that was cut off goes on where it stopped: the hub tells which parts it has.
 */
import { api, ask, AUTOMATIC, noteSession, type Schemas } from "./client";
import { refusalOf } from "./refusal";
import { session } from "./session";
import { pause, type Progress } from "./transfers";

/** What the hub takes in one request (its LIMITS.request_body_bytes). */
export const ONE_REQUEST_BYTES = 4_500_000;
const TRIES = 4;
const CHECK_MS = 1500;

interface Sending {
  progress?: Progress;
  signal?: AbortSignal;
}

/** Bring an announced file's bytes, and wait until they are checked. Throws a Refusal. */
export async function bringFile(caseId: string, attachmentId: string, file: File, sending: Sending = {}): Promise<void> {
  if (file.size > ONE_REQUEST_BYTES) return bringInParts(caseId, attachmentId, file, sending);
  const headers: Record<string, string> = { "Content-Type": "application/octet-stream" };
  const { csrfToken } = session.read();
  if (csrfToken !== null) headers["X-CSRF-Token"] = csrfToken;
  const response = await put(`/portal/v1/cases/${caseId}/attachments/${attachmentId}`, headers, file, (sent) => sending.progress?.(sent / file.size), sending.signal);
  await noteSession(response);
  if (!response.ok) throw await refusalOf(response);
}

async function bringInParts(caseId: string, attachmentId: string, file: File, { progress = () => {}, signal }: Sending): Promise<void> {
  const params = { path: { caseId, attachmentId } };
  const opened = await ask(api.POST("/portal/v1/cases/{caseId}/attachments/{attachmentId}/upload", { params, signal: signal ?? null }));
  const there = new Map(opened.parts.map((part) => [part.number, part.sha256]));
  const parts: { number: number; sha256: string }[] = [];
  for (let number = 1; opened.status === "OPEN" && number <= opened.partCount; number++) {
    const from = (number - 1) * opened.partSize;
    const part = file.slice(from, from + opened.partSize);
    const sha256 = await digestOf(part);
    parts.push({ number, sha256 });
    if (there.get(number) !== sha256) await bringPart(params, { number, sha256 }, part, (sent) => progress((from + sent) / file.size), signal);
    progress(Math.min((from + part.size) / file.size, 1));
  }
  progress(null); // it is there; whether it is sound is being looked at
  let upload: Schemas["UploadJson"] = await ask(
    api.POST("/portal/v1/cases/{caseId}/attachments/{attachmentId}/upload/complete", { params, body: { digest: null, parts }, signal: signal ?? null }),
  );
  while (upload.status !== "CHECKED") {
    await pause(CHECK_MS, signal);
    upload = await ask(api.GET("/portal/v1/cases/{caseId}/attachments/{attachmentId}/upload", { params, headers: AUTOMATIC, signal: signal ?? null }));
  }
}

/** Bring one part; where the network fails, again, by a new link. */
async function bringPart(
  params: { path: { caseId: string; attachmentId: string } },
  part: { number: number; sha256: string },
  content: Blob,
  progress: (sent: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const linked = await ask(
      api.POST("/portal/v1/cases/{caseId}/attachments/{attachmentId}/upload/parts", { params, body: { parts: [part] }, signal: signal ?? null }),
    );
    const link = linked.parts[0]!;
    const response = await put(link.url, link.headers, content, progress, signal).catch((error: unknown) => {
      if (signal?.aborted || attempt === TRIES) throw error;
      return null;
    });
    if (response?.ok) return;
    if (response !== null && attempt === TRIES) throw await refusalOf(response);
    await pause(1000 * 2 ** attempt, signal);
  }
}

async function digestOf(content: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await content.arrayBuffer()));
  return btoa(String.fromCharCode(...digest));
}

/** Send bytes as they are. Throws a TypeError when the network fails. */
function put(url: string, headers: Record<string, string>, content: Blob, progress: (sent: number) => void, signal?: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells no progress of what it sends
    request.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.loaded);
    request.onerror = () => reject(new TypeError("network"));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onload = () => {
      const told = new Headers();
      for (const name of ["X-Session-Ends-At", "X-Session-Ends-In"]) {
        const value = request.getResponseHeader(name);
        if (value !== null) told.set(name, value);
      }
      resolve(new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers: told }));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(content);
  });
}

// One way to call the API: typed by the generated table, same origin, with the headers every change needs.
import { addressOf, queryOf } from "./address";
import { againUnder, answered, unanswered } from "./once";
import type { Method } from "./generated/schema";
import { Problem, problemOf, unreachable } from "./problem";
import { heardTime } from "./server_time";
import { stepUpAnswered } from "./step_up";

export { methods } from "./generated/schema";
export type AnyMethod = Method<unknown, unknown>;
export type RequestOf<M> = M extends Method<infer Request, infer _> ? Request : never;
export type ResponseOf<M> = M extends Method<infer _, infer Response> ? Response : never;

interface CallOptions {
  signal?: AbortSignal;
  etag?: string; // If-Match: fails when somebody else changed it first
  keepalive?: boolean; // may outlive the page
  key?: string; // the same for a repetition of the same change: the server does it once
}

let csrfToken = "";
let signedOut: () => void = () => {};
export const setCsrfToken = (token: string) => {
  csrfToken = token;
};
export const onSignedOut = (listener: () => void) => {
  signedOut = listener;
};

// crypto.randomUUID exists only over https; an installation on a LAN may be reached over http.
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(verb: string, address: string, body: string | Blob | undefined, key: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = typeof body === "string" ? "application/json" : "application/octet-stream";
  if (verb !== "GET" && csrfToken) headers["x-steward-csrf"] = csrfToken;
  if (verb === "POST") headers["idempotency-key"] = key;
  if (options.etag) headers["if-match"] = `"${options.etag.replaceAll('"', "")}"`;
  const asked = Date.now();
  try {
    const answer = await fetch(address, {
      method: verb,
      headers,
      body,
      credentials: "same-origin",
      signal: options.signal,
      keepalive: options.keepalive,
    });
    heardTime(answer.headers.get("date"), asked);
    return answer;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Problem(
      0,
      unreachable,
      "The server did not answer. Check the connection; nothing was changed by this attempt that you cannot repeat.",
    );
  }
}

/// A method whose body is bytes of a file; its other fields stand behind "?".
export async function callWithBytes<M extends Method<unknown, unknown>>(
  method: M,
  request: RequestOf<M>,
  bytes: Blob,
  options: CallOptions = {},
): Promise<ResponseOf<M>> {
  const { address, rest } = addressOf(method.path, (request ?? {}) as Record<string, unknown>);
  const response = await send(method.verb, address + queryOf(rest), bytes, randomKey(), options);
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as ResponseOf<M>;
}

const stepUpCodes = new Set(["access.step_up_required", "access.step_up_needed"]);

/// Hears of every call: its path when it begins, and when it has ended.
export const callWatchers = new Set<(path: string, ended: boolean) => void>();
const tellOf = (path: string, ended: boolean) => callWatchers.forEach((watcher) => watcher(path, ended));

export async function call<M extends Method<unknown, unknown>>(
  method: M,
  request: RequestOf<M>,
  options: CallOptions = {},
): Promise<ResponseOf<M>> {
  tellOf(method.path, false);
  try {
    return await answerOf(method, request, options);
  } finally {
    tellOf(method.path, true);
  }
}

async function answerOf<M extends Method<unknown, unknown>>(
  method: M,
  request: RequestOf<M>,
  options: CallOptions,
): Promise<ResponseOf<M>> {
  const { address, rest } = addressOf(method.path, (request ?? {}) as Record<string, unknown>);
  const hasBody = method.verb === "POST" || method.verb === "PATCH";
  const target = hasBody ? address : address + queryOf(rest);
  const body = hasBody ? JSON.stringify(rest) : undefined;
  // What was asked before and never answered may have been done: asked again as it was, it is the same change.
  const change = `${method.verb} ${target} ${body ?? ""}`;
  const key = options.key || againUnder(change, Date.now()) || randomKey();
  let response: Response;
  try {
    response = await send(method.verb, target, body, key, options);
  } catch (failure) {
    if (method.verb === "POST" && failure instanceof Problem) unanswered(change, key, Date.now());
    throw failure;
  }
  const isUnknown = response.status === 502 || response.status === 504; // a proxy's word: what the server did nobody knows
  if (method.verb === "POST" && isUnknown) unanswered(change, key, Date.now());
  else answered(change);
  if (!response.ok) {
    let problem = await problemOf(response);
    if (stepUpCodes.has(problem.code) && (await stepUpAnswered())) {
      response = await send(method.verb, target, body, randomKey(), options);
      if (!response.ok) problem = await problemOf(response);
    }
    if (!response.ok) {
      if (response.status === 401 && !method.path.endsWith("/sign-in") && !method.path.endsWith("/redeem-link")) signedOut();
      throw problem;
    }
  }
  const text = await response.text();
  return (text ? JSON.parse(text) : {}) as ResponseOf<M>;
}

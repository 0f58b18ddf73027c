// What went wrong, as the API says it (RFC 9457), or as we say it when no answer came at all.
export interface FieldProblem {
  pointer: string;
  detail: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly fields: readonly FieldProblem[];
  readonly retryAfterSeconds: number;

  constructor(status: number, code: string, message: string, requestId = "", fields: readonly FieldProblem[] = [], retryAfterSeconds = 0) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.fields = fields;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /// The sentence for one form field, by its name in the request.
  field(name: string): string | undefined {
    return this.fields.find((field) => field.pointer === `/${name}`)?.detail;
  }
}

export const unreachable = "console.unreachable";

export async function problemOf(response: Response): Promise<Problem> {
  const requestId = response.headers.get("x-request-id") ?? "";
  const retryAfter = Number(response.headers.get("retry-after") ?? 0) || 0;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const text = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
    const fields = Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : [];
    const detail = text("detail") || text("title") || `The server answered ${response.status}.`;
    return new Problem(response.status, text("code"), detail, text("instance") || requestId, fields, retryAfter);
  } catch {
    return new Problem(
      response.status,
      "console.no_problem",
      `The server answered ${response.status} without an explanation.`,
      requestId,
      [],
      retryAfter,
    );
  }
}

/// Anything thrown, as a Problem that can be shown.
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "console.fault", error instanceof Error ? error.message : String(error));
}

// A sign-in link by mail: asked for here, opened in the same browser, perhaps in another tab.
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";

const place = "steward.mail_link";

/// The same answer for every address: whether a mail comes is known to whoever owns it. `next`: where one wanted to go.
export async function requestMailLink(email: string, next: string): Promise<void> {
  const { flow_secret } = await call(methods.requestMailLink, { email });
  localStorage.setItem(place, JSON.stringify({ flow_secret, next }));
}

function kept(): { flow_secret: string; next: string } {
  try {
    return { flow_secret: "", next: "", ...(JSON.parse(localStorage.getItem(place) ?? "{}") as object) };
  } catch {
    return { flow_secret: "", next: "" }; // of a page that is older than this one: a new link helps
  }
}

export async function redeemMailLink(linkToken: string): Promise<{ session?: Session; next: string }> {
  const { flow_secret, next } = kept();
  const { session } = await call(methods.redeemMailLink, { link_token: linkToken, flow_secret });
  localStorage.removeItem(place);
  return { session, next };
}

// A sign-in link by mail: asked for here, opened in the same browser, perhaps in another tab.
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";

const place = "steward.mail_link";

/// The same answer for every address: whether a mail comes is known to whoever owns it.
export async function requestMailLink(email: string): Promise<void> {
  const { flow_secret } = await call(methods.requestMailLink, { email });
  localStorage.setItem(place, flow_secret);
}

export async function redeemMailLink(linkToken: string): Promise<Session | undefined> {
  const { session } = await call(methods.redeemMailLink, { link_token: linkToken, flow_secret: localStorage.getItem(place) ?? "" });
  localStorage.removeItem(place);
  return session;
}

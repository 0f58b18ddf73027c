// Signing out: here, and where the provider by whom somebody came wants it, there as well.
import { call, methods } from "./client";

const longestWait = 3000;

/// Ends the session. Returns where to go to sign out at the provider, or nothing.
export async function endSession(): Promise<string> {
  // Asked while there still is a session; a provider that cannot be asked keeps nobody signed in.
  const asked = call(methods.getProviderSignOut, {}).then(
    (answer) => answer.address,
    () => "",
  );
  const there = await Promise.race([asked, new Promise<string>((giveUp) => window.setTimeout(giveUp, longestWait, ""))]);
  await call(methods.signOut, {});
  return there;
}

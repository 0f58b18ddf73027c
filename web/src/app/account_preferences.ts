// How the keys work belongs to the account: it comes with the session and goes back with each change.
import { useLayoutEffect } from "react";
import { call, methods } from "@/api/client";
import type { Preferences, Session } from "@/api/generated/schema";
import { sessionNow, setSession } from "@/api/session";
import { changesOf, keyMapOf } from "@/ui/key_map";
import { onKeyPreference, takeKeyPreferences, type KeyPreferences } from "@/ui/preferences";
import { sayProblem } from "@/ui/toast";

const keysOf = (kept: Preferences): KeyPreferences => ({ singleKeys: kept.single_keys, keyMap: keyMapOf(kept.key_map?.changes ?? []) });

let underway = 0;

async function keep({ singleKeys, keyMap }: Partial<KeyPreferences>) {
  underway += 1;
  try {
    const preferences = await call(methods.updatePreferences, {
      single_keys: singleKeys,
      key_map: keyMap && { changes: changesOf(keyMap) },
    });
    const session = sessionNow();
    if (session && underway === 1) setSession({ ...session, preferences });
  } catch (error) {
    sayProblem("The keys are changed in this window only.", error);
  } finally {
    underway -= 1;
  }
}
onKeyPreference((part) => void keep(part));

/// Before anything of the page can be seen. What somebody is changing at this moment is newer than what the session said.
export function useKeysOf(session: Session | null | undefined) {
  const kept = session?.preferences;
  useLayoutEffect(() => {
    if (underway === 0) takeKeyPreferences(kept && keysOf(kept));
  }, [kept]);
}

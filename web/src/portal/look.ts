// The client's colours upon the page. The server has made sure that they can be read in both themes.
import { useEffect } from "react";
import { methods } from "@/api/client";
import type { Portal } from "@/api/generated/schema";
import { rememberedLook, rememberLook } from "@/api/portal_look";
import { useApi } from "@/api/query";
import { paintPage } from "@/ui/paint";
import { useThemeVersion } from "@/ui/preferences";
import { useMe } from "./who";

export function usePortal() {
  const me = useMe();
  return useApi(methods.getPortal, { client_id: me.client }, { enabled: Boolean(me.client), staleTime: 300_000 });
}

export function useLook(portal: Portal | undefined) {
  const version = useThemeVersion();
  useEffect(() => {
    paintPage(portal ?? rememberedLook());
    if (portal) rememberLook(portal);
  }, [portal, version]);
}

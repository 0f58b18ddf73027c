// The client's colours upon the page. The server has made sure that they can be read in both themes.
import { useEffect } from "react";
import { methods } from "@/api/client";
import type { Portal, ThemeColors } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useThemeVersion } from "@/ui/preferences";
import { paint } from "./paint";
import { useMe } from "./who";

const storeKey = "steward.portal.look";
type Look = Pick<Portal, "light" | "dark">;

// Who asks for more contrast gets the product's own colours, which have it.
export function themeColors(look: Look): ThemeColors | undefined {
  const { theme, contrast } = document.documentElement.dataset;
  if (contrast === "more") return undefined;
  return theme === "dark" ? look.dark : look.light;
}

/// As it was when this browser last showed it, so that nothing changes colour while the page loads.
export function rememberedLook() {
  try {
    paint(document.documentElement, themeColors(JSON.parse(localStorage.getItem(storeKey) ?? "{}") as Look));
  } catch {
    // Then it is painted when the answer comes.
  }
}

export function usePortal() {
  const me = useMe();
  return useApi(methods.getPortal, { client_id: me.client }, { enabled: Boolean(me.client), staleTime: 300_000 });
}

export function useLook(portal: Portal | undefined) {
  const version = useThemeVersion();
  useEffect(() => {
    if (!portal) return;
    paint(document.documentElement, themeColors(portal));
    try {
      localStorage.setItem(storeKey, JSON.stringify({ light: portal.light, dark: portal.dark }));
    } catch {
      // Then it flashes once more the next time.
    }
  }, [portal, version]);
}

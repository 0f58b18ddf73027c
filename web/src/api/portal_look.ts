// Whose portal it is before anybody has signed in: by its own address (/portal/harbour), or as this browser last showed it.
import type { ThemeColors } from "./generated/schema";

const storeKey = "steward.portal.look";
export interface PortalLook {
  address?: string; // of the portal, "harbour"
  client_id?: string;
  client_name?: string;
  logo_url?: string;
  light?: ThemeColors;
  dark?: ThemeColors;
}

export function rememberedLook(): PortalLook {
  try {
    return JSON.parse(localStorage.getItem(storeKey) ?? "{}") as PortalLook;
  } catch {
    return {};
  }
}

export function rememberLook({ address, client_id, client_name, logo_url, light, dark }: PortalLook) {
  try {
    localStorage.setItem(storeKey, JSON.stringify({ address, client_id, client_name, logo_url, light, dark }));
  } catch {
    // Then the page flashes once more the next time.
  }
}

/// Where the pages of a portal begin for whoever is not signed in.
export const doorAddress = (look: PortalLook = rememberedLook()): string => (look.address ? `/portal/${look.address}` : "/portal");

// A client's colours upon an element, by the names that the styles use.
import type { ThemeColors } from "@/api/generated/schema";
import type { PortalLook } from "@/api/portal_look";

const names = { accent: "--accent", accent_ink: "--accent-ink", bar: "--bar", bar_ink: "--bar-ink" } as const;

export function paint(element: HTMLElement, colors: ThemeColors | undefined) {
  for (const [name, variable] of Object.entries(names)) {
    const value = colors?.[name as keyof typeof names];
    if (value) element.style.setProperty(variable, value);
    else element.style.removeProperty(variable);
  }
}

// Who asks for more contrast gets the product's own colours, which have it.
function themeColors(look: Pick<PortalLook, "light" | "dark">): ThemeColors | undefined {
  const { theme, contrast } = document.documentElement.dataset;
  if (contrast === "more") return undefined;
  return theme === "dark" ? look.dark : look.light;
}

export const paintPage = (look: Pick<PortalLook, "light" | "dark">) => paint(document.documentElement, themeColors(look));

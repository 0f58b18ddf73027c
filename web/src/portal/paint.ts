// A client's colours upon an element, by the names that the styles use.
import type { ThemeColors } from "@/api/generated/schema";

const names = { accent: "--accent", accent_ink: "--accent-ink", bar: "--bar", bar_ink: "--bar-ink" } as const;

export function paint(element: HTMLElement, colors: ThemeColors | undefined) {
  for (const [name, variable] of Object.entries(names)) {
    const value = colors?.[name as keyof typeof names];
    if (value) element.style.setProperty(variable, value);
    else element.style.removeProperty(variable);
  }
}
